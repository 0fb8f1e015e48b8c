package dev.naosu.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.app.web.MemoryIncidents;
import dev.naosu.app.web.TestHouse;
import dev.naosu.cycle.incident.Attempt;
import dev.naosu.cycle.incident.Causes.Estimate;
import dev.naosu.cycle.incident.Incident;
import dev.naosu.detect.Fingerprint;
import dev.naosu.detect.Origin;
import dev.naosu.detect.Signal;
import dev.naosu.detect.metrics.History;
import dev.naosu.detect.metrics.Sample;
import dev.naosu.detect.metrics.Series;
import dev.naosu.detect.watch.LearningWatch;
import dev.naosu.detect.watch.Observed;
import dev.naosu.diagnose.cause.Cause;
import dev.naosu.diagnose.cause.CauseReport;
import dev.naosu.diagnose.cause.Evidence;
import dev.naosu.diagnose.cause.Topology;
import dev.naosu.diagnose.cause.Versions;
import dev.naosu.git.ServiceRepository;
import dev.naosu.redaction.Redaction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Incidents are explained from a real repository.
class ServiceCausesTest {
  private static final String TRACE =
      """
      java.lang.NullPointerException: the price is null
      \tat java.base/java.util.Objects.requireNonNull(Objects.java:233)
      \tat shop.PriceTable.lookup(PriceTable.java:4)
      \tat shop.Server.answer(Server.java:2)
      """;

  @TempDir Path place;
  private final Instant now = Instant.now();
  private final MemoryIncidents incidents = new MemoryIncidents();
  private Path code;
  private String first;

  @BeforeEach
  void makeRepository() throws Exception {
    code = Files.createDirectories(place.resolve("shop/src/main/java/shop"));
    git("init", "-q", "-b", "main");
    git("config", "user.name", "Ada");
    git("config", "user.email", "ada@example.org");
    Files.writeString(code.resolve("Server.java"), "package shop;\nclass Server {}\n");
    Files.writeString(
        code.resolve("PriceTable.java"),
        "package shop;\nclass PriceTable {\n  int a;\n  int b;\n}\n");
    first = commit("the first");
  }

  @Test
  void a_fault_is_named_with_the_commit_that_brought_it() throws Exception {
    Files.writeString(
        code.resolve("PriceTable.java"),
        "package shop;\nclass PriceTable {\n  int a;\n  int c;\n}\n");
    String second = commit("faster lookup, password=hunter2");
    good(first);
    Incident incident = thrown(second, "shop");
    CauseReport report = told(causes(History.none(), Duration.ofSeconds(60)).of(incident));
    assertThat(report.abstains()).isFalse();
    Cause cause = report.causes().getFirst();
    assertThat(cause.kind()).isEqualTo(Cause.Kind.CODE_FAULT);
    assertThat(cause.subject()).isEqualTo("PriceTable.java:4");
    assertThat(cause.evidence())
        .extracting(Evidence::text)
        .anyMatch(
            text ->
                text.contains(second.substring(0, 7)) && text.contains("came with the version"));
    assertThat(report.toString()).doesNotContain("hunter2");
    assertThat(report.causes().get(1).kind()).isEqualTo(Cause.Kind.DEPLOY);
    assertThat(report.lacking()).containsExactly("no metrics of that time are known");
  }

  @Test
  void what_an_attempt_at_healing_found_counts() throws Exception {
    Incident incident = thrown(first, "shop");
    double before =
        told(causes(History.none(), Duration.ofSeconds(60)).of(incident))
            .causes()
            .getFirst()
            .confidence();
    incidents.end(
        incident.id(),
        new Attempt(
            1,
            now,
            now,
            "",
            Optional.empty(),
            Optional.of(
                "{\"suspects\":[{\"path\":\"src/main/java/shop/PriceTable.java\",\"line\":4,"
                    + "\"method\":\"lookup\",\"score\":0.9,\"ochiai\":0.8}]}")),
        Optional.of(TestHouse.remedy()));
    Incident later = incidents.find(incident.id()).orElseThrow();
    Cause cause =
        told(causes(History.none(), Duration.ofSeconds(60)).of(later)).causes().getFirst();
    assertThat(cause.confidence()).isGreaterThan(before);
    assertThat(cause.evidence()).extracting(Evidence::source).contains("tests and requests");
  }

  @Test
  void a_service_without_a_repository_is_explained_without_it() throws Exception {
    CauseReport report =
        told(causes(History.none(), Duration.ofSeconds(60)).of(thrown("", "unknown")));
    assertThat(report.lacking()).contains("no repository of unknown is named in the configuration");
    assertThat(report.causes().getFirst().subject()).isEqualTo("PriceTable.java:4");
  }

