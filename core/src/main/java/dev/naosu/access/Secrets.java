package dev.naosu.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Makes and compares secret texts: `naosu_`, an id to find it by, and 256 random bits.
final class Secrets {
  private static final int BYTES = 32;
  private static final int ID_BYTES = 8;
  private static final Pattern FORM = Pattern.compile("naosu_([0-9a-f]{16})_[A-Za-z0-9_-]{43}");

  private final SecureRandom random;

  Secrets(SecureRandom random) {
    this.random = random;
  }

  /// @param id to find it by
  /// @param text what the holder shows; it is never kept
  record Secret(String id, String text) {}

  Secret make() {
    String id = HexFormat.of().formatHex(bytes(ID_BYTES));
    String body = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(BYTES));
    return new Secret(id, "naosu_" + id + "_" + body);
  }

  /// The id in a secret text; empty when it has not the form of one.
  static Optional<String> id(String text) {
    Matcher form = FORM.matcher(text);
    return form.matches() ? Optional.of(form.group(1)) : Optional.empty();
  }

  /// SHA-256, as 64 hexadecimal digits. The text has 256 random bits: there is nothing to guess
  /// that a slow hash would slow down.
  static String digest(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /// Compares in a time that does not tell where the texts differ.
  static boolean equal(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }

  private byte[] bytes(int number) {
    byte[] bytes = new byte[number];
    random.nextBytes(bytes);
    return bytes;
  }
}
