package dev.naosu.access;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/// Hashes passwords so slowly that guessing them from a stolen store takes too long.
///
/// PBKDF2 with HMAC-SHA-256, written as `pbkdf2-sha256$ROUNDS$SALT$HASH` in base64.
public final class Passwords {
  /// What OWASP's *Password Storage Cheat Sheet* asks for.
  public static final int ROUNDS = 600_000;

  public static final int SHORTEST = 12;
  private static final int LONGEST = 200;
  private static final int BITS = 256;
  private static final int SALT_BYTES = 16;
  private static final String NAME = "pbkdf2-sha256";

  private final SecureRandom random;
  private final int rounds;
  private final String nobodys;

  /// @param rounds more of them are slower to compute and to guess
  public Passwords(SecureRandom random, int rounds) {
    this.random = random;
    this.rounds = rounds;
    Base64.Encoder base64 = Base64.getEncoder();
    this.nobodys =
        String.join(
            "$",
            NAME,
            Integer.toString(rounds),
            base64.encodeToString(new byte[SALT_BYTES]),
            base64.encodeToString(new byte[BITS / 8]));
  }

  /// Whether a password is one that may be chosen.
  public static boolean isAcceptable(String password) {
    return password.length() >= SHORTEST && password.length() <= LONGEST;
  }

  String hash(String password) {
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    Base64.Encoder base64 = Base64.getEncoder();
    return NAME
        + "$"
        + rounds
        + "$"
        + base64.encodeToString(salt)
        + "$"
        + base64.encodeToString(derive(password, salt, rounds));
  }

  /// Whether the password is the one that was hashed.
  boolean matches(String password, String hashed) {
    String[] parts = hashed.split("\\$", -1);
    if (parts.length != 4 || !parts[0].equals(NAME) || password.length() > LONGEST) {
      return false;
    }
    byte[] salt = Base64.getDecoder().decode(parts[2]);
    byte[] expected = Base64.getDecoder().decode(parts[3]);
    return MessageDigest.isEqual(expected, derive(password, salt, Integer.parseInt(parts[1])));
  }

  /// Takes as long as [#matches(String, String)], so that the time does not tell who exists.
  boolean matchesNobody(String password) {
    // no password has a hash of zeros
    return matches(password, nobodys);
  }

  private static byte[] derive(String password, byte[] salt, int rounds) {
    PBEKeySpec spec = new PBEKeySpec(password.toCharArray(), salt, rounds, BITS);
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has PBKDF2 with HMAC-SHA-256", e);
    } finally {
      spec.clearPassword();
    }
  }
}
