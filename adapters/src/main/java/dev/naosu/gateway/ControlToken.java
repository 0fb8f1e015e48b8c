package dev.naosu.gateway;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What naosu shows to a gateway of its own, kept in a file that only its owner can read.
final class ControlToken {
  private static final int BYTES = 32;
  private static final int LEAST_LENGTH = 32;
  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.complementOf(
          EnumSet.of(
              PosixFilePermission.OWNER_READ,
              PosixFilePermission.OWNER_WRITE,
              PosixFilePermission.OWNER_EXECUTE));

  private final String text;

  private ControlToken(String text) {
    this.text = text;
  }

  static ControlToken of(String text) {
    return new ControlToken(text);
  }

  /// Reads it, and makes one first where there is none.
  ///
  /// @throws IOException with a text for people
  static ControlToken kept(Path file) throws IOException {
    byte[] random = new byte[BYTES];
    new SecureRandom().nextBytes(random);
    Files.createDirectories(file.toAbsolutePath().getParent());
    try {
      FileAttribute<?> ownerOnly =
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
      Files.createFile(file, ownerOnly);
      Files.writeString(file, HexFormat.of().formatHex(random) + "\n");
    } catch (FileAlreadyExistsException _) {
      // of an earlier start
    }
    return read(file);
  }

  /// @throws IOException with a text for people
  static ControlToken read(Path file) throws IOException {
    String text;
    try {
      if (Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains)) {
        throw new IOException(
            file + " can be read by others than its owner; run: chmod 600 " + file);
      }
      text = Files.readString(file, StandardCharsets.US_ASCII).strip();
    } catch (NoSuchFileException e) {
      throw new IOException(file + " is missing; it holds the token of the gateway", e);
    }
    if (text.length() < LEAST_LENGTH) {
      throw new IOException(
          file
              + " holds a token of less than "
              + LEAST_LENGTH
              + " letters; remove the file, and the gateway makes one");
    }
    return new ControlToken(text);
  }

  /// The value of the header `Authorization`.
  String authorization() {
    return "Bearer " + text;
  }

  /// Compares in a time that does not tell where they differ.
  boolean isIn(@Nullable String authorization) {
    return authorization != null
        && MessageDigest.isEqual(
            authorization().getBytes(StandardCharsets.UTF_8),
            authorization.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return "a token";
  }
}
