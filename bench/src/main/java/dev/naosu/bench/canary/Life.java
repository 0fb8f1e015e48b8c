package dev.naosu.bench.canary;

import dev.naosu.fleet.Answers;
import dev.naosu.fleet.Latencies;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/// What happens at a made-up service, at random but always the same for one seed.
///
/// Requests come independently, with a rate that changes over the day. What is usual changes over
/// the day too, and from minute to minute, for both versions; now and then both have a burst of
/// errors. Latencies are log-normal, with a heavy tail. A new JVM is three times as slow at first,
/// for about a minute, in each stage. Some failures happen for the first time ever while the new
/// version runs, to either.
final class Life {
  /// Name of a failure that happens all the time.
  static final String KNOWN = "known";

  private static final double DAY_SECONDS = 86_400;
  private static final double RATE_SWING = 0.4;
  private static final double ERROR_SWING = 0.3;
  private static final double TIME_SWING = 0.2;
  private static final double MINUTE_NOISE = 0.08;
  private static final double BURSTS_AN_HOUR = 0.2;
  private static final double BURST_SECONDS = 120;
  private static final double LEAST_BURST = 0.02;
  private static final double MOST_BURST = 0.2;
  private static final double MEDIAN_MICROS = 40_000;
  private static final double DEVIATION = 0.6;
  private static final double HEAVY = 0.03;
  private static final double HEAVY_EXPONENT = 1.5;
  private static final double COLD = 2;
  private static final double COLD_SECONDS = 25;
  private static final double STUCK_MICROS = 500_000;

  /// Such a failure is seen in one of ten canaries, and then again after minutes.
  private static final double NEWS_AN_HOUR = 0.1 / 1.5;

  private static final double AGAIN_SECONDS = 600;

  private static final double HORIZON_HOURS = 24;

  private final World world;
  private final SplittableRandom random;
  private final double phase;
  private final List<Burst> bursts = new ArrayList<>();
  private final List<Double> news = new ArrayList<>();
  private double minuteFactor = 1;
  private long minute = -1;

  private record Burst(double from, double to, double share) {}

  Life(World world, long seed) {
    this.world = world;
    random = new SplittableRandom(seed);
    phase = random.nextDouble() * DAY_SECONDS;
    double hour = random.nextExponential() / BURSTS_AN_HOUR;
    while (hour < HORIZON_HOURS) {
      double from = hour * 3600;
      bursts.add(
          new Burst(
              from,
              from + BURST_SECONDS * random.nextExponential(),
              random.nextDouble(LEAST_BURST, MOST_BURST)));
      hour += random.nextExponential() / BURSTS_AN_HOUR;
    }
    for (double first = random.nextExponential() / NEWS_AN_HOUR;
        first < HORIZON_HOURS;
        first += random.nextExponential() / NEWS_AN_HOUR) {
      news.add(first * 3600);
    }
  }

  /// What both answer in a span.
  ///
  /// @param second when it begins, since the new version got its first request; below 0 before
  /// @param sinceStage seconds
  /// @param share of the new version
  Both in(double second, double sinceStage, double seconds, double share) {
    turn(second);
    double requests = world.requestsPerSecond() * seconds * swing(second, RATE_SWING);
    double errors = world.errorShare() * swing(second, ERROR_SWING);
    double burst =
        bursts.stream()
            .filter(each -> each.from() <= second && second < each.to())
            .mapToDouble(Burst::share)
            .max()
            .orElse(0);
    double time = minuteFactor * swing(second, TIME_SWING);
    Set<String> oldFailures = new HashSet<>(Set.of(KNOWN));
    Set<String> freshFailures = new HashSet<>(Set.of(KNOWN));
    for (int i = 0; i < news.size() && share > 0; i++) {
      double first = news.get(i);
      boolean isFirst = second <= first && first < second + seconds;
      boolean isAgain = first < second && random.nextDouble() < seconds / AGAIN_SECONDS;
      if (isFirst || isAgain) {
        (random.nextDouble() < share ? freshFailures : oldFailures).add("new " + i);
      }
    }
    double cold = 1 + COLD * Math.exp(-sinceStage / COLD_SECONDS);
    return new Both(
        answers(requests * (1 - share), errors + burst, time, 0, oldFailures),
        answers(
            requests * share,
            Math.min(1, errors * world.errorRatio() + burst),
            time * cold * world.slower(),
            world.stuck(),
            freshFailures));
  }

  record Both(Answers old, Answers fresh) {}

  private double swing(double second, double much) {
    return 1 + much * Math.sin(2 * Math.PI * (second + phase) / DAY_SECONDS);
  }

  private void turn(double second) {
    long now = (long) Math.floor(second / 60);
    if (now != minute) {
      minute = now;
      minuteFactor = Math.exp(MINUTE_NOISE * random.nextGaussian());
    }
  }

  private Answers answers(
      double mean, double errorShare, double factor, double stuck, Set<String> failures) {
    long[] counts = new long[Latencies.bucket(Duration.ofHours(1)) + 1];
    double median = Math.log(MEDIAN_MICROS * factor);
    long requests = 0;
    long errors = 0;
    for (double sum = random.nextExponential(); sum < mean; sum += random.nextExponential()) {
      requests++;
      errors += random.nextDouble() < errorShare ? 1 : 0;
      double log = median + DEVIATION * random.nextGaussian();
      log += random.nextDouble() < HEAVY ? random.nextExponential() / HEAVY_EXPONENT : 0;
      double micros = Math.exp(log);
      if (stuck > 0 && random.nextDouble() < stuck) {
        micros += STUCK_MICROS;
      }
      counts[Latencies.bucket(Duration.ofNanos(Math.round(1e3 * micros)))]++;
    }
    SortedMap<Integer, Long> latencies = new TreeMap<>();
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0) {
        latencies.put(i, counts[i]);
      }
    }
    return new Answers(
        requests, errors, new Latencies(latencies), requests == 0 ? Set.of() : failures);
  }
}
