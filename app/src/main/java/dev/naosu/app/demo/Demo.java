package dev.naosu.app.demo;

import dev.naosu.app.tell.SafeText;
import dev.naosu.app.tell.Screen;
import dev.naosu.cycle.incident.Desk;
import dev.naosu.cycle.incident.Incident;
import dev.naosu.cycle.incident.Incidents;
import dev.naosu.cycle.incident.Note;
import dev.naosu.cycle.incident.State;
import dev.naosu.fleet.Fleet;
import dev.naosu.fleet.Fleet.Started;
import dev.naosu.fleet.Split;
import dev.naosu.fleet.Version;
import dev.naosu.sandbox.Sandbox;
import dev.naosu.ship.rollout.Rollout;
import dev.naosu.ship.rollout.Rollout.Phase;
import dev.naosu.ship.rollout.Rollouts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The demo's story: a shop with customers, a deploy that breaks it, and naosu at work, until the
/// repair has all requests or is taken back. What is told is what happens; the demo itself does
/// only what people would do: it deploys, and with `--once` it approves.
public final class Demo {
  /// A person may decide.
  private static final Set<State> WAITING = EnumSet.of(State.REVIEW, State.APPROVAL);

  private static final Duration TICK = Duration.ofMillis(200);
  private static final int RATE = 40;
  private static final int CALM_SECONDS = 3;
  private static final String VISITOR = "demo";

  private final Settings settings;
  private final Watched naosu;
  private final Screen screen;
  private final Sandbox sandbox;
  private final InstantSource clock;
  private final Map<Long, Integer> told = new HashMap<>();
  private Instant start;
  private Optional<Instant> firstError = Optional.empty();
  private Optional<Instant> proven = Optional.empty();
  private double shareBefore;

  /// What the demo is told.
  ///
  /// @param example the directory `examples/shop`
  /// @param directory of the demo's own, for everything it makes
  /// @param deploy name of the change that breaks the shop
  /// @param port of the gateway before the shop
  /// @param badFix whether the repair is expected to do badly in production
  /// @param once whether to end when the story is over, and to approve what waits for a person
  /// @param limit with `once`, after which it has failed
  public record Settings(
      Path example,
      Path directory,
      Path javaHome,
      String deploy,
      int port,
      boolean badFix,
      boolean once,
      Duration limit) {}

  /// The naosu that is watched.
  ///
  /// @param url of its console and its API
  /// @param fleet where the shop runs
  public record Watched(
      String url, Incidents incidents, Rollouts rollouts, Desk desk, Fleet fleet) {}

  public Demo(
      Settings settings, Watched naosu, Screen screen, Sandbox sandbox, InstantSource clock) {
    this.settings = settings;
    this.naosu = naosu;
    this.screen = screen;
    this.sandbox = sandbox;
    this.clock = clock;
    this.start = clock.instant();
  }

  /// Makes the shop's repository: naosu must know where it is before it starts.
  ///
  /// @return where it is
  public static Path repository(Settings settings, Sandbox sandbox) throws IOException {
    return ShopRepository.create(
            settings.example(), settings.directory(), settings.javaHome(), sandbox)
        .location();
  }

  /// Plays it.
  ///
  /// @return whether the story ended well: the shop was healed or, with `badFix`, the repair was
  ///   taken back; with `once` false never comes back, but by an interrupt
  public boolean play() throws IOException, InterruptedException {
    ShopRepository repository =
        ShopRepository.open(settings.directory(), settings.javaHome(), sandbox);
    deploy(repository, Optional.empty());
    Path counts = settings.directory().resolve("customers.jsonl");
    Customers customers = new Customers(counts);
    try (CustomersProcess _ =
        CustomersProcess.start(
            settings.javaHome(), repository.build(), settings.port(), RATE, counts, sandbox)) {
      start = clock.instant();
      tell("traffic: " + RATE + " requests/s to shop@" + repository.head());
      while (customers.all().seconds() < CALM_SECONDS) {
        Thread.sleep(TICK);
      }
      Customers.Seen calm = customers.last(CALM_SECONDS);
      shareBefore = calm.share();
      tell(errors(calm));
      Version good = repository.head();
      repository.deploy(settings.example(), settings.deploy());
      deploy(repository, Optional.of(good));
      return watch(repository, customers);
    }
  }

  /// As people deploy who have no canary: everything at once.
  private void deploy(ShopRepository repository, Optional<Version> before)
      throws IOException, InterruptedException {
    Version version = repository.head();
    Fleet fleet = naosu.fleet();
    if (fleet.start(version) instanceof Started.Unwell(String why, String output)) {
      throw new IOException("the shop does not start: " + why + " " + output);
    }
    fleet.share(Split.all(version));
    if (before.isPresent()) {
      tell("deploy shop@" + version + " (\"" + repository.subject() + "\")");
      fleet.retire(before.get());
    }
  }

