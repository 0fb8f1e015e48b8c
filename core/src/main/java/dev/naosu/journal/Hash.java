package dev.naosu.journal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// A SHA-256 value.
///
/// @param hex 64 lower-case hexadecimal digits
public record Hash(String hex) {
  private static final int DIGITS = 64;

  /// Stands before the first record.
  public static final Hash ZERO = new Hash("0".repeat(DIGITS));

  public Hash {
    if (hex.length() != DIGITS || !hex.chars().allMatch(Hash::isDigit)) {
      throw new IllegalArgumentException(
          "a hash has 64 lower-case hexadecimal digits, not \"" + hex + "\"");
    }
  }

  public static Hash of(byte[] bytes) {
    try {
      return new Hash(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /// @param text hashed as UTF-8
  public static Hash of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /// The first twelve digits, for people.
  public String abbreviated() {
    return hex.substring(0, 12);
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9' || c >= 'a' && c <= 'f';
  }

  @Override
  public String toString() {
    return hex;
  }
}
