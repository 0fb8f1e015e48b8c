package dev.naosu.jvm;

import dev.naosu.detect.Failure;
import dev.naosu.detect.ProbePoint;
import dev.naosu.detect.SuiteRun;
import dev.naosu.detect.TestId;
import dev.naosu.detect.TestObserver;
import dev.naosu.detect.TestRun;
import dev.naosu.probe.Done;
import dev.naosu.probe.ProbeTable;
import dev.naosu.probe.RunAll;
import dev.naosu.probe.TestResult;
import dev.naosu.project.AntPattern;
import dev.naosu.project.Module;
import dev.naosu.project.Patient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Observes a module's tests in a fresh JVM with the module's own class path. A JVM that dies under
/// a test is replaced, and the run goes on with the next test class; a class that ended its JVM
/// counts as a failing test of its own.
public final class ForkedObserver implements TestObserver {
  /// JVMs that one observation may lose to its tests.
  private static final int LOSSES = 8;

  /// Time beyond a test's own limit in which the probe must have answered.
  private static final Duration GRACE = Duration.ofSeconds(20);

  private final JvmLauncher launcher;

  public ForkedObserver(JvmLauncher launcher) {
    this.launcher = launcher;
  }

  @Override
  public SuiteRun observe(
      Patient patient,
      Module module,
      List<String> classNames,
      Limits limits,
      Consumer<TestRun> seen)
      throws ObservationFailed {
    List<String> rest = new ArrayList<>(classNames.isEmpty() ? testClasses(module) : classNames);
    List<SuiteRun> parts = new ArrayList<>();
    Optional<String> last = Optional.empty();
    boolean alone = false;
    boolean told = false;
    int losses = 0;
    while (losses < LOSSES && !rest.isEmpty()) {
      List<String> now = List.copyOf(alone ? rest.subList(0, 1) : rest);
      Part part = new Part(seen);
      End end = run(patient, module, now, limits, part);
      if (end == End.DIED && part.runs.isEmpty()) {
        losses++;
        if (now.size() == 1) {
          // it is this class, not the last one before
          part.died(now.getFirst());
          last = Optional.empty();
          rest.removeFirst();
        }
        alone = now.size() > 1;
        parts.add(part.suite());
        continue;
      }
      told = true;
      Optional<String> before = last;
      last = Optional.empty();
      int done = now.size();
      if (end != End.WELL) {
        losses++;
        String reached = outermost(part.runs.getLast().test().className());
        done = Math.max(0, now.indexOf(reached)) + 1;
        last = end == End.DIED ? Optional.of(reached) : Optional.empty();
      }
      alone &= part.runs.isEmpty();
      before.ifPresent(part::died);
      rest.subList(0, done).clear();
      parts.add(part.suite());
    }
    if (!told && losses > 0) {
      throw new ObservationFailed(
          "the JVM of module " + module.name() + " ended early",
          "Run the tests by the project's own build and see whether they end the JVM");
    }
    if (last.isPresent()) {
      Part part = new Part(seen);
      part.died(last.get());
      parts.add(part.suite());
    }
    return SuiteRun.join(parts);
  }

  /// How a run of some classes in one JVM ended.
  private enum End {
    WELL,
    /// A test could not be stopped.
    SPOILED,
    DIED
  }

  private End run(Patient patient, Module module, List<String> names, Limits limits, Part part)
      throws ObservationFailed {
    try (PatientJvm jvm = launcher.plain(patient, module)) {
      try {
        Done done =
            jvm.ask(
                new RunAll(1, names, limits.perTest().toMillis(), limits.steps()),
                limits.perTest().plus(GRACE),
                part::accept);
        return done.spoiled() && !part.runs.isEmpty() ? End.SPOILED : End.WELL;
      } catch (IOException e) {
        return End.DIED;
      }
    } catch (IOException e) {
      throw new ObservationFailed(
          "the JVM of module " + module.name() + " did not start: " + e.getMessage(),
          "Run the tests by the project's own build and see whether their JVM starts");
    }
  }

  /// A nested class is reported by its own name, but run with the class around it.
  private static String outermost(String className) {
    int nested = className.indexOf('$');
    return nested <= 0 ? className : className.substring(0, nested);
  }

  /// What one JVM told.
  private static final class Part {
    private final Consumer<TestRun> seen;
    private final List<TestRun> runs = new ArrayList<>();
    private final List<ProbePoint> points = new ArrayList<>();

    Part(Consumer<TestRun> seen) {
      this.seen = seen;
    }

    void accept(Object message) {
      if (message instanceof TestResult result) {
        TestRun run = Answers.run(result);
        runs.add(run);
        seen.accept(run);
      } else if (message instanceof ProbeTable table) {
        table.points().forEach(point -> points.add(Answers.point(point)));
      }
    }

    /// Notes that the JVM ended while it ran a class.
    void died(String className) {
      TestRun run =
          new TestRun(
              new TestId(className, "<class>", "<class>"),
              TestRun.Status.EXITED,
              Duration.ZERO,
              0,
              Optional.of(
                  new Failure(
                      "JvmEnded",
                      "the JVM ended while it ran " + className,
                      List.of(),
                      Optional.empty(),
                      Optional.empty())),
              new BitSet());
      runs.add(run);
      seen.accept(run);
    }

    SuiteRun suite() {
      return new SuiteRun(runs, points);
    }
  }

  /// Binary names of the classes that the module's patterns name, sorted.
  private static List<String> testClasses(Module module) throws ObservationFailed {
    TreeSet<String> names = new TreeSet<>();
    for (Path output : module.testOutputs()) {
      if (!Files.isDirectory(output)) {
        continue;
      }
      try (Stream<Path> files = Files.walk(output)) {
        files
            .map(file -> output.relativize(file).toString().replace('\\', '/'))
            .filter(path -> path.endsWith(".class") && path.indexOf('$') < 0)
            .filter(path -> AntPattern.matchesAny(module.testPatterns(), path))
            .forEach(
                path ->
                    names.add(
                        path.substring(0, path.length() - ".class".length()).replace('/', '.')));
      } catch (IOException e) {
        throw new ObservationFailed(
            "cannot read " + output + ": " + e.getMessage(), "Check the directory's permissions");
      }
    }
    return List.copyOf(names);
  }
}
