package dev.naosu.probe;

/** What a framework reports while tests run. */
public interface TestEvents {
  /** A test starts; its time, steps and coverage are measured from here. */
  void started(TestId test);

  /** The started test has ended; the failure is null if it passed. */
  void finished(TestId test, Throwable failure);

  /** A test was not run, or it ended itself because an assumption did not hold. */
  void skipped(TestId test, String reason);

  /** Something failed outside of single tests: set-up or tear-down of a class. */
  void classFailed(Throwable failure);
}
