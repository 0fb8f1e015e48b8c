package dev.naosu.prove;

import static dev.naosu.detect.Runs.endless;
import static dev.naosu.detect.Runs.failed;
import static dev.naosu.detect.Runs.passed;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naosu.detect.TestId;
import dev.naosu.detect.TestRun;
import dev.naosu.detect.TestRun.Status;
import dev.naosu.prove.Worker.Attempt;
import dev.naosu.prove.Worker.Limits;
import dev.naosu.repair.Candidate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class SearchTest {
  private static final String FAILING = "T#failing";
  private static final String COVERING = "T#covering";
  private static final Duration LONG = Duration.ofHours(1);

  /// Candidates named by what becomes of them; a test does as the table says, else it passes.
  private static final class FakeBench implements Search.Bench {
    /// What was attempted, as `candidate test`; the patient as it is has an empty name.
    final List<String> attempts = Collections.synchronizedList(new ArrayList<>());

    final List<Limits> limits = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, Status> statuses = new HashMap<>();
    private final Map<String, Integer> losses = new HashMap<>();
    private final Map<String, Long> steps = new HashMap<>();
    private final Map<String, Long> needed = new HashMap<>();
    private Runnable atAttempt = () -> {};

    FakeBench with(String attempt, Status status) {
      statuses.put(attempt, status);
      return this;
    }

    FakeBench losing(String candidate, int times) {
      losses.put(candidate, times);
      return this;
    }

    FakeBench withSteps(String candidate, long count) {
      steps.put(candidate, count);
      return this;
    }

    /// A candidate whose failing test passes when it is given so many steps.
    FakeBench needing(String candidate, long count) {
      needed.put(candidate + " failing", count);
      return this;
    }

    FakeBench atAttempt(Runnable action) {
      atAttempt = action;
      return this;
    }

    @Override
    public List<Compiled> compile(List<Candidate> candidates) {
      return candidates.stream().map(Given::name).map(FakeBench::compiled).toList();
    }

    private static Compiled compiled(String text) {
      return text.startsWith("illTyped")
          ? new Compiled.Rejected(List.of("1: no"))
          : Compiled.Classes.of(
              Map.of("A", text.replace("same1", "same").replace("same2", "same").getBytes(UTF_8)));
    }

    @Override
    public Worker worker(String module) {
      return (Given.Trying) this::attempt;
    }

    private Attempt attempt(Map<String, byte[]> classes, List<TestId> tests, Limits how) {
      atAttempt.run();
      String candidate =
          classes.isEmpty() ? "" : new String(classes.getOrDefault("A", new byte[0]), UTF_8);
      limits.add(how);
      List<TestRun> runs = new ArrayList<>();
      for (TestId test : tests) {
        attempts.add(candidate + " " + test.methodName());
        synchronized (losses) {
          int left = losses.getOrDefault(candidate, 0);
          if (left > 0) {
            losses.put(candidate, left - 1);
            return new Attempt.Lost("killed", false);
          }
        }
        if (candidate.startsWith("killer")) {
          return new Attempt.Lost("out of memory", true);
        }
        String attempt = candidate + " " + test.methodName();
        Status status =
            needed.getOrDefault(attempt, 0L) > how.steps()
                ? Status.OUT_OF_STEPS
                : statuses.getOrDefault(attempt, Status.PASSED);
        TestRun run = Given.as(test, status);
        runs.add(dev.naosu.detect.Runs.withSteps(run, steps.getOrDefault(candidate, 100L)));
        if (run.failed() && how.stopAtFirstFailure()) {
          break;
        }
      }
      return new Attempt.Ran(runs);
    }
  }

  private static Search.Task task(List<TestRun> failing, List<TestRun> covering, Duration budget) {
    return new Search.Task(failing, _ -> covering, _ -> "module", budget);
  }

  private static Search.Result run(
      FakeBench bench, int threads, InstantSource clock, String... names)
      throws InterruptedException {
    return run(bench, threads, clock, _ -> {}, names);
  }

  private static Search.Result run(
      FakeBench bench, int threads, InstantSource clock, Consumer<Funnel> watcher, String... names)
      throws InterruptedException {
    return new Search(() -> bench, threads, clock)
        .run(
            candidates(names),
            task(List.of(failed(FAILING)), List.of(passed(COVERING)), LONG),
            watcher);
  }

  private static List<Candidate> candidates(String... names) {
    return Stream.of(names).map(name -> Given.candidate(name, 0.5)).toList();
  }

  private static Search.Result run(FakeBench bench, String... names) throws InterruptedException {
    return run(bench, 1, Given.NOW, names);
  }

  private static List<String> names(Search.Result result) {
    return result.plausible().stream().map(each -> Given.name(each.candidate())).toList();
  }

  @Test
  void the_failing_tests_come_first_then_those_that_run_the_changed_code() throws Exception {
    FakeBench bench = new FakeBench();
    Search.Result result = run(bench, "good");
    assertThat(names(result)).containsExactly("good");
    assertThat(bench.attempts).containsExactly("good failing", " covering", "good covering");
    assertThat(result.funnel()).isEqualTo(Funnel.searching(1, 0, 0, 0, 0, 0, 1, 0));
    assertThat(result.exhausted()).isTrue();
  }

  @Test
  void a_candidate_that_leaves_the_failing_test_failing_is_not_tried_further() throws Exception {
    FakeBench bench = new FakeBench().with("bad failing", Status.FAILED);
    assertThat(run(bench, "bad").funnel().killedByFailing()).isEqualTo(1);
    assertThat(bench.attempts).containsExactly("bad failing");
  }

  @Test
  void a_candidate_that_breaks_a_passing_test_is_killed_by_it() throws Exception {
    FakeBench bench = new FakeBench().with("bad covering", Status.ERROR);
    Search.Result result = run(bench, "bad");
    assertThat(result.funnel().killedByCovering()).isEqualTo(1);
    assertThat(result.plausible()).isEmpty();
  }

  @Test
  void candidates_are_tried_in_order_and_found_ones_keep_it() throws Exception {
    Search.Result result = run(new FakeBench().with("b failing", Status.FAILED), "a", "b", "c");
    assertThat(names(result)).containsExactly("a", "c");
    assertThat(result.plausible()).extracting(Plausible::rank).containsExactly(0, 2);
  }

  @Test
  void what_does_not_type_check_is_counted_and_not_run() throws Exception {
    FakeBench bench = new FakeBench();
    assertThat(run(bench, "illTyped").funnel().illTyped()).isEqualTo(1);
    assertThat(bench.attempts).isEmpty();
  }

  @Test
  void equal_bytecode_is_run_once() throws Exception {
    FakeBench bench = new FakeBench();
    Search.Result result = run(bench, "same1", "same2");
    assertThat(names(result)).containsExactly("same1");
    assertThat(result.funnel().duplicate()).isEqualTo(1);
    assertThat(bench.attempts).containsOnlyOnce("same failing");
  }

  @Test
  void a_lost_jvm_is_not_held_against_the_candidate_once() throws Exception {
    assertThat(names(run(new FakeBench().losing("unlucky", 1), "unlucky")))
        .containsExactly("unlucky");
  }

  @Test
  void a_candidate_lost_twice_is_undecided() throws Exception {
    FakeBench bench = new FakeBench().losing("unlucky", 2);
    Search.Result result = run(bench, "unlucky");
    assertThat(result.plausible()).isEmpty();
    assertThat(result.funnel().undecided()).isEqualTo(1);
    assertThat(bench.attempts).hasSize(2);
  }

  @Test
  void a_candidate_that_brings_its_jvm_down_is_killed() throws Exception {
    FakeBench bench = new FakeBench();
    assertThat(run(bench, "killer").funnel().killedByFailing()).isEqualTo(1);
    assertThat(bench.attempts).hasSize(1);
  }

  @Test
  void a_passing_test_that_fails_in_a_worker_unpatched_is_no_witness() throws Exception {
    FakeBench bench =
        new FakeBench().with(" covering", Status.FAILED).with("good covering", Status.FAILED);
    assertThat(names(run(bench, "good", "fine"))).containsExactly("good", "fine");
    assertThat(bench.attempts).containsOnlyOnce(" covering").doesNotContain("good covering");
  }

  @Test
  void passing_tests_that_take_too_much_of_the_time_are_left_to_the_build() throws Exception {
    FakeBench bench = new FakeBench().with("good slow", Status.FAILED);
    List<TestRun> covering =
        List.of(taking("T#slow", Duration.ofMinutes(3)), taking("T#quick", Duration.ofMinutes(1)));
    Search.Result result =
        new Search(() -> bench, 1, Given.NOW)
            .run(candidates("good"), task(List.of(failed(FAILING)), covering, LONG), _ -> {});
    assertThat(names(result)).containsExactly("good");
    assertThat(bench.attempts).containsExactly("good failing", " quick", "good quick");
  }

  private static TestRun taking(String test, Duration took) {
    TestRun run = passed(test);
    return new TestRun(
        run.test(), run.status(), took, run.steps(), run.failure(), run.covered(), run.said());
  }

  @Test
  void the_test_that_killed_most_is_run_first() throws Exception {
    FakeBench bench =
        new FakeBench().with("a second", Status.FAILED).with("b second", Status.FAILED);
    new Search(() -> bench, 1, Given.NOW)
        .run(
            candidates("a", "b"),
            task(List.of(failed("T#first"), failed("T#second")), List.of(), LONG),
            _ -> {});
    assertThat(bench.attempts).containsExactly("a first", "a second", "b second");
  }

  private static Search.Result endlessRun(FakeBench bench, TestRun... failing) throws Exception {
    return new Search(() -> bench, 1, Given.NOW)
        .run(candidates("works"), task(List.of(failing), List.of(), LONG), _ -> {});
  }

  @Test
  void an_endless_test_is_run_after_those_that_end_and_given_more_when_they_pass()
      throws Exception {
    FakeBench bench = new FakeBench().with("works loop", Status.OUT_OF_STEPS);
    Search.Result result = endlessRun(bench, endless("T#loop"), failed(FAILING));
    assertThat(bench.attempts)
        .containsExactly("works failing", "works loop", "works failing", "works loop");
    assertThat(bench.limits.get(3).steps()).isGreaterThan(bench.limits.get(1).steps());
    // it may only work hard: the project's own build will tell
    assertThat(names(result)).containsExactly("works");
  }

  @Test
  void a_test_that_stays_endless_and_is_all_there_is_kills() throws Exception {
    FakeBench bench = new FakeBench().with("works loop", Status.OUT_OF_STEPS);
    assertThat(endlessRun(bench, endless("T#loop")).funnel().killedByFailing()).isEqualTo(1);
    assertThat(bench.attempts).hasSize(2);
    assertThat(bench.limits.get(1).steps()).isGreaterThan(bench.limits.get(0).steps());
  }

  @Test
  void what_used_up_the_steps_of_a_first_look_is_looked_at_again_when_nothing_is_found()
      throws Exception {
    FakeBench bench =
        new FakeBench()
            .needing("slow", 1_000_000)
            .needing("endless", Long.MAX_VALUE)
            .with("bad failing", Status.FAILED);
    Search.Result result = run(bench, "slow", "endless", "bad");
    assertThat(names(result)).containsExactly("slow");
    assertThat(result.funnel()).isEqualTo(Funnel.searching(3, 0, 0, 0, 2, 0, 1, 0));
    assertThat(bench.attempts.subList(0, 4))
        .containsExactly("slow failing", "endless failing", "bad failing", "slow failing");
  }

  @Test
  void it_is_not_looked_at_again_when_something_is_found() throws Exception {
    FakeBench bench = new FakeBench().needing("slow", 1_000_000);
    Search.Result result = run(bench, "slow", "good");
    assertThat(names(result)).containsExactly("good");
    assertThat(result.funnel()).isEqualTo(Funnel.searching(2, 0, 0, 0, 1, 0, 1, 0));
    assertThat(bench.attempts).containsOnlyOnce("slow failing");
  }

  @Test
  void a_test_that_the_clock_stops_is_no_verdict() throws Exception {
    FakeBench bench = new FakeBench().with("waits failing", Status.TIMED_OUT);
    assertThat(run(bench, "waits").funnel()).isEqualTo(Funnel.searching(1, 0, 0, 0, 0, 0, 0, 1));
  }

  @Test
  void an_endless_test_that_ends_in_failure_kills() throws Exception {
    FakeBench bench = new FakeBench().with("works loop", Status.FAILED);
    Search.Result result = endlessRun(bench, endless("T#loop"), failed(FAILING));
    assertThat(result.funnel().killedByFailing()).isEqualTo(1);
  }

  @Test
  void candidates_that_behave_differently_are_told_apart_and_others_are_alike() throws Exception {
    Search.Result result = run(new FakeBench().withSteps("c", 7), "a", "b", "c");
    List<Long> behaviours = result.plausible().stream().map(Plausible::behaviour).toList();
    assertThat(behaviours.get(0)).isEqualTo(behaviours.get(1)).isNotEqualTo(behaviours.get(2));
  }

  @Test
  void what_failing_tests_do_tells_candidates_apart_that_no_passing_test_runs() throws Exception {
    Search.Result result =
        new Search(() -> new FakeBench().withSteps("c", 7), 1, Given.NOW)
            .run(candidates("a", "c"), task(List.of(failed(FAILING)), List.of(), LONG), _ -> {});
    assertThat(result.plausible()).extracting(Plausible::behaviour).doesNotHaveDuplicates();
  }

  @Test
  void after_the_first_plausible_candidate_it_looks_on_and_then_stops() throws Exception {
    AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    FakeBench bench = new FakeBench().atAttempt(() -> now.updateAndGet(at -> at.plusMillis(250)));
    String[] names = IntStream.range(0, 1000).mapToObj(i -> "good" + i).toArray(String[]::new);
    Search.Result result = run(bench, 1, now::get, names);
    assertThat(result.plausible()).hasSizeBetween(2, 50);
    assertThat(result.exhausted()).isFalse();
  }

  @Test
  void the_search_ends_when_its_budget_does() throws Exception {
    AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    FakeBench bench = new FakeBench().atAttempt(() -> now.updateAndGet(at -> at.plusSeconds(1)));
    String[] names = IntStream.range(0, 100).mapToObj(i -> "n" + i).toArray(String[]::new);
    for (String name : names) {
      bench.with(name + " failing", Status.FAILED);
    }
    Search.Result result =
        new Search(() -> bench, 1, now::get)
            .run(
                candidates(names),
                task(List.of(failed(FAILING)), List.of(), Duration.ofSeconds(10)),
                _ -> {});
    assertThat(result.funnel().killedByFailing()).isEqualTo(10);
    assertThat(result.exhausted()).isFalse();
  }

  @Test
  void the_funnel_accounts_for_every_candidate_whichever_thread_decides_it() throws Exception {
    FakeBench bench = new FakeBench();
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      String name = (i % 3 == 0 ? "illTyped" : i % 3 == 1 ? "bad" : "wrong") + i;
      bench.with(name + " failing", i % 3 == 1 ? Status.FAILED : Status.PASSED);
      bench.with(name + " covering", Status.FAILED);
      names.add(name);
    }
    names.addAll(List.of("same1", "same2", "killer", "unlucky"));
    bench.losing("unlucky", 2);
    List<Funnel> told = Collections.synchronizedList(new ArrayList<>());
    Search.Result result = run(bench, 2, Given.NOW, told::add, names.toArray(String[]::new));
    assertThat(result.funnel()).isEqualTo(Funnel.searching(304, 1, 100, 0, 101, 100, 1, 1));
    assertThat(
            bench.attempts.stream()
                .filter(each -> each.endsWith(" failing") && !each.startsWith("unlucky")))
        .doesNotHaveDuplicates();
    assertThat(told)
        .isNotEmpty()
        .allMatch(funnel -> funnel.decided() + funnel.undecided() <= funnel.generated());
  }

  @Test
  void no_candidates_are_decided_at_once() throws Exception {
    Search.Result result = run(new FakeBench());
    assertThat(result.funnel()).isEqualTo(Funnel.EMPTY);
    assertThat(result.exhausted()).isTrue();
  }

  @Test
  void an_interrupt_ends_the_search() throws Exception {
    CountDownLatch under = new CountDownLatch(1);
    FakeBench bench =
        new FakeBench()
            .atAttempt(
                () -> {
                  under.countDown();
                  try {
                    new CountDownLatch(1).await();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
    AtomicReference<Throwable> ended = new AtomicReference<>(new AssertionError("not yet"));
    Thread searching =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    run(bench, "a", "b", "c");
                  } catch (Exception e) {
                    ended.set(e);
                  }
                });
    under.await();
    searching.interrupt();
    searching.join();
    assertThat(ended.get()).isInstanceOf(InterruptedException.class);
    assertThat(bench.attempts).doesNotContain("c failing");
  }

  @Test
  void a_bench_that_cannot_be_made_fails_the_search_with_its_cause() {
    Search search =
        new Search(
            () -> {
              throw new IllegalArgumentException("no JVM");
            },
            2,
            Given.NOW);
    assertThatThrownBy(() -> search.run(candidates("a"), task(List.of(), List.of(), LONG), _ -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no JVM");
  }
}
