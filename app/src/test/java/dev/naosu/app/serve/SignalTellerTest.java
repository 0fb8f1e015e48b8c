package dev.naosu.app.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.sun.net.httpserver.HttpServer;
import dev.naosu.detect.Body;
import dev.naosu.detect.RecordedRequest;
import dev.naosu.detect.RecordedRequest.Answer;
import dev.naosu.detect.RecordedRequest.Role;
import dev.naosu.detect.Signal;
import dev.naosu.fleet.Version;
import dev.naosu.gateway.Captured;
import dev.naosu.gateway.GatewaySettings.Tell;
import dev.naosu.redaction.Redaction;
import dev.naosu.telemetry.Decoded;
import dev.naosu.telemetry.EventJson;
import dev.naosu.telemetry.Received;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignalTellerTest {
  @TempDir Path directory;
  private final LinkedBlockingQueue<String> told = new LinkedBlockingQueue<>();
  private final AtomicInteger status = new AtomicInteger(202);
  private HttpServer naosu;

  @BeforeEach
  void begin() throws Exception {
    naosu = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    naosu.createContext(
        "/api/v1/events",
        exchange -> {
          try (exchange) {
            String authorization = exchange.getRequestHeaders().getFirst("Authorization");
            String body =
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            int answer = status.get();
            told.add(authorization + " " + body);
            exchange.sendResponseHeaders(answer, -1);
          }
        });
    naosu.start();
  }

  @AfterEach
  void end() {
    naosu.stop(0);
  }

  private SignalTeller teller() throws Exception {
    Path token = Files.writeString(directory.resolve("token"), "naosu_signals\n");
    return new SignalTeller(
        "shop", new Tell(URI.create("http://127.0.0.1:" + naosu.getAddress().getPort()), token));
  }

  private static Captured captured(String id, Role role, int status) {
    return new Captured(
        new RecordedRequest(
            id,
            role,
            "POST",
            "/pay",
            "",
            Map.of("Content-Type", "text/plain"),
            Body.EMPTY,
            new Answer(status, Map.of(), Optional.of(Body.of("sorry")), Optional.empty()),
            Optional.empty(),
            Optional.empty()),
        new Version("v7"),
        Instant.parse("2026-11-29T10:00:00Z"),
        role == Role.FAILING,
        false);
  }

  @Test
  void what_was_captured_is_told_in_batches_that_naosu_can_read() throws Exception {
    try (SignalTeller teller = teller()) {
      teller.saw(captured("r1", Role.FAILING, 500));
      teller.saw(captured("r2", Role.GOOD, 200));

      String all = told.poll(20, TimeUnit.SECONDS);

      assertThat(all)
          .startsWith("Bearer naosu_signals [")
          .contains("r1", "r2", "\"v7\"", "bodyCut");
      String body = all.substring(all.indexOf('['));
      Decoded decoded =
          new EventJson(new Redaction(false))
              .decode(
                  Received.of(
                      body.getBytes(StandardCharsets.UTF_8),
                      "application/json",
                      "",
                      Instant.parse("2026-11-29T10:00:01Z")));
      assertThat(decoded).isInstanceOf(Decoded.Understood.class);
      assertThat(((Decoded.Understood) decoded).signals())
          .extracting(Signal::id, signal -> signal.origin().service())
          .containsExactly(tuple("event:shop:r1", "shop"), tuple("event:shop:r2", "shop"));
    }
  }

  @Test
  void while_naosu_is_away_nobody_waits_and_what_is_too_much_is_counted() throws Exception {
    status.set(503);
    try (SignalTeller teller = teller()) {
      long begin = System.nanoTime();
      for (int i = 0; i < 2_000; i++) {
        teller.saw(captured("r" + i, Role.FAILING, 500));
      }

      assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin)).isLessThan(5);
      assertThat(teller.dropped()).isBetween(1_400L, 1_500L);
      assertThat(told.poll(20, TimeUnit.SECONDS)).isNotNull();
      status.set(202);
      assertThat(told.poll(20, TimeUnit.SECONDS)).contains("r0");
    }
  }
}
