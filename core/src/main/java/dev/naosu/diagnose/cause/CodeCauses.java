package dev.naosu.diagnose.cause;

import dev.naosu.detect.Signal;
import dev.naosu.diagnose.Suspect;
import dev.naosu.diagnose.cause.Cause.Kind;
import dev.naosu.diagnose.cause.Changes.Commit;
import dev.naosu.diagnose.cause.Changes.Line;
import dev.naosu.diagnose.cause.Changes.Past;
import dev.naosu.diagnose.cause.Changes.Place;
import dev.naosu.diagnose.cause.Clues.Repaired;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Causes that lie in the code, and in what was changed of it.
final class CodeCauses {
  private static final int MOST_PLACES = 4;
  private static final int NEAR_LINES = 10;

  /// All signals were thrown at a place.
  private static final double THROWN = 0.55;

  /// The exception speaks of nothing but code.
  private static final double OF_CODE = 0.25;

  /// The exception speaks of something else.
  private static final double OF_OTHERS = 0.6;

  private static final double SPECTRUM = 0.35;
  private static final double REPAIRED = 0.8;

  /// A commit that came with the version wrote the line.
  private static final double NEW_LINE = 0.5;

  /// A commit wrote it just now; less the longer ago.
  private static final double RECENT_LINE = 0.3;

  private static final double RECENT_DAYS = 7;

  /// Signals were thrown elsewhere.
  private static final double ELSEWHERE = 0.3;

  /// A version came right before; less the longer before.
  private static final double DEPLOYED = 0.5;

  private static final Duration HALF_DEPLOYED = Duration.ofMinutes(15);

  /// By which the estimate of the onset may be early.
  private static final Duration TOLERANCE = Duration.ofSeconds(30);

  private static final double ONLY_NEW = 0.35;
  private static final double OLD_TOO = 0.6;
  private static final double WROTE_LINE = 0.45;

  /// Configuration was changed in a version that came right before.
  private static final double CONFIGURED = 0.35;

  private static final double CONFIGURED_ONLY = 0.3;

  private static final List<String> OF_SETTINGS =
      List.of(
          "property",
          "configuration",
          "placeholder",
          "environment variable",
          "UnknownHostException",
          "credentials",
          "password authentication");

  private final Clues clues;
  private final Past past;
  private final Thrown thrown;
  private final Instant onset;

  CodeCauses(Clues clues, Past past, Thrown thrown, Instant onset) {
    this.clues = clues;
    this.past = past;
    this.thrown = thrown;
    this.onset = onset;
  }

  /// A place in the code with all that points at it.
  private static final class Pointed {
    private int signals;
    private double ochiai;
    private Optional<Line> line = Optional.empty();
  }

  /// @param spoken share of the signals whose exceptions speak of something else than code
  List<Cause> places(double spoken) {
    Map<String, Pointed> places = pointed();
    List<Cause> causes = new ArrayList<>();
    places.forEach((words, pointed) -> causes.add(place(words, pointed, spoken)));
    return causes.stream()
        .sorted((a, b) -> Double.compare(b.confidence(), a.confidence()))
        .limit(MOST_PLACES)
        .toList();
  }

  private Map<String, Pointed> pointed() {
    Map<String, Pointed> places = new LinkedHashMap<>();
    List<Place> own = past.lines().stream().map(Line::place).toList();
    thrown.nearest(own).forEach((place, count) -> at(places, place).signals += count);
    for (Suspect suspect : clues.suspects()) {
      at(places, place(suspect)).ochiai = Math.max(suspect.score(), 0);
    }
    clues
        .repaired()
        .filter(each -> places.keySet().stream().noneMatch(words -> areNear(words, each.place())))
        .ifPresent(each -> places.put(each.place(), new Pointed()));
    return places;
  }

  /// A guard stands some lines before what it guards.
  private static boolean areNear(String place, String repaired) {
    int colon = place.lastIndexOf(':');
    int other = repaired.lastIndexOf(':');
    return colon > 0
        && other > 0
        && place.substring(0, colon).equals(repaired.substring(0, other))
        && Math.abs(line(place) - line(repaired)) <= NEAR_LINES;
  }

  private static int line(String place) {
    String digits = place.substring(place.lastIndexOf(':') + 1);
    return digits.matches("\\d{1,9}") ? Integer.parseInt(digits) : Integer.MIN_VALUE / 4;
  }

  private Pointed at(Map<String, Pointed> places, Place place) {
    Optional<Line> line =
        past.lines().stream().filter(each -> each.place().equals(place)).findFirst();
    String words = line.map(Line::words).orElseGet(() -> words(place));
    Pointed pointed = places.computeIfAbsent(words, _ -> new Pointed());
    if (line.isPresent()) {
      pointed.line = line;
    }
    return pointed;
  }

