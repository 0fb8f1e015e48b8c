package dev.naosu.fuzz;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import dev.naosu.code.Patch;
import dev.naosu.detect.Fingerprint;
import dev.naosu.detect.JUnitReport;
import dev.naosu.detect.Origin;
import dev.naosu.detect.RecordedRequest;
import dev.naosu.detect.Signal;
import dev.naosu.detect.StackTraceText;
import dev.naosu.detect.logs.LogTemplates;
import dev.naosu.detect.logs.LogTemplates.Limits;
import dev.naosu.messages.SlackPress;
import dev.naosu.publisher.Letters;
import dev.naosu.redaction.Pseudonyms;
import dev.naosu.redaction.Redaction;
import dev.naosu.repair.strategy.Clusters;
import dev.naosu.repair.strategy.Proposer;
import dev.naosu.repair.strategy.Strategy;
import dev.naosu.repair.strategy.Suggestion;
import dev.naosu.requests.RequestFile;
import dev.naosu.ship.publish.Ask;
import dev.naosu.ship.publish.Inspection;
import dev.naosu.ship.publish.Parcel;
import dev.naosu.telemetry.Decoded;
import dev.naosu.telemetry.EventJson;
import dev.naosu.telemetry.JUnitXml;
import dev.naosu.telemetry.Otlp;
import dev.naosu.telemetry.Received;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.logs.v1.SeverityNumber;
import io.opentelemetry.proto.resource.v1.Resource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/// Something that reads what anybody may send, and what has to hold whatever that is. No exception
/// may leave it; the fuzzer sees to time and memory.
enum Target {
  EVENTS {
    @Override
    void check(byte[] data) throws IOException {
      both(() -> new EventJson(REDACTION).decode(Received.of(data, "application/json", "", NOW)));
      both(
          () ->
              new EventJson(REDACTION).decode(Received.of(data, "application/json", "gzip", NOW)));
    }
  },

  /// An event that is well formed, with hostile text around a secret.
  EVENT_TEXTS {
    @Override
    void check(byte[] data) throws IOException {
      String[] parts = text(data).split("\u0001", 4);
      ObjectNode event = JSON.createObjectNode();
      event.put("service", "shop");
      event.put("kind", "exception");
      event.put("message", planted(part(parts, 0)));
      event.put("trace", planted(part(parts, 1)));
      ObjectNode request = event.putObject("request");
      request.put("method", "POST").put("path", "/a").put("body", planted(part(parts, 2)));
      request.putObject("headers").put("x-note", planted(part(parts, 3)).replaceAll("\\s", " "));
      request.putObject("answer").put("status", 500).put("body", planted(part(parts, 2)));
      event.putObject("attributes").put("a", planted(part(parts, 3)));
      byte[] body = JSON.writeValueAsBytes(event);
      both(() -> new EventJson(REDACTION).decode(Received.of(body, "application/json", "", NOW)));
    }
  },

  LOGS_PROTOBUF {
    @Override
    void check(byte[] data) throws IOException {
      both(() -> new Otlp(REDACTION).logs(Received.of(data, PROTOBUF, "", NOW)));
    }
  },

  LOGS_JSON {
    @Override
    void check(byte[] data) throws IOException {
      both(() -> new Otlp(REDACTION).logs(Received.of(data, "application/json", "", NOW)));
    }
  },

