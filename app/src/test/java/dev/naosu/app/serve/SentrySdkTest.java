package dev.naosu.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.access.Role;
import dev.naosu.access.SharedSecret;
import dev.naosu.app.web.TestHouse;
import dev.naosu.detect.Fingerprint;
import dev.naosu.detect.Origin;
import dev.naosu.detect.Signal;
import dev.naosu.redaction.Redaction;
import dev.naosu.telemetry.AlertLabels;
import io.sentry.Sentry;
import io.sentry.SentryEvent;
import io.sentry.protocol.Request;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A service with the real SDK of Sentry, of which only the DSN points to naosu.
class SentrySdkTest {
  private static final long FLUSH_MILLIS = 20_000;

  private TestHouse house;

  @BeforeEach
  void open() throws Exception {
    Map<String, SharedSecret> noWebhooks = Map.of();
    house =
        new TestHouse(
                Decoders.all(
                    new Redaction(false),
                    new Senders(
                        Map.of("7", "shop"), AlertLabels.usual(), Optional.empty(), noWebhooks)))
            .start();
    String address = house.at("/7").toString();
    Sentry.init(
        options -> {
          options.setDsn(address.replace("http://", "http://" + house.token(Role.OPERATOR) + "@"));
          options.setRelease("shop@1f3a9c2");
          options.setEnvironment("production");
          options.setTracesSampleRate(1.0);
        });
  }

  @AfterEach
  void close() {
    Sentry.close();
    house.close();
  }

  @Test
  void an_exception_with_its_causes_comes_as_java_would_have_printed_it() {
    IllegalStateException failed = failed();
    SentryEvent event = new SentryEvent(failed);
    event.setRequest(request());
    Sentry.captureEvent(event);
    Sentry.flush(FLUSH_MILLIS);

    Signal signal = signals().getFirst();
    assertThat(signal.kind()).isEqualTo(Signal.Kind.EXCEPTION);
    assertThat(signal.origin()).isEqualTo(new Origin("shop", "1f3a9c2", "production"));
    String trace = signal.trace().orElseThrow();
    assertThat(trace)
        .startsWith("java.lang.IllegalStateException: cart 7 fails\n\tat dev.naosu.app.serve.")
        .contains("\tSuppressed: java.io.IOException: of close\n")
        .contains("Caused by: java.lang.NullPointerException: price is null\n");
    assertThat(trace.indexOf("Suppressed: ")).isLessThan(trace.indexOf("Caused by: "));
    assertThat(Fingerprint.of(signal)).isEqualTo(Fingerprint.of(printed(failed)));
    assertThat(signal.request())
        .hasValueSatisfying(
            request -> {
              assertThat(request.line()).isEqualTo("POST /carts/7/lines?preview=true");
              assertThat(request.body().text()).isEqualTo("{\"article\":\"pot\"}");
            });
    assertThat(house.sent).containsExactly("start 1");
  }

  @Test
  void what_is_told_twice_is_one_signal_and_what_is_no_error_none() {
    SentryEvent event = new SentryEvent(failed());
    Sentry.captureEvent(event);
    Sentry.captureMessage("only a message");
    Sentry.startTransaction("GET /carts/{id}", "http.server").finish();
    Sentry.flush(FLUSH_MILLIS);
    assertThat(signals()).hasSize(1);
  }

  private List<Signal> signals() {
    List<Signal> all = new ArrayList<>();
    for (long incident = 1; house.incidents.find(incident).isPresent(); incident++) {
      all.addAll(house.incidents.signals(incident, 10));
    }
    return all;
  }

  /// The same exception, as it would be in a log.
  private static Signal printed(Throwable thrown) {
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text));
    return new Signal(
        "printed",
        Signal.Kind.EXCEPTION,
        new Origin("shop", "", ""),
        TestHouse.NOON,
        TestHouse.NOON,
        "",
        Optional.of(text.toString()),
        List.of(),
        Optional.empty(),
        new TreeMap<>());
  }

  private static Request request() {
    Request request = new Request();
    request.setMethod("POST");
    request.setUrl("http://shop.example/carts/7/lines");
    request.setQueryString("preview=true");
    request.setData("{\"article\":\"pot\"}");
    request.setHeaders(new HashMap<>(Map.of("Content-Type", "application/json")));
    return request;
  }

  private static IllegalStateException failed() {
    try {
      priced(3);
      throw new AssertionError("there is no price");
    } catch (NullPointerException e) {
      IllegalStateException failed = new IllegalStateException("cart 7 fails", e);
      failed.addSuppressed(new IOException("of close"));
      return failed;
    }
  }

  private static void priced(int depth) {
    if (depth > 0) {
      priced(depth - 1);
      return;
    }
    throw new NullPointerException("price is null");
  }
}
