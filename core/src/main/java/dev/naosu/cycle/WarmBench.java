package dev.naosu.cycle;

import dev.naosu.code.Edit;
import dev.naosu.code.JavaSource;
import dev.naosu.code.Patch;
import dev.naosu.project.Module;
import dev.naosu.project.Patient;
import dev.naosu.prove.CandidateCompiler;
import dev.naosu.prove.Compiled;
import dev.naosu.prove.MemoryCompiler;
import dev.naosu.prove.SchemataCompiler;
import dev.naosu.prove.Search;
import dev.naosu.prove.Worker;
import dev.naosu.repair.Candidate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The compilers and workers of one search thread, one of each for each module it meets.
final class WarmBench implements Search.Bench, AutoCloseable {
  private final Patient patient;
  private final PatientSources sources;
  private final Worker.Source workers;
  private final CandidateCompiler.Source slowCompilers;
  private final Map<String, MemoryCompiler> fast = new HashMap<>();

  /// Those that see tests too.
  private final Map<String, MemoryCompiler> withTests = new HashMap<>();

  private final Map<String, FileCompiler> byFile = new HashMap<>();
  private final Map<String, Worker> open = new HashMap<>();
  private boolean closed;

  /// @param slowCompilers for files that do not compile in memory even as they are, such as those
  ///   that an annotation processor completes
  WarmBench(
      Patient patient,
      PatientSources sources,
      Worker.Source workers,
      CandidateCompiler.Source slowCompilers) {
    this.slowCompilers = slowCompilers;
    this.patient = patient;
    this.sources = sources;
    this.workers = workers;
  }

  @Override
  public List<Compiled> compile(List<Candidate> candidates) {
    Map<String, List<Part>> byPath = new LinkedHashMap<>();
    for (int i = 0; i < candidates.size(); i++) {
      Patch patch = candidates.get(i).patch();
      for (String path : patch.paths()) {
        byPath.computeIfAbsent(path, _ -> new ArrayList<>()).add(new Part(i, patch.of(path)));
      }
    }
    Map<Integer, Compiled> done = new HashMap<>();
    byPath.forEach(
        (path, parts) -> {
          List<Compiled> compiled =
              byFile
                  .computeIfAbsent(path, this::compilerFor)
                  .compile(sources.source(path), parts.stream().map(Part::edits).toList());
          for (int i = 0; i < parts.size(); i++) {
            done.merge(parts.get(i).candidate(), compiled.get(i), Compiled::and);
          }
        });
    done.replaceAll((i, parts) -> whole(candidates.get(i).patch(), parts));
    return IntStream.range(0, candidates.size()).mapToObj(done::get).toList();
  }

  /// Compiles what cannot be compiled file by file: files of a patch that need each other, and what
  /// was compiled against something that they declare otherwise.
  ///
  /// @param parts what compiling each file for itself gave
  private Compiled whole(Patch patch, Compiled parts) {
    Compiled own =
        parts instanceof Compiled.Rejected && patch.paths().size() > 1 ? together(patch) : parts;
    return own instanceof Compiled.Classes classes ? withDependents(patch, classes) : own;
  }

  /// Of modules that build on each other, the last one sees the files of all.
  private Compiled together(Patch patch) {
    Set<Module> touched = patch.paths().stream().map(sources::moduleOf).collect(Collectors.toSet());
    Module last =
        patient.modules().stream()
            .filter(touched::contains)
            .reduce((_, after) -> after)
            .orElseThrow();
    return compilerOf(last, patch.paths())
        .compile(patch.applyTo(path -> sources.source(path).text()));
  }

  private Compiled withDependents(Patch patch, Compiled.Classes own) {
    Map<String, String> texts = sources.compiledAgainst(own.classes());
    texts.keySet().removeAll(patch.paths());
    Map<Module, Map<String, String>> byModule =
        texts.entrySet().stream()
            .collect(
                Collectors.groupingBy(
                    text -> sources.moduleOf(text.getKey()),
                    Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    Compiled whole = own;
    for (Map.Entry<Module, Map<String, String>> each : byModule.entrySet()) {
      MemoryCompiler compiler =
          withTests.computeIfAbsent(
              each.getKey().name(), _ -> compiler(each.getKey(), each.getKey().testClassPath()));
      Compiled dependents = compiler.compile(each.getValue(), own.classes());
      // what needs more than this compiler even as it is, tells nothing of the patch
      if (dependents instanceof Compiled.Accepted
          || compiler.compile(each.getValue()) instanceof Compiled.Accepted) {
        whole = whole.and(dependents);
      }
    }
    return whole;
  }

  /// Compiles a file as it is, so that its first candidates need not wait for what it stands on.
  void prepare(String path) {
    byFile.computeIfAbsent(path, this::compilerFor);
  }

  /// What a candidate changes in one file.
  private record Part(int candidate, List<Edit> edits) {}

  /// Compiles variants of one file.
  @FunctionalInterface
  private interface FileCompiler {
    List<Compiled> compile(JavaSource source, List<List<Edit>> variants);
  }

  private FileCompiler compilerFor(String path) {
    CandidateCompiler compiler = compilerOf(sources.moduleOf(path), List.of(path));
    if (compiler instanceof MemoryCompiler memory) {
      return new SchemataCompiler(memory)::compile;
    }
    return (source, variants) ->
        variants.stream()
            .map(
                edits ->
                    compiler.compile(Map.of(path, new Patch(edits).applyTo(path, source.text()))))
            .toList();
  }

  /// The compiler in memory, where it can compile the files as they are.
  private CandidateCompiler compilerOf(Module module, List<String> paths) {
    MemoryCompiler memory = fast(module);
    Map<String, String> unchanged =
        paths.stream().collect(Collectors.toMap(path -> path, path -> sources.source(path).text()));
    return memory.compile(unchanged) instanceof Compiled.Accepted
        ? memory
        : slowCompilers.open(patient, module);
  }

  private MemoryCompiler fast(Module module) {
    return fast.computeIfAbsent(module.name(), _ -> compiler(module, module.classPath()));
  }

  private MemoryCompiler compiler(Module module, List<Path> classPath) {
    return new MemoryCompiler(classPath, patient.jdk(), module.level());
  }

  @Override
  public synchronized Worker worker(String module) {
    if (closed) {
      // a search thread that has not yet heard of the end must not start another JVM
      throw new IllegalStateException("the bench is closed");
    }
    return open.computeIfAbsent(module, name -> workers.open(patient, named(name)));
  }

  @Override
  public synchronized void close() {
    closed = true;
    open.values().forEach(Worker::close);
    open.clear();
  }

  private Module named(String name) {
    return patient.modules().stream()
        .filter(module -> module.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
