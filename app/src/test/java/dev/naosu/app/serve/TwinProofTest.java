package dev.naosu.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.cycle.incident.Remedy;
import dev.naosu.detect.Body;
import dev.naosu.detect.RecordedRequest;
import dev.naosu.detect.RecordedRequest.Role;
import dev.naosu.prove.traffic.TrafficProof;
import dev.naosu.prove.traffic.TrafficProof.Difference;
import dev.naosu.prove.traffic.TrafficProof.Failing;
import dev.naosu.prove.traffic.TrafficProof.Verdict;
import dev.naosu.prove.traffic.TwinReplay;
import dev.naosu.ship.Change;
import dev.naosu.ship.CommitMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TwinProofTest {
  @TempDir Path project;
  private final List<String> compared = new ArrayList<>();
  private final List<String> told = new ArrayList<>();

  @BeforeEach
  void describe() throws IOException {
    Files.writeString(project.resolve("naosu.yml"), "service:\n  command: [./run]\n");
    Files.writeString(project.resolve("app"), "old");
  }

  @Test
  void the_deployed_and_the_repaired_build_are_asked_the_good_requests_first() throws Exception {
    Remedy weighed = weighed(proof(Verdict.HOLDS), 0.7);
    assertThat(compared).containsExactly("old", "new", "/carts/1", "/carts/0");
    assertThat(Files.readString(project.resolve("app"))).isEqualTo("old");
    assertThat(weighed.proof())
        .containsExactly(
            "All tests pass.",
            "1 recorded request fails at each start of the old build, and is answered well at each"
                + " start of the new one.",
            "7 good requests were answered the same by both builds.");
    assertThat(weighed.doubts()).isEmpty();
    assertThat(weighed.confidence()).isEqualTo(0.95);
    assertThat(told)
        .containsExactly("builds side by side: they answer the same, but for what was repaired");
  }

  @Test
  void a_difference_asks_a_person_however_low_the_gate_is() throws Exception {
    assertThat(weighed(proof(Verdict.DIFFERS), 0.7).confidence()).isEqualTo(0.5);
    assertThat(weighed(proof(Verdict.DIFFERS), 0.3).confidence()).isLessThan(0.3);
    assertThat(weighed(proof(Verdict.STILL_FAILS), 0.7).doubts()).containsExactly("Because.");
    assertThat(weighed(proof(Verdict.DIFFERS), 0.7).doubts()).containsExactly("Because.");
  }

  @Test
  void what_could_not_be_compared_is_a_doubt_and_no_verdict() throws Exception {
    Remedy weighed = weighed(proof(Verdict.NOT_REPRODUCED), 0.7);
    assertThat(weighed.confidence()).isEqualTo(0.95);
    assertThat(weighed.proof()).containsExactly("All tests pass.");
    assertThat(weighed.doubts())
        .containsExactly(
            "The old and the repaired build could not be compared by recorded requests: Because.");
  }

  @Test
  void a_service_that_does_not_say_how_it_is_started_is_left_alone() throws Exception {
    Files.writeString(project.resolve("naosu.yml"), "service:\n  main: a.Main\n  port: PORT\n");
    assertThat(weighed(proof(Verdict.DIFFERS), 0.7)).isEqualTo(remedy());
    assertThat(compared).isEmpty();
  }

  private Remedy weighed(TrafficProof proof, double askBelow) throws InterruptedException {
    TwinReplay twins =
        (old, fresh, requests, _, _) -> {
          try {
            compared.add(Files.readString(old.resolve("app")));
            compared.add(Files.readString(fresh.resolve("app")));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          requests.forEach(each -> compared.add(each.path()));
          return proof;
        };
    return new TwinProof(twins, askBelow, Duration.ofMinutes(1))
        .weighed(
            remedy(),
            project,
            List.of(request(Role.FAILING, "/carts/0"), request(Role.GOOD, "/carts/1")),
            told::add);
  }

  private static TrafficProof proof(Verdict verdict) {
    return new TrafficProof(
        verdict,
        List.of("Because."),
        new Failing(1, 1, 1),
        7,
        verdict == Verdict.DIFFERS
            ? List.of(new Difference("$.total", 3, 7, "1", "2", "GET /carts/4", 0))
            : List.of(),
        List.of(),
        List.of());
  }

  private static Remedy remedy() {
    return new Remedy(
        "acb5820",
        "return 0 when lines.size() == 0",
        "app:1",
        "",
        "cause",
        0.95,
        List.of("All tests pass."),
        List.of(),
        new Change(Map.of("app", "old"), Map.of("app", "new")),
        new CommitMessage("subject", "body"));
  }

  private static RecordedRequest request(Role role, String path) {
    return new RecordedRequest(
        path,
        role,
        "GET",
        path,
        "",
        Map.of(),
        Body.EMPTY,
        new RecordedRequest.Answer(200, Map.of(), Optional.empty(), Optional.empty()),
        Optional.empty(),
        Optional.empty());
  }
}
