package dev.naosu.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.naosu.gateway.GatewayProcess;
import dev.naosu.gateway.GatewaySettings;
import dev.naosu.gateway.GatewaySettings.Listen;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The commands of a fleet, all the way: a repository, a build, processes, and a gateway.
class FleetVerbsTest {
  private static final String MAIN =
      """
      package shop;

      import com.sun.net.httpserver.HttpServer;
      import java.net.InetSocketAddress;

      public class Main {
        public static void main(String[] words) throws Exception {
          HttpServer server = HttpServer.create(
              new InetSocketAddress("127.0.0.1", Integer.getInteger("shop.port")), 100);
          server.createContext("/", exchange -> {
            byte[] body = "TEXT".getBytes();
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
          });
          server.start();
        }
      }
      """;

  @TempDir private Path place;
  private final TypedLine typed = new TypedLine();
  private int port;

  @BeforeEach
  void make() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    Files.createDirectories(place.resolve("shop"));
    git("init", "-q", "-b", "main");
    git("config", "user.name", "Ada");
    git("config", "user.email", "ada@example.org");
    Files.writeString(
        place.resolve("shop/naosu.yml"),
        """
        sources: [src/main/java]
        service: {main: shop.Main, port: shop.port}
        """);
    commit("first");
    write("");
  }

  private void write(String fleet) throws IOException {
    Files.writeString(
        place.resolve("naosu-server.yml"),
        """
        data: data
        services:
          - name: shop
            repository: shop
            gateway: {listen: "127.0.0.1:%d"}
            fleet: {kind: local, instances: 1, settleTime: 1s%s}
        """
            .formatted(port, fleet));
  }

  @AfterEach
  void end() throws Exception {
    run("stop", "--yes");
    Optional<GatewayProcess> gateway =
        GatewayProcess.find(
            GatewaySettings.usual("shop", new Listen("127.0.0.1", port), directoryOfTheGateway()));
    if (gateway.isPresent()) {
      gateway.get().stop(Duration.ofSeconds(5));
      gateway.get().close();
    }
  }

  private Path directoryOfTheGateway() throws IOException {
    try (var all = Files.walk(place.resolve("data"))) {
      return all.filter(each -> each.endsWith("running.json"))
          .findFirst()
          .map(Path::getParent)
          .orElse(place.resolve("none"));
    }
  }

  private int run(String... words) {
    String[] all = new String[words.length + 3];
    all[0] = "fleet";
    System.arraycopy(words, 0, all, 1, words.length);
    all[words.length + 1] = "--config";
    all[words.length + 2] = place.resolve("naosu-server.yml").toString();
    return typed.run(all);
  }

  private String commit(String text) throws Exception {
    Path file = place.resolve("shop/src/main/java/shop/Main.java");
    Files.createDirectories(file.getParent());
    Files.writeString(file, MAIN.replace("TEXT", text));
    git("add", "--all");
    git("commit", "-q", "-m", text);
    return git("rev-parse", "HEAD");
  }

  private String git(String... words) throws Exception {
    Process process =
        new ProcessBuilder(Stream.concat(Stream.of("git"), Stream.of(words)).toList())
            .directory(place.resolve("shop").toFile())
            .redirectErrorStream(true)
            .start();
    String said =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    return said;
  }

  private String ask() throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/")).build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }

  @Test
  void a_version_is_deployed_and_the_next_one_takes_its_place() throws Exception {
    assertThat(run("status")).isZero();
    assertThat(typed.output()).contains("shop: nothing runs");

    assertThat(run("deploy", "main")).as(typed.errors()).isZero();
    assertThat(ask()).isEqualTo("first");

    String second = commit("second");
    assertThat(run("start", second.substring(0, 8))).as(typed.errors()).isZero();
    assertThat(ask()).as("no requests yet").isEqualTo("first");
    assertThat(run("status", "--json")).isZero();
    JsonNode status = new ObjectMapper().readTree(typed.output());
    assertThat(status.path("schema").asText()).isEqualTo("naosu/fleet/1");
    assertThat(status.path("versions")).hasSize(2);

    assertThat(run("deploy", second)).as(typed.errors()).isZero();
    assertThat(ask()).isEqualTo("second");
    assertThat(run("status")).isZero();
    assertThat(typed.output())
        .contains("100 %", second.substring(0, 12), "1 of 1 well", "1 well  127.0.0.1:");
  }

  @Test
  void single_instances_are_added_restarted_and_taken_out_of_the_route() throws Exception {
    assertThat(run("scale", "2")).isEqualTo(1);
    assertThat(typed.errors()).contains("nothing gets requests; start it with naosu fleet deploy");
    assertThat(run("deploy", "main")).as(typed.errors()).isZero();
    assertThat(run("scale", "2")).as(typed.errors()).isZero();
    assertThat(typed.output()).contains("2 instances instead of 1", "has 2 instances");
    assertThat(run("restart", "1")).as(typed.errors()).isZero();
    assertThat(run("aside", "2")).as(typed.errors()).isZero();
    assertThat(run("status")).isZero();
    assertThat(typed.output())
        .contains(
            "2 aside  127.0.0.1:",
            "taken out of the route",
            "lately",
            "instance 1 of ",
            "was restarted",
            " s ago");
    assertThat(run("back", "2")).as(typed.errors()).isZero();
    assertThat(ask()).isEqualTo("first");
    assertThat(run("status", "--json")).isZero();
    JsonNode status = new ObjectMapper().readTree(typed.output());
    assertThat(status.path("versions").path(0).path("instances")).hasSize(2);
    assertThat(status.path("happened").findValuesAsText("what"))
        .anyMatch(each -> each.endsWith("was put back into the route"));
    assertThat(run("restart", "7")).isEqualTo(1);
    assertThat(typed.errors()).contains("has no instance called 7");
    assertThat(run("scale", "0")).isEqualTo(2);
    assertThat(typed.errors()).contains("a version has from 1 to 100 instances");
  }

  @Test
  void what_does_not_build_changes_nothing_for_the_users() throws Exception {
    assertThat(run("deploy", "main")).as(typed.errors()).isZero();
    commit("broken\" + ");
    assertThat(run("deploy", "main")).isEqualTo(1);
    assertThat(typed.output()).contains("is not well: it does not build", "Main.java");
    assertThat(ask()).isEqualTo("first");
  }

  @Test
  void mistakes_are_told_together() throws IOException {
    assertThat(run("share", "a=5", "b=x")).isEqualTo(2);
    assertThat(typed.errors()).contains("b=x is no share");
    assertThat(run("share", "a=5", "b=5")).isEqualTo(2);
    assertThat(typed.errors()).contains("together 10");
    assertThat(run("deploy", "nothing")).isEqualTo(1);
    assertThat(typed.errors()).contains("no commit, tag or branch nothing");
    assertThat(run("retire", "abc")).isEqualTo(1);
    assertThat(typed.errors()).contains("no version that runs is called abc; none runs");
    write(", instances: 0, ports: x, colour: red");
    assertThat(run("status")).isEqualTo(2);
    assertThat(typed.errors()).contains("services[0].fleet.ports is a range", "colour");
    assertThat(
            List.of(
                "status", "start", "share", "retire", "deploy", "scale", "restart", "aside", "back",
                "stop"))
        .allSatisfy(
            each -> {
              assertThat(typed.run("fleet", each, "--help")).isZero();
              assertThat(typed.output()).contains("--service", "--json");
            });
  }
}
