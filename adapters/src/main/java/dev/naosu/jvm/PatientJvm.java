package dev.naosu.jvm;

import dev.naosu.machine.Enclosure;
import dev.naosu.probe.Done;
import dev.naosu.probe.Hello;
import dev.naosu.probe.Message;
import dev.naosu.probe.Wire;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// One running JVM of the patient. It dies with naosu: the child ends when its input does.
final class PatientJvm implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  private final Process process;
  private final Enclosure.Entry entry;
  private final DataOutputStream commands;
  private final DataInputStream answers;
  private final ScheduledExecutorService watchdog;
  private final AtomicBoolean timedOut = new AtomicBoolean();

  private PatientJvm(Process process, Enclosure.Entry entry) {
    this.process = process;
    this.entry = entry;
    this.commands =
        new DataOutputStream(new BufferedOutputStream(process.getOutputStream(), 1 << 16));
    this.answers = new DataInputStream(new BufferedInputStream(process.getInputStream(), 1 << 16));
    this.watchdog =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("jvm-watchdog").factory());
  }

  /// Starts a JVM and waits until its probe answers.
  ///
  /// @param way into where it runs, with its whole command line: of a child that answers through an
  ///   [dev.naosu.machine.AnswerChannel], opened within
  /// @param log receives what the JVM writes to standard output and error
  static PatientJvm start(Enclosure.Entry way, Path directory, Path log) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(way.words())
            .directory(directory.toFile())
            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    way.fill(builder.environment());
    Process process;
    try {
      process = way.start(builder);
    } catch (IOException e) {
      way.close();
      throw e;
    }
    PatientJvm jvm = new PatientJvm(process, way);
    try (Watch _ = jvm.watch(START_LIMIT)) {
      if (!(Wire.read(jvm.answers) instanceof Hello)) {
        throw new IOException("the patient's JVM did not introduce itself");
      }
    } catch (IOException e) {
      jvm.close();
      throw e;
    }
    return jvm;
  }

  /// Sends a command and hands on its answers until the closing [Done].
  ///
  /// @param silence longest time without an answer; the JVM is killed then
  /// @throws IOException when the JVM is gone; see [#wasTimedOut]
  Done ask(Message command, Duration silence, Consumer<Message> each) throws IOException {
    send(command);
    return answer(silence, each);
  }

  /// Sends a command; its answers, in the order of the commands, are to be had by [#answer].
  void send(Message command) throws IOException {
    Wire.write(commands, command);
  }

  /// Hands on the answers to one command until the closing [Done].
  ///
  /// @param silence longest time without an answer; the JVM is killed then
  /// @throws IOException when the JVM is gone; see [#wasTimedOut]
  Done answer(Duration silence, Consumer<Message> each) throws IOException {
    while (true) {
      Message answer;
      try (Watch _ = watch(silence)) {
        answer = Wire.read(answers);
      }
      if (answer instanceof Done done) {
        return done;
      }
      each.accept(answer);
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /// Whether the JVM was killed for keeping silent.
  boolean wasTimedOut() {
    return timedOut.get();
  }

  private Watch watch(Duration limit) {
    return new Watch(
        watchdog.schedule(
            () -> {
              timedOut.set(true);
              kill();
            },
            limit.toMillis(),
            TimeUnit.MILLISECONDS));
  }

  /// Kills the JVM unless closed in time.
  private record Watch(ScheduledFuture<?> alarm) implements AutoCloseable {
    @Override
    public void close() {
      alarm.cancel(false);
    }
  }

  private void kill() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  @Override
  public void close() {
    kill();
    watchdog.shutdownNow();
    // what it had may be given back once it has ended, which nobody waits for
    CompletableFuture<Void> _ = process.onExit().thenRunAsync(entry::close);
  }
}
