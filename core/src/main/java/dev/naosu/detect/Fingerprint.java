package dev.naosu.detect;

import dev.naosu.journal.Hash;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What signals of one cause have in common, in one service.
///
/// An exception is told by its class and those of its causes, and by the service's own methods near
/// the place where the innermost one was thrown: those of the class that threw it, and the first
/// caller outside of it. What called that does not count, or a fault that is reached by two
/// endpoints would be two. Line numbers do not count either, they move with every edit, and names
/// that the JVM makes up (lambdas, proxies, accessors) count without their numbers. Without a
/// trace, the message counts with numbers, hexadecimal and quoted parts left out.
///
/// @param value 32 hexadecimal digits
/// @param title one line for people, such as `NullPointerException in PriceTable.lookup`
public record Fingerprint(String value, String title) {
  /// The attribute of a [Signal.Kind#FINDING] that stays when lines move.
  public static final String FINDING = "finding.fingerprint";

  private static final int DIGITS = 32;
  private static final int FRAMES = 12;
  private static final int MOST_TITLE = 160;

  /// Packages of the platform, of servers and of frameworks: a frame there says how a request came
  /// in, not what is wrong.
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

  /// The line that names a throwable: at the beginning, or after `Caused by:`.
  private static final Pattern THROWABLE =
      Pattern.compile(
          "(?m)^[ \\t]*+(?:Exception in thread \"[^\"\\n]{0,200}+\" |Caused by: )?"
              + "((?:[a-z_][\\w$]*+\\.)++[\\w$]++)(?::|[ \\t\\r]*+$)");

  private static final Pattern MADE_UP =
      Pattern.compile(
          "^0x\\p{XDigit}++|\\$\\$(?:Lambda|EnhancerBy|FastClassBy|SpringCGLIB)[^.]*+|lambda\\$|\\$\\d+|\\d+");

  private static final Pattern LAMBDA = Pattern.compile("lambda\\$([^$]++)\\$\\d++");

  private static final Pattern VARIABLE_PART =
      Pattern.compile("'[^']*+'|\"[^\"]*+\"|0x\\p{XDigit}++|\\b[\\p{XDigit}-]{8,}+\\b|\\d++");

  /// Signals with an equal fingerprint are taken for one cause.
  public static Fingerprint of(Signal signal) {
    String service = signal.origin().service();
    if (signal.kind() == Signal.Kind.TEST_FAILURE && !signal.failingTests().isEmpty()) {
      List<String> tests = signal.failingTests().stream().sorted().toList();
      return new Fingerprint(
          hash(service + "\ntests\n" + String.join("\n", tests)),
          shortened(
              tests.getFirst()
                  + (tests.size() == 1
                      ? " fails"
                      : " and " + (tests.size() - 1) + " more tests fail")));
    }
    if (signal.kind() == Signal.Kind.FINDING && signal.attributes().containsKey(FINDING)) {
      return new Fingerprint(
          hash(service + "\nfinding\n" + signal.attributes().get(FINDING)),
          shortened(firstLine(signal)));
    }
    return signal
        .trace()
        .filter(trace -> !throwables(trace).isEmpty())
        .map(trace -> ofTrace(service, trace))
        .orElseGet(
            () ->
                new Fingerprint(
                    hash(
                        service
                            + "\nmessage\n"
                            + signal.kind()
                            + "\n"
                            + VARIABLE_PART.matcher(signal.message()).replaceAll("?")),
                    shortened(firstLine(signal))));
  }

  private static String firstLine(Signal signal) {
    return signal.message().lines().findFirst().orElse("no message").strip();
  }

  /// Whether both tell of the same exception, and only the other one says where. HotSpot leaves out
  /// the frames of exceptions that it throws very often (`OmitStackTraceInFastThrow`).
  ///
  /// @param other of an incident that is open in the same service
  public boolean isBareFormOf(Fingerprint other) {
    return other.title.startsWith(title + " in ");
  }

  private static Fingerprint ofTrace(String service, String trace) {
    List<String> throwables = throwables(trace);
    List<Frame> frames = StackTraceText.frames(trace);
    List<Frame> own = frames.stream().filter(frame -> !isForeign(frame)).toList();
    List<Frame> near = ofInnermostCause(trace, own);
    // nothing of the service's own: the whole trace is all there is to tell causes apart
    List<Frame> telling = near.isEmpty() ? frames : withCaller(near);
    String places =
        telling.stream().limit(FRAMES).map(Fingerprint::place).collect(Collectors.joining("\n"));
    // the innermost cause is what happened; its frames come last in the text
    String root = simple(throwables.getLast());
    String title =
        near.stream()
            .findFirst()
            .map(frame -> root + " in " + simple(frame.className()) + "." + method(frame))
            .orElse(root);
    return new Fingerprint(
        hash(service + "\ntrace\n" + String.join("\n", throwables) + "\n" + places),
        shortened(title));
  }

  /// The service's own frames from where the innermost cause was thrown on.
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

  /// Up to the first frame of another class than the one that threw.
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

  /// The method that a person wrote.
  private static String method(Frame frame) {
    Matcher lambda = LAMBDA.matcher(frame.methodName());
    return lambda.matches() ? lambda.group(1) : frame.methodName();
  }

  private static String simple(String className) {
    return List.of(className.split("[.$]", -1)).stream()
        .filter(part -> !part.isEmpty())
        .max(Comparator.comparingInt(part -> className.lastIndexOf(part)))
        .orElse(className);
  }

  private static String shortened(String text) {
    String line = text.replaceAll("\\p{Cntrl}+", " ");
    return line.length() <= MOST_TITLE ? line : line.substring(0, MOST_TITLE - 1) + "…";
  }

  private static String hash(String text) {
    return Hash.of(text).hex().substring(0, DIGITS);
  }
}
