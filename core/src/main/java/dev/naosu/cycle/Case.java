package dev.naosu.cycle;

import dev.naosu.code.Patch;
import dev.naosu.detect.CommandObserver;
import dev.naosu.detect.RecordedRequest;
import dev.naosu.detect.StackTraceText;
import dev.naosu.detect.SuiteRun;
import dev.naosu.detect.TestId;
import dev.naosu.detect.TestObserver.ObservationFailed;
import dev.naosu.detect.TestRun;
import dev.naosu.diagnose.Diagnosis;
import dev.naosu.diagnose.Localiser;
import dev.naosu.diagnose.Suspect;
import dev.naosu.project.Patient;
import dev.naosu.prove.Effort;
import dev.naosu.prove.Field;
import dev.naosu.prove.Finalists;
import dev.naosu.prove.Funnel;
import dev.naosu.prove.Plausible;
import dev.naosu.prove.Proof;
import dev.naosu.prove.Prover;
import dev.naosu.prove.RegressionTest;
import dev.naosu.prove.RegressionTests;
import dev.naosu.prove.Rehearsal;
import dev.naosu.prove.Repair;
import dev.naosu.prove.Replaying;
import dev.naosu.prove.RequestReplay;
import dev.naosu.prove.Search;
import dev.naosu.prove.TestCoverage;
import dev.naosu.prove.Tryout;
import dev.naosu.repair.Candidate;
import dev.naosu.repair.Codebase;
import dev.naosu.repair.EvidenceReader;
import dev.naosu.repair.Generator;
import dev.naosu.repair.Operator;
import dev.naosu.repair.strategy.CaseFile;
import dev.naosu.sandbox.Command;
import dev.naosu.sandbox.Exit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/// One patient, once it compiles, on its way to an outcome.
final class Case {
  /// Suspects that candidates are made for.
  private static final int SUSPECTS = 50;

  /// Longest time for one run of the project's own suite.
  private static final Duration SUITE_LIMIT = Duration.ofMinutes(15);

  /// Longest time for one run of the user's command.
  private static final Duration COMMAND_LIMIT = Duration.ofMinutes(1);

  /// What a shell answers when it finds a command but cannot run it, and when it finds none.
  private static final int NOT_EXECUTABLE = 126;

  private static final int NOT_FOUND = 127;

  /// A service is started for each block of candidates, so blocks are large.
  private static final Search.Blocks SERVICE_BLOCKS = new Search.Blocks(192, 768);

  /// How often failing tests are run again before they are believed.
  private static final int RERUNS = 1;

  /// How often they are run again when they do not fail in a worker.
  private static final int SUSPICIOUS_RERUNS = 4;

  private final Ports ports;
  private final List<Operator> operators;
  private final Models models;
  private final Patient patient;
  private final HealRequest request;
  private final Consumer<HealEvent> watcher;
  private final Instant start;
  private final Symptoms symptoms;
  private final PatientSources sources;
  private Optional<Confirmation> confirmation = Optional.empty();

  Case(
      Ports ports,
      List<Operator> operators,
      Models models,
      Patient patient,
      HealRequest request,
      Consumer<HealEvent> watcher,
      Instant start) {
    this.ports = ports;
    this.operators = operators;
    this.models = models;
    this.patient = patient;
    this.request = request;
    this.watcher = watcher;
    this.start = start;
    this.symptoms = new Symptoms(patient, ports.tests());
    this.sources = new PatientSources(patient, ports.copy(), ports.outputs());
  }

  Outcome heal() throws ObservationFailed, InterruptedException {
    Instant began = ports.clock().instant();
    SuiteRun suite = symptoms.observe(watcher);
    List<TestRun> failing = wanted(suite.failing());
    Set<TestId> flaky = symptoms.flaky(failing, RERUNS);
    List<TestRun> stable = failing.stream().filter(run -> !flaky.contains(run.test())).toList();
    watcher.accept(
        new HealEvent.Observed(suite.runs().size(), stable, List.copyOf(flaky), since(began)));
    Optional<Outcome> unknown = unknownTest(suite);
    if (unknown.isPresent()) {
      return unknown.get();
    }
    if (!request.requests().isEmpty()) {
      return byRequests(suite, List.copyOf(flaky));
    }
    if (stable.isEmpty() && request.command().isPresent()) {
      return byCommand(suite, List.copyOf(flaky), new Reproduction(request.command().get()));
    }
    if (suite.runs().isEmpty()) {
      return new Outcome.CouldNotRun(
          "no test was found",
          "looked for " + String.join(", ", patient.modules().getLast().testPatterns()),
          "Name what fails with --command, or the pattern of the tests in the project's build"
              + " (`include` in naosu.yml)");
    }
    if (stable.isEmpty()) {
      return nothing(suite, List.copyOf(flaky));
    }
    return byTests(suite, stable, List.copyOf(flaky));
  }

