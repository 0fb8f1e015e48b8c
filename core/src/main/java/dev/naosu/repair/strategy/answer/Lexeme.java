package dev.naosu.repair.strategy.answer;

import java.util.ArrayList;
import java.util.List;

/// A word of a Java text that may also be prose or broken.
///
/// @param end offset of the first character after it
record Lexeme(int start, int end, Kind kind, String text) {
  enum Kind {
    COMMENT,
    /// A name, keyword or number.
    WORD,
    QUOTED,
    SIGN
  }

  /// A quote is a letter's only when its end is that near.
  private static final int LONGEST_LETTER = 10;

  private static final int LONGEST_TEXT = 200_000;
  private static final int DEEPEST = 100;

  /// Words of one statement.
  private static final int LONGEST_RUN = 4_000;

  private static final List<String> LONG_SIGNS =
      List.of(
          "<<=", "->", "++", "--", "&&", "||", "==", "!=", "<=", "+=", "-=", "*=", "/=", "%=", "&=",
          "|=", "^=", "::", "...");

  boolean is(String other) {
    return text.equals(other);
  }

  /// All of a text, comments too, in order.
  static List<Lexeme> of(String text) {
    List<Lexeme> found = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      if (Character.isWhitespace(text.charAt(at))) {
        at++;
      } else {
        Lexeme next = next(text, at);
        found.add(next);
        at = next.end();
      }
    }
    return found;
  }

  /// Those of a text that the compiler reads.
  static List<Lexeme> code(String text) {
    return of(text).stream().filter(each -> each.kind() != Kind.COMMENT).toList();
  }

  private static Lexeme next(String text, int at) {
    char c = text.charAt(at);
    if (text.startsWith("//", at)) {
      int end = text.indexOf('\n', at);
      end = end < 0 ? text.length() : end;
      return lexeme(text, at, text.charAt(end - 1) == '\r' ? end - 1 : end, Kind.COMMENT);
    }
    if (text.startsWith("/*", at)) {
      int end = text.indexOf("*/", at + 2);
      return lexeme(text, at, end < 0 ? text.length() : end + 2, Kind.COMMENT);
    }
    if (text.startsWith("\"\"\"", at)) {
      int end = text.indexOf("\"\"\"", at + 3);
      return lexeme(text, at, end < 0 ? text.length() : end + 3, Kind.QUOTED);
    }
    if (c == '"' || c == '\'') {
      return quoted(text, at, c);
    }
    if (Character.isJavaIdentifierPart(c)) {
      return word(text, at);
    }
    for (String sign : LONG_SIGNS) {
      if (text.startsWith(sign, at)) {
        return lexeme(text, at, at + sign.length(), Kind.SIGN);
      }
    }
    return lexeme(text, at, at + 1, Kind.SIGN);
  }

  private static Lexeme word(String text, int at) {
    boolean isNumber = Character.isDigit(text.charAt(at));
    int end = at + 1;
    while (end < text.length()
        && (Character.isJavaIdentifierPart(text.charAt(end))
            || isNumber && text.charAt(end) == '.' && !text.startsWith("..", end))) {
      end++;
    }
    return lexeme(text, at, end, Kind.WORD);
  }

  /// An apostrophe of prose is a sign of its own.
  private static Lexeme quoted(String text, int at, char quote) {
    int limit = quote == '"' ? text.length() : Math.min(text.length(), at + LONGEST_LETTER);
    int end = at + 1;
    while (end < limit && text.charAt(end) != quote && text.charAt(end) != '\n') {
      end += text.charAt(end) == '\\' ? 2 : 1;
    }
    boolean isClosed = end < limit && text.charAt(end) == quote;
    return isClosed ? lexeme(text, at, end + 1, Kind.QUOTED) : lexeme(text, at, at + 1, Kind.SIGN);
  }

  private static Lexeme lexeme(String text, int start, int end, Kind kind) {
    return new Lexeme(start, end, kind, text.substring(start, end));
  }

  /// Whether a parser can take it: neither endless nor nested so deep that nobody could read it.
  static boolean isModest(String text) {
    if (text.length() > LONGEST_TEXT) {
      return false;
    }
    int depth = 0;
    int run = 0;
    for (Lexeme each : code(text)) {
      run++;
      switch (each.text()) {
        case "(", "[" -> depth++;
        case ")", "]" -> depth--;
        case "{" -> {
          depth++;
          run = 0;
        }
        case "}" -> {
          depth--;
          run = 0;
        }
        case ";" -> run = 0;
        default -> {}
      }
      if (depth > DEEPEST || run > LONGEST_RUN) {
        return false;
      }
    }
    return true;
  }

  /// Index of the bracket that closes the one at `open`, -1 when none does.
  static int closing(List<Lexeme> lexemes, int open) {
    int depth = 0;
    for (int i = open; i < lexemes.size(); i++) {
      switch (lexemes.get(i).text()) {
        case "(", "{", "[" -> depth++;
        case ")", "}", "]" -> depth--;
        default -> {}
      }
      if (depth == 0) {
        return i;
      }
    }
    return -1;
  }
}
