package dev.naosu.processes;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// What an instance writes. The process appends to it by itself, so that it can write while naosu
/// is away.
record LogFile(Path place) {
  static final int TOLD_CHARACTERS = 4_000;

  private static final long MOST_BYTES = 16L << 20;
  private static final int KEPT_BYTES = 4 << 20;

  /// The end of it; empty when nothing was written.
  String end(int characters) throws IOException {
    // a character has at most four bytes
    String text = new String(tail(4 * characters), StandardCharsets.UTF_8);
    return text.substring(Math.max(0, text.length() - characters));
  }

  /// When it has grown too large, keeps its end in another file and begins it anew. What is written
  /// at this very moment may be lost.
  void trim() throws IOException {
    if (Files.exists(place) && Files.size(place) > MOST_BYTES) {
      Files.write(place.resolveSibling(place.getFileName() + ".1"), tail(KEPT_BYTES));
      try (FileChannel channel = FileChannel.open(place, StandardOpenOption.WRITE)) {
        channel.truncate(0);
      }
    }
  }

  private byte[] tail(int most) throws IOException {
    try (FileChannel channel = FileChannel.open(place, StandardOpenOption.READ)) {
      long size = channel.size();
      ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(most, size));
      channel.position(size - bytes.capacity());
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
        // until it is full, or the file has become shorter
      }
      byte[] read = new byte[bytes.position()];
      bytes.flip().get(read);
      return read;
    } catch (NoSuchFileException _) {
      return new byte[0];
    }
  }
}
