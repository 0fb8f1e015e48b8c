package dev.naosu.detect;

import dev.naosu.journal.Hash;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The body of a request or an answer: bytes that do not change.
public final class Body {
  public static final Body EMPTY = of(new byte[0]);

  private final byte[] bytes;

  private Body(byte[] bytes) {
    this.bytes = bytes;
  }

  /// Takes a copy.
  public static Body of(byte[] bytes) {
    return new Body(bytes.clone());
  }

  public static Body of(String text) {
    return new Body(text.getBytes(StandardCharsets.UTF_8));
  }

  /// A copy.
  public byte[] bytes() {
    return bytes.clone();
  }

  public boolean isEmpty() {
    return bytes.length == 0;
  }

  /// As UTF-8; what is none is replaced.
  public String text() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /// SHA-256 in lower-case hexadecimal digits.
  public String hash() {
    return Hash.of(bytes).hex();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Body body && Arrays.equals(bytes, body.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return text();
  }
}
