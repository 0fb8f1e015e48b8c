package dev.naosu.cycle;

import dev.naosu.detect.StackTraceText;
import dev.naosu.detect.SuiteRun;
import dev.naosu.detect.TestId;
import dev.naosu.detect.TestObserver;
import dev.naosu.detect.TestObserver.Limits;
import dev.naosu.detect.TestObserver.ObservationFailed;
import dev.naosu.detect.TestRun;
import dev.naosu.diagnose.Diagnosis;
import dev.naosu.diagnose.Localiser;
import dev.naosu.diagnose.Suspect;
import dev.naosu.project.Build;
import dev.naosu.project.Build.Compilation;
import dev.naosu.project.Module;
import dev.naosu.project.Patient;
import dev.naosu.project.WorkingCopy;
import dev.naosu.prove.Finalists;
import dev.naosu.prove.Funnel;
import dev.naosu.prove.Prover;
import dev.naosu.prove.Rehearsal;
import dev.naosu.prove.Search;
import dev.naosu.prove.TestCoverage;
import dev.naosu.prove.Worker;
import dev.naosu.repair.Candidate;
import dev.naosu.repair.EvidenceReader;
import dev.naosu.repair.Generator;
import dev.naosu.repair.Operator;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Heals one project: build, observe, localise, search, prove.
public final class HealingCycle implements Healer {
  /// Suspects that candidates are made for.
  private static final int SUSPECTS = 50;

  /// How far a test may go when it is first observed. A test stopped by its steps is run once more
  /// with twenty times as many, so that hardly anything is taken for endless that only works hard.
  private static final Limits FIRST_LOOK = new Limits(Duration.ofSeconds(20), 5_000_000);

  private static final Limits SECOND_LOOK = new Limits(Duration.ofSeconds(20), 100_000_000);

  /// Longest time for one run of the project's own suite.
  private static final Duration SUITE_LIMIT = Duration.ofMinutes(15);

  /// How often failing tests are run again before they are believed.
  private static final int RERUNS = 1;

  /// How often they are run again when they do not fail in a worker.
  private static final int SUSPICIOUS_RERUNS = 4;

  private final WorkingCopy copy;
  private final Build build;
  private final TestObserver observer;
  private final Worker.Source workers;
  private final List<Operator> operators;
  private final InstantSource clock;

  public HealingCycle(
      WorkingCopy copy,
      Build build,
      TestObserver observer,
      Worker.Source workers,
      List<Operator> operators,
      InstantSource clock) {
    this.copy = copy;
    this.build = build;
    this.observer = observer;
    this.workers = workers;
    this.operators = List.copyOf(operators);
    this.clock = clock;
  }

  @Override
  public Outcome heal(HealRequest request, Consumer<HealEvent> watcher)
      throws InterruptedException {
    Instant start = clock.instant();
    return switch (build.compile()) {
      case Compilation.Broken broken ->
          new Outcome.CouldNotRun(
              "the project does not build before any change, so there is nothing to compare with",
              broken.command() + "\n" + broken.output(),
              "Fix the build, or give a working one with --build \"…\"");
      case Compilation.Impossible impossible ->
          new Outcome.CouldNotRun(impossible.why(), "", impossible.remedy());
      case Compilation.Compiled compiled -> {
        watcher.accept(new HealEvent.Built(compiled.patient(), since(start)));
        try {
          yield new Case(compiled.patient(), request, watcher, start).heal();
        } catch (ObservationFailed e) {
          yield new Outcome.CouldNotRun(
              "the tests could not be run: " + e.getMessage(), "", e.remedy());
        }
      }
    };
  }

  private Duration since(Instant instant) {
    return Duration.between(instant, clock.instant());
  }

  /// One patient, once it compiles.
  private final class Case {
    private final Patient patient;
    private final HealRequest request;
    private final Consumer<HealEvent> watcher;
    private final Instant start;
    private final PatientSources sources;
    private final Map<String, String> moduleByTestClass = new HashMap<>();

    Case(Patient patient, HealRequest request, Consumer<HealEvent> watcher, Instant start) {
      this.patient = patient;
      this.request = request;
      this.watcher = watcher;
      this.start = start;
      this.sources = new PatientSources(patient, copy);
    }

    Outcome heal() throws ObservationFailed, InterruptedException {
      Instant began = clock.instant();
      SuiteRun suite = observe();
      List<TestRun> failing = wanted(suite.failing());
      Set<TestId> flaky = flaky(failing);
      List<TestRun> stable = failing.stream().filter(run -> !flaky.contains(run.test())).toList();
      watcher.accept(
          new HealEvent.Observed(suite.runs().size(), stable, List.copyOf(flaky), since(began)));
      if (suite.runs().isEmpty()) {
        return new Outcome.CouldNotRun(
            "no test was found",
            "patterns: " + patient.modules().getFirst().testPatterns(),
            "Name the test classes with --test, or the pattern with `include` in naosu.yml");
      }
      if (stable.isEmpty()) {
        return nothing(suite, List.copyOf(flaky));
      }
      return repair(suite, stable, List.copyOf(flaky));
    }

