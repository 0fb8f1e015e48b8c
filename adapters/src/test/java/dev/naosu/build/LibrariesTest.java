package dev.naosu.build;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.naosu.code.Patch;
import dev.naosu.detect.forecast.Endings;
import dev.naosu.detect.forecast.Sighting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LibrariesTest {
  private static final String POM =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <!-- <dependency><groupId>not</groupId><artifactId>here</artifactId><version>1</version></dependency> -->
      <project xmlns="http://maven.apache.org/POM/4.0.0">
        <groupId>shop</groupId>
        <artifactId>shop</artifactId>
        <version>1.0</version>
        <properties>
          <jackson.version> 2.20.1 </jackson.version>
        </properties>
        <dependencyManagement>
          <dependencies>
            <dependency>
              <groupId>shop</groupId><artifactId>api</artifactId><version>1.0</version>
            </dependency>
          </dependencies>
        </dependencyManagement>
        <dependencies>
          <dependency>
            <groupId>org.slf4j</groupId>
            <artifactId>slf4j-api</artifactId>
            <version>2.0.17</version>
            <exclusions><exclusion><groupId>x</groupId><artifactId>y</artifactId></exclusion></exclusions>
          </dependency>
          <dependency>
            <groupId>com.fasterxml</groupId>
            <artifactId>core</artifactId>
            <version>${jackson.version}</version>
          </dependency>
          <dependency>
            <groupId>com.fasterxml</groupId>
            <artifactId>databind</artifactId>
            <version>${jackson.version}</version>
          </dependency>
          <dependency><groupId>log4j</groupId><artifactId>log4j</artifactId><version>1.2.17</version></dependency>
          <dependency><groupId>no</groupId><artifactId>version</artifactId></dependency>
        </dependencies>
        <build><plugins><plugin><groupId>p</groupId><artifactId>q</artifactId><version>3</version></plugin></plugins></build>
      </project>
      """;

  private static final Map<String, List<String>> KNOWN =
      Map.of(
          "slf4j-api", List.of("1.7.36", "2.0.17", "2.0.18", "2.1.0-alpha1"),
          "core", List.of("2.20.1", "2.21.0", "3.0.1"),
          "databind", List.of("2.20.1", "2.21.0"),
          "log4j", List.of("1.2.17"));

  @TempDir private Path place;

  @Test
  void only_versions_of_libraries_are_found_and_where_they_stand() {
    PomText pom = PomText.read(POM).orElseThrow();
    assertThat(pom.own()).isEqualTo("shop:shop");
    assertThat(pom.libraries())
        .extracting(each -> each.name() + " " + each.version())
        .containsExactly(
            "shop:api 1.0",
            "org.slf4j:slf4j-api 2.0.17",
            "com.fasterxml:core 2.20.1",
            "com.fasterxml:databind 2.20.1",
            "log4j:log4j 1.2.17");
    for (PomText.Library each : pom.libraries()) {
      assertThat(POM.substring(each.where().start(), each.where().end())).isEqualTo(each.version());
    }
  }

  @Test
  void a_newer_version_is_written_and_not_one_other_letter_changes() {
    Patch patch =
        Libraries.patch("pom.xml", POM, "org.slf4j:slf4j-api", "2.0.17", "2.0.18").orElseThrow();
    assertThat(patch.applyTo("pom.xml", POM))
        .isEqualTo(POM.replace("<version>2.0.17<", "<version>2.0.18<"));
    Patch property =
        Libraries.patch("pom.xml", POM, "com.fasterxml:core", "2.20.1", "2.21.0").orElseThrow();
    assertThat(property.applyTo("pom.xml", POM)).isEqualTo(POM.replace(" 2.20.1 ", " 2.21.0 "));
    assertThat(Libraries.patch("pom.xml", POM, "org.slf4j:slf4j-api", "2.0.1", "2.0.18")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no xml",
        "<project>",
        "</project>",
        "<project><a></b></project>",
        "<!DOCTYPE p [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><project>&x;</project>",
        "<project><!-- never ends",
        "<project"
      })
  void what_is_no_pom_names_no_library(String text) {
    assertThat(PomText.read(text).map(PomText::libraries).orElse(List.of())).isEmpty();
  }

  @Test
  void a_library_is_behind_the_newest_of_its_line_and_others_are_only_told() throws Exception {
    Files.writeString(place.resolve("pom.xml"), POM);
    Path module = Files.createDirectories(place.resolve("api"));
    Files.writeString(
        module.resolve("pom.xml"),
        """
        <project>
          <parent><groupId>shop</groupId><artifactId>shop</artifactId><version>1.0</version></parent>
          <artifactId>api</artifactId>
        </project>
        """);
    List<Sighting> seen =
        new Libraries(place, "shop", (_, artifact) -> known(artifact), Endings.known()).look();
    Map<String, Sighting> byName =
        seen.stream().collect(Collectors.toMap(each -> each.subject().name(), Function.identity()));
    assertThat(byName.keySet())
        .containsExactlyInAnyOrder(
            "org.slf4j:slf4j-api", "com.fasterxml:core", "log4j:log4j", "Log4j 1");
    Sighting.Behind behind =
        (Sighting.Behind) Objects.requireNonNull(byName.get("org.slf4j:slf4j-api"));
    assertThat(behind.next()).isEqualTo("2.0.18");
    assertThat(behind.place()).isEqualTo("pom.xml");
    Sighting.Behind property =
        (Sighting.Behind) Objects.requireNonNull(byName.get("com.fasterxml:core"));
    assertThat(property.next()).isEqualTo("2.21.0");
    assertThat(property.newest()).isEqualTo("3.0.1");
    assertThat(property.also()).containsExactly("com.fasterxml:databind");
    assertThat(byName.get("log4j:log4j")).isInstanceOf(Sighting.Well.class);
    assertThat(byName.get("Log4j 1")).isInstanceOf(Sighting.Ending.class);
  }

  @Test
  void a_repository_is_asked_as_maven_asks_it_and_silence_is_no_version() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/m2/org/slf4j/slf4j-api/maven-metadata.xml",
        exchange -> {
          byte[] body =
              "<metadata><versioning><versions><version>2.0.17</version><version>2.0.18</version><version>2 0</version></versions></versioning></metadata>"
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    try (HttpClient client = HttpClient.newHttpClient()) {
      LibraryVersions versions =
          new LibraryVersions.InRepository(
              client, "http://127.0.0.1:" + server.getAddress().getPort() + "/m2");
      assertThat(versions.of("org.slf4j", "slf4j-api")).containsExactly("2.0.17", "2.0.18");
      Files.writeString(place.resolve("pom.xml"), POM);
      assertThat(
              new Libraries(place, "shop", versions, Endings.known())
                  .look().stream()
                      .filter(Sighting.Unseen.class::isInstance)
                      .map(each -> ((Sighting.Unseen) each).why()))
          .anyMatch(why -> why.contains("com.fasterxml:core") && why.contains("does not know it"));
    } finally {
      server.stop(0);
    }
  }

  @Test
  void versions_are_ordered_by_their_numbers_and_unfinished_ones_are_none() {
    assertThat(version("2.10.0")).isGreaterThan(version("2.9.9"));
    assertThat(version("1.0.1.Final").isCompatible(version("1.2.Final"))).isTrue();
    assertThat(version("33.0-jre").isCompatible(version("33.1-android"))).isFalse();
    assertThat(version("0.8.1").isCompatible(version("0.9.0"))).isFalse();
    assertThat(version("20040616").isDate()).isTrue();
    for (String each : List.of("2.0-M1", "1.0-SNAPSHOT", "3.0.0-rc1", "latest", "[1,2)", "")) {
      assertThat(ReleasedVersion.of(each)).as(each).isEmpty();
    }
  }

  private static List<String> known(String artifact) throws IOException {
    return Optional.ofNullable(KNOWN.get(artifact))
        .orElseThrow(() -> new IOException("asked for " + artifact));
  }

  private static ReleasedVersion version(String text) {
    return ReleasedVersion.of(text).orElseThrow();
  }
}
