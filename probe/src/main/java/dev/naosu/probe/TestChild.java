package dev.naosu.probe;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UnsupportedEncodingException;
import java.lang.management.ManagementFactory;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The main class of a JVM that runs tests for the engine: commands come on stdin, answers go to a
 * file that the engine reads, see {@link Wire}. It ends at once when stdin ends, since then the
 * engine is gone; so whoever sends the last command keeps stdin open until its {@link Done} has
 * come.
 */
public final class TestChild {
  /** More threads than this left behind by tests make the child unfit for further tests. */
  private static final int MAX_LEFTOVER_THREADS = 64;

  /** How long threads that are about to end are waited for, all together. */
  private static final long ENDING_MILLIS = 50;

  private final DataOutputStream answers;
  private final OutputTail printed = new OutputTail();
  private final ThreadGroup threads = new ThreadGroup("naosu-patient");

  private Configure configuration =
      new Configure(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), false, false, 60_000);
  private OwnClasses own;
  private ClassLoader libraries;

  /** Whether the attempt under way was refused. */
  private boolean refused;

  private Frameworks frameworks;
  private Optional<Stage> stage = Optional.empty();

  private TestChild(DataOutputStream answers) {
    this.answers = answers;
  }

  /**
   * Runs until stdin ends.
   *
   * @param arguments the file for answers: a pipe that nothing else in this JVM writes to
   */
  public static void main(String[] arguments) throws Exception {
    InputStream commands = new FileInputStream(FileDescriptor.in);
    TestChild child =
        new TestChild(
            new DataOutputStream(
                new BufferedOutputStream(new FileOutputStream(arguments[0]), 1 << 16)));
    child.takeStandardStreams();
    BlockingQueue<Message> queue = new LinkedBlockingQueue<>();
    Thread reader = new Thread(() -> readCommands(commands, queue), "naosu-commands");
    reader.setDaemon(true);
    reader.start();
    child.send(new Hello(System.getProperty("java.version", ""), pid(), Probe.agentInstalled()));
    while (true) {
      child.carryOut(queue.take());
    }
  }

  private static void readCommands(InputStream commands, BlockingQueue<Message> queue) {
    try (DataInputStream in = new DataInputStream(new BufferedInputStream(commands))) {
      while (true) {
        queue.add(Wire.read(in));
      }
    } catch (EOFException e) {
      // The engine is gone, whatever test runs now is for nobody. Hooks of the patient neither.
      Runtime.getRuntime().halt(0);
    } catch (IOException e) {
      Runtime.getRuntime().halt(2);
    }
  }

  private static long pid() {
    // Such as "1234@host"; ProcessHandle came only with Java 9.
    String name = ManagementFactory.getRuntimeMXBean().getName();
    int at = name.indexOf('@');
    try {
      return at < 0 ? -1 : Long.parseLong(name.substring(0, at));
    } catch (NumberFormatException e) {
      return -1; // the format is a custom, not a promise
    }
  }

  /** The patient gets streams of its own: stdin is the wire, and stdout the engine's log. */
  @SuppressWarnings("JdkObsolete") // the constructor that takes a Charset came with Java 10
  private void takeStandardStreams() throws UnsupportedEncodingException {
    PrintStream tail = new PrintStream(printed, true, Charset.defaultCharset().name());
    System.setOut(tail);
    System.setErr(tail);
    System.setIn(new ByteArrayInputStream(new byte[0]));
  }

  private void send(Message message) {
    try {
      Wire.write(answers, message);
    } catch (IOException e) {
      // Nobody listens any more.
      Runtime.getRuntime().halt(3);
    }
  }

  private void carryOut(Message command) throws InterruptedException {
    long id = 0;
    boolean spoiled = false;
    refused = false;
    Optional<String> problem = Optional.empty();
    SystemState before = new SystemState();
    try {
      takeStandardStreams();
      if (command instanceof Configure) {
        configure((Configure) command);
      } else if (command instanceof RunAll) {
        id = ((RunAll) command).id();
        spoiled = runAll((RunAll) command);
      } else if (command instanceof Attempt) {
        id = ((Attempt) command).id();
        spoiled = attempt((Attempt) command);
      } else if (command instanceof Switchable) {
        id = ((Switchable) command).id();
        requireIsolated();
        stage = Optional.of(new Stage(libraries, own, (Switchable) command));
      } else {
        problem = Optional.of("not a command: " + command.getClass().getSimpleName());
      }
    } catch (OutOfMemoryError e) {
      spoiled = true;
      problem = Optional.of("out of memory outside of a test");
    } catch (RuntimeException | IOException | LinkageError e) {
      problem = Optional.of(String.valueOf(e) + (e.getCause() == null ? "" : ": " + e.getCause()));
    }
    if (configuration.isolated()) {
      // The attempt's classes are of no more use, so what still runs in them may end.
      Probe.stop();
    }
    before.restore();
    int leftover = threads.activeCount();
    send(new Done(id, spoiled || leftover > MAX_LEFTOVER_THREADS, leftover, refused, problem));
  }

  private void configure(Configure next) throws IOException {
    configuration = next;
    Probe.scope(
        new OwnScope(next.mainDirectories(), next.testDirectories(), next.coverage(), false));
    if (next.isolated()) {
      List<String> directories = new ArrayList<>(next.testDirectories());
      directories.addAll(next.mainDirectories());
      own = new OwnClasses(directories);
      libraries = libraryLoader(next.libraries());
    } else {
      libraries = ClassLoader.getSystemClassLoader();
    }
    Thread here = Thread.currentThread();
    ClassLoader before = here.getContextClassLoader();
    // Frameworks look for their own parts with the context loader.
    here.setContextClassLoader(libraries);
    try {
      frameworks = new Frameworks(libraries);
    } finally {
      here.setContextClassLoader(before);
    }
  }

  private static ClassLoader libraryLoader(List<String> paths) throws IOException {
    List<URL> urls = new ArrayList<>();
    for (String path : paths) {
      urls.add(new File(path).toURI().toURL());
    }
    // For the bridges only: every other class of the probe is served by the parent.
    urls.add(TestChild.class.getProtectionDomain().getCodeSource().getLocation());
    ClassLoader probe = new ProbeOnlyLoader(TestChild.class.getClassLoader());
    return new URLClassLoader(urls.toArray(new URL[0]), probe);
  }

  private ClassLoader ownLoader(Map<String, byte[]> changed) {
    return configuration.isolated() ? new OwnLoader(libraries, own, changed) : libraries;
  }

  private TestRun newRun(TestRun.Results results, long perTestMillis, long stepBudget) {
    return new TestRun(
        results,
        printed,
        configuration.coverage(),
        perTestMillis > 0 ? perTestMillis : configuration.perTestMillis(),
        stepBudget,
        threads);
  }

  private boolean runAll(RunAll command) throws InterruptedException {
    requireConfigured();
    ClassLoader loader = ownLoader(Collections.emptyMap());
    TestRun run = newRun(this::send, command.perTestMillis(), command.stepBudget());
    for (String name : command.classNames()) {
      run.run(name, loader, () -> frameworks.runClass(load(name, loader), run));
      if (run.isSpoiled()) {
        break;
      }
    }
    if (configuration.coverage()) {
      send(new ProbeTable(Probe.probes().points()));
    }
    return run.isSpoiled();
  }

  private boolean attempt(Attempt command) throws InterruptedException {
    requireConfigured();
    requireIsolated();
    if (command.variant() == Attempt.NO_VARIANT) {
      return attempt(command, ownLoader(command.changedClasses()), this::send);
    }
    Stage current =
        stage.orElseThrow(() -> new IllegalStateException("no switchable classes were brought"));
    boolean[] spoiled = {false};
    Optional<OwnLoader> loader =
        current.open(
            command.tests(),
            classes -> {
              List<TestResult> results = new ArrayList<>();
              spoiled[0] |= attempt(command, classes, results::add);
              return results;
            });
    if (spoiled[0] || !loader.isPresent()) {
      refused = true;
      return spoiled[0];
    }
    Set<Thread> before = running();
    Probe.choose(command.variant());
    boolean compares = command.chosen() != Attempt.NO_VARIANT;
    if (compares) {
      Values.begin(command.chosen());
    }
    try {
      boolean spoils = attempt(command, loader.get(), this::send);
      if (compares) {
        send(Values.taken());
      }
      return spoils;
    } finally {
      Probe.stop();
      Probe.choose(Probe.ORIGINAL);
      current.close(isAnyLeft(before));
    }
  }

  /** The threads that tests have started and that still run. */
  private Set<Thread> running() {
    Thread[] all = new Thread[2 * MAX_LEFTOVER_THREADS];
    int count = threads.enumerate(all);
    return new HashSet<>(Arrays.asList(all).subList(0, count));
  }

  /**
   * Whether threads run that did not before. Some are about to end, such as those in which JUnit 4
   * runs tests with a time limit: they are waited for.
   */
  private boolean isAnyLeft(Set<Thread> before) throws InterruptedException {
    Set<Thread> left = running();
    left.removeAll(before);
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ENDING_MILLIS);
    for (Thread each : left) {
      each.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
      if (each.isAlive()) {
        return true;
      }
    }
    return false;
  }

  private boolean attempt(Attempt command, ClassLoader loader, TestRun.Results results)
      throws InterruptedException {
    TestRun run = newRun(results, command.perTestMillis(), command.stepBudget());
    int next = 0;
    List<TestId> tests = command.tests();
    while (next < tests.size()) {
      int end = command.stopAtFirstFailure() ? next + 1 : endOfGroup(tests, next);
      List<TestId> group = tests.subList(next, end);
      String name = group.get(0).className();
      run.run(name, loader, () -> frameworks.runSelected(load(name, loader), group, run));
      if (run.isSpoiled()) {
        break;
      }
      for (TestId test : group) {
        run.reportIfMissing(test);
      }
      if (command.stopAtFirstFailure() && run.hasFailed()) {
        break;
      }
      next = end;
    }
    return run.isSpoiled();
  }

  private void requireIsolated() {
    if (!configuration.isolated()) {
      throw new IllegalStateException("an attempt needs an isolated child");
    }
  }

  private static int endOfGroup(List<TestId> tests, int start) {
    TestId first = tests.get(start);
    int end = start + 1;
    while (end < tests.size()
        && tests.get(end).className().equals(first.className())
        && Frameworks.keyOf(tests.get(end)).equals(Frameworks.keyOf(first))) {
      end++;
    }
    return end;
  }

  private void requireConfigured() {
    if (frameworks == null) {
      throw new IllegalStateException("the child was not configured");
    }
  }

  private static Class<?> load(String name, ClassLoader loader) {
    try {
      return Class.forName(name, false, loader);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("no such class: " + name, e);
    }
  }
}