  /// The failing tests to work on: those the user named, else all.
  private List<TestRun> wanted(List<TestRun> failing) {
    return request.tests().isEmpty()
        ? failing
        : failing.stream()
            .filter(run -> request.tests().stream().anyMatch(name -> isNamed(run.test(), name)))
            .toList();
  }

  private Optional<Outcome> unknownTest(SuiteRun suite) {
    return request.tests().stream()
        .filter(name -> suite.runs().stream().noneMatch(run -> isNamed(run.test(), name)))
        .findFirst()
        .map(
            name ->
                new Outcome.CouldNotRun(
                    "there is no test " + name,
                    "",
                    "Give it as Class#method; the suite has "
                        + suite.runs().stream()
                            .map(run -> run.test().shortName())
                            .distinct()
                            .limit(5)
                            .collect(Collectors.joining(", "))
                        + (suite.runs().size() > 5 ? ", …" : "")));
  }

  private Outcome nothing(SuiteRun suite, List<TestId> flaky) {
    return new Outcome.NothingToHeal(
        findings(suite, List.of(), flaky, List.of(), Funnel.EMPTY, Effort.NONE));
  }

  private Outcome byTests(SuiteRun suite, List<TestRun> failing, List<TestId> flaky)
      throws ObservationFailed, InterruptedException {
    try (WarmBenches benches = new WarmBenches(patient, sources, ports)) {
      WarmBench bench = benches.call();
      List<TestRun> fit = Rehearsal.fit(failing, symptoms::moduleOf, bench);
      benches.put(bench);
      return fit.isEmpty()
          ? unfit(suite, failing, flaky)
          : repair(
              suite,
              failing,
              fit,
              flaky,
              new Workshop(
                  benches,
                  each -> each,
                  each -> Rehearsal.exercise(fit, symptoms::moduleOf, each),
                  request.workers(),
                  Search.BLOCKS));
    }
  }

  /// What to say when no failing test fails in a worker: that they are flaky, when they pass in
  /// some plain JVM, else that naosu cannot try candidates on them.
  private Outcome unfit(SuiteRun suite, List<TestRun> failing, List<TestId> flaky)
      throws ObservationFailed, InterruptedException {
    Set<TestId> all = new LinkedHashSet<>(flaky);
    all.addAll(symptoms.flaky(failing, SUSPICIOUS_RERUNS));
    if (failing.stream().allMatch(run -> all.contains(run.test()))) {
      return nothing(suite, List.copyOf(all));
    }
    return new Outcome.NotHealed(
        findings(suite, failing, List.copyOf(all), List.of(), Funnel.EMPTY, Effort.NONE),
        "the failing tests do not fail when they are run by themselves in a class loader of their"
            + " own, so candidates cannot be tried on them",
        "a failing test that does not depend on other tests or on the JVM's class path",
        List.of());
  }

  /// The command takes the place of the failing tests.
  private Outcome byCommand(SuiteRun suite, List<TestId> flaky, Reproduction reproduction)
      throws InterruptedException {
    CommandObserver.Seen seen =
        ports.commands().observe(patient, reproduction.line(), COMMAND_LIMIT);
    if (seen.exit() instanceof Exit.Finished(int code, String output, Duration _)
        && (code == NOT_EXECUTABLE || code == NOT_FOUND)) {
      return new Outcome.CouldNotRun(
          "the command cannot be run", output.strip(), "Give a command that sh can run here");
    }
    SuiteRun both = SuiteRun.join(List.of(suite, reproduction.suite(seen.exit(), seen.points())));
    TestRun run = both.runs().getLast();
    if (!run.failed()) {
      return nothing(suite, flaky);
    }
    if (run(reproduction) instanceof Exit.Finished again && again.succeeded()) {
      return nothing(suite, List.of(reproduction.test()));
    }
    try (WarmBenches benches = new WarmBenches(patient, sources, ports)) {
      // one working copy, so one at a time
      return repair(
          both,
          List.of(run),
          List.of(run),
          flaky,
          new Workshop(
              benches,
              bench ->
                  new CommandBench(
                      bench, reproduction, ports.copy(), ports.outputs(), ports.sandbox(), sources),
              _ -> {},
              1,
              Search.BLOCKS));
    }
  }

