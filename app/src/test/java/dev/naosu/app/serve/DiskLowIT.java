package dev.naosu.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.naosu.app.runtime.Equipment;
import dev.naosu.app.runtime.Known;
import dev.naosu.app.runtime.RunbookReader;
import dev.naosu.app.runtime.Runbooks;
import dev.naosu.app.serve.ServerConfig.Reading;
import dev.naosu.cycle.incident.Incident;
import dev.naosu.cycle.incident.Incidents;
import dev.naosu.cycle.incident.Note;
import dev.naosu.cycle.incident.State;
import dev.naosu.detect.vitals.Target;
import dev.naosu.detect.vitals.Vitals;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The runbook for a disk that is nearly full, walked to its end by a whole server on real files.
/// Only how full the disk is, is told by a gauge that counts the files of one directory, because a
/// test has no disk of its own to fill.
class DiskLowIT {
  private static final Target LOGS = new Target("shop", "logs", "");
  private static final long SIZE = 100_000_000;
  private static final long MEGABYTES = 11_000_000;

  @TempDir private Path place;
  private Path logs;
  private HttpServer shop;

  @BeforeEach
  void fill() throws IOException {
    logs = Files.createDirectories(place.toRealPath().resolve("logs"));
    write("app.log", 1);
    for (int i = 0; i < 7; i++) {
      write("orders.log." + i, 20);
    }
    write("orders.log.young", 3);
    // what is no log stays, however old it is
    Files.writeString(logs.resolve("accounts.db"), "x".repeat(1_000));
    Files.setLastModifiedTime(logs.resolve("accounts.db"), daysAgo(900));
    shop = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    shop.createContext(
        "/",
        exchange -> {
          // a service that cannot write its log does not answer well
          exchange.sendResponseHeaders(used() > 85 ? 507 : 200, -1);
          exchange.close();
        });
    shop.start();
  }

  @AfterEach
  void close() {
    shop.stop(0);
  }

  private void write(String name, int days) throws IOException {
    Path file = logs.resolve(name);
    try (RandomAccessFile made = new RandomAccessFile(file.toFile(), "rw")) {
      made.setLength(MEGABYTES);
    }
    Files.setLastModifiedTime(file, daysAgo(days));
  }

  private static FileTime daysAgo(int days) {
    return FileTime.from(Instant.now().minus(Duration.ofDays(days)));
  }

  /// In percent.
  private double used() {
    try (Stream<Path> all = Files.list(logs)) {
      return 100.0 * all.mapToLong(each -> each.toFile().length()).sum() / SIZE;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void what_rotating_does_not_mend_tidying_does_once_two_signals_ask_for_it() throws Exception {
    assertThat(used()).isGreaterThan(95);
    try (NaosuServer server = server(config(SECOND_SIGNAL))) {
      Incidents incidents = server.start().incidents();
      await(() -> used() < 85);
      await(() -> notes(incidents).stream().anyMatch(each -> each.contains("disk.clean helped")));

      assertThat(notes(incidents))
          .anyMatch(each -> each.startsWith("evidence, disk-usage: "))
          .anyMatch(each -> each.startsWith("step 1, logs.rotate did not help: "))
          .anyMatch(each -> each.startsWith("step 2, disk.clean helped: "));
      assertThat(logs.resolve("accounts.db")).exists();
      assertThat(logs.resolve("app.log")).exists();
      assertThat(Files.size(logs.resolve("app.log"))).isZero();
      assertThat(logs.resolve("orders.log.0")).doesNotExist();
      // younger than two weeks: compressed, not lost
      try (Stream<Path> left = Files.list(logs)) {
        assertThat(left.map(each -> each.getFileName().toString()))
            .anyMatch(each -> each.startsWith("orders.log.young") && each.endsWith(".gz"));
      }
      await(
          () ->
              all(incidents).stream()
                  .allMatch(each -> each.state() == State.HEALED || each.state() == State.CLOSED));
    }
  }

  @Test
  void on_one_signal_alone_nothing_is_lost() throws Exception {
    try (NaosuServer server = server(config(""))) {
      Incidents incidents = server.start().incidents();
      await(
          () ->
              notes(incidents).stream()
                  .anyMatch(
                      each ->
                          each.contains("step 2, disk.clean has to wait") && isOfSignals(each)));
      assertThat(logs.resolve("orders.log.0")).exists();
    }
  }

  private static boolean isOfSignals(String words) {
    return words.contains("signal");
  }

  private static final String SECOND_SIGNAL =
      "      - {name: web, kind: http, url: \"http://127.0.0.1:%d/\"}\n";

  private ServerConfig config(String more) throws IOException {
    Path own = Files.createDirectories(place.resolve("own"));
    // the ones that come along, but for how long they wait
    for (Runbooks.Entry each : Runbooks.builtIn(new RunbookReader(Known.withoutCatalogue()))) {
      if (List.of("disk-low", "service-unresponsive").contains(each.runbook().name())) {
        Files.writeString(
            own.resolve(each.runbook().name() + ".yml"),
            each.text()
                .replaceAll(" for \\d+[sm]", " for 1s")
                .replaceAll("within: 1m", "within: 2s"));
      }
    }
    Path file =
        Files.writeString(
            place.resolve("naosu-server.yml"),
            """
            listen: 127.0.0.1:0
            data: data
            runbooks: {every: 1s, directory: own}
            runtime: {mode: auto}
            prevention: {packages: false, libraries: false}
            services:
              - name: shop
                repository: shop
                components:
                  - name: logs
                    kind: disk
                    directory: %s
                    actions:
                      logs.rotate: {files: ["%s"]}
                      disk.clean: {roots: ["%s"]}
            """
                    .formatted(logs, logs.resolve("app.log"), logs)
                + more.formatted(shop.getAddress().getPort()));
    Reading reading = ServerConfig.read(file, place.resolve("data"), Map.of());
    assertThat(reading).isInstanceOf(Reading.Good.class);
    return ((Reading.Good) reading).config();
  }

  private NaosuServer server(ServerConfig config) {
    return new NaosuServer(
        config,
        (_, _) -> {
          throw new IOException("nothing is healed here");
        },
        Optional::empty,
        "1.2.3",
        InstantSource.system(),
        (read, fleets) -> {
          Equipment usual = Equipping.usual().equip(read, fleets);
          return new Equipment(
              usual.catalogue(),
              target ->
                  target.equals(LOGS)
                      ? new Vitals(
                          target, Instant.now(), new TreeMap<>(Map.of("disk.used", used())))
                      : usual.gauge().measure(target),
              usual.round());
        });
  }

  private static List<Incident> all(Incidents incidents) {
    return incidents.list(Incidents.Filter.ALL, Optional.empty(), 10);
  }

  private static List<String> notes(Incidents incidents) {
    return all(incidents).stream()
        .flatMap(each -> incidents.timeline(each.id()).stream())
        .map(Note::text)
        .toList();
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
