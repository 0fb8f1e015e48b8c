package dev.naosu.app.demo;

import dev.naosu.app.tell.SafeText;
import dev.naosu.app.tell.Screen;
import dev.naosu.cycle.incident.Desk;
import dev.naosu.cycle.incident.Incident;
import dev.naosu.cycle.incident.Incidents;
import dev.naosu.cycle.incident.Note;
import dev.naosu.cycle.incident.State;
import dev.naosu.sandbox.Sandbox;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The demo's story: a shop with customers, a deploy that breaks it, and naosu at work. What is
/// told is what happens; the demo itself does only what people would do: it deploys, and with
/// `--once` it approves.
public final class Demo {
  /// A person may decide.
  private static final Set<State> WAITING = EnumSet.of(State.REVIEW, State.APPROVAL);

  private static final Duration TICK = Duration.ofMillis(200);
  private static final int RATE = 40;
  private static final int CALM_SECONDS = 3;
  private static final Pattern BRANCH = Pattern.compile("branch (\\S+),.*");
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

  /// What the demo is told.
  ///
  /// @param example the directory `examples/shop`
  /// @param directory of the demo's own, for everything it makes
  /// @param deploy name of the change that breaks the shop
  /// @param port of the shop
  /// @param once whether to end when the shop is healed, and to approve what waits for a person
  /// @param limit with `once`, after which it has failed
  public record Settings(
      Path example,
      Path directory,
      Path javaHome,
      String deploy,
      int port,
      boolean once,
      Duration limit) {}

  /// The naosu that is watched.
  ///
  /// @param url of its console and its API
  /// @param eventToken lets the shop send events
  public record Watched(String url, String eventToken, Incidents incidents, Desk desk) {}

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
  /// @return whether the shop was healed; with `once` false never comes back, but by an interrupt
  public boolean play() throws IOException, InterruptedException {
    ShopRepository repository =
        ShopRepository.open(settings.directory(), settings.javaHome(), sandbox);
    Path counts = settings.directory().resolve("customers.jsonl");
    Customers customers = new Customers(counts);
    Path classes = repository.build();
    ShopProcess shop = shop(repository, classes);
    try (ShopProcess _ =
        ShopProcess.traffic(settings.javaHome(), classes, settings.port(), RATE, counts, sandbox)) {
      start = clock.instant();
      tell("traffic: " + RATE + " requests/s to shop@" + repository.head());
      while (customers.all().seconds() < CALM_SECONDS) {
        Thread.sleep(TICK);
      }
      tell(errors(customers.last(CALM_SECONDS)));
      repository.deploy(settings.example(), settings.deploy());
      shop = redeployed(repository, shop);
      return watch(repository, customers, shop);
    } finally {
      shop.close();
    }
  }

  private boolean watch(ShopRepository repository, Customers customers, ShopProcess broken)
      throws IOException, InterruptedException {
    ShopProcess shop = broken;
    Optional<Integer> calmFrom = Optional.empty();
    boolean healed = false;
    try {
      while (true) {
        Thread.sleep(TICK);
        noticeErrors(customers);
        for (Incident incident : newestFirst().reversed()) {
          tellNews(incident);
          if (settings.once() && WAITING.contains(incident.state())) {
            approve(incident);
          }
        }
        Optional<Incident> first =
            newestFirst().stream().min(java.util.Comparator.comparingLong(Incident::id));
        if (calmFrom.isEmpty() && first.filter(each -> each.state() == State.HEALED).isPresent()) {
          repository.merge(branch(first.get()));
          shop = redeployed(repository, shop);
          calmFrom = Optional.of(customers.all().seconds() + 1);
        }
        if (!healed && calmFrom.isPresent() && isCalm(customers, calmFrom.get())) {
          healed = true;
          tellEnd(customers);
          if (settings.once()) {
            return true;
          }
          tell("goes on; Ctrl-C ends it");
        }
        if (settings.once() && isOver(first)) {
          return false;
        }
      }
    } finally {
      if (shop != broken) {
        shop.close();
      }
    }
  }

  private boolean isOver(Optional<Incident> incident) {
    boolean lost =
        incident.filter(each -> each.state().isFinal() && each.state() != State.HEALED).isPresent();
    boolean late = clock.instant().isAfter(start.plus(settings.limit()));
    if (late) {
      tell("not healed in " + settings.limit().toSeconds() + " s");
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

  private void tellNews(Incident incident) {
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
              + SafeText.line(note.text()));
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

  private ShopProcess redeployed(ShopRepository repository, ShopProcess old)
      throws IOException, InterruptedException {
    Path classes = repository.build();
    old.close();
    ShopProcess shop = shop(repository, classes);
    tell("deploy shop@" + repository.head() + " (\"" + repository.subject() + "\")");
    return shop;
  }

  private ShopProcess shop(ShopRepository repository, Path classes)
      throws IOException, InterruptedException {
    return ShopProcess.shop(
        settings.javaHome(),
        classes,
        settings.port(),
        new TreeMap<>(
            Map.of(
                "shop.version", repository.head(),
                "naosu.url", naosu.url(),
                "naosu.token", naosu.eventToken())),
        sandbox);
  }

  private static String branch(Incident incident) throws IOException {
    Matcher where = BRANCH.matcher(incident.delivered().orElse(""));
    if (!where.matches()) {
      throw new IOException(
          "the repair is in no branch: " + incident.delivered().orElse("nowhere"));
    }
    return where.group(1);
  }

  private void tellEnd(Customers customers) {
    Instant now = clock.instant();
    String failed = customers.all().failed() + " requests failed";
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
            + failed);
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
            + SafeText.line(text, 200));
  }
}