  /// Records that are well formed, with hostile text around a secret.
  LOG_TEXTS {
    @Override
    void check(byte[] data) throws IOException {
      String[] parts = text(data).split("\u0001", 3);
      LogRecord.Builder record =
          LogRecord.newBuilder()
              .setSeverityNumber(SeverityNumber.SEVERITY_NUMBER_ERROR)
              .setTraceId(ByteString.copyFrom(data, 0, Math.min(data.length, 16)))
              .setBody(AnyValue.newBuilder().setStringValue(planted(part(parts, 0))))
              .addAttributes(attribute("exception.stacktrace", planted(part(parts, 1))))
              .addAttributes(attribute("exception.message", planted(part(parts, 2))));
      byte[] body =
          ExportLogsServiceRequest.newBuilder()
              .addResourceLogs(
                  ResourceLogs.newBuilder()
                      .setResource(
                          Resource.newBuilder().addAttributes(attribute("service.name", "shop")))
                      .addScopeLogs(ScopeLogs.newBuilder().addLogRecords(record)))
              .build()
              .toByteArray();
      both(() -> new Otlp(REDACTION).logs(Received.of(body, PROTOBUF, "", NOW)));
    }
  },

  TRACES_PROTOBUF {
    @Override
    void check(byte[] data) throws IOException {
      both(() -> new Otlp(REDACTION).traces(Received.of(data, PROTOBUF, "", NOW)));
    }
  },

  TRACES_JSON {
    @Override
    void check(byte[] data) throws IOException {
      both(() -> new Otlp(REDACTION).traces(Received.of(data, "application/json", "", NOW)));
    }
  },

  JUNIT {
    @Override
    void check(byte[] data) throws IOException {
      JUnitReport report = JUnitReport.read(new ByteArrayInputStream(data));
      must(report.failing().size() <= JUnitReport.MOST_FAILING, "more tests than are kept");
      both(
          () ->
              new JUnitXml(REDACTION)
                  .decode(Received.of(data, "application/xml", "", NOW), "shop", "", ""));
    }
  },

  STACK_TRACE {
    @Override
    void check(byte[] data) {
      String text = text(data);
      must(StackTraceText.frames(text).size() <= 500, "more frames than are taken");
      StackTraceText.throwable(text);
      Signal signal = signal(text);
      Fingerprint fingerprint = Fingerprint.of(signal);
      must(fingerprint.equals(Fingerprint.of(signal)), "another fingerprint of the same signal");
      must(fingerprint.value().matches("[0-9a-f]{32}"), "the fingerprint is " + fingerprint);
      must(
          fingerprint.title().length() <= 160
              && fingerprint.title().chars().noneMatch(Character::isISOControl),
          "the title is " + fingerprint.title());
    }
  },

  LOG_TEMPLATES {
    @Override
    void check(byte[] data) {
      LogTemplates templates = new LogTemplates(new Limits(50, 10, 0.4, 4));
      for (String line : text(data).split("\n", 200)) {
        long id = templates.add(line).template().id();
        LogTemplates.Match again = templates.add(line);
        must(!again.isNew(), "the same line twice is a new template: " + line);
        must(templates.current(id) == again.template().id(), "another template for " + line);
        must(templates.templates().size() <= 50, "more templates than are remembered");
      }
    }
  },

  REDACTION_OF_TEXT {
    @Override
    void check(byte[] data) {
      String text = text(data);
      Redaction all = new Redaction(true);
      for (Redaction each : List.of(REDACTION, all)) {
        String once = each.text(text);
        must(each.text(once).equals(once), "redacting twice differs: " + once);
        must(!each.text(planted(text)).contains(SECRET), "a secret comes out of " + text);
        must(!each.form("a=1&token=" + SECRET + "&" + text).contains(SECRET), "in a form");
        must(!each.header("Cookie", text + "; s=" + SECRET).contains(SECRET), "in a cookie");
        each.path(text);
      }
    }
  },

  REDACTION_OF_JSON {
    @Override
    void check(byte[] data) {
      String text = text(data);
      String hidden = REDACTION.body("application/json", text);
      must(
          !REDACTION.body("application/json", text + " " + SECRET).contains(SECRET),
          "a secret behind " + text);
      Optional<JsonNode> before = parsed(text);
      if (before.isPresent()) {
        must(
            REDACTION.body("application/json", hidden).equals(hidden),
            "redacting twice differs: " + hidden);
        must(
            parsed(hidden)
                .filter(after -> after.getNodeType() == before.get().getNodeType())
                .isPresent(),
            "what was JSON is none: " + hidden);
        String beside = "{\"password\":\"" + SECRET + "\",\"other\":" + text + "}";
        must(
            !REDACTION.body("application/json", beside).contains(SECRET),
            "a secret beside " + text);
      }
    }
  },

