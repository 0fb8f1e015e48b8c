package dev.naosu.leases;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Starts a guard in a process of its own, which outlives the one that started it, and finds the
/// one that lives.
public final class GuardProcess implements LeaseFiles.Guards {
  static final String HELD = "guard.lock";
  private static final String LOG_FILE = "guard.log";
  private static final Duration STARTING = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final Path directory;
  private final List<String> command;

  /// @param directory of the leases
  /// @param command that starts a guard of them
  public GuardProcess(Path directory, List<String> command) {
    this.directory = directory;
    this.command = List.copyOf(command);
  }

  @Override
  public synchronized void ensure() throws IOException {
    if (HeldFile.isHeld(directory.resolve(HELD))) {
      return;
    }
    Process process = started();
    long end = System.nanoTime() + STARTING.toNanos();
    while (System.nanoTime() < end) {
      if (HeldFile.isHeld(directory.resolve(HELD))) {
        return;
      }
      if (!process.isAlive()) {
        break;
      }
      pause();
    }
    process.destroy();
    throw new IOException("the guard of leases does not begin; see " + directory.resolve(LOG_FILE));
  }

  private Process started() throws IOException {
    List<String> words = new ArrayList<>();
    Path setsid = Path.of("/usr/bin/setsid");
    if (Files.isExecutable(setsid)) {
      // Ctrl-C at the terminal of naosu is not meant for it
      words.add(setsid.toString());
    }
    words.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve(LOG_FILE).toFile()));
    // with all of the environment: it is naosu itself, and has to reach what it puts back
    return builder.start();
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("naosu ends", e);
    }
  }
}
