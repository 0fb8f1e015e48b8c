package dev.naosu.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.postgres.EmbeddedPostgres.Use;
import dev.naosu.postgres.JdbcStopSwitch.Stopped;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JdbcStopSwitchTest {
  private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");

  @TempDir static Path place;
  private static EmbeddedPostgres postgres;
  private Database database;
  private JdbcStopSwitch here;

  @BeforeAll
  static void start() {
    postgres = EmbeddedPostgres.open(place.resolve("db"), TestDatabase.cache(), Use.SERVER);
  }

  @AfterAll
  static void stop() {
    postgres.close();
  }

  @BeforeEach
  void connect() {
    database = Database.open(postgres.address(), 4);
    here = new JdbcStopSwitch(database, place.resolve("STOP"));
  }

  @AfterEach
  void disconnect() throws Exception {
    Files.deleteIfExists(place.resolve("STOP"));
    if (database.isThere()) {
      here.release();
    }
    database.close();
  }

  @Test
  void it_holds_every_process_until_it_is_released() {
    try (Database other = Database.open(postgres.address(), 2)) {
      JdbcStopSwitch there = new JdbcStopSwitch(other, place.resolve("elsewhere"));
      assertThat(there.isOn()).isFalse();

      here.stop("ada", "a bad day\0", NOON);
      here.stop("bob", "me too", NOON.plusSeconds(1));

      assertThat(here.isOn()).isTrue();
      assertThat(there.isOn()).isTrue();
      assertThat(there.stopped()).contains(new Stopped(NOON, "ada", "a bad day\ufffd"));

      there.release();
      assertThat(here.isOn()).isFalse();
      assertThat(here.stopped()).isEmpty();
    }
  }

  @Test
  void a_file_holds_it_too_and_only_its_removal_lets_go() throws Exception {
    Files.createFile(place.resolve("STOP"));
    here.release();
    assertThat(here.isOn()).isTrue();
    assertThat(here.isHeldByFile()).isTrue();

    Files.delete(place.resolve("STOP"));
    assertThat(here.isOn()).isFalse();
  }

  @Test
  void it_is_on_when_nobody_can_tell() {
    database.close();

    assertThat(here.isOn()).isTrue();
  }

  @Test
  void who_waits_goes_on_once_it_is_off_and_not_before() throws Exception {
    here.stop("ada", "", NOON);
    CountDownLatch gone = new CountDownLatch(1);
    Thread waits =
        Thread.startVirtualThread(
            () -> {
              try {
                here.awaitOff();
                gone.countDown();
              } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
              }
            });
    assertThat(gone.await(700, TimeUnit.MILLISECONDS)).isFalse();

    here.release();

    assertThat(gone.await(60, TimeUnit.SECONDS)).isTrue();
    waits.join();
  }
}
