package dev.naosu.probe;

/** What one probe id stands for. */
public final class ProbePoint {
  /** What a probe records. */
  public enum Kind {
    /** The line was reached. */
    LINE,
    /** A conditional jump or switch went a certain way. */
    BRANCH
  }

  private final String className;
  private final String method;
  private final int line;
  private final Kind kind;
  private final int branch;
  private final int outcome;

  /** Describes a probe; see the accessors. */
  public ProbePoint(String className, String method, int line, Kind kind, int branch, int outcome) {
    this.className = className;
    this.method = method;
    this.line = line;
    this.kind = kind;
    this.branch = branch;
    this.outcome = outcome;
  }

  /** Binary name of the class. */
  public String className() {
    return className;
  }

  /** Name and descriptor of the method, as in {@code max(II)I}. */
  public String method() {
    return method;
  }

  /** The source line, from 1; 0 if the class was compiled without lines. */
  public int line() {
    return line;
  }

  /** What is recorded. */
  public Kind kind() {
    return kind;
  }

  /** The number of the branch among those of its line and method, from 0; 0 for lines. */
  public int branch() {
    return branch;
  }

  /**
   * Which way: for a conditional jump 0 if the jump is taken, 1 if not; for a switch the number of
   * the case in ascending order of keys, the default last; 0 for lines.
   */
  public int outcome() {
    return outcome;
  }

  @Override
  public String toString() {
    return className
        + "."
        + method
        + ":"
        + line
        + (kind == Kind.LINE ? "" : " branch " + branch + " outcome " + outcome);
  }
}
