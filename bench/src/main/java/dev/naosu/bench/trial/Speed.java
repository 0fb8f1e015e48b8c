package dev.naosu.bench.trial;

import dev.naosu.bench.trial.Trial.Measures;
import dev.naosu.prove.Effort;
import dev.naosu.prove.Funnel;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// How fast one search was, and on what it spent its time.
///
/// @param perSecondPerCore candidates decided in a second of one thread
/// @param run candidates that tests were run on
/// @param rejectRate share of the decided ones that the compiler refused, in [0, 1]
/// @param shares of the time, which add up to 1; empty when the search took none
public record Speed(double perSecondPerCore, int run, double rejectRate, Map<Part, Double> shares) {
  public Speed {
    shares = ordered(shares);
  }

  /// On what a search spends time.
  public enum Part {
    GENERATING,
    COMPILING,
    PRUNING,
    RUNNING,
    /// Waiting for a JVM to start, and everything that nobody measures.
    REST
  }

  /// Empty for a search without threads: it never began.
  static Optional<Speed> of(Measures measures) {
    Effort effort = measures.effort();
    double searched = seconds(measures.searched()) * effort.threads();
    if (searched <= 0) {
      return Optional.empty();
    }
    Funnel funnel = measures.funnel();
    return Optional.of(
        new Speed(
            funnel.decided() / searched,
            run(funnel),
            funnel.decided() == 0 ? 0 : (double) funnel.illTyped() / funnel.decided(),
            shares(effort, searched)));
  }

  public static Optional<Speed> of(Trial trial) {
    return trial.measures().flatMap(Speed::of);
  }

  private static Map<Part, Double> ordered(Map<Part, Double> shares) {
    Map<Part, Double> copy = new EnumMap<>(Part.class);
    copy.putAll(shares);
    return Collections.unmodifiableMap(copy);
  }

  private static int run(Funnel funnel) {
    return funnel.killedByFailing()
        + funnel.killedByCovering()
        + funnel.killedBySuite()
        + funnel.plausible()
        + funnel.undecided();
  }

  private static Map<Part, Double> shares(Effort effort, double searched) {
    Map<Part, Double> seconds = new EnumMap<>(Part.class);
    seconds.put(Part.GENERATING, seconds(effort.generating()));
    seconds.put(Part.COMPILING, seconds(effort.compiling()));
    seconds.put(Part.PRUNING, seconds(effort.pruning()));
    seconds.put(Part.RUNNING, seconds(effort.running()));
    double threads =
        seconds.get(Part.COMPILING) + seconds.get(Part.PRUNING) + seconds.get(Part.RUNNING);
    seconds.put(Part.REST, Math.max(0, searched - threads));
    double all = seconds.values().stream().mapToDouble(Double::doubleValue).sum();
    seconds.replaceAll((_, spent) -> all == 0 ? 0 : spent / all);
    return seconds;
  }

  private static double seconds(Duration time) {
    return time.toNanos() / 1e9;
  }

  /// Medians over bugs; empty where nothing was measured.
  ///
  /// @param bugs that were searched for
  /// @param shares medians of each share, so they need not add up to 1
  public record Medians(
      int bugs,
      Optional<Double> perSecondPerCore,
      Optional<Double> rejectRate,
      Map<Part, Double> shares,
      Optional<Long> heapMegabytes,
      Optional<Long> residentMegabytes) {
    public Medians {
      shares = ordered(shares);
    }

    public static Medians of(List<Trial> trials) {
      List<Speed> speeds = trials.stream().flatMap(trial -> Speed.of(trial).stream()).toList();
      Map<Part, Double> shares = new EnumMap<>(Part.class);
      for (Part part : Part.values()) {
        shares.put(
            part,
            Totals.median(
                    speeds.stream().<Double>map(speed -> speed.shares().getOrDefault(part, 0.0)))
                .orElse(0.0));
      }
      return new Medians(
          speeds.size(),
          Totals.median(speeds.stream().map(Speed::perSecondPerCore)),
          Totals.median(speeds.stream().map(Speed::rejectRate)),
          shares,
          Totals.median(memory(trials).map(Memory::heapMegabytes)),
          Totals.median(memory(trials).<Long>flatMap(peak -> peak.residentMegabytes().stream())));
    }

    private static Stream<Memory> memory(List<Trial> trials) {
      return trials.stream().flatMap(trial -> trial.memory().stream());
    }
  }
}
