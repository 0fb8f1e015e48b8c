package shop.recorder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import shop.http.Answer;
import shop.http.Request;
import shop.json.Json;

class ReporterTest {
  private final BlockingQueue<String> tokens = new LinkedBlockingQueue<>();
  private final BlockingQueue<Map<?, ?>> events = new LinkedBlockingQueue<>();
  private HttpServer naosu;

  @BeforeEach
  void startNaosu() throws Exception {
    naosu = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    naosu.createContext(
        "/api/v1/events",
        exchange -> {
          tokens.add(exchange.getRequestHeaders().getFirst("Authorization"));
          byte[] body = exchange.getRequestBody().readAllBytes();
          events.add((Map<?, ?>) Json.parse(new String(body, StandardCharsets.UTF_8)));
          exchange.sendResponseHeaders(202, -1);
          exchange.close();
        });
    naosu.start();
  }

  @AfterEach
  void stopNaosu() {
    naosu.stop(0);
  }

  @Test
  void aFailureIsSentWithItsTraceAndRequest() throws Exception {
    Answer answer = Answer.json(500, Map.of("error", "r-7"));
    Map<?, ?> event = sent(answer.because(new NullPointerException("price is null")));
    assertEquals("Bearer token", tokens.take());
    assertEquals("shop", event.get("service"));
    assertEquals("b41c", event.get("version"));
    assertEquals("2026-01-02T03:04:05Z", event.get("at"));
    assertEquals("exception", event.get("kind"));
    assertEquals("price is null", event.get("message"));
    assertTrue(
        event
            .get("trace")
            .toString()
            .startsWith("java.lang.NullPointerException: price is null\n\tat shop.recorder."));
    assertEquals(
        Map.of(
            "id", "r-7",
            "method", "GET",
            "path", "/articles/pot/price",
            "query", "quantity=2",
            "headers", Map.of("Accept", "*/*"),
            "body", "",
            "bodyCut", false,
            "answer", Map.of("status", 500L, "body", "{\"error\":\"r-7\"}", "bodyCut", false)),
        event.get("request"));
  }

  @Test
  void aGoodRequestIsSentAsSuch() throws Exception {
    Map<?, ?> event = sent(Answer.json(200, Map.of()));
    assertEquals("request", event.get("kind"));
    assertEquals("GET /articles/*/price 200", event.get("message"));
  }

  @Test
  void reportingToNobodyReturnsAtOnceAndKeepsNothing() {
    naosu.stop(0);
    try (Reporter reporter = reporter()) {
      for (int i = 0; i < 10_000; i++) {
        reporter.report(recorded(Answer.json(200, Map.of())));
      }
    }
    assertTrue(events.isEmpty());
  }

  private Map<?, ?> sent(Answer answer) throws InterruptedException {
    try (Reporter reporter = reporter()) {
      reporter.report(recorded(answer));
      Map<?, ?> event = events.poll(30, TimeUnit.SECONDS);
      return event == null ? Map.of() : event;
    }
  }

  private Reporter reporter() {
    URI url = URI.create("http://localhost:" + naosu.getAddress().getPort() + "/");
    return new Reporter(url, "token", "shop", "b41c");
  }

  private static Recorded recorded(Answer answer) {
    Request request =
        new Request("r-7", "GET", "/articles/pot/price", "quantity=2", Map.of("Accept", "*/*"), "");
    return new Recorded(Instant.parse("2026-01-02T03:04:05Z"), request, answer);
  }
}
