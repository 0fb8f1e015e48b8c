package dev.naosu.bench;

import dev.naosu.bench.judge.HeldOutTests;
import dev.naosu.bench.judge.Judge;
import dev.naosu.bench.judge.Judgement;
import dev.naosu.bench.judge.Verdict;
import dev.naosu.bench.trial.Memory;
import dev.naosu.bench.trial.Trial;
import dev.naosu.bench.trial.Trial.JudgedRepair;
import dev.naosu.bench.trial.Trial.Measures;
import dev.naosu.bench.trial.Trial.Result;
import dev.naosu.code.UnifiedDiff;
import dev.naosu.cycle.Findings;
import dev.naosu.cycle.HealEvent;
import dev.naosu.cycle.HealRequest;
import dev.naosu.cycle.Outcome;
import dev.naosu.project.Build.Compilation;
import dev.naosu.project.Patient;
import dev.naosu.prove.Repair;
import dev.naosu.sandbox.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;

/// Tries bugs: heals each in a throw-away directory and judges the repairs.
final class Trials {
  /// Longest time to compare one repair with the reference.
  private static final Duration JUDGING = Duration.ofMinutes(2);

  private final Sandbox sandbox;
  private final HealerSource healers;
  private final Limits limits;

  /// @param budget of bugs that name none
  /// @param shown most repairs to judge
  /// @param keep directory for what was tried; empty to keep nothing
  record Limits(Duration budget, int workers, int shown, Optional<Path> keep) {}

  Trials(Sandbox sandbox, HealerSource healers, Limits limits) {
    this.sandbox = sandbox;
    this.healers = healers;
    this.limits = limits;
  }

  /// Tries one bug. Whatever goes wrong with it is part of the answer.
  Trial run(Bug bug) throws InterruptedException {
    MemoryPeak peak = MemoryPeak.watch();
    long start = System.nanoTime();
    try (Specimen specimen = Specimen.of(bug, sandbox)) {
      if (limits.keep().isPresent()) {
        keep(specimen.root(), limits.keep().get().resolve(bug.id()));
      }
      return healed(bug, specimen, peak);
    } catch (IOException | RuntimeException e) {
      if (e instanceof CancellationException || Thread.currentThread().isInterrupted()) {
        throw new InterruptedException();
      }
      String why = e instanceof IOException ? String.valueOf(e.getMessage()) : broken(e);
      return new Trial(
          bug.id(),
          bug.group(),
          new Result.CouldNotRun(why),
          Duration.ofNanos(System.nanoTime() - start),
          Optional.of(peak.soFar()));
    }
  }

  private static String broken(Exception e) {
    StackTraceElement[] trace = e.getStackTrace();
    return "naosu broke down: " + e + (trace.length == 0 ? "" : " at " + trace[0]);
  }

  private Trial healed(Bug bug, Specimen specimen, MemoryPeak peak)
      throws IOException, InterruptedException {
    Path logs = Files.createDirectories(specimen.scratch().resolve("logs"));
    Watch watch = new Watch();
    Outcome outcome;
    List<Map<String, String>> texts = new ArrayList<>();
    long start = System.nanoTime();
    Duration took;
    Memory memory;
    try (HealerSource.Opened opened = healers.open(specimen.root(), logs)) {
      HealRequest request =
          new HealRequest(
              bug.failing(),
              Optional.empty(),
              Optional.empty(),
              bug.budget().orElse(limits.budget()),
              limits.workers(),
              limits.shown());
      outcome = opened.healer().heal(request, watch);
      took = Duration.ofNanos(System.nanoTime() - start);
      // now: judging is no part of the engine
      memory = peak.soFar();
      if (outcome instanceof Outcome.Healed healed) {
        for (Repair repair : healed.repairs()) {
          texts.add(repair.candidate().patch().applyTo(opened.copy()::read));
        }
      }
    }
    Result result =
        switch (outcome) {
          case Outcome.CouldNotRun not ->
              new Result.CouldNotRun(
                  not.what() + (not.detail().isBlank() ? "" : ": " + firstLines(not.detail())));
          case Outcome.NothingToHeal nothing ->
              new Result.CouldNotRun(
                  "no test fails, of " + nothing.findings().testsRun() + "; so there is no bug");
          case Outcome.NotHealed not ->
              new Result.Ran(List.of(), not.why(), watch.measures(not.findings()), diff(specimen));
          case Outcome.Healed healed ->
              new Result.Ran(
                  judged(bug, specimen, healed.repairs(), texts, logs),
                  "",
                  watch.measures(healed.findings()),
                  diff(specimen));
        };
    return new Trial(bug.id(), bug.group(), result, took, Optional.of(memory));
  }

