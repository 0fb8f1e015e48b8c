package dev.naosu.app.serve;

import com.fasterxml.jackson.databind.JsonNode;
import dev.naosu.app.input.Keys;
import dev.naosu.prometheus.BesideGateway;
import dev.naosu.prometheus.PrometheusTraffic;
import dev.naosu.prometheus.PrometheusTraffic.Queries;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/// By whom it is counted what the versions of a service answer, as the section `traffic` of a fleet
/// says; without one it is the gateway.
public sealed interface TrafficSection {
  /// By Prometheus alone.
  record Prometheus(Queries queries) implements TrafficSection {}

  /// By the gateway, and by Prometheus what the gateway cannot see.
  record Both(BesideGateway.Queries queries) implements TrafficSection {}

  /// One pass over the section that notes everything that is wrong.
  final class Reader {
    private static final List<String> KEYS =
        List.of("from", "requests", "errors", "latencies", "versionLabel");

    private final String where;
    private final JsonNode section;
    private final BiConsumer<String, String> problems;

    /// @param where place of the section, such as `services[0].fleet.traffic`
    /// @param problems told where and what
    Reader(String where, JsonNode section, BiConsumer<String, String> problems) {
      this.where = where;
      this.section = section;
      this.problems = problems;
    }

    /// For a fleet behind a gateway. Empty when there is no such section, or something is wrong
    /// with it.
    Optional<TrafficSection> read() {
      if (section.isMissingNode()) {
        return Optional.empty();
      }
      String from = section.path("from").asText("both");
      return switch (from) {
        case "prometheus" -> alone().map(Prometheus::new);
        case "both" -> both();
        default -> {
          problems.accept(where + ".from", "is both or prometheus, not " + from);
          yield Optional.empty();
        }
      };
    }

    /// For a fleet that has no gateway.
    Optional<Queries> alone() {
      if (section.isMissingNode()) {
        return Optional.empty();
      }
      known();
      if (!section.path("from").asText("prometheus").equals("prometheus")) {
        problems.accept(
            where + ".from", "is prometheus here, for no gateway of naosu counts in a cluster");
      }
      Optional<String> requests = query("requests", true);
      Optional<String> errors = query("errors", true);
      Optional<String> latencies = query("latencies", false);
      return requests.isEmpty() || errors.isEmpty()
          ? Optional.empty()
          : Optional.of(new Queries(requests.get(), errors.get(), latencies, label()));
    }

    private Optional<TrafficSection> both() {
      known();
      if (section.has("requests")) {
        problems.accept(
            where + ".requests",
            "are counted by the gateway; leave it out, or write from: prometheus");
      }
      Optional<String> errors = query("errors", false);
      Optional<String> latencies = query("latencies", false);
      if (errors.isEmpty() && latencies.isEmpty()) {
        if (!section.has("errors") && !section.has("latencies")) {
          problems.accept(where, "names a query: errors, latencies or both");
        }
        return Optional.empty();
      }
      return Optional.of(new Both(new BesideGateway.Queries(errors, latencies, label())));
    }

    private String label() {
      return section.path("versionLabel").asText("version");
    }

    private Optional<String> query(String key, boolean isNeeded) {
      String query = section.path(key).asText("");
      if (query.contains(PrometheusTraffic.WINDOW)) {
        return Optional.of(query);
      }
      if (isNeeded || section.has(key)) {
        problems.accept(
            where + "." + key,
            "is a query with {window} in it, such as"
                + " sum by (version) (increase(http_requests_total[{window}]))");
      }
      return Optional.empty();
    }

    private void known() {
      Keys.known(where + ".", section, KEYS, problems);
    }
  }
}
