package dev.naosu.tail;

import dev.naosu.journal.Hash;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;

/// How a file begins: what tells a log from another one that came into its place, or that got its
/// inode.
///
/// @param length bytes that were looked at; fewer than [#MOST] while the file was shorter
/// @param hash of these bytes
record Head(int length, String hash) {
  static final Head NONE = new Head(0, "");
  static final int MOST = 1024;

  /// Fewer bytes than this say nothing about whether two files are one.
  private static final int TELLING = 32;

  static Head of(FileChannel channel) throws IOException {
    return of(bytes(channel, MOST));
  }

  /// Whether the file still begins like that. With nothing known, it does.
  boolean isOf(FileChannel channel) throws IOException {
    byte[] bytes = bytes(channel, length);
    return bytes.length == length && (length == 0 || of(bytes).hash.equals(hash));
  }

  /// Whether a file that begins like that must be the same one or a copy.
  boolean isTelling() {
    return length >= TELLING;
  }

  boolean isWhole() {
    return length == MOST;
  }

  private static Head of(byte[] bytes) {
    return bytes.length == 0 ? NONE : new Head(bytes.length, Hash.of(bytes).hex());
  }

  private static byte[] bytes(FileChannel channel, int most) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(most);
    while (buffer.hasRemaining() && channel.read(buffer, buffer.position()) > 0) {
      // a read may give less than there is
    }
    return Arrays.copyOf(buffer.array(), buffer.position());
  }
}