  /// Recorded requests take the place of the failing tests, and join the passing ones.
  private Outcome byRequests(SuiteRun suite, List<TestId> flaky)
      throws ObservationFailed, InterruptedException {
    Instant began = ports.clock().instant();
    try (RequestReplay.Session session = ports.requests().open(patient, request.requests());
        WarmBenches benches = new WarmBenches(patient, sources, ports)) {
      SuiteRun both = SuiteRun.join(List.of(suite, session.suite()));
      List<TestRun> failing = both.failing().stream().filter(run -> isRequest(run.test())).toList();
      int good = (int) both.passing().stream().filter(run -> isRequest(run.test())).count();
      watcher.accept(new HealEvent.Replayed(failing, good, session.leftOut().size(), since(began)));
      RequestBenches fitted = new RequestBenches(session);
      WarmBench bench = benches.call();
      List<TestRun> fit =
          failing.isEmpty()
              ? List.of()
              : Rehearsal.fit(failing, symptoms::moduleOf, fitted.apply(bench));
      benches.put(bench);
      if (fit.isEmpty()) {
        return new Outcome.NotHealed(
            findings(both, failing, flaky, List.of(), Funnel.EMPTY, Effort.NONE),
            "the recorded failure does not come back when the requests are replayed against the"
                + " service's own build",
            "requests that fail by themselves, without what else the service was doing; or what"
                + " production sets for it, under environment in the service section of naosu.yml",
            List.of());
      }
      confirmation =
          Optional.of(new Confirmation(session, session.suite().runs(), request.requests()));
      return withTests(
          repair(
              both,
              failing,
              fit,
              flaky,
              new Workshop(benches, fitted, _ -> {}, request.workers(), SERVICE_BLOCKS)),
          failing);
    }
  }

  /// The repairs with tests that keep what recorded requests showed.
  private Outcome withTests(Outcome outcome, List<TestRun> failing) throws InterruptedException {
    if (!(outcome instanceof Outcome.Healed(Findings findings, List<Repair> repairs))) {
      return outcome;
    }
    Instant began = ports.clock().instant();
    Set<String> shown =
        failing.stream().map(run -> run.test().selector()).collect(Collectors.toSet());
    List<Optional<RegressionTest>> tests =
        ports
            .regressionTests()
            .write(
                patient,
                request.requests().stream().filter(each -> shown.contains(each.id())).toList(),
                failing.stream().flatMap(run -> run.failure().stream()).toList(),
                repairs.stream().map(repair -> repaired(repair.candidate().patch())).toList());
    watcher.accept(
        new HealEvent.Written(
            tests.stream().flatMap(Optional::stream).map(RegressionTest::name).distinct().toList(),
            since(began)));
    List<Repair> tested = new ArrayList<>();
    for (int i = 0; i < repairs.size(); i++) {
      Repair repair = repairs.get(i);
      tested.add(tests.get(i).map(repair::with).orElse(repair));
    }
    return new Outcome.Healed(findings, tested);
  }

  private RegressionTests.Repaired repaired(Patch patch) {
    return new RegressionTests.Repaired(
        patch.paths().stream().collect(Collectors.toMap(path -> path, ports.copy()::read)),
        patch.applyTo(ports.copy()::read));
  }

  private static boolean isRequest(TestId test) {
    return test.className().equals(RequestReplay.MODULE);
  }

