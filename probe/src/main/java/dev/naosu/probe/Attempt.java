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
  /** No variant: the changed classes are given. */
  public static final int NO_VARIANT = -1;

  private final long id;
  private final int variant;
  private final int chosen;
  private final Map<String, byte[]> changedClasses;
  private final List<TestId> tests;
  private final boolean stopAtFirstFailure;
  private final long perTestMillis;
  private final long stepBudget;

  /**
   * Asks for an attempt.
   *
   * @param id comes back in {@link Done}
   * @param variant number of a variant of the {@link Switchable} classes brought last, or {@link
   *     #NO_VARIANT}
   * @param chosen number of the expression whose value the run goes on with, where the variant
   *     compares expressions; {@link #NO_VARIANT} where it compares none
   * @param changedClasses class files by binary name, none with a variant; the bytes must not be
   *     changed afterwards
   * @param tests as reported by an earlier {@link RunAll} on the same patient
   * @param stopAtFirstFailure whether tests after the first that neither passed nor was skipped are
   *     left out
   * @param perTestMillis limit for one test in milliseconds, 0 for the configured default
   * @param stepBudget limit for one test in steps (calls and loop turns), 0 for none
   */
  public Attempt(
      long id,
      int variant,
      int chosen,
      Map<String, byte[]> changedClasses,
      List<TestId> tests,
      boolean stopAtFirstFailure,
      long perTestMillis,
      long stepBudget) {
    this.id = id;
    this.variant = variant;
    this.chosen = chosen;
    this.changedClasses = Collections.unmodifiableMap(new LinkedHashMap<>(changedClasses));
    this.tests = Collections.unmodifiableList(new ArrayList<>(tests));
    this.stopAtFirstFailure = stopAtFirstFailure;
    this.perTestMillis = perTestMillis;
    this.stepBudget = stepBudget;
  }

  static Attempt read(DataInput in) throws IOException {
    long id = in.readLong();
    int variant = in.readInt();
    int chosen = in.readInt();
    Map<String, byte[]> changed = Bounded.readFiles(in);
    List<TestId> tests = new ArrayList<>();
    int count = Bounded.readCount(in);
    for (int i = 0; i < count; i++) {
      tests.add(TestId.read(in));
    }
    return new Attempt(
        id, variant, chosen, changed, tests, in.readBoolean(), in.readLong(), in.readLong());
  }

  /** Comes back in {@link Done}. */
  public long id() {
    return id;
  }

  /** Number of the variant to try, or {@link #NO_VARIANT}. */
  public int variant() {
    return variant;
  }

  /** Number of the expression to go on with, or {@link #NO_VARIANT} to compare none. */
  public int chosen() {
    return chosen;
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
    out.writeInt(variant);
    out.writeInt(chosen);
    Bounded.writeFiles(out, changedClasses);
    out.writeInt(tests.size());
    for (TestId test : tests) {
      test.write(out);
    }
    out.writeBoolean(stopAtFirstFailure);
    out.writeLong(perTestMillis);
    out.writeLong(stepBudget);
  }
}
