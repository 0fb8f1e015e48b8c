package dev.naosu.publisher;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import dev.naosu.ship.publish.Ask;
import dev.naosu.ship.publish.Reply;
import dev.naosu.ship.pull.Pull;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/// Questions and answers as bytes: a length in four bytes, then JSON. Each kind has its name, and
/// nothing but the kinds that there are can come out of it.
public final class Letters {
  static final int MOST_BYTES = 16 << 20;
  private static final int DEEPEST = 20;
  private static final ObjectMapper JSON = mapper();

  private Letters() {}

  /// Said of a kind with several forms.
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
  private interface Named {}

  private static ObjectMapper mapper() {
    JsonMapper mapper =
        JsonMapper.builder(
                JsonFactory.builder()
                    .streamReadConstraints(
                        StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .maxStringLength(MOST_BYTES)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
            // what a record answers about itself is no part of it
            .visibility(PropertyAccessor.GETTER, Visibility.NONE)
            .visibility(PropertyAccessor.IS_GETTER, Visibility.NONE)
            .visibility(PropertyAccessor.FIELD, Visibility.ANY)
            .build();
    for (Class<?> kind : List.of(Ask.class, Reply.class, Pull.Standing.class)) {
      mapper.addMixIn(kind, Named.class);
      for (Class<?> form : kind.getPermittedSubclasses()) {
        mapper.registerSubtypes(new NamedType(form, form.getSimpleName()));
      }
    }
    return mapper;
  }

  /// What stands in a question.
  ///
  /// @throws IOException when it is none
  public static Ask ask(byte[] bytes) throws IOException {
    return read(bytes, Ask.class);
  }

  static void send(Object letter, OutputStream to) throws IOException {
    byte[] bytes = JSON.writeValueAsBytes(letter);
    if (bytes.length > MOST_BYTES) {
      throw new IOException("it is too large for the publisher: " + bytes.length + " bytes");
    }
    DataOutputStream out = new DataOutputStream(to);
    out.writeInt(bytes.length);
    out.write(bytes);
    out.flush();
  }

  static Ask askFrom(InputStream from) throws IOException {
    return ask(bytes(from));
  }

  static Reply replyFrom(InputStream from) throws IOException {
    return read(bytes(from), Reply.class);
  }

  private static byte[] bytes(InputStream from) throws IOException {
    DataInputStream in = new DataInputStream(from);
    int length = in.readInt();
    if (length < 0 || length > MOST_BYTES) {
      throw new IOException("no letter has " + length + " bytes");
    }
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new IOException("the letter was cut off");
    }
    return bytes;
  }

  private static <T> T read(byte[] bytes, Class<T> kind) throws IOException {
    try {
      T letter = JSON.readValue(bytes, kind);
      if (letter == null) {
        throw new IOException("it says nothing");
      }
      return letter;
    } catch (JsonProcessingException | StackOverflowError e) {
      // what the library says may quote what was sent
      throw new IOException("it cannot be understood", e);
    }
  }
}
