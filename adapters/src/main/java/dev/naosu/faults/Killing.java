package dev.naosu.faults;

import java.io.IOException;

/// Ends a process as a crash does.
record Killing(Quarry quarry) implements Doing {
  @Override
  public String begin() throws IOException {
    quarry.signal("KILL");
    return "process " + quarry.pid() + " is killed";
  }

  @Override
  public String end() {
    return "nothing to put back";
  }

  @Override
  public boolean isOver() {
    return true;
  }
}
