package dev.naosu.tail;

import dev.naosu.detect.logs.LogLine.Level;
import dev.naosu.detect.watch.Receiver;
import dev.naosu.tail.Batch.Place;
import dev.naosu.tail.reading.Format;
import dev.naosu.tail.reading.Joining;
import dev.naosu.tail.reading.Joining.Joined;
import dev.naosu.tail.reading.Line;
import dev.naosu.tail.reading.LogReader;
import dev.naosu.tail.reading.Wrapping;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// Reads what one `journalctl` writes. journald makes an entry of each line, so the lines of a
/// stack trace are put together again, for each process of the unit by itself.
final class JournalReading {
  /// Bytes as a list of numbers take four letters each.
  private static final int MOST_LINE_BYTES = 1 << 20;

  private static final int CHUNK = 64 * 1024;
  private static final int MOST_WAITING = 2_000;
  private static final int MOST_PROCESSES = 64;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);

  /// Told of how far it came.
  interface Progress {
    /// Everything up to this cursor was taken.
    void taken(String cursor);

    /// What was read is not taken at present.
    void stuck(String why);
  }

  /// Where a line stands.
  ///
  /// @param before cursor of the entry before it, of whichever process; empty for the first
  /// @param number of the entry
  private record Spot(String cursor, String before, long number, Level level) {}

  /// The lines of one process.
  private static final class Lane {
    private final Joining<Spot> joining;
    private long last = System.nanoTime();

    Lane(Joining<Spot> joining) {
      this.joining = joining;
    }
  }

  /// What journalctl wrote: a line, or its end.
  private sealed interface Written {
    record OfEntry(JournalEntry entry) implements Written {}

    record End(String last) implements Written {}
  }

  private final JournalUnit unit;
  private final Batch batch;
  private final Receiver receiver;
  private final InstantSource clock;
  private final Pace pace;
  private final CountDownLatch ended;
  private final Progress progress;
  private final LogReader reader;
  private final Map<String, Lane> processes = new LinkedHashMap<>();
  private final BlockingQueue<Written> written = new LinkedBlockingQueue<>(MOST_WAITING);
  private String cursor = "";
  private String told = "";
  private long number;

  /// @param ended counted down when nothing more is to be read
  JournalReading(
      JournalUnit unit,
      Batch batch,
      Receiver receiver,
      InstantSource clock,
      Pace pace,
      CountDownLatch ended,
      Progress progress) {
    this.unit = unit;
    this.batch = batch;
    this.receiver = receiver;
    this.clock = clock;
    this.pace = pace;
    this.ended = ended;
    this.progress = progress;
    this.reader = new LogReader(unit.zone(), Format.AUTO);
  }

  /// Whether anything was taken.
  boolean hasTaken() {
    return !told.isEmpty();
  }

  /// Reads to the end of the stream, or until it is to end.
  ///
  /// @return the last line that was no entry: why journalctl ended; empty when it said nothing
  String until(InputStream journal) throws InterruptedException {
    Thread listening = Thread.ofVirtual().name("journal lines").start(() -> listen(journal));
    try {
      while (ended.getCount() > 0) {
        Written next = written.poll(pace.unfinished().toMillis(), TimeUnit.MILLISECONDS);
        switch (next) {
          case Written.OfEntry(JournalEntry entry) -> take(entry);
          case Written.End(String last) -> {
            finish();
            return last;
          }
          case null -> {
            // nobody says anything
          }
        }
        finishSilent();
        if (batch.isFull() || written.isEmpty()) {
          deliver();
        }
      }
      return "";
    } finally {
      listening.interrupt();
    }
  }

  private void listen(InputStream journal) {
    Lines lines = new Lines(0, MOST_LINE_BYTES);
    byte[] chunk = new byte[CHUNK];
    String[] last = {""};
    try {
      for (int count = journal.read(chunk); count >= 0; count = journal.read(chunk)) {
        lines.feed(
            chunk,
            count,
            (line, _) ->
                JournalEntry.read(line)
                    .ifPresentOrElse(
                        entry -> put(new Written.OfEntry(entry)), () -> last[0] = line));
      }
    } catch (IOException _) {
      // it was ended
      last[0] = "";
    }
    put(new Written.End(last[0]));
  }

  /// Waits for room: then journalctl waits, too.
  private void put(Written what) {
    try {
      written.put(what);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void take(JournalEntry entry) throws InterruptedException {
    Lane lane =
        processes.computeIfAbsent(
            entry.process(), _ -> new Lane(new Joining<>(unit.zone(), Format.AUTO)));
    lane.last = System.nanoTime();
    String before = cursor;
    cursor = entry.cursor();
    number++;
    List<String> lines = entry.message().lines().toList();
    Spot spot = new Spot(entry.cursor(), before, number, entry.level());
    if (lines.size() > 1) {
      // who writes several lines as one entry has put them together already
      lane.joining.end().ifPresent(joined -> add(entry.process(), joined));
      String whole =
          lines.stream().map(line -> Wrapping.open(line).text()).collect(Collectors.joining("\n"));
      add(entry.process(), new Joined<>(whole, spot, Optional.of(entry.at())));
    } else if (!lines.isEmpty()) {
      Line line = Wrapping.open(lines.getFirst());
      Instant at = line.at().orElse(entry.at());
      lane.joining
          .add(new Line(line.text(), Optional.of(at), line.ends()), spot)
          .ifPresent(joined -> add(entry.process(), joined));
    }
    if (processes.size() > MOST_PROCESSES) {
      finish();
      processes.clear();
    }
  }

  private void finish() throws InterruptedException {
    processes.forEach(
        (process, lane) -> lane.joining.end().ifPresent(joined -> add(process, joined)));
    deliver();
  }

  /// One process is silent while another is not.
  private void finishSilent() {
    long now = System.nanoTime();
    processes.forEach(
        (process, lane) -> {
          if (now - lane.last >= pace.unfinished().toNanos()) {
            lane.joining.end().ifPresent(joined -> add(process, joined));
          }
        });
  }

  private void add(String process, Joined<Spot> joined) {
    Spot spot = joined.from();
    batch.add(
        unit.origin(),
        reader.read(joined, clock.instant()),
        new Place(spot.cursor(), unit.unit() + "[" + process + "]"),
        spot.level(),
        clock.instant());
  }

  private void deliver() throws InterruptedException {
    Duration pause = FIRST_PAUSE;
    while (!batch.isEmpty() && ended.getCount() > 0) {
      try {
        receiver.receive(batch.signals(), batch.observed());
        batch.clear();
      } catch (RuntimeException e) {
        progress.stuck("what was read cannot be kept at present: " + e);
        ended.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        pause = pace.longer(pause);
      }
    }
    if (!batch.isEmpty()) {
      return;
    }
    // a record that still waits is read again after a restart
    Optional<Spot> oldest =
        processes.values().stream()
            .map(lane -> lane.joining.waiting())
            .flatMap(Optional::stream)
            .min(Comparator.comparingLong(Spot::number));
    String behind = oldest.map(Spot::before).orElse(cursor);
    if (!behind.isEmpty() && !behind.equals(told)) {
      progress.taken(behind);
      told = behind;
    }
  }
}
