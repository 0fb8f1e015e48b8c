package dev.naosu.detect;

import dev.naosu.detect.StackTrace.Link;
import dev.naosu.journal.Hash;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What signals of one cause have in common, in one service.
///
/// An exception is told by the class of its innermost cause, and by the service's own methods near
/// the place where that was thrown: the method itself, and its first caller in another class,
/// unless that is only where the request came in, or a fault that is reached by two endpoints would
/// be two. Of a method that only checks or throws for others, the others count too. What wraps the
/// cause on its way out does not count, nor do line numbers, which move with every edit, and names
/// that compilers and the JVM make up.
///
/// Where none of the service's own methods is in the trace, the framework's method that threw
/// counts together with the message, in which values are left out. Where the place says nothing, it
/// does not count: memory runs out anywhere, and a pool of connections is empty for everybody.
/// Endless recursion is told by the methods it goes around in, wherever it ended. Without a trace,
/// the message counts.
///
/// @param value 32 hexadecimal digits
/// @param title one line for people, such as `NullPointerException in PriceTable.lookup`
/// @param former what the version of naosu before had in place of the value, for incidents that it
///   opened; empty where that was the same
public record Fingerprint(String value, String title, Optional<String> former) {
  /// The attribute of a [Signal.Kind#FINDING] that stays when lines move.
  public static final String FINDING = "finding.fingerprint";

  /// Of the rules below; another one gives other values for everything.
  private static final String VERSION = "2";

  private static final int DIGITS = 32;
  private static final int MOST_PLACES = 12;
  private static final int MOST_TITLE = 160;

  /// Classes and methods that throw for whoever calls them.
  private static final Pattern HELPER =
      Pattern.compile(
          ".*(?:Preconditions?|Checks?|Asserts?|Assertions?|Assert|Validates?|Validations?|Validator|Guards?|Require"
              + "|Requires|Ensure|Verify|Args|Arguments|Utils?|Helpers?|Exceptions?|Errors?|Problems?|Failures?)"
              + "(?:Kt)?");

  private static final Pattern HELPING_METHOD =
      Pattern.compile("(?:require|ensure|assert)(?:[A-Z_].*)?");

  /// What hands a request, a message or a task to the service.
  private static final List<String> DISPATCHERS =
      List.of(
          "akka.",
          "com.rabbitmq.",
          "com.sun.net.httpserver.",
          "io.grpc.",
          "io.helidon.",
          "io.javalin.",
          "io.ktor.",
          "io.micronaut.",
          "io.netty.",
          "io.quarkus.",
          "io.undertow.",
          "io.vertx.",
          "jakarta.servlet.",
          "java.lang.Thread.",
          "java.lang.VirtualThread.",
          "java.util.TimerThread.",
          "java.util.concurrent.ForkJoinWorkerThread.",
          "java.util.concurrent.ThreadPoolExecutor",
          "javax.servlet.",
          "kotlin.coroutines.jvm.",
          "kotlinx.coroutines.",
          "org.apache.camel.",
          "org.apache.catalina.",
          "org.apache.coyote.",
          "org.apache.kafka.",
          "org.apache.tomcat.",
          "org.eclipse.jetty.",
          "org.glassfish.",
          "org.jboss.resteasy.",
          "org.junit.",
          "org.quartz.",
          "org.springframework.amqp.",
          "org.springframework.batch.",
          "org.springframework.boot.",
          "org.springframework.jms.",
          "org.springframework.kafka.",
          "org.springframework.messaging.",
          "org.springframework.scheduling.",
          "org.springframework.web.",
          "play.",
          "reactor.",
          "ring.",
          "sun.net.httpserver.");

  /// Where a connection is waited for that the whole service shares.
  private static final Pattern POOL =
      Pattern.compile(
          "(?:com\\.zaxxer\\.hikari\\.pool\\.HikariPool|org\\.apache\\.commons\\.(?:dbcp2?|pool2?)\\."
              + "|org\\.apache\\.tomcat\\.(?:jdbc|dbcp)\\.|com\\.mchange\\.v2\\.|oracle\\.ucp\\."
              + "|io\\.agroal\\.pool\\.|com\\.alibaba\\.druid\\.pool\\.|io\\.r2dbc\\.pool\\."
              + "|reactor\\.pool\\.|reactor\\.netty\\.internal\\.shaded\\.reactor\\.pool\\.).*");

