package dev.naosu.processes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naosu.machine.circuit.Ordered;
import dev.naosu.machine.circuit.Untouched;
import dev.naosu.machine.web.Caller;
import dev.naosu.repair.runbook.Action.Applied;
import dev.naosu.repair.runbook.Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// With real processes.
class ProcessRestartTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir private Path directory;
  private final Caller caller = new Caller();
  private final List<Process> started = new ArrayList<>();
  private final String mark = UUID.randomUUID().toString();

  @BeforeEach
  void linux() {
    Assumptions.assumeTrue(Files.isDirectory(Path.of("/proc/self")), "there is no /proc here");
  }

  @AfterEach
  void end() throws InterruptedException {
    caller.close();
    for (Process each : started) {
      each.destroyForcibly().waitFor();
    }
    ProcessHandle.allProcesses()
        .filter(each -> each.info().commandLine().orElse("").contains(mark))
        .forEach(ProcessHandle::destroyForcibly);
  }

  private List<String> words(String script) {
    return List.of("sh", "-c", script, mark);
  }

  private ManagedProcess managed(Optional<Path> pidFile, List<String> words) {
    return managed(pidFile, new Likeness.Exactly(words), words);
  }

  private ManagedProcess managed(Optional<Path> pidFile, Likeness likeness, List<String> words) {
    return new ManagedProcess(
        pidFile,
        likeness,
        words,
        Map.of("GREETING", "hello"),
        directory,
        directory.resolve("log"),
        Optional.empty(),
        Duration.ofSeconds(5));
  }

  private Ordered restart(ManagedProcess managed, Map<String, String> arguments) {
    return Ordered.of(new ProcessRestart(managed, caller), "shop/app", arguments);
  }

  private Process start(List<String> words) throws IOException {
    Process process = new ProcessBuilder(words).start();
    started.add(process);
    return process;
  }

  private void await(Path file) throws Exception {
    long end = System.nanoTime() + SOON.toNanos();
    while (!Files.exists(file) && System.nanoTime() < end) {
      Thread.sleep(20);
    }
  }

  @Test
  void a_program_is_ended_gently_and_started_again_with_its_words_and_environment()
      throws Exception {
    List<String> words =
        words("trap 'echo bye >bye; exit' TERM; echo $GREETING >>up; while :; do sleep 0.1; done");
    Process before = new ProcessBuilder(words).directory(directory.toFile()).start();
    started.add(before);
    await(directory.resolve("up"));
    ManagedProcess managed = managed(Optional.empty(), words);

    assertThat(restart(managed, Map.of()).plan().words()).startsWith("end process " + before.pid());
    assertThat(before.isAlive()).isTrue();
    assertThat(restart(managed, Map.of()).done())
        .startsWith("process " + before.pid() + " ended; process ");
    assertThat(before.isAlive()).isFalse();
    assertThat(directory.resolve("bye")).hasContent("bye");
    assertThat(directory.resolve("up")).hasContent("\nhello");
    assertThat(new Finding(managed).find()).isPresent();
  }

  @Test
  void a_program_that_does_not_run_is_started_and_noted() throws Exception {
    Path pidFile = directory.resolve("pid");
    ManagedProcess managed = managed(Optional.of(pidFile), words("while :; do sleep 0.1; done"));
    assertThat(restart(managed, Map.of()).plan().words()).contains("which does not run");

    assertThat(restart(managed, Map.of()).done()).endsWith(" runs");
    long pid = Long.parseLong(Files.readString(pidFile).strip());
    assertThat(new Finding(managed).find().orElseThrow().pid()).isEqualTo(pid);
  }

  @Test
  void one_that_does_not_end_is_killed_only_if_that_is_allowed() throws Exception {
    List<String> words = words("trap '' TERM; : >deaf; while :; do sleep 0.1; done");
    Process deaf = new ProcessBuilder(words).directory(directory.toFile()).start();
    started.add(deaf);
    await(directory.resolve("deaf"));
    ManagedProcess managed = managed(Optional.empty(), words);
    Ordered gentle = restart(managed, Map.of("grace", "300ms"));

    assertThat(gentle.apply(gentle.plan()))
        .isInstanceOfSatisfying(Applied.Failed.class, failed -> assertThat(failed.half()).isTrue());
    assertThat(deaf.isAlive()).isTrue();
    assertThat(restart(managed, Map.of("grace", "300ms", "kill", "true")).done())
        .startsWith("process " + deaf.pid() + " ended");
    assertThat(deaf.isAlive()).isFalse();
  }

  @Test
  void a_number_that_another_program_has_by_now_is_not_believed() throws Exception {
    Process stranger = start(List.of("sleep", "600"));
    Path pidFile = Files.writeString(directory.resolve("pid"), stranger.pid() + "\n");
    ManagedProcess managed = managed(Optional.of(pidFile), words("while :; do sleep 0.1; done"));

    assertThatThrownBy(() -> restart(managed, Map.of()).look())
        .isInstanceOf(Untouched.class)
        .hasMessageContaining("another program");
    for (String hostile : List.of("1; kill -9 1", "-1", "0", "", "99999999999999999999")) {
      Files.writeString(pidFile, hostile);
      assertThatThrownBy(() -> restart(managed, Map.of()).look())
          .as(hostile)
          .isInstanceOf(Untouched.class);
    }
    assertThat(stranger.isAlive()).isTrue();
  }

  @Test
  void who_began_after_a_pid_file_was_written_is_not_who_wrote_it() throws Exception {
    List<String> words = words("while :; do sleep 0.1; done");
    Process process = start(List.of("sleep", "600"));
    Path pidFile = Files.writeString(directory.resolve("pid"), process.pid() + "\n");
    ManagedProcess managed = managed(Optional.of(pidFile), new Likeness.OlderThanPidFile(), words);
    assertThat(new Finding(managed).find().orElseThrow().pid()).isEqualTo(process.pid());

    Files.setLastModifiedTime(pidFile, FileTime.from(Instant.now().minusSeconds(60)));
    assertThatThrownBy(() -> restart(managed, Map.of()).look()).isInstanceOf(Untouched.class);
    assertThat(process.isAlive()).isTrue();
  }

  @Test
  void a_program_is_known_by_words_that_its_command_line_holds() throws Exception {
    Process process = start(words("while :; do sleep 0.1; done"));
    assertThat(
            new Finding(
                    managed(
                        Optional.empty(), new Likeness.Holding(List.of(mark)), List.of("other")))
                .find()
                .orElseThrow()
                .pid())
        .isEqualTo(process.pid());
    assertThat(
            new Finding(
                    managed(
                        Optional.empty(),
                        new Likeness.Holding(List.of(mark.substring(1))),
                        List.of("other")))
                .find())
        .isEmpty();
  }

  @Test
  void a_program_that_was_restarted_by_somebody_else_meanwhile_is_left_alone() throws Exception {
    List<String> words = words("while :; do sleep 0.1; done");
    Process first = start(words);
    Ordered restart = restart(managed(Optional.empty(), words), Map.of());
    Plan plan = restart.plan();
    first.destroyForcibly().waitFor();
    Process second = start(words);

    assertThatThrownBy(() -> restart.apply(plan)).isInstanceOf(Untouched.class);
    assertThat(second.isAlive()).isTrue();

    // the same number with another time of birth
    String born = restart.plan().before() + "0";
    assertThat(born).startsWith(second.pid() + " ");
    assertThatThrownBy(
            () -> restart.apply(new Plan("", List.of(), 1, Duration.ZERO, List.of(), born)))
        .isInstanceOf(Untouched.class);
    assertThat(second.isAlive()).isTrue();
  }

  @Test
  void two_with_the_same_words_are_not_guessed_between() throws Exception {
    List<String> words = words("while :; do sleep 0.1; done");
    Process one = start(words);
    Process two = start(words);
    assertThatThrownBy(() -> restart(managed(Optional.empty(), words), Map.of()).look())
        .isInstanceOf(Untouched.class)
        .hasMessageContaining("name its pid file");
    assertThat(one.isAlive() && two.isAlive()).isTrue();
  }

  @Test
  void what_a_program_forks_is_not_taken_for_another_of_its_kind() throws Exception {
    Path up = directory.resolve("up");
    List<String> words =
        words(
            "(: >" + up + "; while :; do sleep 0.1; done) & (while :; do sleep 0.1; done) & wait");
    Process parent = start(words);
    await(up);
    assertThat(parent.children()).hasSize(2);
    assertThat(new Finding(managed(Optional.empty(), words)).find())
        .contains(Incarnation.of(parent.pid()));
  }

  @Test
  void what_ends_at_once_is_no_success() throws Exception {
    Ordered restart = restart(managed(Optional.empty(), words("exit 3")), Map.of());
    assertThat(restart.apply(restart.plan()))
        .isInstanceOfSatisfying(
            Applied.Failed.class,
            failed -> assertThat(failed.why()).contains("ended at once; see"));
  }

  @Test
  void only_who_listens_for_it_is_sent_a_hang_up() throws Exception {
    List<String> deaf = words("sleep 600; :");
    Process other = start(deaf);
    Ordered refused = Ordered.of(new HangUp(managed(Optional.empty(), deaf)), "shop/app", Map.of());
    assertThat(refused.unfit()).contains("does not listen for SIGHUP");
    assertThat(other.isAlive()).isTrue();

    Path again = directory.resolve("again");
    Path up = directory.resolve("up");
    List<String> words =
        words("trap ': >" + again + "' HUP; : >" + up + "; while :; do sleep 0.1; done");
    start(words);
    await(up);
    Ordered reload = Ordered.of(new HangUp(managed(Optional.empty(), words)), "shop/app", Map.of());
    assertThat(reload.done()).contains("was told to read it again");
    await(again);
    assertThat(again).exists();
  }
}
