package dev.naosu.requests;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.naosu.detect.Body;
import dev.naosu.detect.Failure;
import dev.naosu.detect.Frame;
import dev.naosu.detect.RecordedRequest;
import dev.naosu.detect.RecordedRequest.Answer;
import dev.naosu.detect.RecordedRequest.Role;
import dev.naosu.detect.StackTraceText;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/// Reads and writes recordings; the format is described in `docs/requests.md`.
public final class RequestFile {
  /// Most requests of one recording.
  public static final int MOST_REQUESTS = 2_000;

  /// Largest body, in bytes.
  public static final int MOST_BODY_BYTES = 1 << 20;

  private static final int MOST_HEADERS = 100;
  private static final int MOST_HEADER_CHARACTERS = 8_192;
  private static final int MOST_TARGET_CHARACTERS = 8_192;
  private static final int MOST_TRACE_CHARACTERS = 64 * 1024;

  /// Most characters of a line: two bodies in Base64, and the rest.
  private static final int MOST_LINE_CHARACTERS = 4 << 20;

  private static final int PROBLEMS = 10;

  /// Headers that are never written, and not replayed where somebody has written them.
  private static final Set<String> SECRET =
      Set.of(
          "authorization",
          "cookie",
          "proxy-authorization",
          "set-cookie",
          "x-api-key",
          "x-auth-token",
          "x-csrf-token",
          "x-forwarded-access-token");

  private static final Set<String> KEYS =
      Set.of(
          "id",
          "role",
          "method",
          "path",
          "query",
          "headers",
          "body",
          "bodyBase64",
          "answer",
          "expected",
          "exception",
          "trace");

  private static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private RequestFile() {}

  /// A recording, or everything that is wrong with it.
  public sealed interface Reading {
    record Good(List<RecordedRequest> requests) implements Reading {
      public Good {
        requests = List.copyOf(requests);
      }
    }

    /// @param problems the first ones, each with its line and remedy
    record Bad(List<String> problems) implements Reading {
      public Bad {
        problems = List.copyOf(problems);
      }
    }
  }

  /// Reads a recording that shows a bug; blank lines are passed over.
  public static Reading read(Path file) {
    return switch (readAny(file)) {
      case Reading.Good good
          when good.requests().stream().noneMatch(each -> each.role() == Role.FAILING) ->
          new Reading.Bad(List.of("no request has the role failing, so there is nothing to heal"));
      case Reading reading -> reading;
    };
  }