  private Outcome repair(
      SuiteRun suite, List<TestRun> failing, List<TestRun> fit, List<TestId> flaky, Workshop shop)
      throws InterruptedException {
    Instant began = ports.clock().instant();
    Diagnosis diagnosis =
        new Localiser(
                sources,
                failing.stream().allMatch(run -> isRequest(run.test()))
                    ? Localiser.Weights.REQUESTS
                    : Localiser.Weights.TESTS)
            .diagnose(
                suite, failing, request.trace().map(StackTraceText::frames).orElse(List.of()));
    List<Suspect> suspects = diagnosis.suspects().stream().limit(SUSPECTS).toList();
    watcher.accept(new HealEvent.Localised(diagnosis, since(began)));
    if (suspects.isEmpty()) {
      return new Outcome.NotHealed(
          findings(suite, failing, flaky, suspects, Funnel.EMPTY, Effort.NONE),
          "what fails runs no line of the project's own sources",
          "a test that calls the faulty code",
          List.of());
    }
    shop.warm(suspects.getFirst().path());
    began = ports.clock().instant();
    List<Candidate> candidates =
        new Generator(operators)
            .candidates(
                suspects,
                EvidenceReader.read(failing)
                    .expecting(confirmation.map(Confirmation::refusals).orElse(List.of())),
                sources.codebase());
    Effort generating =
        new Effort(since(began), Duration.ZERO, Duration.ZERO, Duration.ZERO, shop.threads());
    TestCoverage coverage = new TestCoverage(suite, sources, sources::source);
    Function<Candidate, List<TestRun>> covering = candidate -> coverage.covering(candidate.patch());
    Replaying replaying = replaying(shop);
    Rounds.End end =
        new Rounds(
                new Rounds.Work(
                    (some, tests, budget) -> search(some, tests, covering, shop, budget),
                    field -> choose(suite, replaying, field),
                    failing,
                    fit,
                    suspects,
                    covering,
                    ports.copy()::read),
                candidates,
                request.budget())
            .run();
    boolean isSure = !end.repairs().isEmpty() && end.repairs().getFirst().isSure();
    if (models.proposers().isEmpty() || isSure && models.when() == Models.When.UNSURE) {
      return told(
          findings(suite, failing, flaky, suspects, end.funnel(), generating.plus(end.effort())),
          end);
    }
    Second second =
        new Second(suite, failing, fit, suspects, covering, replaying, shop, candidates);
    Rounds.End both = second.look(end);
    return told(
        new Findings(
            patient,
            suite.runs().size(),
            failing,
            flaky,
            suspects,
            both.funnel(),
            generating.plus(end.effort()),
            since(start),
            second.asked),
        both);
  }

  private static Outcome told(Findings findings, Rounds.End end) {
    return end.repairs().isEmpty()
        ? abstain(findings, end.plausible(), end.exhausted(), end.lastRefusal())
        : new Outcome.Healed(findings, end.repairs());
  }

  /// A second look with models, after the templates.
  private final class Second {
    private static final int KILLED_TOLD = 20;

    private final SuiteRun suite;
    private final List<TestRun> failing;
    private final List<TestRun> fit;
    private final List<Suspect> suspects;
    private final Function<Candidate, List<TestRun>> covering;
    private final Replaying replaying;
    private final Workshop shop;
    private final List<Candidate> candidates;
    private Asked asked = Asked.NOBODY;

    Second(
        SuiteRun suite,
        List<TestRun> failing,
        List<TestRun> fit,
        List<Suspect> suspects,
        Function<Candidate, List<TestRun>> covering,
        Replaying replaying,
        Workshop shop,
        List<Candidate> candidates) {
      this.suite = suite;
      this.failing = failing;
      this.fit = fit;
      this.suspects = suspects;
      this.covering = covering;
      this.replaying = replaying;
      this.shop = shop;
      this.candidates = candidates;
    }

    private List<String> testSources() {
      return failing.stream().flatMap(run -> sources.testSource(run.test()).stream()).toList();
    }

