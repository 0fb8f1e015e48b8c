package dev.naosu.cycle;

import dev.naosu.detect.TestId;
import dev.naosu.project.Outputs;
import dev.naosu.project.WorkingCopy;
import dev.naosu.prove.Compiled;
import dev.naosu.prove.Search;
import dev.naosu.prove.Worker;
import dev.naosu.repair.Candidate;
import dev.naosu.sandbox.Command;
import dev.naosu.sandbox.Exit;
import dev.naosu.sandbox.Sandbox;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// A bench whose failing test is a command: a candidate is put into the working copy, sources and
/// classes, and the command is run there. There is one working copy, so there can be only one such
/// bench.
final class CommandBench implements Search.Bench {
  private final Search.Bench tests;
  private final Reproduction reproduction;
  private final WorkingCopy copy;
  private final Outputs outputs;
  private final Sandbox sandbox;
  private final PatientSources sources;

  /// Texts of the candidates compiled last, by their class files.
  private final IdentityHashMap<Map<String, byte[]>, Map<String, String>> texts =
      new IdentityHashMap<>();

  CommandBench(
      Search.Bench tests,
      Reproduction reproduction,
      WorkingCopy copy,
      Outputs outputs,
      Sandbox sandbox,
      PatientSources sources) {
    this.tests = tests;
    this.reproduction = reproduction;
    this.copy = copy;
    this.outputs = outputs;
    this.sandbox = sandbox;
    this.sources = sources;
  }

  @Override
  public List<Compiled> compile(List<Candidate> candidates) {
    texts.clear();
    List<Compiled> compiled = new ArrayList<>();
    for (Compiled each : tests.compile(candidates)) {
      if (each instanceof Compiled.Accepted accepted) {
        Map<String, byte[]> classes = Map.copyOf(accepted.classes());
        Candidate candidate = candidates.get(compiled.size());
        texts.put(classes, candidate.patch().applyTo(path -> sources.source(path).text()));
        compiled.add(new Compiled.Classes(classes, accepted.fingerprint()));
      } else {
        compiled.add(each);
      }
    }
    return compiled;
  }

  @Override
  public Worker worker(String module) {
    return module.equals(Reproduction.MODULE) ? new CommandWorker() : tests.worker(module);
  }

  private final class CommandWorker implements Worker {
    @Override
    public Attempt attempt(Map<String, byte[]> classes, List<TestId> wanted, Limits limits) {
      Map<String, String> changed = texts.getOrDefault(classes, Map.of());
      try (Outputs.Swap _ = outputs.swap(files(classes, changed))) {
        changed.forEach(copy::write);
        Exit exit =
            sandbox.run(
                new Command(
                    List.of("sh", "-c", reproduction.line()),
                    copy.root(),
                    Map.of(),
                    limits.perTest()));
        return new Attempt.Ran(List.of(reproduction.run(exit, new BitSet())));
      } finally {
        changed.keySet().forEach(path -> copy.write(path, sources.source(path).text()));
      }
    }

    @Override
    public void close() {
      // holds nothing
    }
  }

  /// Where the class files of a candidate belong: those of a class that was there before take its
  /// place, others go to the first output of the module of a changed source.
  private Map<Path, byte[]> files(Map<String, byte[]> classes, Map<String, String> changed) {
    Map<Path, byte[]> files = new HashMap<>();
    for (String path : changed.keySet()) {
      Path usual = sources.moduleOf(path).outputs().getFirst();
      classes.forEach(
          (name, bytes) ->
              files.put(
                  sources.outputOf(name).orElse(usual).resolve(name.replace('.', '/') + ".class"),
                  bytes));
    }
    return files;
  }
}
