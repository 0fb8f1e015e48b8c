package dev.naosu.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.naosu.app.Remote.Reply;
import dev.naosu.app.ServerVerb.Answer;
import dev.naosu.app.ServerVerb.House;
import dev.naosu.app.tell.Following;
import dev.naosu.app.tell.Screen;
import dev.naosu.app.tell.Words;
import dev.naosu.cycle.incident.State;
import dev.naosu.detect.RecordedRequest;
import dev.naosu.detect.RecordedRequest.Role;
import dev.naosu.telemetry.EventWriter;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// `naosu heal --server`: reports what fails, and follows the incidents of it until each has ended
/// or asks a person.
final class HealingAway {
  private static final Duration LOOK = Duration.ofSeconds(1);

  /// Looks without an answer, in a row, before it is taken that none comes.
  private static final int PATIENCE = 120;

  /// Of one delivery; the server takes somewhat more.
  private static final int MOST_EVENTS = 500;

  private static final int MOST_LETTERS = 2 * 1024 * 1024;

  private final HealArguments arguments;
  private final House house;
  private final ServerAddress address;
  private final Remote remote;
  private final Following following;
  private final EventWriter writer;

  /// Incidents that are followed, and whether they were known before the report.
  private final Map<Long, Boolean> incidents = new LinkedHashMap<>();

  HealingAway(HealArguments arguments, ReportArguments report, House house) {
    this.arguments = arguments;
    this.house = house;
    this.address = report.address(house.environment());
    this.remote = address.remote();
    this.following = new Following(screen(), house.clock());
    this.writer = new EventWriter(report.service());
  }

  /// @return the exit code
  int heal() {
    try (Interruption _ = Interruption.guard(house.io(), this::farewell)) {
      return house.tell(reported(), arguments.json, !arguments.noColor);
    } catch (IOException e) {
      house.io().err().println("naosu: --trace cannot be read: " + e.getMessage());
      return ExitCode.COULD_NOT_RUN;
    } catch (InterruptedException _) {
      // the server goes on; the interruption tells so
      return ExitCode.INTERRUPTED;
    }
  }

  /// As for healing here: nothing moves where only the object is wanted and nobody watches.
  private Screen screen() {
    Io io = house.io();
    if (arguments.quiet || arguments.json && !io.errIsTerminal()) {
      return io.noScreen();
    }
    return arguments.json ? io.errScreen(!arguments.noColor) : io.outScreen(!arguments.noColor);
  }

  private synchronized String farewell() {
    if (incidents.isEmpty()) {
      return "the server may have got a part of the report; naosu incidents shows it";
    }
    long first = incidents.keySet().iterator().next();
    return "the server goes on; look at it with: naosu show "
        + first
        + " --server "
        + address.url();
  }

  private Answer reported() throws InterruptedException, IOException {
    for (JsonNode delivery : deliveries()) {
      switch (remote.post("/api/v1/events", delivery)) {
        case Reply.Bad bad -> {
          return new Answer.Refused(bad);
        }
        case Reply.Good(JsonNode taken) -> note(taken);
      }
    }
    return incidents.isEmpty()
        ? new Answer.Refused(
            new Reply.Bad(
                0,
                Remote.problem(
                    "The server took the report, and made no incident of it.",
                    "See with naosu incidents what it knows already.")))
        : follow();
  }

  private synchronized void note(JsonNode taken) {
    taken.path("opened").forEach(id -> incidents.put(id.asLong(), false));
    taken.path("joined").forEach(id -> incidents.putIfAbsent(id.asLong(), true));
  }

  /// Good requests before failing ones: an incident begins with the first of these.
  private List<JsonNode> deliveries() throws IOException {
    // never seen before: what is reported again is not dropped as a repetition
    String report = UUID.randomUUID().toString();
    if (arguments.recorded().isEmpty()) {
      return List.of(
          writer.tests(report, arguments.testNames(), arguments.traceText(house.io().in())));
    }
    List<RecordedRequest> told =
        arguments.recorded().stream()
            .filter(EventWriter::isTold)
            .sorted(Comparator.comparing(request -> request.role() == Role.FAILING))
            .toList();
    int left = arguments.recorded().size() - told.size();
    if (left > 0) {
      following.tell(
          Words.count(left, "good request")
              + " left out: to a server, an answer of 500 or more is none that is good");
    }
    List<JsonNode> deliveries = new ArrayList<>();
    ArrayNode delivery = JsonNodeFactory.instance.arrayNode();
    int letters = 0;
    int number = 0;
    for (RecordedRequest request : told) {
      ObjectNode event = writer.request(report + ":" + number++, request);
      int size = event.toString().length();
      if (!delivery.isEmpty()
          && (delivery.size() == MOST_EVENTS || letters + size > MOST_LETTERS)) {
        deliveries.add(delivery);
        delivery = JsonNodeFactory.instance.arrayNode();
        letters = 0;
      }
      delivery.add(event);
      letters += size;
    }
    deliveries.add(delivery);
    return deliveries;
  }

  private Answer follow() throws InterruptedException {
    Map<Long, JsonNode> last = new LinkedHashMap<>();
    int silent = 0;
    while (true) {
      boolean over = true;
      for (Map.Entry<Long, Boolean> each : incidents.entrySet()) {
        switch (remote.get("/api/v1/incidents/" + each.getKey())) {
          case Reply.Bad bad -> {
            if (!isPassing(bad) || ++silent > PATIENCE) {
              return new Answer.Refused(bad);
            }
            following.away();
            over = false;
          }
          case Reply.Good(JsonNode incident) -> {
            silent = 0;
            if (last.put(each.getKey(), incident) == null) {
              following.found(incident, each.getValue(), address.url());
            }
            following.news(incident, incidents.size() > 1);
            over &= isOver(incident);
          }
        }
      }
      if (over) {
        return told(List.copyOf(last.values()));
      }
      if (remote.get("/api/v1/stop") instanceof Reply.Good(JsonNode stop)) {
        following.stopped(stop.path("stopped").asBoolean());
      }
      Thread.sleep(LOOK);
    }
  }

  /// Whether it may pass by itself: the server is being started again, or is busy.
  private static boolean isPassing(Reply.Bad bad) {
    return switch (bad.status()) {
      case 0, 429, 502, 503, 504 -> true;
      default -> false;
    };
  }

  private static boolean isOver(JsonNode incident) {
    return incident.path("isFinal").asBoolean()
        || incident.path("asksAPerson").asBoolean()
        || incident.path("state").asText().equals(State.HELD.name());
  }

  private static Answer told(List<JsonNode> ended) {
    JsonNode json =
        ended.size() == 1
            ? ended.getFirst()
            : JsonNodeFactory.instance
                .objectNode()
                .set("incidents", JsonNodeFactory.instance.arrayNode().addAll(ended));
    int exitCode =
        ended.stream().allMatch(HealingAway::isHealed)
            ? ExitCode.HEALED_OR_NOTHING_TO_HEAL
            : ExitCode.NOT_HEALED;
    return new Answer.Told(json, exitCode, report -> ended.forEach(report::followed));
  }

  /// Whether a repair is delivered, or proven and proposed to a person, as healing here does.
  private static boolean isHealed(JsonNode incident) {
    return switch (incident.path("state").asText()) {
      case "HEALED", "REVIEW", "APPROVAL" -> true;
      default -> false;
    };
  }
}
