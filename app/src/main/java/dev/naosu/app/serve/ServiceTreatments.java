package dev.naosu.app.serve;

import dev.naosu.app.tell.JsonReport;
import dev.naosu.app.tell.ProofWords;
import dev.naosu.app.tell.Story;
import dev.naosu.cycle.HealEvent;
import dev.naosu.cycle.HealRequest;
import dev.naosu.cycle.Outcome;
import dev.naosu.cycle.incident.Attempt;
import dev.naosu.cycle.incident.Complexity;
import dev.naosu.cycle.incident.Incident;
import dev.naosu.cycle.incident.Remedy;
import dev.naosu.cycle.incident.Treatments;
import dev.naosu.detect.RecordedRequest;
import dev.naosu.detect.Signal;
import dev.naosu.git.ServiceRepository.Checkout;
import dev.naosu.machine.Temporary;
import dev.naosu.prove.Repair;
import dev.naosu.redaction.Redaction;
import dev.naosu.ship.Change;
import dev.naosu.ship.CommitMessage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// Heals incidents on a fresh checkout of the service's branch: failed requests are replayed,
/// failed tests are run.
public final class ServiceTreatments implements Treatments {
  /// Repairs to choose from when some were refused before.
  private static final int SHOWN = 3;

  private static final Redaction REDACTION = new Redaction(false);

  private final Map<String, Served> services;
  private final Workshop workshop;
  private final int workers;
  private final double mostComplex;
  private final TwinProof twins;
  private final String version;
  private final InstantSource clock;

  /// @param services by name
  /// @param workers JVMs that try candidates at once, at least 1
  /// @param mostComplex complexity above which a person has to see to it, in [0, 1]
  /// @param twins what each repair has to stand up to as well
  /// @param version of naosu
  ServiceTreatments(
      Map<String, Served> services,
      Workshop workshop,
      int workers,
      double mostComplex,
      TwinProof twins,
      String version,
      InstantSource clock) {
    this.services = Map.copyOf(services);
    this.workshop = workshop;
    this.workers = workers;
    this.mostComplex = mostComplex;
    this.twins = twins;
    this.version = version;
    this.clock = clock;
  }

  @Override
  public Treated treat(
      Incident incident,
      List<Signal> signals,
      List<Signal> good,
      List<Attempt> before,
      Duration searchTime,
      Consumer<String> progress)
      throws InterruptedException {
    String name = incident.origin().service();
    Served service = services.get(name);
    if (service == null) {
      return new Treated.CouldNotRun(
          "nothing is known of the service " + name,
          "Name its repository under `services:` in the server's configuration");
    }
    Optional<HealRequest> request = request(signals, good, searchTime);
    if (request.isEmpty()) {
      return new Treated.CouldNotRun(
          "no signal holds a request or a test that could show it again",
          "Send the request that failed along with the exception (docs/events.md)");
    }
    try (Temporary scratch = Temporary.create()) {
      Checkout checkout = service.repository().latest(scratch.directory().resolve("source"));
      progress.accept("checked out " + checkout.commit().substring(0, 7));
      Path project = checkout.root().resolve(service.directory());
      try (Workshop.Bench bench = workshop.open(project, UnaryOperator.identity())) {
        Instant began = clock.instant();
        Outcome outcome = bench.healer().heal(request.get(), told(progress));
        Duration took = Duration.between(began, clock.instant());
        Treated treated =
            treated(outcome, bench, checkout.commit(), before, report(name, outcome, took));
        return treated instanceof Treated.Repaired(Remedy remedy, String report)
            ? new Treated.Repaired(
                twins.weighed(remedy, project, requests(signals, good), progress), report)
            : treated;
      }
    } catch (IOException e) {
      return new Treated.CouldNotRun(
          "the service's code cannot be had: " + e.getMessage(),
          "See that its repository can be reached from here");
    }
  }

  /// What to ask of the engine; empty when nothing shows the fault.
  private Optional<HealRequest> request(
      List<Signal> signals, List<Signal> good, Duration searchTime) {
    List<String> tests =
        signals.stream().flatMap(signal -> signal.failingTests().stream()).distinct().toList();
    List<RecordedRequest> requests = requests(signals, good);
    boolean shows =
        requests.stream().anyMatch(request -> request.role() == RecordedRequest.Role.FAILING);
    Optional<String> trace =
        signals.stream().flatMap(signal -> signal.trace().stream()).findFirst();
    // of a run in CI, it may only be known that it failed: then all tests are run, to find which
    boolean suiteFailed =
        signals.stream().anyMatch(signal -> signal.kind() == Signal.Kind.TEST_FAILURE);
    return tests.isEmpty() && !shows && !suiteFailed
        ? Optional.empty()
        : Optional.of(
            new HealRequest(
                tests,
                trace,
                Optional.empty(),
                tests.isEmpty() ? requests : List.of(),
                searchTime,
                workers,
                SHOWN));
  }

  private static List<RecordedRequest> requests(List<Signal> signals, List<Signal> good) {
    return Stream.concat(signals.stream(), good.stream())
        .flatMap(signal -> signal.request().stream())
        .toList();
  }

