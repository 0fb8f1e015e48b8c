package dev.naosu.prometheus;

import dev.naosu.detect.CleanText;
import dev.naosu.detect.Origin;
import dev.naosu.detect.Signal;
import dev.naosu.detect.metrics.Sample;
import dev.naosu.detect.metrics.Series;
import dev.naosu.detect.watch.Observed;
import dev.naosu.detect.watch.Receiver;
import dev.naosu.journal.Hash;
import dev.naosu.machine.KeptFile;
import dev.naosu.redaction.Redaction;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Asks a Prometheus server its questions again and again.
///
/// A question that was not answered says nothing: a rule stays as it was, and the trouble with it
/// is told. A server that is away is asked less often, up to every five minutes.
public final class PrometheusPolling implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("dev.naosu.prometheus");
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Pattern HOLE = Pattern.compile("\\{(\\w{1,100})}");
  private static final int MOST_LABELS_TOLD = 20;
  private static final int DIGITS = 32;

  private final Asked asked;
  private final QueryApi api;
  private final Alarms alarms;
  private final Receiver receiver;
  private final CleanText clean;
  private final InstantSource clock;
  private final Map<String, String> problems = new ConcurrentHashMap<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread thread;

  /// What one round of questions found.
  private static final class Round {
    private final List<Signal> signals = new ArrayList<>();
    private final List<Sample> samples = new ArrayList<>();
    private final List<Runnable> afterwards = new ArrayList<>();
  }

  private PrometheusPolling(
      Asked asked, Alarms alarms, Receiver receiver, Redaction redaction, InstantSource clock) {
    this.asked = asked;
    this.api = new QueryApi(asked.url(), asked.token());
    this.alarms = alarms;
    this.receiver = receiver;
    this.clean = new CleanText(redaction);
    this.clock = clock;
    this.thread = Thread.ofVirtual().name("prometheus").unstarted(this::run);
  }

  /// Begins to ask.
  ///
  /// @param alarms file that says what was told already
  /// @throws IOException when that file cannot be read
  public static PrometheusPolling begin(
      Asked asked, Path alarms, Receiver receiver, Redaction redaction, InstantSource clock)
      throws IOException {
    PrometheusPolling polling =
        new PrometheusPolling(asked, Alarms.of(new KeptFile(alarms)), receiver, redaction, clock);
    polling.thread.start();
    return polling;
  }

  /// What could not be asked the last time, one sentence each.
  public List<String> problems() {
    return problems.values().stream().sorted().toList();
  }

  @Override
  public void close() {
    // no interrupt: it would close the file that alarms are just being kept in
    ended.countDown();
    api.close();
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    Duration pause = asked.every();
    try {
      do {
        pause = round() ? asked.every() : longer(pause);
      } while (goesOn(pause));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// Waits; false as soon as it is to end.
  private boolean goesOn(Duration pause) throws InterruptedException {
    return !ended.await(pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// Asks everything once; false when the server is away.
  private boolean round() throws InterruptedException {
    Round round = new Round();
    boolean isThere = true;
    for (Rule rule : asked.rules()) {
      isThere =
          isThere && ask("rule " + rule.name(), rule.query(), series -> judge(rule, series, round));
    }
    for (Watched watched : asked.watched()) {
      isThere =
          isThere
              && ask(
                  "query " + watched.name(),
                  watched.query(),
                  series -> learn(watched, series, round));
    }
    bring(round);
    return isThere;
  }

  /// Uses an answer.
  @FunctionalInterface
  private interface Use {
    /// What is wrong with it; empty when nothing is.
    String use(List<Answer.Value> series);
  }

  private boolean ask(String what, String query, Use use) throws InterruptedException {
    return switch (api.ask(query)) {
      case Answer.Vector(List<Answer.Value> series) -> {
        problem("", "");
        String wrong = use.use(series);
        problem(what, wrong.isEmpty() ? "" : "the " + what + " " + wrong);
        yield true;
      }
      case Answer.Refused(String why) -> {
        problem("", "");
        problem(what, "the " + what + " could not be answered: " + why);
        yield true;
      }
      case Answer.Away(String why) -> {
        problem("", "Prometheus at " + asked.url() + " " + why);
        yield false;
      }
    };
  }

  private String judge(Rule rule, List<Answer.Value> series, Round round) {
    Map<Origin, List<Answer.Value>> byOrigin = new LinkedHashMap<>();
    int nameless = 0;
    for (Answer.Value each : series) {
      Optional<Origin> origin = origin(rule.service(), rule.environment(), each);
      origin.ifPresent(known -> byOrigin.computeIfAbsent(known, _ -> new ArrayList<>()).add(each));
      nameless += origin.isPresent() ? 0 : 1;
    }
    Instant now = clock.instant();
    Duration gap = rule.lasting().plus(asked.every().multipliedBy(3));
    byOrigin.forEach(
        (origin, values) ->
            alarms
                .seen(rule, origin.service(), now, gap)
                .ifPresent(
                    since -> {
                      round.signals.add(signal(rule, origin, values, since, now));
                      round.afterwards.add(() -> alarms.told(rule, origin.service()));
                    }));
    alarms.onlyFor(
        rule, byOrigin.keySet().stream().map(Origin::service).collect(Collectors.toSet()));
    return nameless(nameless);
  }

  private String learn(Watched watched, List<Answer.Value> series, Round round) {
    int nameless = 0;
    for (Answer.Value each : series) {
      Optional<Origin> origin = origin(watched.service(), watched.environment(), each);
      nameless += origin.isPresent() ? 0 : 1;
      if (origin.isPresent() && Double.isFinite(each.value())) {
        round.samples.add(
            new Sample(
                new Series(origin.get(), watched.name(), labels(each), Series.Shape.GAUGE),
                each.at(),
                each.value()));
      }
    }
    if (series.isEmpty()) {
      return "gives no data";
    }
    return nameless(nameless);
  }

  private static String nameless(int count) {
    return count == 0 ? "" : "gives " + count + " series that do not tell their service";
  }

  private static Optional<Origin> origin(
      ServiceName service, String environment, Answer.Value value) {
    try {
      return service.of(value.labels()).map(name -> new Origin(name, "", environment));
    } catch (IllegalArgumentException _) {
      // a label that can be no name
      return Optional.empty();
    }
  }

  private Signal signal(
      Rule rule, Origin origin, List<Answer.Value> values, Instant since, Instant now) {
    Answer.Value worst =
        values.stream().max(Comparator.comparingDouble(Answer.Value::value)).orElseThrow();
    SortedMap<String, String> attributes = new TreeMap<>();
    attributes.put("prometheus.rule", clean.name(rule.name()));
    attributes.put("prometheus.query", clean.message(rule.query()));
    attributes.put("prometheus.value", number(worst.value()));
    attributes.put("prometheus.series", String.valueOf(values.size()));
    labels(worst).entrySet().stream()
        .limit(MOST_LABELS_TOLD)
        .forEach(each -> attributes.put("label." + each.getKey(), each.getValue()));
    String seen = rule.name() + "\n" + origin.service() + "\n" + since;
    return new Signal(
        "prometheus:" + Hash.of(seen).hex().substring(0, DIGITS),
        Signal.Kind.HEALTH,
        origin,
        since,
        now,
        clean.message(filled(rule.message(), worst)),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        attributes);
  }

  private SortedMap<String, String> labels(Answer.Value value) {
    SortedMap<String, String> labels = new TreeMap<>();
    value
        .labels()
        .forEach((name, text) -> labels.put(clean.name(name), clean.attribute(name, text)));
    return labels;
  }

  /// In one pass, so that a label that holds braces is not filled in itself.
  private static String filled(String message, Answer.Value value) {
    return HOLE.matcher(message)
        .replaceAll(
            match ->
                Matcher.quoteReplacement(
                    match.group(1).equals("value")
                        ? number(value.value())
                        : value.labels().getOrDefault(match.group(1), match.group())));
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? String.valueOf((long) value)
        : String.format(Locale.ROOT, "%.4g", value);
  }

  private void bring(Round round) throws InterruptedException {
    Duration pause = FIRST_PAUSE;
    while (!round.signals.isEmpty() || !round.samples.isEmpty()) {
      try {
        receiver.receive(round.signals, new Observed(List.of(), round.samples, List.of()));
        break;
      } catch (RuntimeException e) {
        LOG.log(
            System.Logger.Level.WARNING,
            "what Prometheus answered cannot be kept at present; tried again",
            e);
        if (!goesOn(pause)) {
          return;
        }
        pause = longer(pause);
      }
    }
    round.afterwards.forEach(Runnable::run);
    try {
      alarms.keep();
    } catch (IOException e) {
      problem("alarms", "what was told cannot be kept: " + e);
    }
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    if (twice.compareTo(LONGEST_PAUSE) <= 0) {
      return twice;
    }
    return pause.compareTo(LONGEST_PAUSE) > 0 ? pause : LONGEST_PAUSE;
  }

  /// @param sentence empty when it is over
  private void problem(String where, String sentence) {
    if (sentence.isEmpty()) {
      problems.remove(where);
    } else if (ended.getCount() > 0 && !sentence.equals(problems.put(where, sentence))) {
      LOG.log(System.Logger.Level.WARNING, sentence);
    }
  }
}
