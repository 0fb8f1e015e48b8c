package dev.naosu.leases;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.naosu.detect.vitals.Target;
import dev.naosu.repair.runbook.Arguments;
import dev.naosu.repair.runbook.Order;
import dev.naosu.repair.runbook.Parameter;
import dev.naosu.ship.action.Lease;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A lease as JSON.
final class LeaseJson {
  private final ObjectMapper mapper = new ObjectMapper();

  byte[] write(Lease lease) throws IOException {
    Order order = lease.order();
    ObjectNode node = mapper.createObjectNode();
    node.put("deed", lease.deed())
        .put("action", order.action())
        .put("environment", order.environment())
        .put("service", order.target().service())
        .put("component", order.target().component())
        .put("instance", order.target().instance());
    ObjectNode arguments = node.putObject("arguments");
    order.arguments().values().forEach(arguments::put);
    node.put("before", lease.before())
        .put("until", lease.until().toString())
        .put("seen", lease.seen());
    return mapper.writeValueAsBytes(node);
  }

  /// Empty when it is none.
  Optional<Lease> read(byte[] bytes) {
    try {
      JsonNode node = mapper.readTree(bytes);
      Map<String, String> values = new TreeMap<>();
      node.path("arguments")
          .properties()
          .forEach(each -> values.put(each.getKey(), each.getValue().asText()));
      Optional<Arguments> arguments = arguments(values);
      return arguments.map(
          read ->
              new Lease(
                  node.path("deed").longValue(),
                  new Order(
                      node.path("action").asText(),
                      node.path("environment").asText(),
                      new Target(
                          node.path("service").asText(),
                          node.path("component").asText(),
                          node.path("instance").asText()),
                      read),
                  node.path("before").asText(),
                  Instant.parse(node.path("until").asText()),
                  node.path("seen").asBoolean()));
    } catch (IOException | DateTimeException | IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /// They fitted the parameters of the action when they were written; they are lines of text,
  /// whatever else they are.
  private static Optional<Arguments> arguments(Map<String, String> values) {
    List<Parameter> lines =
        values.keySet().stream()
            .map(name -> new Parameter(name, Parameter.Type.TEXT, "", Optional.empty()))
            .toList();
    return Arguments.read(lines, values) instanceof Arguments.Reading.Fit(Arguments arguments)
        ? Optional.of(arguments)
        : Optional.empty();
  }
}