  static Place place(Suspect suspect) {
    return new Place(suspect.path(), suspect.className(), "", suspect.line());
  }

  private static String words(Place place) {
    String file =
        !place.file().isEmpty()
            ? place.file()
            : place.path().isEmpty()
                ? place.className()
                : place.path().substring(place.path().lastIndexOf('/') + 1);
    return file + ":" + place.line();
  }

  private Cause place(String words, Pointed pointed, double spoken) {
    Weighing weighing = new Weighing(Kind.CODE_FAULT, service(), words);
    int traces = thrown.count();
    if (pointed.signals > 0) {
      double share = (double) pointed.signals / traces;
      weighing.withFor(
          THROWN * share,
          "stack traces",
          pointed.signals + " of " + Figures.count(traces, "signal") + " were thrown there");
      weighing.withFor(
          OF_CODE * (1 - spoken), "exceptions", "what was thrown speaks of code and nothing else");
      weighing.withAgainst(
          ELSEWHERE * (1 - share),
          "stack traces",
          (traces - pointed.signals)
              + " of "
              + Figures.count(traces, "signal")
              + " were elsewhere");
    }
    weighing.withAgainst(
        OF_OTHERS * spoken,
        "exceptions",
        Figures.share(spoken) + " of them speak of something else than code");
    if (pointed.ochiai > 0) {
      weighing.withFor(
          SPECTRUM * Math.min(1, pointed.ochiai),
          "tests and requests",
          "what fails runs it more than what passes, suspicion " + Figures.of(pointed.ochiai));
    }
    clues
        .repaired()
        .map(Repaired::place)
        .filter(each -> areNear(words, each))
        .ifPresent(_ -> repaired(weighing));
    pointed.line.flatMap(Line::lastChange).ifPresent(commit -> blamed(weighing, commit));
    return weighing.weighed();
  }

  private void repaired(Weighing weighing) {
    double confidence = clues.repaired().map(Repaired::confidence).orElse(0.0);
    weighing.withFor(
        REPAIRED * confidence,
        "repair",
        "a change there is proven to mend it, with a confidence of " + Figures.share(confidence));
  }

  private void blamed(Weighing weighing, Commit commit) {
    boolean isNew = isNew(commit);
    weighing.withFor(
        isNew ? NEW_LINE : RECENT_LINE * recency(commit),
        "history of the code",
        "commit "
            + named(commit)
            + " wrote it "
            + Figures.apart(commit.at(), onset)
            + (isNew ? ", and came with the version" : ""));
  }

  /// @param deploys by service
  /// @param services that are unwell, besides the incident's own
  List<Cause> changes(Map<String, Deploy> deploys, Set<String> services) {
    List<Cause> causes = new ArrayList<>();
    Set<String> looked = new LinkedHashSet<>(Set.of(service()));
    looked.addAll(services);
    for (String each : looked) {
      Deploy deploy = deploys.get(each);
      if (deploy != null && !deploy.at().isAfter(onset.plus(TOLERANCE))) {
        causes.add(deployed(deploy));
        if (each.equals(service())) {
          configured(deploy).ifPresent(causes::add);
        }
      }
    }
    return causes;
  }

  private Cause deployed(Deploy deploy) {
    String title =
        "%s %s → %s".formatted(deploy.service(), brief(deploy.before()), brief(deploy.now()));
    boolean own = deploy.service().equals(service());
    List<Commit> wrote =
        own
            ? past.lines().stream()
                .flatMap(line -> line.lastChange().stream())
                .filter(this::isNew)
                .distinct()
                .toList()
            : List.of();
    Weighing weighing =
        new Weighing(
            Kind.DEPLOY,
            deploy.service(),
            wrote.isEmpty() ? title : title + ", commit " + wrote.getFirst().shortId());
    weighing.withFor(
        DEPLOYED * closeness(deploy.at()),
        "versions",
        "it was first seen "
            + Figures.apart(deploy.at(), onset)
            + " the onset, at "
            + Figures.clock(deploy.at()));
    if (own) {
      long before = clues.signals().stream().filter(each -> isOf(each, deploy.before())).count();
      long now = clues.signals().stream().filter(each -> isOf(each, deploy.now())).count();
      weighing.withAgainst(
          before == 0 ? 0 : OLD_TOO,
          "signals",
          before
              + " of "
              + Figures.count(before + now, "signal")
              + " came from "
              + deploy.before());
      boolean provedWell = clues.good().stream().anyMatch(each -> isOf(each, deploy.before()));
      double onlyNew = provedWell ? ONLY_NEW : ONLY_NEW / 2;
      weighing.withFor(
          before == 0 && now > 0 ? onlyNew : 0,
          "signals",
          "all " + Figures.count(now, "signal") + " came from " + deploy.now());
      weighing.withFor(
          wrote.isEmpty() ? 0 : WROTE_LINE,
          "history of the code",
          wrote.isEmpty()
              ? ""
              : "commit " + named(wrote.getFirst()) + " came with it and wrote a line it fails at");
    }
    return weighing.weighed();
  }

