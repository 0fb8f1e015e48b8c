package dev.naosu.ship;

import java.util.regex.Pattern;

/// Text from the patient, as a message of a commit may hold it. Forges and their builds obey what
/// stands there: they skip a build, close issues, call people. What whoever sends a request has
/// written must not do that.
public final class CommitText {
  private static final Pattern LINES = Pattern.compile("[\\p{Cntrl}\\u2028\\u2029]+");

  /// `[skip ci]`, `[ci skip]`, `[no ci]` and the like.
  private static final Pattern SKIPPING =
      Pattern.compile("(?i)\\[([^\\[\\]]*\\b(?:ci|skip|actions)\\b[^\\[\\]]*)\\]");

  private static final Pattern SKIPPING_OTHERWISE =
      Pattern.compile("(?i)\\*{3}(no_ci)\\*{3}|\\b(skip-checks):");

  /// `fixes #12`, `closes: team/shop#12` and, at some forges, the address of an issue.
  private static final Pattern CLOSING =
      Pattern.compile(
          "(?i)\\b(?:clos|fix|resolv|implement)\\w*:?\\s+(?:issues?\\s+)?\\S*?(?:#(?=\\d)|://(?=\\S))");

  private static final Pattern CALLING = Pattern.compile("(?<!\\w)@(?=\\w)");

  private CommitText() {}

  /// In one line, which can forge no trailer, and without orders.
  public static String plain(String text) {
    String line = LINES.matcher(text).replaceAll(" ").strip();
    line = SKIPPING.matcher(line).replaceAll("($1)");
    line = SKIPPING_OTHERWISE.matcher(line).replaceAll("$1$2 ");
    line = CLOSING.matcher(line).replaceAll("$0 ");
    return CALLING.matcher(line).replaceAll("@ ").strip();
  }

  /// Whether a forge or a build would obey something in it.
  public static boolean isObeyed(String text) {
    return SKIPPING.matcher(text).find()
        || SKIPPING_OTHERWISE.matcher(text).find()
        || CLOSING.matcher(text).find()
        || CALLING.matcher(text).find();
  }
}
