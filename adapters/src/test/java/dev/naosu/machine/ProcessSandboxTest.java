package dev.naosu.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naosu.sandbox.Command;
import dev.naosu.sandbox.Exit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProcessSandboxTest {
  private final ProcessSandbox sandbox = ProcessSandbox.create();

  @TempDir Path directory;

  @Test
  void a_command_gives_its_code_and_both_of_its_outputs() {
    assertThat(run("echo out; echo err >&2; exit 3"))
        .isInstanceOfSatisfying(
            Exit.Finished.class,
            finished -> {
              assertThat(finished.code()).isEqualTo(3);
              assertThat(finished.output()).isEqualTo("out\nerr\n");
            });
  }

  @Test
  void a_command_reads_nothing_from_its_input() {
    assertThat(run("cat; echo end"))
        .isInstanceOfSatisfying(
            Exit.Finished.class, finished -> assertThat(finished.output()).isEqualTo("end\n"));
  }

  @Test
  void only_the_end_of_a_long_output_is_kept() {
    assertThat(run("head -c 20000000 /dev/zero | tr '\\0' 'x'; echo end"))
        .isInstanceOfSatisfying(
            Exit.Finished.class,
            finished -> assertThat(finished.output()).hasSize(4 << 20).endsWith("xend\n"));
  }

  @Test
  void an_unknown_program_never_starts() {
    assertThat(
            sandbox.run(
                new Command(
                    List.of("no-such-program"), directory, Map.of(), Duration.ofSeconds(5))))
        .isInstanceOfSatisfying(
            Exit.NeverStarted.class,
            never -> assertThat(never.why()).contains("no-such-program was not found"));
  }

  @Test
  void a_timeout_ends_grandchildren_too_and_keeps_the_output_so_far() throws Exception {
    Path pids = directory.resolve("pids");
    Exit exit =
        sandbox.run(
            shell(
                "echo begun; (setsid sleep 300 & echo $! >> pids); sh -c 'echo $$ >> pids; sleep"
                    + " 301'",
                Duration.ofMillis(700)));
    assertThat(exit)
        .isInstanceOfSatisfying(
            Exit.TimedOut.class,
            timedOut -> assertThat(timedOut.outputSoFar()).isEqualTo("begun\n"));
    assertAllEnded(pids, 2);
  }

  @Test
  void what_a_finished_command_left_running_is_ended() throws Exception {
    Exit exit = run("(setsid sleep 300 >/dev/null 2>&1 & echo $! > pids); sleep 300 & exit 0");
    assertThat(exit).isInstanceOf(Exit.Finished.class);
    assertAllEnded(directory.resolve("pids"), 1);
  }

  @Test
  void an_interrupt_ends_the_command() throws Exception {
    Thread main = Thread.currentThread();
    Path pids = directory.resolve("pids");
    Thread.ofVirtual()
        .start(
            () -> {
              await(() -> lines(pids) == 1);
              main.interrupt();
            });
    assertThatThrownBy(() -> run("echo $$ > pids; exec sleep 300"))
        .isInstanceOf(CancellationException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertAllEnded(pids, 1);
  }

  @Test
  void a_child_that_ctrl_c_ends_first_is_not_taken_for_a_failure() {
    Thread main = Thread.currentThread();
    Path pids = directory.resolve("pids");
    Thread.ofVirtual()
        .start(
            () -> {
              await(() -> lines(pids) == 1);
              main.interrupt();
            });
    assertThatThrownBy(() -> run("echo $$ > pids; exit 130"))
        .isInstanceOf(CancellationException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void a_place_where_no_directory_can_be_made_is_told_with_its_remedy() {
    assertThatThrownBy(() -> Temporary.create(directory.resolve("none")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("none; let TMPDIR name a place that can be written to");
  }

  @Test
  void an_interrupted_thread_leaves_no_half_made_directory() throws Exception {
    Path place = Files.createDirectory(directory.resolve("place"));
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> Temporary.create(place)).isInstanceOf(IOException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(place).isEmptyDirectory();
  }

  @Test
  void a_directory_whose_program_was_killed_before_it_was_marked_is_removed_an_hour_later()
      throws Exception {
    Path place = Files.createDirectory(directory.resolve("place"));
    Path old = Files.createDirectory(place.resolve("naosu-1-1"));
    Files.createFile(old.resolve("owner.new"));
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minusSeconds(4000)));
    Path fresh = Files.createDirectory(place.resolve("naosu-1-2"));
    try (Temporary made = Temporary.create(place)) {
      assertThat(place.toFile().list())
          .containsExactlyInAnyOrder(
              fresh.getFileName().toString(), made.directory().getFileName().toString());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  void children_and_copies_end_with_the_program(String signal) throws Exception {
    Path project = Files.createDirectory(directory.resolve("project"));
    Path place = Files.createDirectory(directory.resolve("place"));
    Path pids = directory.resolve("pids");
    Process program = Programs.start(SandboxProgram.class, place, project, pids);
    await(() -> lines(pids) == 2);
    assertThat(Programs.children(place)).hasSize(1);

    new ProcessBuilder("kill", "-" + signal, Long.toString(program.pid())).start().waitFor();

    assertThat(program.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertAllEnded(pids, 2);
    assertThat(Programs.children(place)).isEmpty();
  }

  @Test
  void the_copy_of_a_killed_program_is_removed_at_the_next_start() throws Exception {
    Path project = Files.createDirectory(directory.resolve("project"));
    Path place = Files.createDirectory(directory.resolve("place"));
    Path pids = directory.resolve("pids");
    Process program = Programs.start(SandboxProgram.class, place, project, pids);
    await(() -> lines(pids) == 2);
    try (Temporary _ = Temporary.create(place)) {
      assertThat(Programs.children(place)).describedAs("the living one stays").hasSize(2);
    }

    program.destroyForcibly().waitFor();
    for (String pid : Files.readAllLines(pids)) {
      ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly);
    }

    try (Temporary own = Temporary.create(place)) {
      assertThat(Programs.children(place)).containsExactly(own.directory());
    }
  }

  @Test
  void what_is_needed_to_the_end_is_there_until_then_and_gone_afterwards() throws Exception {
    Path told = directory.resolve("told");
    Process program = Programs.start(LateProgram.class, told);
    await(() -> Files.exists(told));

    // SIGTERM
    program.destroy();

    assertThat(program.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(Files.readString(told)).contains("naosu-");
    assertThat(Path.of(Files.readString(told).strip())).doesNotExist();
  }

  private Exit run(String script) {
    return sandbox.run(shell(script, Duration.ofSeconds(20)));
  }

  private Command shell(String script, Duration limit) {
    return new Command(List.of("sh", "-c", script), directory, Map.of(), limit);
  }

  private static void assertAllEnded(Path pids, int count) throws IOException {
    List<String> lines = Files.readAllLines(pids);
    assertThat(lines).hasSize(count);
    for (String pid : lines) {
      await(
          () ->
              ProcessHandle.of(Long.parseLong(pid.strip()))
                  .filter(ProcessHandle::isAlive)
                  .isEmpty());
    }
  }

  private static int lines(Path file) {
    try {
      return Files.exists(file) ? Files.readAllLines(file).size() : 0;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void await(java.util.function.BooleanSupplier condition) {
    Instant deadline = Instant.now().plusSeconds(15);
    while (!condition.getAsBoolean()) {
      assertThat(Instant.now()).isBefore(deadline);
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
