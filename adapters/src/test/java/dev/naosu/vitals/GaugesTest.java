package dev.naosu.vitals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import dev.naosu.detect.vitals.Target;
import dev.naosu.detect.vitals.Vitals;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Against the real things, where they are cheap.
class GaugesTest {
  private static final Target IT = new Target("shop", "it", "");
  private static final Instant NOW = Instant.parse("2026-11-29T10:00:00Z");

  @TempDir private Path place;

  @Test
  void this_machine_is_measured() {
    MachineGauge gauge = new MachineGauge(Path.of("/proc"), () -> NOW);
    Vitals first = gauge.measure(IT);
    assumeTrue(Files.exists(Path.of("/proc/meminfo")));
    assertThat(first.of("memory.used").orElse(-1)).isBetween(0.0, 100.0);
    // nothing to compare with is unknown, not idle
    assertThat(first.of("cpu.used")).isEmpty();
  }

  @Test
  void processor_time_is_that_between_two_looks() throws IOException {
    Path stat = place.resolve("stat");
    MachineGauge gauge = new MachineGauge(place, () -> NOW);
    Files.writeString(stat, "cpu  100 0 100 700 100 0 0 0 0 0\n");
    gauge.measure(IT);
    Files.writeString(stat, "cpu  190 0 100 710 100 0 0 0 0 0\n");

    assertThat(gauge.measure(IT).values()).isEqualTo(Map.of("cpu.used", 90.0));
  }

  @Test
  void a_file_system_is_measured() throws InterruptedException {
    DiskGauge gauge = new DiskGauge(place, _ -> List.of("IUse%", "  7%"), () -> NOW);
    assertThat(gauge.measure(IT).of("disk.used").orElse(-1)).isBetween(0.0, 100.0);
    assertThat(gauge.measure(IT).of("disk.inodes")).hasValue(7);

    assertThat(new DiskGauge(place.resolve("none"), _ -> List.of(), () -> NOW).measure(IT).values())
        .isEmpty();
  }

