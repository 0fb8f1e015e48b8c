package dev.naosu.access;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// A secret that a sender and naosu both know: what is signed with it is believed.
public final class SharedSecret {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int DIGITS = 64;

  private final SecretKeySpec key;

  /// @param text not empty
  public SharedSecret(String text) {
    this.key = new SecretKeySpec(text.getBytes(StandardCharsets.UTF_8), ALGORITHM);
  }

  /// HMAC-SHA-256 in lower-case hexadecimal digits.
  public String sign(byte[] message) {
    return HexFormat.of().formatHex(mac(message));
  }

  /// Compares in a time that does not tell where the signatures differ.
  ///
  /// @param signature hexadecimal digits, as the sender wrote them
  public boolean hasSigned(byte[] message, String signature) {
    if (signature.length() != DIGITS || !signature.chars().allMatch(HexFormat::isHexDigit)) {
      return false;
    }
    return MessageDigest.isEqual(mac(message), HexFormat.of().parseHex(signature));
  }

  private byte[] mac(byte[] message) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac.doFinal(message);
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }

  @Override
  public String toString() {
    return "a secret";
  }
}
