package dev.naosu.tail.reading;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Stack traces within the text of a record.
final class TraceText {
  /// Lines that never begin a record: frames, causes, what is suppressed, counts of what is left
  /// out.
  private static final Pattern GOES_ON =
      Pattern.compile(
          "\\s{0,40}(?:at [\\w.$/@<>-]+\\([^)]{0,300}\\).*"
              + "|Caused by: .*|Suppressed: .*|Wrapped by: .*"
              + "|\\.\\.\\. \\d+ (?:more|common frames omitted).*"
              + "|\\[?CIRCULAR REFERENCE.*)",
          Pattern.DOTALL);

  private static final Pattern FRAME =
      Pattern.compile("\\s{0,40}at [\\w.$/@<>-]+\\([^)]{0,300}\\).*");

  /// A line that names a throwable.
  private static final Pattern HEAD =
      Pattern.compile(
          "\\s{0,40}(?:Exception in thread \"[^\"]{0,200}\" )?"
              + "(?:[a-zA-Z_][\\w$]*\\.)+[A-Z][\\w$]*(?::.*)?\\s*");

  private static final String IN_THREAD = "Exception in thread \"";
  private static final String WRAPPED = "Wrapped by: ";

  /// Lines of a message of an exception before its first frame.
  private static final int MOST_MESSAGE_LINES = 100;

  private TraceText() {}

  static boolean goesOn(String line) {
    return GOES_ON.matcher(line).lookingAt();
  }

  /// Whether it names a throwable that a thread died of.
  static boolean isHead(String line) {
    return HEAD.matcher(line).matches();
  }

  /// A text in two.
  ///
  /// @param line of the text, from 0, that the trace begins with
  record Place(int line, String trace) {}

  /// The first stack trace, to the end of the text; in the order of `printStackTrace`.
  static Optional<Place> in(List<String> lines) {
    int frame = 0;
    while (frame < lines.size() && !FRAME.matcher(lines.get(frame)).lookingAt()) {
      frame++;
    }
    if (frame == 0 || frame == lines.size()) {
      // frames alone, the end of a trace that was torn, do not say what was thrown
      return Optional.empty();
    }
    int head = Math.max(0, frame - 1);
    int least = Math.max(0, frame - MOST_MESSAGE_LINES);
    for (int line = frame - 1; line >= least; line--) {
      if (isHead(lines.get(line))) {
        head = line;
        break;
      }
    }
    return Optional.of(
        new Place(head, inOrder(String.join("\n", lines.subList(head, lines.size())))));
  }

  /// logback and others can print the innermost cause first, each throwable `Wrapped by:` the next;
  /// of that is made what `printStackTrace` prints.
  static String inOrder(String trace) {
    String plain = trace.startsWith(IN_THREAD) ? withoutThread(trace) : trace;
    if (!plain.contains("\n" + WRAPPED)) {
      return plain;
    }
    List<String> causes = List.of(plain.split("\n" + WRAPPED, -1)).reversed();
    return String.join("\nCaused by: ", causes.stream().map(String::stripTrailing).toList());
  }

  private static String withoutThread(String trace) {
    int name = trace.indexOf("\" ", IN_THREAD.length());
    return name < 0 ? trace : trace.substring(name + 2);
  }
}
