package dev.naosu.prove;

import dev.naosu.prove.Replay.Call;
import dev.naosu.prove.Replay.Kind;
import dev.naosu.prove.Replay.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// What replayed calls tell of one version: how often it does not do what the original did.
///
/// @param passing calls that tests make which pass without any change
/// @param failing calls that the failing tests make
/// @param madeUp calls with inputs made up from both
/// @param returned those of them that returned before, calls of failing tests left out
/// @param crashed those of them that crashed or did not end before; changed are such as return now
/// @param crashes calls, those of failing tests left out, that returned and now crash or do not end
/// @param changes examples where no test failed, one sentence each: of calls that passing tests
///   make, then one with a made-up input
/// @param unavailable why nothing was replayed; empty when something was
public record Replayed(
    Tally passing,
    Tally failing,
    Tally madeUp,
    Tally returned,
    Tally crashed,
    int crashes,
    List<String> changes,
    String unavailable) {
  /// Examples of changed calls of passing tests.
  private static final int MOST_CHANGES = 2;

  /// What the JVM or the JDK throws at code that has gone wrong, rather than what code throws to
  /// refuse its input.
  private static final Set<String> CRASHES =
      Set.of(
          "java.lang.NullPointerException",
          "java.lang.IndexOutOfBoundsException",
          "java.lang.ArrayIndexOutOfBoundsException",
          "java.lang.StringIndexOutOfBoundsException",
          "java.lang.NegativeArraySizeException",
          "java.lang.ClassCastException",
          "java.lang.ArrayStoreException",
          "java.lang.ArithmeticException",
          "java.lang.StackOverflowError",
          "java.lang.OutOfMemoryError",
          "java.util.NoSuchElementException",
          "java.util.EmptyStackException",
          "java.util.ConcurrentModificationException");

  public Replayed {
    changes = List.copyOf(changes);
  }

  /// Different calls, and how many of them changed.
  public record Tally(int calls, int changed) {
    static final Tally NONE = new Tally(0, 0);

    /// Share that changed, in [0, 1]; 0 of none.
    public double share() {
      return calls == 0 ? 0 : (double) changed / calls;
    }

    private Tally plus(boolean isChanged) {
      return new Tally(calls + 1, changed + (isChanged ? 1 : 0));
    }
  }

  /// For when nothing was replayed.
  public static Replayed nothing(String why) {
    return new Replayed(
        Tally.NONE, Tally.NONE, Tally.NONE, Tally.NONE, Tally.NONE, 0, List.of(), why);
  }

  /// @param version index into the versions of the calls
  static Replayed of(List<Call> calls, int version) {
    Tally passing = Tally.NONE;
    Tally failing = Tally.NONE;
    Tally madeUp = Tally.NONE;
    Tally returned = Tally.NONE;
    Tally mended = Tally.NONE;
    List<String> vouched = new ArrayList<>();
    List<String> others = new ArrayList<>();
    int crashes = 0;
    for (Call call : calls) {
      if (!call.isKnown(version)) {
        continue;
      }
      boolean changed = call.isChanged(version);
      switch (call.origin()) {
        case PASSING -> passing = passing.plus(changed);
        case FAILING -> failing = failing.plus(changed);
        case MADE_UP -> madeUp = madeUp.plus(changed);
      }
      if (isCrash(call.original())) {
        mended = mended.plus(call.of(version).kind() == Kind.RETURNED);
      } else if (call.origin() != Origin.FAILING && call.original().kind() == Kind.RETURNED) {
        returned = returned.plus(changed);
      }
      boolean crashed = isCrash(call, version);
      crashes += crashed ? 1 : 0;
      if (changed && call.origin() == Origin.PASSING) {
        vouched.add("a call of a passing test changes: " + change(call, version));
      } else if (changed
          && call.origin() == Origin.MADE_UP
          && call.original().kind() == Kind.RETURNED) {
        // a crash says more than another value, which a repair may well have to give
        others.add(
            crashed ? 0 : others.size(), "a made-up input changes: " + change(call, version));
      }
    }
    List<String> changes = new ArrayList<>(vouched.stream().limit(MOST_CHANGES).toList());
    others.stream().limit(1).forEach(changes::add);
    return passing.calls() + failing.calls() + madeUp.calls() == 0
        ? nothing("no call could be made on this version")
        : new Replayed(passing, failing, madeUp, returned, mended, crashes, changes, "");
  }

  public boolean isAvailable() {
    return unavailable.isEmpty();
  }

  /// Whether a version crashes or does not end where the original returned and no test failed.
  static boolean isCrash(Call call, int version) {
    return call.origin() != Origin.FAILING
        && call.original().kind() == Kind.RETURNED
        && isCrash(call.of(version));
  }

  private static boolean isCrash(Replay.Ending ending) {
    return switch (ending.kind()) {
      case THREW -> CRASHES.contains(ending.exception());
      case ENDLESS, DIED -> true;
      case RETURNED, UNKNOWN -> false;
    };
  }

  /// `Cart.total({}) returned 0, now throws …`.
  private static String change(Call call, int version) {
    Replay.Ending now = call.of(version);
    return call.text() + " " + past(now.instead()) + ", now " + now.text();
  }

  static String past(String text) {
    for (String[] verb : PAST) {
      if (text.startsWith(verb[0])) {
        return verb[1] + text.substring(verb[0].length());
      }
    }
    return text;
  }

  private static final String[][] PAST = {
    {"returns ", "returned "},
    {"throws ", "threw "},
    {"leaves ", "left "},
    {"prints ", "printed "},
    {"does not", "did not"},
    {"ends ", "ended "}
  };
}
