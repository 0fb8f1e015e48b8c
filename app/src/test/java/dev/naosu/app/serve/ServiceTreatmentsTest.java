package dev.naosu.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.cycle.HealRequest;
import dev.naosu.cycle.Outcome;
import dev.naosu.cycle.incident.Incident;
import dev.naosu.cycle.incident.State;
import dev.naosu.cycle.incident.Treatments.Treated;
import dev.naosu.detect.Fingerprint;
import dev.naosu.detect.Origin;
import dev.naosu.detect.Signal;
import dev.naosu.git.ServiceRepository;
import dev.naosu.prove.traffic.TwinReplay;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceTreatmentsTest {
  private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");

  @TempDir Path place;
  private final List<HealRequest> asked = new ArrayList<>();

  @BeforeEach
  void commit() throws Exception {
    Path repository = Files.createDirectory(place.resolve("shop"));
    Files.writeString(repository.resolve("README"), "the shop");
    git(repository, "init", "--quiet", "--initial-branch=main");
    git(repository, "add", ".");
    git(
        repository,
        "-c",
        "user.name=Ada",
        "-c",
        "user.email=ada@example.org",
        "commit",
        "--quiet",
        "--message=all");
  }

  @Test
  void when_only_the_run_in_ci_is_known_to_have_failed_all_tests_are_run() throws Exception {
    Treated treated = treat(signal(Signal.Kind.TEST_FAILURE, List.of()));
    assertThat(treated)
        .isEqualTo(new Treated.CouldNotRun("the suite was asked for", "look at the test"));
    assertThat(asked).hasSize(1);
    assertThat(asked.getFirst().tests()).isEmpty();
    assertThat(asked.getFirst().requests()).isEmpty();
  }

  @Test
  void tests_that_are_known_to_fail_are_asked_for_alone() throws Exception {
    treat(signal(Signal.Kind.TEST_FAILURE, List.of("shop.CartTest#empty")));
    assertThat(asked.getFirst().tests()).containsExactly("shop.CartTest#empty");
  }

  @Test
  void an_exception_that_nothing_shows_again_is_not_tried() throws Exception {
    assertThat(treat(signal(Signal.Kind.EXCEPTION, List.of())))
        .isInstanceOfSatisfying(
            Treated.CouldNotRun.class,
            none -> assertThat(none.why()).contains("no signal holds a request or a test"));
    assertThat(asked).isEmpty();
  }

  private Treated treat(Signal signal) throws InterruptedException {
    Workshop workshop =
        (_, _) ->
            new Workshop.Bench(
                (request, _) -> {
                  asked.add(request);
                  return new Outcome.CouldNotRun("the suite was asked for", "", "look at the test");
                },
                new NoCopy(),
                () -> {});
    ServiceRepository repository =
        new ServiceRepository(
            place.resolve("shop").toString(), "main", place.resolve("mirror.git"));
    return new ServiceTreatments(
            Map.of("shop", new Served("shop", repository, "")),
            workshop,
            1,
            0.8,
            new TwinProof(TwinReplay.none(), 0.7, Duration.ZERO),
            "1",
            () -> NOON)
        .treat(
            incident(signal),
            List.of(signal),
            List.of(),
            List.of(),
            Duration.ofSeconds(1),
            _ -> {});
  }

  private static Signal signal(Signal.Kind kind, List<String> tests) {
    return new Signal(
        "1",
        kind,
        new Origin("shop", "acb5820", "ci"),
        NOON,
        NOON,
        "CI failed on main",
        Optional.empty(),
        tests,
        Optional.empty(),
        new TreeMap<>());
  }

  private static Incident incident(Signal signal) {
    return new Incident(
        1,
        Fingerprint.of(signal),
        signal.origin(),
        signal.kind(),
        State.HEALING,
        NOON,
        NOON,
        NOON,
        NOON,
        1,
        0,
        1,
        Optional.empty(),
        Optional.empty(),
        "");
  }

  private static void git(Path directory, String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(words));
    Process process = new ProcessBuilder(command).directory(directory.toFile()).inheritIO().start();
    assertThat(process.waitFor()).isZero();
  }
}
