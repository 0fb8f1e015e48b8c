package dev.naosu.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.project.Service;
import dev.naosu.project.Service.Description;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceSectionTest {
  @TempDir private Path root;

  private Description read(String text) throws IOException {
    Files.writeString(root.resolve("naosu.yml"), text);
    return ServiceSection.read(root);
  }

  private Service known(String text) throws IOException {
    Description description = read(text);
    assertThat(description).isInstanceOf(Description.Known.class);
    return ((Description.Known) description).service();
  }

  private String why(String text) throws IOException {
    Description description = read(text);
    assertThat(description).isInstanceOf(Description.Unknown.class);
    return ((Description.Unknown) description).why();
  }

  @Test
  void a_port_goes_by_property_variable_or_argument() throws IOException {
    assertThat(known("service:\n  main: a.Main\n  port: server.port\n").properties())
        .isEqualTo(Map.of("server.port", "{port}"));
    assertThat(known("service:\n  main: a.Main\n  port: PORT\n").environment())
        .isEqualTo(Map.of("PORT", "{port}"));
    assertThat(known("service:\n  main: a.Main\n  arguments: [serve, '--port={port}']\n"))
        .isEqualTo(
            new Service(
                "a.Main",
                List.of("serve", "--port={port}"),
                Map.of(),
                Map.of(),
                "/",
                Optional.empty()));
  }

  @Test
  void all_that_may_be_said_is_understood() throws IOException {
    assertThat(
            known(
                """
                sources: [src]
                service:
                  main: a.Main
                  port: PORT
                  ready: /health
                  environment: {MODE: test}
                  properties: {a.b: 1}
                  module: app
                """))
        .isEqualTo(
            new Service(
                "a.Main",
                List.of(),
                Map.of("a.b", "1"),
                Map.of("MODE", "test", "PORT", "{port}"),
                "/health",
                Optional.of("app")));
  }

  @Test
  void all_mistakes_are_told_together() throws IOException {
    assertThat(why("service:\n  mian: a.Main\n  ready: health\n  environment: [x]\n").lines())
        .hasSize(5)
        .anyMatch(line -> line.contains("mian: unknown key"))
        .anyMatch(line -> line.contains("main: missing"))
        .anyMatch(line -> line.contains("port: the service is not told its port"))
        .anyMatch(line -> line.contains("ready: health is no path"))
        .anyMatch(line -> line.contains("environment: should be names and values"));
  }

  @Test
  void a_project_that_says_nothing_is_told_what_to_write() throws IOException {
    assertThat(ServiceSection.read(root))
        .isInstanceOfSatisfying(
            Description.Unknown.class,
            unknown -> {
              assertThat(unknown.why()).contains("there is no naosu.yml");
              assertThat(unknown.remedy()).contains("service:", "main: shop.Main");
            });
    assertThat(why("sources: [src]\n")).contains("does not say how to start the service");
    assertThat(why("service: [\n")).contains("not YAML");
  }

  @Test
  void a_section_for_the_service_leaves_the_build_to_maven() throws IOException {
    Files.writeString(root.resolve("pom.xml"), "<project/>");
    Files.writeString(root.resolve("naosu.yml"), "service:\n  main: a.Main\n  port: PORT\n");
    assertThat(ServiceSection.isAll(root)).isTrue();
    Files.writeString(root.resolve("naosu.yml"), "service: {}\nlevel: 17\n");
    assertThat(ServiceSection.isAll(root)).isFalse();
  }
}
