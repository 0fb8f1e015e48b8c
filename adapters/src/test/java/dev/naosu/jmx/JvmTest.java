package dev.naosu.jmx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.detect.vitals.Target;
import dev.naosu.detect.vitals.Vital;
import dev.naosu.detect.vitals.Vitals;
import dev.naosu.repair.runbook.Action;
import dev.naosu.repair.runbook.Action.Applied;
import dev.naosu.repair.runbook.Action.Outlook;
import dev.naosu.repair.runbook.Arguments;
import dev.naosu.repair.runbook.Catalogue;
import dev.naosu.repair.runbook.Order;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Against real processes.
class JvmTest {
  private static final Target APP = new Target("shop", "app", "");

  /// Two threads that take two locks in different order.
  private static final String DEADLOCK =
      """
      static final Object ONE = new Object(), TWO = new Object();
      static void take(Object a, Object b, java.util.concurrent.CountDownLatch both) {
        synchronized (a) {
          both.countDown();
          try { both.await(); } catch (InterruptedException e) { return; }
          synchronized (b) { }
        }
      }
      public static void main(String[] words) throws Exception {
        var both = new java.util.concurrent.CountDownLatch(2);
        new Thread(() -> take(ONE, TWO, both), "taker-one").start();
        new Thread(() -> take(TWO, ONE, both), "taker-two").start();
        while (ManagementFactory.getThreadMXBean().findDeadlockedThreads() == null) Thread.sleep(20);
        System.out.println("ready");
        Thread.sleep(600_000);
      }
      """;

  /// Holds most of its heap, has a logger, and a pool as HikariCP shows one.
  private static final String FULL =
      """
      static final List<byte[]> HELD = new ArrayList<>();
      static final java.util.logging.Logger LOGGER = java.util.logging.Logger.getLogger("com.acme");
      public interface HikariPoolMXBean {
        int getActiveConnections(); int getThreadsAwaitingConnection(); void softEvictConnections();
      }
      public static class Pool implements HikariPoolMXBean {
        volatile int waiting = 3;
        public int getActiveConnections() { return 9; }
        public int getThreadsAwaitingConnection() { return waiting; }
        public void softEvictConnections() { waiting = 0; }
      }
      public interface SizeMXBean { int getMaximumPoolSize(); }
      public static void main(String[] words) throws Exception {
        var server = ManagementFactory.getPlatformMBeanServer();
        server.registerMBean(new StandardMBean(new Pool(), HikariPoolMXBean.class, true),
            new ObjectName("com.zaxxer.hikari:type=Pool (orders)"));
        SizeMXBean size = () -> 10;
        server.registerMBean(new StandardMBean(size, SizeMXBean.class, true),
            new ObjectName("com.zaxxer.hikari:type=PoolConfig (orders)"));
        for (int i = 0; i < 40; i++) HELD.add(new byte[1 << 20]);
        System.gc();
        System.out.println("ready");
        Thread.sleep(600_000);
      }
      """;

  @TempDir private Path place;
  private Instant now = Instant.parse("2026-11-29T10:00:00Z");

  @Test
  void a_deadlock_is_seen_and_the_evidence_names_who_waits() throws Exception {
    try (LivingJvm jvm = LivingJvm.running(place, "Deadlocked", DEADLOCK)) {
      Vitals vitals = new JvmGauge(_ -> OptionalLong.of(jvm.pid()), () -> now).measure(APP);
      assertThat(vitals.of("threads.deadlocked")).hasValue(2);
      assertThat(vitals.of("process.up")).hasValue(1);

      JvmEvidence.Finding dump = new JvmEvidence().threadDump(jvm.pid());
      assertThat(dump.summary()).contains("these wait for each other", "taker-one", "taker-two");
      assertThat(dump.text())
          .startsWith("Found one Java-level deadlock")
          .contains("Deadlocked.take");

      assertThat(JvmSearch.byMain("Deadlocked.java")).containsExactly(jvm.pid());
      assertThat(JvmSearch.byWords(List.of("SerialGC", "Deadlocked"))).containsExactly(jvm.pid());
    }
  }

  @Test
  void everything_that_is_told_to_be_measured_is() throws Exception {
    try (LivingJvm jvm = LivingJvm.running(place, "Full", FULL, "-Xmx64m")) {
      JvmGauge gauge = new JvmGauge(_ -> OptionalLong.of(jvm.pid()), () -> now);
      gauge.measure(APP);
      now = now.plus(Duration.ofMinutes(6));
      Vitals vitals = gauge.measure(APP);

      assertThat(vitals.of("heap.after-gc").orElse(0)).isBetween(60.0, 100.0);
      assertThat(vitals.of("pool.waiting")).hasValue(3);
      assertThat(vitals.of("pool.used")).hasValue(90);
      assertThat(vitals.values().keySet())
          .containsAll(JvmGauge.known().stream().map(Vital::name).toList());
    }
  }

