package dev.naosu.jvm;

import dev.naosu.detect.Failure;
import dev.naosu.detect.Frame;
import dev.naosu.detect.ProbePoint;
import dev.naosu.detect.TestId;
import dev.naosu.detect.TestRun;
import dev.naosu.probe.TestResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// The probe's words in those of the engine.
final class Answers {
  private Answers() {}

  static TestRun run(TestResult result) {
    BitSet covered = new BitSet();
    for (int id : result.covered()) {
      covered.set(id);
    }
    return new TestRun(
        test(result.test()),
        status(result),
        Duration.ofNanos(result.micros() * 1000),
        result.steps(),
        result.failure().map(Answers::failure),
        covered);
  }

  static TestId test(dev.naosu.probe.TestId id) {
    return new TestId(id.className(), id.methodName(), id.selector());
  }

  static dev.naosu.probe.TestId test(TestId id) {
    return new dev.naosu.probe.TestId(id.className(), id.methodName(), id.selector());
  }

  static ProbePoint point(dev.naosu.probe.ProbePoint point) {
    boolean line = point.kind() == dev.naosu.probe.ProbePoint.Kind.LINE;
    return new ProbePoint(
        point.className(),
        point.method(),
        point.line(),
        line ? -1 : point.branch(),
        line ? -1 : point.outcome());
  }

  private static TestRun.Status status(TestResult result) {
    return switch (result.status()) {
      case PASSED -> TestRun.Status.PASSED;
      case FAILED -> TestRun.Status.FAILED;
      case ERROR -> TestRun.Status.ERROR;
      case SKIPPED -> TestRun.Status.SKIPPED;
      case TIMEOUT -> TestRun.Status.TIMED_OUT;
      case BUDGET -> TestRun.Status.OUT_OF_STEPS;
      case EXIT -> TestRun.Status.EXITED;
      case OOM -> TestRun.Status.OUT_OF_MEMORY;
    };
  }

  static Failure failure(dev.naosu.probe.Failure failure) {
    List<Frame> frames = new ArrayList<>();
    add(failure, frames);
    failure.causes().forEach(cause -> add(cause, frames));
    return new Failure(
        failure.exceptionClass(), failure.message(), frames, failure.expected(), failure.actual());
  }

  private static void add(dev.naosu.probe.Failure failure, List<Frame> frames) {
    for (StackTraceElement element : failure.frames()) {
      String file = element.getFileName();
      frames.add(
          new Frame(
              element.getClassName(),
              element.getMethodName(),
              file == null ? "" : file,
              element.getLineNumber()));
    }
  }
}
