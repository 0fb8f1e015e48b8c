package dev.naosu.ship.publish;

import com.github.difflib.DiffUtils;
import com.github.difflib.patch.AbstractDelta;
import dev.naosu.redaction.Redaction;
import dev.naosu.ship.Change;
import dev.naosu.ship.CommitText;
import dev.naosu.ship.publish.Refusal.Rule;
import dev.naosu.ship.revert.Undo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Looks at what is to leave. It believes nothing of whoever sends it: that one reads what
/// strangers write. It knows no project, so it asks only what can be told from the change itself.
public final class Inspection {
  private static final int MOST_FILES = 3;
  private static final int MOST_LINES = 80;
  private static final int MOST_TEST_LINES = 2_000;
  private static final int MOST_LETTERS = 2 << 20;
  private static final int LONGEST_PATH = 400;
  private static final int LONGEST_TEXT = 65_000;
  private static final int MOST_SENTENCES = 40;

  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
  private static final Pattern REPAIR =
      Pattern.compile("auto-fix/incident-[1-9]\\d{0,17}-[0-9a-f]{6}");
  private static final Pattern UPDATE =
      Pattern.compile("auto-fix/update-(?!.*\\.\\.)[\\w.-]{1,200}(?<!\\.lock|\\.)");
  private static final Pattern UNDOING =
      Pattern.compile("revert/incident-[1-9]\\d{0,17}-[0-9a-f]{6}");

  /// Java that a build runs, and descriptions of modules and packages.
  private static final Pattern OF_THE_BUILD =
      Pattern.compile("(?i)(?:.*/)?(?:buildSrc|build-logic)/.*|(?:.*/)?module-info\\.java");

  private static final Pattern OF_TESTS =
      Pattern.compile("(?i)(?:.*/)?src/(?:test|it|integrationTest|testFixtures)/.*");

  private static final Pattern VERSIONS =
      Pattern.compile(
          "(?:.*/)?(?:pom\\.xml|build\\.gradle(?:\\.kts)?|gradle\\.properties|libs\\.versions\\.toml)");

  /// What names a version: a word that begins with a digit, and what may stand before it.
  private static final Pattern VERSION = Pattern.compile("v?\\d[\\w.+-]*");

  private static final Pattern UNSEEN =
      Pattern.compile("[\\p{Cf}\\p{Co}\\u2028\\u2029\\uFE00-\\uFE0F]|[\\p{Cc}&&[^\\n\\r\\t\\f]]");

  /// A mention, also one that is written as a number of its sign, a link or a picture with words,
  /// what such a link refers to, a tag, an order to GitLab in a line of its own. A mark of naosu's
  /// ends in the line that it begins in.
  private static final Pattern OBEYED =
      Pattern.compile(
          "(?<!\\w)@\\w|&(?!(?:amp|lt|gt);)[#\\w]|(?<!\\\\)\\][(\\[]|(?m:^[ \\t>*+\\-]*\\[[^\\]\\n]+\\]:)"
              + "|<(?!https?://[^\\s<>]*>|!-- naosu [\\w:. -]{1,200} -->)[a-zA-Z/!]"
              + "|(?m:^\\s{0,3}/[a-z_]+\\b)");

  private Inspection() {}

  /// Why a parcel may not leave; empty when it may.
  public static Optional<Refusal> of(Parcel parcel) {
    return names(parcel)
        .or(() -> proof(parcel))
        .or(() -> places(parcel))
        .or(() -> size(parcel))
        .or(() -> letters(parcel.change()))
        .or(() -> message(parcel));
  }

  /// Why a branch is none of a repair.
  public static Optional<Refusal> repairBranch(String branch) {
    return REPAIR.matcher(branch).matches() ? Optional.empty() : misnamed("branch", branch);
  }

  /// Why a branch is none that naosu proposes from.
  public static Optional<Refusal> proposedBranch(String branch) {
    return REPAIR.matcher(branch).matches() || UPDATE.matcher(branch).matches()
        ? Optional.empty()
        : misnamed("branch", branch);
  }