  PSEUDONYMS {
    @Override
    void check(byte[] data) {
      String text = text(data);
      must(!PSEUDONYMOUS.text(planted(text)).contains(SECRET), "a secret comes out of " + text);
      must(!PSEUDONYMOUS.form("a=1&token=" + SECRET + "&" + text).contains(SECRET), "in a form");
      must(!PSEUDONYMOUS.header("Cookie", text + "; s=" + SECRET).contains(SECRET), "in a cookie");
      must(PSEUDONYMOUS.text(text).equals(PSEUDONYMOUS.text(text)), "another pseudonym");
      String masked = PSEUDONYMOUS.body("application/json", text);
      Optional<JsonNode> before = parsed(text);
      if (before.isPresent()) {
        must(
            parsed(masked)
                .filter(after -> after.getNodeType() == before.get().getNodeType())
                .isPresent(),
            "what was JSON is none: " + masked);
      }
    }
  },

  REQUESTS {
    @Override
    void check(byte[] data) throws IOException {
      Path file = Files.createTempFile("fuzz", ".jsonl");
      try {
        Files.write(file, data);
        if (RequestFile.read(file)
            instanceof RequestFile.Reading.Good(List<RecordedRequest> requests)) {
          Files.writeString(file, RequestFile.write(requests, UnaryOperator.identity()));
          must(
              RequestFile.read(file) instanceof RequestFile.Reading.Good(var again)
                  && ids(again).equals(ids(requests)),
              "what was written is read as " + RequestFile.read(file));
        }
      } finally {
        Files.delete(file);
      }
    }

    private List<String> ids(List<RecordedRequest> requests) {
      return requests.stream().map(RecordedRequest::id).toList();
    }
  },

  /// What a publisher is asked, by whoever has got hold of the server.
  QUESTIONS {
    @Override
    void check(byte[] data) {
      Ask ask;
      try {
        ask = Letters.ask(data);
      } catch (IOException _) {
        // it is none, and answered as such
        return;
      }
      switch (ask) {
        case Ask.Publish(String _, Parcel parcel) -> {
          boolean isLetOut = Inspection.of(parcel).isEmpty();
          must(
              !isLetOut
                  || parcel.change().after().keySet().stream()
                      .allMatch(path -> path.endsWith(".java") && !path.contains("..")),
              "a file that is none of its business in " + parcel);
        }
        case Ask.Say(String _, long _, String markdown) -> Inspection.text(markdown);
        default -> {
          // its fields are looked at where they are used
        }
      }
    }
  },

  /// What comes with a signature that fits, and may still be anything.
  SLACK {
    @Override
    void check(byte[] data) {
      must(SlackPress.read(data).equals(SlackPress.read(data)), "the same body is read otherwise");
      if (SlackPress.read(data).orElse(null) instanceof SlackPress.Pressed pressed) {
        must(pressed.card().matches("[0-9a-f]{16}"), "a card " + pressed.card());
        must(pressed.incident() > 0, "an incident " + pressed.incident());
      }
    }
  },

