package dev.naosu.app.serve;

import dev.naosu.cycle.Ports;
import dev.naosu.detect.CommandObserver;
import dev.naosu.detect.RecordedRequest;
import dev.naosu.detect.SuiteRun;
import dev.naosu.detect.TestId;
import dev.naosu.detect.TestObserver;
import dev.naosu.detect.TestRun;
import dev.naosu.project.Build;
import dev.naosu.project.Module;
import dev.naosu.project.Patient;
import dev.naosu.prove.Compiled;
import dev.naosu.prove.RequestReplay;
import dev.naosu.prove.Variants;
import dev.naosu.prove.Worker;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// Ports whose runs of the patient's tests and requests are measured, as `test_execution_seconds`
/// by what they are for. One run is one question to a JVM or to the build, of however many tests.
final class MeasuredTests implements UnaryOperator<Ports> {
  private final MeterRegistry meters;
  private final Timer observation;
  private final Timer judging;
  private final Timer proof;

  MeasuredTests(MeterRegistry meters) {
    this.meters = meters;
    this.observation = timer("observation");
    this.judging = timer("judging");
    this.proof = timer("proof");
  }

  private Timer timer(String kind) {
    return Timer.builder("test.execution")
        .description("runs of a service's tests and requests: observed, on candidates, as proof")
        .tag("kind", kind)
        .register(meters);
  }

  @Override
  public Ports apply(Ports ports) {
    return new Ports(
        ports.copy(),
        new Proving(ports.build()),
        new Observing(ports.tests()),
        new ObservingCommand(ports.commands()),
        (patient, module) -> new Judging(ports.workers().open(patient, module)),
        ports.compilers(),
        ports.replay(),
        new Requests(ports.requests()),
        ports.regressionTests(),
        ports.pastRepairs(),
        ports.outputs(),
        ports.sandbox(),
        ports.clock());
  }

  private Timer.Sample begin() {
    return Timer.start(meters);
  }

  private final class Observing implements TestObserver {
    private final TestObserver tests;

    Observing(TestObserver tests) {
      this.tests = tests;
    }

    @Override
    public SuiteRun observe(
        Patient patient,
        Module module,
        List<String> classNames,
        TestObserver.Limits limits,
        Consumer<TestRun> seen)
        throws ObservationFailed {
      Timer.Sample run = begin();
      try {
        return tests.observe(patient, module, classNames, limits, seen);
      } finally {
        run.stop(observation);
      }
    }
  }

  private final class ObservingCommand implements CommandObserver {
    private final CommandObserver commands;

    ObservingCommand(CommandObserver commands) {
      this.commands = commands;
    }

    @Override
    public Seen observe(Patient patient, String line, Duration limit) {
      Timer.Sample run = begin();
      try {
        return commands.observe(patient, line, limit);
      } finally {
        run.stop(observation);
      }
    }
  }

  private final class Requests implements RequestReplay {
    private final RequestReplay requests;

    Requests(RequestReplay requests) {
      this.requests = requests;
    }

    @Override
    public Session open(Patient patient, List<RecordedRequest> recorded)
        throws TestObserver.ObservationFailed, InterruptedException {
      Timer.Sample run = begin();
      try {
        return new Replayed(requests.open(patient, recorded));
      } finally {
        run.stop(observation);
      }
    }
  }

  private final class Replayed implements RequestReplay.Session {
    private final RequestReplay.Session session;

    Replayed(RequestReplay.Session session) {
      this.session = session;
    }

    @Override
    public SuiteRun suite() {
      return session.suite();
    }

    @Override
    public List<TestId> leftOut() {
      return session.leftOut();
    }

    @Override
    public List<String> refusals() {
      return session.refusals();
    }

    @Override
    public Worker worker() {
      return new Judging(session.worker());
    }

    @Override
    public List<TestRun> afresh() throws TestObserver.ObservationFailed, InterruptedException {
      Timer.Sample run = begin();
      try {
        return session.afresh();
      } finally {
        run.stop(proof);
      }
    }

    @Override
    public void close() {
      session.close();
    }
  }

  private final class Judging implements Worker {
    private final Worker worker;

    Judging(Worker worker) {
      this.worker = worker;
    }

    @Override
    public Attempt attempt(Map<String, byte[]> classes, List<TestId> tests, Worker.Limits limits) {
      Timer.Sample run = begin();
      try {
        return worker.attempt(classes, tests, limits);
      } finally {
        run.stop(judging);
      }
    }

    @Override
    public Attempt attempt(Compiled.Accepted candidate, List<TestId> tests, Worker.Limits limits) {
      Timer.Sample run = begin();
      try {
        return worker.attempt(candidate, tests, limits);
      } finally {
        run.stop(judging);
      }
    }

    @Override
    public List<Attempt> attempt(
        Variants variants, List<Integer> numbers, List<TestId> tests, Worker.Limits limits) {
      Timer.Sample run = begin();
      try {
        return worker.attempt(variants, numbers, tests, limits);
      } finally {
        run.stop(judging);
      }
    }

    @Override
    public Optional<Compared> compare(
        Variants variants, int comparison, int chosen, List<TestId> tests, Worker.Limits limits) {
      Timer.Sample run = begin();
      try {
        return worker.compare(variants, comparison, chosen, tests, limits);
      } finally {
        run.stop(judging);
      }
    }

    @Override
    public void expect(List<Variants> variants) {
      worker.expect(variants);
    }

    @Override
    public void close() {
      worker.close();
    }
  }

  private final class Proving implements Build {
    private final Build build;

    Proving(Build build) {
      this.build = build;
    }

    @Override
    public Compilation compile() {
      return build.compile();
    }

    @Override
    public Suite test(Duration limit) {
      Timer.Sample run = begin();
      try {
        return build.test(limit);
      } finally {
        run.stop(proof);
      }
    }

    @Override
    public String testCommand() {
      return build.testCommand();
    }
  }
}
