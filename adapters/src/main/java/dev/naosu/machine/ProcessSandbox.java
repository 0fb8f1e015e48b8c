package dev.naosu.machine;

import dev.naosu.sandbox.Command;
import dev.naosu.sandbox.Exit;
import dev.naosu.sandbox.Sandbox;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/// Runs commands as child processes without input.
///
/// When a command ends, in whatever way, the processes it has left behind are ended too; when this
/// JVM ends, also by SIGTERM or SIGINT, so are all of them. On Linux that includes those which have
/// detached themselves: every child carries a mark in its environment.
///
/// An interrupted thread ends its command and gets a [CancellationException].
public final class ProcessSandbox implements Sandbox {
  private static final int OUTPUT_LIMIT_BYTES = 4 << 20;
  static final String MARK = "NAOSU_CHILD";
  private static final long GLANCE_MILLISECONDS = 100;

  /// Exit codes of a child that was ended by SIGINT or SIGTERM.
  private static final Set<Integer> SIGNALLED = Set.of(130, 143);

  private static final long SIGNAL_MILLISECONDS = 500;

  private final Enclosure enclosure;
  private final Set<Running> running;
  private final ReadWriteLock starting;

  private ProcessSandbox(Enclosure enclosure, Set<Running> running, ReadWriteLock starting) {
    this.enclosure = enclosure;
    this.running = running;
    this.starting = starting;
  }

  /// A sandbox whose children end with this JVM, and have its rights.
  public static ProcessSandbox create() {
    return within(Enclosure.NONE);
  }

  /// A sandbox whose children end with this JVM, and live in an enclosure.
  public static ProcessSandbox within(Enclosure enclosure) {
    ProcessSandbox sandbox =
        new ProcessSandbox(enclosure, ConcurrentHashMap.newKeySet(), new ReentrantReadWriteLock());
    Runtime.getRuntime()
        .addShutdownHook(Thread.ofPlatform().name("end-children").unstarted(sandbox::endAll));
    return sandbox;
  }

  /// The same where commands may write elsewhere, too.
  public ProcessSandbox writing(List<Path> writable) {
    return new ProcessSandbox(enclosure.with(List.of(), writable), running, starting);
  }

  @Override
  public Exit run(Command command) {
    long start = System.nanoTime();
    Running child;
    try {
      child = start(command, Optional.empty());
    } catch (IOException e) {
      return new Exit.NeverStarted(String.valueOf(e.getMessage()));
    }
    OutputTail output = new OutputTail(OUTPUT_LIMIT_BYTES);
    Thread reader = Thread.ofVirtual().start(() -> output.drain(child.process().getInputStream()));
    try {
      child.process().getOutputStream().close();
      boolean ended = await(child, command.limit());
      child.end();
      if (ended && SIGNALLED.contains(child.process().exitValue())) {
        // Ctrl-C reaches the child first, and then this thread by an interrupt
        Thread.sleep(SIGNAL_MILLISECONDS);
      }
      // all writers are dead, so the pipe ends; the bound is for those another user owns
      boolean drained = reader.join(Duration.ofSeconds(2));
      if (!drained) {
        child.process().getInputStream().close();
      }
      return ended
          ? new Exit.Finished(
              child.process().exitValue(),
              output.text(),
              Duration.ofNanos(System.nanoTime() - start))
          : new Exit.TimedOut(command.limit(), output.text());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while running " + command.line());
    } catch (IOException e) {
      return new Exit.NeverStarted(reason(command, e));
    } finally {
      child.end();
      running.remove(child);
      child.entry().close();
    }
  }

  /// A child whose output is read while it runs.
  public interface Followed extends AutoCloseable {
    /// What it writes, errors included; ends with it.
    InputStream output();

    /// Its exit code; empty while it runs.
    OptionalInt exitCode();

    /// Ends it.
    @Override
    void close();
  }

  /// Starts a command that goes on until it is ended, or this JVM is.
  ///
  /// @throws IOException when it cannot be started, with the reason
  public Followed follow(Command command) throws IOException {
    return follow(command, Optional.empty());
  }

  /// Starts a command that listens, and goes on until it is ended, or this JVM is.
  ///
  /// @param at where others have to reach it
  /// @throws IOException when it cannot be started, with the reason
  public Followed follow(Command command, Loopback at) throws IOException {
    return follow(command, Optional.of(at));
  }

