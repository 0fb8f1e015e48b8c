package dev.naosu.probe.chaos;

import java.util.ArrayList;
import java.util.List;

/** Holds objects until so much of the heap is taken, as a leak does. */
final class HeldHeap implements Inside {
  /** Small enough to be no object that collectors treat in a way of its own. */
  private static final int PIECE = 64 << 10;

  private static final int PIECES_A_LOOK = 16;
  private static final int LOOK_MILLIS = 200;

  private final int percent;
  private final List<byte[]> held = new ArrayList<>();
  private volatile boolean ended;

  HeldHeap(int percent) {
    this.percent = percent;
  }

  @Override
  public String begin() {
    fill();
    Background.run("leaks", this::goOn);
    return percent + " % of the heap are taken";
  }

  private synchronized void fill() {
    try {
      while (!ended && isFree()) {
        for (int i = 0; i < PIECES_A_LOOK; i++) {
          held.add(new byte[PIECE]);
        }
      }
    } catch (OutOfMemoryError e) {
      // it is full, which is what was wanted; a little is given back for the program to go on
      int last = held.size() - 1;
      for (int i = last; i > last - PIECES_A_LOOK && i >= 0; i--) {
        held.remove(i);
      }
    }
  }

  private boolean isFree() {
    Runtime runtime = Runtime.getRuntime();
    return held.size() * (long) PIECE < runtime.maxMemory() * percent / 100
        && runtime.totalMemory() - runtime.freeMemory() < runtime.maxMemory() * percent / 100;
  }

  private void goOn() {
    try {
      while (!ended) {
        fill();
        Thread.sleep(LOOK_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void end() {
    ended = true;
    synchronized (this) {
      held.clear();
    }
  }
}
