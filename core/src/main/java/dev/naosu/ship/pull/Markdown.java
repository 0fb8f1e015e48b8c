package dev.naosu.ship.pull;

import dev.naosu.ship.pull.Briefing.Form;
import dev.naosu.ship.pull.Briefing.Line;
import dev.naosu.ship.pull.Briefing.Part;
import java.util.List;
import java.util.Optional;

/// A briefing as GitHub, GitLab and Gitea show it.
///
/// Messages and logs are written by whoever sends requests. Here they are one line, have no marks
/// that Markdown or HTML would obey, name nobody, point to nothing and give no orders: a letter
/// that cannot be seen stands behind each sign that a forge looks for after the Markdown was read
/// (`@`, `#`, `://`), where a backslash is of no use.
public final class Markdown {
  private static final int MOST_LINES = 10;
  private static final int MOST_SENTENCE = 600;
  private static final int MOST_CODE = 300;

  /// All three take 65,536 letters; a reviewer takes less.
  private static final int MOST_BODY = 30_000;

  private static final char JOINER = '\u2060';
  private static final String MARKS = "\\`*_{}[]()#+-.!|~^=:$%@\"'/";
  private static final String CALLS = "@#!~$%^&";

  private static final String LISTENS =
      "naosu reads along here: `/naosu explain` in a line of its own says more about the cause and"
          + " what shows it, `/naosu retry` asks for another repair, `/naosu stop` ends its work on"
          + " this incident (the last two from people who may write to this repository).";

  private Markdown() {}

  /// The text of a pull request.
  ///
  /// @param page of the incident at naosu; empty where people cannot open it
  public static String body(Briefing briefing, Optional<String> page) {
    String end =
        "---\n"
            + LISTENS
            + page.map(url -> "\n\nEverything about it, with the timeline: <" + url + ">")
                .orElse("")
            + "\n";
    return whole(briefing, end);
  }

  /// An answer to who wants to know more.
  public static String answer(Briefing briefing) {
    return whole(briefing, "");
  }

  private static String whole(Briefing briefing, String end) {
    StringBuilder text =
        new StringBuilder("**" + plain(briefing.sentence(), MOST_SENTENCE) + "**\n");
    for (Part part : briefing.parts()) {
      String next = part(part);
      if (text.length() + next.length() + end.length() > MOST_BODY) {
        text.append("\nThe rest is too long for this place.\n");
        break;
      }
      text.append(next);
    }
    return text + "\n" + end;
  }

  private static String part(Part part) {
    StringBuilder text = new StringBuilder("\n### " + part.heading() + "\n\n");
    List<Line> shown = part.lines().subList(0, Math.min(MOST_LINES, part.lines().size()));
    if (part.form() == Form.TABLE) {
      text.append("| | What was tried, and what came of it |\n|---|---|\n");
    }
    int number = 1;
    for (Line line : shown) {
      switch (part.form()) {
        case SENTENCES -> text.append(line(line)).append('\n');
        case LIST -> text.append("- ").append(line(line)).append('\n');
        case TABLE ->
            text.append("| ").append(number++).append(" | ").append(line(line)).append(" |\n");
      }
    }
    if (part.lines().size() > shown.size()) {
      text.append('\n').append(part.lines().size() - shown.size()).append(" more.\n");
    }
    return text.toString();
  }

  private static String line(Line line) {
    return plain(line.text(), MOST_SENTENCE)
        + (line.code().isEmpty() ? "" : " " + code(line.code(), MOST_CODE));
  }

  /// A text from outside within a sentence.
  public static String plain(String text, int most) {
    StringBuilder safe = new StringBuilder();
    String line = oneLine(text, most);
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      switch (c) {
        case '<' -> safe.append("&lt;");
        case '>' -> safe.append("&gt;");
        case '&' -> safe.append("&amp;").append(JOINER);
        default -> {
          if (MARKS.indexOf(c) >= 0) {
            safe.append('\\');
          }
          safe.append(c);
          if (CALLS.indexOf(c) >= 0 || isLinking(line, i)) {
            safe.append(JOINER);
          }
        }
      }
    }
    return safe.toString();
  }

  /// `http:`, `www.`, `GH-`: what is made a link although nobody marked it as one.
  private static boolean isLinking(String line, int at) {
    char c = line.charAt(at);
    return c == ':' && line.startsWith("//", at + 1)
        || c == '.' && line.regionMatches(true, at - 3, "www", 0, 3)
        || c == '-' && line.regionMatches(true, at - 2, "gh", 0, 2);
  }

  /// A text from outside as code: letters of the same width, in which a forge looks for nothing.
  public static String code(String text, int most) {
    // a mark of naosu's own must not be found in what others wrote
    String line = oneLine(text, most).replace("|", "\u2223").replace("<!--", "<!" + JOINER + "--");
    if (line.isBlank()) {
      return "";
    }
    int run = 0;
    int longest = 0;
    for (int i = 0; i < line.length(); i++) {
      run = line.charAt(i) == '`' ? run + 1 : 0;
      longest = Math.max(longest, run);
    }
    String fence = "`".repeat(longest + 1);
    // a space at both ends keeps a mark at the edge from becoming part of the fence
    return fence + " " + line + " " + fence;
  }

  private static String oneLine(String text, int most) {
    String start = text.length() > 4 * most ? text.substring(0, 4 * most) : text;
    String line =
        start.replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Co}\\p{Cs}\\u2028\\u2029\\s]+", " ").strip();
    if (line.codePointCount(0, line.length()) <= most) {
      return line;
    }
    return line.substring(0, line.offsetByCodePoints(0, most - 1)) + "…";
  }
}
