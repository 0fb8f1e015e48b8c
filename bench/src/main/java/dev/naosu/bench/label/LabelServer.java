package dev.naosu.bench.label;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.naosu.bench.label.LabelPage.Show;
import dev.naosu.bench.trial.JsonReport;
import dev.naosu.bench.trial.Label;
import dev.naosu.bench.trial.Report;
import dev.naosu.bench.trial.Trial;
import dev.naosu.bench.trial.Trial.Result;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// Serves the page to this machine only. Three things keep others out: the address holds a secret,
/// for other users of the machine; a form must bring a token that only the page has, for other
/// pages in the browser; and the Host header must be ours, for names that were bent to this
/// machine.
public final class LabelServer implements AutoCloseable {
  private static final int LARGEST_FORM_BYTES = 64 << 10;
  private static final int LONGEST_NOTE = 4000;
  private static final int SECRET_BYTES = 18;

  private final Path json;
  private final InstantSource clock;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final String token = secret();
  private final URI address;

  private LabelServer(Path json, InstantSource clock, HttpServer server) {
    this.json = json;
    this.clock = clock;
    this.server = server;
    this.address =
        URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/" + secret() + "/");
  }

  /// Serves until it is closed.
  ///
  /// @param json a report of the bench; it is read anew for each page, so it may still grow
  public static LabelServer start(Path json, InstantSource clock) throws IOException {
    HttpServer http =
        HttpServer.create(
            new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 0);
    LabelServer server = new LabelServer(json, clock, http);
    http.createContext("/", server::handle);
    http.setExecutor(server.threads);
    http.start();
    return server;
  }

  /// Where the page is; a secret.
  public URI address() {
    return address;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private static String secret() {
    byte[] bytes = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Reply reply;
      try {
        reply = reply(exchange);
      } catch (IOException e) {
        reply = Reply.refused(500, String.valueOf(e.getMessage()));
      }
      send(exchange, reply);
    }
  }

  /// @param location where to look next; empty for none
  private record Reply(int status, String type, String body, String location) {
    static Reply page(String html) {
      return new Reply(200, "text/html; charset=utf-8", html, "");
    }

    static Reply refused(int status, String why) {
      return new Reply(status, "text/plain; charset=utf-8", why + "\n", "");
    }

    static Reply seeOther(String location) {
      return new Reply(303, "text/plain; charset=utf-8", "", location);
    }
  }

  private static void send(HttpExchange exchange, Reply reply) throws IOException {
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", reply.type());
    headers.set("Cache-Control", "no-store");
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Referrer-Policy", "same-origin");
    headers.set("Cross-Origin-Opener-Policy", "same-origin");
    headers.set(
        "Content-Security-Policy",
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none';"
            + " frame-ancestors 'none'");
    if (!reply.location().isEmpty()) {
      headers.set("Location", reply.location());
    }
    byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
    boolean silent = exchange.getRequestMethod().equals("HEAD") || body.length == 0;
    exchange.sendResponseHeaders(reply.status(), silent ? -1 : body.length);
    if (!silent) {
      exchange.getResponseBody().write(body);
    }
  }

  private Reply reply(HttpExchange exchange) throws IOException {
    String host = exchange.getRequestHeaders().getFirst("Host");
    if (!address.getAuthority().equals(host)) {
      return Reply.refused(403, "this server answers to " + address.getAuthority() + " only");
    }
    String path = exchange.getRequestURI().getRawPath();
    boolean reads = List.of("GET", "HEAD").contains(exchange.getRequestMethod());
    boolean writes = exchange.getRequestMethod().equals("POST");
    if (reads && path.equals(address.getPath())) {
      return page(exchange.getRequestURI().getRawQuery());
    }
    if (writes && path.equals(address.getPath() + "label")) {
      return label(exchange);
    }
    return reads || writes
        ? Reply.refused(404, "the address is the one that was printed")
        : Reply.refused(405, "only GET and POST");
  }

  private Reply page(@Nullable String query) throws IOException {
    Map<String, String> asked = form(query == null ? "" : query);
    Show show = Show.of(asked.getOrDefault("show", "")).orElse(Show.OPEN);
    Report report = Labels.read(Labels.beside(json)).on(JsonReport.read(json));
    return Reply.page(LabelPage.of(report, token, show, asked.containsKey("saved")));
  }

  private Reply label(HttpExchange exchange) throws IOException {
    List<String> origins = exchange.getRequestHeaders().getOrDefault("Origin", List.of());
    if (!origins.isEmpty() && !origins.equals(List.of("http://" + address.getAuthority()))) {
      return Reply.refused(403, "the form came from another page");
    }
    byte[] body = exchange.getRequestBody().readNBytes(LARGEST_FORM_BYTES + 1);
    if (body.length > LARGEST_FORM_BYTES) {
      return Reply.refused(413, "the note is too long");
    }
    Map<String, String> form;
    try {
      form = form(new String(body, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException _) {
      return Reply.refused(400, "this is no form");
    }
    if (!MessageDigest.isEqual(bytes(token), bytes(form.getOrDefault("token", "")))) {
      return Reply.refused(403, "the form is not from the page as it is served now; load it again");
    }
    String note = form.getOrDefault("note", "").replace("\r\n", "\n").strip();
    Optional<Optional<Label.Answer>> answer = answer(form.getOrDefault("answer", "?"));
    if (answer.isEmpty() || note.length() > LONGEST_NOTE) {
      return Reply.refused(400, "an answer is correct, overfitting or unsure, with a short note");
    }
    Optional<Labels.Key> key = find(form.getOrDefault("repair", ""));
    if (key.isEmpty()) {
      return Reply.refused(404, "the report has no such repair any more");
    }
    save(key.get(), answer.get().map(given -> new Label(given, note, clock.instant())));
    Show show = Show.of(form.getOrDefault("show", "")).orElse(Show.OPEN);
    // in the list of open ones it is gone: its place is the top
    return Reply.seeOther(
        address.getPath()
            + "?show="
            + show.word()
            + "&saved=yes"
            + (show == Show.ALL ? "#" + LabelPage.anchor(key.get()) : ""));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /// Empty for no answer; holding nothing for one that is taken back.
  private static Optional<Optional<Label.Answer>> answer(String word) {
    if (word.isEmpty()) {
      return Optional.of(Optional.empty());
    }
    for (Label.Answer answer : Label.Answer.values()) {
      if (answer.name().equals(word)) {
        return Optional.of(Optional.of(answer));
      }
    }
    return Optional.empty();
  }

  private Optional<Labels.Key> find(String name) throws IOException {
    for (Trial trial : JsonReport.read(json).trials()) {
      if (trial.result() instanceof Result.Ran ran) {
        for (Trial.JudgedRepair repair : ran.repairs()) {
          Labels.Key key = Labels.Key.of(trial, repair);
          if (key.name().equals(name)) {
            return Optional.of(key);
          }
        }
      }
    }
    return Optional.empty();
  }

  private synchronized void save(Labels.Key key, Optional<Label> label) throws IOException {
    Path file = Labels.beside(json);
    Labels.read(file).with(key, label).write(file);
  }

  private static Map<String, String> form(String text) {
    Map<String, String> fields = new HashMap<>();
    for (String field : text.split("&", -1)) {
      int equals = field.indexOf('=');
      if (equals > 0) {
        fields.put(
            URLDecoder.decode(field.substring(0, equals), StandardCharsets.UTF_8),
            URLDecoder.decode(field.substring(equals + 1), StandardCharsets.UTF_8));
      }
    }
    return fields;
  }
}
