package dev.naosu.replay;

import java.util.concurrent.atomic.AtomicBoolean;

/// What rewritten classes of the patient call. Straight-line code in foreign classes can reach
/// nothing but statics, and one call at a time runs in this JVM.
public final class Leash {
  /// A plain field in an array: a race may lose a step, it never ends a call that is within its
  /// budget.
  private static final long[] LEFT = {Long.MAX_VALUE};

  private static final AtomicBoolean REFUSED = new AtomicBoolean();

  private Leash() {}

  /// Thrown into a call that has used up its steps.
  static final class OutOfSteps extends Error {
    private static final long serialVersionUID = 1L;

    OutOfSteps() {
      super("the steps of this call are used up", null, false, false);
    }
  }

  /// Thrown where a call would have done something that lasts.
  static final class Refused extends Error {
    private static final long serialVersionUID = 1L;

    Refused() {
      super("not while replaying", null, false, false);
    }
  }

  /// Counts a method entry or a loop turn.
  public static void step() {
    if (--LEFT[0] < 0) {
      throw new OutOfSteps();
    }
  }

  /// Stands before whatever would change files, reach the network or end the JVM.
  public static void refuse() {
    REFUSED.set(true);
    throw new Refused();
  }

  /// Before each call.
  ///
  /// @param steps 0 for no limit
  static void begin(long steps) {
    REFUSED.set(false);
    LEFT[0] = steps > 0 ? steps : Long.MAX_VALUE;
  }

  /// Lets what still runs end at its next step.
  static void cut() {
    LEFT[0] = 0;
  }

  static boolean isUsedUp() {
    return LEFT[0] < 0;
  }

  static boolean wasRefused() {
    return REFUSED.get();
  }
}
