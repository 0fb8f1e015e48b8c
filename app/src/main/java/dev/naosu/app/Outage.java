package dev.naosu.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.naosu.app.Remote.Reply;
import dev.naosu.cycle.chaos.Leave;
import dev.naosu.prove.experiment.Experiment;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Asks a server whether somebody has trouble already, and whether it was stopped. What it does not
/// tell is no permission.
final class Outage implements Leave {
  private static final int PAGE = 100;

  private final Remote remote;

  Outage(Remote remote) {
    this.remote = remote;
  }

  @Override
  public Optional<String> refusal(Experiment experiment) {
    try {
      Optional<String> stopped = stopped();
      return stopped.isPresent() ? stopped : trouble(experiment.service());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return Optional.of("interrupted");
    }
  }

  @Override
  public Optional<String> halt() {
    try {
      // a server that is gone meanwhile may be what the experiment is about
      return remote.get("/api/v1/stop") instanceof Reply.Good(JsonNode json)
              && json.path("stopped").asBoolean()
          ? Optional.of("naosu was stopped")
          : Optional.empty();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return Optional.of("interrupted");
    }
  }

  private Optional<String> stopped() throws InterruptedException {
    return switch (remote.get("/api/v1/stop")) {
      case Reply.Good(JsonNode json) ->
          json.path("stopped").asBoolean()
              ? Optional.of("naosu is stopped; resume it first: naosu resume")
              : Optional.empty();
      case Reply.Bad(int _, JsonNode problem) -> Optional.of(unknown(problem));
    };
  }

  private Optional<String> trouble(String service) throws InterruptedException {
    Reply reply =
        remote.get(
            "/api/v1/incidents?limit="
                + PAGE
                + "&service="
                + URLEncoder.encode(service, StandardCharsets.UTF_8));
    return switch (reply) {
      case Reply.Good(JsonNode json) -> {
        for (JsonNode each : json.path("incidents")) {
          if (!each.path("isFinal").asBoolean()
              || each.path("state").asText().equals("ESCALATED")) {
            yield Optional.of(
                service
                    + " has an open incident, "
                    + each.path("id").asText()
                    + "; experiments wait until it is over");
          }
        }
        yield Optional.empty();
      }
      case Reply.Bad(int _, JsonNode problem) -> Optional.of(unknown(problem));
    };
  }

  private static String unknown(JsonNode problem) {
    return "it cannot be found out whether there is an open incident: "
        + problem.path("detail").asText()
        + " "
        + problem.path("remedy").asText()
        + " Or look yourself, and say --no-server.";
  }
}
