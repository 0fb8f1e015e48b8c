package dev.naosu.jvm;

import dev.naosu.detect.TestId;
import dev.naosu.detect.TestRun;
import dev.naosu.probe.Done;
import dev.naosu.probe.TestResult;
import dev.naosu.project.Module;
import dev.naosu.project.Patient;
import dev.naosu.prove.Worker;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A warm JVM of the patient, replaced whenever an attempt spoils it.
public final class ForkedWorker implements Worker {
  /// Attempts after which a JVM is replaced, since its libraries keep what attempts leave in them.
  private static final int ATTEMPTS = 5_000;

  /// Time beyond the tests' own limits in which the probe must have answered.
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final JvmLauncher launcher;
  private final Patient patient;
  private final Module module;
  private Optional<PatientJvm> jvm = Optional.empty();
  private long attempts;

  public ForkedWorker(JvmLauncher launcher, Patient patient, Module module) {
    this.launcher = launcher;
    this.patient = patient;
    this.module = module;
  }

  @Override
  public Attempt attempt(Map<String, byte[]> classes, List<TestId> tests, Limits limits) {
    if (tests.isEmpty()) {
      return new Attempt.Ran(List.of());
    }
    List<TestRun> runs = new ArrayList<>();
    try {
      PatientJvm running = running();
      attempts++;
      try {
        Done done =
            running.ask(
                new dev.naosu.probe.Attempt(
                    attempts,
                    classes,
                    tests.stream().map(Answers::test).toList(),
                    limits.stopAtFirstFailure(),
                    limits.perTest().toMillis(),
                    limits.steps()),
                limits.perTest().plus(GRACE),
                message -> {
                  if (message instanceof TestResult result) {
                    runs.add(Answers.run(result));
                  }
                });
        if (done.spoiled() || attempts % ATTEMPTS == 0) {
          close();
        }
        return done.problem().isPresent()
            ? new Attempt.Lost(done.problem().get(), false)
            : new Attempt.Ran(runs);
      } catch (IOException e) {
        boolean silent = running.wasTimedOut();
        close();
        return new Attempt.Lost(String.valueOf(e.getMessage()), silent);
      }
    } catch (IOException e) {
      return new Attempt.Lost("no JVM: " + e.getMessage(), false);
    }
  }

  private PatientJvm running() throws IOException {
    if (jvm.isEmpty()) {
      jvm = Optional.of(launcher.isolated(patient, module));
    }
    return jvm.get();
  }

  @Override
  public void close() {
    jvm.ifPresent(PatientJvm::close);
    jvm = Optional.empty();
  }
}
