package dev.naosu.probe;

/** How a test ended. The names are part of the wire format. */
public enum Status {
  /** It passed. */
  PASSED,
  /** An assertion of the test did not hold. */
  FAILED,
  /** Anything else was thrown, also by the set-up. */
  ERROR,
  /** Disabled, or an assumption did not hold. */
  SKIPPED,
  /** It ran longer than its milliseconds. */
  TIMEOUT,
  /** It used more than its steps, even if it swallowed the error that told it so. */
  BUDGET,
  /** It tried to end the JVM, even if it swallowed the error that prevented it. */
  EXIT,
  /** The heap was full; the child is spoiled. */
  OOM
}
