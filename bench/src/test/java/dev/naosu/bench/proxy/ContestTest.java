package dev.naosu.bench.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.naosu.bench.proxy.Contest.Found;
import dev.naosu.bench.proxy.Contest.Front;
import dev.naosu.bench.proxy.Contest.Half;
import dev.naosu.bench.proxy.Contest.Plan;
import dev.naosu.bench.trial.Machine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class ContestTest {
  private static final Plan PLAN =
      new Plan(Duration.ofSeconds(1), Duration.ofSeconds(2), 1, 8, 10, List.of("-Xmx64m"));

  private static Found found(double perSecond, long failed, double p99) {
    return new Found(
        List.of(new Saturation(perSecond, failed)),
        Map.of(
            Half.OWN,
            List.of(new SteadyLoad.Times(100, p99 / 2, p99, p99 * 2, 50)),
            Half.NGINX,
            List.of(new SteadyLoad.Times(100, p99 / 2, p99, p99 * 2, 50))));
  }

  private static ContestReport report(Found gateway, Found capturing) {
    return new ContestReport(
        Instant.EPOCH,
        "naosu bench gateway",
        new Machine(2, 1024, "jdk", "system", "naosu"),
        new ContestReport.Figures(
            PLAN,
            Map.of(Half.OWN, 300.0, Half.NGINX, 500.0),
            Map.of(
                Front.NOTHING,
                found(4_000, 0, 0.5),
                Front.NGINX,
                found(1_000, 0, 1),
                Front.GATEWAY,
                gateway,
                Front.CAPTURING,
                capturing)));
  }

  @Test
  void what_wrk_says_is_read() throws IOException {
    assertThat(
            Saturation.read(
                """
                  2 threads and 64 connections
                  Socket errors: connect 0, read 2, write 1, timeout 4
                  Non-2xx or 3xx responses: 12
                Requests/sec:  12345.67
                """))
        .isEqualTo(new Saturation(12_345.67, 19));
    assertThatThrownBy(() -> Saturation.read("unable to connect"))
        .hasMessageContaining("unable to connect");
  }

  @Test
  void aims_are_met_or_missed_by_the_figures() throws IOException {
    ContestReport good = report(found(600, 0, 2.4), found(560, 0, 2.5));

    assertThat(good.isGood()).isTrue();
    assertThat(good.table()).contains("60 %", "1.90 ms", "6.7 %").doesNotContain("missed");
    assertThat(
            new ObjectMapper().readTree(good.json()).path("fronts").path("nginx").path("perSecond"))
        .hasToString("1000.0");
    assertThat(good.markdown())
        .contains("| gateway | 600 | 1.20 ms | 2.40 ms | 1.20 ms | 2.40 ms | 0 |");
    assertThat(report(found(499, 0, 1), found(480, 0, 1)).isGood()).isFalse();
    assertThat(report(found(600, 0, 2.6), found(600, 0, 1)).isGood()).isFalse();
    assertThat(report(found(600, 0, 1), found(530, 0, 1)).isGood()).isFalse();
    assertThat(report(found(600, 1, 1), found(600, 0, 1)).isGood()).isFalse();
  }

  @Test
  void requests_are_due_whether_or_not_the_ones_before_were_answered() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      server.setExecutor(threads);
      server.createContext(
          "/",
          exchange -> {
            try (exchange) {
              Thread.sleep(20);
              byte[] body = "well".getBytes(StandardCharsets.UTF_8);
              exchange.sendResponseHeaders(200, body.length);
              exchange.getResponseBody().write(body);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
      server.start();

      SteadyLoad.Times times =
          new SteadyLoad(server.getAddress().getPort(), 100, 1, Duration.ofSeconds(1)).measured();

      assertThat(times.count()).isEqualTo(100);
      // it gets through fifty at most, so the last one waited for half of the time
      assertThat(times.p99()).isGreaterThan(500);
    } finally {
      server.stop(0);
    }
  }
}
