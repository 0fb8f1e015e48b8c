package dev.naosu.probe;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Strings, lists and bytes with upper bounds. The bounds hold on both sides: the writer truncates
 * text, and the reader believes no length before it has seen the bytes.
 */
final class Bounded {
  /** Longest text written, in UTF-16 units. */
  static final int MAX_CHARS = 16 * 1024;

  private static final int MAX_STRING_BYTES = 3 * MAX_CHARS;
  private static final int MAX_COUNT = 1 << 22;

  /** A class file bigger than this cannot exist in practice; the JVM's own limits are far lower. */
  private static final int MAX_BYTES = 16 * 1024 * 1024;

  private static final int FIRST_CAPACITY = 1024;

  private Bounded() {}

  /** Keeps the start of a text that is too long. */
  static String truncated(String text) {
    return text.length() <= MAX_CHARS ? text : text.substring(0, MAX_CHARS);
  }

  static void writeString(DataOutput out, String text) throws IOException {
    byte[] bytes = truncated(text).getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  static String readString(DataInput in) throws IOException {
    byte[] bytes = new byte[count(in, MAX_STRING_BYTES)];
    in.readFully(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  static void writeOptional(DataOutput out, Optional<String> text) throws IOException {
    out.writeBoolean(text.isPresent());
    if (text.isPresent()) {
      writeString(out, text.get());
    }
  }

  static Optional<String> readOptional(DataInput in) throws IOException {
    return in.readBoolean() ? Optional.of(readString(in)) : Optional.empty();
  }

  static void writeStrings(DataOutput out, List<String> texts) throws IOException {
    out.writeInt(texts.size());
    for (String text : texts) {
      writeString(out, text);
    }
  }

  static List<String> readStrings(DataInput in) throws IOException {
    int count = readCount(in);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      texts.add(readString(in));
    }
    return texts;
  }

  static void writeBytes(DataOutput out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  static byte[] readBytes(DataInput in) throws IOException {
    byte[] bytes = new byte[count(in, MAX_BYTES)];
    in.readFully(bytes);
    return bytes;
  }

  static void writeFiles(DataOutput out, Map<String, byte[]> files) throws IOException {
    out.writeInt(files.size());
    for (Map.Entry<String, byte[]> entry : files.entrySet()) {
      writeString(out, entry.getKey());
      writeBytes(out, entry.getValue());
    }
  }

  static Map<String, byte[]> readFiles(DataInput in) throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    int count = readCount(in);
    for (int i = 0; i < count; i++) {
      files.put(readString(in), readBytes(in));
    }
    return files;
  }

  static void writeInts(DataOutput out, int[] values) throws IOException {
    out.writeInt(values.length);
    for (int value : values) {
      out.writeInt(value);
    }
  }

  static int[] readInts(DataInput in) throws IOException {
    int count = readCount(in);
    // Grown while the values really arrive: a lie about the count costs the reader nothing.
    int[] values = new int[Math.min(count, FIRST_CAPACITY)];
    for (int i = 0; i < count; i++) {
      if (i == values.length) {
        values = Arrays.copyOf(values, Math.min(count, values.length * 2));
      }
      values[i] = in.readInt();
    }
    return values;
  }

  /** Reads the number of elements which follow. */
  static int readCount(DataInput in) throws IOException {
    return count(in, MAX_COUNT);
  }

  private static int count(DataInput in, int most) throws IOException {
    int count = in.readInt();
    if (count < 0 || count > most) {
      throw new ProtocolException("a length of " + count + " where at most " + most + " may be");
    }
    return count;
  }
}
