package dev.naosu.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.naosu.detect.RecordedRequest;
import dev.naosu.prove.traffic.TrafficProof;
import dev.naosu.prove.traffic.TrafficProof.Difference;
import dev.naosu.prove.traffic.TrafficProof.Failing;
import dev.naosu.prove.traffic.TrafficProof.LeftOut;
import dev.naosu.prove.traffic.TrafficProof.Noise;
import dev.naosu.prove.traffic.TrafficProof.Verdict;
import dev.naosu.prove.traffic.TwinReplay;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ReplayCommandTest {
  private static final String FAILING =
      "{\"id\":\"f\",\"role\":\"failing\",\"path\":\"/carts/0\",\"answer\":{\"status\":500}}\n";
  private static final String GOOD =
      "{\"id\":\"g\",\"role\":\"good\",\"path\":\"/carts/1\",\"answer\":{\"status\":200}}\n";

  @TempDir Path place;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final List<List<RecordedRequest>> asked = new ArrayList<>();
  private final List<String> sources = new ArrayList<>();
  private TrafficProof proof = proof(Verdict.HOLDS);
  private List<String> problems = List.of();

  @BeforeEach
  void record() throws Exception {
    Files.writeString(place.resolve("all.jsonl"), FAILING + GOOD);
    Files.writeString(place.resolve("good.jsonl"), GOOD.replace("\"g\"", "\"g2\""));
  }

  @Test
  void the_same_is_0_a_difference_is_1_and_what_could_not_run_is_3() throws Exception {
    for (Verdict verdict : Verdict.values()) {
      proof = proof(verdict);
      int code = replay(place.toString(), place.toString(), "--requests", file("all.jsonl"));
      assertThat(code)
          .as(verdict.name())
          .isEqualTo(
              switch (verdict) {
                case HOLDS -> 0;
                case DIFFERS, STILL_FAILS, NOT_REPRODUCED -> 1;
                case COULD_NOT_RUN -> 3;
              });
    }
  }

  @Test
  void good_requests_are_asked_first_and_alone_are_enough() throws Exception {
    replay(
        place.toString(),
        place.toString(),
        "--requests",
        file("all.jsonl"),
        "--good",
        file("good.jsonl"));
    assertThat(asked.getLast()).extracting(RecordedRequest::id).containsExactly("g2", "f", "g");
    assertThat(replay(place.toString(), place.toString(), "--requests", file("good.jsonl")))
        .isZero();
  }

  @Test
  void differences_noise_and_what_was_left_out_are_shown() throws Exception {
    proof = proof(Verdict.DIFFERS);
    replay(place.toString(), place.toString(), "--requests", file("all.jsonl"));
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("The new build answers otherwise")
        .containsPattern("\\$\\.total +3 of 60 \\(5\\.00 %\\) +12\\.50 → 12\\.5")
        .contains("such as GET /carts/4")
        .contains("$.at: 60 of 60 requests (100 %)")
        .contains("2 requests: they change something")
        .doesNotContain("\u001b");
  }

  @Test
  void scripts_get_one_object() throws Exception {
    proof = proof(Verdict.NOT_REPRODUCED);
    replay(place.toString(), place.toString(), "--requests", file("all.jsonl"), "--json");
    JsonNode json = new ObjectMapper().readTree(out.toByteArray());
    assertThat(json.path("verdict").asText()).isEqualTo("not-reproduced");
    assertThat(json.path("failing").path("reproduced").asInt()).isEqualTo(1);
    assertThat(json.path("differences").get(0).path("field").asText()).isEqualTo("$.total");
    assertThat(json.path("noise").get(0).path("requests").asInt()).isEqualTo(60);
    assertThat(json.path("leftOut").get(0).path("why").asText()).contains("change something");
  }

  @Test
  void all_mistakes_are_told_at_once() throws Exception {
    int code = replay("nowhere", place.toString(), "--requests", "absent.jsonl", "--limit", "soon");
    assertThat(code).isEqualTo(2);
    assertThat(problems)
        .hasSize(3)
        .anyMatch(each -> each.contains("nowhere is not a directory"))
        .anyMatch(each -> each.contains("--repository ."))
        .anyMatch(each -> each.contains("absent.jsonl is not a file"))
        .anyMatch(each -> each.contains("--limit soon"));
  }

  @Test
  void commits_are_checked_out_elsewhere_and_a_directory_stays_one() throws Exception {
    Path repository = Files.createDirectories(place.resolve("repository/shop"));
    Files.writeString(repository.resolve("app"), "one");
    git(repository, "init", "--quiet", "--initial-branch=main", "..");
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
    Files.writeString(repository.resolve("app"), "two");
    int code =
        replay(
            "HEAD",
            repository + "/",
            "--repository",
            repository.toString(),
            "--requests",
            file("all.jsonl"));
    assertThat(code).isZero();
    assertThat(sources).containsExactly("one", "two");
    assertThat(
            replay(
                "no-such",
                "HEAD",
                "--repository",
                repository.toString(),
                "--requests",
                file("all.jsonl")))
        .isEqualTo(3);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("the repository has no commit no-such");
    assertThat(
            replay(
                "HEAD", "HEAD", "--repository", place.toString(), "--requests", file("all.jsonl")))
        .isEqualTo(3);
  }

  private String file(String name) {
    return place.resolve(name).toString();
  }

  private int replay(String... words) {
    out.reset();
    err.reset();
    TwinReplay twins =
        (old, fresh, requests, _, _) -> {
          asked.add(requests);
          for (Path each : List.of(old, fresh)) {
            try {
              if (Files.exists(each.resolve("app"))) {
                sources.add(Files.readString(each.resolve("app")));
              }
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
          return proof;
        };
    Io io =
        new Io(
            new ByteArrayInputStream(new byte[0]),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false,
            false,
            false,
            100);
    ReplayCommand command = new ReplayCommand(io, _ -> twins);
    CommandLine line = new CommandLine(command);
    line.setExecutionStrategy(
        parsed -> {
          problems = command.problems();
          return problems.isEmpty() ? command.call() : 2;
        });
    return line.execute(words);
  }

  private static TrafficProof proof(Verdict verdict) {
    return new TrafficProof(
        verdict,
        List.of("Because."),
        new Failing(1, 1, 1),
        60,
        List.of(new Difference("$.total", 3, 60, "12.50", "12.5", "GET /carts/4", 0)),
        List.of(new Noise("$.at", 60, 60)),
        List.of(new LeftOut("they change something", 2)));
  }

  private static void git(Path directory, String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(words));
    Process process = new ProcessBuilder(command).directory(directory.toFile()).inheritIO().start();
    assertThat(process.waitFor()).isZero();
  }
}
