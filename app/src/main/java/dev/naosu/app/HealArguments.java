package dev.naosu.app;

import dev.naosu.app.Treatment.BuildCommands;
import dev.naosu.app.housing.Sandboxing;
import dev.naosu.app.input.Durations;
import dev.naosu.app.models.ModelsSection;
import dev.naosu.cycle.HealRequest;
import dev.naosu.detect.RecordedRequest;
import dev.naosu.requests.RequestFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The arguments of `heal`. All are taken as text, so that everything wrong with them can be told
/// at once.
final class HealArguments {
  private static final int TRACE_BYTES = 1 << 20;
  private static final int SHOWN_CANDIDATES = 5;
  private static final int MOST_WORKERS = 256;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "PROJECT",
      defaultValue = ".",
      description = "Directory of the project (default: here).")
  String project = ".";

  @Option(
      names = "--test",
      paramLabel = "CLASS#METHOD",
      description =
          "Heal this failing test; repeat for more. Found by running the suite otherwise.")
  List<String> tests = new ArrayList<>();

  @Option(
      names = "--trace",
      paramLabel = "FILE",
      description = "A stack trace or log that shows the failure; - reads it from standard input.")
  @Nullable String trace;

  @Option(
      names = "--command",
      paramLabel = "COMMAND",
      description = "A shell command that fails while the bug is there.")
  @Nullable String command;

  @Option(
      names = "--requests",
      paramLabel = "FILE",
      description =
          "Recorded requests to the project's service, some of which fail (docs/requests.md).")
  @Nullable String requests;

  @Option(names = "--apply", description = "Write the repair into your files.")
  boolean apply;

  @Option(
      names = "--branch",
      description = "Commit the repair on a new branch auto-fix/…; your files stay as they are.")
  boolean branch;

  @Option(names = "--json", description = "Write one JSON object to standard output, nothing else.")
  boolean json;

  @Option(
      names = "--report",
      paramLabel = "FILE.html",
      description = "Write a page with cause, diff and proof.")
  @Nullable String report;

  @Option(
      names = "--budget",
      paramLabel = "TIME",
      defaultValue = "120s",
      description = "Longest search, such as 90s or 2m (default: ${DEFAULT-VALUE}).")
  String budget = "120s";

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "JVMs that try candidates at once (default: one per core).")
  @Nullable String workers;

  @Option(
      names = "--models",
      paramLabel = "WHEN",
      description =
          "Ask configured language models: never, unsure (when templates are) or always"
              + " (docs/models.md).")
  @Nullable String models;

  @Option(
      names = "--sandbox",
      paramLabel = "WHERE",
      description =
          "Where changed code runs: cage (no network, secrets or files of yours), none (with your"
              + " rights), or auto: in the cage where there can be one (docs/sandbox.md).")
  @Nullable String sandbox;

  @Option(
      names = "--build",
      paramLabel = "COMMAND",
      description = "Compile main code and tests with this command.")
  @Nullable String build;

  @Option(
      names = "--test-command",
      paramLabel = "COMMAND",
      description = "Run the whole suite with this command.")
  @Nullable String testCommand;

  @Option(
      names = "--show-candidates",
      description = "Show further proven fixes, or what passed and was not proposed.")
  boolean showCandidates;

  @Option(names = "--no-color", description = "No colours; also by NO_COLOR and in a pipe.")
  boolean noColor;

  @Option(names = "--quiet", description = "Only the verdict, no progress.")
  boolean quiet;

  @Option(names = "--keep", description = "Keep the working copy and say where it is.")
  boolean keep;

  /// What `--requests` holds, once that was read.
  private List<RecordedRequest> recorded = List.of();

  /// Everything that is wrong, each with its remedy; empty when nothing is.
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    Path root = Path.of(project);
    if (!Files.exists(root)) {
      problems.add(project + " does not exist; name the directory of a project");
    } else if (!Files.isDirectory(root)) {
      problems.add(project + " is a file; name the directory of a project");
    }
    problems.addAll(failureProblems());
    if (apply && branch) {
      problems.add("--apply and --branch were both given; choose one");
    }
    if (Durations.parse(budget).isEmpty()) {
      problems.add("--budget " + budget + " is no time; write it as 90s, 2m or 1h");
    }
    if (workers != null && workerCount().isEmpty()) {
      problems.add(
          "--workers " + workers + " is no number of workers; give one from 1 to " + MOST_WORKERS);
    }
    if (models != null
        && !models.equals(ModelsSection.NEVER)
        && ModelsSection.asWhen(models).isEmpty()) {
      problems.add("--models " + models + " is none of never, unsure and always");
    }
    if (sandbox != null && Sandboxing.named(sandbox).isEmpty()) {
      problems.add("--sandbox " + sandbox + " " + Sandboxing.PROBLEM);
    }
    reportProblem().ifPresent(problems::add);
    blank(problems, "--command", command, "./reproduce.sh");
    blank(problems, "--build", build, "make classes");
    blank(problems, "--test-command", testCommand, "make test");
    return problems;
  }

  /// What is wrong with the words about what fails.
  List<String> failureProblems() {
    List<String> problems = new ArrayList<>();
    for (String test : tests) {
      if (!test.matches("[^\\s#]+(#[^\\s#]+)?")) {
        problems.add("--test " + test + " names no test; write it as CartTest#totalOfEmptyCart");
      }
    }
    if (trace != null && !trace.equals("-") && !Files.isRegularFile(Path.of(trace))) {
      problems.add("--trace " + trace + " is not a file; give a file, or - for standard input");
    }
    requestProblems(problems);
    return problems;
  }

  private void requestProblems(List<String> problems) {
    if (requests == null) {
      return;
    }
    if (command != null || !tests.isEmpty()) {
      problems.add("--requests takes the place of --test and --command; give only one of them");
    }
    if (!Files.isRegularFile(Path.of(requests))) {
      problems.add("--requests " + requests + " is not a file; give a recording of requests");
      return;
    }
    switch (RequestFile.read(Path.of(requests))) {
      case RequestFile.Reading.Good good -> recorded = good.requests();
      case RequestFile.Reading.Bad bad ->
          bad.problems().forEach(each -> problems.add("--requests " + requests + ": " + each));
    }
  }

  private Optional<String> reportProblem() {
    if (report == null) {
      return Optional.empty();
    }
    Path file = Path.of(report).toAbsolutePath();
    Path directory = file.getParent();
    if (Files.isDirectory(file)) {
      return Optional.of("--report " + report + " is a directory; name a file such as report.html");
    }
    return directory == null || Files.isDirectory(directory)
        ? Optional.empty()
        : Optional.of(
            "--report " + report + ": there is no directory " + directory + "; create it");
  }

  private static void blank(
      List<String> problems, String option, @Nullable String value, String example) {
    if (value != null && value.isBlank()) {
      problems.add(option + " is empty; give a command such as \"" + example + "\"");
    }
  }

  private Optional<Integer> workerCount() {
    if (workers == null) {
      return Optional.of(Runtime.getRuntime().availableProcessors());
    }
    if (!workers.matches("\\d{1,3}")) {
      return Optional.empty();
    }
    int number = Integer.parseInt(workers);
    return number >= 1 && number <= MOST_WORKERS ? Optional.of(number) : Optional.empty();
  }

  /// What is asked of the cycle. Only for arguments without problems.
  HealRequest request(InputStream standardInput) throws IOException {
    return new HealRequest(
        testNames(),
        traceText(standardInput),
        Optional.ofNullable(command),
        recorded,
        Durations.parse(budget).orElse(Duration.ofMinutes(2)),
        workerCount().orElse(1),
        showCandidates ? SHOWN_CANDIDATES : 1);
  }

  List<String> testNames() {
    return tests.stream().map(HealArguments::testName).toList();
  }

  List<RecordedRequest> recorded() {
    return recorded;
  }

  /// `Class#method` also for what IDEs and logs write: `Class.method`, `Class#method()`.
  private static String testName(String written) {
    String name = written.replaceFirst("\\(.*\\)$", "");
    return name.contains("#")
        ? name
        : name.replaceFirst("\\.(?=[a-z_$][\\w$]*$)(?<=[A-Z][\\w$]{0,200}\\.)", "#");
  }

  /// Of `--trace`, at most a megabyte.
  Optional<String> traceText(InputStream standardInput) throws IOException {
    if (trace == null) {
      return Optional.empty();
    }
    if (trace.equals("-")) {
      return Optional.of(new String(standardInput.readNBytes(TRACE_BYTES), StandardCharsets.UTF_8));
    }
    try (InputStream file = Files.newInputStream(Path.of(trace))) {
      // of a long log the end, where what happened last is told
      file.skipNBytes(Math.max(0, Files.size(Path.of(trace)) - TRACE_BYTES));
      return Optional.of(new String(file.readNBytes(TRACE_BYTES), StandardCharsets.UTF_8));
    }
  }

  BuildCommands commands() {
    return new BuildCommands(Optional.ofNullable(build), Optional.ofNullable(testCommand));
  }

  Optional<Sandboxing> sandboxing() {
    return Optional.ofNullable(sandbox).flatMap(Sandboxing::named);
  }

  Path root() {
    return Path.of(project).toAbsolutePath().normalize();
  }

  Optional<Path> reportFile() {
    return Optional.ofNullable(report).map(Path::of);
  }
}
