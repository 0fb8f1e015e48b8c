package dev.naosu.bench.tell;

import java.util.Locale;

/// Writes HTML. Texts and values of attributes are escaped; names of elements, classes and
/// attributes, which this program chooses, are not.
public final class Html {
  private final StringBuilder page = new StringBuilder();

  /// Opens an element; an empty class list writes none.
  public Html open(String element, String classes) {
    page.append('<').append(element);
    if (!classes.isEmpty()) {
      page.append(" class=\"").append(classes).append('"');
    }
    page.append('>');
    return this;
  }

  public Html open(String element) {
    return open(element, "");
  }

  /// Opens an element with attributes.
  ///
  /// @param attributes names and values in turn
  public Html with(String element, String... attributes) {
    start(element, attributes);
    page.append('>');
    return this;
  }

  /// An element without content.
  ///
  /// @param attributes names and values in turn
  public Html alone(String element, String... attributes) {
    start(element, attributes);
    page.append("/>");
    return this;
  }

  private void start(String element, String... attributes) {
    page.append('<').append(element);
    for (int i = 0; i + 1 < attributes.length; i += 2) {
      page.append(' ').append(attributes[i]);
      page.append("=\"").append(escape(attributes[i + 1])).append('"');
    }
  }

  public Html close(String element) {
    page.append("</").append(element).append(">\n");
    return this;
  }

  /// An element that holds only text.
  public Html element(String element, String classes, String text) {
    return open(element, classes).text(text).close(element);
  }

  public Html element(String element, String text) {
    return element(element, "", text);
  }

  /// Text, made harmless.
  public Html text(String text) {
    page.append(escape(text));
    return this;
  }

  /// A part of the page that this program brings along. Never text of a patient or a manifest.
  public Html own(String markup) {
    page.append(markup);
    return this;
  }

  /// A unified diff, a line each.
  public Html diff(String diff) {
    // to be scrolled by keyboard
    with("pre", "class", "diff card", "tabindex", "0");
    diff.lines()
        .forEach(
            line -> {
              open("span", kind(line));
              text(line.endsWith("\r") ? line.substring(0, line.length() - 1) : line);
              own("</span>");
            });
    return close("pre");
  }

  private static String kind(String line) {
    if (line.startsWith("--- ") || line.startsWith("+++ ")) {
      return "file";
    }
    return switch (line.isEmpty() ? ' ' : line.charAt(0)) {
      case '+' -> "add";
      case '-' -> "cut";
      case '@' -> "hunk";
      default -> "";
    };
  }

  public String page() {
    return page.toString();
  }

  /// Control characters and those that turn the direction of reading are shown by their number:
  /// they could make a diff look like another one.
  static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                case '\n', '\t' -> escaped.appendCodePoint(c);
                default -> {
                  if (isHarmful(c)) {
                    escaped.append(String.format(Locale.ROOT, "\\u%04X", c));
                  } else {
                    escaped.appendCodePoint(c);
                  }
                }
              }
            });
    return escaped.toString();
  }

  private static boolean isHarmful(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }
}
