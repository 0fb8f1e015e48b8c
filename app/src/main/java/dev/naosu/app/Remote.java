package dev.naosu.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/// A naosu that runs as a server, asked over HTTP.
final class Remote {
  private static final Duration CONNECTING = Duration.ofSeconds(5);
  private static final Duration ANSWERING = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String server;
  private final String token;

  /// @param server beginning of its addresses, without a slash at the end
  /// @param token empty when there is none
  Remote(String server, String token) {
    this.server = server;
    this.token = token;
  }

  /// What a server says.
  sealed interface Reply {
    record Good(JsonNode json) implements Reply {}

    /// @param status of HTTP; 0 when nobody answers
    /// @param problem as of RFC 9457, with a remedy
    record Bad(int status, JsonNode problem) implements Reply {}
  }

  /// @param path begins with `/`
  Reply get(String path) throws InterruptedException {
    return ask(HttpRequest.newBuilder(URI.create(server + path)).GET());
  }

  Reply post(String path, JsonNode body) throws InterruptedException {
    return ask(
        HttpRequest.newBuilder(URI.create(server + path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString())));
  }

  private Reply ask(HttpRequest.Builder request) throws InterruptedException {
    request.timeout(ANSWERING).header("Accept", "application/json");
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(CONNECTING).build()) {
      HttpResponse<String> answer =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return reply(answer.statusCode(), answer.body());
    } catch (IOException e) {
      return new Reply.Bad(
          0,
          problem(
              "No naosu answers at " + server + ".",
              "Start one with: naosu serve. Or name another with --server URL or NAOSU_SERVER."));
    }
  }

  private Reply reply(int status, String body) {
    try {
      JsonNode json = JSON.readTree(body);
      if (json != null && json.isObject()) {
        return status < 300 ? new Reply.Good(json) : new Reply.Bad(status, told(status, json));
      }
    } catch (JsonProcessingException e) {
      // told below
    }
    return new Reply.Bad(
        status,
        problem(
            "What answers at " + server + " is no naosu (HTTP " + status + ").",
            "See that --server or NAOSU_SERVER is the address of a naosu, such as"
                + " http://localhost:8420."));
  }

  /// A server knows of tokens; it is here that people learn where to put them.
  private JsonNode told(int status, JsonNode problem) {
    if (status != 401 || !(problem instanceof ObjectNode object)) {
      return problem;
    }
    boolean expired = problem.path("type").asText().endsWith(":expired");
    object.put(
        "detail",
        expired
            ? "The token has expired. " + problem.path("detail").asText()
            : token.isEmpty()
                ? "The server wants to know who you are, and there is no token."
                : "The server does not know this token.");
    object.put(
        "remedy",
        "Ask an admin for a token (the page "
            + server
            + "/access makes them), and give it with NAOSU_TOKEN or --token.");
    return object;
  }

  static ObjectNode problem(String detail, String remedy) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("type", "urn:naosu:problem:away")
        .put("title", "The server cannot be asked")
        .put("status", 0)
        .put("detail", detail)
        .put("remedy", remedy);
  }
}
