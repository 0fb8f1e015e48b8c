package dev.naosu.processes;

import java.io.IOException;
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

  /// Asks one path after the other, and does not mind what comes back.
  ///
  /// @param until of [System#nanoTime()], when it stops at the latest
  void warm(int port, LocalSettings.WarmUp warmUp, long until) throws InterruptedException {
    for (int i = 0; i < warmUp.requests() && System.nanoTime() < until; i++) {
      String path = warmUp.paths().get(i % warmUp.paths().size());
      HttpRequest request =
          HttpRequest.newBuilder(where(port).resolve(path)).timeout(LIMIT).GET().build();
      try {
        client.send(request, BodyHandlers.discarding());
      } catch (IOException _) {
        // whether it is well is asked elsewhere
        return;
      }
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
