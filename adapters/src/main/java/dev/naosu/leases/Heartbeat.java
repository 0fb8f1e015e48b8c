package dev.naosu.leases;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Tells whoever guards leases that the process that made them lives and is not stuck.
public final class Heartbeat implements AutoCloseable {
  /// A process that was stopped for so long does not see to anything.
  private static final Duration STALE = Duration.ofSeconds(20);

  private static final String HELD = "controller.lock";
  private static final String BEAT = "heartbeat";

  private final Path directory;
  private final HeldFile held;

  private Heartbeat(Path directory, HeldFile held) {
    this.directory = directory;
    this.held = held;
  }

  /// @throws IOException with a text for people
  public static Heartbeat begin(Path directory, Instant now)
      throws IOException, InterruptedException {
    Optional<HeldFile> held = HeldFile.takePatiently(directory.resolve(HELD));
    if (held.isEmpty()) {
      throw new IOException(
          "another naosu keeps its leases in "
              + directory
              + "; end it, or give this one another"
              + " data directory");
    }
    Heartbeat heartbeat = new Heartbeat(directory, held.get());
    heartbeat.beat(now);
    return heartbeat;
  }

  /// At least every few seconds.
  public void beat(Instant now) throws IOException {
    Files.writeString(directory.resolve(BEAT), Long.toString(now.toEpochMilli()));
  }

  /// Whether the process that beats lives and is not stuck; asked by another process.
  static boolean isThere(Path directory, Instant now) throws IOException {
    if (!HeldFile.isHeld(directory.resolve(HELD))) {
      return false;
    }
    try {
      String text =
          new String(Files.readAllBytes(directory.resolve(BEAT)), StandardCharsets.UTF_8).strip();
      // one that is just being written is empty
      return !text.matches("\\d{1,18}")
          || Duration.between(Instant.ofEpochMilli(Long.parseLong(text)), now).compareTo(STALE) < 0;
    } catch (NoSuchFileException _) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    held.close();
  }
}
