package dev.naosu.gateway;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Which headers go through, and which concern one connection only (RFC 9110, 7.6).
///
/// @param trustsForwarded whether a proxy in front is believed who asked it
record HeaderRules(boolean trustsForwarded) {
  /// Asks for a version by its name, or says in an answer who gave it.
  static final String VERSION = "X-Naosu-Version";

  private static final String VERSION_SMALL = "x-naosu-version";
  private static final Set<String> ONE_CONNECTION =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "http2-settings");
  private static final Set<String> FORWARDED =
      Set.of(
          "forwarded",
          "x-forwarded-for",
          "x-forwarded-host",
          "x-forwarded-port",
          "x-forwarded-proto",
          "x-real-ip");
  private static final String FOR = "X-Forwarded-For";

  /// Letters that stand in `Forwarded` without quotes.
  private static final String TOKEN = "[A-Za-z0-9!#$%&'*+.^_`|~-]+";

  /// What is wrong with the framing of a request, which a proxy must not pass on; empty when
  /// nothing is.
  static Optional<String> problem(HttpServerRequest request) {
    MultiMap headers = request.headers();
    boolean old = request.version() != HttpVersion.HTTP_2;
    if (request.version() == HttpVersion.HTTP_1_1 && headers.getAll(HttpHeaders.HOST).size() != 1) {
      return Optional.of("one header Host is needed");
    }
    List<String> encodings = headers.getAll(HttpHeaders.TRANSFER_ENCODING);
    if (encodings.isEmpty() || !old) {
      return Optional.empty();
    }
    if (encodings.size() > 1 || !encodings.getFirst().strip().equalsIgnoreCase("chunked")) {
      return Optional.of("no Transfer-Encoding but chunked is understood");
    }
    return headers.contains(HttpHeaders.CONTENT_LENGTH)
        ? Optional.of("Content-Length and Transfer-Encoding were both sent")
        : Optional.empty();
  }

  /// Whether a WebSocket is asked for.
  static boolean isWebSocket(HttpServerRequest request) {
    String upgrade = request.headers().get(HttpHeaders.UPGRADE);
    return upgrade != null
        && request.version() == HttpVersion.HTTP_1_1
        && upgrade.strip().equalsIgnoreCase("websocket")
        && named(request.headers()).contains("upgrade");
  }

  /// Whether the client wants its connection closed, and says so among other words; the library
  /// sees to it where that is the only one.
  static boolean asksToClose(HttpServerRequest request) {
    String connection = request.headers().get(HttpHeaders.CONNECTION);
    return connection != null
        && connection.indexOf(',') >= 0
        && named(request.headers()).contains("close");
  }

  /// The headers of a request as the service gets them.
  void request(HttpServerRequest request, MultiMap to) {
    MultiMap from = request.headers();
    Set<String> named = named(from);
    for (Map.Entry<String, String> each : from) {
      String name = each.getKey().toLowerCase(Locale.ROOT);
      // what a client expects of the next hop was answered by this one
      if (ONE_CONNECTION.contains(name)
          || named.contains(name)
          || name.startsWith(":")
          || name.equals("expect")
          || name.equals(VERSION_SMALL)
          || !trustsForwarded && FORWARDED.contains(name)) {
        continue;
      }
      to.add(each.getKey(), each.getValue());
    }
    String te = from.get("te");
    if (te != null && te.strip().equalsIgnoreCase("trailers")) {
      to.set("te", "trailers");
    }
    String host = host(request);
    if (!host.isEmpty()) {
      to.set(HttpHeaders.HOST, host);
    }
    forwarded(request, host, to);
  }

  private void forwarded(HttpServerRequest request, String host, MultiMap to) {
    String peer = request.remoteAddress() == null ? "unknown" : request.remoteAddress().host();
    String scheme = request.isSSL() ? "https" : "http";
    String before = to.get(FOR);
    to.set(FOR, before == null ? peer : before + ", " + peer);
    if (!to.contains("X-Forwarded-Proto")) {
      to.set("X-Forwarded-Proto", scheme);
    }
    if (!to.contains("X-Forwarded-Host") && !host.isEmpty()) {
      to.set("X-Forwarded-Host", host);
    }
    String node = peer.contains(":") ? "\"[" + peer + "]\"" : peer;
    String element =
        "for="
            + node
            + ";proto="
            + scheme
            + (host.isEmpty() ? "" : ";host=" + (host.matches(TOKEN) ? host : quoted(host)));
    String chain = to.get("Forwarded");
    to.set("Forwarded", chain == null ? element : chain + ", " + element);
  }

  private static String quoted(String host) {
    return "\"" + host.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  private static String host(HttpServerRequest request) {
    String host = request.headers().get(HttpHeaders.HOST);
    if (host != null) {
      return host;
    }
    return request.authority() == null ? "" : request.authority().toString();
  }

  /// The headers of an answer as the client gets them.
  static void answer(MultiMap from, MultiMap to) {
    Set<String> named = named(from);
    for (Map.Entry<String, String> each : from) {
      String name = each.getKey().toLowerCase(Locale.ROOT);
      if (!ONE_CONNECTION.contains(name) && !named.contains(name) && !name.equals(VERSION_SMALL)) {
        to.add(each.getKey(), each.getValue());
      }
    }
  }

  /// What `Connection` names, in small letters.
  private static Set<String> named(MultiMap headers) {
    String first = headers.get(HttpHeaders.CONNECTION);
    if (first == null || first.equalsIgnoreCase("keep-alive")) {
      return Set.of();
    }
    Set<String> names = new HashSet<>();
    for (String each : headers.getAll(HttpHeaders.CONNECTION)) {
      for (String name : each.split(",", -1)) {
        names.add(name.strip().toLowerCase(Locale.ROOT));
      }
    }
    return names;
  }
}
