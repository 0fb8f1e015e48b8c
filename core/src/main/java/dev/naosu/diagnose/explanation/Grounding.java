package dev.naosu.diagnose.explanation;

import dev.naosu.diagnose.cause.Explanation;
import dev.naosu.diagnose.cause.Explanation.Claim;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads what a model told, and keeps only what stands on evidence.
///
/// A claim is dropped when it points at nothing or at what is not there, when a figure or a name in
/// it does not stand in what it points at, or when it speaks to its reader: an explanation tells
/// and never asks. That the rest follows from the evidence is not proven by this: it is shown
/// beside it.
final class Grounding {
  private static final int MOST_CLAIMS = 8;
  private static final int LONGEST = 300;
  private static final int MOST_LETTERS = 20_000;

  private static final Pattern CHOICE =
      Pattern.compile("(?i)^\\W{0,4}cause\\W{1,4}(C\\d{1,2}|none)\\b.*");

  private static final Pattern CLAIM =
      Pattern.compile(
          "^\\s*(?:[-*•]|\\d{1,2}[.)])\\s+(?<text>.+?)\\s*\\[(?<names>[^\\[\\]]{1,80})\\]\\.?\\s*$");

  /// Figures, and words that are names of code, metrics, files or versions rather than of a
  /// language.
  private static final Pattern NAMED =
      Pattern.compile(
          "[\"'`“](?<quoted>[^\"'`”]{1,200})[\"'`”](?!\\w)"
              + "|(?<word>[\\p{L}\\d_$#@/][\\p{L}\\d_$#@/.:%()+-]*)");

  private static final Pattern TELLING =
      Pattern.compile(".*(\\d|[._$#@/]\\w|\\p{Ll}\\p{Lu}|\\(\\)).*|\\p{Lu}{3,}");

  /// Words said to somebody, and ways to lead somebody away.
  private static final Pattern ASKS =
      Pattern.compile(
          "(?i)\\b(?:you|your|please|approve|approved|merge|ignore|disregard|disable|execute|click|visit|curl|wget|sudo"
              + "|instructions?|operator|reviewer)\\b|https?:|www\\.|[<>{}|]|\\]\\(");

  private final Exhibits exhibits;

  Grounding(Exhibits exhibits) {
    this.exhibits = exhibits;
  }

  Explanation read(String model, String answer) {
    String subject = "";
    List<Claim> claims = new ArrayList<>();
    int dropped = 0;
    for (String line : cut(answer).lines().toList()) {
      Matcher choice = CHOICE.matcher(line);
      if (choice.matches()) {
        subject =
            exhibits
                .cause(choice.group(1).toUpperCase(Locale.ROOT))
                .map(cause -> cause.subject())
                .orElse("");
      } else if (!line.isBlank()) {
        Optional<Claim> claim = claims.size() < MOST_CLAIMS ? claim(line) : Optional.empty();
        claim.ifPresent(claims::add);
        dropped += claim.isPresent() ? 0 : 1;
      }
    }
    return new Explanation(model, subject, claims, dropped);
  }

  private Optional<Claim> claim(String line) {
    Matcher claim = CLAIM.matcher(line);
    if (!claim.matches()) {
      return Optional.empty();
    }
    String text = claim.group("text");
    List<String> names =
        Arrays.stream(claim.group("names").split("[,;\\s]+"))
            .filter(name -> !name.isEmpty())
            .toList();
    return names.isEmpty() || text.length() > LONGEST || ASKS.matcher(text).find()
        ? Optional.empty()
        : exhibits
            .texts(names)
            .filter(evidence -> isFound(text, String.join("\n", evidence)))
            .map(evidence -> new Claim(text, evidence));
  }

  private static boolean isFound(String claim, String evidence) {
    String known = evidence.toLowerCase(Locale.ROOT);
    return NAMED
        .matcher(claim)
        .results()
        .map(Grounding::named)
        .filter(word -> !word.isEmpty())
        .allMatch(word -> holds(known, word.toLowerCase(Locale.ROOT)));
  }

  /// What must stand in the evidence; empty for a word of the language.
  private static String named(MatchResult found) {
    String quoted = found.group("quoted");
    if (quoted != null) {
      return quoted;
    }
    String word = found.group("word").replaceAll("[.:,;)-]+$", "");
    return TELLING.matcher(word).matches() ? word : "";
  }

  /// Whole: `5` does not stand in `15`.
  private static boolean holds(String evidence, String word) {
    for (int at = evidence.indexOf(word); at >= 0; at = evidence.indexOf(word, at + 1)) {
      int end = at + word.length();
      boolean begins = at == 0 || !goesOn(evidence, at - 1, word.charAt(0));
      boolean ends =
          end == evidence.length() || !goesOn(evidence, end, word.charAt(word.length() - 1));
      if (begins && ends) {
        return true;
      }
    }
    return false;
  }

  private static boolean goesOn(String evidence, int at, char beside) {
    return Character.isLetterOrDigit(evidence.charAt(at)) && Character.isLetterOrDigit(beside);
  }

  private static String cut(String answer) {
    return answer.length() <= MOST_LETTERS ? answer : answer.substring(0, MOST_LETTERS);
  }
}
