package dev.naosu.machine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/// Reads all a stream gives and keeps the end of it.
public final class OutputTail {
  private final int limitBytes;
  private byte[] kept = new byte[8192];
  private int size;

  public OutputTail(int limitBytes) {
    this.limitBytes = limitBytes;
  }

  /// Reads until the stream ends or breaks; a broken stream is one that has ended.
  public void drain(InputStream stream) {
    byte[] chunk = new byte[8192];
    try (stream) {
      for (int read = stream.read(chunk); read >= 0; read = stream.read(chunk)) {
        append(chunk, read);
      }
    } catch (IOException _) {
      // the pipe of a process that was ended; what came before is kept
    }
  }

  private synchronized void append(byte[] chunk, int length) {
    // twice the limit, so that old bytes are moved out rarely
    if (size + length > kept.length) {
      if (kept.length < 2 * limitBytes) {
        byte[] larger = new byte[Math.min(2 * limitBytes, kept.length * 2)];
        System.arraycopy(kept, 0, larger, 0, size);
        kept = larger;
      } else {
        System.arraycopy(kept, size - limitBytes, kept, 0, limitBytes);
        size = limitBytes;
      }
    }
    System.arraycopy(chunk, 0, kept, size, length);
    size += length;
  }

  /// The last `limitBytes` bytes as text.
  public synchronized String text() {
    int length = Math.min(size, limitBytes);
    return new String(kept, size - length, length, StandardCharsets.UTF_8);
  }
}
