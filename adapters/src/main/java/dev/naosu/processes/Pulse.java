package dev.naosu.processes;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/// Asks instances whether they are well.
final class Pulse implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(2);
  private static final int SERVER_ERROR = 500;

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(LIMIT)
          .build();

  static URI where(int port) {
    return URI.create("http://127.0.0.1:" + port);
  }

  /// Whether something below 500 is answered; known after two seconds at the latest.
  CompletableFuture<Boolean> isWell(int port, String path) {
    HttpRequest request =
        HttpRequest.newBuilder(where(port).resolve(path)).timeout(LIMIT).GET().build();
    return client
        .sendAsync(request, BodyHandlers.discarding())
        .thenApply(response -> response.statusCode() < SERVER_ERROR)
        .exceptionally(_ -> false);
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