  private Optional<Cause> configured(Deploy deploy) {
    List<Commit> touching =
        past.areNew()
            ? past.commits().stream().filter(each -> !each.configuration().isEmpty()).toList()
            : List.of();
    if (touching.isEmpty()) {
      return Optional.empty();
    }
    Commit commit = touching.getFirst();
    Weighing weighing =
        new Weighing(
            Kind.CONFIGURATION,
            service(),
            commit.configuration().getFirst() + ", commit " + commit.shortId());
    weighing.withFor(
        CONFIGURED * closeness(deploy.at()),
        "history of the code",
        "commit "
            + named(commit)
            + " changed "
            + String.join(", ", commit.configuration().stream().limit(3).toList())
            + " and came with the version "
            + Figures.apart(deploy.at(), onset)
            + " the onset");
    boolean only =
        past.commits().stream()
            .flatMap(each -> each.files().stream())
            .noneMatch(file -> file.endsWith(".java") || file.endsWith(".kt"));
    weighing.withFor(
        only ? CONFIGURED_ONLY : 0, "history of the code", "the version changed no code");
    weighing.withFor(
        clues.signals().stream().anyMatch(CodeCauses::speaksOfSettings) ? CONFIGURED_ONLY : 0,
        "exceptions",
        "a message speaks of settings");
    return Optional.of(weighing.weighed());
  }

  /// What was changed before it began, in sentences.
  List<CauseReport.Changed> told(Map<String, Deploy> deploys, int most) {
    List<CauseReport.Changed> told = new ArrayList<>();
    deploys
        .values()
        .forEach(
            each ->
                told.add(
                    new CauseReport.Changed(
                        each.at(),
                        each.service() + " went from " + each.before() + " to " + each.now())));
    Set<String> seen = new LinkedHashSet<>();
    for (Line line : past.lines()) {
      line.lastChange()
          .filter(commit -> seen.add(commit.id()))
          .ifPresent(
              commit ->
                  told.add(
                      new CauseReport.Changed(
                          commit.at(), "commit " + named(commit) + " wrote " + line.words())));
    }
    for (Commit commit : past.commits()) {
      if ((past.areNew() || !commit.configuration().isEmpty()) && seen.add(commit.id())) {
        String files =
            commit.configuration().isEmpty()
                ? Figures.count(commit.files().size(), "file")
                : String.join(", ", commit.configuration().stream().limit(3).toList());
        told.add(
            new CauseReport.Changed(commit.at(), "commit " + named(commit) + " changed " + files));
      }
    }
    told.removeIf(each -> each.at().isAfter(clues.now()));
    told.sort((a, b) -> b.at().compareTo(a.at()));
    return told.stream().limit(most).toList();
  }

  private boolean isNew(Commit commit) {
    return past.areNew() && past.commits().stream().anyMatch(each -> each.id().equals(commit.id()));
  }

  private double recency(Commit commit) {
    double days = Math.max(0, Duration.between(commit.at(), onset).toMinutes() / 1440.0);
    return Math.exp(-days / RECENT_DAYS);
  }

  private double closeness(Instant deployed) {
    double before = Math.max(0, Duration.between(deployed, onset).toMillis());
    return 1 / (1 + before / HALF_DEPLOYED.toMillis());
  }

  private static boolean speaksOfSettings(Signal signal) {
    String text = signal.message() + "\n" + signal.trace().orElse("");
    return OF_SETTINGS.stream().anyMatch(text::contains);
  }

  private static boolean isOf(Signal signal, String version) {
    return signal.origin().version().equals(version);
  }

  private static String named(Commit commit) {
    String subject = commit.subject();
    return commit.shortId()
        + " (“"
        + (subject.length() <= 72 ? subject : subject.substring(0, 71) + "…")
        + "”)";
  }

  private static String brief(String version) {
    return version.matches("[0-9a-f]{40}") ? version.substring(0, 7) : version;
  }

  private String service() {
    return clues.origin().service();
  }
}
