package dev.naosu.jvm;

import dev.naosu.detect.ProbePoint;
import dev.naosu.detect.SuiteRun;
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
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Observes a module's tests in a fresh JVM with the module's own class path. A JVM that dies under
/// a test is replaced, and the run goes on with the next test class.
public final class ForkedObserver implements TestObserver {
  /// JVMs that one observation may use up.
  private static final int JVMS = 5;

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
    for (int i = 0; i < JVMS && !rest.isEmpty(); i++) {
      Part part = new Part(seen);
      boolean ended = false;
      try (PatientJvm jvm = launcher.plain(patient, module)) {
        Done done =
            jvm.ask(
                new RunAll(1, rest, limits.perTest().toMillis(), limits.steps()),
                limits.perTest().plus(GRACE),
                part::accept);
        ended = !done.spoiled();
      } catch (IOException e) {
        if (part.runs.isEmpty()) {
          throw new ObservationFailed(
              "the JVM of module " + module.name() + " ended early: " + e.getMessage(),
              "Run the tests by the project's own build and see whether they end the JVM");
        }
      }
      parts.add(part.suite());
      if (ended) {
        break;
      }
      String last = part.runs.getLast().test().className();
      rest = new ArrayList<>(rest.subList(Math.max(0, rest.indexOf(last)) + 1, rest.size()));
    }
    return SuiteRun.join(parts);
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
