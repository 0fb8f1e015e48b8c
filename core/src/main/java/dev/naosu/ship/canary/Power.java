package dev.naosu.ship.canary;

import dev.naosu.fleet.Answers;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/// Which errors would have been noticed, and when which will be.
///
/// Errors that come independently are Poisson counts at both versions. The best bet grows by a
/// fixed factor with each error of the new version and shrinks by another with each of the old one,
/// so the chance that it is large enough after some time is a sum over both counts. The wealth may
/// have been larger before, so it is noticed a little sooner than that.
///
/// @param requestsPerSecond of both versions
/// @param errorShare of the old one's, carefully: less than was counted, as that may be chance;
///   when it had no error, half an error
/// @param share of the requests that the new version gets, in (0, 1)
/// @param time that the stage has lasted
/// @param needed the e-value that rolls back
/// @param chance of noticing that [#noticedIn(double)] and [#smallest()] are for
public record Power(
    double requestsPerSecond,
    double errorShare,
    double share,
    Duration time,
    double needed,
    double chance) {
  private static final Duration MOST = Duration.ofDays(30);
  private static final Duration SOON = Duration.ofMinutes(1);
  private static final Duration EXACT = Duration.ofSeconds(1);
  private static final double[] RATIOS = {1.5, 2, 3, 5, 10, 30, 100};

  static Power of(Sides sides, double share, Duration time, CanaryPlan plan) {
    return new Power(
        perSecond(sides.requests(), time),
        surely(sides.old()),
        share,
        time,
        plan.errorsNeeded(),
        plan.power());
  }

  /// Before a canary begins.
  ///
  /// @param old what the old version answered, alone
  /// @param observed how long that took
  public static Power ahead(Answers old, Duration observed, CanaryPlan plan) {
    return new Power(
        perSecond(old.requests(), observed),
        surely(old),
        plan.stages().getFirst().share(),
        Duration.ZERO,
        plan.errorsNeeded(),
        plan.power());
  }

  private static double perSecond(long requests, Duration time) {
    return time.isZero() ? 0 : requests / (time.toMillis() / 1e3);
  }

  /// A standard deviation below what was counted: few errors that were many by chance must not
  /// promise too much.
  private static double surely(Answers old) {
    double errors = Math.max(0.5, old.errors() - Math.sqrt((double) old.errors()));
    return errors / Math.max(1, old.requests());
  }

  /// In which time so many times the errors are noticed; empty when that takes more than a month.
  ///
  /// @param ratio of the shares of errors, above 1
  public Optional<Duration> noticedIn(double ratio) {
    long high = SOON.toMillis();
    while (chanceIn(ratio, Duration.ofMillis(high)) < chance) {
      high *= 2;
      if (high > MOST.toMillis()) {
        return Optional.empty();
      }
    }
    long low = 0;
    while (high - low > EXACT.toMillis()) {
      long middle = (low + high) / 2;
      if (chanceIn(ratio, Duration.ofMillis(middle)) < chance) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return Optional.of(Duration.ofMillis(high));
  }

  /// How likely so many times the errors would have been noticed by now.
  public double chanceByNow(double ratio) {
    return chanceIn(ratio, time);
  }

  /// By how many times errors have to be more to have been noticed by now; empty when nothing that
  /// is looked for would have been.
  public Optional<Double> smallest() {
    for (double ratio : RATIOS) {
      if (ratio * errorShare <= 1 && chanceByNow(ratio) >= chance) {
        return Optional.of(ratio);
      }
    }
    return Optional.empty();
  }

  /// For people.
  public String sentence() {
    String now =
        smallest()
            .map(
                ratio ->
                    String.format(
                        Locale.ROOT,
                        "%s times the errors would have been noticed by now in %.0f of 100 cases",
                        Telling.number(ratio),
                        100 * chance))
            .orElse("nothing can be said by now about how many errors there are");
    String later =
        noticedIn(2)
            .filter(needs -> needs.compareTo(time) > 0)
            .map(needs -> "; twice as many take " + Telling.time(needs))
            .orElse("");
    return now + later;
  }

  private double chanceIn(double ratio, Duration span) {
    double seconds = span.toMillis() / 1e3;
    double larger = Math.min(1, ratio * errorShare);
    // what is already certain to fail cannot fail more often
    double real = larger / errorShare;
    if (!(real > 1)) {
      return 0;
    }
    double bet = nearest(real);
    double pool = bet * share + 1 - share;
    double gain = Math.log(bet / pool);
    double loss = Math.log(pool);
    double wanted =
        Math.log(needed / Bets.stake(ErrorBets.ratios().length))
            + (double) span.toMillis() / Bets.SPREADING.toMillis();
    Poisson fresh = new Poisson(seconds * requestsPerSecond * share * larger);
    Poisson old = new Poisson(seconds * requestsPerSecond * (1 - share) * errorShare);
    double sum = 0;
    for (long count = old.least(); count <= old.most(); count++) {
      sum +=
          old.chance(count)
              * fresh.chanceOfAtLeast((long) Math.ceil((wanted + count * loss) / gain));
    }
    return sum;
  }

  /// The largest bet that is no larger; a smaller one than all only when there is none.
  private static double nearest(double ratio) {
    double found = ErrorBets.ratios()[0];
    for (double each : ErrorBets.ratios()) {
      found = each <= ratio * (1 + 1e-9) ? each : found;
    }
    return found;
  }
}
