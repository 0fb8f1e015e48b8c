package dev.naosu.publisher;

import dev.naosu.machine.OwnSecrets;
import dev.naosu.ship.publish.Ask;
import dev.naosu.ship.publish.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// A publisher in a process of its own. It ends when this one does, in whatever way: it reads from
/// a pipe that only this process holds. When it ended by itself, the next question starts it again.
public final class PublisherProcess implements Asking, AutoCloseable {
  private static final Duration STARTING = Duration.ofSeconds(60);
  private static final Duration ENDING = Duration.ofSeconds(10);
  private static final Duration PAUSE = Duration.ofMillis(25);
  private static final int MOST_OUTPUT = 2_000;

  private final List<String> command;
  private final Path log;
  private final Set<String> variables;
  private final PublisherClient client;
  private Optional<Process> process = Optional.empty();
  private boolean isReady;

  /// @param command that starts it
  /// @param socket where it answers then
  /// @param log what it says is appended there
  /// @param variables names of those that hold its tokens: no other secret of naosu's is given to
  ///   it
  public PublisherProcess(List<String> command, Path socket, Path log, Set<String> variables) {
    this.command = List.copyOf(command);
    this.client = new PublisherClient(socket);
    this.log = log;
    this.variables = Set.copyOf(variables);
  }

  /// Starts it without waiting for it.
  ///
  /// @throws IOException with a text for people
  public synchronized void begin() throws IOException {
    if (process.filter(Process::isAlive).isPresent()) {
      return;
    }
    isReady = false;
    List<String> words = new ArrayList<>();
    Path setsid = Path.of("/usr/bin/setsid");
    if (Files.isExecutable(setsid)) {
      // Ctrl-C at the terminal is meant for the server, which may still have something to let out
      words.add(setsid.toString());
    }
    words.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    Map<String, String> tokens = new HashMap<>(builder.environment());
    tokens.keySet().retainAll(variables);
    OwnSecrets.keepFrom(builder.environment());
    builder.environment().putAll(tokens);
    process = Optional.of(builder.start());
  }

  /// Waits until it answers.
  ///
  /// @throws IOException with what it said last, when it does not
  public void await() throws IOException, InterruptedException {
    long end = System.nanoTime() + STARTING.toNanos();
    while (true) {
      try {
        client.ask(new Ask.Hello(""));
        ready();
        return;
      } catch (IOException e) {
        if (!isAlive()) {
          throw new IOException("the publisher ended as it started: " + lastWords(), e);
        }
        if (System.nanoTime() > end) {
          throw new IOException("the publisher does not begin; see " + log, e);
        }
      }
      Thread.sleep(PAUSE);
    }
  }

  @Override
  public Reply ask(Ask ask) throws IOException, InterruptedException {
    if (!isReady()) {
      begin();
      await();
    }
    return client.ask(ask);
  }

  private synchronized void ready() {
    isReady = true;
  }

  private synchronized boolean isReady() {
    return isReady && isAlive();
  }

  private synchronized boolean isAlive() {
    return process.filter(Process::isAlive).isPresent();
  }

  private String lastWords() throws IOException {
    if (!Files.exists(log)) {
      return "it said nothing";
    }
    String all = Files.readString(log, StandardCharsets.UTF_8).strip();
    return all.substring(Math.max(0, all.length() - MOST_OUTPUT));
  }

  /// Ends it.
  @Override
  public synchronized void close() throws IOException {
    if (process.isEmpty()) {
      return;
    }
    Process ending = process.get();
    ending.getOutputStream().close();
    try {
      if (ending.waitFor(ENDING.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    ending.destroyForcibly();
  }
}
