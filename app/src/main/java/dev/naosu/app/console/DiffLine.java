package dev.naosu.app.console;

import dev.naosu.app.tell.SafeText;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A line of a diff, in pieces that are coloured alike.
///
/// @param kind class of its style: `add`, `cut`, `hunk`, `file` or `same`
public record DiffLine(String kind, List<Piece> pieces) {
  private static final int MOST_LINES = 500;
  private static final int MOST_LETTERS = 300;

  /// The parts of Java that a reader's eye looks for. What matches nothing stays as it is.
  private static final Pattern JAVA =
      Pattern.compile(
          "(?<note>//.*|/\\*.*?(?:\\*/|$)|^[ +-]\\s*\\*.*)"
              + "|(?<text>\"(?:\\\\.|[^\"\\\\])*+\"|'(?:\\\\.|[^'\\\\])++')"
              + "|(?<word>\\b(?:abstract|assert|boolean|break|byte|case|catch|char|class|continue"
              + "|default|do|double|else|enum|extends|final|finally|float|for|if|implements|import"
              + "|instanceof|int|interface|long|new|null|package|private|protected|public|record"
              + "|return|sealed|short|static|super|switch|synchronized|this|throw|throws|true|false"
              + "|try|var|void|volatile|while|yield)\\b)"
              + "|(?<count>\\b\\d[\\w.]*+)");

  private static final List<String> KINDS = List.of("note", "text", "word", "count");

  public DiffLine {
    pieces = List.copyOf(pieces);
  }

  /// @param kind class of its style; empty for plain text
  public record Piece(String kind, String text) {}

  /// The lines of a unified diff, at most 500 of them.
  static List<DiffLine> of(String diff) {
    List<String> lines = diff.lines().filter(line -> !line.startsWith("+++ ")).toList();
    List<DiffLine> shown = new ArrayList<>();
    lines.stream().limit(MOST_LINES).forEach(line -> shown.add(line(line)));
    if (lines.size() > MOST_LINES) {
      shown.add(
          new DiffLine(
              "hunk", List.of(new Piece("", "… " + (lines.size() - MOST_LINES) + " more lines"))));
    }
    return shown;
  }

  private static DiffLine line(String line) {
    String safe = SafeText.line(line.replaceFirst("\r$", ""), MOST_LETTERS);
    if (safe.startsWith("--- ")) {
      return new DiffLine("file", List.of(new Piece("", safe.replaceFirst("^--- (a/)?", ""))));
    }
    return switch (safe.isEmpty() ? ' ' : safe.charAt(0)) {
      case '+' -> new DiffLine("add", pieces(safe));
      case '-' -> new DiffLine("cut", pieces(safe));
      case '@' -> new DiffLine("hunk", List.of(new Piece("", safe)));
      default -> new DiffLine("same", pieces(safe));
    };
  }

  private static List<Piece> pieces(String line) {
    List<Piece> pieces = new ArrayList<>();
    Matcher matcher = JAVA.matcher(line);
    int end = 0;
    while (matcher.find()) {
      if (matcher.start() > end) {
        pieces.add(new Piece("", line.substring(end, matcher.start())));
      }
      String kind =
          KINDS.stream().filter(each -> matcher.group(each) != null).findFirst().orElse("");
      pieces.add(new Piece(kind, matcher.group()));
      end = matcher.end();
    }
    pieces.add(new Piece("", line.substring(end)));
    return pieces;
  }
}
