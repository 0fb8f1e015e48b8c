package dev.naosu.cycle;

import dev.naosu.project.Module;
import dev.naosu.project.Patient;
import dev.naosu.prove.CandidateCompiler;
import dev.naosu.prove.Compiled;
import dev.naosu.prove.MemoryCompiler;
import dev.naosu.prove.Search;
import dev.naosu.prove.Worker;
import java.util.HashMap;
import java.util.Map;

/// The compilers and workers of one search thread, one of each for each module it meets.
final class WarmBench implements Search.Bench, AutoCloseable {
  private final Patient patient;
  private final PatientSources sources;
  private final Worker.Source workers;
  private final CandidateCompiler.Source slowCompilers;
  private final Map<String, CandidateCompiler> fast = new HashMap<>();
  private final Map<String, CandidateCompiler> byPath = new HashMap<>();
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
  public Compiled compile(String path, Map<String, String> texts) {
    return byPath.computeIfAbsent(path, this::compilerFor).compile(texts);
  }

  private CandidateCompiler compilerFor(String path) {
    Module module = sources.moduleOf(path);
    CandidateCompiler memory =
        fast.computeIfAbsent(
            module.name(),
            _ ->
                new MemoryCompiler(
                    PatientSources.classPath(module), patient.jdk(), module.level()));
    Compiled unchanged = memory.compile(Map.of(path, sources.source(path).text()));
    return unchanged instanceof Compiled.Classes ? memory : slowCompilers.open(patient, module);
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
