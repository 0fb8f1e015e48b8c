package dev.naosu.tail;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Cuts bytes into lines. Of a line that is too long the beginning is kept, and the rest of it
/// skipped.
final class Lines {
  private static final int FIRST_ROOM = 1024;

  private final int most;
  private byte[] line = new byte[FIRST_ROOM];
  private int length;
  private long start;
  private long next;

  /// Takes lines.
  @FunctionalInterface
  interface Taker {
    /// @param from place of its first byte
    void take(String line, long from);
  }

  /// @param at place of the first byte that will be fed
  /// @param most bytes of a line that are kept
  Lines(long at, int most) {
    this.start = at;
    this.next = at;
    this.most = most;
  }

  void feed(byte[] bytes, int count, Taker taker) {
    int begin = 0;
    for (int i = 0; i < count; i++) {
      if (bytes[i] == '\n') {
        keep(bytes, begin, i);
        next += i + 1 - begin;
        begin = i + 1;
        give(taker);
      }
    }
    keep(bytes, begin, count);
    next += count - begin;
  }

  /// Gives out what has no end of line yet.
  void end(Taker taker) {
    if (next > start) {
      give(taker);
    }
  }

  /// Place of the line that has no end yet.
  long start() {
    return start;
  }

  /// Place of the next byte.
  long next() {
    return next;
  }

  private void give(Taker taker) {
    int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
    String text = new String(line, 0, end, StandardCharsets.UTF_8);
    long from = start;
    length = 0;
    start = next;
    taker.take(text, from);
  }

  private void keep(byte[] bytes, int from, int to) {
    int count = Math.min(to - from, most - length);
    if (count <= 0) {
      return;
    }
    if (line.length < length + count) {
      line = Arrays.copyOf(line, Math.min(most, Math.max(line.length * 2, length + count)));
    }
    System.arraycopy(bytes, from, line, length, count);
    length += count;
  }
}
