package dev.naosu.repair.naturalness;

import java.util.ArrayList;
import java.util.List;

/// Java text as a list of words for counting: names as they are, other literals than 0, 1, 2 and
/// `""` by their kind, comments left out.
final class Tokens {
  private static final String[] LONG_OPERATORS = {
    ">>>=", "<<=", ">>=", "->", "++", "--", "&&", "||", "==", "!=", "<=", ">=", "+=", "-=", "*=",
    "/=", "%=", "&=", "|=", "^=", "::"
  };

  private final String text;
  private final List<String> found = new ArrayList<>();
  private int at;

  private Tokens(String text) {
    this.text = text;
  }

  static List<String> of(String text) {
    Tokens tokens = new Tokens(text);
    while (tokens.at < text.length()) {
      tokens.next();
    }
    return tokens.found;
  }

  private void next() {
    char c = text.charAt(at);
    if (c <= ' ') {
      at++;
    } else if (text.startsWith("//", at)) {
      at = end("\n");
    } else if (text.startsWith("/*", at)) {
      at = end("*/");
    } else if (Character.isJavaIdentifierStart(c)) {
      int start = at;
      skipName();
      found.add(text.substring(start, at));
    } else if (Character.isDigit(c)) {
      int start = at;
      skipNumber();
      String number = text.substring(start, at);
      boolean usual = number.equals("0") || number.equals("1") || number.equals("2");
      found.add(usual ? number : "<number>");
    } else if (c == '"' || c == '\'') {
      quoted(c);
    } else {
      operator();
    }
  }

  private void skipName() {
    while (at < text.length() && Character.isJavaIdentifierPart(text.charAt(at))) {
      at++;
    }
  }

  private void skipNumber() {
    while (at < text.length()
        && (Character.isJavaIdentifierPart(text.charAt(at)) || text.charAt(at) == '.')) {
      at++;
    }
  }

  private int end(String mark) {
    int found = text.indexOf(mark, at + 2);
    return found < 0 ? text.length() : found + mark.length();
  }

  private void quoted(char quote) {
    int start = at++;
    while (at < text.length() && text.charAt(at) != quote && text.charAt(at) != '\n') {
      at += text.charAt(at) == '\\' ? 2 : 1;
    }
    at = Math.min(at + 1, text.length());
    String kind = quote == '"' ? "<text>" : "<letter>";
    found.add(at - start == 2 ? "\"\"" : kind);
  }

  private void operator() {
    for (String each : LONG_OPERATORS) {
      if (text.startsWith(each, at)) {
        found.add(each);
        at += each.length();
        return;
      }
    }
    found.add(String.valueOf(text.charAt(at++)));
  }
}
