package dev.naosu.jvm;

import dev.naosu.detect.CommandObserver;
import dev.naosu.detect.ProbePoint;
import dev.naosu.probe.ProbeTable;
import dev.naosu.probe.Wire;
import dev.naosu.project.Patient;
import dev.naosu.sandbox.Command;
import dev.naosu.sandbox.Exit;
import dev.naosu.sandbox.Sandbox;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Runs a command with the probe in every JVM it starts, by way of `JAVA_TOOL_OPTIONS`.
public final class ObservedCommand implements CommandObserver {
  private final Sandbox sandbox;
  private final Path scratch;

  /// @param scratch directory for what the JVMs write
  public ObservedCommand(Sandbox sandbox, Path scratch) {
    this.sandbox = sandbox;
    this.scratch = scratch;
  }

  @Override
  public Seen observe(Patient patient, String line, Duration limit) {
    try {
      Files.createDirectories(scratch);
      Path directory = Files.createTempDirectory(scratch, "command");
      String main =
          patient.modules().stream()
              .flatMap(module -> module.outputs().stream())
              .map(Path::toString)
              .collect(Collectors.joining(File.pathSeparator));
      Path options = directory.resolve("options");
      Files.writeString(options, "coverage=true\nmain=" + main + "\ndump=" + directory + "\n");
      Exit exit =
          sandbox.run(
              new Command(
                  List.of("sh", "-c", line),
                  patient.root(),
                  Map.of(
                      "JAVA_TOOL_OPTIONS",
                      // quoted, since the JVM splits it at blanks
                      "\"-javaagent:" + JvmLauncher.probeJar() + "=" + options + "\""),
                  limit));
      return new Seen(exit, read(directory));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot observe the command", e);
    }
  }

  private static List<ProbePoint> read(Path directory) throws IOException {
    Set<ProbePoint> points = new LinkedHashSet<>();
    List<Path> dumps = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      files.filter(file -> file.toString().endsWith(".probe")).sorted().forEach(dumps::add);
    }
    for (Path dump : dumps) {
      try (DataInputStream in =
          new DataInputStream(new BufferedInputStream(Files.newInputStream(dump)))) {
        if (Wire.read(in) instanceof ProbeTable table) {
          table.points().forEach(point -> points.add(Answers.point(point)));
        }
      }
    }
    return List.copyOf(points);
  }
}
