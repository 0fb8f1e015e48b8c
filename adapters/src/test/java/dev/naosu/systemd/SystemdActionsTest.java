package dev.naosu.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naosu.machine.Loopback;
import dev.naosu.machine.ProcessSandbox;
import dev.naosu.machine.circuit.Ordered;
import dev.naosu.machine.circuit.Untouched;
import dev.naosu.machine.web.Address;
import dev.naosu.machine.web.Caller;
import dev.naosu.repair.runbook.Action.Applied;
import dev.naosu.repair.runbook.Plan;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// With a real systemd: a user's manager of its own, in a mount namespace in which systemd believes
/// that the machine was started by it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SystemdActionsTest {
  private static final Path MANAGER = Path.of("/usr/lib/systemd/systemd");
  private static final Duration SOON = Duration.ofSeconds(20);

  private final ProcessSandbox sandbox = ProcessSandbox.create();
  private final Caller caller = new Caller();
  private Process manager;
  private Path home;
  private Systemctl systemctl;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    home = directory;
    Assumptions.assumeTrue(
        Files.isExecutable(MANAGER) && Files.isExecutable(Path.of("/usr/bin/bwrap")),
        "there is no systemd or no bubblewrap here");
    Files.createDirectories(directory.resolve("systemd/user"));
    unit("nap", "ExecStart=/bin/sleep 600");
    unit("fleeting", "ExecStart=/bin/false");
    unit(
        "listening",
        "ExecStart=/bin/sh -c 'trap \"echo again >>"
            + directory.resolve("reloaded")
            + "\" HUP; while :; do sleep 0.1; done'\nExecReload=/bin/kill -HUP $MAINPID");
    // a path of a socket is short
    Path words =
        script(
            directory.resolve("in"),
            "exec bwrap --dev-bind / / --tmpfs /run --dir /run/systemd/system --setenv"
                + " XDG_RUNTIME_DIR "
                + directory
                + " \"$@\"");
    manager =
        new ProcessBuilder(words.toString(), MANAGER.toString(), "--user")
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start();
    systemctl = new Systemctl(sandbox, List.of(words.toString(), "systemctl"));
    long end = System.nanoTime() + SOON.toNanos();
    while (!isUp() && manager.isAlive() && System.nanoTime() < end) {
      Thread.sleep(100);
    }
    Assumptions.assumeTrue(isUp(), "no manager of systemd can be started here");
  }

  private boolean isUp() {
    try {
      return systemctl.state(named("nap"), Duration.ofSeconds(5)).load().equals("loaded");
    } catch (IOException _) {
      return false;
    }
  }

  private void unit(String name, String service) throws IOException {
    Files.writeString(
        home.resolve("systemd/user").resolve(name + ".service"), "[Service]\n" + service + "\n");
  }

  private static Path script(Path place, String text) throws IOException {
    Files.writeString(place, "#!/bin/sh\n" + text + "\n");
    Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwx------"));
    return place;
  }

  @AfterAll
  void stop() throws InterruptedException {
    caller.close();
    if (manager != null) {
      manager.descendants().forEach(ProcessHandle::destroyForcibly);
      manager.destroyForcibly().waitFor();
    }
  }

  private static Unit named(String name) {
    return new Unit(name + ".service", true, Optional.empty(), Duration.ofSeconds(2));
  }

  private Ordered restart(Unit unit) {
    return Ordered.of(new SystemdRestart(systemctl, unit, caller), "shop/app", Map.of());
  }

  @Test
  void a_unit_is_restarted_and_active_afterwards() throws Exception {
    assertThat(restart(named("nap")).done()).isEqualTo("nap.service was restarted and is active");
    String first = systemctl.state(named("nap"), SOON).invocation();
    Plan plan = restart(named("nap")).plan();
    assertThat(plan.words()).isEqualTo("restart nap.service, which is active (running)");

    assertThat(restart(named("nap")).apply(plan)).isInstanceOf(Applied.Done.class);
    assertThat(systemctl.state(named("nap"), SOON).invocation()).isNotEqualTo(first).isNotEmpty();

    // what somebody else has restarted meanwhile is not restarted once more
    assertThatThrownBy(() -> restart(named("nap")).apply(plan)).isInstanceOf(Untouched.class);
  }

  @Test
  void a_unit_that_does_not_stay_up_is_no_success() throws Exception {
    Ordered restart = restart(named("fleeting"));
    assertThat(restart.apply(restart.plan()))
        .isEqualTo(new Applied.Failed("fleeting.service is failed now (exit-code)", true));
  }

  @Test
  void a_unit_that_is_up_and_does_not_answer_is_no_success() throws Exception {
    Unit unit =
        new Unit(
            "nap.service",
            true,
            Optional.of(
                new Address(URI.create("http://127.0.0.1:" + Loopback.free().port() + "/health"))),
            Duration.ofMillis(500));
    Ordered restart = restart(unit);
    assertThat(restart.apply(restart.plan()))
        .isInstanceOfSatisfying(
            Applied.Failed.class, failed -> assertThat(failed.why()).contains("does not answer"));
  }

  @Test
  void a_unit_that_there_is_not_is_not_restarted() throws Exception {
    assertThat(restart(named("nothing")).unfit()).contains("not-found");
  }

  @Test
  void a_unit_is_reloaded_if_it_can_be() throws Exception {
    assertThat(restart(named("listening")).done()).contains("active");
    Ordered reload =
        Ordered.of(new SystemdReload(systemctl, named("listening")), "shop/app", Map.of());
    assertThat(reload.done()).isEqualTo("listening.service was reloaded");
    long end = System.nanoTime() + SOON.toNanos();
    while (!Files.exists(home.resolve("reloaded")) && System.nanoTime() < end) {
      Thread.sleep(50);
    }
    assertThat(home.resolve("reloaded")).hasContent("again");

    assertThat(restart(named("nap")).done()).contains("active");
    assertThat(Ordered.of(new SystemdReload(systemctl, named("nap")), "shop/app", Map.of()).unfit())
        .contains("no ExecReload");
  }

  @Test
  void names_that_are_words_of_systemctl_are_no_units() {
    for (String name :
        List.of(
            "--force.service",
            "-a.service",
            "a b.service",
            "x.target",
            "../x.service",
            "*.service")) {
      assertThatThrownBy(() -> new Unit(name, true, Optional.empty(), SOON))
          .as(name)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
