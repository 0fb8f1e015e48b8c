package dev.naosu.app.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.app.runtime.RunbookReader.Reading;
import dev.naosu.detect.vitals.Condition;
import dev.naosu.detect.vitals.Condition.Side;
import dev.naosu.repair.runbook.Runbook;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunbookReaderTest {
  private final RunbookReader reader = new RunbookReader(Known.withoutCatalogue());

  @Test
  void everything_in_it_is_read() {
    assertThat(
            reader.read(
                "own.yml",
                """
                runbook: pool
                title: The pool is empty
                for: [jvm, http]
                when:
                  - pool.waiting > 0 for 90s
                  - pool.used > 95.5 %
                evidence: [thread-dump]
                steps:
                  - action: jvm.pool-reset
                    with: {pool: orders}
                    within: 2m
                  - action: database.kill-connections
                    component: orders
                helped: [pool.waiting < 1]
                """))
        .isEqualTo(
            new Reading.Good(
                new Runbook(
                    "pool",
                    "The pool is empty",
                    List.of("jvm", "http"),
                    List.of(
                        new Condition("pool.waiting", Side.ABOVE, 0, Duration.ofSeconds(90)),
                        new Condition("pool.used", Side.ABOVE, 95.5, Duration.ZERO)),
                    List.of("thread-dump"),
                    List.of(
                        new Runbook.Step(
                            "jvm.pool-reset", "", Map.of("pool", "orders"), Duration.ofMinutes(2)),
                        new Runbook.Step(
                            "database.kill-connections",
                            "orders",
                            Map.of(),
                            Duration.ofMinutes(1))),
                    List.of(new Condition("pool.waiting", Side.BELOW, 1, Duration.ZERO)))));
  }

  @Test
  void every_mistake_is_told_with_its_line_and_what_to_write() {
    assertThat(
            mistakes(
                """
                runbook: Pool!
                title: The pool is empty
                for: [jvm, mainframe]
                when:
                  - pool.waitng > 0
                  - rm -rf /
                  - pool.used > 95 for 3h
                evidence: [screenshot]
                steps:
                  - action: shell.run
                  - action: jvm.log-level
                    with: {logger: com.acme}
                    within: soon
                  - component: x
                    sudo: true
                """))
        .containsExactlyInAnyOrder(
            "own.yml:1: runbook is small letters, digits and -",
            "own.yml:3: is no kind of component; there are jvm, http, postgres, mysql, redis, disk,"
                + " systemd, certificate, machine, kubernetes",
            "own.yml:5: pool.waitng is not measured; did you mean pool.used or pool.waiting?",
            "own.yml:6: is no condition; write it as disk.used > 85 for 2m",
            "own.yml:7: lasts longer than is remembered; at most 2h",
            "own.yml:8: is no kind of evidence; there are thread-dump, heap-histogram, jfr, gc,"
                + " open-files, disk-usage, processes",
            "own.yml:13: within is a time of at most 2h, such as 90s",
            "own.yml:10: shell.run is no action; there are ansible.play, cache.clear,"
                + " configuration.reload, database.kill-connections, database.maintain,"
                + " database.pool-reset, deploy.rollback, disk.clean, flag.off, fleet.scale,"
                + " http.call, instance.restart, jvm.gc, jvm.heap-dump, jvm.log-level,"
                + " jvm.pool-reset, kubernetes.cordon, kubernetes.delete-pod, kubernetes.restart,"
                + " kubernetes.scale, logs.rotate, process.restart, systemd.restart,"
                + " traffic.reroute",
            "own.yml:12: jvm.log-level: level is missing: such as DEBUG or WARN",
            "own.yml:15: sudo is not known; the keys here are action, component, with, within",
            "own.yml:14: action is missing: the name of an action, such as process.restart",
            "own.yml:1: helped is missing");
  }

  @Test
  void what_is_no_yaml_is_told_with_its_line() {
    assertThat(mistakes("runbook: a\ntitle: [\n"))
        .singleElement()
        .asString()
        .startsWith("own.yml:");
    assertThat(mistakes("")).containsExactly("own.yml:1: is empty; begin with runbook: NAME");
    assertThat(mistakes("- a\n- b\n"))
        .first()
        .asString()
        .startsWith("own.yml:1: is not a runbook, which has the keys");
    assertThat(mistakes("a: &x {b: *x}\n")).isNotEmpty();
  }

  @Test
  void all_that_come_along_are_without_a_mistake_and_end_somewhere() {
    List<Runbooks.Entry> all = Runbooks.builtIn(reader);

    assertThat(all).hasSizeGreaterThanOrEqualTo(12);
    assertThat(all)
        .allSatisfy(
            each -> {
              assertThat(each.runbook().steps()).isNotEmpty();
              assertThat(each.runbook().helped()).isNotEmpty();
              assertThat(each.text()).contains("runbook: " + each.runbook().name());
            });
  }

  private List<String> mistakes(String text) {
    return reader.read("own.yml", text) instanceof Reading.Bad(List<String> mistakes)
        ? mistakes
        : List.of();
  }
}
