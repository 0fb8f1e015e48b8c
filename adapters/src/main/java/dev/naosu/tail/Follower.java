package dev.naosu.tail;

import dev.naosu.detect.logs.LogLine.Level;
import dev.naosu.tail.Batch.Place;
import dev.naosu.tail.Positions.Position;
import dev.naosu.tail.reading.Joining;
import dev.naosu.tail.reading.Joining.Joined;
import dev.naosu.tail.reading.LogReader;
import dev.naosu.tail.reading.Wrapping;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/// Reads on in one file, which stays open: it may be renamed meanwhile, even removed.
final class Follower implements AutoCloseable {
  static final int MOST_LINE_BYTES = 256 * 1024;
  private static final int CHUNK = 64 * 1024;

  private final LogFiles source;
  private final Path path;
  private final String key;
  private final FileChannel channel;
  private final LogReader reader;
  private Joining<Long> joining;
  private Lines lines;
  private Head head;
  private int generation;
  private long lastRead = System.nanoTime();
  private boolean leaving;

  private Follower(LogFiles source, Path path, String key, FileChannel channel, Head head) {
    this.source = source;
    this.path = path;
    this.key = key;
    this.channel = channel;
    this.head = head;
    this.reader = new LogReader(source.zone(), source.format());
    this.joining = new Joining<>(source.zone(), source.format());
    this.lines = new Lines(0, MOST_LINE_BYTES);
  }

  static Follower open(LogFiles source, Found found, long offset, int generation)
      throws IOException {
    Found.Opened file = found.open();
    Follower follower =
        new Follower(source, file.path(), found.key(), file.channel(), Head.of(file.channel()));
    follower.lines = new Lines(offset, MOST_LINE_BYTES);
    follower.generation = generation;
    return follower;
  }

  LogFiles source() {
    return source;
  }

  Path path() {
    return path;
  }

  String key() {
    return key;
  }

  Head head() {
    return head;
  }

  /// Whether another file came into its place.
  boolean isLeaving() {
    return leaving;
  }

  void leave(boolean leaves) {
    if (leaves && !leaving) {
      lastRead = System.nanoTime();
    }
    leaving = leaves;
  }

  /// Whether it has not said anything for so long.
  boolean isSilentFor(Duration time) {
    return System.nanoTime() - lastRead >= time.toNanos();
  }

  /// Whether it was emptied since, by whoever rotates logs by copying them.
  boolean isEmptied() throws IOException {
    long size = channel.size();
    return size < lines.next() || size > lines.next() && !head.isOf(channel);
  }

  long size() throws IOException {
    return channel.size();
  }

  /// Begins again at its beginning.
  void restart() throws IOException {
    generation++;
    head = Head.of(channel);
    joining = new Joining<>(source.zone(), source.format());
    lines = new Lines(0, MOST_LINE_BYTES);
  }

  /// Reads a piece; false when there is nothing new.
  boolean read(Batch batch, Instant now) throws IOException {
    if (channel.size() <= lines.next()) {
      return false;
    }
    if (!head.isWhole()) {
      head = Head.of(channel);
    }
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
    int count = channel.read(chunk, lines.next());
    if (count <= 0) {
      return false;
    }
    lastRead = System.nanoTime();
    lines.feed(chunk.array(), count, (text, from) -> take(text, from, batch, now));
    return true;
  }

  /// Gives out a record that nothing came to any more.
  void finishRecord(Batch batch, Instant now) {
    joining.end().ifPresent(joined -> add(joined, batch, now));
  }

  /// Gives out everything, also a line without an end: nothing will come any more.
  void finish(Batch batch, Instant now) {
    lines.end((text, from) -> take(text, from, batch, now));
    finishRecord(batch, now);
  }

  /// Up to the record that still waits.
  Position position() {
    return new Position(
        source.files().toString(),
        path.toString(),
        key,
        head.length(),
        head.hash(),
        joining.waiting().orElse(lines.start()),
        generation);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private void take(String text, long from, Batch batch, Instant now) {
    joining.add(Wrapping.open(text), from).ifPresent(joined -> add(joined, batch, now));
  }

  private void add(Joined<Long> joined, Batch batch, Instant now) {
    batch.add(
        source.origin(),
        reader.read(joined, now),
        new Place(key + "." + generation + "." + joined.from(), path + ":" + joined.from()),
        Level.INFO,
        now);
  }
}
