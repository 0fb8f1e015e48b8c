package dev.naosu.repair.scaling;

import dev.naosu.detect.vitals.Condition;
import dev.naosu.detect.vitals.Condition.Side;
import dev.naosu.detect.vitals.Truth;
import dev.naosu.detect.vitals.Vitals;
import dev.naosu.repair.scaling.Decision.Change;
import dev.naosu.repair.scaling.Decision.Hold;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/// When a service gets more instances, and when fewer.
///
/// More when any measure is too high for a while; fewer when all of them are known and low for a
/// longer while, and what is left will still have room. What is not known asks for nothing. After
/// each change only what was measured since counts.
///
/// @param least instances, at least 1
/// @param most instances
/// @param step most instances that are added or taken away at once
/// @param measures what is looked at; at least one
/// @param outAfter how long something has to be too high
/// @param inAfter how long everything has to be low
/// @param outRest between adding and adding more
/// @param inRest between any change and taking away; longer after that had to be taken back
public record ScalingRules(
    int least,
    int most,
    int step,
    List<Measure> measures,
    Duration outAfter,
    Duration inAfter,
    Duration outRest,
    Duration inRest) {
  /// A single look says little: how many requests are under way changes from moment to moment.
  private static final Duration SMOOTHED = Duration.ofSeconds(15);

  /// What was not looked at for so long is not known.
  private static final Duration MOST_GAP = Duration.ofSeconds(30);

  public ScalingRules {
    measures = List.copyOf(measures);
    if (least < 1 || most < least || step < 1 || measures.isEmpty()) {
      throw new IllegalArgumentException(
          "instances are 1 <= least <= most, a step is at least 1, and something is measured: "
              + List.of(least, most, step)
              + measures);
    }
    for (Duration each : List.of(outAfter, inAfter, outRest, inRest)) {
      if (each.isNegative()) {
        throw new IllegalArgumentException("a time is not negative: " + each);
      }
    }
  }

  /// @param looks of the service, oldest first
  /// @param wanted how many instances there should be until now
  /// @param serving how many of them get requests
  public Decision decide(List<Vitals> looks, int wanted, int serving, Past past, Instant now) {
    if (wanted < least) {
      return new Change(Math.min(least, wanted + step), "at least " + least, List.of());
    }
    if (wanted > most) {
      return new Change(Math.max(most, wanted - step), "at most " + most, List.of());
    }
    List<Vitals> known = smoothed(connected(since(looks, past), now));
    if (known.isEmpty()) {
      return new Hold("nothing is known of its load");
    }
    List<Measure> high =
        measures.stream()
            .filter(each -> holds(each, Side.ABOVE, known, outAfter, now) == Truth.YES)
            .toList();
    if (!high.isEmpty()) {
      return more(high, known.getLast(), wanted, past, now);
    }
    boolean isQuiet =
        measures.stream()
            .map(each -> holds(each, Side.BELOW, known, inAfter, now))
            .reduce(Truth.YES, Truth::and)
            .equals(Truth.YES);
    return isQuiet
        ? fewer(known.getLast(), wanted, serving, past, now)
        : new Hold("its load is between the limits, or not known for long enough");
  }

  private static Truth holds(
      Measure measure, Side side, List<Vitals> known, Duration lasting, Instant now) {
    double threshold = side == Side.ABOVE ? measure.band().out() : measure.band().in();
    return new Condition(measure.vital(), side, threshold, lasting).holds(known, now);
  }

  private Decision more(List<Measure> high, Vitals latest, int wanted, Past past, Instant now) {
    if (wanted >= most) {
      return new Hold("there are " + most + " already, and more are not allowed");
    }
    if (past.out().filter(each -> now.isBefore(each.plus(outRest))).isPresent()) {
      return new Hold("what was added last has to take effect first");
    }
    int needed = wanted + 1;
    for (Measure each : high) {
      needed = Math.max(needed, needed(each, latest, wanted));
    }
    int instances = Math.min(Math.min(needed, wanted + step), most);
    return new Change(instances, words(high, latest, Side.ABOVE), names(high));
  }

  private Decision fewer(Vitals latest, int wanted, int serving, Past past, Instant now) {
    if (wanted <= least) {
      return new Hold("there are as few as are allowed");
    }
    if (serving < wanted) {
      return new Hold("not all instances serve: it is no time to take some away");
    }
    Duration rest = inRest.multipliedBy(1L << past.regrets());
    if (now.isBefore(past.last().plus(rest))) {
      return new Hold("it is too soon after the last change");
    }
    int needed = Math.max(least, wanted - step);
    for (Measure each : measures) {
      needed = Math.max(needed, each.isShared() ? needed(each, latest, wanted) : wanted - 1);
    }
    return needed >= wanted
        ? new Hold("fewer would soon be too few")
        : new Change(needed, words(measures, latest, Side.BELOW), names(measures));
  }

  /// How many it takes to bring a measure to the middle of its band.
  private static int needed(Measure measure, Vitals latest, int wanted) {
    OptionalDouble value = latest.of(measure.vital());
    return value.isEmpty() || !measure.isShared()
        ? wanted
        : (int) Math.min(1_000, Math.ceil(wanted * value.getAsDouble() / measure.band().middle()));
  }

  private static List<Vitals> since(List<Vitals> looks, Past past) {
    Instant last = past.last();
    return looks.stream().filter(each -> !each.at().isBefore(last)).toList();
  }

  /// The looks up to now without a gap.
  private static List<Vitals> connected(List<Vitals> looks, Instant now) {
    List<Vitals> connected = new ArrayList<>();
    Instant next = now;
    for (Vitals each : looks.reversed()) {
      if (Duration.between(each.at(), next).compareTo(MOST_GAP) > 0) {
        break;
      }
      connected.add(each);
      next = each.at();
    }
    return connected.reversed();
  }

  /// Each value as the mean of those of the last while; one that was missing stays missing.
  private static List<Vitals> smoothed(List<Vitals> looks) {
    List<Vitals> smoothed = new ArrayList<>();
    for (Vitals look : looks) {
      SortedMap<String, Double> means = new TreeMap<>();
      for (String vital : look.values().keySet()) {
        looks.stream()
            .filter(each -> !each.at().isAfter(look.at()))
            .filter(each -> each.at().isAfter(look.at().minus(SMOOTHED)))
            .flatMapToDouble(each -> each.of(vital).stream())
            .average()
            .ifPresent(mean -> means.put(vital, mean));
      }
      smoothed.add(new Vitals(look.target(), look.at(), means));
    }
    return smoothed;
  }

  private static String words(List<Measure> measures, Vitals latest, Side side) {
    List<String> words = new ArrayList<>();
    for (Measure each : measures) {
      double limit = side == Side.ABOVE ? each.band().out() : each.band().in();
      latest
          .of(each.vital())
          .ifPresent(
              value ->
                  words.add(
                      String.format(
                          Locale.ROOT,
                          "%s: %.1f, %s %.1f",
                          each.words(),
                          value,
                          side == Side.ABOVE ? "above" : "below",
                          limit)));
    }
    return String.join("; ", words);
  }

  private static List<String> names(List<Measure> measures) {
    return measures.stream().map(Measure::vital).toList();
  }
}