  /// Why something may not be undone in this way.
  public static Optional<Refusal> of(Undo undo, String branch) {
    if (!UNDOING.matcher(branch).matches()) {
      return misnamed("branch", branch);
    }
    return text(undo.why());
  }

  /// Why a text may not be said on a forge.
  ///
  /// @param markdown with what is secret by its shape taken out already, see [#cleaned]
  public static Optional<Refusal> text(String markdown) {
    if (markdown.length() > LONGEST_TEXT) {
      return refused(Rule.SIZE, "a text of " + markdown.length() + " letters");
    }
    return OBEYED.matcher(Spoken.of(markdown)).find()
        ? refused(Rule.TEXT, "a mention, a link, a tag or an order stands in it")
        : Optional.empty();
  }

  /// A text without what looks like a secret.
  public static String cleaned(String text) {
    return Redaction.of(text);
  }

  private static Optional<Refusal> names(Parcel parcel) {
    if (!COMMIT.matcher(parcel.base()).matches()) {
      return misnamed("commit", parcel.base());
    }
    Pattern form =
        switch (parcel.kind()) {
          case OFFER, BRANCH -> REPAIR;
          case UPDATE -> UPDATE;
        };
    return form.matcher(parcel.branch()).matches()
        ? Optional.empty()
        : misnamed("branch", parcel.branch());
  }

  private static Optional<Refusal> proof(Parcel parcel) {
    if (!parcel.isProofOfIt()) {
      return refused(Rule.PROOF, "its proof is of another change");
    }
    List<String> sentences = parcel.proof().sentences();
    return sentences.isEmpty()
            || sentences.size() > MOST_SENTENCES
            || sentences.stream().anyMatch(String::isBlank)
        ? refused(Rule.PROOF, "nothing is said to show that it holds")
        : Optional.empty();
  }

  private static Optional<Refusal> places(Parcel parcel) {
    Change change = parcel.change();
    for (String path : change.after().keySet()) {
      if (!isPlain(path)) {
        return misplaced(path);
      }
    }
    for (String path : change.before().keySet()) {
      boolean isGood =
          switch (parcel.kind()) {
            case OFFER, BRANCH -> isSource(path) && !OF_TESTS.matcher(path).matches();
            case UPDATE -> VERSIONS.matcher(path).matches();
          };
      if (!isGood) {
        return misplaced(path);
      }
    }
    SortedMap<String, String> created = change.created();
    boolean mayCreate = parcel.kind() != Parcel.Kind.UPDATE;
    return created.keySet().stream()
        .filter(path -> !mayCreate || !isTest(path))
        .findFirst()
        .flatMap(Inspection::misplaced);
  }

  /// Relative, within the project, and nothing of it is hidden.
  private static boolean isPlain(String path) {
    return path.length() <= LONGEST_PATH
        && path.indexOf('\\') < 0
        && path.chars().noneMatch(c -> Character.isISOControl(c) || c == ':')
        && List.of(path.split("/", -1)).stream()
            .noneMatch(part -> part.isBlank() || part.startsWith(".") || part.startsWith("-"));
  }

  private static boolean isSource(String path) {
    return path.endsWith(".java") && !OF_THE_BUILD.matcher(path).matches();
  }

  /// A new file is only ever the test that goes with a repair.
  private static boolean isTest(String path) {
    return isSource(path) && path.substring(path.lastIndexOf('/') + 1).contains("Test");
  }

  private static Optional<Refusal> size(Parcel parcel) {
    Change change = parcel.change();
    if (change.before().size() > MOST_FILES || change.created().size() > 1) {
      return refused(
          Rule.SIZE,
          "it touches "
              + change.after().size()
              + " files; at most "
              + MOST_FILES
              + " and a new test are let out");
    }
    long letters = change.after().values().stream().mapToLong(String::length).sum();
    if (letters > MOST_LETTERS) {
      return refused(Rule.SIZE, "its files have " + letters + " letters");
    }
    for (String test : change.created().values()) {
      if (test.lines().count() > MOST_TEST_LINES) {
        return refused(Rule.SIZE, "its test has more than " + MOST_TEST_LINES + " lines");
      }
    }
    List<Lines> changed = changed(change);
    int lines = changed.stream().mapToInt(Lines::count).sum();
    if (lines == 0) {
      return refused(Rule.SIZE, "it changes nothing");
    }
    if (lines > MOST_LINES) {
      return refused(Rule.SIZE, "it changes " + lines + " lines, and more than " + MOST_LINES);
    }
    boolean otherThanVersions =
        parcel.kind() == Parcel.Kind.UPDATE
            && changed.stream().anyMatch(each -> !each.changesVersionsOnly());
    return otherThanVersions
        ? refused(Rule.PLACE, "an update changes numbers of versions and nothing else")
        : Optional.empty();
  }

