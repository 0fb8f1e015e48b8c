package dev.naosu.probe;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Says that a request will be sent to the service next: steps, lines and throwables are counted
 * from here, on whatever threads they occur. Answered by {@link Done}.
 */
public final class BeginRequest implements Message {
  private final int variant;
  private final int chosen;
  private final long stepBudget;

  /**
   * Opens a request.
   *
   * @param variant what methods with variants run, as {@link SwitchWeaver} numbered them, or {@link
   *     Attempt#NO_VARIANT} for the original
   * @param chosen number of the expression whose value the run goes on with, where the variant
   *     compares expressions; {@link Attempt#NO_VARIANT} where it compares none
   * @param stepBudget most steps (calls and loop turns), 0 for no limit
   */
  public BeginRequest(int variant, int chosen, long stepBudget) {
    this.variant = variant;
    this.chosen = chosen;
    this.stepBudget = stepBudget;
  }

  static BeginRequest read(DataInput in) throws IOException {
    return new BeginRequest(in.readInt(), in.readInt(), in.readLong());
  }

  /** Number of the variant to run, or {@link Attempt#NO_VARIANT}. */
  public int variant() {
    return variant;
  }

  /** Number of the expression to go on with, or {@link Attempt#NO_VARIANT}. */
  public int chosen() {
    return chosen;
  }

  /** Most steps, 0 for no limit. */
  public long stepBudget() {
    return stepBudget;
  }

  @Override
  public int kind() {
    return Wire.BEGIN_REQUEST;
  }

  @Override
  public void write(DataOutput out) throws IOException {
    out.writeInt(variant);
    out.writeInt(chosen);
    out.writeLong(stepBudget);
  }
}
