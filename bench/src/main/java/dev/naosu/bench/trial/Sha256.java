package dev.naosu.bench.trial;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Names for texts, made from nothing but the text.
public final class Sha256 {
  private Sha256() {}

  /// 64 hexadecimal digits.
  public static String of(String text) {
    return text(digest().digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  /// An empty one, to be fed.
  public static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  public static String text(byte[] hash) {
    return HexFormat.of().formatHex(hash);
  }
}