  @Test
  void evidence_of_a_full_heap_names_what_fills_it() throws Exception {
    try (LivingJvm jvm = LivingJvm.running(place, "Full", FULL, "-Xmx64m")) {
      JvmEvidence evidence = new JvmEvidence();
      assertThat(evidence.heapHistogram(jvm.pid()).summary()).startsWith("largest: [B ");
      assertThat(evidence.collections(jvm.pid()).summary()).contains("times", "ms");
      JvmEvidence.Finding recorded = evidence.recording(jvm.pid());
      assertThat(recorded.summary()).contains("mostly busy with");
      assertThat(recorded.text()).contains("made objects of");
    }
  }

  @Test
  void a_process_that_is_gone_or_no_jvm_tells_nothing_and_is_not_acted_on() throws Exception {
    JvmGauge gone = new JvmGauge(_ -> OptionalLong.empty(), () -> now);
    assertThat(gone.measure(APP).values()).isEqualTo(Map.of("process.up", 0.0));

    Process sleeper = new ProcessBuilder("sleep", "60").start();
    try {
      JvmGauge none = new JvmGauge(_ -> OptionalLong.of(sleeper.pid()), () -> now);
      assertThat(none.measure(APP).values()).isEqualTo(Map.of("process.up", 1.0));
      assertThat(action("jvm.gc", sleeper.pid()).look(order("jvm.gc", Map.of())))
          .isInstanceOf(Outlook.Unfit.class);
      assertThat(sleeper.isAlive()).isTrue();
    } finally {
      sleeper.destroyForcibly();
    }
  }

  @Test
  void garbage_is_collected() throws Exception {
    try (LivingJvm jvm = LivingJvm.running(place, "Full", FULL, "-Xmx64m")) {
      assertThat(done("jvm.gc", jvm, Map.of())).contains("of heap were taken");
    }
  }

  @Test
  void the_level_of_a_logger_is_changed_and_put_back() throws Exception {
    try (LivingJvm jvm = LivingJvm.running(place, "Full", FULL, "-Xmx64m")) {
      Action action = action("jvm.log-level", jvm.pid());
      Order order = order("jvm.log-level", Map.of("logger", "com.acme", "level", "DEBUG"));
      Outlook.Ready ready = (Outlook.Ready) action.look(order);
      assertThat(ready.plan().before()).isEmpty();
      assertThat(action.apply(order, ready.plan())).isInstanceOf(Applied.Done.class);
      assertThat(((Outlook.Ready) action.look(order)).plan().before()).isEqualTo("FINE");

      assertThat(action.undo(order, ready.plan().before())).isInstanceOf(Applied.Done.class);
      assertThat(action.undo(order, ready.plan().before())).isInstanceOf(Applied.Done.class);
      assertThat(((Outlook.Ready) action.look(order)).plan().before()).isEmpty();

      assertThat(action.look(order("jvm.log-level", Map.of("logger", "org.none", "level", "INFO"))))
          .isInstanceOf(Outlook.Unfit.class);
    }
  }

  @Test
  void connections_of_a_pool_are_let_go() throws Exception {
    try (LivingJvm jvm = LivingJvm.running(place, "Full", FULL, "-Xmx64m")) {
      assertThat(done("jvm.pool-reset", jvm, Map.of("pool", "orders"))).contains("orders");

      Vitals vitals = new JvmGauge(_ -> OptionalLong.of(jvm.pid()), () -> now).measure(APP);
      assertThat(vitals.of("pool.waiting")).hasValue(0);
      assertThat(
              action("jvm.pool-reset", jvm.pid())
                  .look(order("jvm.pool-reset", Map.of("pool", "other"))))
          .isInstanceOf(Outlook.Unfit.class);
    }
  }

  @Test
  void the_heap_is_written_where_there_is_room() throws Exception {
    try (LivingJvm jvm = LivingJvm.running(place, "Full", FULL, "-Xmx64m")) {
      done("jvm.heap-dump", jvm, Map.of("directory", place.toString()));
      try (Stream<Path> files = Files.list(place)) {
        assertThat(files.filter(each -> each.toString().endsWith(".hprof")))
            .singleElement()
            .satisfies(each -> assertThat(Files.size(each)).isGreaterThan(40 << 20));
      }
      assertThat(
              action("jvm.heap-dump", jvm.pid())
                  .look(order("jvm.heap-dump", Map.of("directory", "/nowhere"))))
          .isInstanceOf(Outlook.Unfit.class);
    }
  }

  private String done(String name, LivingJvm jvm, Map<String, String> given)
      throws IOException, InterruptedException {
    Action action = action(name, jvm.pid());
    Order order = order(name, given);
    Outlook.Ready ready = (Outlook.Ready) action.look(order);
    return ((Applied.Done) action.apply(order, ready.plan())).said();
  }

  private Action action(String name, long pid) {
    return new Catalogue(JvmAction.all(_ -> OptionalLong.of(pid), () -> now))
        .find(name)
        .orElseThrow();
  }

  private Order order(String name, Map<String, String> given) {
    Arguments.Reading.Fit fit =
        (Arguments.Reading.Fit) Arguments.read(action(name, 0).traits().parameters(), given);
    return new Order(name, "production", APP, fit.arguments());
  }
}
