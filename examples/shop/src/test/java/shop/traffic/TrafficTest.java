package shop.traffic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import shop.http.Answer;
import shop.http.HttpFront;

class TrafficTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  @Test
  void sendsTheSameEveryTime() {
    List<Mix.Asked> once = LongStream.range(0, 200).mapToObj(new Mix(1)::at).toList();
    assertEquals(once, LongStream.range(0, 200).mapToObj(new Mix(1)::at).toList());
    assertTrue(once.stream().distinct().count() > 50);
  }

  @Test
  void countsWhatItSends() throws Exception {
    List<String> seconds = new CopyOnWriteArrayList<>();
    try (HttpFront shop =
        new HttpFront(
            0, request -> Answer.json(request.method().equals("POST") ? 500 : 200, Map.of()))) {
      Counts counts = traffic(shop.port()).run(LONG, LONG, () -> seconds.isEmpty(), seconds::add);
      assertTrue(counts.sent() > 0);
      assertTrue(counts.failed() > 0 && counts.failed() < counts.sent());
      assertEquals(0, counts.unreachable());
      assertTrue(seconds.get(0).startsWith("{\"second\":1,\"sent\":"));
    }
  }

  @Test
  void givesUpWhenTheShopIsGone() throws Exception {
    int port;
    try (HttpFront shop = new HttpFront(0, request -> Answer.json(200, Map.of()))) {
      port = shop.port();
    }
    Counts counts = traffic(port).run(LONG, Duration.ofMillis(300), () -> true, second -> {});
    assertEquals(counts.sent(), counts.unreachable());
  }

  private static Traffic traffic(int port) {
    return new Traffic(URI.create("http://localhost:" + port), 200, 1);
  }
}
