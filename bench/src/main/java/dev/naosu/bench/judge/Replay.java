package dev.naosu.bench.judge;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Has a [Twin] compare two versions, and replaces it whenever an input spoils it.
final class Replay {
  /// Differences after which more would only be more of the same.
  private static final int ENOUGH_DIFFERENCES = 3;

  /// Inputs that may bring a JVM down while the reference runs.
  private static final int MOST_LOST = 10;

  /// Packages of the JDK whose objects are taken down by their fields.
  private static final List<String> OPENED =
      List.of(
          "java.lang",
          "java.util",
          "java.util.concurrent",
          "java.util.concurrent.atomic",
          "java.util.function",
          "java.util.regex",
          "java.util.stream",
          "java.text",
          "java.math",
          "java.net",
          "java.io",
          "java.nio",
          "java.nio.charset",
          "java.time",
          "sun.util.calendar");

  private final Path java;
  private final Path scratch;
  private final Duration budget;

  /// @param java the program; at least as new as the classes of this module
  /// @param scratch an existing directory
  /// @param budget longest time for all inputs together
  Replay(Path java, Path scratch, Duration budget) {
    this.java = java;
    this.scratch = scratch;
    this.budget = budget;
  }

  /// Flags that open the JDK to [Capture] and [Rebuilding].
  static List<String> flags() {
    return OPENED.stream()
        .flatMap(name -> Stream.of("--add-opens", "java.base/" + name + "=ALL-UNNAMED"))
        .toList();
  }

  /// Where this module's classes are: a jar or a directory.
  static Path ownPlace() {
    try {
      return Path.of(Replay.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("our own place is no file", e);
    }
  }

  Tally compare(TwinTask task) throws IOException, InterruptedException {
    Path file = Files.createTempFile(scratch, "twin", ".task");
    try {
      try (ObjectOutputStream out = new ObjectOutputStream(Files.newOutputStream(file))) {
        out.writeObject(task);
      }
      Count count = new Count(task.recorded().size() + task.further());
      long deadline = System.nanoTime() + budget.toNanos();
      while (!count.isDone()) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          return count.tally("the time for comparing was used up");
        }
        if (count.lost > MOST_LOST) {
          return count.tally("the JVM that compares dies again and again");
        }
        Duration silence = Duration.ofMillis(task.limitMillis() * 4).plusSeconds(20);
        one(file, count, silence, Duration.ofNanos(left));
      }
      return count.tally("");
    } finally {
      Files.deleteIfExists(file);
    }
  }

  /// Runs one JVM as far as it gets.
  private void one(Path file, Count count, Duration silence, Duration left)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(java.toString());
    command.addAll(flags());
    command.addAll(
        List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"));
    command.addAll(List.of("-Djava.awt.headless=true", "-Duser.timezone=UTC"));
    command.addAll(
        List.of(
            "-cp", ownPlace().toString(), Twin.class.getName(), file.toString(), "" + count.next));
    Process process =
        new ProcessBuilder(command)
            .directory(scratch.toFile())
            .redirectError(ProcessBuilder.Redirect.appendTo(new File(scratch.toFile(), "twin.log")))
            .start();
    ScheduledExecutorService watchdog =
        Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());
    ScheduledFuture<?> end =
        watchdog.schedule(process::destroyForcibly, left.toMillis(), TimeUnit.MILLISECONDS);
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(process.getInputStream()))) {
      while (!count.isDone()) {
        ScheduledFuture<?> alarm =
            watchdog.schedule(process::destroyForcibly, silence.toMillis(), TimeUnit.MILLISECONDS);
        Reply reply = Reply.read(in);
        alarm.cancel(false);
        if (reply.kind() == Reply.Kind.TIRED) {
          return;
        }
        count.add(reply);
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
      }
    } catch (EOFException _) {
      if (!end.isDone()) {
        count.died();
      }
    } finally {
      process.destroyForcibly();
      watchdog.shutdownNow();
    }
  }

  /// What the twins have said so far.
  private static final class Count {
    private final int inputs;
    private final List<String> differences = new ArrayList<>();
    private int next;
    private int inContract;
    private int outOfContract;
    private int impossible;
    private int unstable;
    private int lost;
    private boolean inPatched;

    Count(int inputs) {
      this.inputs = inputs;
    }

    boolean isDone() {
      return next >= inputs || differences.size() >= ENOUGH_DIFFERENCES;
    }

    void add(Reply reply) {
      switch (reply.kind()) {
        case PATCHED_NEXT -> {
          inPatched = true;
          return;
        }
        case SAME -> inContract++;
        case DIFFERENT -> {
          inContract++;
          differences.add(reply.text());
        }
        case OUT_OF_CONTRACT -> outOfContract++;
        case IMPOSSIBLE -> impossible++;
        case UNSTABLE -> unstable++;
        case DUPLICATE, TIRED, DONE -> {}
      }
      inPatched = false;
      next = reply.index() + 1;
    }

    /// The JVM is gone in the middle of an input.
    void died() {
      if (inPatched) {
        inContract++;
        differences.add("input " + next + " ends the JVM, and in the reference does not");
      } else {
        lost++;
        outOfContract++;
      }
      inPatched = false;
      next++;
    }

    Tally tally(String trouble) {
      return new Tally(inContract, outOfContract, impossible, unstable, differences, trouble);
    }
  }
}