  /// What the maintainers changed.
  private static String diff(Specimen specimen) throws IOException {
    StringBuilder diff = new StringBuilder();
    for (Map.Entry<String, String> file : specimen.reference().entrySet()) {
      String before = Texts.read(specimen.root().resolve(file.getKey()));
      diff.append(UnifiedDiff.of(file.getKey(), before, file.getValue()));
    }
    return diff.toString();
  }

  private static String firstLines(String text) {
    return String.join(" | ", text.lines().filter(line -> !line.isBlank()).limit(3).toList());
  }

  private List<JudgedRepair> judged(
      Bug bug, Specimen specimen, List<Repair> repairs, List<Map<String, String>> texts, Path logs)
      throws IOException, InterruptedException {
    List<JudgedRepair> judged = new ArrayList<>();
    if (specimen.reference().isEmpty()) {
      Judgement none =
          new Judgement(Verdict.UNDECIDED, "the manifest has no reference", 0, 0, List.of());
      repairs.forEach(repair -> judged.add(judged(repair, none)));
      return judged;
    }
    try (HealerSource.Opened opened = healers.open(specimen.root(), logs)) {
      if (!(opened.build().compile() instanceof Compilation.Compiled(Patient patient))) {
        throw new IOException("the project did not compile again for judging");
      }
      Judge judge =
          new Judge(
              patient,
              opened.copy()::read,
              ofMainCode(specimen.reference(), patient),
              heldOut(bug, specimen, logs),
              opened.observer(),
              Files.createTempDirectory(specimen.scratch(), "judge"),
              JUDGING);
      for (int i = 0; i < repairs.size(); i++) {
        judged.add(judged(repairs.get(i), judge.judge(texts.get(i))));
      }
    }
    return judged;
  }

  private static JudgedRepair judged(Repair repair, Judgement judgement) {
    return new JudgedRepair(
        repair.candidate().operator(),
        repair.candidate().description(),
        repair.diff(),
        repair.confidence(),
        repair.features(),
        judgement,
        Optional.empty());
  }

  /// A reference usually brings tests too; only what it does to the program is compared.
  static Map<String, String> ofMainCode(Map<String, String> texts, Patient patient) {
    Map<String, String> main = new TreeMap<>();
    texts.forEach(
        (path, text) -> {
          Path file = patient.root().resolve(path);
          if (patient.modules().stream()
              .flatMap(module -> module.sourceRoots().stream())
              .anyMatch(file::startsWith)) {
            main.put(path, text);
          }
        });
    return main;
  }

  private HeldOutTests heldOut(Bug bug, Specimen specimen, Path logs) {
    return bug.heldOut().isEmpty()
        ? HeldOutTests.none()
        : new HeldOutRun(healers, specimen.root(), bug.heldOut(), logs);
  }

  private static void keep(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }

  /// Notes the times. A search that goes on after the project's build refused what it found begins
  /// its clock anew, so the rounds are added up.
  private static final class Watch implements Consumer<HealEvent> {
    private Optional<Duration> firstPlausible = Optional.empty();
    private Duration before = Duration.ZERO;
    private Duration round = Duration.ZERO;

    @Override
    public synchronized void accept(HealEvent event) {
      if (event instanceof HealEvent.Searching searching) {
        round = searching.elapsed();
        if (searching.funnel().plausible() > 0 && firstPlausible.isEmpty()) {
          firstPlausible = Optional.of(before.plus(round));
        }
      } else if (event instanceof HealEvent.Searched done) {
        if (done.funnel().plausible() > 0 && firstPlausible.isEmpty()) {
          firstPlausible = Optional.of(before.plus(done.took()));
        }
        before = before.plus(done.took());
        round = Duration.ZERO;
      }
    }

    synchronized Measures measures(Findings findings) {
      return new Measures(
          findings.testsRun(),
          findings.failing().size(),
          findings.funnel(),
          findings.effort(),
          firstPlausible,
          before.plus(round));
    }
  }
}
