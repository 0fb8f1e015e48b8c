package dev.naosu.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.access.Doorkeeper.Admission;
import dev.naosu.access.Role;
import dev.naosu.access.Visitor;
import dev.naosu.app.serve.ServerConfig.Reading;
import dev.naosu.cycle.action.ActionDesk;
import dev.naosu.cycle.incident.Decider;
import dev.naosu.cycle.incident.Incident;
import dev.naosu.cycle.incident.Incidents;
import dev.naosu.cycle.incident.Note;
import dev.naosu.cycle.incident.State;
import dev.naosu.prove.safety.Deed;
import dev.naosu.ship.action.Question;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server, a database and services that are unwell, all of them real.
class LookedAfterIT {
  /// A pool that nobody gives anything back to, until it is reset; and threads that wait for each
  /// other, when told so.
  private static final String PATIENT =
      """
      import java.lang.management.ManagementFactory;
      import java.util.concurrent.CountDownLatch;
      import javax.management.ObjectName;
      import javax.management.StandardMBean;
      public class Patient {
        public interface PoolMXBean {
          int getActiveConnections(); int getThreadsAwaitingConnection(); void softEvictConnections();
        }
        public static class Pool implements PoolMXBean {
          volatile int waiting = 3;
          public int getActiveConnections() { return waiting == 0 ? 1 : 10; }
          public int getThreadsAwaitingConnection() { return waiting; }
          public void softEvictConnections() { waiting = 0; }
        }
        public interface SizeMXBean { int getMaximumPoolSize(); }
        static final Object ONE = new Object(), TWO = new Object();
        static void take(Object a, Object b, CountDownLatch both) {
          synchronized (a) {
            both.countDown();
            try { both.await(); } catch (InterruptedException e) { return; }
            synchronized (b) { }
          }
        }
        public static void main(String[] words) throws Exception {
          if (words[0].equals("deadlock")) {
            var both = new CountDownLatch(2);
            new Thread(() -> take(ONE, TWO, both), "taker-one").start();
            new Thread(() -> take(TWO, ONE, both), "taker-two").start();
          } else {
            var server = ManagementFactory.getPlatformMBeanServer();
            server.registerMBean(new StandardMBean(new Pool(), PoolMXBean.class, true),
                new ObjectName("com.zaxxer.hikari:type=Pool (orders)"));
            SizeMXBean size = () -> 10;
            server.registerMBean(new StandardMBean(size, SizeMXBean.class, true),
                new ObjectName("com.zaxxer.hikari:type=PoolConfig (orders)"));
          }
          System.out.println("ready");
          Thread.sleep(600_000);
        }
      }
      """;

  @TempDir private Path place;

  @Test
  void a_pool_that_is_exhausted_is_noticed_reset_and_healed() throws Exception {
    ServerConfig config = config("auto");
    Process patient = patient("pool");
    try (NaosuServer server = server(config)) {
      Incidents incidents = server.start().incidents();
      await(() -> incidents.counts().getOrDefault(State.HEALED, 0L) == 1);

      Incident incident = only(incidents);
      assertThat(incident.fingerprint().title()).startsWith("Own: the pool is empty");
      assertThat(notes(incidents, incident))
          .anyMatch(each -> each.startsWith("evidence, thread-dump: "))
          .anyMatch(each -> each.startsWith("step 1, jvm.pool-reset helped: "));
    } finally {
      patient.destroyForcibly();
    }
  }

