package dev.naosu.probe;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Brings classes that hold many variants of themselves: a method {@code m} and copies of it named
 * {@code m}, a mark, and the number of a variant. Later {@link Attempt}s name a variant. Answered
 * by {@link Done}.
 */
public final class Switchable implements Message {
  private final long id;
  private final String mark;
  private final Map<String, byte[]> classes;

  /**
   * Asks to keep classes for the attempts to come, in place of those brought before.
   *
   * @param id comes back in {@link Done}
   * @param mark what stands between the name of a method and the number of a variant
   * @param classes class files by binary name; the bytes must not be changed afterwards
   */
  public Switchable(long id, String mark, Map<String, byte[]> classes) {
    this.id = id;
    this.mark = mark;
    this.classes = Collections.unmodifiableMap(new LinkedHashMap<>(classes));
  }

  static Switchable read(DataInput in) throws IOException {
    long id = in.readLong();
    String mark = Bounded.readString(in);
    return new Switchable(id, mark, Bounded.readFiles(in));
  }

  /** Comes back in {@link Done}. */
  public long id() {
    return id;
  }

  /** What stands between the name of a method and the number of a variant. */
  public String mark() {
    return mark;
  }

  /** Class files by binary name. */
  public Map<String, byte[]> classes() {
    return classes;
  }

  @Override
  public int kind() {
    return Wire.SWITCHABLE;
  }

  @Override
  public void write(DataOutput out) throws IOException {
    out.writeLong(id);
    Bounded.writeString(out, mark);
    Bounded.writeFiles(out, classes);
  }
}
