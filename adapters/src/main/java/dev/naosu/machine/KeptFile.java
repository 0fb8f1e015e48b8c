package dev.naosu.machine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/// A small file that is only ever replaced as a whole: whoever reads it finds what was written
/// last, or what was written before that, and never half of either.
public record KeptFile(Path place) {
  private static final long MOST_BYTES = 32L << 20;

  /// Empty when it was never written.
  public Optional<byte[]> read() throws IOException {
    try {
      if (Files.size(place) > MOST_BYTES) {
        throw new IOException(place + " is larger than anything naosu writes there");
      }
      return Optional.of(Files.readAllBytes(place));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    }
  }

  public void write(byte[] bytes) throws IOException {
    Path directory = Files.createDirectories(place.toAbsolutePath().getParent());
    Path fresh = directory.resolve(place.getFileName() + ".new");
    try (FileChannel channel =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer left = ByteBuffer.wrap(bytes);
      while (left.hasRemaining()) {
        channel.write(left);
      }
      // a power cut after the move must not leave an empty file
      channel.force(true);
    }
    Files.move(fresh, place, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }
}
