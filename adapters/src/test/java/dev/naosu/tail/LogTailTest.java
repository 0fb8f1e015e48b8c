package dev.naosu.tail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.detect.Origin;
import dev.naosu.detect.Signal;
import dev.naosu.detect.logs.LogLine.Level;
import dev.naosu.redaction.Redaction;
import dev.naosu.tail.reading.Format;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTailTest {
  private static final InstantSource NOON =
      InstantSource.fixed(Instant.parse("2026-11-28T12:00:00Z"));
  private static final Pace FAST =
      new Pace(
          Duration.ofMillis(10),
          Duration.ofMillis(20),
          Duration.ofMillis(150),
          Duration.ofMillis(400),
          Duration.ofMillis(500));
  private static final Origin SHOP = new Origin("shop", "1f3a9c2", "production");

  @TempDir Path place;
  private Path logs;
  private Path log;
  private Path positions;
  private final Taken taken = new Taken();
  private final List<LogTail> tails = new ArrayList<>();

  @BeforeEach
  void begin() throws IOException {
    logs = Files.createDirectories(place.resolve("logs"));
    log = logs.resolve("shop.log");
    positions = place.resolve("data/logs.json");
  }

  @AfterEach
  void end() {
    tails.forEach(LogTail::close);
  }

  @Test
  void a_file_that_is_not_there_yet_is_read_from_its_beginning_once_it_is() throws Exception {
    follow("*.log");
    awaitKnown();
    write(log, "one", "two");
    taken.awaitMessages("one", "two");
    write(logs.resolve("other.log"), "three");
    taken.awaitMessages("one", "two", "three");
  }

  @Test
  void what_was_there_before_the_first_start_is_not_read() throws Exception {
    write(log, "long ago");
    follow("shop.log");
    awaitKnown();
    write(log, "now");
    taken.awaitMessages("now");
  }

  @Test
  void an_error_with_its_stack_trace_is_a_signal_without_secrets() throws Exception {
    follow("shop.log");
    awaitKnown();
    Files.writeString(
        log,
        """
        2026-11-28 12:00:00,000 INFO shop.Cart - fine
        2026-11-28 12:00:00,001 WARN shop.Cart - retried
        java.io.IOException: reset
        \tat shop.Cart.send(Cart.java:3)
        2026-11-28 12:00:00,002 ERROR shop.Cart - failed with password=hunter2
        java.lang.IllegalStateException: no price, token=abcdefgh
        \tat shop.Cart.total(Cart.java:36)
        """);
    taken.await(lines -> lines.size() == 3);
    assertThat(taken.signals()).hasSize(1);
    Signal signal = taken.signals().getFirst();
    assertThat(signal.kind()).isEqualTo(Signal.Kind.EXCEPTION);
    assertThat(signal.origin()).isEqualTo(SHOP);
    assertThat(signal.at()).isEqualTo(Instant.parse("2026-11-28T12:00:00.002Z"));
    assertThat(signal.message()).startsWith("java.lang.IllegalStateException: no price");
    assertThat(signal.trace().orElseThrow()).contains("\tat shop.Cart.total(Cart.java:36)");
    assertThat(signal.attributes())
        .containsEntry("exception.type", "java.lang.IllegalStateException")
        .containsEntry("log.logger", "shop.Cart");
    assertThat(signal.toString()).doesNotContain("hunter2", "abcdefgh");
    assertThat(taken.lines().toString()).doesNotContain("hunter2", "abcdefgh");
    assertThat(taken.lines().getLast().level()).isEqualTo(Level.ERROR);
  }

  @Test
  void a_trace_that_is_written_slowly_is_one_record_and_one_that_stands_still_is_given_out()
      throws Exception {
    follow("shop.log");
    awaitKnown();
    Files.writeString(log, "2026-11-28 12:00:00 ERROR a - x\njava.lang.Bad: why\n");
    Thread.sleep(50);
    append(log, "\tat shop.Cart.total(Cart.java:36)\n");
    taken.await(lines -> lines.size() == 1);
    assertThat(taken.signals().getFirst().trace().orElseThrow()).contains("Cart.java:36");
  }

  @Test
  void a_line_without_an_end_waits_for_it() throws Exception {
    follow("shop.log");
    awaitKnown();
    append(log, "half ");
    Thread.sleep(400);
    assertThat(taken.messages()).isEmpty();
    append(log, "a line\n");
    taken.awaitMessages("half a line");
  }

  @Test
  void a_file_that_is_renamed_is_read_to_its_end_and_the_new_one_from_its_beginning()
      throws Exception {
    follow("shop.log");
    awaitKnown();
    write(log, "one");
    taken.awaitMessages("one");
    append(log, "two\n");
    Files.move(log, logs.resolve("shop.log.1"));
    append(logs.resolve("shop.log.1"), "three, still to the old one\n");
    Thread.sleep(100);
    append(logs.resolve("shop.log.1"), "four, without an end");
    write(log, "five");
    taken.await(lines -> lines.size() == 5);
    assertThat(taken.messages())
        .containsExactlyInAnyOrder(
            "one", "two", "three, still to the old one", "four, without an end", "five");
  }

  @Test
  void a_renamed_file_that_the_pattern_names_too_is_not_read_twice_and_packed_ones_never()
      throws Exception {
    follow("shop.log*");
    awaitKnown();
    write(log, "one");
    taken.awaitMessages("one");
    Files.move(log, logs.resolve("shop.log.1"));
    write(log, "two");
    taken.awaitMessages("one", "two");
    try (GZIPOutputStream packed =
        new GZIPOutputStream(Files.newOutputStream(logs.resolve("shop.log.1.gz")))) {
      packed.write("one\n".getBytes(StandardCharsets.UTF_8));
    }
    Files.delete(logs.resolve("shop.log.1"));
    write(log, "three");
    taken.awaitMessages("one", "two", "three");
  }

  @Test
  void files_that_are_copied_and_emptied_are_neither_lost_nor_read_twice() throws Exception {
    follow("shop.log*");
    awaitKnown();
    List<String> expected = new ArrayList<>();
    for (int i = 1; i <= 6; i++) {
      String begin = i + ": the first line of a file, which is long enough to tell";
      write(log, begin);
      expected.add(begin);
      int count = i;
      taken.await(lines -> lines.size() >= 2 * count - 1);
      // neither read before the copy is made, nor in the file afterwards
      write(log, i + ": written last");
      expected.add(i + ": written last");
      Files.copy(log, logs.resolve("shop.log." + i));
      try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
        file.setLength(0);
      }
      taken.await(lines -> lines.size() >= 2 * count);
    }
    Thread.sleep(300);
    assertThat(taken.messages()).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void after_a_restart_it_goes_on_where_it_was() throws Exception {
    LogTail first = follow("shop.log");
    awaitKnown();
    write(log, "one", "two");
    taken.awaitMessages("one", "two");
    // read, and still waiting for what may belong to it
    append(log, "2026-11-28 12:00:00 ERROR a - failed\n");
    Thread.sleep(30);
    first.close();
    append(log, "java.lang.Bad: why\n\tat shop.Cart.total(Cart.java:36)\n");
    follow("shop.log");
    taken.awaitMessages("one", "two", "failed");
    assertThat(taken.signals()).hasSize(1);
  }

  @Test
  void what_was_rotated_while_it_was_away_is_read_several_files_of_it_too() throws Exception {
    LogTail first = follow("shop.log");
    awaitKnown();
    write(log, "one, in the first of all the files that there were");
    taken.await(lines -> lines.size() == 1);
    awaitKept();
    first.close();
    append(log, "two\n");
    Files.setLastModifiedTime(log, FileTime.from(Instant.now().minusSeconds(60)));
    Files.move(log, logs.resolve("shop.2026-11-27.log"));
    write(logs.resolve("shop.2026-11-28.log"), "three");
    Files.setLastModifiedTime(
        logs.resolve("shop.2026-11-28.log"), FileTime.from(Instant.now().minusSeconds(30)));
    write(logs.resolve("shop-gc.log"), "of something else");
    write(log, "four");
    follow("shop.log");
    taken.await(lines -> lines.size() >= 4);
    Thread.sleep(200);
    assertThat(taken.messages())
        .containsExactlyInAnyOrder(
            "one, in the first of all the files that there were", "two", "three", "four");
  }

  @Test
  void a_file_that_was_emptied_while_it_was_away_is_read_from_its_beginning_and_its_copy_on()
      throws Exception {
    LogTail first = follow("shop.log*");
    awaitKnown();
    write(log, "one, in a file that begins in a way of its own");
    taken.await(lines -> lines.size() == 1);
    awaitKept();
    first.close();
    append(log, "two\n");
    Files.copy(log, logs.resolve("shop.log.1"), StandardCopyOption.COPY_ATTRIBUTES);
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
      file.setLength(0);
    }
    write(log, "three, and this file is longer now than what was read of it before, quite so");
    follow("shop.log*");
    taken.await(lines -> lines.size() >= 3);
    Thread.sleep(200);
    assertThat(taken.messages())
        .hasSize(3)
        .contains("two")
        .anyMatch(line -> line.startsWith("three"));
  }

  @Test
  void while_nobody_takes_what_was_read_it_waits_and_nothing_is_lost() throws Exception {
    LogTail tail = follow("shop.log");
    awaitKnown();
    write(log, "one");
    taken.awaitMessages("one");
    taken.refuse(true);
    write(log, "two");
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (tail.problems().isEmpty() && System.nanoTime() < deadline) {
      Thread.sleep(20);
    }
    assertThat(tail.problems()).singleElement().asString().contains("the store is away");
    taken.refuse(false);
    taken.awaitMessages("one", "two");
  }

  @Test
  void files_that_came_and_went_while_it_waited_are_read_too() throws Exception {
    LogTail tail = follow("shop.log");
    awaitKnown();
    taken.refuse(true);
    write(log, "one, in the first of all the files that there were");
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (tail.problems().isEmpty() && System.nanoTime() < deadline) {
      Thread.sleep(20);
    }
    Files.setLastModifiedTime(log, FileTime.from(Instant.now().minusSeconds(60)));
    Files.move(log, logs.resolve("shop.log.1"));
    write(log, "two, in a file that came and went");
    Files.setLastModifiedTime(log, FileTime.from(Instant.now().minusSeconds(30)));
    Files.move(log, logs.resolve("shop.log.2"));
    write(log, "three");
    taken.refuse(false);
    taken.await(lines -> lines.size() >= 3);
    assertThat(taken.messages())
        .containsExactlyInAnyOrder(
            "one, in the first of all the files that there were",
            "two, in a file that came and went",
            "three");
  }

  @Test
  void a_file_that_was_renamed_between_the_look_and_the_opening_is_still_the_one_that_is_read()
      throws Exception {
    write(log, "one");
    Found found = Found.by(log).getFirst();
    Files.move(log, logs.resolve("shop.log.1"));
    write(log, "another");
    try (Found.Opened opened = found.open()) {
      assertThat(opened.path()).isEqualTo(logs.resolve("shop.log.1"));
      assertThat(opened.channel().size()).isEqualTo(Files.size(logs.resolve("shop.log.1")));
    }
  }

  @Test
  void what_is_read_again_after_a_kill_has_the_same_ids() throws Exception {
    follow("shop.log*");
    awaitKnown();
    awaitKept();
    byte[] before = Files.readAllBytes(positions);
    Files.writeString(
        log,
        """
        ERROR shop.Cart - failed
        java.lang.Bad: why
        \tat shop.Cart.total(Cart.java:36)
        ERROR shop.Cart - failed
        java.lang.Bad: why
        \tat shop.Cart.total(Cart.java:36)
        """);
    taken.await(lines -> lines.size() == 2);
    tails.getFirst().close();
    Files.write(positions, before);
    // renamed meanwhile, it is still the same file
    Files.move(log, logs.resolve("shop.log.1"));
    follow("shop.log*");
    taken.await(lines -> lines.size() == 4);
    assertThat(taken.signals()).hasSize(4);
    assertThat(new HashSet<>(taken.signals().stream().map(Signal::id).toList())).hasSize(2);
  }

  @Test
  void a_killed_follower_loses_nothing_and_repeats_only_what_has_the_same_id() throws Exception {
    int records = 10_000;
    Path seen = place.resolve("seen");
    int runs = 0;
    write(log, "");
    // knows the pattern before anything is written
    Process reader = FollowingProcess.start(log, positions, seen);
    awaitKnown();
    Thread writing = Thread.ofPlatform().start(() -> writeErrors(records));
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
    while (distinct(seen) < records && System.nanoTime() < deadline) {
      Thread.sleep(700);
      if (runs++ < 4) {
        reader.destroyForcibly().waitFor();
        reader = FollowingProcess.start(log, positions, seen);
      }
    }
    writing.join();
    reader.destroyForcibly().waitFor();
    assertThat(distinct(seen)).isEqualTo(records);
    List<String> lines = Files.readAllLines(seen).stream().filter(l -> l.contains(" ")).toList();
    // id and number: one id for each
    assertThat(new HashSet<>(lines)).hasSize(records);
  }

  private void writeErrors(int records) {
    try {
      for (int i = 0; i < records; i++) {
        append(
            log,
            "2026-11-28 12:00:00,000 ERROR shop.Cart - number "
                + i
                + "\njava.lang.Bad: why\n\tat shop.Cart.total(Cart.java:36)\n");
        if (i % 2_500 == 2_499) {
          Files.move(log, logs.resolve("shop.log." + i));
        }
        if (i % 5 == 0) {
          TimeUnit.MICROSECONDS.sleep(500);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static long distinct(Path seen) throws IOException {
    return Files.exists(seen)
        ? Files.readAllLines(seen).stream()
            .filter(line -> line.contains(" "))
            .map(line -> line.split(" ", 2)[1])
            .distinct()
            .count()
        : 0;
  }

  private LogTail follow(String pattern) {
    LogTail tail =
        LogTail.follow(
            List.of(new LogFiles(SHOP, logs.resolve(pattern), Format.AUTO, ZoneId.of("UTC"))),
            positions,
            taken,
            new Redaction(false),
            NOON,
            FAST);
    tails.add(tail);
    return tail;
  }

  private void awaitKnown() throws Exception {
    awaitKept();
    Thread.sleep(50);
  }

  /// Until the positions say what was taken.
  private void awaitKept() throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!Files.exists(positions) && System.nanoTime() < deadline) {
      Thread.sleep(10);
    }
    Thread.sleep(100);
    assertThat(positions).exists();
  }

  private static void write(Path file, String... lines) throws IOException {
    for (String line : lines) {
      append(file, line.isEmpty() ? "" : line + "\n");
    }
  }

  private static void append(Path file, String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