  private Followed follow(Command command, Optional<Loopback> at) throws IOException {
    Running child = start(command, at);
    return new Followed() {
      @Override
      public InputStream output() {
        return child.process().getInputStream();
      }

      @Override
      public OptionalInt exitCode() {
        return child.process().isAlive()
            ? OptionalInt.empty()
            : OptionalInt.of(child.process().exitValue());
      }

      @Override
      public void close() {
        child.end();
        running.remove(child);
        child.entry().close();
      }
    };
  }

  private Running start(Command command, Optional<Loopback> at) throws IOException {
    String mark = UUID.randomUUID().toString();
    // nothing starts once the hook has begun: it holds the other side of this lock for good
    if (!starting.readLock().tryLock()) {
      throw new CancellationException("the program is being ended");
    }
    try {
      Enclosure.Entry entry = enclosure.enter(marked(command, mark), at);
      ProcessBuilder builder =
          new ProcessBuilder(entry.words())
              .directory(command.directory().toFile())
              .redirectErrorStream(true);
      entry.fill(builder.environment());
      try {
        Running child = new Running(entry.start(builder), entry, mark, new LinkedHashSet<>());
        running.add(child);
        return child;
      } catch (IOException e) {
        entry.close();
        throw new IOException(reason(command, e), e);
      }
    } finally {
      starting.readLock().unlock();
    }
  }

  private static Command marked(Command command, String mark) {
    Map<String, String> environment = new HashMap<>(command.environment());
    environment.put(MARK, mark);
    return new Command(command.words(), command.directory(), environment, command.limit());
  }

  private static boolean await(Running child, Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (true) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0) {
        return !child.process().isAlive();
      }
      if (child.process().waitFor(Math.min(left, GLANCE_MILLISECONDS), TimeUnit.MILLISECONDS)) {
        return true;
      }
      child.glance();
    }
  }

  private static String reason(Command command, IOException e) {
    String program = command.words().getFirst();
    if (!Files.isDirectory(command.directory())) {
      return program + " cannot run in " + command.directory() + ": no such directory";
    }
    String message = String.valueOf(e.getMessage());
    if (message.matches(".*error[=:] ?2\\b.*")) {
      return program + " was not found; install it or put it on the PATH";
    }
    return message.matches(".*error[=:] ?13\\b.*") ? program + " is not executable" : message;
  }

  private void endAll() {
    // never unlocked: nothing gets a child from now on
    starting.writeLock().lock();
    running.forEach(Running::end);
  }

  /// A child and those it was seen to have started.
  private record Running(
      Process process, Enclosure.Entry entry, String mark, Set<ProcessHandle> descendants) {

    /// Remembers the present descendants: once their parent is gone, nobody can tell whose they
    /// are.
    void glance() {
      synchronized (descendants) {
        process.descendants().forEach(descendants::add);
        descendants.removeIf(descendant -> !descendant.isAlive());
      }
    }

    void end() {
      // a child may start another one while it is being ended
      for (int round = 0; round < 5; round++) {
        glance();
        boolean any = false;
        // first, so that a shell does not tell of its children's end
        if (process.isAlive()) {
          process.destroyForcibly();
          any = true;
        }
        synchronized (descendants) {
          for (ProcessHandle descendant : descendants) {
            any |= descendant.destroyForcibly();
          }
        }
        any |= endMarked();
        if (!any) {
          return;
        }
      }
    }

    private boolean endMarked() {
      Path processes = Path.of("/proc");
      if (!Files.isReadable(processes.resolve("self").resolve("environ"))) {
        return false;
      }
      String wanted = MARK + "=" + mark;
      boolean any = false;
      try (DirectoryStream<Path> directories = Files.newDirectoryStream(processes, "[0-9]*")) {
        for (Path directory : directories) {
          if (environment(directory).contains(wanted)) {
            any |=
                ProcessHandle.of(Long.parseLong(directory.getFileName().toString()))
                    .map(ProcessHandle::destroyForcibly)
                    .orElse(false);
          }
        }
      } catch (IOException _) {
        // the list of processes cannot be read here; the descendants have been ended above
        return false;
      }
      return any;
    }

    private static String environment(Path process) {
      try {
        return new String(
            Files.readAllBytes(process.resolve("environ")), StandardCharsets.ISO_8859_1);
      } catch (IOException _) {
        // it has ended meanwhile, or belongs to another user and is none of ours
        return "";
      }
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Running running && running.mark.equals(mark);
    }

    @Override
    public int hashCode() {
      return mark.hashCode();
    }
  }
}
