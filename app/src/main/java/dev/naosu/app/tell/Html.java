package dev.naosu.app.tell;

/// Writes HTML. Every text and every attribute's value is escaped; only names of elements and
/// classes, which this program chooses, are not.
final class Html {
  private final StringBuilder page = new StringBuilder();

  /// Opens an element; an empty class list writes none.
  Html open(String element, String classes) {
    page.append('<').append(element);
    if (!classes.isEmpty()) {
      page.append(" class=\"").append(classes).append('"');
    }
    page.append('>');
    return this;
  }

  Html open(String element) {
    return open(element, "");
  }

  Html close(String element) {
    page.append("</").append(element).append(">\n");
    return this;
  }

  /// An element that holds only text.
  Html element(String element, String classes, String text) {
    return open(element, classes).text(text).close(element);
  }

  Html element(String element, String text) {
    return element(element, "", text);
  }

  /// Text, made harmless.
  Html text(String text) {
    page.append(escape(text));
    return this;
  }

  /// A part of the page that this program brings along. Never text of the patient.
  Html own(String markup) {
    page.append(markup);
    return this;
  }

  String page() {
    return page.toString();
  }

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
                default -> escaped.append(SafeText.line(Character.toString(c)));
              }
            });
    return escaped.toString();
  }
}
