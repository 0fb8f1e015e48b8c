package dev.naosu.app.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.naosu.detect.vitals.Target;
import dev.naosu.machine.ProcessSandbox;
import dev.naosu.machine.circuit.Circuits;
import dev.naosu.repair.runbook.Action;
import dev.naosu.repair.runbook.Arguments;
import dev.naosu.repair.runbook.Catalogue;
import dev.naosu.repair.runbook.Order;
import dev.naosu.repair.runbook.Traits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CataloguesTest {
  @TempDir private Path temporary;
  private Path place;
  private final List<String> problems = new ArrayList<>();
  private Catalogues catalogues;

  @BeforeEach
  void open() throws IOException {
    place = temporary.toRealPath();
    catalogues =
        new Catalogues(
            ProcessSandbox.create(),
            new Circuits(InstantSource.system()),
            InstantSource.system(),
            (where, what) -> problems.add(where + " " + what));
  }

  @AfterEach
  void close() {
    catalogues.close();
  }

  private List<Component> components(String yaml) throws IOException {
    return new ComponentsSection(
            "components",
            "shop",
            "production",
            place::resolve,
            Map.of(),
            (where, what) -> problems.add(where + " " + what))
        .read(new YAMLMapper().readTree(yaml));
  }

  @Test
  void every_component_gets_the_actions_of_its_kind_and_of_its_section() throws Exception {
    Files.createDirectories(place.resolve("logs"));
    Catalogue catalogue =
        new Catalogue(
            catalogues.actions(
                components(
                    """
                    - name: app
                      kind: jvm
                      pidFile: shop.pid
                      start: {command: [/opt/shop/bin/shop], directory: /opt/shop}
                      health: http://127.0.0.1:8080/health
                      actions:
                        process.restart: {log: /var/log/shop.out, ready: 30s}
                        configuration.reload: {signal: true}
                        flag.off: {file: /etc/shop/flags.properties, flags: [new-prices]}
                        http.call: {calls: {warm-up: {url: "http://127.0.0.1:8080/warm"}}}
                        logs.rotate: {files: [/var/log/shop/app.log], keep: 3}
                    - {name: orders, kind: postgres, url: "jdbc:postgresql://db/orders", user: naosu}
                    - {name: stock, kind: mysql, url: "jdbc:mariadb://db:3307/stock"}
                    - {name: cache, kind: redis, actions: {cache.clear: {patterns: ["price:*"]}}}
                    - {name: other, kind: redis}
                    - {name: logs, kind: disk, directory: logs, actions: {disk.clean: {roots: [/var/log/shop]}}}
                    - {name: unit, kind: systemd, unit: shop.service, manager: user}
                    - {name: host, kind: machine, actions: {ansible.play: {directory: /a, inventory: /a/hosts, playbooks: {tidy: {file: /a/tidy.yml, variables: {count: count}}}}}}
                    """)));

    assertThat(problems).isEmpty();
    assertThat(catalogue.traits())
        .extracting(Traits::name)
        .containsExactly(
            "ansible.play",
            "cache.clear",
            "configuration.reload",
            "database.kill-connections",
            "database.maintain",
            "database.pool-reset",
            "disk.clean",
            "flag.off",
            "http.call",
            "logs.rotate",
            "process.restart",
            "systemd.restart");
    assertThat(look(catalogue, "cache.clear", "other", Map.of("pattern", "price:*")).toString())
        .contains("does not say how cache.clear is done at shop/other");
  }

  @Test
  void an_action_of_the_catalogue_really_does_what_its_component_says() throws Exception {
    Path log =
        Files.writeString(Files.createDirectories(place.resolve("logs")).resolve("a.log"), "x");
    Files.setLastModifiedTime(log, FileTime.from(Instant.now().minus(Duration.ofDays(30))));
    Catalogue catalogue =
        new Catalogue(
            catalogues.actions(
                components(
                    "- {name: logs, kind: disk, directory: logs, actions: {disk.clean: {roots: ["
                        + place.resolve("logs")
                        + "]}}}")));
    Action clean = catalogue.find("disk.clean").orElseThrow();
    Order order = order(clean, "logs", Map.of());

    assertThat(clean.look(order))
        .isInstanceOfSatisfying(
            Action.Outlook.Ready.class,
            ready -> {
              assertThat(ready.plan().touched()).containsExactly("disk:" + place.resolve("logs"));
              assertThat(log).exists();
            });
    assertThat(clean.apply(order, ((Action.Outlook.Ready) clean.look(order)).plan()))
        .isInstanceOf(Action.Applied.Done.class);
    assertThat(log).doesNotExist();
  }

  @Test
  void what_is_wrong_in_a_section_is_told_and_leaves_only_that_action_out() throws Exception {
    List<Action> actions =
        catalogues.actions(
            components(
                """
                - name: cache
                  kind: redis
                  actions:
                    cache.clear: {patterns: ["*"]}
                    cache.clean: {}
                - {name: logs, kind: disk, directory: logs, actions: {disk.clean: {roots: [/etc]}}}
                - {name: web, kind: http, url: "http://a/", actions: {http.call: {calls: {x: {url: "ftp://a/"}}}}}
                - {name: flags, kind: machine, actions: {flag.off: {file: flags.json, flags: [a]}}}
                - {name: db, kind: postgres, url: "jdbc:postgresql:orders"}
                - {name: host, kind: machine, actions: {ansible.play: {directory: /a, inventory: /a/hosts, playbooks: {a: {file: /a/a.yml, variables: {b: shell}}}}}}
                """));

    assertThat(actions).isEmpty();
    assertThat(problems)
        .containsExactly(
            "shop/cache: actions.cache.clear a pattern of a cache begins with at least three plain"
                + " characters, not *",
            "shop/cache: actions.cache.clean is told nothing at a redis; known are [ansible.play,"
                + " cache.clear, configuration.reload, disk.clean, flag.off, http.call,"
                + " logs.rotate]",
            "shop/logs: actions.disk.clean naosu never tidies /etc",
            "shop/web: actions.http.call an address is http://HOST/PATH or https://HOST/PATH,"
                + " without a user and without #",
            "shop/flags: actions.flag.off has paths that begin with /, and not flags.json",
            "shop/db: actions.database.kill-connections needs a url with one host and a database",
            "shop/host: actions.ansible.play has variables of the types [name, text, count,"
                + " percent, time, path, yes-or-no], and not shell");
  }

  private static Order order(Action action, String component, Map<String, String> arguments) {
    return new Order(
        action.traits().name(),
        "production",
        new Target("shop", component, ""),
        ((Arguments.Reading.Fit) Arguments.read(action.traits().parameters(), arguments))
            .arguments());
  }

  private static Action.Outlook look(
      Catalogue catalogue, String name, String component, Map<String, String> arguments)
      throws InterruptedException {
    Action action = catalogue.find(name).orElseThrow();
    return action.look(order(action, component, arguments));
  }
}
