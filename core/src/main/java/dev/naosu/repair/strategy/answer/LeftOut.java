package dev.naosu.repair.strategy.answer;

import java.util.Optional;
import java.util.regex.Pattern;

/// Comments that stand for code which the answer does not repeat, such as `// ... existing code`.
final class LeftOut {
  private static final String THING =
      "(?:code|method|methods|function|functions|implementation|class|logic|body|fields|members|cases?)";

  private static final int LONGEST = 300;

  private static final Pattern STANDS_FOR_CODE =
      Pattern.compile(
          "(?i)(?:\\.{3}|…).*"
              + "|.*\\b"
              + THING
              + "\\b.*(?:\\.{3}|…)\\W*"
              + "|(?:the )?(?:rest|remainder|remaining part) of (?:the |your |this )?(?:\\w+ )?"
              + THING
              + "\\b.{0,60}"
              + "|(?:the )?(?:existing|remaining|unchanged|other|previous|original|same|your) "
              + THING
              + "(?: (?:here|unchanged|as before|as above|goes here|(?:remains?|stays?|continues?|follows)\\b.{0,40}))?\\W*"
              + "|.{0,40}\\b"
              + THING
              + " (?:is |are )?(?:omitted|unchanged|elided|(?:remains?|stays?) (?:the same|unchanged|as is))\\b.{0,40}"
              + "|(?:same as|as) (?:before|above|the original)\\W*"
              + "|(?:unchanged|omitted(?: for brevity)?)\\W*");

  private LeftOut() {}

  /// The first such comment of an answer's code that its original does not have.
  static Optional<String> in(String code, String original) {
    String known = original.replaceAll("\\s", "");
    return Lexeme.of(code).stream()
        .filter(each -> each.kind() == Lexeme.Kind.COMMENT)
        // beside code it speaks of that
        .filter(
            each ->
                code.substring(code.lastIndexOf('\n', each.start()) + 1, each.start()).isBlank())
        .map(Lexeme::text)
        .filter(each -> each.length() <= LONGEST)
        .filter(each -> !known.contains(each.replaceAll("\\s", "")))
        .filter(each -> STANDS_FOR_CODE.matcher(words(each)).matches())
        .findFirst();
  }

  private static String words(String comment) {
    return comment
        .replaceFirst("^(?://+|/\\*+)", "")
        .replaceFirst("\\*/$", "")
        .replaceAll("\\s+", " ")
        .replaceFirst("^[\\s*(\\[<-]+", "")
        .strip();
  }
}