  private boolean watch(ShopRepository repository, Customers customers)
      throws IOException, InterruptedException {
    Optional<Integer> calmFrom = Optional.empty();
    boolean over = false;
    while (true) {
      Thread.sleep(TICK);
      noticeErrors(customers);
      for (Incident incident : newestFirst().reversed()) {
        tellNews(incident, customers);
        if (settings.once() && WAITING.contains(incident.state())) {
          approve(incident);
        }
      }
      Optional<Incident> first = newestFirst().stream().min(Comparator.comparingLong(Incident::id));
      if (!over && settings.badFix() && first.flatMap(this::takenBack).isPresent()) {
        over = true;
        tellTakenBack(first.flatMap(this::takenBack).orElseThrow(), customers);
        if (settings.once()) {
          return true;
        }
        tell("goes on; Ctrl-C ends it");
      }
      if (calmFrom.isEmpty() && first.filter(each -> each.state() == State.HEALED).isPresent()) {
        calmFrom = Optional.of(customers.all().seconds() + 1);
      }
      if (!over && calmFrom.isPresent() && isCalm(customers, calmFrom.get())) {
        over = true;
        tellEnd(customers);
        if (settings.once()) {
          return !settings.badFix();
        }
        tell("main is at shop@" + repository.head() + "; goes on, Ctrl-C ends it");
      }
      if (settings.once() && isOver(first)) {
        return false;
      }
    }
  }

  private Optional<Rollout> takenBack(Incident incident) {
    return naosu.rollouts().of(incident.id()).stream()
        .filter(each -> each.phase() == Phase.ROLLED_BACK)
        .findFirst();
  }

  private boolean isOver(Optional<Incident> incident) {
    boolean lost =
        incident.filter(each -> each.state().isFinal() && each.state() != State.HEALED).isPresent();
    boolean late = clock.instant().isAfter(start.plus(settings.limit()));
    if (late) {
      tell("not over in " + settings.limit().toSeconds() + " s");
    }
    return lost || late;
  }

  private boolean isCalm(Customers customers, int from) {
    int seconds = customers.all().seconds();
    return seconds >= from + CALM_SECONDS && customers.last(CALM_SECONDS).failed() == 0;
  }

  private void noticeErrors(Customers customers) {
    Customers.Seen last = customers.last(CALM_SECONDS);
    if (firstError.isEmpty() && last.failed() > 0) {
      firstError = Optional.of(clock.instant());
      tell(errors(last));
    }
  }

  private List<Incident> newestFirst() {
    return naosu.incidents().list(Incidents.Filter.ALL, Optional.empty(), 20);
  }

  private void tellNews(Incident incident, Customers customers) {
    if (!told.containsKey(incident.id())) {
      told.put(incident.id(), 0);
      tell(
          "incident %d opened: %s   %s/incidents/%d"
              .formatted(
                  incident.id(), incident.fingerprint().title(), naosu.url(), incident.id()));
    }
    List<Note> notes = naosu.incidents().timeline(incident.id());
    int known = told.getOrDefault(incident.id(), 0);
    for (Note note : notes.subList(Math.min(known, notes.size()), notes.size())) {
      tell(
          "  "
              + (note.actor().equals(Note.NAOSU) ? "" : note.actor() + ": ")
              + SafeText.line(note.text())
              + (note.text().startsWith("canary: ") ? "; " + errors(customers.last(10)) : ""));
    }
    told.put(incident.id(), notes.size());
    if (proven.isEmpty() && incident.remedy().isPresent()) {
      proven = Optional.of(clock.instant());
    }
  }

  private void approve(Incident incident) {
    incident
        .remedy()
        .ifPresent(
            remedy ->
                naosu
                    .desk()
                    .decide(
                        incident.id(),
                        Desk.Verdict.APPROVE,
                        Desk.seen(remedy),
                        VISITOR,
                        "the demo approves what waits for a person"));
  }

  private void tellEnd(Customers customers) {
    Instant now = clock.instant();
    tell(
        errors(customers.last(CALM_SECONDS))
            + ". Healed in "
            + firstError.map(from -> seconds(from, now)).orElse("no time")
            + ", "
            + firstError
                .flatMap(
                    from ->
                        proven.map(
                            at -> "proven " + seconds(from, at) + " after the first error; "))
                .orElse("")
            + customers.all().failed()
            + " requests failed");
    tellShares(customers);
  }

  private void tellTakenBack(Rollout rollout, Customers customers) {
    rollout
        .judgement()
        .ifPresent(
            judgement ->
                tell(
                    String.format(
                        Locale.ROOT,
                        "rolled back by itself: the repair had %d of %d requests, no more than the"
                            + " %.0f %% of its canary",
                        judgement.evidence().fresh().requests(),
                        judgement.evidence().fresh().requests()
                            + judgement.evidence().old().requests(),
                        100 * judgement.evidence().share())));
    tellShares(customers);
  }

  private void tellShares(Customers customers) {
    tell(
        String.format(
            Locale.ROOT,
            "users' errors: %.1f %% before the deploy, %.1f %% at worst, %.1f %% now",
            100 * shareBefore,
            100 * customers.worst(CALM_SECONDS).share(),
            100 * customers.last(CALM_SECONDS).share()));
  }

  private static String seconds(Instant from, Instant to) {
    return Duration.between(from, to).toSeconds() + " s";
  }

  private static String errors(Customers.Seen seen) {
    return String.format(Locale.ROOT, "errors %.1f %%", 100 * seen.share());
  }

  private void tell(String text) {
    Duration since = Duration.between(start, clock.instant());
    screen.line(
        "  %02d:%02d  ".formatted(since.toMinutes(), since.toSecondsPart())
            + SafeText.line(text, 300));
  }
}