  @Test
  void a_deadlock_is_noticed_its_evidence_kept_a_person_asked_and_the_answer_gone_on_with()
      throws Exception {
    ServerConfig config = config("suggest");
    Process patient = patient("deadlock");
    try (NaosuServer server = server(config)) {
      NaosuServer.Running running = server.start();
      Incidents incidents = running.incidents();
      await(
          () ->
              incidents.counts().getOrDefault(State.HANDED_OVER, 0L) == 1
                  && notes(incidents, only(incidents)).stream()
                      .anyMatch(each -> each.startsWith("somebody is asked about action ")));

      assertThat(notes(incidents, only(incidents)))
          .anyMatch(
              each ->
                  each.startsWith("evidence, thread-dump: ")
                      && each.contains("these wait for each other: taker-"));
      assertThat(patient.isAlive()).isTrue();
      assertThat(evidence(running, only(incidents)))
          .contains("\"kind\":\"thread-dump\"", "Found one Java-level deadlock", "Patient.take");

      ActionDesk desk = running.roads().desk();
      Deed asked = desk.latest(Optional.empty(), 1).getFirst();
      assertThat(asked.action()).isEqualTo("jvm.gc");
      assertThat(asked.proposal().incident()).hasValue(only(incidents).id());
      desk.approve(
          asked.number(), Question.seen(asked), Decider.approver("ada"), "it does no harm");
      await(() -> only(incidents).state() == State.ESCALATED);
      assertThat(only(incidents).reason())
          .startsWith("no step of runbook deadlock helped")
          .contains("jvm.gc did not help: collected: ");
    } finally {
      patient.destroyForcibly();
    }
  }

  private static String evidence(NaosuServer.Running running, Incident incident)
      throws IOException, InterruptedException {
    Admission admission =
        running
            .doorkeeper()
            .create(
                new Visitor("ada", Role.ADMIN, "test"), "eyes", Role.VIEWER, Duration.ofHours(1));
    assertThat(admission).isInstanceOf(Admission.Admitted.class);
    String token = ((Admission.Admitted) admission).secret();
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(
                    URI.create(running.url() + "/api/v1/incidents/" + incident.id() + "/evidence"))
                .header("Authorization", "Bearer " + token)
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private ServerConfig config(String mode) throws IOException {
    Files.createDirectory(place.resolve("own"));
    Files.writeString(
        place.resolve("own/pool.yml"),
        """
        runbook: connection-pool-exhaustion
        title: "Own: the pool is empty"
        for: [jvm]
        when: [pool.waiting > 0 for 1s]
        evidence: [thread-dump]
        steps:
          - action: jvm.pool-reset
            within: 10s
        helped: [pool.waiting < 1]
        """);
    Files.writeString(
        place.resolve("own/deadlock.yml"),
        """
        runbook: deadlock
        title: Threads wait for each other
        for: [jvm]
        when: [threads.deadlocked > 0]
        evidence: [thread-dump]
        steps: [{action: process.restart}, {action: jvm.gc, within: 2s}]
        helped: [threads.deadlocked < 1]
        """);
    Path file =
        Files.writeString(
            place.resolve("naosu-server.yml"),
            """
            listen: 127.0.0.1:0
            data: data
            runbooks: {every: 1s, directory: own}
            runtime: {mode: %s}
            services:
              - name: shop
                repository: shop
                components:
                  - {name: app, kind: jvm, command: ["%s"]}
            """
                .formatted(mode, place.resolve("Patient.java")));
    Reading reading = ServerConfig.read(file, place.resolve("data"), Map.of());
    assertThat(reading).isInstanceOf(Reading.Good.class);
    return ((Reading.Good) reading).config();
  }

  private Process patient(String ill) throws IOException {
    Path source = Files.writeString(place.resolve("Patient.java"), PATIENT);
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx64m",
                source.toString(),
                ill)
            .redirectErrorStream(true)
            .start();
    BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
    assertThat(output.readLine()).isEqualTo("ready");
    return process;
  }

  private static NaosuServer server(ServerConfig config) {
    return new NaosuServer(
        config,
        (_, _) -> {
          throw new IOException("nothing is healed here");
        },
        Optional::empty,
        "1.2.3",
        InstantSource.system());
  }

  private static Incident only(Incidents incidents) {
    List<Incident> all = incidents.list(Incidents.Filter.ALL, Optional.empty(), 10);
    assertThat(all).hasSize(1);
    return all.getFirst();
  }

  private static List<String> notes(Incidents incidents, Incident incident) {
    return incidents.timeline(incident.id()).stream().map(Note::text).toList();
  }

  /// Says whether it came.
  @FunctionalInterface
  private interface Coming {
    boolean ask() throws Exception;
  }

  private static void await(Coming question) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!question.ask() && System.nanoTime() < deadline) {
      Thread.sleep(200);
    }
    assertThat(question.ask()).as("came in time").isTrue();
  }
}
