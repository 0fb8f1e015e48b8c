package dev.naosu.wear;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.detect.forecast.Reading;
import dev.naosu.detect.forecast.Sighting;
import dev.naosu.sandbox.Exit;
import dev.naosu.sandbox.Sandbox;
import java.io.FileInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WearTest {
  private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");
  private static final String APT =
      """
      Reading package lists...
      Calculating upgrade...
      Inst libssl3 [3.0.15-1] (3.0.20-1 Debian-Security:12/oldstable-security [amd64])
      Inst tzdata [2024a] (2025b Debian:12.15/oldstable [all])
      Inst linux-image-amd64 (6.1.150-1 Debian-Security:12/stable-security [amd64]) []
      Conf libssl3 (3.0.20-1 Debian-Security:12/oldstable-security [amd64])
      """;

  @TempDir private Path place;

  @Test
  void a_file_system_has_a_size_and_a_place_that_is_not_there_is_told() {
    List<Sighting> seen =
        new Disks(List.of(Disks.Place.of(place), Disks.Place.of(place.resolve("gone")))).look();
    assertThat(seen.getFirst())
        .isInstanceOfSatisfying(
            Sighting.Level.class,
            level -> {
              assertThat(level.value()).isBetween(1.0, level.limit());
              assertThat(level.kept()).containsEntry("", level.value());
            });
    assertThat(seen.get(1))
        .isInstanceOfSatisfying(
            Sighting.Unseen.class, unseen -> assertThat(unseen.why()).contains("it is not there"));
  }

  @Test
  void a_directory_holds_what_lies_below_it_and_links_lead_nowhere() throws Exception {
    Path logs = Files.createDirectories(place.resolve("logs/deep"));
    Path outside = Files.write(place.resolve("outside.log"), new byte[5_000]);
    Files.write(logs.resolve("app.log"), new byte[300]);
    Files.write(logs.resolve("app.log.1.gz"), new byte[700]);
    Files.createSymbolicLink(logs.resolve("link.log"), outside);
    Files.createSymbolicLink(logs.resolve("up"), place);
    Path root = place.resolve("logs");
    assertThat(new LogDirectories(List.of(Disks.Place.of(root))).look().getFirst())
        .isInstanceOfSatisfying(
            Sighting.Logs.class,
            seen -> {
              assertThat(seen.bytes()).isEqualTo(1_000);
              assertThat(seen.largest()).isEqualTo("deep/app.log");
              assertThat(seen.largestBytes()).isEqualTo(300);
              assertThat(seen.free()).isPositive();
            });
    assertThat(
            new Disks(List.of(new Disks.Place(root, Optional.empty(), OptionalLong.of(4_000))))
                .look()
                .getFirst())
        .isInstanceOfSatisfying(
            Sighting.Level.class, level -> assertThat(level.share()).isEqualTo(0.25));
  }

  @Test
  void updates_for_security_are_told_from_others_and_nothing_is_installed() {
    Sandbox apt =
        command -> {
          assertThat(command.words()).contains("-s");
          return new Exit.Finished(0, APT, Duration.ZERO);
        };
    assertThat(new SystemPackages(apt, place.resolve("restart")).look().getFirst())
        .isInstanceOfSatisfying(
            Sighting.Updates.class,
            updates -> {
              assertThat(updates.security()).containsExactly("libssl3", "linux-image-amd64");
              assertThat(updates.others()).isEqualTo(1);
              assertThat(updates.restart()).isFalse();
            });
  }

  @Test
  void where_there_is_no_apt_nobody_can_tell() {
    assertThat(new SystemPackages(_ -> new Exit.NeverStarted("not found"), place).look().getFirst())
        .isInstanceOf(Sighting.Unseen.class);
    assertThat(
            new SystemPackages(_ -> new Exit.Finished(100, "E: broken\n", Duration.ZERO), place)
                .look()
                .getFirst())
        .isInstanceOfSatisfying(
            Sighting.Unseen.class, unseen -> assertThat(unseen.why()).contains("E: broken"));
  }

  @Test
  void a_certificate_ends_when_it_says_in_a_file_and_at_a_server() throws Exception {
    Path store = place.resolve("store.p12");
    keytool(
        "-genkeypair",
        "-alias",
        "shop",
        "-keyalg",
        "EC",
        "-dname",
        "CN=localhost",
        "-validity",
        "17",
        "-storetype",
        "PKCS12",
        "-keystore",
        store.toString(),
        "-storepass",
        "changeit");
    Path file = place.resolve("shop.pem");
    keytool(
        "-exportcert",
        "-rfc",
        "-alias",
        "shop",
        "-file",
        file.toString(),
        "-keystore",
        store.toString(),
        "-storepass",
        "changeit");
    Instant end = Instant.now().plus(Duration.ofDays(17));
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = new FileInputStream(store.toFile())) {
      keys.load(in, "changeit".toCharArray());
    }
    KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
    factory.init(keys, "changeit".toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(factory.getKeyManagers(), null, null);
    try (SSLServerSocket server =
        (SSLServerSocket) context.getServerSocketFactory().createServerSocket(0)) {
      Thread.ofVirtual()
          .start(
              () -> {
                try (SSLSocket socket = (SSLSocket) server.accept()) {
                  socket.startHandshake();
                } catch (java.io.IOException _) {
                  // the other side has seen enough
                }
              });
      List<Sighting> seen =
          new Certificates(
                  List.of(
                      Certificates.Place.of("localhost:" + server.getLocalPort()),
                      Certificates.Place.of(file.toString()),
                      Certificates.Place.of(store.toString()),
                      Certificates.Place.of("localhost:1")))
              .look();
      for (Sighting each : seen.subList(0, 2)) {
        assertThat(each)
            .isInstanceOfSatisfying(
                Sighting.Ending.class,
                ending ->
                    assertThat(ending.at())
                        .isBetween(end.minus(Duration.ofHours(1)), end.plus(Duration.ofHours(1))));
      }
      assertThat(seen.subList(2, 4)).allMatch(Sighting.Unseen.class::isInstance);
    }
  }

  @Test
  void what_was_measured_is_there_the_next_time_and_a_torn_line_is_passed_over() throws Exception {
    Path file = place.resolve("deep/readings.tsv");
    ReadingFile readings = new ReadingFile(file);
    assertThat(readings.of("disk:/", NOW)).isEmpty();
    readings.add(NOW, Map.of("disk:/", 1.5, "disk:/var", 7e12));
    Files.writeString(file, "torn\n12\tx\tdisk:/\n", java.nio.file.StandardOpenOption.APPEND);
    readings.add(NOW.plusSeconds(60), Map.of("disk:/", 1.0 / 3));
    ReadingFile again = new ReadingFile(file);
    assertThat(again.of("disk:/", NOW))
        .containsExactly(new Reading(NOW, 1.5), new Reading(NOW.plusSeconds(60), 1.0 / 3));
    assertThat(again.of("disk:/", NOW.plusSeconds(1))).hasSize(1);
    assertThat(again.of("disk:/var", NOW)).containsExactly(new Reading(NOW, 7e12));
  }

  private static void keytool(String... words) throws Exception {
    List<String> command = new java.util.ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(words));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
  }
}
