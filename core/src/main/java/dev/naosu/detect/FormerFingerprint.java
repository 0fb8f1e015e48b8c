package dev.naosu.detect;

import dev.naosu.journal.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The fingerprint that the first version of naosu took of a signal, kept to the letter: incidents
/// that it opened are joined by it (ADR 27). It can go with the last of them.
final class FormerFingerprint {
  private static final int DIGITS = 32;
  private static final int FRAMES = 12;

  private static final List<String> FOREIGN =
      List.of(
          "java.",
          "javax.",
          "jakarta.",
          "jdk.",
          "sun.",
          "com.sun.",
          "kotlin.",
          "scala.",
          "groovy.",
          "org.springframework.",
          "org.apache.",
          "org.eclipse.jetty.",
          "org.hibernate.",
          "org.junit.",
          "org.testng.",
          "io.netty.",
          "io.undertow.",
          "io.vertx.",
          "io.quarkus.",
          "io.micronaut.",
          "io.helidon.",
          "io.javalin.",
          "io.opentelemetry.",
          "reactor.",
          "com.zaxxer.hikari.",
          "org.postgresql.",
          "com.mysql.");

  private static final Pattern THROWABLE =
      Pattern.compile(
          "(?m)^[ \\t]*+(?:Exception in thread \"[^\"\\n]{0,200}+\" |Caused by: )?"
              + "((?:[a-z_][\\w$]*+\\.)++[\\w$]++)(?::|[ \\t\\r]*+$)");

  private static final Pattern MADE_UP =
      Pattern.compile(
          "^0x\\p{XDigit}++|\\$\\$(?:Lambda|EnhancerBy|FastClassBy|SpringCGLIB)[^.]*+|lambda\\$|\\$\\d+|\\d+");

  private static final Pattern VARIABLE_PART =
      Pattern.compile("'[^']*+'|\"[^\"]*+\"|0x\\p{XDigit}++|\\b[\\p{XDigit}-]{8,}+\\b|\\d++");

  private FormerFingerprint() {}

  /// Empty where nothing has changed since.
  static Optional<String> of(Signal signal) {
    if (signal.kind() == Signal.Kind.TEST_FAILURE && !signal.failingTests().isEmpty()) {
      return Optional.empty();
    }
    String service = signal.origin().service();
    return Optional.of(
        signal
            .trace()
            .filter(trace -> !throwables(trace).isEmpty())
            .map(trace -> ofTrace(service, trace))
            .orElseGet(
                () ->
                    hash(
                        service
                            + "\nmessage\n"
                            + signal.kind()
                            + "\n"
                            + VARIABLE_PART.matcher(signal.message()).replaceAll("?"))));
  }

  private static String ofTrace(String service, String trace) {
    List<Frame> frames = StackTraceText.frames(trace);
    List<Frame> own = frames.stream().filter(frame -> !isForeign(frame)).toList();
    List<Frame> near = ofInnermostCause(trace, own);
    List<Frame> telling = near.isEmpty() ? frames : withCaller(near);
    String places =
        telling.stream()
            .limit(FRAMES)
            .map(FormerFingerprint::place)
            .collect(Collectors.joining("\n"));
    return hash(service + "\ntrace\n" + String.join("\n", throwables(trace)) + "\n" + places);
  }

  private static List<Frame> ofInnermostCause(String trace, List<Frame> own) {
    int cause = trace.lastIndexOf("Caused by: ");
    List<Frame> ofCause =
        cause < 0
            ? List.of()
            : StackTraceText.frames(trace.substring(cause)).stream()
                .filter(frame -> !isForeign(frame))
                .toList();
    return ofCause.isEmpty() ? own : ofCause;
  }

  private static List<Frame> withCaller(List<Frame> frames) {
    String thrower = outermostClass(frames.getFirst());
    int within = 0;
    while (within < frames.size() && outermostClass(frames.get(within)).equals(thrower)) {
      within++;
    }
    return frames.subList(0, Math.min(within + 1, frames.size()));
  }

  private static String outermostClass(Frame frame) {
    String name = frame.className();
    int nested = name.indexOf('$');
    return nested <= 0 ? name : name.substring(0, nested);
  }

  private static List<String> throwables(String trace) {
    List<String> found = new ArrayList<>();
    Matcher matcher = THROWABLE.matcher(trace);
    while (matcher.find() && found.size() < FRAMES) {
      found.add(matcher.group(1));
    }
    return found;
  }

  private static boolean isForeign(Frame frame) {
    return FOREIGN.stream().anyMatch(frame.className()::startsWith);
  }

  private static String place(Frame frame) {
    return MADE_UP.matcher(frame.className() + "." + frame.methodName()).replaceAll("");
  }

  private static String hash(String text) {
    return Hash.of(text).hex().substring(0, DIGITS);
  }
}
