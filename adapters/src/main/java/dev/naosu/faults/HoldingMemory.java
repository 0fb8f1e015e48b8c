package dev.naosu.faults;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Holds memory of the machine; the heap of the process that does it is its limit.
final class HoldingMemory implements Doing {
  private static final int MEGABYTE = 1 << 20;

  private final int megabytes;
  private final List<byte[]> held = new ArrayList<>();

  HoldingMemory(int megabytes) {
    this.megabytes = megabytes;
  }

  @Override
  public String begin() {
    for (int i = 0; i < megabytes; i++) {
      byte[] each = new byte[MEGABYTE];
      // only what was written to is really taken
      Arrays.fill(each, (byte) 1);
      held.add(each);
    }
    return held.size() + " MB are held";
  }

  @Override
  public String end() {
    held.clear();
    return "the memory is free again";
  }
}
