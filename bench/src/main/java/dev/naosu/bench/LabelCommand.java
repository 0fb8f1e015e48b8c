package dev.naosu.bench;

import dev.naosu.bench.label.LabelServer;
import dev.naosu.bench.label.Labels;
import dev.naosu.bench.trial.JsonReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Serves the page on which a person labels repairs.
@Command(
    name = "label",
    mixinStandardHelpOptions = true,
    description = {
      "Serves a page, to this machine only, on which a person says which repairs are correct.",
      "The labels are saved beside the report and used by later reports. Ctrl-C ends it."
    })
final class LabelCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--json", required = true, description = "The report for programs.")
  private Path json = Path.of("");

  @Override
  public Integer call() throws IOException, InterruptedException {
    // tells what is wrong with the files before a browser has to
    JsonReport.read(json);
    Labels.read(Labels.beside(json));
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    try (LabelServer server = LabelServer.start(json, InstantSource.system())) {
      out.println("Open " + server.address());
      out.println("Labels go to " + Labels.beside(json) + "; Ctrl-C ends this.");
      out.flush();
      new CountDownLatch(1).await();
    }
    return 0;
  }
}
