package dev.naosu.replay;

import dev.naosu.detect.SuiteRun;
import dev.naosu.detect.TestId;
import dev.naosu.detect.TestObserver;
import dev.naosu.detect.TestObserver.ObservationFailed;
import dev.naosu.detect.TestRun;
import dev.naosu.project.Jdk;
import dev.naosu.project.Module;
import dev.naosu.project.Patient;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/// Runs a project's tests and takes down what chosen methods are called with.
public final class Recording {
  /// The file was written beside code of others, which may have written it instead.
  private static final ObjectInputFilter WRITTEN_HERE =
      ObjectInputFilter.Config.createFilter(
          "maxdepth=50;dev.naosu.replay.*;java.lang.Number;java.lang.Integer;java.lang.Long;"
              + "java.lang.Short;java.lang.Byte;java.lang.Character;java.lang.Boolean;"
              + "java.lang.Float;java.lang.Double;java.lang.String;java.lang.Enum;"
              + "java.lang.Object;java.util.CollSer;java.util.ImmutableCollections*;!*");

  private final TestObserver observer;
  private final Path scratch;
  private final Jdk jdk;

  /// @param scratch an existing directory; what is recorded stays in it
  /// @param jdk runs the tests; at least as new as the classes of this module
  public Recording(TestObserver observer, Path scratch, Jdk jdk) {
    this.observer = observer;
    this.scratch = scratch;
    this.jdk = jdk;
  }

  /// How much is taken down.
  ///
  /// @param mostInTest distinct inputs of one method kept of one test
  /// @param taking longest time to spend on taking down, the tests' own time apart
  /// @param tests how far one test may go
  public record Limits(int mostInTest, Duration taking, TestObserver.Limits tests) {}

  /// An input and how the test ended that gave it.
  ///
  /// @param run empty when it was no test, such as the set-up of a class
  public record Recorded(Input input, Optional<TestRun> run) {}

  /// @param overlay class directory that comes before the patient's own, those of its tests
  ///   included; empty for none
  /// @param classes by module the test classes to run, an empty list for all; modules without an
  ///   entry are left out
  /// @param seen called after each test; what it throws ends the recording
  /// @return in the order they were met, what tests share once for each
  public List<Recorded> record(
      Patient patient,
      Optional<Path> overlay,
      List<MethodKey> methods,
      Map<String, List<String>> classes,
      Limits limits,
      Consumer<TestRun> seen)
      throws IOException, ObservationFailed {
    Path wish =
        wish(new Recorder.Wish(methods, limits.mostInTest(), limits.taking().toMillis()), scratch);
    Path agent = agent(scratch);
    Patient recorded =
        new Patient(patient.name(), patient.kind(), patient.root(), patient.modules(), jdk);
    Map<String, TestRun> runs = new HashMap<>();
    try {
      for (Module module : patient.modules()) {
        if (!module.testOutputs().isEmpty() && classes.containsKey(module.name())) {
          SuiteRun suite =
              observer.observe(
                  recorded,
                  recording(module, overlay, agent, wish),
                  classes.getOrDefault(module.name(), List.of()),
                  limits.tests(),
                  run -> {
                    note(run, runs);
                    seen.accept(run);
                  });
          suite.runs().forEach(run -> note(run, runs));
        }
      }
    } catch (Stop _) {
      // what was met until then is kept
    }
    List<Recorded> all =
        met(wish).stream()
            .map(each -> new Recorded(each.input(), Optional.ofNullable(runs.get(each.test()))))
            .toList();
    Files.deleteIfExists(wish);
    Files.deleteIfExists(inputs(wish));
    return all;
  }

  /// Thrown by whoever watches tests and has seen enough.
  static final class Stop extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Stop() {
      super("enough was recorded", null, false, false);
    }
  }

  private static void note(TestRun run, Map<String, TestRun> runs) {
    TestId test = run.test();
    runs.put(Recorder.name(test.className(), test.methodName(), test.selector()), run);
  }

  private static Module recording(Module module, Optional<Path> overlay, Path agent, Path wish) {
    List<Path> tests = new ArrayList<>();
    overlay.ifPresent(tests::add);
    tests.addAll(module.testOutputs());
    List<Path> libraries = new ArrayList<>(module.libraries());
    libraries.add(Twins.ownPlace());
    List<String> arguments = new ArrayList<>(module.jvmArguments());
    arguments.addAll(Twins.flags());
    arguments.add("-javaagent:" + agent + "=" + wish);
    return new Module(
        module.name(),
        module.directory(),
        module.sourceRoots(),
        module.testRoots(),
        module.outputs(),
        tests,
        libraries,
        module.level(),
        arguments,
        module.systemProperties(),
        module.testPatterns());
  }

  /// Writes down what a recorder is to take down.
  ///
  /// @return the file to name to the recorder
  static Path wish(Recorder.Wish wish, Path directory) throws IOException {
    Path file = Files.createTempFile(directory, "methods", "");
    try (ObjectOutputStream out = new ObjectOutputStream(Files.newOutputStream(file))) {
      out.writeObject(wish);
    }
    return file;
  }

  private static Path inputs(Path wish) {
    return Path.of(wish + ".inputs");
  }

  /// A jar that names the agent; its class is on the class path.
  static Path agent(Path directory) throws IOException {
    Path jar = directory.resolve("recorder.jar");
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Premain-Class", Recorder.class.getName());
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
      out.finish();
    }
    return jar;
  }

  /// What a recorder took down.
  ///
  /// @param wish the file that was named to it
  static List<Recorder.Met> met(Path wish) throws IOException {
    Path file = inputs(wish);
    List<Recorder.Met> met = new ArrayList<>();
    if (!Files.exists(file)) {
      return met;
    }
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      while (true) {
        byte[] block = in.readNBytes(in.readInt());
        try (ObjectInputStream object = new ObjectInputStream(new ByteArrayInputStream(block))) {
          object.setObjectInputFilter(WRITTEN_HERE);
          met.add((Recorder.Met) object.readObject());
        } catch (ClassNotFoundException | ClassCastException | InvalidClassException e) {
          throw new IOException(file + " was not written by this module", e);
        }
      }
    } catch (EOFException _) {
      // the usual end; a block cut short by a killed JVM is lost
      return met;
    }
  }
}
