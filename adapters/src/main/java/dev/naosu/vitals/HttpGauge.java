package dev.naosu.vitals;

import dev.naosu.detect.vitals.Target;
import dev.naosu.detect.vitals.Vitals;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;

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
      HttpResponse<Void> answer =
          client.send(
              HttpRequest.newBuilder(url)
                  .timeout(within)
                  .header("User-Agent", "naosu")
                  .GET()
                  .build(),
              BodyHandlers.discarding());
      int status = answer.statusCode();
      readings.put("http.up", least <= status && status <= most);
      readings.put("http.latency", (System.nanoTime() - begin) / 1e9);
      readings.put("tcp.up", true);
      answer
          .headers()
          .firstValue("Date")
          .flatMap(this::clockOff)
          .ifPresent(seconds -> readings.put("clock.off", seconds));
    } catch (ConnectException _) {
      readings.put("http.up", false);
      readings.put("tcp.up", false);
    } catch (IOException _) {
      // reset or too late: whoever asks it gets no answer, and whether it listens is not known
      readings.put("http.up", false);
    }
    return readings.of(target, clock.instant());
  }

  /// By RFC 9110, section 6.6.1: the moment at which the answer was made, in whole seconds.
  private Optional<Double> clockOff(String date) {
    try {
      Instant there = DateTimeFormatter.RFC_1123_DATE_TIME.parse(date, Instant::from);
      return Optional.of((double) Duration.between(there, clock.instant()).abs().toSeconds());
    } catch (DateTimeParseException | ArithmeticException _) {
      return Optional.empty();
    }
  }
}
