package dev.naosu.replay;

import java.util.List;
import java.util.Optional;

/// What a call came to.
sealed interface Outcome {
  /// @param after its roots are the result, the receiver and the arguments, as they were afterwards
  /// @param printed to standard output
  record Returned(Graph after, String printed) implements Outcome {}

  /// @param className of the throwable
  record Threw(String className) implements Outcome {}

  /// It did not end.
  ///
  /// @param running whether its thread had to be abandoned
  record TimedOut(boolean running) implements Outcome {}

  /// The call could not be made, or its result not be taken down.
  record Impossible(String why) implements Outcome {}

  /// Where two outcomes differ; empty when they are the same.
  static Optional<String> difference(Outcome left, Outcome right) {
    if (left instanceof Returned a && right instanceof Returned b) {
      Optional<String> where = Comparison.difference(a.after(), b.after(), names(a.after()));
      return where.isEmpty()
              && !Comparison.withoutIdentity(a.printed())
                  .equals(Comparison.withoutIdentity(b.printed()))
          ? Optional.of("printed text")
          : where;
    }
    return left instanceof TimedOut && right instanceof TimedOut || left.equals(right)
        ? Optional.empty()
        : Optional.of("ending");
  }

  private static List<String> names(Graph after) {
    return java.util.stream.IntStream.range(0, after.roots().size())
        .mapToObj(i -> i == 0 ? "result" : i == 1 ? "receiver" : "argument " + (i - 1))
        .toList();
  }

  /// For people, with the value at the root that differs.
  static String text(Outcome outcome, String where) {
    return switch (outcome) {
      case Returned returned when where.equals("printed text") -> "prints " + shown(returned);
      case Returned returned -> {
        int root =
            Math.max(
                0,
                names(returned.after()).stream()
                    .filter(where::startsWith)
                    .map(names(returned.after())::indexOf)
                    .findFirst()
                    .orElse(0));
        yield (root == 0 ? "returns " : "leaves ")
            + GraphText.of(returned.after(), returned.after().roots().get(root));
      }
      case Threw threw -> "throws " + threw.className();
      case TimedOut _ -> "does not end";
      case Impossible impossible -> "could not be called: " + impossible.why();
    };
  }

  private static String shown(Returned returned) {
    String printed = returned.printed().replace("\n", "\\n");
    return '"' + (printed.length() > 80 ? printed.substring(0, 79) + "…" : printed) + '"';
  }
}
