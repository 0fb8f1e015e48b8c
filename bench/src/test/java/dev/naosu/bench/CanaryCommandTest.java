package dev.naosu.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CanaryCommandTest {
  @TempDir private Path directory;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void a_small_run_says_which_aims_were_met() throws Exception {
    Path json = directory.resolve("canary.json");
    Path report = directory.resolve("canary.md");
    int code =
        bench(
            "canary", "--same", "8", "--worse", "1", "--json", json + "", "--report", report + "");
    JsonNode figures = new ObjectMapper().readTree(json.toFile());
    assertThat(code).isEqualTo(figures.get("good").asBoolean() ? 0 : 1);
    assertThat(out.toString()).contains("rolled back of 8 that are no worse | at most 1 %");
    assertThat(figures.get("same").findValues("canaries").stream().mapToInt(JsonNode::asInt).sum())
        .isEqualTo(8);
    assertThat(report)
        .content()
        .contains("naosu bench canary --same 8", "5 | 0.5 % | 10 times the errors | 1 | 100 %");
  }

  @Test
  void no_canaries_are_a_mistake() {
    assertThat(bench("canary", "--same", "0")).isEqualTo(2);
    assertThat(err.toString()).contains("at least 1");
  }

  private int bench(String... words) {
    CommandLine line = Main.commandLine(List.of(words));
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(err));
    return line.execute(words);
  }
}