    /// Asks models, and chooses among what they and the templates found; what the templates came to
    /// stays where models add nothing that holds.
    Rounds.End look(Rounds.End templates) throws InterruptedException {
      Codebase codebase = sources.codebase();
      Tryout tryout =
          new Tryout(
              new Search.Task(fit, covering, symptoms::moduleOf, request.budget(), shop.blocks()),
              models.rules().over(codebase, testSources()),
              codebase);
      asked =
          new Asking(models, tryout, ports.clock(), watcher)
              .ask(
                  new CaseFile(
                      suspects,
                      failing,
                      sources.codebase(),
                      sources::testSource,
                      killed(templates),
                      ports.pastRepairs().similar(failing, suspects)),
                  shop.call());
      shop.benches().putAll();
      List<Plausible> found = tryout.plausible();
      if (found.isEmpty()) {
        return templates;
      }
      List<Plausible> all = new ArrayList<>(templates.whole());
      all.addAll(found);
      Finalists.Choice choice =
          choose(
              suite,
              replaying,
              new Field(
                  all,
                  failing,
                  suspects,
                  covering,
                  ports.copy()::read,
                  Optional.empty(),
                  candidates.size() + tryout.funnel().generated(),
                  templates.exhausted(),
                  tryout.votes()));
      List<Plausible> plausible = new ArrayList<>(templates.plausible());
      plausible.addAll(found);
      return new Rounds.End(
          choice.repairs().isEmpty() ? templates.repairs() : choice.repairs(),
          plausible,
          all,
          choice.lastRefusal().isEmpty() ? templates.lastRefusal() : choice.lastRefusal(),
          templates.exhausted(),
          templates.funnel(),
          templates.effort());
    }

    /// What the templates tried in vain, the likeliest first, in words for people and models.
    private List<String> killed(Rounds.End templates) {
      Set<Patch> passing =
          templates.plausible().stream()
              .map(each -> each.candidate().patch())
              .collect(Collectors.toSet());
      return candidates.stream()
          .limit(Math.min(templates.funnel().decided(), KILLED_TOLD))
          .map(
              each ->
                  each.path().substring(each.path().lastIndexOf('/') + 1)
                      + ":"
                      + each.line()
                      + ": "
                      + each.description()
                      + (passing.contains(each.patch())
                          ? ": passes the tests, but is not sure to be right"
                          : ": does not make the tests pass"))
          .distinct()
          .toList();
    }
  }

  private Search.Result search(
      List<Candidate> candidates,
      List<TestRun> failing,
      Function<Candidate, List<TestRun>> covering,
      Workshop shop,
      Duration budget)
      throws InterruptedException {
    Search.Task task =
        new Search.Task(failing, covering, symptoms::moduleOf, budget, shop.blocks());
    Instant began = ports.clock().instant();
    Search.Result found =
        new Search(shop, shop.threads(), ports.clock())
            .run(
                candidates,
                task,
                funnel -> watcher.accept(new HealEvent.Searching(funnel, since(began), budget)));
    shop.benches().putAll();
    watcher.accept(new HealEvent.Searched(found.funnel(), found.took()));
    return found;
  }

  private Finalists.Choice choose(SuiteRun suite, Replaying replaying, Field field)
      throws InterruptedException {
    return new Finalists(prover(suite, field.failing()), replaying, suite, ports.clock())
        .choose(field, request.shown(), new ProofWatcher(watcher, ports.build().testCommand()));
  }

  /// Where the benches of a search come from.
  ///
  /// @param fitted makes of a bench for tests the one that the search uses
  /// @param exercise what a bench does to be warm
  /// @param blocks how candidates are compiled together
  private record Workshop(
      WarmBenches benches,
      Function<WarmBench, Search.Bench> fitted,
      Consumer<WarmBench> exercise,
      int threads,
      Search.Blocks blocks)
      implements Callable<Search.Bench> {
    /// @param path of the file that most candidates will change
    void warm(String path) {
      benches.warm(
          threads,
          bench -> {
            exercise.accept(bench);
            bench.prepare(path);
          });
    }

    @Override
    public Search.Bench call() throws InterruptedException {
      return fitted.apply(benches.call());
    }
  }

  private Replaying replaying(Workshop shop) {
    return new Replaying(
        ports.replay(),
        patient,
        candidates -> {
          try {
            return shop.call().compile(candidates);
          } catch (InterruptedException e) {
            throw new IllegalStateException("no bench to compile on: " + e, e);
          } finally {
            // only one thread is at work when something is chosen
            shop.benches().putAll();
          }
        },
        sources::source,
        symptoms::moduleOf);
  }

  private Prover prover(SuiteRun suite, List<TestRun> failing) {
    Set<String> mustPass =
        failing.stream()
            .map(run -> run.test().name())
            .collect(Collectors.toCollection(LinkedHashSet::new));
    Set<String> failingBefore =
        suite.failing().stream().map(run -> run.test().name()).collect(Collectors.toSet());
    int tests =
        (int) suite.runs().stream().filter(run -> !run.test().className().startsWith("<")).count();
    return new Prover(
        ports.copy(), ports.build(), tests, failingBefore, mustPass, new AlsoHeld(), SUITE_LIMIT);
  }

