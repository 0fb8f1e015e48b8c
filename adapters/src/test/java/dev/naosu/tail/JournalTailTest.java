package dev.naosu.tail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.naosu.detect.Origin;
import dev.naosu.detect.logs.LogLine;
import dev.naosu.detect.logs.LogLine.Level;
import dev.naosu.machine.ProcessSandbox;
import dev.naosu.redaction.Redaction;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Reads journals that systemd itself wrote with the journalctl of this machine.
class JournalTailTest {
  private static final Path WRITER = Path.of("/lib/systemd/systemd-journal-remote");
  private static final Path JOURNALCTL = Path.of("/usr/bin/journalctl");
  private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");
  private static final Pace FAST =
      new Pace(
          Duration.ofMillis(10),
          Duration.ofMillis(20),
          Duration.ofMillis(300),
          Duration.ofMillis(400),
          Duration.ofMillis(500));

  @TempDir Path place;
  private Path journal;
  private final Taken taken = new Taken();
  private final List<JournalTail> tails = new ArrayList<>();
  private long written;

  @BeforeEach
  void begin() throws IOException {
    assumeTrue(
        Files.isExecutable(WRITER) && Files.isExecutable(JOURNALCTL),
        "no journals can be written on this machine: install the package systemd-journal-remote");
    journal = Files.createDirectories(place.resolve("journal"));
  }

  @AfterEach
  void end() {
    tails.forEach(JournalTail::close);
  }

  @Test
  void a_stack_trace_over_several_entries_of_one_process_is_one_signal_among_those_of_others()
      throws Exception {
    entry("12", "6", "2026-11-28 12:00:00 ERROR shop.Cart - failed");
    entry("13", "4", "from another process");
    entry("12", "6", "java.lang.IllegalStateException: no price");
    entry("13", "6", "and again");
    entry("12", "6", "\tat shop.Cart.total(Cart.java:36)");
    other("billing.service", "not of this unit");
    follow();
    taken.await(lines -> lines.size() == 3);
    assertThat(taken.messages())
        .containsExactlyInAnyOrder("failed", "from another process", "and again");
    assertThat(taken.signals()).hasSize(1);
    assertThat(taken.signals().getFirst().trace())
        .contains("java.lang.IllegalStateException: no price\n\tat shop.Cart.total(Cart.java:36)");
    assertThat(level("from another process")).isEqualTo(Level.WARN);
    assertThat(level("and again")).isEqualTo(Level.INFO);
  }

  @Test
  void a_message_of_several_lines_and_one_of_bytes_are_read_whole() throws Exception {
    entry("12", "3", "it broke\njava.lang.Bad: why\n\tat shop.Cart.total(Cart.java:36)");
    entry("12", "2", "colour\u001b[31mful and b\u00e4d");
    follow();
    taken.await(lines -> lines.size() == 2);
    assertThat(taken.messages()).containsExactly("it broke", "colourful and b\u00e4d");
    assertThat(level("it broke")).isEqualTo(Level.ERROR);
    assertThat(level("colourful and b\u00e4d")).isEqualTo(Level.FATAL);
    assertThat(taken.signals()).hasSize(1);
    assertThat(taken.lines().getLast().at()).isEqualTo(NOON.plusSeconds(2));
  }

  @Test
  void what_comes_while_it_follows_is_read_and_after_a_restart_it_goes_on() throws Exception {
    entry("12", "6", "one");
    JournalTail first = follow();
    taken.awaitMessages("one");
    entry("12", "6", "two");
    taken.awaitMessages("one", "two");
    awaitKept("after-cursor");
    first.close();
    entry("12", "6", "three");
    follow();
    taken.awaitMessages("one", "two", "three");
    Thread.sleep(500);
    assertThat(taken.messages()).containsExactly("one", "two", "three");
  }

  @Test
  void a_record_that_is_not_over_is_read_again_from_its_beginning() throws Exception {
    entry("12", "6", "2026-11-28 12:00:00 INFO a - one");
    JournalTail first = follow();
    taken.awaitMessages("one");
    taken.refuse(true);
    entry("12", "6", "2026-11-28 12:00:01 ERROR a - two");
    entry("12", "6", "java.lang.Bad: why");
    Thread.sleep(600);
    first.close();
    taken.refuse(false);
    entry("12", "6", "\tat shop.Cart.total(Cart.java:36)");
    follow();
    taken.awaitMessages("one", "two");
    assertThat(taken.signals()).hasSize(1);
  }

  @Test
  void a_journal_that_cannot_be_read_is_told() throws Exception {
    Files.delete(journal);
    JournalTail tail = follow();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (tail.problems().isEmpty() && System.nanoTime() < deadline) {
      Thread.sleep(20);
    }
    assertThat(tail.problems())
        .singleElement()
        .asString()
        .contains("shop.service", "journalctl ended");
  }

  private Level level(String message) {
    return taken.lines().stream()
        .filter(each -> each.message().equals(message))
        .map(LogLine::level)
        .findFirst()
        .orElseThrow();
  }

  private JournalTail follow() throws IOException {
    JournalTail tail =
        JournalTail.follow(
            List.of(
                new JournalUnit(
                    new Origin("shop", "", ""),
                    "shop.service",
                    Optional.of(journal),
                    ZoneId.of("UTC"))),
            place.resolve("journal.json"),
            taken,
            new Redaction(false),
            InstantSource.fixed(NOON),
            FAST,
            ProcessSandbox.create());
    tails.add(tail);
    return tail;
  }

  private void awaitKept(String text) throws Exception {
    Path kept = place.resolve("journal.json");
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!Files.readString(kept).contains(text) && System.nanoTime() < deadline) {
      Thread.sleep(20);
    }
    assertThat(kept).content().contains(text);
  }

  private void entry(String process, String priority, String message) throws Exception {
    write("shop.service", process, priority, message);
  }

  private void other(String unit, String message) throws Exception {
    write(unit, "99", "3", message);
  }

  /// In systemd's export format, where a text of several lines has its length before it.
  private void write(String unit, String process, String priority, String message)
      throws Exception {
    written++;
    ByteArrayOutputStream entry = new ByteArrayOutputStream();
    String fields =
        "__REALTIME_TIMESTAMP="
            + (NOON.getEpochSecond() + written) * 1_000_000
            + "\n__MONOTONIC_TIMESTAMP="
            + written * 1_000_000
            + "\n_BOOT_ID=0123456789abcdef0123456789abcdef\n_PID="
            + process
            + "\n_SYSTEMD_UNIT="
            + unit
            + "\nPRIORITY="
            + priority
            + "\nMESSAGE\n";
    entry.writeBytes(fields.getBytes(StandardCharsets.UTF_8));
    byte[] text = message.getBytes(StandardCharsets.UTF_8);
    entry.writeBytes(
        ByteBuffer.allocate(Long.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(text.length)
            .array());
    entry.writeBytes(text);
    entry.writeBytes("\n\n".getBytes(StandardCharsets.UTF_8));
    Process writer =
        new ProcessBuilder(WRITER.toString(), "--output=" + journal.resolve("all.journal"), "-")
            .redirectErrorStream(true)
            .redirectOutput(place.resolve("writer").toFile())
            .start();
    writer.getOutputStream().write(entry.toByteArray());
    writer.getOutputStream().close();
    assertThat(writer.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(writer.exitValue()).as(Files.readString(place.resolve("writer"))).isZero();
  }
}
