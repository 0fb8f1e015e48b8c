package dev.naosu.durable;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.naosu.cycle.incident.Desk;
import dev.naosu.cycle.incident.State;
import dev.naosu.ship.rollout.Rollouts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Real processes with the real cycle, killed with signal 9.
@Timeout(180)
class KilledProcessTest {
  /// Longer than a loaded machine stands still.
  private static final Duration LONG = Duration.ofMinutes(1);

  /// Until a process takes over from one of another name.
  private static final Duration SHORT = Duration.ofSeconds(6);

  @TempDir private Path dir;
  private final List<Process> processes = new ArrayList<>();
  private static TestPostgres postgres;
  private String url;
  private HikariDataSource pool;
  private TableIncidents incidents;
  private Diary diary;

  @BeforeAll
  static void begin(@TempDir Path home) {
    postgres = new TestPostgres(home);
  }

  @AfterAll
  static void end() {
    postgres.close();
  }

  @BeforeEach
  void connect() throws SQLException {
    url = postgres.empty();
    pool = TestPostgres.pool(url);
    incidents = new TableIncidents(pool);
    incidents.create();
    diary = new Diary(dir.resolve("diary"));
  }

  @AfterEach
  void disconnect() throws InterruptedException {
    for (Process each : processes) {
      each.destroyForcibly().waitFor();
    }
    pool.close();
  }

  /// One incident stands at each place of the cycle when the process is killed: two processes see
  /// all of them.
  @Test
  void killed_before_amid_and_after_each_step_every_cycle_goes_on_to_the_end() throws Exception {
    List<String> steps = stepsOfAWalk();
    List<String> stands = new ArrayList<>(List.of("await"));
    for (String step : steps) {
      stands.addAll(List.of("before " + step, "amid " + step, "after " + step));
    }
    List<String> plan = new ArrayList<>();
    for (int i = 0; i < stands.size(); i++) {
      long id = 10L + i;
      incidents.open(id, 0.8);
      plan.add(id + " " + stands.get(i));
    }
    long undecided = 5;
    incidents.open(undecided, 0.5);
    try (DbosWorkflows workflows = starter()) {
      workflows.start(undecided);
      LongStream.range(10, 10 + stands.size()).forEach(workflows::start);
      Process first = process("one", 60, plan, LONG);
      until(() -> diary.linesOf("here").stream().distinct().count() == stands.size());
      until(() -> incidents.in(State.APPROVAL).contains(undecided));
      first.destroyForcibly().waitFor();
      List<String> known = diary.linesOf("knows");

      // while nobody is there to hear it
      Desk desk = new Desk(incidents, Rollouts.none(), workflows, incidents, Clock.systemUTC());
      String seen = Desk.seen(incidents.find(undecided).orElseThrow().remedy().orElseThrow());
      assertThat(desk.decide(undecided, Desk.Verdict.APPROVE, seen, "ada", ""))
          .isEqualTo(new Desk.Answer.Taken());
      // and so do the timers of those in review
      TimeUnit.MILLISECONDS.sleep(CycleProcess.REVIEW.toMillis());

      process("one", 1, List.of(), LONG);
      until(() -> incidents.in(State.HEALED).size() == stands.size() + 2);

      assertThat(known).isNotEmpty();
      for (String each : known) {
        String did = each.replaceFirst("knows", "did");
        assertThat(diary.lines().stream().filter(did::equals))
            .as("what was known before the kill was done once: " + did)
            .hasSize(1);
      }
    }
    for (int i = 0; i < stands.size(); i++) {
      long id = 10L + i;
      for (String step : steps) {
        long times = diary.lines().stream().filter(("did " + id + " " + step)::equals).count();
        assertThat(times)
            .as("times of " + step + " when killed " + stands.get(i))
            .isEqualTo(stands.get(i).equals("amid " + step) ? 2 : 1);
      }
    }
    assertThat(diary.linesOf("delivered")).doesNotHaveDuplicates().hasSize(stands.size() + 2);
    assertThat(diary.linesOf("CLASH")).isEmpty();
    assertThat(incidents.journal())
        .contains(
            "10 OPEN TAKEN_UP HEALING 0",
            "10 HEALING PROVED PROVEN 1",
            "10 PROVEN LIKELY REVIEW 1",
            "10 REVIEW UNOPPOSED SHIPPING 1",
            "10 SHIPPING NO_FLEET HEALED 1",
            "5 APPROVAL APPROVED SHIPPING 1");
  }

  @Test
  void two_processes_share_the_work_and_one_goes_on_with_that_of_a_dead_one() throws Exception {
    long last = 10;
    LongStream.rangeClosed(1, last).forEach(id -> incidents.open(id, 0.95));
    try (DbosWorkflows workflows = starter()) {
      Process first = process("one", 1, List.of("1 amid 2 HEALING", "2 amid 2 HEALING"), SHORT);
      process("two", 1, List.of(), SHORT);
      LongStream.rangeClosed(1, 2).forEach(workflows::start);
      until(() -> !diary.linesOf("here").isEmpty());
      LongStream.rangeClosed(3, last).forEach(workflows::start);
      until(() -> incidents.in(State.HEALED).size() >= 3);
      first.destroyForcibly().waitFor();
      until(() -> incidents.in(State.HEALED).size() == last);
    }
    assertThat(diary.linesOf("healed")).anyMatch(line -> line.endsWith(" one"));
    assertThat(diary.linesOf("healed")).anyMatch(line -> line.endsWith(" two"));
    assertThat(diary.linesOf("delivered")).doesNotHaveDuplicates().hasSize((int) last);
    assertThat(diary.linesOf("CLASH")).isEmpty();
  }

  /// In this process, undisturbed.
  private List<String> stepsOfAWalk() throws Exception {
    incidents.open(1, 0.8);
    Path nowhere = Files.createFile(dir.resolve("nowhere"));
    Body body = CycleProcess.body(pool, "walk", diary, nowhere);
    try (DbosWorkflows workflows = DbosWorkflows.open(pool, Settings.usual("walk", "test"), body)) {
      workflows.run();
      workflows.start(1);
      until(() -> incidents.in(State.HEALED).contains(1L));
    }
    return diary.linesOf("did").stream().map(line -> line.substring("did 1 ".length())).toList();
  }

  private DbosWorkflows starter() throws Exception {
    return DbosWorkflows.open(pool, Settings.usual("starter", "test"), (_, _) -> {});
  }

  private Process process(String name, int concurrency, List<String> plan, Duration lease)
      throws IOException {
    Path stands = Files.write(dir.resolve("stands-" + processes.size()), plan);
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                CycleProcess.class.getName(),
                url,
                name,
                Integer.toString(concurrency),
                dir.resolve("diary").toString(),
                stands.toString(),
                lease.toString())
            .redirectErrorStream(true)
            .redirectOutput(dir.resolve("output-" + processes.size()).toFile())
            .start();
    processes.add(process);
    return process;
  }

  private void until(BooleanSupplier isSo) throws InterruptedException {
    while (!isSo.getAsBoolean()) {
      Thread.sleep(50);
      assertThat(processes)
          .as("see %s", dir)
          .allMatch(each -> each.isAlive() || each.exitValue() == 137);
    }
  }
}
