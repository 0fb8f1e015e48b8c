package dev.naosu.probe;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Optional;

/** The last frame of the answer to every command, {@link Configure} (id 0) included. */
public final class Done implements Message {
  private final long id;
  private final boolean spoiled;
  private final int leftoverThreads;
  private final Optional<String> problem;
  private final boolean refused;

  /** Ends an answer; see the accessors. */
  public Done(
      long id, boolean spoiled, int leftoverThreads, boolean refused, Optional<String> problem) {
    this.refused = refused;
    this.id = id;
    this.spoiled = spoiled;
    this.leftoverThreads = leftoverThreads;
    this.problem = problem;
  }

  static Done read(DataInput in) throws IOException {
    return new Done(
        in.readLong(), in.readBoolean(), in.readInt(), in.readBoolean(), Bounded.readOptional(in));
  }

  /** The id of the command. */
  public long id() {
    return id;
  }

  /**
   * Whether this child must not be used again: a test would not stop, memory ran out, or more than
   * 64 threads were left behind. Classes and tests without a result so far were not run.
   */
  public boolean spoiled() {
    return spoiled;
  }

  /** How many threads started by tests are still alive, those of earlier commands included. */
  public int leftoverThreads() {
    return leftoverThreads;
  }

  /**
   * Whether an attempt was not made because variants cannot be told apart reliably in classes that
   * are loaded once: send the variant's own classes instead.
   */
  public boolean refused() {
    return refused;
  }

  /** Why the command itself could not be carried out, if so. */
  public Optional<String> problem() {
    return problem;
  }

  @Override
  public int kind() {
    return Wire.DONE;
  }

  @Override
  public void write(DataOutput out) throws IOException {
    out.writeLong(id);
    out.writeBoolean(spoiled);
    out.writeInt(leftoverThreads);
    out.writeBoolean(refused);
    Bounded.writeOptional(out, problem);
  }
}
