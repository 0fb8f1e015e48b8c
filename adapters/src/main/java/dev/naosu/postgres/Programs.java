package dev.naosu.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Runs PostgreSQL's programs, bounded in time.
///
/// Not by the sandbox: that ends whatever its command has left behind, and here the server is what
/// is to stay.
///
/// @param disguise words in front of each command that change who runs it; empty for none
record Programs(List<String> disguise) {
  Programs {
    disguise = List.copyOf(disguise);
  }

  /// @param code exit code; -1 when it could not be started or was ended at its limit
  /// @param output standard output and error together
  record Answer(int code, String output) {
    boolean succeeded() {
      return code == 0;
    }
  }

  Answer run(Path directory, List<String> command, String input, Duration limit) {
    List<String> words = new ArrayList<>(disguise);
    words.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(words).directory(directory.toFile()).redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    String path = environment.getOrDefault("PATH", "/usr/bin:/bin");
    // PGDATA, PGPORT and their like are meant for the user's own server
    environment.clear();
    environment.put("PATH", path);
    environment.put("LC_ALL", "C");
    @Nullable Path output = null;
    @Nullable Process process = null;
    try {
      // a file: a pipe stays open as long as the server lives
      output = Files.createTempFile("naosu-postgres", ".out");
      process = builder.redirectOutput(output.toFile()).start();
      try (var stdin = process.getOutputStream()) {
        stdin.write(input.getBytes(StandardCharsets.UTF_8));
      } catch (IOException _) {
        // it has ended already; its output says why
      }
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        return new Answer(
            -1, Files.readString(output) + "\nended after " + limit.toSeconds() + " s");
      }
      return new Answer(process.exitValue(), Files.readString(output).strip());
    } catch (IOException e) {
      return new Answer(-1, String.valueOf(e.getMessage()));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return new Answer(-1, "interrupted");
    } finally {
      if (process != null) {
        process.destroyForcibly();
      }
      delete(output);
    }
  }

  private static void delete(@Nullable Path file) {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException _) {
      // the system clears its temporary directory
    }
  }
}
