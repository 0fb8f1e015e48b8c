package dev.naosu.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.naosu.sandbox.Command;
import dev.naosu.sandbox.Exit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What is peculiar to containers; what every cage keeps is in [HostileCommandsTest].
@Timeout(60)
class PodmanTest {
  @TempDir Path own;
  @TempDir Path copy;
  private Cage cage;

  @BeforeEach
  void a_container_is_to_be_had() {
    cage = TestCage.found(Isolator.PODMAN, own, CageLimits.USUAL);
  }

  @Test
  void variables_come_as_they_are() {
    String value = "it's \"$HOME\" `id`\n\\n # end ";
    assertThat(run("printf %s \"$VALUE\"", Map.of("VALUE", value)))
        .isInstanceOfSatisfying(
            Exit.Finished.class, finished -> assertThat(finished.output()).isEqualTo(value));
  }

  @Test
  void a_variable_that_no_shell_can_name_is_refused_with_its_remedy() {
    assertThat(run(":", Map.of("a.b", "1")))
        .isInstanceOfSatisfying(
            Exit.NeverStarted.class,
            never -> assertThat(never.why()).contains("a.b", "use letters"));
  }

  @Test
  void the_program_is_nobody_and_has_no_capability() {
    assertThat(run("id -u; grep -h -E '^(CapEff|CapBnd|NoNewPrivs)' /proc/self/status", Map.of()))
        .isInstanceOfSatisfying(
            Exit.Finished.class,
            finished ->
                assertThat(finished.output().replace("\t", " "))
                    .isEqualTo(
                        """
                        65534
                        CapEff: 0000000000000000
                        CapBnd: 0000000000000000
                        NoNewPrivs: 1
                        """));
  }

  @Test
  void what_is_written_belongs_to_who_runs_naosu() throws Exception {
    run("echo made > file", Map.of());
    assertThat(Files.getOwner(copy.resolve("file"))).isEqualTo(Files.getOwner(copy));
  }

  @Test
  void a_long_output_comes_whole() {
    assertThat(run("head -c 3000000 /dev/zero | tr '\\0' x; echo end", Map.of()))
        .isInstanceOfSatisfying(
            Exit.Finished.class,
            finished -> assertThat(finished.output()).hasSize(3_000_004).endsWith("xend\n"));
  }

  @Test
  void its_exit_code_is_the_programs() {
    assertThat(run("exit 7", Map.of()))
        .isInstanceOfSatisfying(
            Exit.Finished.class, finished -> assertThat(finished.code()).isEqualTo(7));
  }

  @Test
  void what_is_mounted_below_a_place_that_can_be_read_can_be_read_only(@TempDir Path shown)
      throws Exception {
    Path below = Files.createDirectory(shown.resolve("mounted below"));
    assumeTrue(
        new ProcessBuilder("mount", "-t", "tmpfs", "none", below.toString()).start().waitFor() == 0,
        "nothing can be mounted here");
    try {
      Files.writeString(below.resolve("file"), "seen");
      cage = cage.with(List.of(shown), List.of());
      assertThat(run("cd '" + below + "'; cat file; echo harm > file; echo harm > other", Map.of()))
          .isInstanceOfSatisfying(
              Exit.Finished.class,
              finished -> assertThat(finished.output()).startsWith("seen").contains("Read-only"));
      assertThat(below.toFile().list()).containsExactly("file");
    } finally {
      new ProcessBuilder("umount", below.toString()).start().waitFor();
    }
  }

  @Test
  void a_container_whose_guard_was_killed_is_removed_at_the_next_start() throws Exception {
    Process naosu =
        Programs.start(
            CagedProgram.class, Path.of(Isolator.PODMAN.name()), own.resolve("killed"), copy);
    while (!Files.exists(copy.resolve("written"))) {
      assertThat(naosu.isAlive()).isTrue();
      Thread.sleep(20);
    }
    naosu.children().forEach(ProcessHandle::destroyForcibly);
    naosu.destroyForcibly().waitFor();
    assertThat(isWritten()).isTrue();

    TestCage.found(Isolator.PODMAN, own, CageLimits.USUAL);

    assertThat(isWritten()).isFalse();
  }

  private boolean isWritten() throws Exception {
    long before = Files.size(copy.resolve("written"));
    Thread.sleep(1_000);
    return Files.size(copy.resolve("written")) > before;
  }

  private Exit run(String script, Map<String, String> environment) {
    return ProcessSandbox.within(cage)
        .run(new Command(List.of("sh", "-c", script), copy, environment, Duration.ofSeconds(20)));
  }
}
