package dev.naosu.bench.judge;

import dev.naosu.project.Module;
import dev.naosu.project.Patient;
import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/// Compiles changed sources of a patient against its compiled classes.
final class Overlays {
  private static final int MOST_PROBLEMS = 3;

  /// javac compiles nothing older.
  private static final int OLDEST_LEVEL = 8;

  private final Patient patient;
  private final Path scratch;

  Overlays(Patient patient, Path scratch) {
    this.patient = patient;
    this.scratch = scratch;
  }

  /// @param texts by path
  Overlay of(Map<String, String> texts) throws IOException {
    Path directory = Files.createTempDirectory(scratch, "overlay");
    List<String> problems = new ArrayList<>();
    Map<Module, List<JavaFileObject>> byModule =
        texts.entrySet().stream()
            .collect(
                Collectors.groupingBy(
                    entry -> moduleOf(entry.getKey()),
                    Collectors.mapping(
                        entry -> new Source(entry.getKey(), entry.getValue()),
                        Collectors.toList())));
    for (Map.Entry<Module, List<JavaFileObject>> entry : byModule.entrySet()) {
      problems.addAll(compile(entry.getKey(), entry.getValue(), directory));
    }
    return new Overlay(directory, problems);
  }

  private static List<String> compile(Module module, List<JavaFileObject> sources, Path directory) {
    String level = Integer.toString(Math.max(OLDEST_LEVEL, module.level()));
    List<String> problems = compile(module, sources, directory, List.of("--release", level));
    // a release hides the inner packages of the JDK that some projects use
    return problems.isEmpty()
        ? problems
        : compile(module, sources, directory, List.of("-source", level, "-target", level));
  }

  private static List<String> compile(
      Module module, List<JavaFileObject> sources, Path directory, List<String> level) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
    List<String> options = new ArrayList<>(level);
    options.addAll(List.of("-proc:none", "-nowarn", "-g", "-d", directory.toString(), "-cp"));
    options.add(
        classPath(module).stream()
            .map(Path::toString)
            .collect(Collectors.joining(File.pathSeparator)));
    boolean compiled =
        compiler.getTask(Writer.nullWriter(), null, diagnostics, options, null, sources).call();
    return compiled
        ? List.of()
        : diagnostics.getDiagnostics().stream()
            .filter(each -> each.getKind() == Diagnostic.Kind.ERROR)
            .map(each -> each.getLineNumber() + ": " + each.getMessage(Locale.ROOT))
            .limit(MOST_PROBLEMS)
            .toList();
  }

  static List<Path> classPath(Module module) {
    List<Path> paths = new ArrayList<>(module.outputs());
    paths.addAll(module.libraries());
    return paths;
  }

  /// The module whose sources a path lies in.
  Module moduleOf(String path) {
    Path file = patient.root().resolve(path);
    return patient.modules().stream()
        .filter(module -> module.sourceRoots().stream().anyMatch(file::startsWith))
        .findFirst()
        .orElse(patient.modules().getFirst());
  }

  /// A source text in memory.
  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String path, String text) {
      super(URI.create("text:///" + path.replace(" ", "%20")), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
