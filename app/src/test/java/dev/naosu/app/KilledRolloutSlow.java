package dev.naosu.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.naosu.gateway.GatewayProcess;
import dev.naosu.gateway.GatewaySettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A server that is killed while a repair is rolled out, by the released launcher: requests go on
/// being answered, and the next one brings the rollout to its end.
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class KilledRolloutSlow {
  private static final Path ROOT = Path.of(System.getProperty("naosu.root"));
  private static final Path EXAMPLE = ROOT.resolve("examples/shop");
  private static final Pattern TOKEN = Pattern.compile("naosu_[\\w-]+");

  @TempDir Path temporary;

  private final int port = freePort();
  private final int shop = freePort();
  private final HttpClient client = HttpClient.newHttpClient();
  private final ObjectMapper mapper = new ObjectMapper();
  private final AtomicLong answered = new AtomicLong();
  private final AtomicLong unanswered = new AtomicLong();
  private final List<Process> servers = new ArrayList<>();
  private Optional<Thread> customers = Optional.empty();

  @AfterEach
  void end() throws Exception {
    customers.ifPresent(Thread::interrupt);
    for (Process each : servers) {
      // so that its database ends, too
      each.destroy();
      each.waitFor();
    }
    naosu("fleet", "stop", "--yes");
    Optional<GatewayProcess> gateway = gateway();
    if (gateway.isPresent()) {
      try (GatewayProcess process = gateway.get()) {
        process.stop(Duration.ofSeconds(5));
      }
    }
  }

  @Test
  void requests_go_on_and_the_next_server_brings_the_rollout_to_its_end() throws Exception {
    repository();
    configuration();
    Process first = server();
    String secret = secret();
    naosu("fleet", "deploy", "main");
    git("am", "--quiet", EXAMPLE.resolve("deploys/faster-price-lookup.patch").toString());
    naosu("fleet", "deploy", "main");
    String broken = version();
    customers = Optional.of(Thread.ofVirtual().start(this::ask));
    until(() -> incident(secret).path("state").asText().equals("ROLLING_OUT"));
    until(() -> rollout(secret).path("windows").size() >= 2);

    first.destroyForcibly().waitFor();
    long before = answered.get();
    long lost = unanswered.get();
    TimeUnit.SECONDS.sleep(5);
    assertThat(answered.get()).isGreaterThan(before + 20);
    assertThat(unanswered.get()).isEqualTo(lost);

    server();
    until(() -> incident(secret).path("isFinal").asBoolean());
    assertThat(incident(secret).path("state").asText()).as(log()).isEqualTo("HEALED");
    assertThat(rollout(secret).path("phase").asText()).isEqualTo("PROMOTED");
    assertThat(version()).isEqualTo(rollout(secret).path("candidate").asText());
    assertThat(version()).isNotEqualTo(broken);
    JsonNode fleet = mapper.readTree(naosu("fleet", "status", "--json"));
    assertThat(fleet.path("versions").findValuesAsText("version")).containsExactly(version());
    assertThat(unanswered.get()).isEqualTo(lost);
  }

  private JsonNode rollout(String secret) throws IOException, InterruptedException {
    return incident(secret).path("rollouts").path(0);
  }

  private JsonNode incident(String secret) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/incidents/1"))
            .header("Authorization", "Bearer " + secret)
            .build();
    try {
      return mapper.readTree(client.send(request, BodyHandlers.ofString()).body());
    } catch (IOException _) {
      // there is no server just now
      return mapper.createObjectNode();
    }
  }

  private String version() throws IOException, InterruptedException {
    HttpRequest health =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + shop + "/health")).build();
    return mapper
        .readTree(client.send(health, BodyHandlers.ofString()).body())
        .path("version")
        .asText();
  }

  /// Twenty requests a second, every fourth one for what a broken shop does not know.
  private void ask() {
    try {
      for (long number = 0; true; number++) {
        String path = number % 4 == 0 ? "/articles/samovar-1890/price" : "/articles/cup";
        HttpRequest request =
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + shop + path)).build();
        try {
          client.send(request, BodyHandlers.discarding());
          answered.incrementAndGet();
        } catch (IOException _) {
          unanswered.incrementAndGet();
        }
        TimeUnit.MILLISECONDS.sleep(50);
      }
    } catch (InterruptedException _) {
      // the test is over
      Thread.currentThread().interrupt();
    }
  }

  /// Says whether it came.
  @FunctionalInterface
  private interface Question {
    boolean ask() throws Exception;
  }

  private void until(Question question) throws Exception {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(4);
    while (!question.ask()) {
      assertThat(System.nanoTime()).as(log()).isLessThan(end);
      TimeUnit.MILLISECONDS.sleep(500);
    }
  }

  private String secret() throws Exception {
    until(() -> TOKEN.matcher(log()).find());
    Matcher token = TOKEN.matcher(log());
    assertThat(token.find()).isTrue();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/first"))
            .header("Content-Type", "application/json")
            .POST(
                BodyPublishers.ofString(
                    "{\"oneTimeToken\":\"" + token.group() + "\",\"name\":\"test\"}"))
            .build();
    String secret =
        mapper
            .readTree(client.send(request, BodyHandlers.ofString()).body())
            .path("secret")
            .asText();
    assertThat(secret).as(log()).isNotEmpty();
    Files.writeString(temporary.resolve("token"), secret);
    return secret;
  }

  private Process server() throws IOException {
    Process process =
        naosu(List.of("serve"))
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(temporary.resolve("server.log").toFile()))
            .start();
    servers.add(process);
    return process;
  }

  private String log() throws IOException {
    Path log = temporary.resolve("server.log");
    return Files.exists(log) ? Files.readString(log) : "";
  }

  private void configuration() throws IOException {
    Files.writeString(
        temporary.resolve("naosu-server.yml"),
        """
        listen: 127.0.0.1:%d
        data: %s
        policy: {ships: 0, review: 0, coolDown: 1s}
        services:
          - name: shop
            repository: %s
            packages: [shop]
            gateway: {listen: "127.0.0.1:%d"}
            fleet:
              kind: local
              instances: 1
              environment:
                NAOSU_URL: http://127.0.0.1:%d
                NAOSU_TOKEN_FILE: %s
                JDK_JAVA_OPTIONS: -Xmx128m -XX:+UseSerialGC -XX:TieredStopAtLevel=1
            canary: {stages: [{share: 0.3, time: 30s}], leastRequests: 20, warmUp: 5s, slower: 9}
        """
            .formatted(
                port,
                temporary.resolve("data"),
                temporary.resolve("shop"),
                shop,
                port,
                temporary.resolve("token")));
  }

  private Optional<GatewayProcess> gateway() throws IOException {
    return GatewayProcess.find(
        GatewaySettings.usual(
            "shop",
            new GatewaySettings.Listen("127.0.0.1", shop),
            temporary.resolve("data/gateways/shop")));
  }

  private void repository() throws Exception {
    Path project = temporary.resolve("shop");
    for (String name : List.of("pom.xml", "naosu.yml", "src")) {
      try (Stream<Path> files = Files.walk(EXAMPLE.resolve(name))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          Path to = project.resolve(EXAMPLE.relativize(file).toString());
          Files.createDirectories(to.getParent());
          Files.copy(file, to);
        }
      }
    }
    git("init", "--quiet", "--initial-branch", "main");
    git("add", "--all");
    git("commit", "--quiet", "--message", "The shop");
  }

  private void git(String... words) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(Stream.concat(Stream.of("git"), Stream.of(words)).toList())
            .directory(temporary.resolve("shop").toFile());
    builder
        .environment()
        .putAll(
            Map.of(
                "GIT_AUTHOR_NAME", "Mara Lind",
                "GIT_AUTHOR_EMAIL", "mara@shop.example",
                "GIT_COMMITTER_NAME", "Mara Lind",
                "GIT_COMMITTER_EMAIL", "mara@shop.example"));
    told(builder);
  }

  private String naosu(String... words) throws Exception {
    return told(naosu(List.of(words)));
  }

  private ProcessBuilder naosu(List<String> words) {
    List<String> all = new ArrayList<>();
    all.add(ROOT.resolve("naosu").toString());
    all.addAll(words);
    all.addAll(List.of("--config", temporary.resolve("naosu-server.yml").toString()));
    ProcessBuilder builder = new ProcessBuilder(all);
    builder.environment().putAll(Map.of("NAOSU_PACKAGED", "yes", "TMPDIR", temporary.toString()));
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    return builder;
  }

  private String told(ProcessBuilder builder) throws Exception {
    Path out = Files.createTempFile(temporary, "out", ".txt");
    int code = builder.redirectOutput(out.toFile()).start().waitFor();
    String output = Files.readString(out);
    assertThat(code).as(output + log()).isZero();
    return output;
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
