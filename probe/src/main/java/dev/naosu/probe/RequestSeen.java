package dev.naosu.probe;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What the service did between {@link BeginRequest} and {@link EndRequest}. */
public final class RequestSeen implements Message {
  private final boolean outOfSteps;
  private final boolean triedToExit;
  private final long steps;
  private final List<Failure> thrown;
  private final int[] covered;

  /** Holds what was seen; see the accessors. */
  public RequestSeen(
      boolean outOfSteps, boolean triedToExit, long steps, List<Failure> thrown, int[] covered) {
    this.outOfSteps = outOfSteps;
    this.triedToExit = triedToExit;
    this.steps = steps;
    this.thrown = Collections.unmodifiableList(new ArrayList<>(thrown));
    this.covered = covered.clone();
  }

  static RequestSeen read(DataInput in) throws IOException {
    boolean outOfSteps = in.readBoolean();
    boolean triedToExit = in.readBoolean();
    long steps = in.readLong();
    int count = Bounded.readCount(in);
    List<Failure> thrown = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      thrown.add(Failure.read(in));
    }
    return new RequestSeen(outOfSteps, triedToExit, steps, thrown, Bounded.readInts(in));
  }

  /** Whether the budget was used up, even if the service swallowed the error that told it so. */
  public boolean outOfSteps() {
    return outOfSteps;
  }

  /** Whether the service tried to end its JVM. */
  public boolean triedToExit() {
    return triedToExit;
  }

  /** Calls and loop turns in the patient's own code. */
  public long steps() {
    return steps;
  }

  /**
   * What left or was caught in the patient's own methods, in the order in which it was first seen;
   * for a request that was given up, where its thread is stuck comes last.
   */
  public List<Failure> thrown() {
    return thrown;
  }

  /** Ids of the probes hit, ascending; see ProbeTable. */
  public int[] covered() {
    return covered.clone();
  }

  @Override
  public int kind() {
    return Wire.REQUEST_SEEN;
  }

  @Override
  public void write(DataOutput out) throws IOException {
    out.writeBoolean(outOfSteps);
    out.writeBoolean(triedToExit);
    out.writeLong(steps);
    out.writeInt(thrown.size());
    for (Failure each : thrown) {
      each.write(out);
    }
    Bounded.writeInts(out, covered);
  }
}
