package dev.naosu.probe;

import java.util.BitSet;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Runs tests on a thread of their own, measures and judges each, and stops the one that takes too
 * long. One instance per command.
 */
final class TestRun implements TestEvents {
  /** Where the results go. */
  interface Results {
    void accept(TestResult result);
  }

  private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final Object lock = new Object();
  private final Results results;
  private final OutputTail printed;
  private final boolean coverage;
  private final long perTestNanos;
  private final long stepBudget;
  private final ThreadGroup threads;

  // All below is guarded by lock.
  private String className = "";
  private TestId current;
  private Thread runner;
  private long startedAt;
  private boolean timedOut;
  private boolean ended;
  private boolean abandoned;
  private boolean spoiled;
  private boolean failed;
  private BitSet setUpHits = new BitSet();
  private TestResult wholeClass;
  private final Set<TestId> reported = new HashSet<>();

  TestRun(
      Results results,
      OutputTail printed,
      boolean coverage,
      long perTestMillis,
      long stepBudget,
      ThreadGroup threads) {
    this.results = results;
    this.printed = printed;
    this.coverage = coverage;
    this.perTestNanos = TimeUnit.MILLISECONDS.toNanos(perTestMillis);
    this.stepBudget = stepBudget;
    this.threads = threads;
  }

  /** Runs one class or some of its tests, and returns when that has ended or was given up. */
  void run(String nameOfClass, ClassLoader loader, Runnable body) throws InterruptedException {
    Thread thread = new Thread(threads, () -> runOnThread(body), "naosu-test");
    thread.setDaemon(true);
    thread.setContextClassLoader(loader);
    synchronized (lock) {
      className = nameOfClass;
      runner = thread;
      ended = false;
      wholeClass = null;
      setUpHits = new BitSet();
      if (coverage) {
        Probe.takeHits();
      }
      begin(null);
      thread.start();
      watch();
    }
    if (!isSpoiled()) {
      // It has reported its end and has nothing left to do; waiting keeps thread counts exact.
      thread.join();
    }
  }

  private void runOnThread(Runnable body) {
    try {
      body.run();
    } catch (Throwable e) {
      // Everything the patient or its framework lets through is a result, never our end.
      classFailed(e);
    } finally {
      synchronized (lock) {
        ended = true;
        lock.notifyAll();
      }
    }
  }

  /** Waits for the end of the runner; the caller holds the lock. */
  private void watch() throws InterruptedException {
    while (!ended) {
      long now = System.nanoTime();
      long left = startedAt + perTestNanos + (timedOut ? GRACE_NANOS : 0) - now;
      if (left > 0) {
        lock.wait(left / 1_000_000 + 1);
      } else if (!timedOut) {
        timedOut = true;
        Probe.stop();
        runner.interrupt();
      } else {
        abandoned = true;
        spoiled = true;
        emit(currentOrClass(), Status.TIMEOUT, stuckAt());
        return;
      }
    }
  }

  private Optional<Failure> stuckAt() {
    Throwable where = new IllegalStateException("the test did not stop, its thread was here");
    where.setStackTrace(runner.getStackTrace());
    return Optional.of(FailureReader.read(where));
  }

  /** The caller holds the lock. */
  private void begin(TestId test) {
    current = test;
    if (timedOut && Thread.currentThread() == runner) {
      // Meant for what came before, such as a slow set-up: the test must not notice.
      Thread.interrupted();
    }
    timedOut = false;
    startedAt = System.nanoTime();
    Probe.open(stepBudget);
    if (test != null) {
      printed.take();
    }
  }

  private TestId currentOrClass() {
    return current != null ? current : TestId.wholeClass(className);
  }

  @Override
  public void started(TestId test) {
    synchronized (lock) {
      if (abandoned) {
        return;
      }
      if (coverage) {
        setUpHits.or(Probe.takeHits());
      }
      begin(test);
    }
  }

  @Override
  public void finished(TestId test, Throwable failure) {
    end(test, failure, null);
  }

  @Override
  public void skipped(TestId test, String reason) {
    end(test, null, reason == null ? "" : reason);
  }

  @Override
  public void classFailed(Throwable failure) {
    TestId test;
    synchronized (lock) {
      test = currentOrClass();
    }
    end(test, failure, null);
  }

  private void end(TestId test, Throwable failure, String skipReason) {
    // What the throwable says is the patient's code, so it is read while the watchdog looks.
    Optional<Failure> described =
        failure != null
            ? Optional.of(FailureReader.read(failure))
            : Optional.ofNullable(skipReason).map(Failure::because);
    synchronized (lock) {
      if (abandoned) {
        return;
      }
      emit(test, judge(failure, skipReason), described);
      if (timedOut) {
        // The watchdog's interrupt has done its work and must not meet the next test.
        Thread.interrupted();
      }
      begin(null);
    }
  }

  private Status judge(Throwable failure, String skipReason) {
    if (has(failure, OutOfMemoryError.class)) {
      spoiled = true;
      return Status.OOM;
    }
    if (timedOut) {
      return Status.TIMEOUT;
    }
    if (Probe.wasExitAttempted() || has(failure, Probe.ExitAttempted.class)) {
      return Status.EXIT;
    }
    if (Probe.wasBudgetExceeded() || has(failure, Probe.BudgetExceeded.class)) {
      return Status.BUDGET;
    }
    if (skipReason != null) {
      return Status.SKIPPED;
    }
    if (failure == null) {
      return Status.PASSED;
    }
    return FailureReader.isAssertion(failure) ? Status.FAILED : Status.ERROR;
  }

  private static boolean has(Throwable failure, Class<? extends Throwable> type) {
    for (Throwable link : FailureReader.chain(failure)) {
      if (type.isInstance(link)) {
        return true;
      }
    }
    return false;
  }

  /** The caller holds the lock. */
  private void emit(TestId test, Status status, Optional<Failure> failure) {
    boolean ran = test.equals(current);
    long micros = ran ? TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - startedAt) : 0;
    TestResult result =
        new TestResult(
            test,
            status,
            micros,
            ran ? Probe.stepsUsed() : 0,
            failure,
            ran || test.isWholeClass() ? printed.take() : "",
            covered(ran));
    report(result);
  }

  private int[] covered(boolean ran) {
    if (!coverage) {
      return new int[0];
    }
    BitSet all = ran ? Probe.takeHits() : new BitSet();
    all.or(setUpHits);
    return all.stream().toArray();
  }

  private void report(TestResult result) {
    if (result.test().isWholeClass()) {
      wholeClass = result;
    }
    reported.add(result.test());
    failed |= result.status() != Status.PASSED && result.status() != Status.SKIPPED;
    results.accept(result);
  }

  /** Reports a test that was asked for but never came: its class failed, or it does not exist. */
  void reportIfMissing(TestId test) {
    synchronized (lock) {
      if (abandoned || reported.contains(test)) {
        return;
      }
      boolean known = wholeClass != null;
      report(
          new TestResult(
              test,
              known ? wholeClass.status() : Status.ERROR,
              0,
              0,
              known
                  ? wholeClass.failure()
                  : Optional.of(Failure.because("the framework has no such test")),
              "",
              new int[0]));
    }
  }

  /** Whether the child must not go on. */
  boolean isSpoiled() {
    synchronized (lock) {
      return spoiled;
    }
  }

  /** Whether any result so far is neither passed nor skipped. */
  boolean hasFailed() {
    synchronized (lock) {
      return failed;
    }
  }
}
