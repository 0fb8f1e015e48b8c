package dev.naosu.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naosu.machine.circuit.Ordered;
import dev.naosu.machine.circuit.Untouched;
import dev.naosu.repair.runbook.Action.Applied;
import dev.naosu.repair.runbook.Plan;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskCleanTest {
  private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");
  private static final String TEXT = "2026-11-01 something happened again\n".repeat(2000);

  @TempDir private Path temporary;
  private Path logs;

  @BeforeEach
  void make() throws IOException {
    logs = Files.createDirectories(temporary.toRealPath().resolve("logs"));
  }

  private Path file(Path directory, String name, Duration age) throws IOException {
    Path file = Files.writeString(directory.resolve(name), TEXT);
    Files.setLastModifiedTime(file, FileTime.from(NOW.minus(age)));
    return file;
  }

  private Ordered clean(Map<String, String> arguments) {
    return Ordered.of(
        new DiskClean(List.of(new Root(logs)), InstantSource.fixed(NOW)), "shop/disk", arguments);
  }

  @Test
  void old_files_are_compressed_and_very_old_ones_deleted_and_what_was_freed_is_told()
      throws Exception {
    Path below = Files.createDirectory(logs.resolve("2026"));
    Path fresh = file(logs, "app.log", Duration.ofHours(2));
    Path old = file(below, "app.log.1", Duration.ofDays(3));
    Files.setPosixFilePermissions(old, PosixFilePermissions.fromString("rw-r--r--"));
    Path ancient = file(logs, "app.log.2", Duration.ofDays(30));
    Path ancientCompressed = file(logs, "app.log.3.gz", Duration.ofDays(30));
    Path other = file(logs, "orders.db", Duration.ofDays(300));

    Plan plan = clean(Map.of()).plan();
    assertThat(plan.words()).startsWith("delete 2 files of 140 KiB and compress 1 of 70 KiB");
    assertThat(plan.losses()).containsExactly("2 files of 140 KiB are gone");
    assertThat(ancient).exists();

    assertThat(clean(Map.of()).done())
        .matches("\\d+ KiB freed under .*: 2 files deleted \\(140 KiB\\), 1 compressed .*");
    assertThat(fresh).hasContent(TEXT);
    assertThat(other).exists();
    assertThat(ancient).doesNotExist();
    assertThat(ancientCompressed).doesNotExist();
    assertThat(old).doesNotExist();
    Path compressed = below.resolve("app.log.1.gz");
    try (InputStream in = new GZIPInputStream(Files.newInputStream(compressed))) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(TEXT);
    }
    assertThat(Files.getLastModifiedTime(compressed).toInstant())
        .isEqualTo(NOW.minus(Duration.ofDays(3)));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(compressed)))
        .isEqualTo("rw-r--r--");

    assertThat(clean(Map.of()).unfit()).startsWith("no file under");
  }

  @Test
  void links_are_not_followed_neither_to_files_nor_to_directories() throws Exception {
    Path outside = Files.createDirectory(temporary.resolve("outside"));
    Path precious = file(outside, "precious.log", Duration.ofDays(100));
    Files.createSymbolicLink(logs.resolve("away"), outside);
    Files.createSymbolicLink(logs.resolve("one.log"), precious);

    assertThat(clean(Map.of()).unfit()).startsWith("no file under");

    Files.createSymbolicLink(temporary.toRealPath().resolve("link"), logs);
    Root byLink = new Root(temporary.toRealPath().resolve("link"));
    assertThatThrownBy(byLink::open).isInstanceOf(Untouched.class);
  }

  @Test
  void a_directory_that_is_swapped_for_a_link_while_it_is_tidied_leads_nowhere_else()
      throws Exception {
    Path outside = Files.createDirectory(temporary.resolve("outside"));
    for (int i = 0; i < 200; i++) {
      file(outside, "precious-" + i + ".log", Duration.ofDays(100));
    }
    Path inside = Files.createDirectory(logs.resolve("inside"));
    Path aside = logs.resolve("aside");
    Thread attacker =
        Thread.ofPlatform()
            .start(
                () -> {
                  while (!Thread.currentThread().isInterrupted()) {
                    try {
                      Files.move(inside, aside);
                      Files.createSymbolicLink(inside, outside);
                      Files.delete(inside);
                      Files.move(aside, inside);
                    } catch (IOException _) {
                      return;
                    }
                  }
                });
    for (int round = 0; round < 200; round++) {
      file(logs, "round.log", Duration.ofDays(100));
      Applied applied =
          clean(Map.of()).apply(new Plan("", List.of(), 0, Duration.ZERO, List.of(), ""));
      assertThat(applied).isInstanceOf(Applied.Done.class);
    }
    attacker.interrupt();
    attacker.join();

    try (var all = Files.list(outside)) {
      assertThat(all).hasSize(200);
    }
  }

  @Test
  void what_a_process_has_open_is_not_touched() throws Exception {
    Path open = file(logs, "open.log", Duration.ofDays(100));
    try (OutputStream _ = Files.newOutputStream(open, StandardOpenOption.APPEND)) {
      assertThat(clean(Map.of()).unfit()).contains("1 are open");
    }
    assertThat(clean(Map.of()).plan().words()).startsWith("delete 1 files");
  }

  @Test
  void a_name_that_is_taken_already_is_not_overwritten() throws Exception {
    Path old = file(logs, "a.log", Duration.ofDays(3));
    Path taken = Files.writeString(logs.resolve("a.log.gz"), "somebody else's");

    assertThat(clean(Map.of("names", "a.log")).apply(clean(Map.of("names", "a.log")).plan()))
        .isInstanceOf(Applied.Failed.class);
    assertThat(old).hasContent(TEXT);
    assertThat(taken).hasContent("somebody else's");
  }

  @Test
  void names_that_fit_everything_paths_and_young_files_are_refused() throws Exception {
    for (String names : List.of("*", "*.*", "?*", "../*.log", "/etc/*", "{a,b}", "*.log\\*")) {
      assertThat(clean(Map.of("names", names)).unfit()).as(names).contains("names");
    }
    assertThat(clean(Map.of("delete-after", "0s")).unfit()).contains("younger than an hour");
  }

  @Test
  void no_more_files_than_allowed_are_touched() throws Exception {
    for (int i = 0; i < 5; i++) {
      file(logs, i + ".log", Duration.ofDays(100));
    }
    assertThat(clean(Map.of("most", "2")).done()).contains("2 files deleted");
    try (var left = Files.list(logs)) {
      assertThat(left).hasSize(3);
    }
  }

  @Test
  void what_a_system_stands_on_is_never_a_root() {
    for (String place :
        List.of("/", "/etc", "/usr/share", "/var", "/proc/1", "/home", "logs", "/var/log/../lib")) {
      assertThatThrownBy(() -> new Root(Path.of(place)))
          .as(place)
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(new Root(Path.of("/var/log")).place()).isAbsolute();
  }
}
