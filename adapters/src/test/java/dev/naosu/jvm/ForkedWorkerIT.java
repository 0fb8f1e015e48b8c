package dev.naosu.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.detect.TestId;
import dev.naosu.detect.TestRun;
import dev.naosu.detect.TestRun.Status;
import dev.naosu.project.Module;
import dev.naosu.prove.Worker.Attempt;
import dev.naosu.prove.Worker.Limits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ForkedWorkerIT {
  private static final Limits LIMITS = new Limits(true, Duration.ofSeconds(5), 1_000_000);
  private static final String COUNTER =
      "public class Counter { static int count; static int next() { return %s; } }";

  @TempDir private Path directory;
  private SmallPatient patient;
  private ForkedWorker worker;
  private TestId one;
  private TestId two;

  @BeforeEach
  void open() throws Exception {
    patient =
        new SmallPatient(directory)
            .main("Counter", COUNTER.formatted("++count"))
            .test(
                "CounterTest",
                "@Test public void one() { assertEquals(1, Counter.next()); }"
                    + "@Test public void two() { assertEquals(2, Counter.next()); }");
    one = new TestId("CounterTest", "one", selector("one"));
    two = new TestId("CounterTest", "two", selector("two"));
    worker = new ForkedWorker(patient.launcher(), patient.patient(), patient.module());
  }

  private String selector(String method) throws Exception {
    return patient.tests().getOrDefault(method, new TestId("", "", "")).selector();
  }

  @AfterEach
  void close() {
    worker.close();
  }

  private Map<String, byte[]> counting(String expression) {
    return patient.changed("Counter", COUNTER.formatted(expression));
  }

  private static List<Status> statuses(Attempt attempt) {
    assertThat(attempt).isInstanceOf(Attempt.Ran.class);
    return ((Attempt.Ran) attempt).runs().stream().map(TestRun::status).toList();
  }

  @Test
  void the_patient_as_it_is_runs_without_changed_classes() {
    assertThat(statuses(worker.attempt(Map.of(), List.of(one, two), LIMITS)))
        .containsExactly(Status.PASSED, Status.PASSED);
  }

  @Test
  void changed_classes_take_the_place_of_the_patients_for_one_attempt() {
    assertThat(statuses(worker.attempt(counting("7"), List.of(one), LIMITS)))
        .containsExactly(Status.FAILED);
    // static state of the attempts before is gone, too
    assertThat(statuses(worker.attempt(Map.of(), List.of(one), LIMITS)))
        .containsExactly(Status.PASSED);
    assertThat(statuses(worker.attempt(Map.of(), List.of(one), LIMITS)))
        .containsExactly(Status.PASSED);
  }

  @Test
  void tests_after_a_failing_one_are_left_out_when_asked() {
    assertThat(statuses(worker.attempt(counting("7"), List.of(one, two), LIMITS)))
        .containsExactly(Status.FAILED);
    assertThat(
            statuses(
                worker.attempt(
                    counting("7"),
                    List.of(one, two),
                    new Limits(false, LIMITS.perTest(), LIMITS.steps()))))
        .containsExactly(Status.FAILED, Status.FAILED);
  }

  @Test
  void an_endless_loop_ends_by_its_steps() {
    Map<String, byte[]> endless =
        patient.changed(
            "Counter",
            "public class Counter { static int next() { while (true) { count(); } }"
                + " static void count() { } }");
    assertThat(statuses(worker.attempt(endless, List.of(one), LIMITS)))
        .containsExactly(Status.OUT_OF_STEPS);
    assertThat(statuses(worker.attempt(Map.of(), List.of(one), LIMITS)))
        .containsExactly(Status.PASSED);
  }

  @Test
  void a_test_that_waits_for_ever_ends_by_the_clock() {
    Map<String, byte[]> waiting =
        patient.changed(
            "Counter",
            "public class Counter { static int next() { try { Thread.sleep(1000000); }"
                + " catch (InterruptedException e) { } return 1; } }");
    assertThat(
            statuses(
                worker.attempt(
                    waiting, List.of(one), new Limits(true, Duration.ofMillis(300), 1_000_000))))
        .containsExactly(Status.TIMED_OUT);
    assertThat(statuses(worker.attempt(Map.of(), List.of(one), LIMITS)))
        .containsExactly(Status.PASSED);
  }

  @Test
  void a_candidate_that_does_not_link_fails_its_test() {
    Map<String, byte[]> wrong = patient.changed("Counter", "public class Counter { }");
    assertThat(statuses(worker.attempt(wrong, List.of(one), LIMITS))).containsExactly(Status.ERROR);
  }

  @Test
  void an_attempt_whose_jvm_is_killed_is_lost_and_the_next_one_works_again() {
    assertThat(statuses(worker.attempt(Map.of(), List.of(one), LIMITS)))
        .containsExactly(Status.PASSED);
    try (Stream<ProcessHandle> children = ProcessHandle.current().children()) {
      children
          .filter(
              child ->
                  commandLine(child).contains(directory.getFileName().toString())
                      || commandLine(child).contains("TestChild"))
          .forEach(
              child -> {
                child.destroyForcibly();
                child.onExit().join();
              });
    }
    assertThat(worker.attempt(Map.of(), List.of(one), LIMITS))
        .isInstanceOfSatisfying(Attempt.Lost.class, lost -> assertThat(lost.killer()).isFalse());
    assertThat(statuses(worker.attempt(Map.of(), List.of(one), LIMITS)))
        .containsExactly(Status.PASSED);
  }

  private static String commandLine(ProcessHandle process) {
    return process.info().commandLine().orElse("");
  }

  @Test
  void a_jvm_that_prints_to_standard_output_all_the_time_is_understood() throws Exception {
    Module talkative = patient.module(List.of("-Xlog:class+load:stdout", "-Xlog:gc*:stdout"));
    try (ForkedWorker listening =
        new ForkedWorker(patient.launcher(), patient.patient(), talkative)) {
      assertThat(statuses(listening.attempt(Map.of(), List.of(one, two), LIMITS)))
          .containsExactly(Status.PASSED, Status.PASSED);
      assertThat(statuses(listening.attempt(counting("7"), List.of(one), LIMITS)))
          .containsExactly(Status.FAILED);
    }
    // so it did print, and its words are kept where errors are
    assertThat(directory.resolve("logs/small.log")).content().contains("source: jrt:/java.base");
  }

  @Test
  void no_tests_need_no_jvm() {
    assertThat(worker.attempt(Map.of(), List.of(), LIMITS)).isEqualTo(new Attempt.Ran(List.of()));
  }

  @Test
  void a_closed_worker_opens_again_when_it_is_asked() {
    worker.attempt(Map.of(), List.of(one), LIMITS);
    worker.close();
    assertThat(statuses(worker.attempt(Map.of(), List.of(one), LIMITS)))
        .containsExactly(Status.PASSED);
  }
}
