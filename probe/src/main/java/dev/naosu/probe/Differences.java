package dev.naosu.probe;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Part of the answer to an {@link Attempt} that compares expressions: when the value of each first
 * differed from that of the chosen one.
 */
public final class Differences implements Message {
  private final int[] visits;
  private final long[] values;

  /** Both arrays have an entry for each expression, the original first, and must not change. */
  public Differences(int[] visits, long[] values) {
    this.visits = visits;
    this.values = values;
  }

  static Differences read(DataInput in) throws IOException {
    int[] visits = Bounded.readInts(in);
    long[] values = new long[visits.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = in.readLong();
    }
    return new Differences(visits, values);
  }

  /** How often the expressions had been evaluated when this one first differed; 0 for never. */
  public int visit(int number) {
    return visits[number];
  }

  /** Its value then. */
  public long value(int number) {
    return values[number];
  }

  @Override
  public int kind() {
    return Wire.DIFFERENCES;
  }

  @Override
  public void write(DataOutput out) throws IOException {
    Bounded.writeInts(out, visits);
    for (long value : values) {
      out.writeLong(value);
    }
  }
}