  /// One class of exception for all that a database has to say.
  private static final Pattern SPEAKS_FOR_DATABASE =
      Pattern.compile(
          "java\\.sql\\..*|(?:org\\.postgresql|com\\.mysql|org\\.mariadb|oracle\\.jdbc|com\\.microsoft\\.sqlserver"
              + "|org\\.h2|org\\.hsqldb|com\\.ibm\\.db2|io\\.r2dbc\\.spi)\\..*");

  /// One that was the same ever since.
  public Fingerprint(String value, String title) {
    this(value, title, Optional.empty());
  }

  /// Signals with an equal fingerprint are taken for one cause.
  public static Fingerprint of(Signal signal) {
    return of(signal, OwnCode.UNSAID);
  }

  /// @param code of the service that the signal is about
  public static Fingerprint of(Signal signal, OwnCode code) {
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
          shortened(firstLine(signal)),
          Optional.empty());
    }
    Told told =
        signal
            .trace()
            .map(StackTrace::of)
            .flatMap(trace -> trace.root().map(root -> told(trace, root, code)))
            .orElseGet(
                () ->
                    new Told(
                        List.of(
                            "message", signal.kind().name(), MessageTemplate.of(signal.message())),
                        firstLine(signal)));
    return new Fingerprint(
        hash(VERSION + "\n" + service + "\n" + String.join("\n", told.parts())),
        shortened(told.title()),
        FormerFingerprint.of(signal));
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

  /// What a cause is told by.
  ///
  /// @param parts that are hashed
  private record Told(List<String> parts, String title) {
    static Told at(Link root, List<Place> places, String more) {
      String title = Place.simple(root.className());
      return new Told(
          Stream.concat(
                  Stream.of(root.className(), more),
                  places.stream().limit(MOST_PLACES).map(Place::toString))
              .toList(),
          places.isEmpty() ? title : title + " in " + places.getFirst().title());
    }
  }

  private static Told told(StackTrace trace, Link root, OwnCode code) {
    String message = MessageTemplate.of(root.message());
    if (root.className().equals("java.lang.OutOfMemoryError")) {
      return new Told(
          List.of(root.className(), memory(root.message())),
          "OutOfMemoryError: " + memory(root.message()));
    }
    if (root.className().equals("java.lang.StackOverflowError")) {
      List<Place> circle = circle(root.frames(), code);
      if (!circle.isEmpty()) {
        return Told.at(root, circle, "");
      }
    }
    // the innermost cause is what happened; thrown in another thread, it may have no frame of the
    // service's own, and then what waited for it says where
    for (Link link : trace.chain().reversed()) {
      int own = firstOwn(link.frames(), code);
      if (own >= 0) {
        boolean isOfPool = link.frames().stream().limit(own).anyMatch(Fingerprint::isOfPool);
        return isOfPool
            ? withoutPlace(root, link.frames(), message)
            : Told.at(
                root,
                places(link, own, code),
                SPEAKS_FOR_DATABASE.matcher(root.className()).matches() ? message : "");
      }
    }
    int assembled = firstOwn(trace.assembly(), code);
    if (assembled >= 0) {
      return Told.at(root, Place.of(trace.assembly().get(assembled)).stream().toList(), message);
    }
    List<Frame> frames =
        trace.chain().reversed().stream()
            .map(Link::frames)
            .filter(each -> !each.isEmpty())
            .findFirst()
            .orElse(List.of());
    return withoutPlace(root, frames, message);
  }

  /// Nothing of the service's own: which part of which library threw, and what it said.
  private static Told withoutPlace(Link root, List<Frame> frames, String message) {
    String thrower =
        frames.stream()
            .filter(frame -> !isOfPlatform(frame))
            .flatMap(frame -> Place.of(frame).stream())
            .findFirst()
            .or(() -> frames.stream().flatMap(frame -> Place.of(frame).stream()).findFirst())
            .map(Place::toString)
            .orElse("");
    String simple = Place.simple(root.className());
    return new Told(
        List.of(root.className(), thrower, message),
        frames.isEmpty() || root.message().isEmpty() ? simple : simple + ": " + root.message());
  }

  /// The method that threw, with those that it threw for, and the first caller outside of its class
  /// that is not where the request came in.
  private static List<Place> places(Link link, int own, OwnCode code) {
    List<Place> places = new ArrayList<>();
    int at = own;
    Place last = Place.of(link.frames().get(at)).orElseThrow();
    places.add(last);
    while (isHelper(last)) {
      int next = nextOwn(link.frames(), at, last, code);
      if (next < 0) {
        return places;
      }
      at = next;
      last = Place.of(link.frames().get(at)).orElseThrow();
      places.add(last);
    }
    int caller = nextOwn(link.frames(), at, last, code);
    if (caller >= 0 && !isEntry(link, caller, code)) {
      places.add(Place.of(link.frames().get(caller)).orElseThrow());
    }
    return places;
  }

  /// -1 when there is none.
  private static int firstOwn(List<Frame> frames, OwnCode code) {
    for (int i = 0; i < frames.size(); i++) {
      if (isOwn(frames.get(i), code)) {
        return i;
      }
    }
    return -1;
  }

  /// The first frame of the service further out that is of another class; -1 when there is none.
  private static int nextOwn(List<Frame> frames, int from, Place place, OwnCode code) {
    for (int i = from + 1; i < frames.size(); i++) {
      if (isOwn(frames.get(i), code) && !isOfClass(frames.get(i), place)) {
        return i;
      }
    }
    return -1;
  }

  private static boolean isOwn(Frame frame, OwnCode code) {
    return code.has(frame) && Place.of(frame).isPresent();
  }

  private static boolean isOfClass(Frame frame, Place place) {
    return Place.of(frame).filter(each -> each.outermost().equals(place.outermost())).isPresent();
  }

  /// Whether a class of the service was called by what hands it requests.
  private static boolean isEntry(Link link, int caller, OwnCode code) {
    Place place = Place.of(link.frames().get(caller)).orElseThrow();
    for (Frame frame : link.frames().subList(caller + 1, link.frames().size())) {
      if (isOwn(frame, code) && !isOfClass(frame, place)) {
        return false;
      }
      if (DISPATCHERS.stream().anyMatch((frame.className() + ".")::startsWith)) {
        return true;
      }
    }
    // the end of the stack, such as a main method
    return !link.isCut();
  }

  private static boolean isHelper(Place place) {
    return HELPER.matcher(Place.simple(place.outermost())).matches()
        || HELPING_METHOD.matcher(place.method()).matches();
  }

  /// What comes again and again, in an order that does not depend on where it ended.
  private static List<Place> circle(List<Frame> frames, OwnCode code) {
    List<Place> own = repeated(frames.stream().filter(code::has).toList());
    return own.isEmpty() ? repeated(frames) : own;
  }

  private static List<Place> repeated(List<Frame> frames) {
    return frames.stream()
        .flatMap(frame -> Place.of(frame).stream())
        .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()))
        .entrySet()
        .stream()
        .filter(each -> each.getValue() > 1)
        .map(Map.Entry::getKey)
        .sorted(Comparator.comparing(Place::toString))
        .toList();
  }

  /// Which memory ran out.
  private static String memory(String message) {
    return message.contains("GC overhead") || message.isEmpty()
        ? "Java heap space"
        : MessageTemplate.of(message);
  }

  private static boolean isOfPool(Frame frame) {
    return POOL.matcher(frame.className()).matches();
  }

  private static boolean isOfPlatform(Frame frame) {
    return Stream.of("java.", "javax.", "jdk.", "sun.", "com.sun.")
        .anyMatch(frame.className()::startsWith);
  }

  private static String shortened(String text) {
    String line = text.replaceAll("\\p{Cntrl}+", " ");
    return line.length() <= MOST_TITLE ? line : line.substring(0, MOST_TITLE - 1) + "…";
  }

  private static String hash(String text) {
    return Hash.of(text).hex().substring(0, DIGITS);
  }
}
