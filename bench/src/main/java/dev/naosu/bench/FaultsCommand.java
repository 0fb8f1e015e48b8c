package dev.naosu.bench;

import dev.naosu.bench.healing.Ailment;
import dev.naosu.bench.healing.Clinic;
import dev.naosu.bench.healing.Course;
import dev.naosu.bench.healing.HealingReport;
import dev.naosu.bench.trial.AtomicFile;
import dev.naosu.bench.trial.Machine;
import dev.naosu.machine.ProcessSandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Measures the healing of what runs.
@Command(
    name = "faults",
    mixinStandardHelpOptions = true,
    description = {
      "Hurts instances of examples/shop in known ways, and looks how soon naosu notices and heals.",
      "A server of its own looks after three instances on this machine."
    })
final class FaultsCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--times",
      description = "How often each fault is done; default ${DEFAULT-VALUE}.")
  private int times = 5;

  @Option(names = "--only", split = ",", paramLabel = "FAULT", description = "Only these faults.")
  private List<String> only = new ArrayList<>();

  @Option(
      names = "--limit",
      description = "Time for an instance to get well; default ${DEFAULT-VALUE}.")
  private String limit = "90s";

  @Option(
      names = "--shop",
      paramLabel = "DIRECTORY",
      description = "examples/shop of naosu's sources.")
  private @Nullable Path shop;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "Lines of the server's configuration, instead of runtime: with everything allowed.")
  private @Nullable Path config;

  @Option(names = "--json", description = "Write the figures there, for programs.")
  private @Nullable Path json;

  @Option(names = "--report", description = "Write the figures there, as Markdown.")
  private @Nullable Path report;

  private final List<String> arguments;

  FaultsCommand(List<String> arguments) {
    this.arguments = List.copyOf(arguments);
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    CommandSpec known = Objects.requireNonNull(spec);
    List<String> mistakes = new ArrayList<>();
    Optional<Duration> patience = Manifest.duration(limit);
    if (patience.isEmpty()) {
      mistakes.add("--limit should be a time such as 90s or 2m");
    }
    if (times < 1) {
      mistakes.add("--times should be at least 1");
    }
    List<String> ids = Stream.of(Ailment.values()).map(Ailment::id).toList();
    only.stream()
        .filter(each -> !ids.contains(each))
        .forEach(each -> mistakes.add("no fault is called " + each + "; there are " + ids));
    if (!mistakes.isEmpty()) {
      throw new ParameterException(
          known.commandLine(), String.join(System.lineSeparator(), mistakes));
    }
    Path home = Path.of(System.getProperty("naosu.home", "")).toAbsolutePath();
    List<Ailment> ailments =
        Stream.of(Ailment.values())
            .filter(each -> only.isEmpty() || only.contains(each.id()))
            .toList();
    List<Course> courses =
        new Clinic(
                home,
                shop == null ? home.resolve("examples/shop") : shop,
                config == null ? "" : Files.readString(config),
                patience.orElseThrow(),
                known.commandLine().getErr()::println)
            .treat(ailments, times);
    if (courses.isEmpty()) {
      throw new IOException("no fault could be done");
    }
    HealingReport figures =
        new HealingReport(
            InstantSource.system().instant(),
            "naosu bench " + String.join(" ", arguments),
            Machine.here(ProcessSandbox.create()),
            courses);
    known.commandLine().getOut().print(figures.table());
    known.commandLine().getOut().flush();
    String settings =
        "Three instances; each fault %d times, at most %s each".formatted(times, limit);
    if (json != null) {
      AtomicFile.write(json, figures.json(settings));
    }
    if (report != null) {
      AtomicFile.write(report, figures.markdown(settings));
    }
    return courses.size() < ailments.size() * times ? 3 : 0;
  }
}
