package dev.naosu.probe;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Optional;

/** What became of one test. */
public final class TestResult implements Message {
  private final TestId test;
  private final Status status;
  private final long micros;
  private final long steps;
  private final Optional<Failure> failure;
  private final String printed;
  private final int[] covered;

  /** Holds the outcome; see the accessors. */
  public TestResult(
      TestId test,
      Status status,
      long micros,
      long steps,
      Optional<Failure> failure,
      String printed,
      int[] covered) {
    this.test = test;
    this.status = status;
    this.micros = micros;
    this.steps = steps;
    this.failure = failure;
    this.printed = printed;
    this.covered = covered.clone();
  }

  static TestResult read(DataInput in) throws IOException {
    TestId test = TestId.read(in);
    Status status = readStatus(in);
    return new TestResult(
        test,
        status,
        in.readLong(),
        in.readLong(),
        in.readBoolean() ? Optional.of(Failure.read(in)) : Optional.empty(),
        Bounded.readString(in),
        Bounded.readInts(in));
  }

  private static Status readStatus(DataInput in) throws IOException {
    String name = Bounded.readString(in);
    for (Status status : Status.values()) {
      if (status.name().equals(name)) {
        return status;
      }
    }
    throw new ProtocolException("no status is called " + name);
  }

  /** The test. */
  public TestId test() {
    return test;
  }

  /** How it ended. */
  public Status status() {
    return status;
  }

  /** Wall clock time, in microseconds; 0 if it was not run. */
  public long micros() {
    return micros;
  }

  /** Calls and loop turns in the patient's own code; the measure of {@code stepBudget}. */
  public long steps() {
    return steps;
  }

  /** What was thrown, or why it was skipped. */
  public Optional<Failure> failure() {
    return failure;
  }

  /** The end of what the test printed on out and err, at most 16 KiB. */
  public String printed() {
    return printed;
  }

  /**
   * Ids of the probes hit by the test and by the set-up of its class, ascending; see ProbeTable.
   */
  public int[] covered() {
    return covered.clone();
  }

  @Override
  public int kind() {
    return Wire.TEST_RESULT;
  }

  @Override
  public void write(DataOutput out) throws IOException {
    test.write(out);
    Bounded.writeString(out, status.name());
    out.writeLong(micros);
    out.writeLong(steps);
    out.writeBoolean(failure.isPresent());
    if (failure.isPresent()) {
      failure.get().write(out);
    }
    Bounded.writeString(out, printed);
    Bounded.writeInts(out, covered);
  }

  @Override
  public String toString() {
    return test + " " + status + failure.map(f -> " " + f).orElse("");
  }
}
