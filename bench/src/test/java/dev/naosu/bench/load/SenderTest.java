package dev.naosu.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SenderTest {
  /// Field 1, a partial success of two bytes: field 1 of it, 3 records.
  private static final byte[] THREE_REJECTED = {0x0a, 0x02, 0x08, 0x03};

  private static final byte[] NOTHING = {};
  private static final Traffic TRAFFIC =
      new Traffic(1_000, 200, 100, Duration.ofSeconds(1), Duration.ofSeconds(1), 0);

  private final Deque<Integer> statuses = new ArrayDeque<>();
  private byte[] reply = NOTHING;
  private HttpServer server;

  @BeforeEach
  void open() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          int status = next();
          byte[] body = status == 200 ? reply : "too bad".getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Retry-After", "1");
          exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void close() {
    server.stop(0);
  }

  private synchronized int next() {
    return statuses.isEmpty() ? 200 : statuses.pop();
  }

  @Test
  void everything_is_sent_at_its_time_and_what_is_refused_for_now_is_sent_again() throws Exception {
    statuses.addAll(List.of(429, 503, 429));
    Sender sender = sender();
    Sender.Sent sent = sender.send(TRAFFIC.posts());
    assertThat(sent.accepted())
        .containsEntry(Post.Kind.LOGS, 1_000L)
        .containsEntry(Post.Kind.SPANS, 200L);
    assertThat(sent.refused()).containsEntry(429, 2).containsEntry(503, 1);
    assertThat(sent.millis()).hasSize(12);
    assertThat(sent.undelivered()).isZero();
    assertThat(sent.took()).isGreaterThan(Duration.ofMillis(890));
    assertThat(sender.firstSent()).containsOnlyKeys(0);
    assertThat(sender.told().get(0)).hasValue(1);
  }

  @Test
  void what_the_server_left_out_is_not_accepted() throws Exception {
    reply = THREE_REJECTED;
    Sender.Sent sent = sender().send(TRAFFIC.posts());
    assertThat(sent.rejected()).isEqualTo(36);
    assertThat(sent.accepted()).containsEntry(Post.Kind.LOGS, 970L);
  }

  @Test
  void a_refusal_for_good_ends_it_with_what_was_answered() {
    statuses.add(400);
    assertThatThrownBy(() -> sender().send(TRAFFIC.posts()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("answered 400: too bad");
  }

  private Sender sender() {
    return new Sender(
        URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
        "secret",
        new Bodies(1, InstantSource.system()),
        4);
  }
}
