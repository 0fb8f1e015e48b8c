package dev.naosu.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.naosu.fleet.Answers;
import dev.naosu.fleet.Latencies;
import dev.naosu.fleet.Routing;
import dev.naosu.fleet.Split;
import dev.naosu.fleet.Traffic;
import dev.naosu.fleet.Version;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// What naosu and a gateway tell each other, and what the gateway keeps, as JSON.
final class ControlJson {
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private ControlJson() {}

  static byte[] bytes(Routing routing) {
    ObjectNode tree = JSON.createObjectNode();
    ObjectNode shares = tree.putObject("shares");
    routing.split().shares().forEach((version, share) -> shares.put(version.name(), share));
    ObjectNode instances = tree.putObject("instances");
    new TreeMap<>(routing.instances())
        .forEach(
            (version, uris) -> {
              ArrayNode list = instances.putArray(version.name());
              uris.forEach(uri -> list.add(uri.toString()));
            });
    return bytes(tree);
  }

  /// @throws IllegalArgumentException with what is wrong
  static Routing routing(byte[] json) {
    JsonNode tree = tree(json);
    TreeMap<Version, Double> shares = new TreeMap<>();
    for (Map.Entry<String, JsonNode> each : tree.path("shares").properties()) {
      if (!each.getValue().isNumber()) {
        throw new IllegalArgumentException("the share of " + each.getKey() + " is no number");
      }
      shares.put(new Version(each.getKey()), each.getValue().asDouble());
    }
    Map<Version, List<URI>> instances = new HashMap<>();
    for (Map.Entry<String, JsonNode> each : tree.path("instances").properties()) {
      List<URI> uris = new ArrayList<>();
      each.getValue().forEach(uri -> uris.add(instance(uri.asText())));
      instances.put(new Version(each.getKey()), List.copyOf(uris));
    }
    return new Routing(new Split(shares), instances);
  }

  private static URI instance(String text) {
    URI uri = URI.create(text);
    boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
    if (!web || uri.getHost() == null || uri.getUserInfo() != null) {
      throw new IllegalArgumentException(
          "an instance is an address such as http://127.0.0.1:9001, not " + text);
    }
    return uri;
  }

  static byte[] bytes(Traffic traffic) {
    ObjectNode tree = JSON.createObjectNode();
    tree.put("from", traffic.from().toString());
    tree.put("to", traffic.to().toString());
    ObjectNode versions = tree.putObject("versions");
    new TreeMap<>(traffic.answers())
        .forEach((version, answers) -> write(answers, versions.putObject(version.name())));
    return bytes(tree);
  }

  /// Of instances, by their address.
  static byte[] bytes(Map<URI, Answers> answers) {
    ObjectNode tree = JSON.createObjectNode();
    ObjectNode instances = tree.putObject("instances");
    new TreeMap<>(answers).forEach((uri, each) -> write(each, instances.putObject(uri.toString())));
    return bytes(tree);
  }

  private static void write(Answers answers, ObjectNode node) {
    node.put("requests", answers.requests());
    node.put("errors", answers.errors());
    ObjectNode latencies = node.putObject("latencies");
    answers
        .latencies()
        .counts()
        .forEach((bucket, count) -> latencies.put(Integer.toString(bucket), count));
    answers.failures().forEach(node.putArray("failures")::add);
  }

  /// Of instances, by their address.
  ///
  /// @throws IllegalArgumentException with what is wrong
  static Map<URI, Answers> answers(byte[] json) {
    Map<URI, Answers> answers = new HashMap<>();
    for (Map.Entry<String, JsonNode> each : tree(json).path("instances").properties()) {
      answers.put(instance(each.getKey()), read(each.getValue()));
    }
    return answers;
  }

  private static Answers read(JsonNode node) {
    TreeMap<Integer, Long> counts = new TreeMap<>();
    node.path("latencies")
        .properties()
        .forEach(
            bucket -> counts.put(Integer.valueOf(bucket.getKey()), bucket.getValue().asLong()));
    Set<String> failures = new HashSet<>();
    node.path("failures").forEach(failure -> failures.add(failure.asText()));
    return new Answers(
        node.path("requests").asLong(),
        node.path("errors").asLong(),
        new Latencies(counts),
        failures);
  }

  /// @throws IllegalArgumentException with what is wrong
  static Traffic traffic(byte[] json) {
    JsonNode tree = tree(json);
    Map<Version, Answers> answers = new HashMap<>();
    for (Map.Entry<String, JsonNode> each : tree.path("versions").properties()) {
      answers.put(new Version(each.getKey()), read(each.getValue()));
    }
    try {
      return new Traffic(
          Instant.parse(tree.path("from").asText()),
          Instant.parse(tree.path("to").asText()),
          answers);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("no instant: " + e.getMessage(), e);
    }
  }

  static ObjectNode object() {
    return JSON.createObjectNode();
  }

  static ArrayNode list() {
    return JSON.createArrayNode();
  }

  /// @throws IllegalArgumentException when it is no JSON object
  static JsonNode tree(byte[] json) {
    try {
      JsonNode tree = JSON.readTree(json);
      if (tree == null || !tree.isObject()) {
        throw new IllegalArgumentException("not a JSON object");
      }
      return tree;
    } catch (IOException e) {
      throw new IllegalArgumentException("not JSON", e);
    }
  }

  static byte[] bytes(JsonNode tree) {
    try {
      return (JSON.writeValueAsString(tree) + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
