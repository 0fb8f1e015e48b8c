package dev.naosu.app.web;

import dev.naosu.cycle.incident.StopSwitch;
import java.util.Optional;

/// The stop of one process.
public final class MemoryHalt implements Halt, StopSwitch {
  private volatile Optional<Stopped> stopped = Optional.empty();

  @Override
  public Optional<Stopped> stopped() {
    return stopped;
  }

  @Override
  public void stop(Stopped now) {
    stopped = stopped.or(() -> Optional.of(now));
  }

  @Override
  public void resume() {
    stopped = Optional.empty();
  }

  @Override
  public boolean isOn() {
    return stopped.isPresent();
  }

  @Override
  public void awaitOff() {
    throw new UnsupportedOperationException("nothing waits in these tests");
  }
}
