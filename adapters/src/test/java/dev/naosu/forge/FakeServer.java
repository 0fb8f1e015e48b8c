package dev.naosu.forge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/// A forge on this machine: its API is played by a subclass, and its repository is a real one that
/// git reads from and pushes to over HTTP.
abstract class FakeServer implements AutoCloseable {
  static final String TOKEN = "not-a-real-token-5f3a";
  static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final ObjectMapper JSON = new ObjectMapper();

  /// Every request that came in, as `GET /path?query`.
  final List<String> asked = new CopyOnWriteArrayList<>();

  /// Answers that are given instead of the right ones, one request each.
  final Deque<Reply> instead = new ArrayDeque<>();

  final Path bare;
  private final String repository;
  private final HttpServer server;

  /// @param bare what git reads from and pushes to
  /// @param repository what it is called, such as `team/shop`
  FakeServer(Path bare, String repository) throws IOException {
    this.bare = bare;
    this.repository = repository;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    server.createContext("/", this::handle);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  record Request(
      String method, String path, Map<String, String> query, JsonNode body, String token) {
    String at(String key, String usual) {
      return query.getOrDefault(key, usual);
    }
  }

  record Reply(int status, JsonNode body, Map<String, String> headers) {
    Reply(int status, JsonNode body) {
      this(status, body, Map.of());
    }
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  @Override
  public void close() {
    server.stop(0);
  }

  abstract Reply answer(Request request) throws Exception;

  static ObjectNode message(String text) {
    return NODES.objectNode().put("message", text);
  }

  /// One page of many, with the headers that say where the others are.
  static Reply page(Request request, List<? extends JsonNode> all, String sizeKey, int usual) {
    int size = Integer.parseInt(request.at(sizeKey, String.valueOf(usual)));
    int page = Integer.parseInt(request.at("page", "1"));
    int from = Math.min(all.size(), (page - 1) * size);
    int to = Math.min(all.size(), from + size);
    var body = NODES.arrayNode();
    all.subList(from, to).forEach(body::add);
    Map<String, String> headers = new HashMap<>();
    headers.put("x-page", String.valueOf(page));
    headers.put("x-per-page", String.valueOf(size));
    headers.put("x-total", String.valueOf(all.size()));
    headers.put("x-total-pages", String.valueOf((all.size() + size - 1) / size));
    if (to < all.size()) {
      headers.put("x-next-page", String.valueOf(page + 1));
      headers.put("next", String.valueOf(page + 1));
    }
    return new Reply(200, body, headers);
  }

  String git(String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of("git", "-C", bare.toString()));
    command.addAll(List.of(words));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() == 0 ? said.strip() : "";
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      String path = exchange.getRequestURI().getRawPath();
      String query = exchange.getRequestURI().getRawQuery();
      asked.add(exchange.getRequestMethod() + " " + path + (query == null ? "" : "?" + query));
      if (path.startsWith("/" + repository + ".git/")) {
        gitHttp(exchange, path, query == null ? "" : query, body);
        return;
      }
      Reply reply;
      synchronized (this) {
        reply = instead.isEmpty() ? right(exchange, path, query, body) : instead.pop();
      }
      reply.headers().forEach(exchange.getResponseHeaders()::set);
      exchange.getResponseHeaders().set("Content-Type", "application/json; charset=utf-8");
      byte[] text =
          reply.body() instanceof MissingNode
              ? new byte[0]
              : reply.body().toString().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(reply.status(), text.length == 0 ? -1 : text.length);
      exchange.getResponseBody().write(text);
    } catch (Exception e) {
      throw new IOException(e);
    }
  }

  private Reply right(HttpExchange exchange, String path, String query, byte[] body)
      throws Exception {
    Map<String, String> values = new HashMap<>();
    for (String pair : query == null ? new String[0] : query.split("&")) {
      String[] parts = pair.split("=", 2);
      values.put(decoded(parts[0]), parts.length < 2 ? "" : decoded(parts[1]));
    }
    String token = exchange.getRequestHeaders().getFirst("Authorization");
    if (token == null) {
      token = exchange.getRequestHeaders().getFirst("PRIVATE-TOKEN");
    }
    return answer(
        new Request(
            exchange.getRequestMethod(),
            path,
            values,
            body.length == 0 ? MissingNode.getInstance() : read(exchange, body),
            token == null ? "" : token.replaceFirst("(?i)^(token|bearer) ", "")));
  }

  private static JsonNode read(HttpExchange exchange, byte[] body) throws IOException {
    String type = String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type"));
    if (!type.startsWith("application/x-www-form-urlencoded")) {
      return JSON.readTree(body);
    }
    ObjectNode form = NODES.objectNode();
    for (String pair : new String(body, StandardCharsets.UTF_8).split("&")) {
      String[] parts = pair.split("=", 2);
      form.put(decoded(parts[0]), parts.length < 2 ? "" : decoded(parts[1]));
    }
    return form;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  /// Git's own program for this, behind the token.
  private void gitHttp(HttpExchange exchange, String path, String query, byte[] body)
      throws Exception {
    String said = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
    String expected = ":" + TOKEN;
    boolean isKnown =
        said.startsWith("Basic ")
            && new String(Base64.getDecoder().decode(said.substring(6)), StandardCharsets.UTF_8)
                .endsWith(expected);
    if (!isKnown) {
      exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"git\"");
      exchange.sendResponseHeaders(401, -1);
      return;
    }
    ProcessBuilder builder =
        new ProcessBuilder("git", "-c", "http.receivepack=true", "http-backend");
    Map<String, String> environment = builder.environment();
    environment.put("GIT_PROJECT_ROOT", bare.toString());
    environment.put("GIT_HTTP_EXPORT_ALL", "1");
    environment.put("PATH_INFO", path.substring(("/" + repository + ".git").length()));
    environment.put("QUERY_STRING", query);
    environment.put("REQUEST_METHOD", exchange.getRequestMethod());
    environment.put("REMOTE_USER", "naosu");
    environment.put("CONTENT_TYPE", first(exchange, "Content-Type"));
    environment.put("HTTP_CONTENT_ENCODING", first(exchange, "Content-Encoding"));
    environment.put("GIT_PROTOCOL", first(exchange, "Git-Protocol"));
    environment.put("CONTENT_LENGTH", String.valueOf(body.length));
    Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    Thread.startVirtualThread(
        () -> {
          try (OutputStream input = process.getOutputStream()) {
            input.write(body);
          } catch (IOException _) {
            // it had read enough
          }
        });
    byte[] output = process.getInputStream().readAllBytes();
    process.waitFor();
    InputStream rest = new ByteArrayInputStream(output);
    int status = 200;
    for (String line = line(rest); !line.isEmpty(); line = line(rest)) {
      String[] parts = line.split(": ", 2);
      if (parts[0].equals("Status")) {
        status = Integer.parseInt(parts[1].substring(0, 3));
      } else {
        exchange.getResponseHeaders().set(parts[0], parts[1]);
      }
    }
    byte[] content = rest.readAllBytes();
    exchange.sendResponseHeaders(status, content.length == 0 ? -1 : content.length);
    exchange.getResponseBody().write(content);
  }

  private static String first(HttpExchange exchange, String header) {
    String value = exchange.getRequestHeaders().getFirst(header);
    return value == null ? "" : value;
  }

  private static String line(InputStream from) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int c = from.read(); c != -1 && c != '\n'; c = from.read()) {
      if (c != '\r') {
        line.write(c);
      }
    }
    return line.toString(StandardCharsets.UTF_8);
  }
}