  /// Lines next to each other, before and after.
  private record Lines(List<String> before, List<String> after) {
    int count() {
      return Math.max(before.size(), after.size());
    }

    boolean changesVersionsOnly() {
      return withoutVersions(before).equals(withoutVersions(after));
    }

    private static List<String> withoutVersions(List<String> lines) {
      return lines.stream().map(each -> VERSION.matcher(each).replaceAll("0")).toList();
    }
  }

  private static List<Lines> changed(Change change) {
    List<Lines> changed = new ArrayList<>();
    for (Map.Entry<String, String> each : new TreeMap<>(change.before()).entrySet()) {
      List<String> old = List.of(each.getValue().split("(?<=\\n)"));
      List<String> now = List.of(change.after().getOrDefault(each.getKey(), "").split("(?<=\\n)"));
      for (AbstractDelta<String> delta : DiffUtils.diff(old, now).getDeltas()) {
        changed.add(new Lines(delta.getSource().getLines(), delta.getTarget().getLines()));
      }
    }
    return changed;
  }

  private static Optional<Refusal> letters(Change change) {
    List<String> added = new ArrayList<>(change.created().values());
    for (Lines each : changed(change)) {
      String before = String.join("", each.before());
      String after = String.join("", each.after());
      added.add(after);
      if (count(UNSEEN, after) > count(UNSEEN, before)) {
        return refused(Rule.LETTERS, "a letter that cannot be seen is added");
      }
    }
    for (String each : change.created().values()) {
      if (UNSEEN.matcher(each).find()) {
        return refused(Rule.LETTERS, "its test holds a letter that cannot be seen");
      }
    }
    return added.stream().anyMatch(Inspection::holdsSecret)
        ? refused(Rule.SECRET, "what it adds looks like a key, a token or a number of a card")
        : Optional.empty();
  }

  private static long count(Pattern pattern, String text) {
    return pattern.matcher(text).results().count();
  }

  /// By its shape: in code, `token = next()` is none.
  private static boolean holdsSecret(String text) {
    String without = text.replace("[secret]", "");
    return !new Redaction(false).path(without).equals(without);
  }

  private static Optional<Refusal> message(Parcel parcel) {
    String text = parcel.message().text();
    if (text.length() > LONGEST_TEXT || UNSEEN.matcher(text).find() || text.contains("\r")) {
      return refused(Rule.LETTERS, "the message of its commit is too long or hides something");
    }
    if (CommitText.isObeyed(text)) {
      return refused(Rule.TEXT, "the message of its commit holds an order to a forge or a build");
    }
    return text.stripTrailing().lines().reduce("", (_, last) -> last).startsWith("Healed-by: naosu")
        ? Optional.empty()
        : refused(Rule.NAME, "the message of its commit is not signed Healed-by: naosu");
  }

  private static Optional<Refusal> misnamed(String what, String name) {
    return refused(Rule.NAME, "the " + what + " " + shown(name));
  }

  private static Optional<Refusal> misplaced(String path) {
    return refused(Rule.PLACE, shown(path));
  }

  /// It may be anything.
  private static String shown(String text) {
    String line = text.replaceAll("[^\\x20-\\x7e]+", "?");
    return line.length() <= 100 ? line : line.substring(0, 100) + "...";
  }

  private static Optional<Refusal> refused(Rule rule, String why) {
    return Optional.of(
        new Refusal(rule, why, "Take the diff from the incident's page and look at it yourself"));
  }
}
