package dev.naosu.replay;

import dev.naosu.machine.AnswerChannel;
import dev.naosu.machine.Enclosure;
import dev.naosu.project.Jdk;
import dev.naosu.sandbox.Command;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
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
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Has a [Twin] compare versions, and replaces it whenever an input spoils it.
public final class Twins {
  /// Inputs that may bring a JVM down while the first version runs.
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
  private final Enclosure enclosure;

  /// Twins with the rights of naosu.
  ///
  /// @param java the program; at least as new as the classes of this module
  /// @param scratch an existing directory
  /// @param budget longest time for all inputs together
  public Twins(Path java, Path scratch, Duration budget) {
    this(java, scratch, budget, Enclosure.NONE);
  }

  /// @param enclosure where the twins run
  public Twins(Path java, Path scratch, Duration budget, Enclosure enclosure) {
    this.java = java;
    this.scratch = scratch;
    this.budget = budget;
    this.enclosure = enclosure;
  }

  /// Flags that open the JDK to [Capture] and [Rebuilding].
  static List<String> flags() {
    return openings().flatMap(opening -> Stream.of("--add-opens", opening)).toList();
  }

  /// What [#flags] open.
  static Stream<String> openings() {
    return OPENED.stream().map(name -> "java.base/" + name + "=ALL-UNNAMED");
  }

  /// The JDK that runs naosu: its classes run on no older one.
  public static Jdk ownJdk() {
    return new Jdk(
        Path.of(System.getProperty("java.home")),
        Runtime.version().feature(),
        Runtime.version().toString());
  }

  /// Where this module's classes are: a jar or a directory.
  static Path ownPlace() {
    try {
      return Path.of(Twins.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("our own place is no file", e);
    }
  }

  /// Told what a twin says of each input, in order.
  public interface Listener {
    /// @return whether to go on
    boolean compared(Compared compared);

    /// There is nothing to compare.
    void skipped(int index, Reply.Why why);
  }

  /// @return why not all inputs were compared; empty when they were, or the listener had enough
  public String compare(TwinTask task, Listener listener) throws IOException, InterruptedException {
    Path file = Files.createTempFile(scratch, "twin", ".task");
    try {
      try (ObjectOutputStream out =
          new ObjectOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
        out.writeObject(task);
      }
      Course course = new Course(task, listener);
      long deadline = System.nanoTime() + budget.toNanos();
      while (!course.isOver()) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          return "the time for comparing was used up";
        }
        if (course.lost > MOST_LOST) {
          return "the JVM that compares dies again and again";
        }
        one(file, course, Duration.ofNanos(left));
      }
      return "";
    } finally {
      Files.deleteIfExists(file);
    }
  }

  /// Runs one JVM as far as it gets.
  private void one(Path file, Course course, Duration left)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(java.toString());
    command.addAll(flags());
    command.addAll(
        List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"));
    command.addAll(List.of("-Djava.awt.headless=true", "-Duser.timezone=UTC"));
    command.addAll(
        List.of(
            "-cp",
            ownPlace().toString(),
            Twin.class.getName(),
            file.toString(),
            "" + course.next,
            AnswerChannel.PATH));
    Enclosure.Entry entry =
        enclosure.enter(new Command(AnswerChannel.open(command), scratch, Map.of(), left));
    ProcessBuilder builder =
        new ProcessBuilder(entry.words())
            .directory(scratch.toFile())
            .redirectError(
                ProcessBuilder.Redirect.appendTo(new File(scratch.toFile(), "twin.log")));
    entry.fill(builder.environment());
    Process process;
    try {
      process = entry.start(builder);
    } catch (IOException e) {
      entry.close();
      throw e;
    }
    ScheduledExecutorService watchdog =
        Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());
    ScheduledFuture<?> end =
        watchdog.schedule(process::destroyForcibly, left.toMillis(), TimeUnit.MILLISECONDS);
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(process.getInputStream()))) {
      while (!course.isOver()) {
        ScheduledFuture<?> alarm =
            watchdog.schedule(
                process::destroyForcibly, course.silence().toMillis(), TimeUnit.MILLISECONDS);
        Reply reply = Reply.read(in);
        alarm.cancel(false);
        if (reply instanceof Reply.Tired) {
          return;
        }
        course.accept(reply);
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
      }
    } catch (EOFException _) {
      if (!end.isDone()) {
        course.died();
      }
    } finally {
      process.destroyForcibly();
      watchdog.shutdownNow();
      CompletableFuture<Void> _ = process.onExit().thenRunAsync(entry::close);
    }
  }

  /// How far the twins have come.
  private static final class Course {
    private final TwinTask task;
    private final Listener listener;
    private int next;
    private int running;
    private int lost;
    private boolean enough;

    Course(TwinTask task, Listener listener) {
      this.task = task;
      this.listener = listener;
    }

    boolean isOver() {
      return enough || next >= task.recorded().size() + task.further();
    }

    /// Longest time without a word.
    Duration silence() {
      return Duration.ofMillis(task.limits().callMillis() * 4).plusSeconds(20);
    }

    void accept(Reply reply) {
      switch (reply) {
        case Reply.Next(_, int version) -> {
          running = version;
          return;
        }
        case Reply.Answered(Compared compared) -> enough = !listener.compared(compared);
        case Reply.Skipped(int index, Reply.Why why) -> listener.skipped(index, why);
        case Reply.Tired _, Reply.Done _ -> {}
      }
      running = 0;
      next = reply.index() + 1;
    }

    /// The JVM is gone in the middle of an input.
    void died() {
      if (running == 0) {
        lost++;
        listener.skipped(next, Reply.Why.UNVOUCHED);
      } else {
        enough = !listener.compared(ended(next, running, task.versions().size()));
      }
      running = 0;
      next++;
    }

    private static Compared ended(int index, int killer, int versions) {
      List<Integer> ofVersion = new ArrayList<>(Collections.nCopies(versions, 2));
      ofVersion.set(0, 0);
      ofVersion.set(killer, 1);
      return new Compared(
          index,
          "input " + index,
          List.of(
              new Compared.Ending(Compared.Kind.RETURNED, "does not", "does not", "ending", ""),
              new Compared.Ending(Compared.Kind.DIED, "ends the JVM", "does not", "ending", ""),
              new Compared.Ending(Compared.Kind.UNKNOWN, "was not called", "", "", "")),
          ofVersion);
    }
  }
}
