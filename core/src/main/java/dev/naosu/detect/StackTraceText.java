package dev.naosu.detect;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Frames read out of a stack trace or a log excerpt. The text is data: nothing in it is obeyed.
public final class StackTraceText {
  private static final int MAX_FRAMES = 500;
  private static final String CAUSE = "\nCaused by: ";

  /// `at [loader/][module@version/]package.Class.method(File.java:12)`. Possessive quantifiers and
  /// a bounded end: a hostile line must not make the match slow.
  private static final Pattern FRAME =
      Pattern.compile(
          "\\bat\\s++(?:[\\w.$-]++/)?(?:[\\w.@$-]*+/)?([\\w.$]+)\\.([\\w$<>-]++)"
              + "\\(([\\w.$-]*+)(?::(\\d{1,7}+)(?!\\d))?[^)\\n]{0,200}+\\)",
          Pattern.UNICODE_CHARACTER_CLASS);

  private static final Pattern THROWABLE =
      Pattern.compile(
          "(?<![\\w.$])((?:[a-z_]\\w*+\\.)++[A-Z][\\w$]*+(?<=Exception|Error))(?!\\.\\w)"
              + "(?::[ \\t]*+([^\\r\\n]*+))?");

  private StackTraceText() {}

  /// A throwable that a text names.
  ///
  /// @param message empty when it had none
  public record Named(String exceptionClass, String message) {}

  /// The first throwable that the text names.
  public static Optional<Named> throwable(String text) {
    Matcher matcher = THROWABLE.matcher(text);
    return matcher.find()
        ? Optional.of(new Named(matcher.group(1), Optional.ofNullable(matcher.group(2)).orElse("")))
        : Optional.empty();
  }

  /// Frames in the order of the text, at most 500; empty when it holds none.
  public static List<Frame> frames(String text) {
    List<Frame> frames = new ArrayList<>();
    Matcher matcher = FRAME.matcher(text);
    while (matcher.find() && frames.size() < MAX_FRAMES) {
      frames.add(frame(matcher));
    }
    return List.copyOf(frames);
  }

  /// The line of the innermost cause: equal for an exception and for what wraps it on its way out.
  ///
  /// @param trace as `printStackTrace` prints it
  public static String root(String trace) {
    String text = trace.strip();
    int cause = text.lastIndexOf(CAUSE);
    return text.substring(cause < 0 ? 0 : cause + CAUSE.length())
        .lines()
        .findFirst()
        .orElse("")
        .strip();
  }

  /// The frame that a line holds.
  static Optional<Frame> frame(String line) {
    Matcher matcher = FRAME.matcher(line);
    return matcher.find() ? Optional.of(frame(matcher)) : Optional.empty();
  }

  private static Frame frame(Matcher matcher) {
    String file = matcher.group(3);
    String line = matcher.group(4);
    return new Frame(
        matcher.group(1),
        matcher.group(2),
        // a word without an ending is of "Native Method" or "Unknown Source"
        file.indexOf('.') < 0 ? "" : file,
        line == null ? 0 : Integer.parseInt(line));
  }

  /// A failure as `printStackTrace` would have told it, without its message.
  public static String of(Failure failure) {
    StringBuilder trace = new StringBuilder(failure.exceptionClass());
    for (Frame frame : failure.frames()) {
      String place = frame.file().isEmpty() ? "Unknown Source" : frame.file();
      trace
          .append("\n\tat ")
          .append(frame.className())
          .append('.')
          .append(frame.methodName())
          .append('(')
          .append(place)
          .append(frame.line() > 0 ? ":" + frame.line() : "")
          .append(')');
    }
    return trace.toString();
  }
}
