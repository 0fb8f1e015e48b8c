package dev.naosu.jvm;

import dev.naosu.machine.OutputFiles;
import dev.naosu.project.Module;
import dev.naosu.project.Patient;
import dev.naosu.prove.CandidateCompiler;
import dev.naosu.prove.Compiled;
import dev.naosu.sandbox.Command;
import dev.naosu.sandbox.Exit;
import dev.naosu.sandbox.Sandbox;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Compiles with the patient's own `javac`, annotation processors included. About a second each:
/// for files the compiler in memory cannot do.
public final class ForkedJavac {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int PROBLEMS = 5;

  private final Sandbox sandbox;
  private final Path scratch;

  /// @param scratch directory for sources and class files on their way
  public ForkedJavac(Sandbox sandbox, Path scratch) {
    this.sandbox = sandbox;
    this.scratch = scratch;
  }

  public CandidateCompiler open(Patient patient, Module module) {
    return sources -> compile(patient, module, sources);
  }

  private Compiled compile(Patient patient, Module module, Map<String, String> sources) {
    try {
      Files.createDirectories(scratch);
      Path directory = Files.createTempDirectory(scratch, "javac");
      Path classes = Files.createDirectories(directory.resolve("classes"));
      List<String> words = new ArrayList<>(List.of(patient.jdk().javac().toString()));
      words.addAll(level(patient, module));
      if (patient.jdk().feature() >= 23) {
        // since then javac runs annotation processors only when told to
        words.add("-proc:full");
      }
      words.addAll(List.of("-g", "-nowarn", "-parameters", "-encoding", "UTF-8", "-Xmaxerrs", "5"));
      words.addAll(List.of("-d", classes.toString(), "-cp", joined(module.classPath())));
      for (Map.Entry<String, String> source : sources.entrySet()) {
        Path file = directory.resolve("sources").resolve(source.getKey());
        Files.createDirectories(file.getParent());
        Files.writeString(file, source.getValue(), StandardCharsets.UTF_8);
        words.add(file.toString());
      }
      Compiled compiled =
          switch (sandbox.run(new Command(words, directory, Map.of(), LIMIT))) {
            case Exit.Finished finished when finished.succeeded() ->
                Compiled.Classes.of(OutputFiles.byName(classes));
            case Exit.Finished finished ->
                new Compiled.Rejected(finished.output().lines().limit(PROBLEMS).toList());
            case Exit.TimedOut _ -> new Compiled.Rejected(List.of("javac was not done in time"));
            case Exit.NeverStarted never -> new Compiled.Rejected(List.of(never.why()));
          };
      delete(directory);
      return compiled;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot compile with javac", e);
    }
  }

  private static List<String> level(Patient patient, Module module) {
    String level = Integer.toString(module.level());
    return patient.jdk().feature() >= 9
        ? List.of("--release", level)
        : List.of("-source", level, "-target", level);
  }

  private static String joined(List<Path> paths) {
    return String.join(File.pathSeparator, paths.stream().map(Path::toString).toList());
  }

  private static void delete(Path directory) throws IOException {
    for (Path file : files(directory).reversed()) {
      Files.delete(file);
    }
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> walk = Files.walk(directory)) {
      return walk.toList();
    }
  }
}
