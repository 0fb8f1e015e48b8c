package dev.naosu.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.code.Edit;
import dev.naosu.code.JavaModel;
import dev.naosu.code.JavaSource;
import dev.naosu.code.Span;
import dev.naosu.detect.TestId;
import dev.naosu.detect.TestRun;
import dev.naosu.prove.Compiled;
import dev.naosu.prove.MemoryCompiler;
import dev.naosu.prove.SchemataCompiler;
import dev.naosu.prove.Variants;
import dev.naosu.prove.Worker;
import dev.naosu.prove.Worker.Attempt;
import dev.naosu.prove.Worker.Limits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Candidates tried in classes that are loaded once get the verdicts they get in classes of their
/// own, in whatever order.
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class SwitchingIT {
  private static final Limits LIMITS = new Limits(true, Duration.ofSeconds(5), 200_000);
  private static final String TESTS =
      "@Test public void one() { assertEquals(1, Counter.next()); }"
          + "@Test public void two() { assertEquals(2, new Counter().twice()); }";

  @TempDir private Path directory;

  /// Each expression in the place of `/*here*/0`, in classes of its own and switched to.
  private void sameVerdicts(String code, String... expressions) throws Exception {
    SmallPatient patient =
        new SmallPatient(directory).main("Counter", code).test("CounterTest", TESTS);
    List<TestId> tests = new ArrayList<>(patient.tests().values());
    JavaSource source = new JavaModel(List.of(), List.of(), 17).parse("Counter.java", code);
    Span here = new Span(code.indexOf("/*here*/0"), "/*here*/0".length());
    List<List<Edit>> edits = new ArrayList<>();
    for (String expression : expressions) {
      edits.add(List.of(new Edit(source.path(), here, expression)));
    }
    List<Compiled> compiled =
        new SchemataCompiler(new MemoryCompiler(List.of(), patient.patient().jdk(), 17))
            .compile(source, edits);
    List<Integer> numbers = new ArrayList<>();
    Map<Integer, String> expected = new HashMap<>();
    Variants variants = ((Compiled.Variant) compiled.getFirst()).of();
    for (Compiled each : compiled) {
      Compiled.Variant variant = (Compiled.Variant) each;
      numbers.add(variant.number());
      try (ForkedWorker alone = worker(patient)) {
        expected.put(variant.number(), said(alone.attempt(variant.classes(), tests, LIMITS)));
      }
    }
    Random random = new Random(7);
    try (ForkedWorker worker = worker(patient)) {
      for (int round = 0; round < 5; round++) {
        List<Attempt> attempts = worker.attempt(variants, numbers, tests, LIMITS);
        Map<Integer, String> seen = new HashMap<>();
        for (int i = 0; i < attempts.size(); i++) {
          seen.put(numbers.get(i), said(attempts.get(i)));
        }
        assertThat(seen).as("round %s in the order %s", round, numbers).isEqualTo(expected);
        Collections.shuffle(numbers, random);
      }
    }
  }

  private static ForkedWorker worker(SmallPatient patient) {
    return new ForkedWorker(patient.launcher(), patient.patient(), patient.module());
  }

  private static String said(Attempt attempt) {
    assertThat(attempt).isInstanceOf(Attempt.Ran.class);
    StringBuilder said = new StringBuilder();
    for (TestRun run : ((Attempt.Ran) attempt).runs()) {
      said.append(run.test().methodName()).append(' ').append(run.status()).append("; ");
    }
    return said.toString();
  }

  @Test
  void a_class_without_static_state() throws Exception {
    sameVerdicts(
        "public class Counter { static int next() { int n = /*here*/0; return n; }"
            + " int twice() { return 2 * next(); } }",
        "1",
        "2",
        "1 + Integer.parseInt(\"0\")",
        "1 / Integer.parseInt(\"0\")",
        "next()");
  }

  @Test
  void static_counters_lists_and_caches_that_variants_change() throws Exception {
    sameVerdicts(
        "import java.util.*; public class Counter { static int count; static final int[] SLOTS ="
            + " new int[2]; static final List<Integer> SEEN = new ArrayList<>(); static final"
            + " Map<String, int[]> CACHE = new HashMap<>(); static int add() { SEEN.add(1); return"
            + " SEEN.size(); } static int cached() { return ++CACHE.computeIfAbsent(\"k\", k -> new"
            + " int[1])[0]; } static int next() { return /*here*/0; } int twice() { return next() +"
            + " next(); } }",
        "++count",
        "1",
        "add()",
        "++SLOTS[1]",
        "cached()",
        "count++ == 0 ? 1 : 7",
        "SEEN.isEmpty() ? 1 : 0",
        "CACHE.size() + 1");
  }

  @Test
  void a_changed_method_that_runs_while_a_class_is_initialised() throws Exception {
    sameVerdicts(
        "public class Counter { static final int FIRST = start(); static int start() { return"
            + " /*here*/0; } static int next() { return FIRST; } int twice() { return 2 * FIRST; }"
            + " }",
        "1",
        "2",
        "0 + 1",
        "3");
  }

  @Test
  void variants_that_do_not_end_or_leave_threads_behind() throws Exception {
    sameVerdicts(
        "public class Counter { static int endless() { while (true) { step(); } } static void"
            + " step() { } static int deep() { return deep() + 1; } static int thread() { Thread t ="
            + " new Thread(() -> { try { while (true) { Thread.sleep(20); } } catch"
            + " (InterruptedException e) { } }); t.setDaemon(true); t.start(); return 1; } static"
            + " int next() { return /*here*/0; } int twice() { return 2 * next(); } }",
        "endless()",
        "1",
        "deep()",
        "thread()",
        "(int) Math.signum(1.0)");
  }

  @Test
  void tests_that_do_not_end_or_overflow_the_stack_before_any_change() throws Exception {
    sameVerdicts(
        "public class Counter { static int step(int n) { return /*here*/0; } static int sum(int n) {"
            + " return n <= 0 ? 0 : 1 + sum(n - step(n)); } static int next() { int n = 5; while (n"
            + " > 1) { n -= step(n); } return n; } int twice() { return 1 + sum(1); } }",
        "1",
        "-1",
        "n",
        "n > 1 ? 1 : 0",
        "n > 3 ? 1 : 0");
  }

  @Test
  void a_jvm_switches_between_variants_on_tests_that_the_original_does_not_end() throws Exception {
    String code =
        "public class Counter { static int next() { int n = 1; while (n > 0) { n = n + 0; } return"
            + " 1 + n; } int twice() { return twice() + 1; } }";
    SmallPatient patient =
        new SmallPatient(directory).main("Counter", code).test("CounterTest", TESTS);
    JavaSource source = new JavaModel(List.of(), List.of(), 17).parse("Counter.java", code);
    List<List<Edit>> edits = new ArrayList<>();
    for (String to : List.of("n - 1", "n + 1", "n * 1")) {
      edits.add(List.of(new Edit("Counter.java", new Span(code.indexOf("n + 0"), 5), to)));
    }
    edits.add(
        List.of(new Edit("Counter.java", new Span(code.indexOf("twice() + 1"), 11), "2 * 1")));
    edits.add(
        List.of(new Edit("Counter.java", new Span(code.indexOf("twice() + 1"), 11), "twice()")));
    List<Compiled> compiled =
        new SchemataCompiler(new MemoryCompiler(List.of(), patient.patient().jdk(), 17))
            .compile(source, edits);
    Variants variants = ((Compiled.Variant) compiled.getFirst()).of();
    Map<String, TestId> tests = patient.tests();
    TestId one = Objects.requireNonNull(tests.get("one"));
    TestId two = Objects.requireNonNull(tests.get("two"));
    try (ForkedWorker worker = worker(patient)) {
      List<String> loops = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        loops.add(switched(worker, variants, i, one));
      }
      assertThat(loops).containsExactly("one PASSED; ", "one OUT_OF_STEPS; ", "one OUT_OF_STEPS; ");
      assertThat(switched(worker, variants, 3, two)).isEqualTo("two PASSED; ");
      assertThat(switched(worker, variants, 4, two)).isEqualTo("two ERROR; ");
    }
  }

  /// What a variant does in classes loaded once; a worker that refuses to switch cannot compare.
  private static String switched(ForkedWorker worker, Variants variants, int number, TestId test) {
    return said(worker.compare(variants, number, 0, List.of(test), LIMITS).orElseThrow().attempt());
  }

  @Test
  void expressions_compared_side_by_side_decide_as_runs_of_their_own_would() throws Exception {
    String code =
        "public class Counter { static int next() { int sum = 0; int n = 3; for (int i = 0; i < n;"
            + " i++) { sum = sum + 1; } return sum - 2; } int twice() { return 2 * next(); } }";
    SmallPatient patient =
        new SmallPatient(directory).main("Counter", code).test("CounterTest", TESTS);
    List<TestId> tests = List.of(patient.tests().get("one"));
    JavaSource source = new JavaModel(List.of(), List.of(), 17).parse("Counter.java", code);
    Span here = new Span(code.indexOf("i < n"), "i < n".length());
    List<List<Edit>> edits = new ArrayList<>();
    for (String expression : List.of("i <= n", "i != n", "n > i", "i < 2", "i < n && i < 2")) {
      edits.add(List.of(new Edit(source.path(), here, expression)));
    }
    List<Compiled> compiled =
        new SchemataCompiler(new MemoryCompiler(List.of(), patient.patient().jdk(), 17))
            .compile(source, edits);
    Variants variants = ((Compiled.Variant) compiled.getFirst()).of();
    int comparison = edits.size();
    assertThat(variants.expressions(comparison)).isEqualTo(6);
    try (ForkedWorker worker = worker(patient)) {
      Worker.Compared original =
          worker.compare(variants, comparison, 0, tests, LIMITS).orElseThrow();
      assertThat(said(original.attempt())).isEqualTo("one PASSED; ");
      // i <= n and the two that stop early differ, the others agree all along
      assertThat(original.differences().stream().map(Optional::isPresent))
          .containsExactly(false, true, false, false, true, true);
      assertThat(original.differences().get(4)).isEqualTo(original.differences().get(5));
      for (Compiled each : compiled) {
        Compiled.Variant variant = (Compiled.Variant) each;
        Worker.Compared chosen =
            worker.compare(variants, comparison, variant.number() + 1, tests, LIMITS).orElseThrow();
        assertThat(said(chosen.attempt()))
            .isEqualTo(said(worker.attempt(variant.classes(), tests, LIMITS)));
      }
      Worker.Compared early = worker.compare(variants, comparison, 4, tests, LIMITS).orElseThrow();
      assertThat(early.differences().get(5)).isEmpty();
    }
  }
}
