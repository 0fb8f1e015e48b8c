package dev.naosu.detect;

import dev.naosu.detect.StackTrace.Link;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// How Sentry groups events of Java, after what it publishes of it, to compare with. Which frames
/// are the application's own it is told as we are told, which is better than its own default.
///
/// Source: Sentry, `src/sentry/grouping/strategies/newstyle.py` and its documentation of issue
/// grouping.
final class SentryRules {
  private static final Pattern AUTO =
      Pattern.compile(
          "GeneratedMethodAccessor\\d+|\\$\\$(?:EnhancerBy|FastClassBy)\\w+\\$\\$\\w+|_\\$\\$_javassist\\w*_\\d+"
              + "|\\$fn__\\d+|\\$Proxy\\d+");

  private SentryRules() {}

  /// The types of all exceptions with their frames: the application's own ones where there are any,
  /// else all. Values only count where there is no frame.
  static String fingerprint(Signal signal) {
    Optional<StackTrace> trace =
        signal.trace().map(StackTrace::of).filter(each -> !each.chain().isEmpty());
    if (trace.isEmpty()) {
      return MessageTemplate.of(signal.message());
    }
    List<Link> chain = trace.get().chain();
    boolean isApp =
        chain.stream().flatMap(link -> link.frames().stream()).anyMatch(OwnCode.UNSAID::has);
    return String.join("\n", chain.stream().map(link -> exception(link, isApp)).toList());
  }

  private static String exception(Link link, boolean isApp) {
    List<Frame> frames =
        withoutRecursion(link.frames()).stream()
            .filter(frame -> !isApp || OwnCode.UNSAID.has(frame))
            .toList();
    if (link.frames().isEmpty()) {
      return link.className() + ": " + MessageTemplate.of(link.message());
    }
    return String.join(
        "\n",
        Stream.concat(Stream.of(link.className()), frames.stream().map(SentryRules::frame))
            .toList());
  }

  private static List<Frame> withoutRecursion(List<Frame> frames) {
    List<Frame> kept = new ArrayList<>();
    for (Frame frame : frames) {
      if (kept.isEmpty() || !kept.getLast().equals(frame)) {
        kept.add(frame);
      }
    }
    return kept;
  }

  private static String frame(Frame frame) {
    String module =
        frame.className().contains("$$Lambda") || frame.className().startsWith("0x")
            ? ""
            : AUTO.matcher(frame.className()).replaceAll("<auto>");
    String function = frame.methodName().startsWith("lambda$") ? "" : frame.methodName();
    return module + "." + function;
  }
}
