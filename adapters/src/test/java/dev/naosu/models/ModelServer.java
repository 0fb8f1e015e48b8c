package dev.naosu.models;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A server that speaks as OpenAI does, as well or as badly as it is told.
final class ModelServer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<String> bodies = new CopyOnWriteArrayList<>();
  private final List<String> keys = new CopyOnWriteArrayList<>();

  /// Answers one request.
  @FunctionalInterface
  interface Behaviour {
    /// @param number of the request, from 1
    void answer(Talk talk, int number) throws IOException, InterruptedException;
  }

  ModelServer(Behaviour behaviour) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          keys.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
          try (exchange) {
            behaviour.answer(new Talk(exchange), bodies.size());
          } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
          }
        });
    server.start();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/v1");
  }

  int requests() {
    return bodies.size();
  }

  List<String> bodies() {
    return bodies;
  }

  List<String> keys() {
    return keys;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  /// One request and what is said to it.
  record Talk(HttpExchange exchange) {
    void refuse(int status, String text) throws IOException {
      byte[] body = text.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }

    Talk header(String name, String value) {
      exchange.getResponseHeaders().set(name, value);
      return this;
    }

    OutputStream stream() throws IOException {
      header("Content-Type", "text/event-stream");
      exchange.sendResponseHeaders(200, 0);
      return exchange.getResponseBody();
    }

    /// The whole of an answer as it should be.
    void say(String text, String end) throws IOException {
      OutputStream out = stream();
      part(out, text);
      end(out, end);
      send(out, "[DONE]");
    }

    static void part(OutputStream out, String text) throws IOException {
      ObjectNode chunk = chunk();
      chunk
          .withArray("choices")
          .addObject()
          .put("index", 0)
          .putObject("delta")
          .put("content", text);
      send(out, chunk.toString());
    }

    static void end(OutputStream out, String reason) throws IOException {
      ObjectNode chunk = chunk();
      ObjectNode choice = chunk.withArray("choices").addObject().put("index", 0);
      choice.putObject("delta");
      choice.put("finish_reason", reason);
      send(out, chunk.toString());
      ObjectNode usage = chunk();
      usage.putArray("choices");
      usage
          .putObject("usage")
          .put("prompt_tokens", 40)
          .put("completion_tokens", 10)
          .put("total_tokens", 50)
          .putObject("prompt_tokens_details")
          .put("cached_tokens", 30);
      send(out, usage.toString());
    }

    static void send(OutputStream out, String data) throws IOException {
      out.write(("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
      out.flush();
    }

    private static ObjectNode chunk() {
      return JSON.createObjectNode()
          .put("id", "1")
          .put("object", "chat.completion.chunk")
          .put("created", 1)
          .put("model", "test");
    }
  }
}