  private Treated treated(
      Outcome outcome, Workshop.Bench bench, String base, List<Attempt> before, String report) {
    return switch (outcome) {
      case Outcome.Healed healed -> {
        List<String> refused = before.stream().flatMap(each -> each.learnt().stream()).toList();
        yield healed.repairs().stream()
            .filter(repair -> refused.stream().noneMatch(repair::isOf))
            .findFirst()
            .<Treated>map(
                repair -> new Treated.Repaired(remedy(healed, repair, bench, base), report))
            .orElseGet(
                () ->
                    new Treated.NotRepaired(
                        "every repair that holds was refused before", false, report));
      }
      case Outcome.NotHealed none -> {
        double complexity = Complexity.of(none.findings());
        yield complexity > mostComplex
            ? new Treated.TooComplex(none.why(), complexity)
            : new Treated.NotRepaired(
                none.why(),
                none.findings().funnel().generated() > none.findings().funnel().decided(),
                report);
      }
      case Outcome.NothingToHeal _ ->
          new Treated.NotRepaired(
              "what failed does not fail on the latest commit, tried from here", false, report);
      case Outcome.CouldNotRun(String what, String detail, String advice) ->
          new Treated.CouldNotRun(
              detail.isBlank() ? what : what + ": " + detail.strip().lines().findFirst().orElse(""),
              advice);
    };
  }

  private static Remedy remedy(
      Outcome.Healed healed, Repair repair, Workshop.Bench bench, String base) {
    String path = repair.candidate().path();
    return new Remedy(
        base,
        repair.candidate().description(),
        path.substring(path.lastIndexOf('/') + 1) + ":" + repair.candidate().line(),
        repair.wholeDiff(),
        Redaction.of(repair.cause()),
        repair.confidence(),
        ProofWords.sentences(repair, healed.findings().funnel()).stream()
            .map(Redaction::of)
            .toList(),
        repair.doubts().stream().map(Redaction::of).toList(),
        Change.of(repair, bench.originals()::read),
        cleaned(CommitMessage.of(repair, healed.findings().failing(), "server")));
  }

  /// What a test fails with here has come through no door where secrets are taken out.
  private static CommitMessage cleaned(CommitMessage message) {
    String subject = Redaction.of(message.subject());
    return new CommitMessage(
        subject.length() <= message.subject().length() ? subject : "fix: see below",
        Redaction.of(message.body()));
  }

  private String report(String name, Outcome outcome, Duration took) {
    return REDACTION.body(
        "application/json",
        new JsonReport()
            .write(
                new Story(
                    name,
                    name,
                    outcome,
                    Optional.empty(),
                    Map.of(),
                    took,
                    false,
                    true,
                    0,
                    version)));
  }

  /// The steps that a person wants to see go by, in one line each.
  private static Consumer<HealEvent> told(Consumer<String> progress) {
    return event -> {
      switch (event) {
        case HealEvent.Noted noted -> progress.accept(noted.line());
        case HealEvent.Built built -> progress.accept("built in " + seconds(built.took()));
        case HealEvent.Observed observed -> progress.accept(suite(observed));
        case HealEvent.Replayed replayed ->
            progress.accept(
                replayed.failing().isEmpty()
                    ? "what failed in production does not fail here"
                    : "reproduced: "
                        + (replayed.failing().size() == 1
                            ? "1 recorded request fails"
                            : replayed.failing().size() + " recorded requests fail")
                        + " here too, "
                        + replayed.good()
                        + " are answered well");
        case HealEvent.Localised localised ->
            localised.diagnosis().suspects().stream()
                .findFirst()
                .ifPresent(suspect -> progress.accept("suspects " + suspect.place() + " first"));
        case HealEvent.Searched searched ->
            progress.accept(
                searched.funnel().decided()
                    + " candidates decided, "
                    + searched.funnel().plausible()
                    + " left, in "
                    + seconds(searched.took()));
        case HealEvent.Answered answered ->
            progress.accept(
                "models: "
                    + answered.asked().funnel().generated()
                    + " suggestions, "
                    + answered.asked().funnel().plausible()
                    + " left, in "
                    + seconds(answered.took()));
        case HealEvent.Proved proved ->
            progress.accept(
                (proved.holds() ? "holds" : "refused")
                    + " in fresh JVMs, after "
                    + seconds(proved.took()));
        case HealEvent.Written written ->
            progress.accept(
                (written.names().isEmpty()
                        ? "what failed cannot be written as a test"
                        : "a test was written that fails without it: " + written.names().getFirst())
                    + ", after "
                    + seconds(written.took()));
        default -> {
          // how far a step has come is told by its end
        }
      }
    };
  }

  private static String suite(HealEvent.Observed observed) {
    int failing = observed.failing().size();
    return failing == 0
        ? "all " + observed.ran() + " tests pass"
        : failing + " of " + observed.ran() + " tests fail";
  }

  private static String seconds(Duration time) {
    return String.format(java.util.Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
  }
}
