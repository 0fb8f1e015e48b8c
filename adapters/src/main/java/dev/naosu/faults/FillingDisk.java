package dev.naosu.faults;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/// Takes the space of a file system with one file of its own.
final class FillingDisk implements Doing {
  /// Files of this name are naosu's to delete.
  static final String PREFIX = "naosu-chaos-";

  private static final int MEGABYTE = 1 << 20;

  private final Path file;
  private final long most;
  private final long leave;

  FillingDisk(Note note) {
    file = Path.of(note.text("file"));
    most = note.number("most");
    leave = note.number("leave");
  }

  @Override
  public String begin() throws IOException {
    FileStore store = Files.getFileStore(file.getParent());
    byte[] block = new byte[MEGABYTE];
    // what is all zero may be stored as nothing
    Arrays.fill(block, (byte) 'x');
    long written = 0;
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      while (written < most && store.getUsableSpace() > (leave + 1) * MEGABYTE) {
        ByteBuffer rest = ByteBuffer.wrap(block);
        while (rest.hasRemaining()) {
          channel.write(rest);
        }
        written++;
      }
    } catch (IOException e) {
      Files.deleteIfExists(file);
      throw new IOException("the disk cannot be filled: " + e.getMessage(), e);
    }
    return written + " MB are taken by " + file;
  }

  @Override
  public String end() throws IOException {
    return Files.deleteIfExists(file) ? file + " is deleted" : "no file to delete";
  }
}
