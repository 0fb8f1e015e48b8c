package dev.naosu.bench;

import dev.naosu.bench.faults.Case;
import dev.naosu.bench.faults.FaultsReport;
import dev.naosu.bench.faults.Recording;
import dev.naosu.bench.faults.Scene;
import dev.naosu.bench.faults.Stage;
import dev.naosu.bench.faults.Times;
import dev.naosu.bench.trial.AtomicFile;
import dev.naosu.bench.trial.Machine;
import dev.naosu.machine.ProcessSandbox;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Measures the diagnosis.
@Command(
    name = "causes",
    mixinStandardHelpOptions = true,
    description = {
      "Breaks the services of examples/market in known ways and asks for the causes.",
      "Each scene is a market of seven small JVMs of its own."
    })
final class CausesCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--seeds",
      split = ",",
      description = "All scenes are played once with each; default ${DEFAULT-VALUE}.")
  private List<Long> seeds = new ArrayList<>(List.of(1L));

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "TEXT",
      description = "Only scenes with one of these in their names, such as slow-stock.")
  private List<String> only = new ArrayList<>();

  @Option(names = "--parallel", description = "Scenes at the same time; default ${DEFAULT-VALUE}.")
  private int parallel = 6;

  @Option(
      names = "--warm-up",
      description = "Time before a scene is recorded; default ${DEFAULT-VALUE}.")
  private String warmUp = "20s";

  @Option(
      names = "--normal",
      description = "Time until the fault, a sixth more or less; default ${DEFAULT-VALUE}.")
  private String normal = "80s";

  @Option(names = "--faulty", description = "Time with the fault; default ${DEFAULT-VALUE}.")
  private String faulty = "75s";

  @Option(
      names = "--delays",
      split = ",",
      description =
          "After these times the trouble is said to have been noticed; default ${DEFAULT-VALUE}.")
  private List<String> delays = new ArrayList<>(List.of("0s", "30s", "60s"));

  @Option(
      names = "--market",
      paramLabel = "DIRECTORY",
      description = "examples/market of naosu's sources.")
  private @Nullable Path market;

  @Option(
      names = "--record",
      paramLabel = "DIRECTORY",
      description = "Keep the metrics of the scenes there.")
  private @Nullable Path record;

  @Option(
      names = "--from",
      paramLabel = "DIRECTORY",
      description = "Play nothing; ask for the causes of what --record kept there.")
  private @Nullable Path from;

  @Option(names = "--json", description = "Write the figures there, for programs.")
  private @Nullable Path json;

  @Option(names = "--report", description = "Write the figures there, as Markdown.")
  private @Nullable Path report;

  private final List<String> arguments;

  CausesCommand(List<String> arguments) {
    this.arguments = List.copyOf(arguments);
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    CommandSpec known = Objects.requireNonNull(spec);
    List<String> mistakes = new ArrayList<>();
    Times times =
        new Times(
            duration("--warm-up", warmUp, mistakes),
            duration("--normal", normal, mistakes),
            duration("--faulty", faulty, mistakes));
    List<Duration> noticed =
        delays.stream().map(delay -> duration("--delays", delay, mistakes)).toList();
    List<Scene> scenes =
        seeds.stream()
            .distinct()
            .flatMap(seed -> Scene.all(seed).stream())
            .filter(scene -> only.isEmpty() || only.stream().anyMatch(scene.id()::contains))
            .toList();
    if (parallel < 1) {
      mistakes.add("--parallel should be at least 1");
    }
    if (from != null && record != null) {
      mistakes.add("give --record or --from, not both: what is not played cannot be recorded");
    }
    if (from == null && scenes.isEmpty()) {
      mistakes.add("no scene has " + String.join(" or ", only) + " in its name");
    }
    if (!mistakes.isEmpty()) {
      throw new ParameterException(
          known.commandLine(), String.join(System.lineSeparator(), mistakes));
    }
    List<Recording> recordings =
        from == null ? play(scenes, times, known.commandLine().getErr()) : recorded(from);
    List<Case> cases =
        recordings.stream().flatMap(each -> Case.of(each, noticed).stream()).toList();
    if (cases.isEmpty()) {
      throw new IOException(
          "there is nothing to ask about: no scene, or none as long as the delays");
    }
    tell(cases, known.commandLine().getOut());
    return from == null && recordings.size() < scenes.size() ? 3 : 0;
  }

  private List<Recording> play(List<Scene> scenes, Times times, PrintWriter progress)
      throws IOException, InterruptedException {
    Path project =
        market == null
            ? Path.of(System.getProperty("naosu.home", "")).resolve("examples/market")
            : market;
    return new Stage(project, times, parallel, InstantSource.system(), progress::println)
        .play(
            scenes,
            recording -> {
              if (record != null) {
                recording.write(record);
              }
            });
  }

  private List<Recording> recorded(Path directory) throws IOException {
    return Recording.read(directory).stream()
        .filter(each -> only.isEmpty() || only.stream().anyMatch(each.scene().id()::contains))
        .toList();
  }

  private void tell(List<Case> cases, PrintWriter out) throws IOException {
    FaultsReport figures =
        new FaultsReport(
            InstantSource.system().instant(),
            "naosu bench " + String.join(" ", arguments),
            Machine.here(ProcessSandbox.create()),
            cases);
    out.print(figures.table());
    out.flush();
    String settings =
        from == null
            ? "%d at a time, %s of warm-up, %s ± 15 %% before the fault and %s with it"
                .formatted(parallel, warmUp, normal, faulty)
            : "played before";
    if (json != null) {
      AtomicFile.write(json, figures.json(settings));
    }
    if (report != null) {
      AtomicFile.write(report, figures.markdown(settings));
    }
  }

  private static Duration duration(String option, String text, List<String> mistakes) {
    Optional<Duration> duration = Manifest.duration(text);
    if (duration.isEmpty()) {
      mistakes.add(option + " should be a time such as 60s or 5m");
    }
    return duration.orElse(Duration.ZERO);
  }
}
