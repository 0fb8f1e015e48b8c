package dev.naosu.git;

import dev.naosu.ship.revert.Settled;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// The git command in one directory.
final class Git {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /// What would make git look at another repository, or at another index, than the project's.
  private static final List<String> FOREIGN =
      List.of("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY");

  private final Path directory;
  private final Map<String, String> environment;
  private final Duration limit;
  private final int mostBytes;

  Git(Path directory, Map<String, String> environment) {
    this(directory, environment, LIMIT, Integer.MAX_VALUE);
  }

  private Git(Path directory, Map<String, String> environment, Duration limit, int mostBytes) {
    this.directory = directory;
    this.environment = Map.copyOf(environment);
    this.limit = limit;
    this.mostBytes = mostBytes;
  }

  Git with(Map<String, String> more) {
    Map<String, String> all = new java.util.HashMap<>(environment);
    all.putAll(more);
    return new Git(directory, all, limit, mostBytes);
  }

  /// With a longer or shorter time for each command, as for those that use a network.
  Git within(Duration time) {
    return new Git(directory, environment, time, mostBytes);
  }

  /// With the rest of what git writes thrown away: names and messages may be as long as their
  /// authors like.
  Git reading(int most) {
    return new Git(directory, environment, limit, most);
  }

  /// How a command ended.
  record Answer(int code, String output, String error) {
    boolean succeeded() {
      return code == 0;
    }

    String firstLine() {
      return output.lines().findFirst().orElse("");
    }
  }

  /// A command that had to succeed did not.
  static final class Failed extends IOException {
    private static final long serialVersionUID = 1L;

    Failed(String message) {
      super(message);
    }
  }

  /// The output of a command that must succeed, without the last line feed.
  String must(byte[] input, String... words) throws IOException, InterruptedException {
    Answer answer = ask(input, words);
    if (!answer.succeeded()) {
      String said = answer.error().lines().findFirst().orElse("exit code " + answer.code());
      throw new Failed("git " + words[0] + ": " + said);
    }
    return answer.output().stripTrailing();
  }

  /// Commits with their messages, the latest first.
  ///
  /// @param words options of `git log`, which say nothing of its format, and what it is to list
  List<Settled.Entry> commits(String... words) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of("log", "-z", "--format=%H%n%B"));
    all.addAll(List.of(words));
    List<Settled.Entry> commits = new ArrayList<>();
    // no message holds a zero
    for (String each : must(new byte[0], all.toArray(String[]::new)).split("\0", -1)) {
      String[] parts = each.split("\n", 2);
      if (!parts[0].isEmpty()) {
        commits.add(new Settled.Entry(parts[0], parts.length < 2 ? "" : parts[1]));
      }
    }
    return commits;
  }

  Answer ask(byte[] input, String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("git", "-c", "core.safecrlf=false"));
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().keySet().removeAll(FOREIGN);
    builder.environment().put("LC_ALL", "C");
    builder.environment().put("GIT_OPTIONAL_LOCKS", "0");
    builder.environment().put("GIT_TERMINAL_PROMPT", "0");
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      CompletableFuture<String> output = read(process.getInputStream());
      CompletableFuture<String> error = read(process.getErrorStream());
      try (OutputStream standardInput = process.getOutputStream()) {
        standardInput.write(input);
      } catch (IOException _) {
        // git ended before it had read everything; its exit code tells why
        process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
      }
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new Failed("git " + words[0] + " was not done after " + limit.toSeconds() + " s");
      }
      return new Answer(process.exitValue(), output.join(), error.join());
    } finally {
      process.destroyForcibly();
    }
  }

  private CompletableFuture<String> read(InputStream stream) {
    CompletableFuture<String> text = new CompletableFuture<>();
    Thread.startVirtualThread(
        () -> {
          try (stream) {
            byte[] bytes = stream.readNBytes(mostBytes);
            // git must not be kept waiting by what nobody reads
            stream.transferTo(OutputStream.nullOutputStream());
            text.complete(new String(bytes, StandardCharsets.UTF_8));
          } catch (IOException | UncheckedIOException e) {
            text.completeExceptionally(e);
          }
        });
    return text;
  }
}