  /// Reads a recording, also one of good requests only.
  public static Reading readAny(Path file) {
    List<RecordedRequest> requests = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      int number = 0;
      for (String line = line(reader); line != null; line = line(reader)) {
        number++;
        if (line.isBlank()) {
          continue;
        }
        if (requests.size() == MOST_REQUESTS) {
          problems.add(
              "line "
                  + number
                  + ": more than "
                  + MOST_REQUESTS
                  + " requests; keep the failing ones and the most recent good ones");
          break;
        }
        Line read = new Line(number, problems);
        read.request(line)
            .ifPresent(
                request -> {
                  if (ids.add(request.id())) {
                    requests.add(request);
                  } else {
                    read.problem("id: " + request.id() + " is there twice; give each its own");
                  }
                });
        if (problems.size() >= PROBLEMS) {
          break;
        }
      }
    } catch (CharacterCodingException _) {
      problems.add("not UTF-8; write bodies that are no text as bodyBase64");
    } catch (IOException e) {
      problems.add("cannot be read: " + e.getMessage());
    }
    return problems.isEmpty() ? new Reading.Good(requests) : new Reading.Bad(problems);
  }

  /// A line without its end, cut where it is too long; null at the end.
  private static @org.jspecify.annotations.Nullable String line(BufferedReader reader)
      throws IOException {
    StringBuilder line = new StringBuilder();
    int next = reader.read();
    if (next < 0) {
      return null;
    }
    while (next >= 0 && next != '\n') {
      if (line.length() <= MOST_LINE_CHARACTERS) {
        line.append((char) next);
      }
      next = reader.read();
    }
    return line.toString();
  }

  /// One line under reading.
  private record Line(int number, List<String> problems) {
    void problem(String what) {
      problems.add("line " + number + ": " + what);
    }

    Optional<RecordedRequest> request(String text) {
      if (text.length() > MOST_LINE_CHARACTERS) {
        problem("longer than " + MOST_LINE_CHARACTERS + " characters; leave out large bodies");
        return Optional.empty();
      }
      JsonNode tree;
      try {
        tree = MAPPER.readTree(text);
      } catch (JsonProcessingException e) {
        problem("not JSON: " + e.getOriginalMessage().lines().findFirst().orElse(""));
        return Optional.empty();
      }
      if (!tree.isObject()) {
        problem("not an object; each line is one request");
        return Optional.empty();
      }
      int before = problems.size();
      tree.fieldNames()
          .forEachRemaining(
              name -> {
                if (!KEYS.contains(name)) {
                  problem(name + ": unknown field; see docs/requests.md");
                }
              });
      String path = text(tree, "path", "");
      if (!path.startsWith("/") || path.contains("?") || path.length() > MOST_TARGET_CHARACTERS) {
        problem("path: should begin with / and hold no query, such as /prices/milk");
      }
      String method = text(tree, "method", "GET");
      if (!method.matches("[A-Z]{1,20}")) {
        problem("method: " + method + " is none; write it as GET");
      }
      if (tree.path("answer").isMissingNode()) {
        problem("answer: missing; write what came back, such as {\"status\": 500}");
      }
      RecordedRequest request =
          new RecordedRequest(
              text(tree, "id", Integer.toString(number)),
              role(tree),
              method,
              path,
              query(tree),
              headers(tree),
              body(tree).orElse(Body.EMPTY),
              answer(tree.path("answer"), "answer"),
              tree.has("expected")
                  ? Optional.of(answer(tree.path("expected"), "expected"))
                  : Optional.empty(),
              failure(tree));
      return problems.size() == before ? Optional.of(request) : Optional.empty();
    }

    private Role role(JsonNode tree) {
      return switch (text(tree, "role", "")) {
        case "failing" -> Role.FAILING;
        case "good" -> Role.GOOD;
        default -> {
          problem("role: should be failing or good");
          yield Role.GOOD;
        }
      };
    }

    private String query(JsonNode tree) {
      String query = text(tree, "query", "");
      if (query.length() > MOST_TARGET_CHARACTERS) {
        problem("query: longer than " + MOST_TARGET_CHARACTERS + " characters");
      }
      return query;
    }

    private Map<String, String> headers(JsonNode tree) {
      JsonNode value = tree.path("headers");
      Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      if (!value.isMissingNode() && (!value.isObject() || value.size() > MOST_HEADERS)) {
        problem("headers: should be an object of at most " + MOST_HEADERS + " texts");
        return headers;
      }
      value
          .properties()
          .forEach(
              header -> {
                String text = header.getValue().asText();
                boolean fits =
                    header.getKey().matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")
                        && header.getValue().isTextual()
                        && text.length() <= MOST_HEADER_CHARACTERS
                        && text.chars().noneMatch(each -> each < ' ' && each != '\t');
                if (!fits) {
                  problem("headers: " + header.getKey() + " cannot be a header with one text");
                } else if (!isSecret(header.getKey())) {
                  headers.put(header.getKey(), text);
                }
              });
      return headers;
    }

    private Answer answer(JsonNode tree, String name) {
      JsonNode status = tree.path("status");
      if (!tree.isMissingNode()
          && (!status.canConvertToInt() || status.asInt() < 0 || status.asInt() > 999)) {
        problem(name + ": status: should be the number that came back; 0 when no answer came");
      }
      Optional<String> hash =
          tree.has("bodySha256") ? Optional.of(text(tree, "bodySha256", "")) : Optional.empty();
      if (hash.filter(each -> !each.matches("[0-9a-f]{64}")).isPresent()) {
        problem(name + ": bodySha256: should be 64 hexadecimal digits in lower case");
      }
      return new Answer(status.asInt(), headers(tree), body(tree), hash);
    }

    private Optional<Body> body(JsonNode tree) {
      JsonNode text = tree.path("body");
      JsonNode bytes = tree.path("bodyBase64");
      if (!text.isMissingNode() && !bytes.isMissingNode()) {
        problem("body and bodyBase64 were both given; choose one");
      }
      Optional<Body> body = Optional.empty();
      if (text.isTextual()) {
        body = Optional.of(Body.of(text.asText()));
      } else if (!text.isMissingNode()) {
        problem("body: should be a text; JSON goes into it as a text");
      } else if (bytes.isTextual()) {
        try {
          body = Optional.of(Body.of(Base64.getDecoder().decode(bytes.asText())));
        } catch (IllegalArgumentException _) {
          problem("bodyBase64: not Base64");
        }
      }
      if (body.filter(each -> each.bytes().length > MOST_BODY_BYTES).isPresent()) {
        problem("body: larger than " + MOST_BODY_BYTES + " bytes; leave the request out");
      }
      return body;
    }

    private Optional<Failure> failure(JsonNode tree) {
      String trace = text(tree, "trace", "");
      String exception = text(tree, "exception", "");
      if (trace.length() > MOST_TRACE_CHARACTERS) {
        problem("trace: longer than " + MOST_TRACE_CHARACTERS + " characters; keep its beginning");
        return Optional.empty();
      }
      List<Frame> frames = StackTraceText.frames(trace);
      String named =
          exception.isEmpty()
              ? StackTraceText.throwable(trace).map(StackTraceText.Named::exceptionClass).orElse("")
              : exception;
      if (named.isEmpty()) {
        if (!trace.isEmpty()) {
          problem("trace: names no exception; write its class as exception");
        }
        return Optional.empty();
      }
      return Optional.of(new Failure(named, "", frames, Optional.empty(), Optional.empty()));
    }

    private String text(JsonNode tree, String key, String otherwise) {
      JsonNode value = tree.path(key);
      if (value.isMissingNode()) {
        return otherwise;
      }
      if (!value.isTextual()) {
        problem(key + ": should be a text");
        return otherwise;
      }
      return value.asText();
    }
  }

  private static boolean isSecret(String header) {
    return SECRET.contains(header.toLowerCase(Locale.ROOT));
  }

  /// Writes a recording: one line for each request, secrets left out.
  ///
  /// @param redaction puts something else in the place of secrets in a text
  public static String write(List<RecordedRequest> requests, UnaryOperator<String> redaction) {
    StringBuilder lines = new StringBuilder();
    for (RecordedRequest request : requests) {
      ObjectNode node = MAPPER.createObjectNode();
      node.put("id", request.id());
      node.put("role", request.role().name().toLowerCase(Locale.ROOT));
      node.put("method", request.method());
      node.put("path", request.path());
      if (!request.query().isEmpty()) {
        node.put("query", redaction.apply(request.query()));
      }
      headers(node, request.headers(), redaction);
      if (!request.body().isEmpty()) {
        body(node, request.body(), redaction);
      }
      answer(node.putObject("answer"), request.answer(), redaction);
      request
          .expected()
          .ifPresent(expected -> answer(node.putObject("expected"), expected, redaction));
      request.failure().ifPresent(failure -> failure(node, failure));
      lines.append(node).append('\n');
    }
    return lines.toString();
  }

  private static void answer(ObjectNode node, Answer answer, UnaryOperator<String> redaction) {
    node.put("status", answer.status());
    headers(node, answer.headers(), redaction);
    answer.body().ifPresent(body -> body(node, body, redaction));
    answer.bodyHash().ifPresent(hash -> node.put("bodySha256", hash));
  }

  private static void headers(
      ObjectNode node, Map<String, String> headers, UnaryOperator<String> redaction) {
    Map<String, String> kept = new TreeMap<>(headers);
    kept.keySet().removeIf(RequestFile::isSecret);
    if (!kept.isEmpty()) {
      ObjectNode all = node.putObject("headers");
      kept.forEach((name, value) -> all.put(name, redaction.apply(value)));
    }
  }

  private static void body(ObjectNode node, Body body, UnaryOperator<String> redaction) {
    try {
      String text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body.bytes())).toString();
      node.put("body", redaction.apply(text));
    } catch (CharacterCodingException _) {
      node.put("bodyBase64", Base64.getEncoder().encodeToString(body.bytes()));
    }
  }

  private static void failure(ObjectNode node, Failure failure) {
    node.put("exception", failure.exceptionClass());
    node.put("trace", StackTraceText.of(failure));
  }
}
