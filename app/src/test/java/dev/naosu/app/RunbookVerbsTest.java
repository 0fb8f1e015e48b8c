package dev.naosu.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunbookVerbsTest {
  @TempDir private Path place;
  private final TypedLine line = new TypedLine();
  private Path config;

  @BeforeEach
  void configuration() throws IOException {
    config =
        Files.writeString(
            place.resolve("naosu-server.yml"),
            """
            runbooks: {directory: own, off: [high-cpu]}
            services:
              - name: shop
                repository: shop
                components:
                  - {name: logs, kind: disk, directory: %s}
            """
                .formatted(place));
    Files.createDirectory(place.resolve("own"));
    Files.writeString(
        place.resolve("own/disk-low.yml"),
        """
        runbook: disk-low
        title: Ours
        for: [disk]
        when: [disk.used > 0]
        steps: [{action: disk.clean}]
        helped: [disk.used < 50]
        """);
  }

  @Test
  void ones_own_runbooks_stand_before_those_that_come_along_and_what_is_off_is_not_there() {
    assertThat(line.run("runbook", "list", "--config", config.toString())).isZero();

    assertThat(line.output())
        .contains("disk-low", "Ours", "deadlock", "certificate-expiring")
        .doesNotContain("high-cpu", "A disk is nearly full");
  }

  @Test
  void what_can_be_measured_is_told_with_units() throws IOException {
    assertThat(line.run("runbook", "list", "--vitals", "--json")).isZero();

    assertThat(new ObjectMapper().readTree(line.output()).path("vitals"))
        .anyMatch(
            each ->
                each.path("name").asText().equals("disk.used")
                    && each.path("unit").asText().equals("%"));
  }

  @Test
  void a_runbook_is_shown_as_it_is_read() {
    assertThat(line.run("runbook", "show", "deadlock")).isZero();
    assertThat(line.output()).contains("runbook: deadlock", "threads.deadlocked > 0 for 10s");

    assertThat(line.run("runbook", "show", "nonsense")).isEqualTo(1);
    assertThat(line.errors()).contains("naosu runbook list tells which");
  }

  @Test
  void mistakes_are_told_with_their_lines() throws IOException {
    Path file =
        Files.writeString(
            place.resolve("mine.yml"), "runbook: mine\ntitle: Mine\nfor: [disc]\nwhen: []\n");

    assertThat(line.run("runbook", "lint", file.toString())).isEqualTo(1);

    assertThat(line.errors())
        .contains(file + ":3: is no kind of component")
        .contains(file + ":4: when is a list of at least one");
  }

  @Test
  void a_dry_run_measures_for_real_and_changes_nothing() throws IOException {
    assertThat(
            line.run(
                "runbook",
                "run",
                "disk-low",
                "--config",
                config.toString(),
                "--target",
                "shop/logs",
                "--dry-run",
                "--json"))
        .isZero();

    assertThat(
            new ObjectMapper().readTree(line.output()).path("when").get(0).path("holds").asText())
        .isEqualTo("yes");
  }

  @Test
  void only_a_server_may_act() {
    assertThat(
            line.run(
                "runbook",
                "run",
                "disk-low",
                "--config",
                config.toString(),
                "--target",
                "shop/logs"))
        .isEqualTo(2);
    assertThat(line.errors()).contains("without --dry-run only a server may act");
  }
}