  @Test
  void what_the_watch_remembers_names_a_pool_that_ran_out() throws Exception {
    LearningWatch watch = new LearningWatch(LearningWatch.Settings.USUAL, () -> _ -> 0);
    Random random = new Random(3);
    for (int seconds = -1_200; seconds <= -10; seconds += 10) {
      Instant at = now.plusSeconds(seconds);
      boolean isOut = seconds >= -120;
      List<Sample> samples =
          List.of(
              sample("process.cpu.utilization", at, 0.3 + 0.02 * random.nextGaussian()),
              sample("hikaricp.connections.pending", at, isOut ? 30 : random.nextInt(2)),
              sample("jvm.memory.used", at, 5e8 + 1e7 * random.nextGaussian()));
      watch.see(new Observed(List.of(), samples, List.of()), at);
    }
    Signal signal =
        new Signal(
            "slow",
            Signal.Kind.HEALTH,
            new Origin("shop", first, "production"),
            now.minusSeconds(60),
            now.minusSeconds(60),
            "p99 of 2.4 s",
            Optional.empty(),
            List.of(),
            Optional.empty(),
            new TreeMap<>());
    incidents.absorb(signal, Fingerprint.of(signal), now);
    CauseReport report =
        told(causes(watch, Duration.ofSeconds(60)).of(incidents.find(1).orElseThrow()));
    assertThat(report.abstains()).as(report.toString()).isFalse();
    assertThat(report.causes().getFirst().subject()).isEqualTo("pool of shop");
    assertThat(report.impact().since()).isBetween(now.minusSeconds(140), now.minusSeconds(100));
    assertThat(report.ruledOut()).hasSize(2);
  }

  private Sample sample(String name, Instant at, double value) {
    return new Sample(
        new Series(
            new Origin("shop", first, "production"), name, new TreeMap<>(), Series.Shape.GAUGE),
        at,
        value);
  }

  @Test
  void what_takes_too_long_or_fails_is_told() throws Exception {
    Incident incident = thrown(first, "shop");
    // the repository is there already: the time runs out over the metrics
    told(causes(History.none(), Duration.ofSeconds(60)).of(incident));
    History slow =
        (_, _, _) -> {
          try {
            Thread.sleep(Duration.ofMinutes(1));
          } catch (InterruptedException _) {
            // its time is up
          }
          return List.of();
        };
    assertThat(causes(slow, Duration.ofSeconds(2)).of(incident))
        .isInstanceOfSatisfying(
            Estimate.NotTold.class, told -> assertThat(told.why()).contains("it took longer than"));
    History broken =
        (_, _, _) -> {
          throw new IllegalStateException("secret detail");
        };
    assertThat(causes(broken, Duration.ofSeconds(60)).of(incident))
        .isEqualTo(new Estimate.NotTold("naosu failed at it (IllegalStateException)"));
  }

  private ServiceCauses causes(History history, Duration limit) {
    ServiceRepository repository =
        new ServiceRepository(
            place.resolve("shop").toString(), "main", place.resolve("mirrors/shop.git"));
    return new ServiceCauses(
        incidents,
        Map.of("shop", new Served("shop", repository, ".")),
        history,
        Topology.Source.none(),
        Versions.none(),
        new Redaction(false),
        InstantSource.fixed(now),
        limit);
  }

  private static CauseReport told(Estimate estimate) {
    assertThat(estimate).isInstanceOf(Estimate.Told.class);
    return ((Estimate.Told) estimate).report();
  }

  private void good(String version) {
    Signal signal = signal("good", Signal.Kind.GOOD_REQUEST, version, "shop", -600);
    incidents.absorb(signal, Fingerprint.of(signal), now);
  }

  private Incident thrown(String version, String service) {
    Signal signal = signal("bad", Signal.Kind.EXCEPTION, version, service, -30);
    incidents.absorb(signal, Fingerprint.of(signal), now);
    return incidents.find(1).orElseThrow();
  }

  private Signal signal(String id, Signal.Kind kind, String version, String service, long seconds) {
    return new Signal(
        id,
        kind,
        new Origin(service, version, "production"),
        now.plusSeconds(seconds),
        now.plusSeconds(seconds),
        "the price is null",
        kind == Signal.Kind.EXCEPTION ? Optional.of(TRACE) : Optional.empty(),
        List.of(),
        Optional.empty(),
        new TreeMap<>());
  }

  private String commit(String message) throws Exception {
    git("add", ".");
    git("commit", "-q", "-m", message);
    return git("rev-parse", "HEAD");
  }

  private String git(String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(words));
    Process process =
        new ProcessBuilder(command)
            .directory(place.resolve("shop").toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output.strip();
  }
}
