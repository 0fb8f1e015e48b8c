package dev.naosu.detect.metrics;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Tells when a larger share of what is asked fails than did before: as soon as the counts say so,
/// however often one looks.
///
/// For each of some larger shares there is a likelihood ratio against the largest share that the
/// past allows, begun anew whenever it says nothing; told is when their mean reaches [#SURE]. While
/// no more fails than before, that takes as many requests on average, if they fail independently.
/// They do not quite, so the share itself has to matter too.
///
/// Not safe for use by several threads.
///
/// Source: Shin, Ramdas, Rinaldo, *E-detectors: A Nonparametric Framework for Sequential Change
/// Detection*, NEJSDS 2024.
public final class ErrorShare {
  /// What matters.
  ///
  /// @param share that has to fail, in (0, 1]
  /// @param failed how many have to
  public record Least(double share, int failed) {
    public static final Least USUAL = new Least(0.05, 10);

    public Least {
      if (!(share > 0 && share <= 1) || failed < 1) {
        throw new IllegalArgumentException(
            "a share is in (0, 1] and a count at least 1, not " + share + ", " + failed);
      }
    }
  }

  /// More fails than did before.
  ///
  /// @param began when the first of them failed
  /// @param asked since then
  /// @param failed since then
  /// @param usual share that failed before
  public record Rise(Instant began, long asked, long failed, double usual) {
    public double share() {
      return (double) failed / asked;
    }
  }

  private static final double SURE = 1e6;

  /// Logarithm of what is remembered of a long trouble, so that its end shows soon.
  private static final double MOST_EVIDENCE = 20;

  private static final double[] STEPS = {0.05, 0.2, 0.6};

  /// Stands for a past that is not known: one of a hundred failed.
  private static final double BEFORE_ASKED = 100;

  private static final double BEFORE_FAILED = 1;
  private static final Duration MINUTE = Duration.ofMinutes(1);

  /// Half of the past is forgotten in an hour.
  private static final double KEPT_A_MINUTE = Math.pow(0.5, 1.0 / 60);

  /// What goes on for very long becomes usual, slowly.
  private static final double WEIGHT_OF_TROUBLE = 0.01;

  private static final Duration AGAIN = Duration.ofMinutes(5);

  private final Least least;
  private final double[] evidence = new double[STEPS.length];
  private double pastAsked;
  private double pastFailed;
  private Instant minute = Instant.MIN;
  private long minuteAsked;
  private long minuteFailed;
  private Instant began = Instant.MAX;
  private long asked;
  private long failed;
  private Optional<Instant> told = Optional.empty();

  public ErrorShare(Least least) {
    this.least = least;
  }

  /// Takes in how many were asked and how many of them failed.
  ///
  /// @param at when the first of them failed
  /// @param now when it was received
  /// @return empty while nothing is new: a rise that goes on is told again after some minutes
  public Optional<Rise> add(long moreAsked, long moreFailed, Instant at, Instant now) {
    if (moreAsked <= 0 || moreFailed < 0 || moreFailed > moreAsked) {
      return Optional.empty();
    }
    turn(now);
    minuteAsked += moreAsked;
    minuteFailed += moreFailed;
    double usual = usual();
    double most = most(usual);
    boolean saysNothing = true;
    for (int i = 0; i < STEPS.length; i++) {
      double share = most + (1 - most) * STEPS[i];
      double said =
          moreFailed * Math.log(share / most)
              + (moreAsked - moreFailed) * Math.log((1 - share) / (1 - most));
      evidence[i] = Math.min(MOST_EVIDENCE, Math.max(0, evidence[i]) + said);
      saysNothing &= evidence[i] <= 0;
    }
    if (saysNothing) {
      began = Instant.MAX;
      asked = 0;
      failed = 0;
      told = Optional.empty();
      return Optional.empty();
    }
    asked += moreAsked;
    failed += moreFailed;
    began = moreFailed > 0 && at.isBefore(began) ? at : began;
    if (!isSure() || !matters(usual) || !isNew(now, usual)) {
      return Optional.empty();
    }
    told = Optional.of(now);
    return Optional.of(new Rise(began, asked, failed, usual));
  }

  private boolean isSure() {
    double mean = 0;
    for (double each : evidence) {
      mean += Math.exp(each) / STEPS.length;
    }
    return mean >= SURE;
  }

  private boolean matters(double usual) {
    double share = (double) failed / asked;
    // counted from where it looked worst, so what it surely is counts
    double surely = share - 2 * Math.sqrt(share * (1 - share) / asked);
    return failed >= least.failed() && isLarge(surely, usual);
  }

  private boolean isLarge(double share, double usual) {
    return share >= Math.max(least.share(), 2 * usual);
  }

  /// What was told is told again when it still goes on.
  private boolean isNew(Instant now, double usual) {
    return told.isEmpty()
        || !told.get().plus(AGAIN).isAfter(now)
            && isLarge(minuteFailed / Math.max(1.0, (double) minuteAsked), usual);
  }

  private double usual() {
    return (pastFailed + BEFORE_FAILED) / (pastAsked + BEFORE_ASKED);
  }

  /// The largest share that the past allows, two standard deviations up.
  private double most(double usual) {
    double deviation = Math.sqrt(usual * (1 - usual) / (pastAsked + BEFORE_ASKED));
    return Math.min(0.9, usual + 2 * deviation);
  }

  /// A minute that is over becomes past.
  private void turn(Instant now) {
    if (minute.equals(Instant.MIN) || now.isBefore(minute)) {
      minute = now;
      return;
    }
    long over = Duration.between(minute, now).dividedBy(MINUTE);
    if (over < 1) {
      return;
    }
    double weight = told.isPresent() ? WEIGHT_OF_TROUBLE : 1;
    double kept = Math.pow(KEPT_A_MINUTE, over);
    pastAsked = pastAsked * kept + weight * minuteAsked;
    pastFailed = pastFailed * kept + weight * minuteFailed;
    minuteAsked = 0;
    minuteFailed = 0;
    minute = minute.plus(MINUTE.multipliedBy(over));
  }
}
