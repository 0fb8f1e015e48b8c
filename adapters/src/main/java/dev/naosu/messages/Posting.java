package dev.naosu.messages;

import dev.naosu.cycle.people.Channel.Delivery;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

/// Sends JSON to an address, and says what came of it. An address that leads elsewhere is not
/// followed.
final class Posting implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration USUAL_WAIT = Duration.ofSeconds(30);
  private static final int TOO_MANY = 429;

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(PATIENCE)
          .build();

  /// @param who is asked, for people
  /// @param thread of what was told, should it come through
  Delivery post(String who, URI address, byte[] body, Map<String, String> headers, String thread)
      throws InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address)
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    headers.forEach(request::header);
    try {
      HttpResponse<Void> answer =
          client.send(request.build(), HttpResponse.BodyHandlers.discarding());
      int status = answer.statusCode();
      if (status / 100 == 2) {
        return new Delivery.Done(thread);
      }
      return new Delivery.NotDone(
          who + " answered " + status, status == TOO_MANY ? pause(answer) : Duration.ZERO, "");
    } catch (IOException e) {
      return new Delivery.NotDone(
          who + " cannot be reached (" + e.getClass().getSimpleName() + ")", Duration.ZERO, "");
    }
  }

  private static Duration pause(HttpResponse<Void> answer) {
    return answer
        .headers()
        .firstValue("Retry-After")
        .filter(seconds -> seconds.matches("[0-9]{1,6}"))
        .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
        .orElse(USUAL_WAIT);
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
