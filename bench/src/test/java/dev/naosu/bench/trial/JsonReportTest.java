package dev.naosu.bench.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naosu.bench.judge.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonReportTest {
  @TempDir private Path directory;

  @Test
  void what_is_written_is_read_again() throws Exception {
    Report report =
        Samples.report(
            Samples.healed(
                "one",
                Samples.repair(0.95, Verdict.CORRECT),
                Samples.repair(0.2, Verdict.PLAUSIBLE_ONLY)),
            Samples.notHealed("two"),
            Samples.couldNotRun("three"),
            Samples.ended("four"));
    assertThat(read(JsonReport.of(report))).isEqualTo(report);
  }

  @Test
  void what_is_no_report_is_told_with_its_name() {
    assertThatThrownBy(() -> read("{"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("r.json is not JSON");
    assertThatThrownBy(() -> read("{}")).hasMessageContaining("is no report of this bench");
    assertThatThrownBy(() -> read("{\"bugs\": [{}], \"settings\": {}}"))
        .hasMessageContaining("a bug without its id");
    assertThatThrownBy(() -> JsonReport.read(directory.resolve("none")))
        .hasMessageContaining("cannot be read");
  }

  private Report read(String text) throws IOException {
    return JsonReport.read(Files.writeString(directory.resolve("r.json"), text));
  }
}
