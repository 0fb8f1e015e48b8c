package dev.naosu.bench;

import dev.naosu.bench.trial.JsonReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Writes the reports for people again.
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description =
        "Writes reports from the JSON of a run, with the labels people have given since; runs nothing.")
final class ReportCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--json", required = true, description = "The report for programs.")
  private Path json = Path.of("");

  @Option(names = "--report", description = "Write the report for people there, as Markdown.")
  private @Nullable Path report;

  @Option(names = "--html", description = "Write the report for people there, as one page.")
  private @Nullable Path html;

  @Override
  public Integer call() throws IOException {
    if (report == null && html == null) {
      throw new ParameterException(
          Objects.requireNonNull(spec).commandLine(), "say where to: --report FILE or --html FILE");
    }
    new Reports(Optional.of(json), Optional.ofNullable(report), Optional.ofNullable(html))
        .tell(JsonReport.read(json));
    return 0;
  }
}
