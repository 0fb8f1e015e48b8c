package dev.naosu.probe;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Runs all tests of the given classes, in this order. Answered by {@link TestResult}s, a {@link
 * ProbeTable} in coverage mode, and {@link Done}. Classes without tests are passed over silently.
 */
public final class RunAll implements Message {
  private final long id;
  private final List<String> classNames;
  private final long perTestMillis;
  private final long stepBudget;

  /**
   * Asks for a run.
   *
   * @param id comes back in {@link Done}
   * @param classNames binary names, top-level classes or static nested ones
   * @param perTestMillis limit for one test in milliseconds, 0 for the configured default
   * @param stepBudget limit for one test in steps (calls and loop turns), 0 for none
   */
  public RunAll(long id, List<String> classNames, long perTestMillis, long stepBudget) {
    this.id = id;
    this.classNames = Collections.unmodifiableList(new ArrayList<>(classNames));
    this.perTestMillis = perTestMillis;
    this.stepBudget = stepBudget;
  }

  static RunAll read(DataInput in) throws IOException {
    return new RunAll(in.readLong(), Bounded.readStrings(in), in.readLong(), in.readLong());
  }

  /** Comes back in {@link Done}. */
  public long id() {
    return id;
  }

  /** Binary names of the classes. */
  public List<String> classNames() {
    return classNames;
  }

  /** Limit for one test in milliseconds, 0 for the configured default. */
  public long perTestMillis() {
    return perTestMillis;
  }

  /** Limit for one test in steps, 0 for none. */
  public long stepBudget() {
    return stepBudget;
  }

  @Override
  public int kind() {
    return Wire.RUN_ALL;
  }

  @Override
  public void write(DataOutput out) throws IOException {
    out.writeLong(id);
    Bounded.writeStrings(out, classNames);
    out.writeLong(perTestMillis);
    out.writeLong(stepBudget);
  }
}