  /// The user's command must hold on a patched copy, whether or not tests showed the bug too, and
  /// recorded requests must be answered well by a fresh start of it.
  private final class AlsoHeld implements Prover.Check {
    @Override
    public Optional<String> objection() {
      return request
          .command()
          .map(Reproduction::new)
          .map(Case.this::run)
          .filter(exit -> !(exit instanceof Exit.Finished finished && finished.succeeded()))
          .map(_ -> "the command still fails after it")
          .or(() -> confirmation.flatMap(Confirmation::objection));
    }

    @Override
    public Proof.Requests requests() {
      return confirmation.map(Confirmation::shown).orElse(Proof.Requests.NONE);
    }
  }

  /// Recorded requests, which a fresh start of the patched service must answer.
  private static final class Confirmation {
    private final RequestReplay.Session session;
    private final List<TestRun> before;
    private final Set<String> said;
    private List<TestRun> after = List.of();

    /// @param before the requests on the patient as it is, those that tell nothing left out
    /// @param requests as recorded
    Confirmation(
        RequestReplay.Session session, List<TestRun> before, List<RecordedRequest> requests) {
      this.session = session;
      this.before = before;
      this.said =
          requests.stream()
              .filter(request -> request.expected().isPresent())
              .map(RecordedRequest::id)
              .collect(Collectors.toSet());
    }

    List<String> refusals() {
      return session.refusals();
    }

    Optional<String> objection() {
      try {
        after = session.afresh();
        return after.stream()
            .filter(TestRun::failed)
            .findFirst()
            .map(run -> run.test().shortName() + " is not answered well by a fresh start of it");
      } catch (ObservationFailed e) {
        return Optional.of("the patched service does not come up: " + e.getMessage());
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return Optional.of("it was interrupted before the requests were replayed");
      }
    }

    Proof.Requests shown() {
      Set<TestId> failing =
          before.stream().filter(TestRun::failed).map(TestRun::test).collect(Collectors.toSet());
      return new Proof.Requests(
          failing.size(),
          before.size() - failing.size(),
          after.stream()
              .filter(run -> failing.contains(run.test()) && !said.contains(run.test().selector()))
              .map(run -> run.test().shortName() + " is answered " + run.said() + " now")
              .distinct()
              .toList());
    }
  }

  private Exit run(Reproduction reproduction) {
    return ports
        .sandbox()
        .run(
            new Command(
                List.of("sh", "-c", reproduction.line()),
                ports.copy().root(),
                Map.of(),
                COMMAND_LIMIT));
  }

  private static Outcome abstain(
      Findings findings, List<Plausible> plausible, boolean exhausted, String lastRefusal) {
    if (!plausible.isEmpty()) {
      return new Outcome.NotHealed(
          findings,
          "every candidate that passed its tests was refused: " + lastRefusal,
          "--show-candidates shows them",
          plausible);
    }
    return new Outcome.NotHealed(
        findings,
        exhausted
            ? "no candidate makes the failing tests pass without breaking others"
            : "no candidate was found in the time given",
        findings.failing().size() > 1
            ? "healing one failing test at a time, in case their causes differ: --test "
                + findings.failing().getFirst().test().shortName()
            : exhausted
                ? "a smaller failing test, or a stack trace of the failure (--trace)"
                : "a longer search (--budget)",
        List.of());
  }

  private Findings findings(
      SuiteRun suite,
      List<TestRun> failing,
      List<TestId> flaky,
      List<Suspect> suspects,
      Funnel funnel,
      Effort effort) {
    return new Findings(
        patient, suite.runs().size(), failing, flaky, suspects, funnel, effort, since(start));
  }

  private Duration since(Instant instant) {
    return Duration.between(instant, ports.clock().instant());
  }

  /// Whether a test is the one a user named, as `Class#method` or `Class`, the class with or
  /// without its package.
  private static boolean isNamed(TestId test, String name) {
    return List.of(
            test.name(),
            test.shortName(),
            test.className(),
            test.className().substring(test.className().lastIndexOf('.') + 1))
        .contains(name);
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
