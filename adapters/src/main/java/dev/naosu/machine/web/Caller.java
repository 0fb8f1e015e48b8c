package dev.naosu.machine.web;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// Calls addresses. It is led nowhere else, reads a small answer only, and waits no longer than it
/// says.
public final class Caller implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration GLANCE = Duration.ofMillis(200);
  private static final int MOST_BYTES = 64 << 10;
  private static final int GOOD = 2;

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(PATIENCE)
          .build();

  /// @param body at most 64 KiB of it; hostile
  public record Said(int status, String body) {
    public boolean isGood() {
      return status / 100 == GOOD;
    }
  }

  /// @throws IOException when there is no answer, with a text for people
  public Said call(Call call) throws IOException, InterruptedException {
    call.address().check();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(call.address().uri())
            .timeout(PATIENCE)
            .method(
                call.method(),
                call.body().isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(call.body()));
    call.headers().forEach(request::header);
    try {
      HttpResponse<InputStream> answer =
          client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = answer.body()) {
        return new Said(
            answer.statusCode(), new String(body.readNBytes(MOST_BYTES), StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new IOException(
          call.address() + " does not answer (" + e.getClass().getSimpleName() + ")", e);
    }
  }

  /// Waits until an address answers well.
  ///
  /// @return whether it did in time
  public boolean awaitWell(Address address, Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    do {
      if (isWell(address)) {
        return true;
      }
      Thread.sleep(GLANCE);
    } while (System.nanoTime() < end);
    return false;
  }

  private boolean isWell(Address address) throws InterruptedException {
    try {
      return call(Call.get(address)).isGood();
    } catch (IOException _) {
      // not yet
      return false;
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
