package dev.naosu.detect;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A stack trace as it was printed, read into the throwables that caused each other. The text is
/// hostile: whatever it holds, this takes time in proportion to its length.
///
/// @param chain the outermost first, the innermost cause last; what was suppressed is left out;
///   empty when the text names no throwable
/// @param assembly where a reactive chain was put together, as Reactor tells it beside the trace
record StackTrace(List<Link> chain, List<Frame> assembly) {
  private static final int MOST_LINKS = 50;
  private static final int MOST_FRAMES = 500;

  /// `Caused by` as translated tools write it.
  private static final String CAUSE =
      "Caused by|Verursacht durch|Ursache|Causé par|Causado por|Causada por|Causato da|Spowodowane przez"
          + "|Veroorzaakt door|Orsakad av|Причина|Вызвано|原因|引起原因|由以下原因引起|원인";

  /// A line that names a throwable.
  private static final Pattern HEAD =
      Pattern.compile(
          "^([\\s|]*+)(?:Exception in thread \"[^\"]{0,200}+\" )?+"
              + "(?:(?:("
              + CAUSE
              + ")|(Wrapped by)|(Suppressed)) ?+[:：]\\s*+)?+"
              + "((?:[\\p{L}_$][\\p{L}\\p{N}_$-]*+\\.)++[\\p{L}_$][\\p{L}\\p{N}_$]*+)(?::(.*+)|\\s*+)$");

  /// What a trace leaves out because it stands in the one around it.
  private static final Pattern IN_COMMON =
      Pattern.compile("^\\s*+\\.\\.\\. (\\d{1,5}+) (?:more|(?:common )?frames omitted)");

  private static final Pattern CUT =
      Pattern.compile("^\\s*+(?:\\.\\.\\.|…|\\(truncated|\\[truncated|<truncated)");

  private static final Pattern THROWABLE_NAME =
      Pattern.compile(".*(?:Exception|Error|Failure|Fault|Throwable|ExceptionInfo)");

  StackTrace {
    chain = List.copyOf(chain);
    assembly = List.copyOf(assembly);
  }

  /// A throwable of the chain.
  ///
  /// @param message its first line; empty when it had none
  /// @param frames all of its stack, innermost first; those that it has in common with the
  ///   throwable around it are filled in
  /// @param isCut whether frames are missing at the end
  record Link(String className, String message, List<Frame> frames, boolean isCut) {
    Link {
      frames = List.copyOf(frames);
    }
  }

  static StackTrace of(String text) {
    Reading reading = new Reading();
    text.lines().forEach(reading::line);
    return reading.read(text);
  }

  /// What was thrown first.
  Optional<Link> root() {
    return chain.isEmpty() ? Optional.empty() : Optional.of(chain.getLast());
  }

  /// A throwable as far as it was read.
  private static final class Part {
    private final String className;
    private final String message;
    private final List<Frame> frames = new ArrayList<>();
    private int inCommon;
    private boolean isCut;

    /// Whether the last line of it began like a frame, and is none.
    private boolean isBroken;

    Part(String className, String message) {
      this.className = className;
      this.message = message.strip();
    }

    boolean isBegun() {
      return frames.isEmpty() && inCommon == 0 && !isCut;
    }
  }

  /// One pass over the lines.
  private static final class Reading {
    private final List<Part> parts = new ArrayList<>();
    private final List<Frame> assembly = new ArrayList<>();

    /// How far what is suppressed is indented; 0 outside of it.
    private int suppressed;

    private boolean isRootFirst;
    private boolean isOver;
    private int frames;

    void line(String line) {
      if (isOver) {
        return;
      }
      Matcher head = HEAD.matcher(line);
      if (head.find()) {
        head(head);
      } else if (suppressed > 0) {
        suppressed(line);
      } else if (!parts.isEmpty()) {
        inner(line, parts.getLast());
      }
    }

    private void head(Matcher head) {
      int indent = head.group(1).length();
      boolean isCause = head.group(2) != null;
      boolean isWrapper = head.group(3) != null;
      if (suppressed > 0 && indent >= suppressed) {
        return;
      }
      suppressed = 0;
      if (head.group(4) != null) {
        // where the indent was lost, nothing tells the causes of what is suppressed from ours
        suppressed = indent;
      } else if (isCause || isWrapper) {
        isRootFirst |= isWrapper;
        add(head);
      } else if (parts.isEmpty()) {
        add(head);
      } else if (parts.size() == 1 && parts.getFirst().isBegun()) {
        // a message of several lines, or a log message before the trace
        if (!isThrowable(parts.getFirst().className) && isThrowable(head.group(5))) {
          parts.clear();
          add(head);
        }
      } else {
        // the next trace of the text
        isOver = !parts.getLast().isBegun();
      }
    }

    private static boolean isThrowable(String className) {
      return THROWABLE_NAME.matcher(className).matches();
    }

    private void add(Matcher head) {
      if (parts.size() < MOST_LINKS) {
        parts.add(new Part(head.group(5), head.group(6) == null ? "" : head.group(6)));
      }
    }

    /// Reactor tells there where a chain was put together, and moves the trace itself behind that.
    private void suppressed(String line) {
      if (line.strip().equals("Original Stack Trace:")) {
        suppressed = 0;
      } else if (line.contains("⇢ at ") && assembly.size() < MOST_FRAMES) {
        StackTraceText.frame(line).ifPresent(assembly::add);
      }
    }

    private void inner(String line, Part part) {
      Matcher inCommon = IN_COMMON.matcher(line);
      if (inCommon.find()) {
        part.inCommon = Integer.parseInt(inCommon.group(1));
      } else if (CUT.matcher(line).find()) {
        part.isCut = true;
      } else if (!part.isCut && frames < MOST_FRAMES) {
        // behind what is left out, frames say how far the stack goes and not who called whom
        Optional<Frame> frame = StackTraceText.frame(line);
        frame.ifPresent(part.frames::add);
        frames += frame.isPresent() ? 1 : 0;
        part.isBroken = frame.isEmpty() && line.strip().startsWith("at ");
      }
    }

    StackTrace read(String text) {
      if (parts.isEmpty()) {
        // a log line that holds the name in its middle
        return new StackTrace(
            StackTraceText.throwable(text).stream()
                .map(
                    named ->
                        new Link(
                            named.exceptionClass(),
                            named.message(),
                            StackTraceText.frames(text),
                            false))
                .toList(),
            List.of());
      }
      List<Part> ordered = isRootFirst ? parts.reversed() : parts;
      List<Link> chain = new ArrayList<>();
      List<Frame> around = List.of();
      boolean isCut = false;
      for (Part part : ordered) {
        int missing = Math.min(part.inCommon, around.size());
        isCut = part.isCut || part.isBroken || part.inCommon > missing || isCut && missing > 0;
        List<Frame> all = new ArrayList<>(part.frames);
        all.addAll(around.subList(around.size() - missing, around.size()));
        chain.add(new Link(part.className, part.message, all, isCut));
        around = all;
      }
      return new StackTrace(chain, assembly);
    }
  }
}
