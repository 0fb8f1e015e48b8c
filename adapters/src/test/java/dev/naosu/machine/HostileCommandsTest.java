package dev.naosu.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.sandbox.Command;
import dev.naosu.sandbox.Exit;
import dev.naosu.sandbox.Sandbox;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Where it is safe, the same command is run without a cage first: it must do its harm there.
@ParameterizedClass
@EnumSource(Isolator.class)
class HostileCommandsTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final CageLimits SMALL =
      new CageLimits(256L << 20, 40, 8L << 20, 16L << 20, Duration.ofSeconds(2), 100L << 20);

  private final ProcessSandbox open = ProcessSandbox.create();
  private final Isolator isolator;
  private Sandbox cage = open;

  @TempDir Path outside;
  @TempDir Path copy;
  @TempDir Path own;

  HostileCommandsTest(Isolator isolator) {
    this.isolator = isolator;
  }

  @BeforeEach
  void a_cage_is_to_be_had() {
    cage = ProcessSandbox.within(TestCage.found(isolator, own, SMALL));
    assertThat(output(cage, "echo works")).isEqualTo("works\n");
  }

  @Test
  void files_outside_cannot_be_read() throws IOException {
    Path key = Files.writeString(outside.resolve("id_rsa"), "canary");
    assertThat(output(open, "cat " + key)).contains("canary");
    assertThat(output(cage, "cat " + key)).doesNotContain("canary");
  }

  @Test
  void variables_cannot_be_read_not_even_those_of_the_first_process() {
    // only these two lines: a failure must not print what this machine's environment holds
    String chosen = " | tr '\\0' '\\n' | grep -E '^(HOME|NAOSU_CHILD)='";
    assertThat(output(open, "cat /proc/$$/environ" + chosen)).contains("NAOSU_CHILD=");
    assertThat(output(cage, "cat /proc/1/environ" + chosen)).isEqualTo("HOME=/tmp\n");
    assertThat(output(cage, "cat /proc/$$/environ" + chosen)).isEqualTo("HOME=/tmp\n");
  }

  @Test
  void no_variable_is_there_but_those_of_the_list() {
    assertThat(output(cage, "env | cut -d= -f1").lines())
        .contains("HOME")
        .isSubsetOf("PATH", "LANG", "LC_ALL", "TZ", "HOME", "PWD", "OLDPWD", "SHLVL", "_");
  }

  @Test
  void nothing_outside_can_be_written() {
    Path file = outside.resolve("file");
    output(cage, "echo harm > " + file + "; mkdir -p " + outside + "; echo harm > " + file);
    assertThat(file).doesNotExist();
    output(open, "echo harm > " + file);
    assertThat(file).exists();
  }

  @Test
  void a_link_leads_nowhere() throws IOException {
    Path file = Files.writeString(outside.resolve("file"), "kept");
    Files.createSymbolicLink(copy.resolve("link"), file);
    output(cage, "echo harm > link; cat link");
    assertThat(file).hasContent("kept");
    Files.delete(copy.resolve("link"));
  }

  @Test
  void its_own_directory_can_be_written() {
    output(cage, "echo made > result");
    assertThat(copy.resolve("result")).hasContent("made");
  }

  @Test
  void no_port_of_this_machine_is_reached() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      String connect =
          "bash -c 'echo > /dev/tcp/127.0.0.1/" + socket.getLocalPort() + "' && echo reached";
      assertThat(output(open, connect)).contains("reached");
      assertThat(output(cage, connect)).doesNotContain("reached");
      assertThat(output(cage, "cat /proc/net/dev")).contains("lo:").doesNotContain("eth");
    }
  }

  @Test
  void no_process_outside_is_seen_or_ended() throws IOException {
    Process other = new ProcessBuilder("sleep", "60").start();
    try {
      output(cage, "kill -9 " + other.pid() + "; kill -9 -1; kill -9 1");
      assertThat(other.isAlive()).isTrue();
      assertThat(output(cage, "ls -d /proc/" + ProcessHandle.current().pid() + "; true"))
          .contains("No such file");
    } finally {
      other.destroyForcibly();
    }
  }

  @Test
  void a_daemon_does_not_stay() throws InterruptedException {
    output(cage, "env -i setsid sh -c 'sleep 2; echo harm > late' >/dev/null 2>&1 & sleep 0.2");
    Thread.sleep(3_000);
    assertThat(copy.resolve("late")).doesNotExist();
  }

  @Test
  void an_endless_command_is_ended_with_its_children() throws InterruptedException {
    assertThat(
            run(
                cage,
                "setsid sh -c 'sleep 3; echo harm > late' & while :; do :; done",
                Duration.ofSeconds(1)))
        .isInstanceOf(Exit.TimedOut.class);
    Thread.sleep(3_000);
    assertThat(copy.resolve("late")).doesNotExist();
  }

  @Test
  void the_disk_is_not_filled() throws IOException {
    output(cage, "head -c 100000000 /dev/zero > large; head -c 100000000 /dev/zero > /large");
    assertThat(Files.size(copy.resolve("large"))).isLessThanOrEqualTo(8L << 20);
    assertThat(output(cage, "for i in 1 2 3 4; do head -c 7000000 /dev/zero > /tmp/$i; done"))
        .contains("No space left");
  }

  @Test
  void many_files_do_not_fill_the_disk() throws IOException {
    String endless =
        "i=0; while :; do head -c 8000000 /dev/zero > f$i; i=$((i+1)); sleep 0.02; done";
    assertThat(run(cage, endless, Duration.ofMinutes(2))).isInstanceOf(Exit.Finished.class);
    assertThat(Programs.children(copy).size()).isBetween(10, 250);
  }

  @Test
  void an_endless_loop_uses_up_its_time() {
    assertThat(run(cage, "while :; do :; done", Duration.ofMinutes(2)))
        .isInstanceOfSatisfying(
            Exit.Finished.class, finished -> assertThat(finished.succeeded()).isFalse());
  }

  @Test
  void a_fork_bomb_meets_its_limit() {
    assertThat(
            output(
                cage,
                "bash -c 'for i in $(seq 200); do sleep 5 & done; jobs -p | wc -l' 2>&1; true"))
        .contains("fork");
  }

  @Test
  void ten_gigabytes_are_not_had() {
    assertThat(run(cage, "head -c 10737418240 /dev/zero | tail -n 1 | wc -c", LIMIT))
        .isInstanceOfSatisfying(
            Exit.Finished.class,
            finished -> assertThat(finished.output()).doesNotContain("10737418240"));
  }

  private String output(Sandbox sandbox, String script) {
    Exit exit = run(sandbox, script, LIMIT);
    assertThat(exit).isInstanceOf(Exit.Finished.class);
    return ((Exit.Finished) exit).output();
  }

  private Exit run(Sandbox sandbox, String script, Duration limit) {
    return sandbox.run(new Command(List.of("sh", "-c", script), copy, Map.of(), limit));
  }
}
