package dev.naosu.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The commands of experiments, all the way: a file, a process that is really disturbed, a report.
class ChaosVerbsTest {
  @TempDir private Path place;
  private final TypedLine typed = new TypedLine(InstantSource.system());
  private Process patient;

  @BeforeEach
  void begin() throws IOException {
    patient = new ProcessBuilder("sleep", "600").start();
    Files.writeString(place.resolve("patient.pid"), patient.pid() + "\n");
    config("");
  }

  @AfterEach
  void end() {
    patient.destroyForcibly();
  }

  private void config(String chaos) throws IOException {
    Files.writeString(place.resolve("naosu-server.yml"), "data: data\n" + chaos);
  }

  private Path experiment(String method) throws IOException {
    Path file = place.resolve("pause.yml");
    return Files.writeString(
        file,
        """
        name: bears-a-pause
        title: The worker bears a pause
        service: shop
        places:
          worker: {pidFile: patient.pid}
        steady:
          - {at: worker, vital: process.alive, above: 0}
        method:
          - %s
        every: 100ms
        tolerance: 1s
        within: 5s
        """
            .formatted(method));
  }

  private int run(String verb, Object... words) {
    List<String> line = new ArrayList<>(List.of("chaos", verb));
    for (Object each : words) {
      line.add(each.toString());
    }
    if (!verb.equals("lint") && !verb.equals("faults")) {
      line.addAll(List.of("--config", place.resolve("naosu-server.yml").toString()));
    }
    return typed.run(line.toArray(String[]::new));
  }

  private JsonNode json() throws IOException {
    return new ObjectMapper().readTree(typed.output());
  }

  @Test
  void an_experiment_is_made_kept_and_told_again() throws Exception {
    Path file = experiment("{fault: pause, at: worker, for: 500ms}");
    assertThat(run("run", file, "--no-server", "--json")).as(typed.errors()).isZero();
    JsonNode trial = json();
    assertThat(trial.path("schema").asText()).isEqualTo("naosu/chaos/1");
    assertThat(trial.path("verdict").asText()).isEqualTo("HELD");
    assertThat(trial.path("faults").path(0).path("words").asText()).contains("is stopped");
    assertThat(trial.path("faults").path(0).path("ended").asText()).contains("goes on");
    String id = trial.path("id").asText();

    assertThat(run("list")).isZero();
    assertThat(typed.output()).contains(id).contains("held");
    assertThat(run("report", id)).isZero();
    assertThat(typed.output()).contains("The worker bears a pause").contains("Held");
    assertThat(run("report", "../../etc/passwd")).isEqualTo(ExitCode.NOT_HEALED);
    assertThat(run("restore")).isZero();
    assertThat(typed.output()).contains("Nothing acts.");
  }

  @Test
  void a_dry_run_says_what_would_be_done_and_touches_nothing() throws Exception {
    Path file = experiment("{fault: pause, at: worker, for: 60s}");
    assertThat(run("run", file, "--no-server", "--dry-run")).as(typed.errors()).isZero();
    assertThat(typed.output())
        .contains("would do: stops the process where it is")
        .contains("process " + patient.pid());
    assertThat(place.resolve("data")).doesNotExist();
  }

  @Test
  void what_is_protected_is_not_touched() throws Exception {
    config("chaos: {protected: [shop/worker]}\n");
    Path file = experiment("{fault: pause, at: worker, for: 60s}");
    assertThat(run("run", file, "--no-server")).isEqualTo(ExitCode.NOT_HEALED);
    assertThat(typed.output()).contains("shop/worker is protected").contains("nothing was touched");
  }

  @Test
  void nothing_is_touched_while_there_is_an_open_incident_or_nobody_knows() throws Exception {
    Path file = experiment("{fault: pause, at: worker, for: 200ms}");
    ObjectNode open = JsonNodeFactory.instance.objectNode();
    ObjectNode incident = open.putArray("incidents").addObject().put("id", 7).put("state", "OPEN");
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/api/v1/",
        exchange -> {
          boolean isStop = exchange.getRequestURI().getPath().endsWith("stop");
          byte[] body =
              (isStop ? "{\"stopped\":false}" : open + "").getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    String url = "http://127.0.0.1:" + server.getAddress().getPort();
    try {
      assertThat(run("run", file, "--server", url)).isEqualTo(ExitCode.NOT_HEALED);
      assertThat(typed.output()).contains("shop has an open incident, 7");
      incident.put("isFinal", true).put("state", "HEALED");
      assertThat(run("run", file, "--server", url)).as(typed.output()).isZero();
    } finally {
      server.stop(0);
    }
    assertThat(run("run", file, "--server", url)).isEqualTo(ExitCode.NOT_HEALED);
    assertThat(typed.output()).contains("cannot be found out").contains("--no-server");
  }

  @Test
  void mistakes_in_a_file_are_told_all_at_once() throws Exception {
    Path file = experiment("{fault: pauze, at: wroker}");
    assertThat(run("lint", file)).isEqualTo(ExitCode.USAGE);
    assertThat(typed.output()).contains("pauze is no fault");
    assertThat(run("run", file, "--no-server")).isEqualTo(ExitCode.USAGE);
    assertThat(typed.errors()).contains("pauze is no fault");
    assertThat(run("lint", experiment("{fault: pause, at: worker, for: 1s}"))).isZero();
  }

  @Test
  void the_section_of_the_configuration_is_read_with_its_mistakes() throws Exception {
    config("chaos: {roots: [/], monkey: {groups: [shop], zone: Nowhere/Land, hours: '15-9'}}\n");
    assertThat(run("monkey", "--once", "--no-server")).isEqualTo(ExitCode.USAGE);
    assertThat(typed.errors())
        .contains("chaos.roots holds the whole machine")
        .contains("chaos.monkey.zone is needed")
        .contains("chaos.monkey.hours is a span");
    config("");
    assertThat(run("monkey", "--once", "--no-server")).isEqualTo(ExitCode.USAGE);
    assertThat(typed.errors()).contains("there is no monkey");
    config("chaos: {monkey: {groups: [shop], zone: UTC, days: [mon], mean: 1}}\n");
    assertThat(run("monkey", "--plan")).as(typed.errors()).isZero();
    assertThat(typed.output().lines().count()).isEqualTo(2);
  }

  @Test
  void all_faults_are_listed() throws Exception {
    assertThat(run("faults", "--json")).isZero();
    assertThat(json().path("faults")).hasSizeGreaterThan(15);
    assertThat(Stream.of("chaos").map(typed::run)).containsExactly(ExitCode.USAGE);
  }
}
