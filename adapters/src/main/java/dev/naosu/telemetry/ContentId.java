package dev.naosu.telemetry;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/// Ids for observations that came without one: made of what was observed, so that the same thing
/// sent twice has the same id.
final class ContentId {
  private static final int DIGITS = 32;

  private ContentId() {}

  /// @param from which kind of sender, such as `event`
  static String of(String from, List<String> parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String part : parts) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        // the length before each part: "ab" and "c" are not "a" and "bc"
        digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
        digest.update(bytes);
      }
      return from + ":" + HexFormat.of().formatHex(digest.digest()).substring(0, DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