  /// What a model says to each strategy: only the offered file changes, and as it was read before.
  MODEL_ANSWERS {
    @Override
    void check(byte[] data) {
      for (Strategy strategy : Strategy.values()) {
        must(patches(strategy, text(data)).equals(patches(strategy, text(data))), "read otherwise");
      }
    }

    private List<Patch> patches(Strategy strategy, String answer) {
      Proposer.Session session =
          strategy.with(List.of(new Parrot(answer)), new Random(1)).open(Parrot.shop());
      List<Patch> patches = new ArrayList<>();
      try {
        for (Suggestion each : session.next(List.of())) {
          Patch patch = each.candidate().patch();
          must(patch.paths().equals(List.of(Parrot.PATH)), "changes " + patch.paths());
          must(!patch.applyTo(Parrot.PATH, Parrot.CODE).equals(Parrot.CODE), "changes nothing");
          new Clusters(Parrot.shop().codebase()).add(each);
          patches.add(patch);
        }
      } catch (InterruptedException e) {
        throw new IllegalStateException("a model that does not wait was interrupted", e);
      }
      return patches;
    }
  };

  /// In an order in which numbers stand for them.
  static final List<Target> ALL = List.of(values());

  private static final Redaction REDACTION = new Redaction(false);
  private static final Pseudonyms PSEUDONYMOUS =
      new Pseudonyms("0123456789abcdef".getBytes(StandardCharsets.UTF_8));
  private static final Instant NOW = Instant.parse("2026-11-28T12:00:30Z");
  private static final String PROTOBUF = "application/x-protobuf";
  private static final String SECRET = "ghp_0123456789abcdefghijABCDEFGHIJ012345";
  private static final ObjectMapper JSON = new ObjectMapper();

  abstract void check(byte[] data) throws IOException;

  /// Reads a body.
  @FunctionalInterface
  private interface Decoding {
    Decoded decode() throws IOException;
  }

  /// Twice, by readers that know nothing of each other: what they make of it is the same, bounded,
  /// and without the secret.
  private static void both(Decoding decoding) throws IOException {
    Decoded first = decoding.decode();
    Decoded second = decoding.decode();
    must(first.reply().status() == second.reply().status(), "another answer to the same body");
    if (first instanceof Decoded.Understood one && second instanceof Decoded.Understood other) {
      must(one.signals().equals(other.signals()), "other signals of the same body");
      one.signals().forEach(Target::clean);
    } else {
      must(first.reply().status() >= 400, "refused with " + first.reply().status());
      must(!new String(first.reply().body(), StandardCharsets.UTF_8).contains(SECRET), "told");
    }
  }

  private static void clean(Signal signal) {
    must(signal.message().length() <= Signal.MOST_LETTERS, "a message that is too long");
    must(
        signal.trace().filter(each -> each.length() > Signal.MOST_TRACE_LETTERS).isEmpty(),
        "a trace that is too long");
    String all =
        signal
            + signal.request().map(each -> text(each.body().bytes())).orElse("")
            + signal
                .request()
                .flatMap(each -> each.answer().body())
                .map(each -> text(each.bytes()))
                .orElse("");
    must(!all.contains(SECRET), "a secret in " + all);
    must(
        signal.message().chars().noneMatch(c -> c < ' ' && c != '\n' && c != '\t'),
        "control characters in " + signal.message());
    Fingerprint.of(signal);
  }

  private static Signal signal(String trace) {
    return new Signal(
        "id",
        Signal.Kind.EXCEPTION,
        new Origin("shop", "", ""),
        NOW,
        NOW,
        trace,
        Optional.of(trace),
        List.of(),
        Optional.empty(),
        new TreeMap<>());
  }

  private static KeyValue attribute(String name, String value) {
    return KeyValue.newBuilder()
        .setKey(name)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  private static String planted(String text) {
    return text + "\n" + SECRET + "\n" + text;
  }

  private static String part(String[] parts, int number) {
    return number < parts.length ? parts[number] : "";
  }

  private static String text(byte[] data) {
    return new String(data, StandardCharsets.UTF_8);
  }

  private static Optional<JsonNode> parsed(String text) {
    try {
      return Optional.of(STRICT.readTree(text)).filter(node -> !node.isMissingNode());
    } catch (JsonProcessingException _) {
      return Optional.empty();
    }
  }

  private static final ObjectMapper STRICT =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private static void must(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalStateException(otherwise);
    }
  }
}
