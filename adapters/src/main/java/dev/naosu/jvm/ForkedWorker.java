package dev.naosu.jvm;

import static dev.naosu.probe.Attempt.NO_VARIANT;

import dev.naosu.detect.TestId;
import dev.naosu.detect.TestRun;
import dev.naosu.probe.Differences;
import dev.naosu.probe.Done;
import dev.naosu.probe.Switchable;
import dev.naosu.probe.TestResult;
import dev.naosu.project.Module;
import dev.naosu.project.Patient;
import dev.naosu.prove.Variants;
import dev.naosu.prove.Worker;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A warm JVM of the patient, replaced whenever an attempt spoils it.
public final class ForkedWorker implements Worker {
  /// Attempts in classes of their own after which a JVM is replaced, since its libraries keep what
  /// attempts leave in them.
  private static final int ATTEMPTS = 5_000;

  /// Refusals to switch between variants after which it is no longer tried.
  private static final int PATIENCE = 3;

  /// Time beyond the tests' own limits in which the probe must have answered.
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final JvmLauncher launcher;
  private final Patient patient;
  private final Module module;
  private Optional<PatientJvm> jvm = Optional.empty();
  private long sent;
  private long loaded;

  /// What the JVM keeps to switch between, and whether it refuses to.
  private Optional<Variants> brought = Optional.empty();

  private boolean refused;
  private int refusals;

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
    try {
      PatientJvm running = running();
      running.send(command(NO_VARIANT, NO_VARIANT, classes, tests, limits));
      loaded++;
      Answer answer = answer(running, limits);
      if (loaded % ATTEMPTS == 0) {
        close();
      }
      return answer.attempt();
    } catch (IOException e) {
      close();
      return new Attempt.Lost("no JVM: " + e.getMessage(), false);
    }
  }

  @Override
  public List<Attempt> attempt(
      Variants variants, List<Integer> numbers, List<TestId> tests, Limits limits) {
    List<Attempt> attempts = new ArrayList<>();
    while (attempts.size() < numbers.size()) {
      List<Integer> rest = numbers.subList(attempts.size(), numbers.size());
      if (refusals >= PATIENCE || !bring(variants)) {
        attempts.add(attempt(variants.classes(rest.getFirst()), tests, limits));
      } else {
        switchThrough(rest, tests, limits, attempts);
      }
    }
    return attempts;
  }

  @Override
  public Optional<Compared> compare(
      Variants variants, int comparison, int chosen, List<TestId> tests, Limits limits) {
    if (refusals >= PATIENCE || !bring(variants)) {
      return Optional.empty();
    }
    try {
      PatientJvm running = running();
      running.send(command(comparison, chosen, Map.of(), tests, limits));
      Answer answer = answer(running, limits);
      if (answer.refused()) {
        refuse();
      }
      return answer.attempt() instanceof Attempt.Ran ran
          ? answer
              .differences()
              .map(each -> new Compared(ran, differences(each, variants.expressions(comparison))))
          : Optional.empty();
    } catch (IOException e) {
      close();
      return Optional.empty();
    }
  }

  private static List<Optional<Difference>> differences(Differences found, int expressions) {
    List<Optional<Difference>> differences = new ArrayList<>();
    for (int i = 0; i < expressions; i++) {
      differences.add(
          found.visit(i) == 0
              ? Optional.empty()
              : Optional.of(new Difference(found.visit(i), found.value(i))));
    }
    return differences;
  }

  /// Makes the JVM keep the classes, unless it does already.
  ///
  /// @return whether it can switch between them
  private boolean bring(Variants variants) {
    try {
      PatientJvm running = running();
      if (brought.isEmpty() || brought.get() != variants) {
        running.send(new Switchable(++sent, variants.mark(), variants.classes()));
        Done done = running.answer(GRACE, _ -> {});
        refused = done.problem().isPresent();
        brought = Optional.of(variants);
      }
      return !refused;
    } catch (IOException e) {
      close();
      return false;
    }
  }

  private void refuse() {
    refusals++;
    refused = true;
  }

  /// Sends all at once, so that the JVM need not wait for the next one.
  ///
  /// @param attempts receives what came of the first ones, up to one that spoils the JVM or is
  ///   refused
  private void switchThrough(
      List<Integer> numbers, List<TestId> tests, Limits limits, List<Attempt> attempts) {
    try {
      PatientJvm running = running();
      for (int number : numbers) {
        running.send(command(number, NO_VARIANT, Map.of(), tests, limits));
      }
      for (int i = 0; i < numbers.size(); i++) {
        Answer answer = answer(running, limits);
        if (answer.refused()) {
          // those sent after it are refused as well, and all of them have to be heard
          for (int j = i + 1; j < numbers.size() && jvm.isPresent(); j++) {
            answer(running, limits);
          }
          refuse();
          return;
        }
        attempts.add(answer.attempt());
        if (jvm.isEmpty()) {
          return;
        }
      }
    } catch (IOException e) {
      close();
      attempts.add(new Attempt.Lost(String.valueOf(e.getMessage()), false));
    }
  }

  private dev.naosu.probe.Attempt command(
      int variant, int chosen, Map<String, byte[]> classes, List<TestId> tests, Limits limits) {
    return new dev.naosu.probe.Attempt(
        ++sent,
        variant,
        chosen,
        classes,
        tests.stream().map(Answers::test).toList(),
        limits.stopAtFirstFailure(),
        limits.perTest().toMillis(),
        limits.steps());
  }

  private record Answer(Attempt attempt, boolean refused, Optional<Differences> differences) {}

  /// Hears what came of one attempt; closes a JVM that is spoiled or gone.
  private Answer answer(PatientJvm running, Limits limits) {
    List<TestRun> runs = new ArrayList<>();
    List<Differences> differences = new ArrayList<>();
    try {
      Done done =
          running.answer(
              limits.perTest().plus(GRACE),
              message -> {
                if (message instanceof TestResult result) {
                  runs.add(Answers.run(result));
                } else if (message instanceof Differences found) {
                  differences.add(found);
                }
              });
      if (done.spoiled()) {
        close();
      }
      Attempt attempt =
          done.problem().isPresent()
              ? new Attempt.Lost(done.problem().get(), false)
              : new Attempt.Ran(runs);
      return new Answer(attempt, done.refused(), differences.stream().findFirst());
    } catch (IOException e) {
      close();
      return new Answer(
          new Attempt.Lost(String.valueOf(e.getMessage()), running.wasTimedOut()),
          false,
          Optional.empty());
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
    brought = Optional.empty();
    refused = false;
  }
}
