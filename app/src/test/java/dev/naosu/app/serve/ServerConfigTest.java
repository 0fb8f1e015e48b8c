package dev.naosu.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.app.serve.ServerConfig.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerConfigTest {
  @TempDir Path place;

  @Test
  void what_is_not_said_is_as_usual() throws IOException {
    ServerConfig config = good("services: []\n");

    assertThat(config).isEqualTo(ServerConfig.usual(place.resolve("data")));
    assertThat(config.host()).isEqualTo("127.0.0.1");
  }

  @Test
  void everything_can_be_said() throws IOException {
    ServerConfig config =
        good(
            """
            listen: 0.0.0.0:9000
            data: kept
            database: jdbc:postgresql://db/naosu
            retention: 30d
            traces: http://collector:4318/
            policy: {ships: 0.95, review: 0.8, reviewTime: 2h, attempts: 2, searchTime: 90s}
            services:
              - name: shop
                repository: ../shop
                branch: release
                directory: backend
              - name: billing
                repository: git@example.org:team/billing.git
            """);

    assertThat(config.host()).isEqualTo("0.0.0.0");
    assertThat(config.port()).isEqualTo(9000);
    assertThat(config.data()).isEqualTo(place.resolve("kept"));
    assertThat(config.database()).contains("jdbc:postgresql://db/naosu");
    assertThat(config.retention()).isEqualTo(Duration.ofDays(30));
    assertThat(config.traces()).contains("http://collector:4318");
    assertThat(config.policy().shipsFrom()).isEqualTo(0.95);
    assertThat(config.policy().reviewTime()).isEqualTo(Duration.ofHours(2));
    assertThat(config.services())
        .containsExactly(
            new ServerConfig.Service(
                "shop", place.resolveSibling("shop").toString(), "release", "backend"),
            new ServerConfig.Service("billing", "git@example.org:team/billing.git", "main", ""));
  }

  @Test
  void all_mistakes_are_told_at_once_each_with_its_place() throws IOException {
    assertThat(
            bad(
                """
                listen: somewhere
                database: mysql://db
                retension: 3d
                traces: collector
                policy: {ships: 2, attempts: 0, reviewTime: soon}
                services:
                  - name: shop
                  - {name: a, repository: r}
                  - {name: a, repository: s}
                """))
        .hasSize(9)
        .anyMatch(line -> line.contains("listen has no port; write it as"))
        .anyMatch(line -> line.contains("jdbc:postgresql://host:5432/name"))
        .anyMatch(line -> line.contains("traces is no address of a collector"))
        .anyMatch(line -> line.contains("retension is not known; the keys here are"))
        .anyMatch(line -> line.contains("policy.ships should be a number from 0 to 1"))
        .anyMatch(line -> line.contains("policy.attempts should be a whole number"))
        .anyMatch(line -> line.contains("policy.reviewTime soon is no time"))
        .anyMatch(line -> line.contains("services[0] needs a name and a repository"))
        .anyMatch(line -> line.contains("services[2] is a second service called a"));
  }

  @Test
  void gates_in_the_wrong_order_are_refused() throws IOException {
    assertThat(bad("policy: {ships: 0.5, review: 0.7}\n"))
        .singleElement()
        .asString()
        .contains("0 <= review <= ships <= 1");
  }

  @Test
  void a_file_that_is_no_yaml_is_told_with_its_line() throws IOException {
    assertThat(bad("services:\n  - [\n")).singleElement().asString().contains("line", "not YAML");
  }

  private ServerConfig good(String text) throws IOException {
    Reading reading = read(text);
    assertThat(reading).isInstanceOf(Reading.Good.class);
    return ((Reading.Good) reading).config();
  }

  private List<String> bad(String text) throws IOException {
    Reading reading = read(text);
    assertThat(reading).isInstanceOf(Reading.Bad.class);
    return ((Reading.Bad) reading).problems();
  }

  private Reading read(String text) throws IOException {
    Path file = Files.writeString(place.resolve("naosu-server.yml"), text);
    return ServerConfig.read(file, place.resolve("data"));
  }
}
