package dev.naosu.detect.vitals;

import dev.naosu.detect.metrics.Robust;
import dev.naosu.fleet.Answers;
import dev.naosu.fleet.Latencies;
import dev.naosu.fleet.Roster;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// How single instances of a service answer beside their siblings, which are of the same version,
/// as far as real requests show. What fails at one of several that do the same is that one's own;
/// what fails at all of them is in the code, or in what they all need, and no restart of one helps.
/// Known as outlier detection, as in Envoy, and as peer comparison of machines that fail partly.
public final class Siblings {
  public static final String FAILING = "answers.failing";
  public static final String LATE = "answers.late";

  /// What is older says little of now.
  private static final Duration LATELY = Duration.ofSeconds(20);

  /// Of a normal distribution, for 99.5 % of one side.
  private static final double CERTAIN = 2.576;

  /// Of fewer, nobody knows which one is usual.
  private static final long LEAST = 3;

  /// One that is late at some requests only is late, too.
  private static final double UPPER_QUARTILE = 0.75;

  private static final double PERCENT = 100;

  private final Deque<Look> looks = new ArrayDeque<>();

  /// @param answers by instance, counted up
  private record Look(Instant at, Map<String, Answers> answers) {}

  /// What is measured here.
  public static List<Vital> known() {
    return List.of(
        new Vital(
            FAILING,
            "%",
            "requests that fail at this instance, surely at least so many, beyond those that fail"
                + " at its siblings"),
        new Vital(
            LATE, "s", "time by which a quarter of its answers are later than its siblings'"));
  }

  /// @param answers by [Roster.Instance#id], counted up since it got its first request
  public synchronized void add(Instant at, Map<String, Answers> answers) {
    if (!looks.isEmpty() && at.isBefore(looks.getLast().at())) {
      // the clock was put back
      looks.clear();
    }
    looks.addLast(new Look(at, Map.copyOf(answers)));
    Instant since = at.minus(LATELY);
    // one from before stays, so that the whole time is covered
    while (looks.size() > 2 && !second().at().isAfter(since)) {
      looks.removeFirst();
    }
  }

  private Look second() {
    return looks.stream().skip(1).findFirst().orElseThrow();
  }

  /// By vital; what too few requests tell of is not there.
  ///
  /// @param instance its [Roster.Instance#id]
  public synchronized SortedMap<String, Double> of(String instance) {
    SortedMap<String, Double> values = new TreeMap<>();
    Map<String, Answers> lately = lately();
    Answers own = lately.getOrDefault(instance, Answers.NONE);
    lately.remove(instance);
    // what another version answers otherwise is in its code
    lately.keySet().removeIf(each -> !version(each).equals(version(instance)));
    if (own.requests() > 0) {
      double[] shares =
          lately.values().stream()
              .filter(each -> each.requests() > 0)
              .mapToDouble(each -> each.errors() / (double) each.requests())
              .toArray();
      if (shares.length > 0) {
        double beyond = surely(own.errors(), own.requests()) - Robust.median(shares);
        values.put(FAILING, PERCENT * Math.max(0, beyond));
      }
    }
    double[] times =
        lately.values().stream()
            .map(Answers::latencies)
            .filter(each -> each.count() >= LEAST)
            .mapToDouble(Siblings::seconds)
            .toArray();
    if (own.latencies().count() >= LEAST && times.length > 0) {
      values.put(LATE, Math.max(0, seconds(own.latencies()) - Robust.median(times)));
    }
    return values;
  }

  private static String version(String instance) {
    return instance.substring(0, Math.max(0, instance.lastIndexOf(Roster.Instance.OF)));
  }

  /// What was answered between the first look and the last.
  private Map<String, Answers> lately() {
    Map<String, Answers> lately = new HashMap<>();
    if (looks.size() < 2) {
      return lately;
    }
    Map<String, Answers> before = looks.getFirst().answers();
    looks
        .getLast()
        .answers()
        .forEach(
            (name, now) -> {
              Answers old = before.getOrDefault(name, Answers.NONE);
              // one that has fewer by now was started anew
              boolean isSame = old.requests() <= now.requests() && old.errors() <= now.errors();
              lately.put(name, isSame ? difference(now, old) : now);
            });
    return lately;
  }

  private static Answers difference(Answers now, Answers old) {
    long requests = now.requests() - old.requests();
    return new Answers(
        requests,
        Math.min(requests, now.errors() - old.errors()),
        now.latencies().minus(old.latencies()),
        now.failures());
  }

  /// The lower end of Wilson's score interval (Wilson 1927): a share that so few could show by
  /// chance is not believed.
  private static double surely(long errors, long requests) {
    double share = errors / (double) requests;
    double square = CERTAIN * CERTAIN / requests;
    double middle = share + square / 2;
    double width = CERTAIN * Math.sqrt(share * (1 - share) / requests + square / requests / 4);
    return Math.max(0, (middle - width) / (1 + square));
  }

  private static double seconds(Latencies latencies) {
    return Latencies.end(latencies.quantile(UPPER_QUARTILE)).toNanos() / 1e9;
  }
}
