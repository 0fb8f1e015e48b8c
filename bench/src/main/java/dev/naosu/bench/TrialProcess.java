package dev.naosu.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.naosu.bench.trial.Settings;
import dev.naosu.bench.trial.Trial;
import dev.naosu.bench.trial.Trial.Result;
import dev.naosu.bench.trial.TrialJson;
import dev.naosu.machine.Temporary;
import dev.naosu.sandbox.Command;
import dev.naosu.sandbox.Exit;
import dev.naosu.sandbox.Sandbox;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Tries a bug in a JVM of its own, so that no bug can take memory, time or threads from the next
/// one, and a bug that takes the engine down is a row of the report.
final class TrialProcess {
  /// What `-XX:+ExitOnOutOfMemoryError` ends with.
  private static final int OUT_OF_MEMORY = 3;

  /// So few for an engine are better left to its tests than to the optimising compiler.
  private static final int FEW_CORES = 4;

  private final Sandbox sandbox;
  private final Path manifest;
  private final Settings settings;
  private final Optional<Path> keep;

  TrialProcess(Sandbox sandbox, Path manifest, Settings settings, Optional<Path> keep) {
    this.sandbox = sandbox;
    this.manifest = manifest;
    this.settings = settings;
    this.keep = keep;
  }

  /// Tries one bug. Whatever goes wrong with it is part of the answer.
  Trial run(Bug bug) throws IOException {
    // a killed child cannot tidy up: all it leaves is in here
    try (Temporary place = Temporary.create()) {
      Path answer = place.directory().resolve("trial.json");
      Duration limit = bug.budget().orElse(settings.budget()).plus(settings.allowance());
      long start = System.nanoTime();
      Exit exit =
          sandbox.run(
              new Command(
                  words(bug, place.directory(), answer),
                  Path.of("").toAbsolutePath(),
                  Map.of("TMPDIR", place.directory().toString()),
                  limit));
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      return switch (exit) {
        case Exit.Finished done when done.succeeded() && Files.exists(answer) ->
            TrialJson.read(new ObjectMapper().readTree(Files.readString(answer)));
        case Exit.Finished done when done.code() == OUT_OF_MEMORY && died(done.output()) ->
            ended(bug, "the heap of " + settings.heapMegabytes() + " MB was not enough", took);
        case Exit.Finished done ->
            ended(bug, "it ended with code " + done.code() + last(done.output()), took);
        case Exit.TimedOut over ->
            ended(bug, "not done after " + over.limit().toSeconds() + " s, so it was killed", took);
        case Exit.NeverStarted never ->
            new Trial(
                bug.id(), bug.group(), new Result.CouldNotRun(never.why()), took, Optional.empty());
      };
    }
  }

  private static Trial ended(Bug bug, String why, Duration took) {
    return new Trial(bug.id(), bug.group(), new Result.Ended(why), took, Optional.empty());
  }

  private static boolean died(String output) {
    return output.contains("java.lang.OutOfMemoryError");
  }

  private static String last(String output) {
    return output
        .lines()
        .filter(line -> !line.isBlank())
        .reduce((_, later) -> later)
        .map(line -> ": " + line.strip())
        .orElse("");
  }

  private List<String> words(Bug bug, Path place, Path answer) {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // as the launcher starts `naosu heal`; what the user gave comes later and holds
    if (Runtime.getRuntime().availableProcessors() <= FEW_CORES * settings.parallel()) {
      words.add("-XX:TieredStopAtLevel=1");
    }
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(TrialProcess::isPassedOn)
        .forEach(words::add);
    words.addAll(
        List.of(
            "-Xmx" + settings.heapMegabytes() + "m",
            "-XX:+ExitOnOutOfMemoryError",
            "-Djava.io.tmpdir=" + place,
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "try",
            "--manifest",
            manifest.toAbsolutePath().toString(),
            "--bug",
            bug.id(),
            "--budget-millis",
            Long.toString(settings.budget().toMillis()),
            "--workers",
            Integer.toString(settings.workers()),
            "--shown",
            Integer.toString(settings.shown()),
            "--to",
            answer.toString()));
    keep.ifPresent(directory -> words.addAll(List.of("--keep", directory.toString())));
    return words;
  }

  /// What the user gave this JVM is meant for the engine, except for what is set here anew. An
  /// agent belongs to this JVM.
  private static boolean isPassedOn(String argument) {
    return (argument.startsWith("-D") || argument.startsWith("-X"))
        && !argument.startsWith("-Xmx")
        && !argument.startsWith("-Xms")
        && !argument.startsWith("-Djava.io.tmpdir")
        && !argument.startsWith("-Dnaosu.out")
        && !argument.startsWith("-Dnaosu.err");
  }
}