    private Outcome nothing(SuiteRun suite, List<TestId> flaky) {
      for (String name : request.tests()) {
        if (suite.runs().stream().noneMatch(run -> isNamed(run.test(), name))) {
          return new Outcome.CouldNotRun(
              "there is no test " + name,
              "",
              "Give it as Class#method; the suite has "
                  + suite.runs().stream()
                      .map(run -> run.test().shortName())
                      .distinct()
                      .limit(5)
                      .collect(Collectors.joining(", "))
                  + ", …");
        }
      }
      return new Outcome.NothingToHeal(findings(suite, List.of(), flaky, List.of(), Funnel.EMPTY));
    }

    private Outcome repair(SuiteRun suite, List<TestRun> failing, List<TestId> flaky)
        throws ObservationFailed, InterruptedException {
      try (WarmBenches benches = new WarmBenches(patient, sources, workers)) {
        WarmBench bench = benches.call();
        List<TestRun> fit = Rehearsal.fit(failing, this::moduleOf, bench);
        benches.put(bench);
        return fit.isEmpty()
            ? unfit(suite, failing, flaky)
            : repair(suite, failing, fit, flaky, benches);
      }
    }

    /// What to say when no failing test fails in a worker: that they are flaky, when they pass in
    /// some plain JVM, else that naosu cannot try candidates on them.
    private Outcome unfit(SuiteRun suite, List<TestRun> failing, List<TestId> flaky)
        throws ObservationFailed, InterruptedException {
      Set<TestId> all = new LinkedHashSet<>(flaky);
      for (int i = 0; i < SUSPICIOUS_RERUNS; i++) {
        all.addAll(flaky(failing));
      }
      if (failing.stream().allMatch(run -> all.contains(run.test()))) {
        return nothing(suite, List.copyOf(all));
      }
      return new Outcome.NotHealed(
          findings(suite, failing, List.copyOf(all), List.of(), Funnel.EMPTY),
          "the failing tests do not fail when they are run by themselves in a class loader of their"
              + " own, so candidates cannot be tried on them",
          "a failing test that does not depend on other tests or on the JVM's class path",
          List.of());
    }

    private Outcome repair(
        SuiteRun suite,
        List<TestRun> failing,
        List<TestRun> fit,
        List<TestId> flaky,
        WarmBenches benches)
        throws InterruptedException {
      Instant began = clock.instant();
      Diagnosis diagnosis =
          new Localiser(sources)
              .diagnose(
                  suite, failing, request.trace().map(StackTraceText::frames).orElse(List.of()));
      List<Suspect> suspects = diagnosis.suspects().stream().limit(SUSPECTS).toList();
      watcher.accept(new HealEvent.Localised(diagnosis, since(began)));
      if (suspects.isEmpty()) {
        return new Outcome.NotHealed(
            findings(suite, failing, flaky, suspects, Funnel.EMPTY),
            "the failing tests run no line of the project's own sources",
            "a test that calls the faulty code",
            List.of());
      }
      List<Candidate> candidates =
          new Generator(operators)
              .candidates(suspects, EvidenceReader.read(failing), sources::source);
      TestCoverage coverage = new TestCoverage(suite, sources, sources::source);
      Function<Candidate, List<TestRun>> covering =
          candidate -> coverage.covering(candidate.patch());
      Search.Result found = search(candidates, fit, covering, benches);
      watcher.accept(new HealEvent.Searched(found.funnel(), found.took()));

      Set<String> mustPass =
          failing.stream()
              .map(run -> run.test().name())
              .collect(Collectors.toCollection(LinkedHashSet::new));
      Set<String> failingBefore =
          suite.failing().stream().map(run -> run.test().name()).collect(Collectors.toSet());
      Prover prover =
          new Prover(copy, build, suite.runs().size(), failingBefore, mustPass, SUITE_LIMIT);
      Finalists.Choice choice =
          new Finalists(prover, clock)
              .choose(
                  found.plausible(),
                  failing,
                  suspects,
                  covering,
                  copy::read,
                  request.shown(),
                  new ProofWatcher(watcher, build.testCommand()));
      Findings findings =
          findings(
              suite, failing, flaky, suspects, found.funnel().withKilledBySuite(choice.refuted()));
      return choice.repairs().isEmpty()
          ? abstain(findings, found, choice)
          : new Outcome.Healed(findings, choice.repairs());
    }

