package dev.naosu.machine;

import dev.naosu.detect.RecordedRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;

/// The place on this machine where a service of somebody else listens, and how recorded requests
/// are sent there.
public record Loopback(int port) {
  private static final int PATIENCE_MILLISECONDS = 1_000;

  /// The client sets these itself.
  private static final Set<String> OWN_HEADERS =
      Set.of(
          "connection",
          "content-length",
          "expect",
          "host",
          "http2-settings",
          "keep-alive",
          "transfer-encoding",
          "upgrade");

  /// A place where nothing listens now.
  public static Loopback free() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return new Loopback(socket.getLocalPort());
    }
  }

  /// A client that sends each request once, and follows nothing.
  public static HttpClient client() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NEVER)
        .build();
  }

  public boolean isListenedTo() {
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLISECONDS);
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  /// @param limit until its answer begins
  public HttpRequest http(RecordedRequest request, Duration limit) {
    HttpRequest.Builder builder = HttpRequest.newBuilder(uri(request.target())).timeout(limit);
    request
        .headers()
        .forEach(
            (name, value) -> {
              if (!OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
                builder.header(name, value);
              }
            });
    return builder
        .method(
            request.method(),
            request.body().isEmpty()
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofByteArray(request.body().bytes()))
        .build();
  }

  /// Characters that no URI may hold are sent as percent signs, as browsers do.
  ///
  /// @param target path and query
  public URI uri(String target) {
    StringBuilder written = new StringBuilder();
    for (byte each : target.getBytes(StandardCharsets.UTF_8)) {
      char character = (char) (each & 0xFF);
      boolean allowed =
          character < 0x80
              && (Character.isLetterOrDigit(character)
                  || "-._~:/?@!$&'()*+,;=%".indexOf(character) >= 0);
      written.append(allowed ? String.valueOf(character) : "%%%02X".formatted((int) character));
    }
    String percents = written.toString().replaceAll("%(?![0-9A-Fa-f]{2})", "%25");
    return URI.create("http://127.0.0.1:" + port + percents);
  }
}
