package dev.naosu.bench.judge;

import dev.naosu.detect.TestObserver;
import dev.naosu.detect.TestObserver.ObservationFailed;
import dev.naosu.project.Jdk;
import dev.naosu.project.Module;
import dev.naosu.project.Patient;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/// Runs a project's tests and takes down what chosen methods are called with.
final class Recording {
  private static final TestObserver.Limits LIMITS =
      new TestObserver.Limits(Duration.ofSeconds(20), 20_000_000);

  private final TestObserver observer;
  private final Path scratch;

  Recording(TestObserver observer, Path scratch) {
    this.observer = observer;
    this.scratch = scratch;
  }

  /// @param overlay class directory that comes before the patient's own
  /// @param jdk runs the tests; at least as new as the classes of this module
  /// @return distinct inputs, in the order they were met
  List<Input> inputs(Patient patient, Path overlay, Jdk jdk, Collection<MethodKey> methods)
      throws IOException, ObservationFailed {
    Path chosen = Files.createTempFile(scratch, "methods", "");
    try (ObjectOutputStream out = new ObjectOutputStream(Files.newOutputStream(chosen))) {
      out.writeInt(methods.size());
      for (MethodKey method : methods) {
        out.writeObject(method);
      }
    }
    Path agent = agent();
    Patient recorded =
        new Patient(patient.name(), patient.kind(), patient.root(), patient.modules(), jdk);
    for (Module module : patient.modules()) {
      if (!module.testOutputs().isEmpty()) {
        observer.observe(
            recorded, recording(module, overlay, agent, chosen), List.of(), LIMITS, _ -> {});
      }
    }
    return read(Path.of(chosen + ".inputs"));
  }

  private static Module recording(Module module, Path overlay, Path agent, Path chosen) {
    List<Path> outputs = new ArrayList<>(List.of(overlay));
    outputs.addAll(module.outputs());
    List<Path> libraries = new ArrayList<>(module.libraries());
    libraries.add(Replay.ownPlace());
    List<String> arguments = new ArrayList<>(module.jvmArguments());
    arguments.addAll(Replay.flags());
    arguments.add("-javaagent:" + agent + "=" + chosen);
    return new Module(
        module.name(),
        module.directory(),
        module.sourceRoots(),
        module.testRoots(),
        outputs,
        module.testOutputs(),
        libraries,
        module.level(),
        arguments,
        module.systemProperties(),
        module.testPatterns());
  }

  /// A jar that names the agent; its class is on the class path.
  private Path agent() throws IOException {
    Path jar = scratch.resolve("recorder.jar");
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Premain-Class", Recorder.class.getName());
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
      out.finish();
    }
    return jar;
  }

  private static List<Input> read(Path file) throws IOException {
    Set<Input> inputs = new LinkedHashSet<>();
    if (!Files.exists(file)) {
      return List.of();
    }
    try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
      while (true) {
        byte[] block = in.readNBytes(in.readInt());
        try (ObjectInputStream object = new ObjectInputStream(new ByteArrayInputStream(block))) {
          inputs.add((Input) object.readObject());
        } catch (ClassNotFoundException e) {
          throw new IOException(file + " was not written by this module", e);
        }
      }
    } catch (EOFException _) {
      // the usual end; a block cut short by a killed JVM is lost
      return List.copyOf(inputs);
    }
  }
}
