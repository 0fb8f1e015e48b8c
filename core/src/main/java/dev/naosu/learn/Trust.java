package dev.naosu.learn;

import dev.naosu.prove.safety.Deed.Phase;
import java.time.Instant;
import java.util.Optional;

/// How an action has done on a service.
///
/// @param helped times since it was distrusted last, or ever
/// @param failed times since then
/// @param harmed times, ever
/// @param inARow failures since it last helped
/// @param distrusted since when, while it is; then it is not done without asking
/// @param why it is distrusted, in one sentence; empty while it is not
public record Trust(
    String action,
    String service,
    int helped,
    int failed,
    int harmed,
    int inARow,
    Optional<Instant> distrusted,
    String why) {
  /// What shall have happened before an action may be done without asking.
  ///
  /// @param successes at least so many
  /// @param lower bound of the share that helps, with 95 % certainty, in [0, 1]
  /// @param failuresInARow so many are enough to lose it
  public record Terms(int successes, double lower, int failuresInARow) {
    private static final double CERTAINTY = 0.95;

    public Terms {
      if (successes < 1 || failuresInARow < 1 || !(0 <= lower && lower < 1)) {
        throw new IllegalArgumentException(
            "successes and failures are at least 1, and the bound is in [0, 1)");
      }
    }

    public static Terms usual() {
      return new Terms(20, 0.9, 2);
    }

    /// Why an action may not be trusted more, in one sentence; empty when it may.
    public Optional<String> against(Trust trust) {
      String what = trust.action() + " on " + trust.service();
      if (trust.helped() < successes) {
        return Optional.of(
            what + " helped " + trust.helped() + " times so far, and it takes " + successes);
      }
      double bound = trust.posterior().exceededWith(CERTAINTY);
      return bound < lower
          ? Optional.of(
              what
                  + " helps in at least "
                  + Math.round(100 * bound)
                  + " % of all cases, as far as can be told, and it takes "
                  + Math.round(100 * lower)
                  + " %")
          : Optional.empty();
    }
  }

  public static Trust unknown(String action, String service) {
    return new Trust(action, service, 0, 0, 0, 0, Optional.empty(), "");
  }

  public Posterior posterior() {
    return new Posterior(helped, failed);
  }

  /// After one more of its deeds; one that was not done teaches nothing.
  Trust after(Phase phase, Terms terms, Instant now) {
    if (!phase.isDone()) {
      return this;
    }
    if (phase == Phase.HELPED) {
      return new Trust(action, service, helped + 1, failed, harmed, 0, distrusted, why);
    }
    boolean isHarm = phase == Phase.HARMED;
    int failures = inARow + 1;
    String reason =
        isHarm
            ? "it made things worse"
            : failures >= terms.failuresInARow() ? "it failed " + failures + " times in a row" : "";
    return reason.isEmpty()
        ? new Trust(action, service, helped, failed + 1, harmed, failures, distrusted, why)
        // what it earned before is spent
        : new Trust(
            action,
            service,
            0,
            1,
            harmed + (isHarm ? 1 : 0),
            failures,
            Optional.of(distrusted.orElse(now)),
            reason);
  }

  /// A person trusts it again.
  Trust signed() {
    return new Trust(action, service, helped, failed, harmed, inARow, Optional.empty(), "");
  }
}
