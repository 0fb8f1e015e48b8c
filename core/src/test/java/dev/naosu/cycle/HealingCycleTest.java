package dev.naosu.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.detect.Body;
import dev.naosu.detect.CommandObserver;
import dev.naosu.detect.ProbePoint;
import dev.naosu.detect.RecordedRequest;
import dev.naosu.detect.Runs;
import dev.naosu.detect.SuiteRun;
import dev.naosu.detect.TestId;
import dev.naosu.detect.TestObserver;
import dev.naosu.detect.TestRun;
import dev.naosu.model.Usage;
import dev.naosu.project.Build;
import dev.naosu.project.Jdk;
import dev.naosu.project.MemoryCopy;
import dev.naosu.project.Module;
import dev.naosu.project.Outputs;
import dev.naosu.project.Patient;
import dev.naosu.prove.Compiled;
import dev.naosu.prove.MemoryCompiler;
import dev.naosu.prove.RegressionTest;
import dev.naosu.prove.RegressionTests;
import dev.naosu.prove.Repair;
import dev.naosu.prove.Replay;
import dev.naosu.prove.RequestReplay;
import dev.naosu.prove.Worker;
import dev.naosu.repair.Operator;
import dev.naosu.repair.operator.Operators;
import dev.naosu.repair.strategy.CaseFile;
import dev.naosu.repair.strategy.PastRepairs;
import dev.naosu.repair.strategy.Proposer;
import dev.naosu.repair.strategy.Tried;
import dev.naosu.sandbox.Exit;
import dev.naosu.sandbox.Sandbox;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A project in memory, of one class, whose tests are functions of that class.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class HealingCycleTest {
  private static final String PATH = "src/Maths.java";
  private static final String FAULTY =
      """
      public class Maths {
        public static int max(int a, int b) {
          if (a < b) {
            return a;
          }
          return b;
        }
      }
      """;
  private static final Jdk OWN =
      new Jdk(Path.of(System.getProperty("java.home")), Runtime.version().feature(), "own");
  private static final String TWO_FAULTS =
      """
      public class Maths {
        public static int max(int a, int b) {
          if (a < b) {
            return a;
          }
          return b;
        }

        public static int last(int n) {
          return n;
        }
      }
      """;
  private static final List<ProbePoint> POINTS =
      List.of(
          Runs.line("Maths", "max(II)I", 3),
          Runs.line("Maths", "max(II)I", 4),
          Runs.line("Maths", "max(II)I", 6),
          Runs.line("Maths", "last(I)I", 10));

  private final Map<String, Predicate<Class<?>>> tests = new TreeMap<>();
  private final Map<String, int[]> covered = new TreeMap<>();
  private String program = FAULTY;
  private MemoryCopy copy = new MemoryCopy(Map.of(PATH, FAULTY));
  private final List<HealEvent> events = new ArrayList<>();
  private Build.Compilation compilation = new Build.Compilation.Compiled(patient());

  private List<Operator> operators = Operators.all();
  private Models models = Models.NONE;
  private Replay replay = Replay.none();
  private RequestReplay requests = RequestReplay.none();
  private RegressionTests regressionTests = RegressionTests.none();
  private PastRepairs pastRepairs = PastRepairs.NONE;

  /// Whether the tests behave in workers as they do when observed.
  private boolean sameInWorkers = true;

  /// From which observation on every test passes.
  private int healthyFrom = Integer.MAX_VALUE;

  private int observations;
  private final AtomicInteger closedWorkers = new AtomicInteger();
  private final AtomicInteger openedWorkers = new AtomicInteger();

  /// Workers whose first attempt was a candidate.
  private final AtomicInteger coldWorkers = new AtomicInteger();

  @BeforeEach
  void the_usual_tests() {
    test("larger", type -> max(type, 1, 2) == 2, 0, 1);
    test("smaller", type -> max(type, 2, 1) == 2, 0, 2);
    test("equal", type -> max(type, 3, 3) == 3, 0, 2);
    test("other", _ -> true);
  }

  private void test(String name, Predicate<Class<?>> holds, int... points) {
    tests.put("MathsTest#" + name, holds);
    covered.put("MathsTest#" + name, points);
  }

  private static int max(Class<?> type, int a, int b) {
    try {
      return (int) type.getMethod("max", int.class, int.class).invoke(null, a, b);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Patient patient() {
    Path root = Path.of("/nowhere");
    Module module =
        new Module(
            "maths",
            root,
            List.of(root.resolve("src")),
            List.of(),
            List.of(root.resolve("out")),
            List.of(root.resolve("test-out")),
            List.of(),
            17,
            List.of(),
            Map.of(),
            List.of("**/*Test.class"));
    return new Patient("maths", "memory", root, List.of(module), OWN);
  }

  private static Class<?> loaded(String text) {
    Compiled compiled = new MemoryCompiler(List.of(), OWN, 17).compile(Map.of(PATH, text));
    assertThat(compiled).isInstanceOf(Compiled.Classes.class);
    return loaded(((Compiled.Classes) compiled).classes());
  }

  private static Class<?> loaded(Map<String, byte[]> classes) {
    byte[] bytes = classes.getOrDefault("Maths", new byte[0]);
    return new ClassLoader(null) {
      Class<?> define() {
        return defineClass("Maths", bytes, 0, bytes.length);
      }
    }.define();
  }

  private TestRun run(String name, Class<?> type) {
    return tests.getOrDefault(name, _ -> false).test(type)
        ? Runs.passed(name, covered.getOrDefault(name, new int[0]))
        : Runs.failed(name, covered.getOrDefault(name, new int[0]));
  }

  /// Runs the tests of the copy as it is.
  private final class MemoryTests implements TestObserver {
    @Override
    public SuiteRun observe(
        Patient patient,
        Module module,
        List<String> classNames,
        TestObserver.Limits limits,
        Consumer<TestRun> seen) {
      boolean healthy = ++observations >= healthyFrom;
      Class<?> type = loaded(copy.read(PATH));
      List<TestRun> runs = new ArrayList<>();
      for (String name : tests.keySet()) {
        TestRun run = run(name, type);
        runs.add(healthy ? Runs.passed(name) : run);
        seen.accept(run);
      }
      return new SuiteRun(runs, POINTS);
    }
  }

  private final class MemoryBuild implements Build {
    @Override
    public Compilation compile() {
      return compilation;
    }

    @Override
    public Suite test(Duration limit) {
      Class<?> type = loaded(copy.read(PATH));
      List<String> failing =
          tests.keySet().stream().filter(name -> run(name, type).failed()).toList();
      return new Suite(
          new Exit.Finished(failing.isEmpty() ? 0 : 1, "", Duration.ZERO),
          true,
          tests.size(),
          failing);
    }

    @Override
    public String testCommand() {
      return "make test";
    }
  }

  /// Nothing of this project is on a disk.
  private static final class NoOutputs implements Outputs {
    @Override
    public List<Path> classFiles(Path directory) {
      return List.of();
    }

    @Override
    public Optional<byte[]> read(Path file) {
      return Optional.empty();
    }

    @Override
    public Swap swap(Map<Path, byte[]> files) {
      return () -> {};
    }
  }

  private final class MemoryWorker implements Worker {
    private boolean warm;

    @Override
    public Attempt attempt(Map<String, byte[]> classes, List<TestId> wanted, Worker.Limits limits) {
      if (!warm && !classes.isEmpty()) {
        coldWorkers.incrementAndGet();
      }
      warm = true;
      Class<?> type = classes.isEmpty() ? loaded(program) : loaded(classes);
      return new Attempt.Ran(
          wanted.stream()
              .map(test -> sameInWorkers ? run(test.name(), type) : Runs.passed(test.name()))
              .toList());
    }

    @Override
    public void close() {
      closedWorkers.incrementAndGet();
    }
  }

  private Outcome heal(HealRequest request, CommandObserver commands, Sandbox sandbox)
      throws InterruptedException {
    Ports ports =
        new Ports(
            copy,
            new MemoryBuild(),
            new MemoryTests(),
            commands,
            (_, _) -> {
              openedWorkers.incrementAndGet();
              return new MemoryWorker();
            },
            (_, _) -> {
              throw new AssertionError("this source compiles in memory");
            },
            replay,
            requests,
            regressionTests,
            pastRepairs,
            new NoOutputs(),
            sandbox,
            Clock.systemUTC());
    Outcome outcome = new HealingCycle(ports, operators, models).heal(request, events::add);
    assertThat(copy.read(PATH)).as("the copy is left as it was").isEqualTo(program);
    assertThat(closedWorkers).as("no worker is left open").hasValue(openedWorkers.get());
    assertThat(openedWorkers)
        .as("workers are used again")
        .hasValueLessThanOrEqualTo(request.workers());
    assertThat(coldWorkers).as("workers are warm before the first candidate").hasValue(0);
    return outcome;
  }

  private Outcome heal(String... named) throws InterruptedException {
    return heal(
        request(Optional.empty(), named),
        (_, _, _) -> {
          throw new AssertionError("there is no command");
        },
        _ -> {
          throw new AssertionError("there is no command");
        });
  }

  private static HealRequest request(Optional<String> command, String... named) {
    return new HealRequest(List.of(named), Optional.empty(), command, Duration.ofSeconds(30), 1, 1);
  }

  @Test
  void a_fault_that_tests_show_is_healed() throws InterruptedException {
    assertThat(heal())
        .isInstanceOfSatisfying(
            Outcome.Healed.class,
            healed -> {
              assertThat(healed.repairs()).hasSize(1);
              assertThat(healed.repairs().getFirst().diff()).contains("--- a/" + PATH);
              assertThat(healed.repairs().getFirst().proof().failingBefore())
                  .containsExactly("MathsTest#larger", "MathsTest#smaller");
              assertThat(healed.findings().testsRun()).isEqualTo(4);
              assertThat(healed.findings().funnel().plausible()).isPositive();
            });
    assertThat(events)
        .hasAtLeastOneElementOfType(HealEvent.Built.class)
        .hasAtLeastOneElementOfType(HealEvent.Localised.class)
        .hasAtLeastOneElementOfType(HealEvent.Searched.class)
        .hasAtLeastOneElementOfType(HealEvent.Proved.class);
  }

  @Test
  void each_search_thread_gets_a_worker_that_is_warm() throws InterruptedException {
    Outcome outcome =
        heal(
            new HealRequest(
                List.of(), Optional.empty(), Optional.empty(), Duration.ofSeconds(30), 2, 1),
            (_, _, _) -> {
              throw new AssertionError("there is no command");
            },
            _ -> {
              throw new AssertionError("there is no command");
            });
    assertThat(outcome).isInstanceOf(Outcome.Healed.class);
    assertThat(openedWorkers).hasValue(2);
  }

  @Test
  void calls_of_the_tests_are_replayed_before_anything_is_proven() throws InterruptedException {
    replay =
        question -> {
          assertThat(events).noneMatch(HealEvent.Proving.class::isInstance);
          assertThat(question.methods()).contains(new Replay.Method("Maths", "max", "II"));
          assertThat(question.classes()).isEqualTo(Map.of("maths", List.of("MathsTest")));
          assertThat(question.versions()).allMatch(classes -> classes.containsKey("Maths"));
          return new Replay.Answer.Seen(
              List.of(
                  new Replay.Call(
                      Replay.Origin.PASSING,
                      "Maths.max(3, 3)",
                      List.of(new Replay.Ending(Replay.Kind.RETURNED, "returns 3", "", "")),
                      Collections.nCopies(question.versions().size(), 0))),
              "");
        };
    assertThat(heal())
        .isInstanceOfSatisfying(
            Outcome.Healed.class,
            healed -> {
              assertThat(healed.repairs().getFirst().replayed().unavailable()).isEmpty();
              assertThat(healed.repairs().getFirst().replayed().passing().calls()).isEqualTo(1);
              assertThat(healed.repairs().getFirst().features()).containsEntry("replayed", 1.0);
            });
  }

  @Test
  void what_does_not_build_is_not_touched() throws InterruptedException {
    compilation = new Build.Compilation.Broken("make", "Maths.java:3: ';' expected");
    assertThat(heal())
        .isInstanceOfSatisfying(
            Outcome.CouldNotRun.class,
            could -> assertThat(could.detail()).contains("make", "';' expected"));
    assertThat(observations).isZero();
  }

  @Test
  void what_cannot_be_built_here_is_told_with_its_remedy() throws InterruptedException {
    compilation = new Build.Compilation.Impossible("no JDK 7", "install it");
    assertThat(heal()).isEqualTo(new Outcome.CouldNotRun("no JDK 7", "", "install it"));
  }

  @Test
  void a_project_without_tests_is_told_where_they_were_looked_for() throws InterruptedException {
    tests.clear();
    assertThat(heal())
        .isInstanceOfSatisfying(
            Outcome.CouldNotRun.class,
            could -> {
              assertThat(could.what()).isEqualTo("no test was found");
              assertThat(could.detail()).contains("**/*Test.class");
            });
  }

  @Test
  void a_test_that_does_not_exist_is_told_with_some_that_do() throws InterruptedException {
    assertThat(heal("MathsTest#absent"))
        .isInstanceOfSatisfying(
            Outcome.CouldNotRun.class,
            could -> {
              assertThat(could.what()).isEqualTo("there is no test MathsTest#absent");
              assertThat(could.remedy()).contains("MathsTest#larger");
            });
  }

  @Test
  void a_named_test_that_passes_leaves_nothing_to_heal() throws InterruptedException {
    assertThat(heal("MathsTest#equal")).isInstanceOf(Outcome.NothingToHeal.class);
  }

  @Test
  void only_the_named_test_is_worked_on() throws InterruptedException {
    assertThat(heal("MathsTest#larger"))
        .isInstanceOfSatisfying(
            Outcome.Healed.class,
            healed ->
                assertThat(healed.findings().failing())
                    .extracting(run -> run.test().methodName())
                    .containsExactly("larger"));
  }

  @Test
  void a_healthy_project_is_left_alone() throws InterruptedException {
    healthyFrom = 1;
    assertThat(heal()).isInstanceOf(Outcome.NothingToHeal.class);
    assertThat(openedWorkers).hasValue(0);
  }

  @Test
  void tests_that_pass_when_run_again_are_flaky_and_not_healed() throws InterruptedException {
    healthyFrom = 2;
    assertThat(heal())
        .isInstanceOfSatisfying(
            Outcome.NothingToHeal.class,
            nothing ->
                assertThat(nothing.findings().flaky())
                    .extracting(TestId::methodName)
                    .containsExactlyInAnyOrder("larger", "smaller"));
  }

  @Test
  void failing_tests_that_pass_in_a_worker_and_once_outside_are_flaky()
      throws InterruptedException {
    sameInWorkers = false;
    healthyFrom = 4;
    assertThat(heal()).isInstanceOf(Outcome.NothingToHeal.class);
  }

  @Test
  void failing_tests_that_pass_only_in_a_worker_cannot_be_tried() throws InterruptedException {
    sameInWorkers = false;
    assertThat(heal())
        .isInstanceOfSatisfying(
            Outcome.NotHealed.class, not -> assertThat(not.why()).contains("class loader"));
  }

  @Test
  void a_failure_that_runs_no_line_of_the_project_has_no_suspects() throws InterruptedException {
    tests.clear();
    test("elsewhere", _ -> false);
    assertThat(heal())
        .isInstanceOfSatisfying(
            Outcome.NotHealed.class, not -> assertThat(not.why()).contains("runs no line"));
  }

  @Test
  void faults_in_two_places_are_mended_by_one_patch() throws InterruptedException {
    program = TWO_FAULTS;
    copy = new MemoryCopy(Map.of(PATH, TWO_FAULTS));
    test("last", type -> last(type, 3) == 2 && last(type, 9) == 8, 3);
    assertThat(heal())
        .isInstanceOfSatisfying(
            Outcome.Healed.class,
            healed -> {
              var repair = healed.repairs().getFirst();
              assertThat(repair.candidate().patch().edits()).hasSize(2);
              assertThat(repair.candidate().operator()).contains(" + ");
              assertThat(repair.proof().failingBefore())
                  .containsExactlyInAnyOrder(
                      "MathsTest#larger", "MathsTest#smaller", "MathsTest#last");
              assertThat(repair.proof().otherFailures()).isEmpty();
            });
  }

  private static int last(Class<?> type, int n) {
    try {
      return (int) type.getMethod("last", int.class).invoke(null, n);
    } catch (InvocationTargetException e) {
      return Integer.MIN_VALUE;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void what_mends_some_failing_tests_and_breaks_none_is_a_repair_of_those()
      throws InterruptedException {
    test("impossible", _ -> false, 0);
    assertThat(heal())
        .isInstanceOfSatisfying(
            Outcome.Healed.class,
            healed -> {
              var repair = healed.repairs().getFirst();
              assertThat(repair.proof().failingBefore())
                  .containsExactlyInAnyOrder("MathsTest#larger", "MathsTest#smaller");
              assertThat(repair.proof().otherFailures()).containsExactly("MathsTest#impossible");
              assertThat(repair.doubts()).anyMatch(doubt -> doubt.contains("failing tests stay"));
            });
  }

  @Test
  void where_no_edit_helps_none_is_shown() throws InterruptedException {
    test("impossible", _ -> false, 0);
    assertThat(heal("MathsTest#impossible"))
        .isInstanceOfSatisfying(
            Outcome.NotHealed.class,
            not -> {
              assertThat(not.why()).contains("no candidate makes the failing tests pass");
              assertThat(not.findings().funnel().plausible()).isZero();
              assertThat(not.findings().funnel().killedByFailing()).isPositive();
            });
  }

  @Test
  void a_command_stands_for_a_test_where_no_test_fails() throws InterruptedException {
    tests.remove("MathsTest#larger");
    tests.remove("MathsTest#smaller");
    int[] runs = {0};
    Sandbox sandbox =
        _ -> {
          runs[0]++;
          boolean right = max(loaded(copy.read(PATH)), 1, 2) == 2;
          return new Exit.Finished(right ? 0 : 1, "", Duration.ofMillis(1));
        };
    CommandObserver commands =
        (_, line, _) -> {
          assertThat(line).isEqualTo("./show-bug");
          return new CommandObserver.Seen(
              new Exit.Finished(1, "wrong", Duration.ofMillis(1)), POINTS.subList(0, 2));
        };
    Outcome outcome = heal(request(Optional.of("./show-bug")), commands, sandbox);
    assertThat(outcome).isInstanceOf(Outcome.Healed.class);
    assertThat(runs[0]).isGreaterThan(2);
  }

  @Test
  void a_command_that_succeeds_the_second_time_is_flaky() throws InterruptedException {
    tests.remove("MathsTest#larger");
    tests.remove("MathsTest#smaller");
    Outcome outcome =
        heal(
            request(Optional.of("./show-bug")),
            (_, _, _) ->
                new CommandObserver.Seen(new Exit.Finished(1, "", Duration.ZERO), List.of()),
            _ -> new Exit.Finished(0, "", Duration.ZERO));
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.NothingToHeal.class,
            nothing -> assertThat(nothing.findings().flaky()).hasSize(1));
  }

  /// A service whose requests are the tests of this project.
  private final class MemorySession implements RequestReplay.Session {
    private final List<RecordedRequest> recorded;
    private boolean closed;

    MemorySession(List<RecordedRequest> recorded) {
      this.recorded = recorded;
    }

    private List<TestRun> runs(Class<?> type, List<TestId> wanted) {
      return wanted.stream()
          .map(
              test -> {
                TestRun run = run(test.selector(), type);
                return new TestRun(
                    test,
                    run.status(),
                    run.took(),
                    run.steps(),
                    run.failure(),
                    run.covered(),
                    run.failed() ? "500" : "200 " + test.selector());
              })
          .toList();
    }

    private List<TestId> all() {
      return recorded.stream().map(RequestReplay::test).toList();
    }

    @Override
    public SuiteRun suite() {
      return new SuiteRun(runs(loaded(program), all()), POINTS);
    }

    @Override
    public List<TestId> leftOut() {
      return List.of();
    }

    @Override
    public List<String> refusals() {
      return List.of();
    }

    @Override
    public Worker worker() {
      return new Worker() {
        @Override
        public Attempt attempt(
            Map<String, byte[]> classes, List<TestId> wanted, Worker.Limits limits) {
          return new Attempt.Ran(
              runs(classes.isEmpty() ? loaded(program) : loaded(classes), wanted));
        }

        @Override
        public void close() {
          // holds nothing
        }
      };
    }

    @Override
    public List<TestRun> afresh() {
      freshStarts++;
      return runs(answersAfresh ? loaded(copy.read(PATH)) : loaded(program), all());
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private int freshStarts;
  private boolean answersAfresh = true;

  private static RecordedRequest recorded(RecordedRequest.Role role, String name) {
    return new RecordedRequest(
        "MathsTest#" + name,
        role,
        "GET",
        "/" + name,
        "",
        Map.of(),
        Body.EMPTY,
        new RecordedRequest.Answer(500, Map.of(), Optional.empty(), Optional.empty()),
        Optional.empty(),
        Optional.empty());
  }

  private Outcome healRequests(RecordedRequest... recorded) throws InterruptedException {
    MemorySession session = new MemorySession(List.of(recorded));
    requests = (_, _) -> session;
    Outcome outcome =
        heal(
            new HealRequest(
                List.of(),
                Optional.empty(),
                Optional.empty(),
                List.of(recorded),
                Duration.ofSeconds(30),
                1,
                1),
            (_, _, _) -> {
              throw new AssertionError("there is no command");
            },
            _ -> {
              throw new AssertionError("there is no command");
            });
    assertThat(session.closed).isTrue();
    return outcome;
  }

  @Test
  void a_fault_that_recorded_requests_show_is_healed() throws InterruptedException {
    assertThat(
            healRequests(
                recorded(RecordedRequest.Role.FAILING, "larger"),
                recorded(RecordedRequest.Role.FAILING, "smaller"),
                recorded(RecordedRequest.Role.GOOD, "equal")))
        .isInstanceOfSatisfying(
            Outcome.Healed.class,
            healed -> {
              var repair = healed.repairs().getFirst();
              assertThat(repair.proof().requests())
                  .isEqualTo(
                      new dev.naosu.prove.Proof.Requests(
                          2,
                          1,
                          List.of(
                              "GET /larger is answered 200 MathsTest#larger now",
                              "GET /smaller is answered 200 MathsTest#smaller now")));
              assertThat(repair.cause()).startsWith("GET /larger fails");
              assertThat(repair.doubts())
                  .anyMatch(doubt -> doubt.startsWith("nobody said what should be answered"));
            });
    assertThat(freshStarts).isPositive();
    assertThat(events).hasAtLeastOneElementOfType(HealEvent.Replayed.class);
  }

  @Test
  void a_test_that_is_written_for_a_repair_goes_with_it() throws InterruptedException {
    RegressionTest written =
        new RegressionTest("src/NewTest.java", "class NewTest {}\n", "NewTest#x");
    List<RegressionTests.Repaired> asked = new ArrayList<>();
    regressionTests =
        (_, failing, failures, repaired) -> {
          assertThat(failing).singleElement().matches(each -> each.target().equals("/larger"));
          assertThat(failures).isNotEmpty();
          asked.addAll(repaired);
          return List.of(Optional.of(written));
        };
    assertThat(
            healRequests(
                recorded(RecordedRequest.Role.FAILING, "larger"),
                recorded(RecordedRequest.Role.GOOD, "equal")))
        .isInstanceOfSatisfying(
            Outcome.Healed.class,
            healed -> {
              var repair = healed.repairs().getFirst();
              assertThat(repair.test()).contains(written);
              assertThat(repair.paths()).containsExactly(PATH, "src/NewTest.java");
              assertThat(repair.wholeDiff())
                  .startsWith(repair.diff())
                  .contains(
                      "--- /dev/null\n+++ b/src/NewTest.java\n@@ -0,0 +1,1 @@\n+class NewTest {}");
              assertThat(repair.isOf(repair.wholeDiff())).isTrue();
              assertThat(repair.isOf(repair.diff())).isTrue();
              assertThat(repair.isOf(repair.diff() + "--- a/Other.java\n")).isFalse();
            });
    assertThat(asked)
        .singleElement()
        .satisfies(
            each -> {
              assertThat(each.before()).containsEntry(PATH, program);
              assertThat(each.after().get(PATH)).isNotEqualTo(program);
            });
  }

  @Test
  void what_a_fresh_start_does_not_answer_well_is_not_proposed() throws InterruptedException {
    answersAfresh = false;
    assertThat(healRequests(recorded(RecordedRequest.Role.FAILING, "larger")))
        .isInstanceOfSatisfying(
            Outcome.NotHealed.class,
            not -> assertThat(not.why()).contains("not answered well by a fresh start"));
  }

  @Test
  void requests_that_fail_no_more_are_told() throws InterruptedException {
    assertThat(healRequests(recorded(RecordedRequest.Role.FAILING, "equal")))
        .isInstanceOfSatisfying(
            Outcome.NotHealed.class, not -> assertThat(not.why()).contains("does not come back"));
  }

  private static Models asking(Models.When when, Proposer... proposers) {
    return new Models(
        List.of(proposers),
        when,
        Duration.ofMinutes(1),
        (codebase, tests) ->
            candidate ->
                candidate.patch().edits().getFirst().replacement().contains("exit")
                    ? Optional.of("it ends the JVM")
                    : Models.Rules.USUAL.over(codebase, tests).forbids(candidate),
        () -> Usage.NONE);
  }

  @Test
  void what_models_suggest_is_tried_and_they_hear_what_came_of_it() throws InterruptedException {
    operators = List.of();
    ScriptedProposer proposer = new ScriptedProposer(PATH);
    proposer
        .says(
            proposer.suggestion(FAULTY, "a < b", "System.exit(1) < b"),
            proposer.suggestion(FAULTY, "a < b", "a < nothing"),
            proposer.suggestion(FAULTY, "a < b", "a == b"))
        .says(
            proposer.suggestion(FAULTY, "a < b", "a != b && a > b"),
            proposer.suggestion(FAULTY, "a < b", "(a != b) && (a > b)"),
            proposer.suggestion(FAULTY, "if (a < b)", "if (a == b) { return 7; } if (a > b)"));
    models = asking(Models.When.UNSURE, proposer);

    Outcome outcome = heal();

    assertThat(proposer.heard())
        .hasExactlyElementsOfTypes(
            Tried.Forbidden.class,
            Tried.DoesNotCompile.class,
            Tried.StillFails.class,
            Tried.Plausible.class,
            Tried.Known.class,
            Tried.Breaks.class);
    assertThat(((Tried.DoesNotCompile) proposer.heard().get(1)).problems().getFirst())
        .startsWith("3: ")
        .contains("nothing");
    assertThat(((Tried.Breaks) proposer.heard().getLast()).broken())
        .singleElement()
        .satisfies(run -> assertThat(run.test().name()).isEqualTo("MathsTest#equal"));
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Healed.class,
            healed -> {
              Repair repair = healed.repairs().getFirst();
              assertThat(repair.candidate().operator()).isEqualTo("model:scripted");
              assertThat(repair.diff()).contains("+    if (a != b && a > b) {");
              assertThat(repair.votes().orElseThrow().votes()).isEqualTo(2);
              assertThat(repair.votes().orElseThrow().of()).isEqualTo(6);
              Asked asked = healed.findings().asked();
              assertThat(asked.strategies())
                  .containsExactly(new Asked.Strategy("scripted", 6, 1, "the script is over"));
              assertThat(asked.funnel().plausible()).isEqualTo(1);
              assertThat(asked.funnel().generated()).isEqualTo(6);
              assertThat(asked.funnel().decided()).isEqualTo(6);
            });
    assertThat(events).hasAtLeastOneElementOfType(HealEvent.Answered.class);
  }

  @Test
  void models_hear_of_past_repairs_of_what_fails_where_it_is_suspected()
      throws InterruptedException {
    ScriptedProposer proposer = new ScriptedProposer(PATH);
    models = asking(Models.When.ALWAYS, proposer);
    pastRepairs =
        (failing, suspects) ->
            List.of("fix: " + failing.size() + " in " + suspects.getFirst().path());

    heal();

    assertThat(proposer.files())
        .singleElement()
        .satisfies(file -> assertThat(file.lessons()).containsExactly("fix: 2 in " + PATH));
  }

  @Test
  void models_hear_what_the_templates_tried_in_vain() throws InterruptedException {
    ScriptedProposer proposer = new ScriptedProposer(PATH);
    models = asking(Models.When.ALWAYS, proposer);

    heal();

    assertThat(proposer.files())
        .singleElement()
        .satisfies(
            file -> {
              assertThat(file.killed())
                  .isNotEmpty()
                  .allMatch(line -> line.startsWith("Maths.java:"));
              assertThat(file.failing()).hasSize(2);
              assertThat(file.suspects()).isNotEmpty();
            });
  }

  @Test
  void a_model_that_breaks_down_does_not_take_what_templates_found() throws InterruptedException {
    models =
        asking(
            Models.When.ALWAYS,
            new Proposer() {
              @Override
              public String name() {
                return "dead";
              }

              @Override
              public Session open(CaseFile file) {
                throw new IllegalStateException("no connection");
              }
            });

    assertThat(heal())
        .isInstanceOfSatisfying(
            Outcome.Healed.class,
            healed -> {
              assertThat(healed.repairs().getFirst().votes()).isEmpty();
              assertThat(healed.findings().asked().strategies())
                  .singleElement()
                  .satisfies(each -> assertThat(each.why()).contains("no connection"));
            });
  }

  @Test
  void what_a_reviewer_has_against_it_lowers_the_confidence_and_is_said()
      throws InterruptedException {
    operators = List.of();
    ScriptedProposer proposer = new ScriptedProposer(PATH);
    models =
        asking(
            Models.When.UNSURE,
            proposer.says(proposer.suggestion(FAULTY, "a < b", "a > b", "ignores NaN")));

    assertThat(heal())
        .isInstanceOfSatisfying(
            Outcome.Healed.class,
            healed -> {
              Repair repair = healed.repairs().getFirst();
              assertThat(repair.confidence()).isLessThanOrEqualTo(0.5);
              assertThat(repair.doubts()).anyMatch(doubt -> doubt.contains("ignores NaN"));
              assertThat(repair.features()).containsEntry("objections", 1.0);
            });
  }

  @Test
  void a_template_and_a_model_that_agree_are_one_class() throws InterruptedException {
    ScriptedProposer proposer = new ScriptedProposer(PATH);
    models =
        asking(Models.When.ALWAYS, proposer.says(proposer.suggestion(FAULTY, "a < b", "b < a")));

    assertThat(heal())
        .isInstanceOfSatisfying(
            Outcome.Healed.class,
            healed -> {
              Repair repair = healed.repairs().getFirst();
              assertThat(repair.votes()).isPresent();
              assertThat(repair.features()).containsEntry("templateAgrees", 1.0);
            });
  }
}
