package dev.naosu.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naosu.machine.Loopback;
import dev.naosu.machine.circuit.Ordered;
import dev.naosu.machine.circuit.Untouched;
import dev.naosu.repair.runbook.Action.Applied;
import dev.naosu.repair.runbook.Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/// Against a real Redis.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CacheClearTest {
  private static final Path PROGRAM = Path.of("/usr/bin/redis-server");

  private Process server;
  private int port;
  private Jedis redis;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    Assumptions.assumeTrue(Files.isExecutable(PROGRAM), "there is no redis-server here");
    port = Loopback.free().port();
    server =
        new ProcessBuilder(
                PROGRAM.toString(),
                "--port",
                "" + port,
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--requirepass",
                "hidden",
                "--enable-debug-command",
                "yes",
                "--dir",
                directory.toString())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!new Loopback(port).isListenedTo() && System.nanoTime() < end) {
      Thread.sleep(50);
    }
    redis = new Jedis("127.0.0.1", port, 60_000);
    redis.auth("hidden");
  }

  @AfterAll
  void stop() throws InterruptedException {
    if (server != null) {
      redis.close();
      server.destroyForcibly().waitFor();
    }
  }

  @BeforeEach
  void fill() {
    redis.flushAll();
    for (int i = 0; i < 100; i++) {
      redis.set("price:" + i, "" + i);
      redis.set("session:" + i, "precious");
    }
  }

  private Ordered clear(Map<String, String> arguments) {
    return Ordered.of(
        new CacheClear(
            new CacheServer(
                "127.0.0.1",
                port,
                Optional.empty(),
                Optional.of("hidden"),
                false,
                0,
                List.of("price:*", "rate:??:*"))),
        "shop/cache",
        arguments);
  }

  @Test
  void keys_of_the_cache_are_removed_and_no_others() throws Exception {
    Plan plan = clear(Map.of("pattern", "price:*")).plan();
    assertThat(plan.words()).isEqualTo("remove 100 of 200 keys, which fit price:*");
    assertThat(plan.losses()).containsExactly("100 cached values have to be computed again");
    assertThat(redis.dbSize()).isEqualTo(200);

    assertThat(clear(Map.of("pattern", "price:*")).done())
        .isEqualTo("100 keys removed, 100 are left");
    assertThat(redis.keys("session:*")).hasSize(100);
    assertThat(clear(Map.of("pattern", "price:*")).unfit()).isEqualTo("no key fits price:*");
  }

  @Test
  void patterns_that_the_configuration_does_not_allow_are_refused() throws Exception {
    for (String pattern :
        List.of("*", "?*", "p*", "[a-z]*", "\\*", "", "session:*", "pric*", "price", "rate:*")) {
      assertThat(clear(Map.of("pattern", pattern)).unfit()).as(pattern).contains("pattern");
    }
    assertThat(clear(Map.of("pattern", "price:1*")).plan().words()).startsWith("remove 11 of 200");
    assertThatThrownBy(
            () ->
                clear(Map.of("pattern", "*"))
                    .apply(new Plan("", List.of(), 0, Duration.ZERO, List.of(), "")))
        .isInstanceOf(Untouched.class);
    assertThat(redis.dbSize()).isEqualTo(200);
  }

  @Test
  void more_keys_or_a_larger_share_than_allowed_are_refused() throws Exception {
    assertThat(clear(Map.of("pattern", "price:*", "most", "99")).unfit())
        .isEqualTo("more than 99 keys fit price:*");
    assertThat(clear(Map.of("pattern", "price:*", "share", "49")).unfit())
        .startsWith("100 of all 200 keys fit price:*");
  }

  @Test
  void keys_that_came_since_it_was_looked_at_do_not_lead_beyond_the_bound() throws Exception {
    Ordered clear = clear(Map.of("pattern", "price:*", "most", "100"));
    Plan plan = clear.plan();
    for (int i = 0; i < 5000; i++) {
      redis.set("price:new:" + i, "");
    }
    assertThat(clear.apply(plan))
        .isEqualTo(new Applied.Done("100 keys removed, the most that were allowed"));
    assertThat(redis.dbSize()).isEqualTo(5100);
  }

  @Test
  void among_a_million_keys_the_few_are_found_and_the_many_refused() throws Exception {
    for (int i = 0; i < 10; i++) {
      redis.eval(
          "for i = 1, 100000 do redis.call('set', KEYS[1] .. i, '') end", 1, "other:" + i + ":");
    }

    assertThat(clear(Map.of("pattern", "price:*")).done())
        .isEqualTo("100 keys removed, 1000100 are left");
    redis.eval("for i = 1, 20000 do redis.call('set', KEYS[1] .. i, '') end", 1, "price:");
    assertThat(clear(Map.of("pattern", "price:*")).unfit())
        .isEqualTo("more than 10000 keys fit price:*");
  }

  @Test
  void a_wrong_password_is_told_without_it() {
    Ordered clear =
        Ordered.of(
            new CacheClear(
                new CacheServer(
                    "127.0.0.1",
                    port,
                    Optional.empty(),
                    Optional.of("wr0ng"),
                    false,
                    0,
                    List.of("price:*"))),
            "shop/cache",
            Map.of("pattern", "price:*"));
    assertThatThrownBy(clear::look)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("redis 127.0.0.1:" + port)
        .message()
        .doesNotContain("wr0ng");
  }

  @Test
  void a_pattern_of_the_configuration_has_to_begin_plainly() {
    assertThatThrownBy(
            () ->
                new CacheServer("h", 1, Optional.empty(), Optional.empty(), false, 0, List.of("*")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
