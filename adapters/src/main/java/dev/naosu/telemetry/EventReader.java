package dev.naosu.telemetry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.naosu.detect.Body;
import dev.naosu.detect.Origin;
import dev.naosu.detect.RecordedRequest;
import dev.naosu.detect.RecordedRequest.Role;
import dev.naosu.detect.Signal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Reads one event.
final class EventReader {
  private static final Pattern METHOD = Pattern.compile("[A-Z]{1,20}");
  private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,200}");
  private static final int MOST_ID_LETTERS = 200;

  /// A clock that was never set is not believed.
  private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");

  private final Fields event;
  private final Instant received;
  private final Cleaning cleaning;

  /// Whether a part of the request's body is missing.
  private boolean cut;

  EventReader(Fields event, Instant received, Cleaning cleaning) {
    this.event = event;
    this.received = received;
    this.cleaning = cleaning;
  }

  /// Empty when it has a mistake; then `mistakes` has grown.
  Optional<Signal> signal(List<Mistake> mistakes) {
    int before = mistakes.size();
    String service = origin("service", event.required("service", "name the service"));
    String version = origin("version", event.text("version").orElse(""));
    String environment = origin("environment", event.text("environment").orElse(""));
    Optional<Instant> at = at();
    String told = event.required("kind", "say one of exception, request, test-failure, health");
    String id = event.text("id").orElse("");
    if (id.length() > MOST_ID_LETTERS || id.chars().anyMatch(Character::isISOControl)) {
      event.mistake(
          "id",
          "is longer than " + MOST_ID_LETTERS + " letters, or has control characters",
          "send a shorter one, or none");
    }
    String message =
        told.equals("request")
            ? event.text("message").orElse("")
            : event.required("message", "say in a line what happened");
    Optional<String> trace =
        event.text("trace").filter(text -> !text.isBlank()).map(cleaning::trace);
    Optional<RecordedRequest> whole =
        event.object("request").flatMap(fields -> request(fields, told, trace));
    List<String> tests = event.texts("failingTests");
    if (event.has("failingTests") != told.equals("test-failure")) {
      event.mistake(
          "failingTests",
          event.has("failingTests") ? "is only for test failures" : "is missing",
          "name the failing tests as Class#method in an event of kind test-failure");
    } else if (told.equals("test-failure") && tests.isEmpty()) {
      event.mistake("failingTests", "is empty", "name at least one as Class#method");
    }
    if (told.equals("request") && !event.has("request")) {
      event.mistake("request", "is missing", "send what was asked and how it was answered");
    }
    Optional<Signal.Kind> kind = kind(told, whole);
    SortedMap<String, String> attributes = attributes();
    event.noOthers("spell it as docs/events.md does, or put it into attributes");
    if (mistakes.size() > before || kind.isEmpty()) {
      return Optional.empty();
    }
    Optional<RecordedRequest> request = whole.filter(_ -> !cut);
    if (whole.isPresent() && request.isEmpty()) {
      if (kind.get() == Signal.Kind.GOOD_REQUEST) {
        // nothing can be held against a request that cannot be asked again
        return Optional.empty();
      }
      attributes.put("request.cut", cleaning.name(whole.get().line()));
    }
    Origin origin = new Origin(service, version, environment);
    String line = message.isBlank() ? whole.map(EventReader::line).orElse("") : message;
    return Optional.of(
        new Signal(
            id(id, origin, kind.get(), at, line, trace, tests, request, attributes),
            kind.get(),
            origin,
            at.orElse(received),
            received,
            cleaning.message(line),
            trace,
            tests.stream().map(cleaning::name).toList(),
            request,
            attributes));
  }

  static String line(RecordedRequest request) {
    return request.method() + " " + request.path() + " answered " + request.answer().status();
  }

  /// Of the sender, within its service; else made of the content. Without a time of its own, an
  /// event that comes again within the same minute is a repetition, and later it is a new one:
  /// better counted twice than a recurrence overlooked.
  private String id(
      String id,
      Origin origin,
      Signal.Kind kind,
      Optional<Instant> at,
      String message,
      Optional<String> trace,
      List<String> tests,
      Optional<RecordedRequest> request,
      SortedMap<String, String> attributes) {
    if (!id.isBlank()) {
      return "event:" + origin.service() + ":" + id;
    }
    return ContentId.of(
        "event",
        List.of(
            origin.toString(),
            kind.toString(),
            at.orElse(received.truncatedTo(ChronoUnit.MINUTES)).toString(),
            message,
            trace.orElse(""),
            tests.toString(),
            request.map(EventReader::content).orElse(""),
            attributes.toString()));
  }

  /// The same in every process: a map of headers alone has another order in each.
  private static String content(RecordedRequest request) {
    return String.join(
        "\n",
        request.id(),
        request.line(),
        new TreeMap<>(request.headers()).toString(),
        request.body().hash(),
        told(request.answer()) + request.expected().map(answer -> "\n" + told(answer)).orElse(""));
  }

  private static String told(RecordedRequest.Answer answer) {
    return answer.status() + "\n" + answer.body().map(Body::hash).orElse("");
  }

  private String origin(String name, String value) {
    if (value.length() > Origin.MOST_LETTERS || value.chars().anyMatch(Character::isISOControl)) {
      event.mistake(
          name,
          "is longer than " + Origin.MOST_LETTERS + " letters, or has control characters",
          "send a short name");
    }
    return value;
  }

  private Optional<Instant> at() {
    Optional<String> told = event.text("at");
    try {
      Optional<Instant> at = told.map(text -> OffsetDateTime.parse(text.strip()).toInstant());
      if (at.filter(instant -> instant.isBefore(EARLIEST)).isPresent()) {
        event.mistake("at", "is before the year 2000", "set the clock, or leave it out");
      }
      return at;
    } catch (DateTimeParseException _) {
      event.mistake(
          "at",
          "is no instant: " + Mistake.quoted(told.orElse("")),
          "write it as 2026-11-28T12:00:00.000Z");
      return Optional.empty();
    }
  }

  private Optional<Signal.Kind> kind(String told, Optional<RecordedRequest> request) {
    return switch (told) {
      case "exception" -> Optional.of(Signal.Kind.EXCEPTION);
      case "test-failure" -> Optional.of(Signal.Kind.TEST_FAILURE);
      case "health" -> Optional.of(Signal.Kind.HEALTH);
      // the service's word against its answer: the answer counts
      case "request" ->
          Optional.of(
              request.filter(each -> isGood(each.answer().status())).isPresent()
                  ? Signal.Kind.GOOD_REQUEST
                  : Signal.Kind.EXCEPTION);
      case "" -> Optional.empty();
      default -> {
        event.mistake(
            "kind",
            "is " + Mistake.quoted(told),
            "say one of exception, request, test-failure, health");
        yield Optional.empty();
      }
    };
  }

  private static boolean isGood(int status) {
    return status > 0 && status < 500;
  }

  private SortedMap<String, String> attributes() {
    SortedMap<String, String> attributes = new TreeMap<>();
    Optional<Fields> fields = event.object("attributes");
    if (fields.isEmpty()) {
      return attributes;
    }
    for (Map.Entry<String, JsonNode> each : fields.get().entries()) {
      String name = each.getKey();
      if (each.getValue().isContainerNode()) {
        fields.get().mistake(name, "is nested", "write attributes as names with plain values");
      } else if (!each.getValue().isNull()) {
        attributes.put(cleaning.name(name), cleaning.attribute(name, each.getValue().asText()));
      }
    }
    return attributes;
  }

  private Optional<RecordedRequest> request(Fields fields, String kind, Optional<String> trace) {
    String id = fields.text("id").orElse("");
    String method = fields.required("method", "say GET, POST, …");
    if (!method.isEmpty() && !METHOD.matcher(method).matches()) {
      fields.mistake("method", "is " + Mistake.quoted(method), "say GET, POST, … in upper case");
    }
    String path = fields.required("path", "send the path as it came, such as /orders/7");
    if (!path.isEmpty()
        && (!path.startsWith("/") || !Cleaning.isTarget(path) || path.contains("?"))) {
      fields.mistake(
          "path",
          "is " + Mistake.quoted(path),
          "begin it with /, percent-encoded as it came, at most "
              + Cleaning.MOST_TARGET_LETTERS
              + " letters, and send the query as query");
    }
    String query = fields.text("query").orElse("");
    if (!Cleaning.isTarget(query)) {
      fields.mistake("query", "is not encoded, or too long", "send it as it came, without ?");
    }
    SortedMap<String, List<String>> headers = new TreeMap<>();
    fields.object("headers").ifPresent(each -> readHeaders(each, headers));
    boolean isCut = fields.flag("bodyCut");
    Optional<Body> body = cleaning.body(fields.body(), contentType(headers));
    cut = isCut || body.isEmpty();
    Optional<Fields> answer = fields.object("answer");
    if (answer.isEmpty()) {
      fields.mistake("answer", "is missing", "send it as {\"status\": 200, \"body\": \"…\"}");
    }
    Optional<RecordedRequest.Answer> expected = fields.object("expected").map(this::answer);
    RecordedRequest.Answer answered =
        answer
            .map(this::answer)
            .orElse(new RecordedRequest.Answer(0, Map.of(), Optional.empty(), Optional.empty()));
    fields.noOthers("spell it as docs/events.md does");
    if (!path.startsWith("/")) {
      return Optional.empty();
    }
    return Optional.of(
        new RecordedRequest(
            cleaning.name(id),
            kind.equals("request") && isGood(answered.status()) ? Role.GOOD : Role.FAILING,
            method,
            cleaning.path(path),
            cleaning.query(query),
            cleaning.headers(headers),
            body.orElse(Body.EMPTY),
            answered,
            expected,
            trace.flatMap(Thrown::failure)));
  }

  private static void readHeaders(Fields fields, SortedMap<String, List<String>> headers) {
    for (Map.Entry<String, JsonNode> each : fields.entries()) {
      if (HEADER.matcher(each.getKey()).matches()) {
        headers.put(each.getKey(), fields.texts(each.getKey()));
      } else {
        fields.mistake(
            each.getKey().length() < 60 ? each.getKey() : "…",
            "is no name of a header",
            "use letters, digits and hyphens");
      }
    }
  }

  private static String contentType(SortedMap<String, List<String>> headers) {
    return headers.entrySet().stream()
        .filter(each -> each.getKey().equalsIgnoreCase("content-type"))
        .flatMap(each -> each.getValue().stream())
        .findFirst()
        .orElse("");
  }

  private RecordedRequest.Answer answer(Fields fields) {
    Optional<JsonNode> status = fields.any("status");
    int number = status.filter(JsonNode::isInt).map(JsonNode::intValue).orElse(-1);
    if (number != 0 && (number < 100 || number > 599)) {
      fields.mistake(
          "status",
          status.isPresent() ? "is no status of HTTP" : "is missing",
          "send a number from 100 to 599, or 0 when there was no answer");
    }
    boolean isCut = fields.flag("bodyCut");
    boolean isKnown = !isCut && (fields.has("body") || fields.has("bodyBase64"));
    Optional<Body> body = cleaning.body(fields.body(), "").filter(_ -> isKnown);
    fields.noOthers("spell it as docs/events.md does");
    return new RecordedRequest.Answer(Math.max(0, number), Map.of(), body, Optional.empty());
  }
}
