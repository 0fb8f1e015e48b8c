package dev.naosu.probe;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Says that a request was answered, or given up. Answered by {@link RequestSeen}, by {@link
 * Differences} where the variant compared expressions, by a {@link ProbeTable} where it is wanted,
 * and {@link Done}.
 */
public final class EndRequest implements Message {
  private final boolean givenUp;
  private final boolean tableWanted;

  /**
   * Closes a request.
   *
   * @param givenUp whether no answer came in time: what still runs is stopped at its next step
   * @param tableWanted whether the meaning of all probe ids is to be sent
   */
  public EndRequest(boolean givenUp, boolean tableWanted) {
    this.givenUp = givenUp;
    this.tableWanted = tableWanted;
  }

  static EndRequest read(DataInput in) throws IOException {
    return new EndRequest(in.readBoolean(), in.readBoolean());
  }

  /** Whether no answer came in time. */
  public boolean givenUp() {
    return givenUp;
  }

  /** Whether a {@link ProbeTable} is to be sent. */
  public boolean tableWanted() {
    return tableWanted;
  }

  @Override
  public int kind() {
    return Wire.END_REQUEST;
  }

  @Override
  public void write(DataOutput out) throws IOException {
    out.writeBoolean(givenUp);
    out.writeBoolean(tableWanted);
  }
}
