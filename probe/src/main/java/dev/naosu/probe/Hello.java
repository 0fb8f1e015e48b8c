package dev.naosu.probe;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** The first frame of every child: it is up, and this is the JVM it runs in. */
public final class Hello implements Message {
  private final String javaVersion;
  private final long pid;
  private final boolean instrumenting;

  /** Describes the child's JVM; {@code instrumenting} is true if the agent is installed. */
  public Hello(String javaVersion, long pid, boolean instrumenting) {
    this.javaVersion = javaVersion;
    this.pid = pid;
    this.instrumenting = instrumenting;
  }

  static Hello read(DataInput in) throws IOException {
    return new Hello(Bounded.readString(in), in.readLong(), in.readBoolean());
  }

  /** The system property {@code java.version}. */
  public String javaVersion() {
    return javaVersion;
  }

  /** The process id, or -1 if this JVM does not tell. */
  public long pid() {
    return pid;
  }

  /** Whether the JVM was started with the agent; without it there are no budgets. */
  public boolean instrumenting() {
    return instrumenting;
  }

  @Override
  public int kind() {
    return Wire.HELLO;
  }

  @Override
  public void write(DataOutput out) throws IOException {
    Bounded.writeString(out, javaVersion);
    out.writeLong(pid);
    out.writeBoolean(instrumenting);
  }
}
