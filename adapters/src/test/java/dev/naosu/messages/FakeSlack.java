package dev.naosu.messages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// As much of Slack's Web API as naosu uses, with the checks that Slack makes: the token, arguments
/// that have to be there, and the limits of messages and blocks.
final class FakeSlack implements AutoCloseable {
  static final String TOKEN = "xoxb-of-the-tests";
  private static final ObjectMapper JSON = new ObjectMapper();

  /// @param arguments as a form has them
  record Asked(String method, Map<String, String> arguments) {
    JsonNode blocks() {
      return tree(arguments.getOrDefault("blocks", "[]"));
    }

    JsonNode view() {
      return tree(arguments.getOrDefault("view", "{}"));
    }

    private static JsonNode tree(String text) {
      try {
        return JSON.readTree(text);
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  final List<Asked> asked = new CopyOnWriteArrayList<>();

  /// Errors for the requests to come; a number is a status of HTTP, empty is none.
  final ConcurrentLinkedDeque<String> errors = new ConcurrentLinkedDeque<>();

  private final AtomicInteger messages = new AtomicInteger();
  private final HttpServer server;

  FakeSlack() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/api/", this::answer);
    server.start();
  }

  String api() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/api/";
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String method = exchange.getRequestURI().getPath().substring("/api/".length());
    Map<String, String> arguments =
        form(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    String error = errors.isEmpty() ? "" : errors.remove();
    if (error.matches("\\d+")) {
      if (error.equals("429")) {
        exchange.getResponseHeaders().add("Retry-After", "17");
      }
      exchange.sendResponseHeaders(Integer.parseInt(error), -1);
      exchange.close();
      return;
    }
    if (error.isEmpty()) {
      error = flaw(exchange, method, arguments);
    }
    asked.add(new Asked(method, arguments));
    ObjectNode answer = JSON.createObjectNode().put("ok", error.isEmpty());
    if (!error.isEmpty()) {
      answer.put("error", error);
    } else if (method.equals("chat.postMessage")) {
      answer.put("channel", arguments.get("channel"));
      answer.put("ts", "1700000000.00000" + messages.incrementAndGet());
    }
    byte[] bytes = JSON.writeValueAsBytes(answer);
    exchange.getResponseHeaders().add("Content-Type", "application/json; charset=utf-8");
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private static String flaw(HttpExchange exchange, String method, Map<String, String> arguments) {
    if (!("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      return "invalid_auth";
    }
    List<String> needed =
        switch (method) {
          case "chat.postMessage" -> List.of("channel", "text");
          case "chat.update" -> List.of("channel", "ts", "text");
          case "chat.postEphemeral" -> List.of("channel", "user", "text");
          case "views.open" -> List.of("trigger_id", "view");
          default -> List.of("unknown_method");
        };
    if (!arguments.keySet().containsAll(needed)) {
      return "invalid_arguments";
    }
    return blocks(new Asked(method, arguments).blocks())
            && blocks(new Asked(method, arguments).view().path("blocks"))
        ? ""
        : "invalid_blocks";
  }

  /// Source: *Block Kit reference*, docs.slack.dev.
  private static boolean blocks(JsonNode blocks) {
    List<String> wrong = new ArrayList<>();
    if (blocks.size() > 50) {
      wrong.add("more than 50 blocks");
    }
    for (JsonNode block : blocks) {
      switch (block.path("type").asText()) {
        case "section" -> text(block.path("text"), 3_000, wrong);
        case "context" -> block.path("elements").forEach(each -> text(each, 3_000, wrong));
        case "rich_text" -> {
          for (JsonNode each : block.path("elements")) {
            if (!each.path("type").asText().startsWith("rich_text_")) {
              wrong.add("rich text of " + each);
            }
          }
        }
        case "actions" -> {
          for (JsonNode each : block.path("elements")) {
            text(each.path("text"), 75, wrong);
            if (each.path("value").asText().length() > 2_000 || !each.has("action_id")) {
              wrong.add("button " + each);
            }
          }
        }
        case "input" -> {
          text(block.path("label"), 2_000, wrong);
          if (!block.path("element").has("action_id")) {
            wrong.add("input " + block);
          }
        }
        default -> wrong.add("block " + block);
      }
    }
    return wrong.isEmpty();
  }

  private static void text(JsonNode text, int most, List<String> wrong) {
    String said = text.path("text").asText();
    if (said.isEmpty()
        || said.length() > most
        || !text.path("type").asText().matches("mrkdwn|plain_text")) {
      wrong.add("text " + text);
    }
  }

  static Map<String, String> form(String body) {
    Map<String, String> arguments = new HashMap<>();
    for (String pair : body.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        arguments.put(
            URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8),
            URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
      }
    }
    return arguments;
  }
}
