package dev.naosu.probe;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs chosen tests with some classes of the patient replaced; needs an isolated child. Answered by
 * one {@link TestResult} per test that was run, and {@link Done}.
 */
public final class Attempt implements Message {
  private final long id;
  private final Map<String, byte[]> changedClasses;
  private final List<TestId> tests;
  private final boolean stopAtFirstFailure;
  private final long perTestMillis;
  private final long stepBudget;

  /**
   * Asks for an attempt.
   *
   * @param id comes back in {@link Done}
   * @param changedClasses class files by binary name; the bytes must not be changed afterwards
   * @param tests as reported by an earlier {@link RunAll} on the same patient
   * @param stopAtFirstFailure whether tests after the first that neither passed nor was skipped are
   *     left out
   * @param perTestMillis limit for one test in milliseconds, 0 for the configured default
   * @param stepBudget limit for one test in steps (calls and loop turns), 0 for none
   */
  public Attempt(
      long id,
      Map<String, byte[]> changedClasses,
      List<TestId> tests,
      boolean stopAtFirstFailure,
      long perTestMillis,
      long stepBudget) {
    this.id = id;
    this.changedClasses = Collections.unmodifiableMap(new LinkedHashMap<>(changedClasses));
    this.tests = Collections.unmodifiableList(new ArrayList<>(tests));
    this.stopAtFirstFailure = stopAtFirstFailure;
    this.perTestMillis = perTestMillis;
    this.stepBudget = stepBudget;
  }

  static Attempt read(DataInput in) throws IOException {
    long id = in.readLong();
    Map<String, byte[]> changed = new LinkedHashMap<>();
    int classes = Bounded.readCount(in);
    for (int i = 0; i < classes; i++) {
      changed.put(Bounded.readString(in), Bounded.readBytes(in));
    }
    List<TestId> tests = new ArrayList<>();
    int count = Bounded.readCount(in);
    for (int i = 0; i < count; i++) {
      tests.add(TestId.read(in));
    }
    return new Attempt(id, changed, tests, in.readBoolean(), in.readLong(), in.readLong());
  }

  /** Comes back in {@link Done}. */
  public long id() {
    return id;
  }

  /** Class files by binary name. */
  public Map<String, byte[]> changedClasses() {
    return changedClasses;
  }

  /** The tests, in the order in which they run. */
  public List<TestId> tests() {
    return tests;
  }

  /** Whether the attempt ends with the first failure. */
  public boolean stopAtFirstFailure() {
    return stopAtFirstFailure;
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
    return Wire.ATTEMPT;
  }

  @Override
  public void write(DataOutput out) throws IOException {
    out.writeLong(id);
    out.writeInt(changedClasses.size());
    for (Map.Entry<String, byte[]> entry : changedClasses.entrySet()) {
      Bounded.writeString(out, entry.getKey());
      Bounded.writeBytes(out, entry.getValue());
    }
    out.writeInt(tests.size());
    for (TestId test : tests) {
      test.write(out);
    }
    out.writeBoolean(stopAtFirstFailure);
    out.writeLong(perTestMillis);
    out.writeLong(stepBudget);
  }
}