    private Outcome abstain(Findings findings, Search.Result found, Finalists.Choice choice) {
      if (!found.plausible().isEmpty()) {
        return new Outcome.NotHealed(
            findings,
            "every candidate that passed its tests was refused: " + choice.lastRefusal(),
            "--show-candidates shows them",
            found.plausible());
      }
      return new Outcome.NotHealed(
          findings,
          found.exhausted()
              ? "no candidate makes the failing tests pass without breaking others"
              : "no candidate was found in the time given",
          found.exhausted()
              ? "a smaller failing test, or a stack trace of the failure (--trace)"
              : "a longer search (--budget)",
          List.of());
    }

    private Search.Result search(
        List<Candidate> candidates,
        List<TestRun> failing,
        Function<Candidate, List<TestRun>> covering,
        WarmBenches benches)
        throws InterruptedException {
      Search.Task task =
          new Search.Task(
              failing,
              covering,
              this::moduleOf,
              candidate -> candidate.patch().applyTo(path -> sources.source(path).text()),
              request.budget());
      Instant began = clock.instant();
      return new Search(benches::call, request.workers(), clock)
          .run(
              candidates,
              task,
              funnel ->
                  watcher.accept(new HealEvent.Searching(funnel, since(began), request.budget())));
    }

    private SuiteRun observe() throws ObservationFailed, InterruptedException {
      List<SuiteRun> suites = new ArrayList<>();
      int[] counts = {0, 0};
      for (Module module : patient.modules()) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        if (module.testOutputs().isEmpty()) {
          continue;
        }
        SuiteRun run =
            observer.observe(
                patient,
                module,
                List.of(),
                FIRST_LOOK,
                test -> {
                  counts[0]++;
                  counts[1] += test.failed() ? 1 : 0;
                  watcher.accept(new HealEvent.Observing(counts[0], counts[1]));
                });
        run.runs().forEach(each -> moduleByTestClass.put(each.test().className(), module.name()));
        suites.add(secondLook(module, run));
      }
      return SuiteRun.join(suites);
    }

    /// Runs tests that were stopped by their steps again, without that limit.
    private SuiteRun secondLook(Module module, SuiteRun first) throws ObservationFailed {
      List<String> stopped =
          first.runs().stream()
              .filter(run -> run.status() == TestRun.Status.OUT_OF_STEPS)
              .map(run -> run.test().className())
              .distinct()
              .toList();
      return stopped.isEmpty()
          ? first
          : first.replacing(observer.observe(patient, module, stopped, SECOND_LOOK, _ -> {}));
    }

    /// The failing tests to work on: those the user named, else all.
    private List<TestRun> wanted(List<TestRun> failing) {
      if (request.tests().isEmpty()) {
        return failing;
      }
      return failing.stream()
          .filter(run -> request.tests().stream().anyMatch(name -> isNamed(run.test(), name)))
          .toList();
    }

    /// The failing tests that pass when run again in a fresh JVM.
    private Set<TestId> flaky(List<TestRun> failing)
        throws ObservationFailed, InterruptedException {
      Set<TestId> flaky = new LinkedHashSet<>();
      for (Module module : patient.modules()) {
        List<TestRun> runs =
            failing.stream().filter(run -> module.name().equals(moduleOf(run.test()))).toList();
        if (runs.isEmpty()) {
          continue;
        }
        List<String> classes = runs.stream().map(run -> run.test().className()).distinct().toList();
        Set<TestId> wanted = runs.stream().map(TestRun::test).collect(Collectors.toSet());
        for (int i = 0; i < RERUNS; i++) {
          if (Thread.interrupted()) {
            throw new InterruptedException();
          }
          observer.observe(patient, module, classes, FIRST_LOOK, _ -> {}).passing().stream()
              .map(TestRun::test)
              .filter(wanted::contains)
              .forEach(flaky::add);
        }
      }
      return flaky;
    }

    private String moduleOf(TestId test) {
      return moduleByTestClass.getOrDefault(test.className(), "");
    }

    private Findings findings(
        SuiteRun suite,
        List<TestRun> failing,
        List<TestId> flaky,
        List<Suspect> suspects,
        Funnel funnel) {
      return new Findings(
          patient, suite.runs().size(), failing, flaky, suspects, funnel, since(start));
    }
  }

  /// Whether a test is the one a user named, as `Class#method` or `Class`, the class with or
  /// without its package.
  private static boolean isNamed(TestId test, String name) {
    return name.equals(test.name())
        || name.equals(test.shortName())
        || name.equals(test.className())
        || name.equals(test.className().substring(test.className().lastIndexOf('.') + 1));
  }

  /// Passes on how finalists fare.
  private record ProofWatcher(Consumer<HealEvent> watcher, String command)
      implements Finalists.Watcher {
    @Override
    public void proving(int number, int of) {
      watcher.accept(new HealEvent.Proving(number, of, command));
    }

    @Override
    public void proved(int number, boolean holds, Duration took) {
      watcher.accept(new HealEvent.Proved(number, holds, took));
    }
  }
}
