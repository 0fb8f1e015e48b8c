package dev.naosu.probe;

import java.io.OutputStream;
import java.nio.charset.Charset;

/** Takes what tests print and keeps the last 16 KiB of it. */
final class OutputTail extends OutputStream {
  private static final int KEPT = 16 * 1024;

  private final byte[] ring = new byte[KEPT];
  private long written;

  @Override
  public synchronized void write(int b) {
    ring[(int) (written++ % KEPT)] = (byte) b;
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) {
    // Of a long text only the end can be kept, so nothing else has to be copied.
    int skipped = Math.max(0, length - KEPT);
    written += skipped;
    for (int i = skipped; i < length; i++) {
      ring[(int) (written++ % KEPT)] = bytes[offset + i];
    }
  }

  /** Returns what is kept and starts over. */
  synchronized String take() {
    int length = (int) Math.min(written, KEPT);
    byte[] tail = new byte[length];
    for (int i = 0; i < length; i++) {
      tail[i] = ring[(int) ((written - length + i) % KEPT)];
    }
    written = 0;
    return new String(tail, Charset.defaultCharset());
  }
}
