package dev.naosu.vitals;

import dev.naosu.detect.vitals.Target;
import dev.naosu.detect.vitals.Vitals;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;

/// Asks a server how it is, as a customer would.
public final class HttpGauge implements Vitals.Gauge {
  private final HttpClient client;
  private final URI url;
  private final int least;
  private final int most;
  private final Duration within;
  private final InstantSource clock;

  /// @param client follows no redirects: who is sent elsewhere has its answer
  /// @param least smallest status that is well
  /// @param most largest status that is well
  public HttpGauge(
      HttpClient client, URI url, int least, int most, Duration within, InstantSource clock) {
    this.client = client;
    this.url = url;
    this.least = least;
    this.most = most;
    this.within = within;
    this.clock = clock;
  }

  @Override
  public Vitals measure(Target target) throws InterruptedException {
    Readings readings = new Readings();
    long begin = System.nanoTime();
    try {
      int status =
          client
              .send(
                  HttpRequest.newBuilder(url)
                      .timeout(within)
                      .header("User-Agent", "naosu")
                      .GET()
                      .build(),
                  BodyHandlers.discarding())
              .statusCode();
      readings.put("http.up", least <= status && status <= most);
      readings.put("http.latency", (System.nanoTime() - begin) / 1e9);
      readings.put("tcp.up", true);
    } catch (IOException e) {
      // refused, reset or too late: whoever asks it gets no answer
      readings.put("http.up", false);
    }
    return readings.of(target, clock.instant());
  }
}