  @Test
  void a_server_is_up_when_it_answers_well_and_in_time() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    int[] status = {200};
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(status[0], -1);
          exchange.close();
        });
    server.start();
    URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/health");
    HttpGauge gauge = http(url);
    assertThat(gauge.measure(IT).of("http.up")).hasValue(1);
    assertThat(gauge.measure(IT).of("http.latency").orElse(-1)).isPositive();

    status[0] = 503;
    assertThat(gauge.measure(IT).of("http.up")).hasValue(0);

    server.stop(0);
    assertThat(gauge.measure(IT).values()).isEqualTo(Map.of("http.up", 0.0, "tcp.up", 0.0));
  }

  @Test
  void a_server_that_dates_its_answers_wrongly_is_told_by_how_much() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
      Duration within = Duration.ofSeconds(20);
      InstantSource tomorrow = () -> Instant.now().plus(Duration.ofDays(1));
      assertThat(
              new HttpGauge(client, url, 200, 299, within, tomorrow)
                  .measure(IT)
                  .of("clock.off")
                  .orElse(-1))
          .isBetween(86_400.0 - 1, 86_400.0 + 60);
      assertThat(
              new HttpGauge(client, url, 200, 299, within, InstantSource.system())
                  .measure(IT)
                  .of("clock.off")
                  .orElse(-1))
          .isBetween(0.0, 60.0);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void a_server_that_takes_the_connection_and_says_nothing_is_not_up() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      assertThat(
              http(URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/"))
                  .measure(IT)
                  .of("http.up"))
          .hasValue(0);
    }
  }

  @Test
  void a_redis_is_measured() throws Exception {
    Path program = Path.of("/usr/bin/redis-server");
    assumeTrue(Files.exists(program));
    int port = free();
    Process redis =
        new ProcessBuilder(
                program.toString(),
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--maxmemory",
                "100mb",
                "--dir",
                place.toString())
            .redirectErrorStream(true)
            .redirectOutput(place.resolve("log").toFile())
            .start();
    try {
      RedisGauge gauge = new RedisGauge("127.0.0.1", port, "", () -> NOW);
      Instant end = Instant.now().plusSeconds(20);
      while (gauge.measure(IT).of("redis.up").orElse(0) < 1 && Instant.now().isBefore(end)) {
        Thread.sleep(50);
      }
      assertThat(gauge.measure(IT).of("redis.up")).hasValue(1);
      assertThat(gauge.measure(IT).of("redis.memory").orElse(-1)).isBetween(0.1, 50.0);
    } finally {
      redis.destroy();
      redis.waitFor();
    }
    assertThat(new RedisGauge("127.0.0.1", port, "", () -> NOW).measure(IT).values())
        .isEqualTo(Map.of("redis.up", 0.0));
  }

  @Test
  void a_database_that_nobody_can_reach_is_not_up_and_one_without_a_driver_is_unknown()
      throws IOException {
    assertThat(database("jdbc:postgresql://127.0.0.1:" + free() + "/x").values())
        .isEqualTo(Map.of("database.up", 0.0));
    assertThat(database("jdbc:nothing://127.0.0.1/x").values()).isEmpty();
  }

  @Test
  void a_certificate_tells_its_end_in_a_file_and_at_a_server() throws Exception {
    Path store = place.resolve("store.p12");
    Path tool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    run(
        tool.toString(),
        "-genkeypair",
        "-alias",
        "a",
        "-keyalg",
        "EC",
        "-validity",
        "30",
        "-dname",
        "CN=localhost",
        "-storetype",
        "PKCS12",
        "-keystore",
        store.toString(),
        "-storepass",
        "changeit");
    Path pem = place.resolve("a.pem");
    run(
        tool.toString(),
        "-exportcert",
        "-rfc",
        "-alias",
        "a",
        "-keystore",
        store.toString(),
        "-storepass",
        "changeit",
        "-file",
        pem.toString());

    assertThat(
            CertificateGauge.ofFile(pem, Instant::now).measure(IT).of("certificate.days").orElse(0))
        .isBetween(29.0, 30.0);
    assertThat(
            CertificateGauge.ofFile(pem, () -> Instant.now().plus(Duration.ofDays(40)))
                .measure(IT)
                .of("certificate.days")
                .orElse(0))
        .isBetween(-11.0, -10.0);
    assertThat(CertificateGauge.ofFile(place.resolve("none"), Instant::now).measure(IT).values())
        .isEmpty();

    try (TlsServer server = TlsServer.with(store, "changeit")) {
      assertThat(
              CertificateGauge.ofServer("127.0.0.1", server.port(), Instant::now)
                  .measure(IT)
                  .of("certificate.days")
                  .orElse(0))
          .isBetween(29.0, 30.0);
    }
  }

  @Test
  void the_machine_tells_of_processes_files_and_directories() throws IOException {
    MachineEvidence evidence = new MachineEvidence(Path.of("/proc"));
    Files.createDirectories(place.resolve("logs/old"));
    Files.write(place.resolve("logs/old/app.log"), new byte[3 << 20]);
    Files.write(place.resolve("small"), new byte[10]);
    // a link that leads out is counted as itself
    Files.createSymbolicLink(place.resolve("out"), Path.of("/usr"));

    assertThat(evidence.usage(place).summary())
        .startsWith("largest: " + place.resolve("logs") + " 3.0 MB");
    assumeTrue(Files.exists(Path.of("/proc/self/fd")));
    assertThat(evidence.topProcesses().summary()).startsWith("most memory: ");
    assertThat(evidence.openFiles(ProcessHandle.current().pid()).text())
        .contains(System.getProperty("java.home"));
  }

  private static HttpGauge http(URI url) {
    return new HttpGauge(
        HttpClient.newHttpClient(), url, 200, 299, Duration.ofMillis(500), () -> NOW);
  }

  private static Vitals database(String url) {
    return new DatabaseGauge(url, "nobody", "", () -> NOW).measure(IT);
  }

  private static int free() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void run(String... words) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(words)
            .redirectErrorStream(true)
            .redirectOutput(place.resolve("output").toFile())
            .start();
    assertThat(process.waitFor()).as(Files.readString(place.resolve("output"))).isZero();
  }
}
