package dev.naosu.cycle.incident;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// Goes on when it is told to.
public final class TestClock implements InstantSource {
  private Instant now = Instant.parse("2026-11-28T12:00:00Z");

  @Override
  public Instant instant() {
    return now;
  }

  public void pass(Duration time) {
    now = now.plus(time);
  }
}
