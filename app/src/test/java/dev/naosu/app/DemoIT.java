package dev.naosu.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The whole road by the released launcher: a server with its own PostgreSQL, a shop with
/// customers, a deploy that breaks it, and the repair that is delivered as a branch and deployed.
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class DemoIT {
  private static final Path ROOT = Path.of(System.getProperty("naosu.root"));

  @TempDir Path temporary;

  private final List<Process> begun = new ArrayList<>();

  @AfterEach
  void end() throws InterruptedException {
    for (Process each : begun) {
      each.destroy();
      each.waitFor();
    }
  }

  @Test
  void a_shop_that_a_deploy_breaks_is_healed_from_the_requests_that_failed() throws Exception {
    assertThat(demo())
        .containsSubsequence(
            "deploy shop@",
            "incident 1 opened: NullPointerException in PriceTable.lookup",
            "reproduced: ",
            "a repair holds, confidence ",
            "delivered: branch auto-fix/incident-1-",
            "canary: 10 % of the requests for 20 s",
            "canary: 50 % of the requests for 20 s",
            "gets all requests: Well at 50 % of the requests",
            "main has the repair now",
            "errors 0.0 %. Healed in ",
            "users' errors: 0.0 % before the deploy, ");
  }

  @Test
  void a_repair_that_passes_its_tests_and_is_worse_in_production_is_rolled_back() throws Exception {
    assertThat(demo("--bad-fix"))
        .containsSubsequence(
            "deploy shop@",
            "a repair holds, confidence ",
            "canary: 10 % of the requests for 20 s",
            "gets all requests again: Worse: ",
            "rolled back by itself: the repair had ")
        // how early depends on how many requests the machine lets through
        .containsPattern("had \\d+ of \\d+ requests, no more than the \\d+ % of its canary");
  }

  @Test
  void one_that_is_ended_while_it_waits_for_an_approval_leaves_nothing_running() throws Exception {
    Process process = begin();
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
    while (process.isAlive()
        && !told().contains("a repair holds, confidence ")
        && System.nanoTime() < end) {
      Thread.sleep(200);
    }
    assertThat(told()).contains("a repair holds, confidence ");
    assertThat(process.isAlive()).as(told()).isTrue();
    assertThat(programs()).as("its gateway").anyMatch(line -> line.contains(" gateway "));

    // SIGTERM
    process.destroy();

    process.waitFor();
    assertNothingIsLeft();
  }

  private String demo(String... words) throws Exception {
    List<String> all = new ArrayList<>(List.of("--once"));
    all.addAll(List.of(words));
    int code = begin(all.toArray(String[]::new)).waitFor();

    assertThat(code).as(told()).isZero();
    assertNothingIsLeft();
    return told();
  }

  private String told() throws IOException {
    return Files.readString(temporary.resolve("output"));
  }

  private Process begin(String... words) throws IOException {
    Path output = temporary.resolve("output");
    List<String> command =
        new ArrayList<>(
            List.of(
                ROOT.resolve("naosu").toString(),
                "demo",
                "--port",
                String.valueOf(freePort()),
                "--shop-port",
                String.valueOf(freePort())));
    command.addAll(List.of(words));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().putAll(Map.of("NAOSU_PACKAGED", "yes", "TMPDIR", temporary.toString()));

    Process process = builder.start();
    begun.add(process);
    return process;
  }

  /// The directory of the demo is gone with everything in it, and no program of it runs on.
  private void assertNothingIsLeft() throws IOException {
    try (var left = Files.list(temporary)) {
      assertThat(
              left.map(path -> path.getFileName().toString())
                  .filter(name -> name.startsWith("naosu-")))
          .isEmpty();
    }
    assertThat(programs()).isEmpty();
  }

  private List<String> programs() {
    return ProcessHandle.allProcesses()
        .map(each -> each.info().commandLine().orElse(""))
        .filter(line -> line.contains(temporary.toString()))
        .toList();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
