package dev.naosu.postgres;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.KeyDeserializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.naosu.cycle.incident.Remedy;
import dev.naosu.cycle.upkeep.Case;
import dev.naosu.detect.Body;
import dev.naosu.detect.Signal;
import dev.naosu.diagnose.cause.CauseReport;
import dev.naosu.fleet.Version;
import dev.naosu.learn.Episode;
import dev.naosu.learn.Trust;
import dev.naosu.prove.safety.Deed;
import dev.naosu.repair.runbook.Arguments;
import dev.naosu.repair.runbook.Parameter;
import dev.naosu.repair.upkeep.Means;
import dev.naosu.ship.canary.Window;
import dev.naosu.ship.rollout.Rollout;
import dev.naosu.ship.rollout.Wish;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Words of the core as JSON, as they are kept in the database, and back: the components of each
/// record by name, times as text, bodies in base64.
///
/// What a newer naosu has added to a word is left out when it is read.
final class StoredForm {
  private final ObjectMapper mapper =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .addModule(times())
          .addMixIn(Means.class, AnyMeans.class)
          .addModule(arguments())
          // the components and nothing that is worked out of them
          .visibility(PropertyAccessor.FIELD, Visibility.ANY)
          .visibility(PropertyAccessor.GETTER, Visibility.NONE)
          .visibility(PropertyAccessor.IS_GETTER, Visibility.NONE)
          // half a surrogate pair is no UTF-8, but it has an escape
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  String write(Signal signal) {
    return text(signal);
  }

  Signal signal(String text) {
    return read(text, Signal.class);
  }

  String write(Remedy remedy) {
    return text(remedy);
  }

  Remedy remedy(String text) {
    return read(text, Remedy.class);
  }

  String write(CauseReport report) {
    return text(report);
  }

  CauseReport causes(String text) {
    return read(text, CauseReport.class);
  }

  String write(Rollout rollout) {
    return text(rollout);
  }

  Rollout rollout(String text) {
    return read(text, Rollout.class);
  }

  String write(Window window) {
    return text(window);
  }

  Window window(String text) {
    return read(text, Window.class);
  }

  String write(Wish wish) {
    return text(wish);
  }

  Wish wish(String text) {
    return read(text, Wish.class);
  }

  String write(Case upkeep) {
    return text(upkeep);
  }

  Case upkeep(String text) {
    return read(text, Case.class);
  }

  /// Which of the means it is stands beside its components.
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "means")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Means.Act.class, name = "act"),
    @JsonSubTypes.Type(value = Means.Update.class, name = "update"),
    @JsonSubTypes.Type(value = Means.ByPerson.class, name = "person")
  })
  private interface AnyMeans {}

  String write(Deed deed) {
    return text(deed);
  }

  Deed deed(String text) {
    return read(text, Deed.class);
  }

  String write(Trust trust) {
    return text(trust);
  }

  Trust trust(String text) {
    return read(text, Trust.class);
  }

  String write(Episode episode) {
    return text(episode);
  }

  Episode episode(String text) {
    return read(text, Episode.class);
  }

  private String text(Object value) {
    try {
      return mapper.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("no JSON for " + value.getClass().getName(), e);
    }
  }

  private <T> T read(String text, Class<T> type) {
    try {
      return mapper.readValue(text, type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(
          "the database holds a " + type.getSimpleName() + " that cannot be read", e);
    }
  }

  private static SimpleModule times() {
    SimpleModule module = new SimpleModule();
    written(module, Instant.class, Instant::parse);
    written(module, Duration.class, Duration::parse);
    return module
        .addKeySerializer(
            Version.class,
            new JsonSerializer<Version>() {
              @Override
              public void serialize(
                  Version version, JsonGenerator json, SerializerProvider provider)
                  throws IOException {
                json.writeFieldName(version.name());
              }
            })
        .addKeyDeserializer(
            Version.class,
            new KeyDeserializer() {
              @Override
              public Object deserializeKey(String name, DeserializationContext context) {
                return new Version(name);
              }
            })
        .addSerializer(
            Body.class,
            new JsonSerializer<Body>() {
              @Override
              public void serialize(Body body, JsonGenerator json, SerializerProvider provider)
                  throws IOException {
                json.writeBinary(body.bytes());
              }
            })
        .addDeserializer(
            Body.class,
            new JsonDeserializer<Body>() {
              @Override
              public Body deserialize(JsonParser json, DeserializationContext context)
                  throws IOException {
                return Body.of(json.getBinaryValue());
              }
            });
  }

  /// Values that were read by the parameters of an action once; they are lines of text, whatever
  /// else they are.
  private static SimpleModule arguments() {
    return new SimpleModule()
        .addSerializer(
            Arguments.class,
            new JsonSerializer<Arguments>() {
              @Override
              public void serialize(
                  Arguments arguments, JsonGenerator json, SerializerProvider provider)
                  throws IOException {
                json.writeObject(arguments.values());
              }
            })
        .addDeserializer(
            Arguments.class,
            new JsonDeserializer<Arguments>() {
              @Override
              public Arguments deserialize(JsonParser json, DeserializationContext context)
                  throws IOException {
                Map<String, String> values = json.readValueAs(new TypeReference<>() {});
                return restored(values);
              }
            });
  }

  private static Arguments restored(Map<String, String> values) throws IOException {
    List<Parameter> lines =
        values.keySet().stream()
            .map(name -> new Parameter(name, Parameter.Type.TEXT, "", Optional.empty()))
            .toList();
    return switch (Arguments.read(lines, values)) {
      case Arguments.Reading.Fit(Arguments arguments) -> arguments;
      case Arguments.Reading.Unfit(List<String> mistakes) ->
          throw new IOException("arguments that nobody could give: " + mistakes);
    };
  }

  /// What is kept as the text that it has of itself.
  private static <T> void written(SimpleModule module, Class<T> type, Function<String, T> parse) {
    module
        .addSerializer(
            type,
            new JsonSerializer<T>() {
              @Override
              public void serialize(T value, JsonGenerator json, SerializerProvider provider)
                  throws IOException {
                json.writeString(value.toString());
              }
            })
        .addDeserializer(
            type,
            new JsonDeserializer<T>() {
              @Override
              public T deserialize(JsonParser json, DeserializationContext context)
                  throws IOException {
                return parse.apply(json.getText());
              }
            });
  }
}
