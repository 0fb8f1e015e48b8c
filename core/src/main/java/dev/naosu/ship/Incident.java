package dev.naosu.ship;

import dev.naosu.detect.Frame;
import dev.naosu.detect.TestRun;
import dev.naosu.journal.Hash;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// A short name for what was broken; the same failure has the same name on every machine.
///
/// @param name lower-case letters, digits and hyphens, such as `cart-3f9a1c`
public record Incident(String name) {
  private static final int MOST_LETTERS = 24;
  private static final int HASH_LETTERS = 6;

  public Incident {
    if (!name.matches("[a-z0-9-]+")) {
      throw new IllegalArgumentException(name + " cannot be part of a branch's name");
    }
  }

  /// Names the failure of some tests. Line numbers are left out: they move with every edit.
  ///
  /// @param failing at least one, in any order
  public static Incident of(List<TestRun> failing) {
    String facts = failing.stream().map(Incident::facts).sorted().collect(Collectors.joining("\n"));
    String first = failing.stream().map(run -> run.test().className()).sorted().toList().getFirst();
    return new Incident(slug(first) + "-" + hash(facts));
  }

  /// The branch a repair is committed to.
  public String branch() {
    return "auto-fix/" + name;
  }

  private static String facts(TestRun run) {
    return run.test().name()
        + " "
        + run.failure()
            .map(
                failure ->
                    failure.exceptionClass()
                        + failure.frames().stream().findFirst().map(Incident::place).orElse(""))
            .orElse(run.status().name());
  }

  private static String place(Frame frame) {
    return " " + frame.className() + "." + frame.methodName();
  }

  private static String slug(String className) {
    String simple =
        className.substring(Math.max(className.lastIndexOf('.'), className.lastIndexOf('$')) + 1);
    String bare = simple.replaceAll("^Test|(Tests?|TestCase|IT|Spec)$", "");
    String slug =
        (bare.isEmpty() ? simple : bare)
            .replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-")
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9]+", "-")
            .replaceAll("^-|-$", "");
    String shortened =
        slug.substring(0, Math.min(slug.length(), MOST_LETTERS)).replaceAll("-$", "");
    return shortened.isEmpty() ? "test" : shortened;
  }

  private static String hash(String text) {
    return Hash.of(text).hex().substring(0, HASH_LETTERS);
  }
}
