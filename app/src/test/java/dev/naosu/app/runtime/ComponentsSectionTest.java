package dev.naosu.app.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.naosu.app.runtime.Component.Certificate;
import dev.naosu.app.runtime.Component.Database;
import dev.naosu.app.runtime.Component.Disk;
import dev.naosu.app.runtime.Component.Found;
import dev.naosu.app.runtime.Component.Http;
import dev.naosu.app.runtime.Component.Jvm;
import dev.naosu.app.runtime.Component.Password;
import dev.naosu.app.runtime.Component.Redis;
import dev.naosu.app.runtime.Component.Start;
import dev.naosu.app.runtime.Component.Unit;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComponentsSectionTest {
  @TempDir private Path place;
  private final List<String> problems = new ArrayList<>();

  @Test
  void every_kind_of_component_is_read() throws IOException {
    Files.writeString(place.resolve("secret"), "s3cret\n");

    List<Component> read =
        read(
            """
            - name: app
              kind: jvm
              pidFile: shop.pid
              start: {command: [/opt/shop/bin/shop, -v], directory: /opt/shop, environment: {MODE: fast}}
              health: http://127.0.0.1:8080/health
              actions: {flag.off: {file: /etc/shop/flags}}
            - {name: worker, kind: jvm, main: com.acme.Worker}
            - {name: batch, kind: jvm, command: [batch.jar]}
            - {name: fleet, kind: jvm, fleet: true}
            - {name: web, kind: http, url: "https://shop.example.org/", status: 200-399, time: 5s}
            - {name: orders, kind: postgres, url: "jdbc:postgresql://db/orders", user: naosu, passwordFile: secret}
            - {name: stock, kind: mysql, url: "jdbc:mariadb://db/stock", passwordVariable: STOCK}
            - {name: cache, kind: redis}
            - {name: logs, kind: disk, directory: /var/log}
            - {name: unit, kind: systemd, unit: shop.service, manager: user}
            - {name: tls, kind: certificate, server: "shop.example.org:443"}
            - {name: host, kind: machine}
            - {name: pods, kind: kubernetes, deployment: shop}
            """);

    assertThat(problems).isEmpty();
    assertThat(read)
        .extracting(Component::kind)
        .containsExactly(
            "jvm",
            "jvm",
            "jvm",
            "jvm",
            "http",
            "postgres",
            "mysql",
            "redis",
            "disk",
            "systemd",
            "certificate",
            "machine",
            "kubernetes");
    Duration usual = Duration.ofSeconds(2);
    assertThat(read.getFirst().what())
        .isEqualTo(
            new Jvm(
                new Found.ByPidFile(place.resolve("shop.pid")),
                Optional.of(
                    new Start(
                        List.of("/opt/shop/bin/shop", "-v"),
                        Path.of("/opt/shop"),
                        new TreeMap<>(Map.of("MODE", "fast")))),
                Optional.of(
                    new Http(URI.create("http://127.0.0.1:8080/health"), 200, 299, usual))));
    assertThat(read.getFirst().actions().path("flag.off").path("file").asText())
        .isEqualTo("/etc/shop/flags");
    assertThat(read.get(4).what())
        .isEqualTo(
            new Http(URI.create("https://shop.example.org/"), 200, 399, Duration.ofSeconds(5)));
    assertThat(read.get(5).what())
        .isInstanceOfSatisfying(
            Database.class,
            database -> assertThat(database.password()).isEqualTo(new Password("s3cret")));
    assertThat(read.get(6).what())
        .isInstanceOfSatisfying(
            Database.class,
            database -> assertThat(database.password()).isEqualTo(new Password("from outside")));
    assertThat(read.get(7).what()).isEqualTo(new Redis("127.0.0.1", 6379, new Password("")));
    assertThat(read.get(8).what()).isEqualTo(new Disk(Path.of("/var/log")));
    assertThat(read.get(9).what()).isEqualTo(new Unit("shop.service", true));
    assertThat(read.get(10).what())
        .isEqualTo(new Certificate(new Certificate.At.Server("shop.example.org", 443)));
    assertThat(read.getFirst().target()).hasToString("shop/app");
    assertThat(read.toString()).doesNotContain("s3cret", "from outside");
  }

  @Test
  void everything_that_is_wrong_is_told_with_its_place_and_remedy() throws IOException {
    assertThat(
            read(
                """
                - {name: "a b", kind: jvm}
                - {name: one, kind: mainframe}
                - {name: two, kind: jvm, main: com.acme.Shop, fleet: true}
                - {name: three, kind: postgres, url: "jdbc:postgresql://db/x?password=abc"}
                - {name: four, kind: disk, folder: /var}
                - {name: five, kind: http, url: "ftp://host/"}
                - {name: six, kind: certificate}
                - {name: host, kind: machine}
                - {name: host, kind: machine}
                - {name: seven, kind: jvm, main: Shop, start: {command: [shop]}}
                """))
        .extracting(Component::name)
        .containsExactly("host", "seven");

    assertThat(problems)
        .containsExactly(
            "components[0] needs a name of letters, digits and . _ -",
            "components[1].kind is one of jvm, http, postgres, mysql, redis, disk, systemd,"
                + " certificate, machine, kubernetes",
            "components[2] is found in one way: pidFile, main (a main class or a jar), command"
                + " (words of its command line) or fleet: true",
            "components[3].url holds a password; write that into a file and name it as passwordFile",
            "components[4].folder is not known of a disk; the keys here are name, kind, actions,"
                + " directory",
            "components[4].directory is needed: any directory of the file system that is meant",
            "components[5].url is an address such as http://127.0.0.1:8080/health",
            "components[6] is at a server, written as server: shop.example.org:443, or in a file",
            "components[8] is a second component called host",
            "components[9].start.command is the absolute path of a program and its arguments, such"
                + " as [/opt/shop/bin/shop]");
  }

  private List<Component> read(String yaml) throws IOException {
    return new ComponentsSection(
            "components",
            "shop",
            "production",
            place::resolve,
            Map.of("STOCK", "from outside"),
            (where, what) -> problems.add(where + " " + what))
        .read(new YAMLMapper().readTree(yaml));
  }
}
