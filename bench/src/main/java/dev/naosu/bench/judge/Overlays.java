package dev.naosu.bench.judge;

import dev.naosu.machine.OutputFiles;
import dev.naosu.project.Module;
import dev.naosu.project.Patient;
import dev.naosu.prove.References;
import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/// Compiles changed sources of a patient against its compiled classes, and with them what refers to
/// something that they declare otherwise.
final class Overlays {
  private static final int MOST_PROBLEMS = 3;

  /// javac compiles nothing older.
  private static final int OLDEST_LEVEL = 8;

  private final Patient patient;
  private final UnaryOperator<String> original;
  private final Path scratch;
  private final References references;

  /// @param original gives the text of a path, of main code or of a test
  Overlays(Patient patient, UnaryOperator<String> original, Path scratch) {
    this.patient = patient;
    this.original = original;
    this.scratch = scratch;
    this.references = new References(patient.outputs(), new OutputFiles(patient.root()));
  }

  /// @param texts by path
  Overlay of(Map<String, String> texts) throws IOException {
    Path directory = Files.createTempDirectory(scratch, "overlay");
    List<String> problems = new ArrayList<>(compile(texts, Module::classPath, directory));
    Map<String, String> dependents = dependents(directory);
    dependents.keySet().removeAll(texts.keySet());
    problems.addAll(
        compile(
            dependents,
            module ->
                Stream.of(List.of(directory), module.testClassPath())
                    .flatMap(List::stream)
                    .toList(),
            directory));
    return new Overlay(directory, problems);
  }

  private List<String> compile(
      Map<String, String> texts, Function<Module, List<Path>> classPath, Path directory) {
    List<String> problems = new ArrayList<>();
    texts.entrySet().stream()
        .collect(
            Collectors.groupingBy(
                entry -> moduleOf(entry.getKey()),
                Collectors.mapping(
                    entry -> new Source(entry.getKey(), entry.getValue()), Collectors.toList())))
        .forEach(
            (module, sources) ->
                problems.addAll(
                    compile(module.level(), classPath.apply(module), sources, directory)));
    return problems;
  }

  /// Texts, by path, of what refers to something that the classes in a directory declare otherwise.
  private Map<String, String> dependents(Path directory) throws IOException {
    Map<String, String> texts = new HashMap<>();
    for (String name : references.stale(OutputFiles.byName(directory)).sources()) {
      patient.modules().stream()
          .flatMap(module -> Stream.of(module.sourceRoots(), module.testRoots()))
          .flatMap(List::stream)
          .map(root -> root.resolve(name.replace('.', '/') + ".java"))
          .filter(Files::isRegularFile)
          .map(file -> patient.root().relativize(file).toString().replace('\\', '/'))
          .findFirst()
          .ifPresent(path -> texts.put(path, original.apply(path)));
    }
    return texts;
  }

  private static List<String> compile(
      int wanted, List<Path> classPath, List<Source> sources, Path directory) {
    String level = Integer.toString(Math.max(OLDEST_LEVEL, wanted));
    List<String> problems = compile(List.of("--release", level), classPath, sources, directory);
    // a release hides the inner packages of the JDK that some projects use
    return problems.isEmpty()
        ? problems
        : compile(List.of("-source", level, "-target", level), classPath, sources, directory);
  }

  private static List<String> compile(
      List<String> level, List<Path> classPath, List<Source> sources, Path directory) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
    List<String> options = new ArrayList<>(level);
    options.addAll(List.of("-proc:none", "-nowarn", "-g", "-d", directory.toString(), "-cp"));
    options.add(
        classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
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

  /// The module whose sources a path lies in.
  Module moduleOf(String path) {
    Path file = patient.root().resolve(path);
    return patient.modules().stream()
        .filter(
            module ->
                Stream.of(module.sourceRoots(), module.testRoots())
                    .flatMap(List::stream)
                    .anyMatch(file::startsWith))
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
