package dev.naosu.probe;

import java.util.ArrayList;
import java.util.List;

/** Gives out probe ids, dense from 0, and remembers what they stand for. */
public final class Probes {
  private final List<ProbePoint> points = new ArrayList<>();

  /** An empty registry. */
  public Probes() {}

  /** Adds a point and returns its id. */
  public synchronized int add(ProbePoint point) {
    points.add(point);
    return points.size() - 1;
  }

  /** How many ids were given out. */
  public synchronized int size() {
    return points.size();
  }

  /** All points so far, by id. */
  public synchronized List<ProbePoint> points() {
    return new ArrayList<>(points);
  }
}
