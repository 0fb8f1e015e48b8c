package dev.naosu.faults;

import java.io.IOException;

/// Stops a process where it is.
record Pausing(Quarry quarry) implements Doing {
  @Override
  public String begin() throws IOException {
    quarry.signal("STOP");
    return "process " + quarry.pid() + " is stopped";
  }

  @Override
  public String end() throws IOException {
    if (!quarry.isThere()) {
      return "process " + quarry.pid() + " has ended meanwhile";
    }
    quarry.signal("CONT");
    return "process " + quarry.pid() + " goes on";
  }
}
