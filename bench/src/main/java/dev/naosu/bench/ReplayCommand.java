package dev.naosu.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.naosu.bench.recorded.BugReplay;
import dev.naosu.bench.recorded.Recorded;
import dev.naosu.bench.recorded.ReplayReport;
import dev.naosu.bench.trial.AtomicFile;
import dev.naosu.machine.ProcessSandbox;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Replays recorded answers.
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    description = {
      "Heals bugs with recorded answers of real models in the place of a model.",
      "The records and the buggy projects are not part of naosu; see bench/README.md."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every bug was tried",
      "2:the manifest or the command line has mistakes",
      "3:some bug could not be tried, or a file could not be read or written"
    })
final class ReplayCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "DIRECTORY",
      required = true,
      description = "The records: answers-*.jsonl.gz, methods-*.jsonl.gz and labels-*.jsonl.gz.")
  private Path data = Path.of("");

  @Option(
      names = "--manifest",
      paramLabel = "FILE",
      required = true,
      description =
          "The list of the bugs, as for `naosu bench`; those without a record are left out.")
  private Path manifest = Path.of("");

  @Option(names = "--only", split = ",", description = "Ids of the bugs to replay; default all.")
  private List<String> only = new ArrayList<>();

  @Option(names = "--most", description = "Replay at most this many bugs, in their order.")
  private int most = Integer.MAX_VALUE;

  @Option(
      names = "--answers",
      description =
          "Answers heard for one bug, evenly spread over its record; default all of them.")
  private int answers = Integer.MAX_VALUE;

  @Option(
      names = "--templates",
      description = "Search with templates too, before answers are heard.")
  private boolean templates;

  @Option(
      names = "--labels",
      description =
          "Replay patches that people have judged instead of answers, and compare with the judge.")
  private boolean labels;

  @Option(
      names = "--budget",
      description = "Time for the templates and their tests; default ${DEFAULT-VALUE}.")
  private String budget = "20s";

  @Option(names = "--json", description = "Write the figures of each bug there.")
  private @Nullable Path json;

  @Option(names = "--resume", description = "Go on with what is in the --json file.")
  private boolean resume;

  @Option(names = "--report", description = "Write the report for people there, as Markdown.")
  private @Nullable Path report;

  @Option(
      names = "--fit",
      paramLabel = "FILE",
      description = "Fit the confidence of models anew on what was judged, and write it there.")
  private @Nullable Path fit;

  @Override
  public Integer call() throws IOException, InterruptedException {
    CommandSpec known = Objects.requireNonNull(spec);
    Optional<Duration> search = Manifest.duration(budget);
    if (search.isEmpty()) {
      throw mistake("--budget should be a time such as 20s or 5m");
    }
    if (most < 1 || answers < 1) {
      throw mistake("--most and --answers should be at least 1");
    }
    if (resume && json == null) {
      throw mistake("--resume needs --json FILE, the figures to go on with");
    }
    return switch (Manifest.read(manifest)) {
      case Manifest.Reading.Bad bad -> {
        bad.problems().forEach(known.commandLine().getErr()::println);
        yield 2;
      }
      case Manifest.Reading.Good good ->
          run(good.manifest(), search.get(), known.commandLine().getOut());
    };
  }

  private ParameterException mistake(String what) {
    return new ParameterException(Objects.requireNonNull(spec).commandLine(), what);
  }

  private int run(Manifest read, Duration search, PrintWriter out)
      throws IOException, InterruptedException {
    Map<String, List<Recorded>> records =
        Recorded.read(
            data,
            read.bugs().stream().map(Bug::id).collect(Collectors.toSet()),
            labels ? Recorded.Kind.LABELS : Recorded.Kind.ANSWERS);
    List<Bug> bugs =
        read.bugs().stream()
            .filter(bug -> only.isEmpty() || only.contains(bug.id()))
            .filter(bug -> records.containsKey(bug.id()))
            .limit(most)
            .toList();
    if (bugs.isEmpty()) {
      throw new IOException("no bug of " + manifest + " has a record in " + data);
    }
    Replays replays = new Replays(ProcessSandbox.create(), templates, search);
    List<BugReplay> done = new ArrayList<>(earlier());
    for (Bug bug : bugs) {
      if (done.stream().anyMatch(each -> each.bug().equals(bug.id()))) {
        continue;
      }
      List<Recorded> heard =
          Recorded.spread(Objects.requireNonNull(records.get(bug.id())), answers);
      BugReplay replay = replays.run(bug, heard);
      done.add(replay);
      write(done);
      out.println(
          String.format(
              Locale.ROOT,
              "%3d/%d %-32s %6.1f s  %d answers, %d applied, %d plausible, %s%s",
              done.size(),
              bugs.size(),
              replay.bug(),
              replay.speed().tookMillis() / 1000.0,
              replay.answers(),
              replay.applied(),
              replay.plausible(),
              replay.first().name().toLowerCase(Locale.ROOT).replace('_', ' '),
              replay.trouble().isEmpty() ? "" : ": " + replay.trouble()));
      out.flush();
    }
    write(done);
    ReplayReport whole = new ReplayReport(command(), done);
    out.print(whole.markdown());
    out.flush();
    if (fit != null) {
      AtomicFile.write(
          fit,
          whole
              .weights()
              .orElseThrow(() -> new IOException("too few repairs were judged to fit on them")));
    }
    return done.stream().allMatch(each -> each.trouble().isEmpty()) ? 0 : 3;
  }

  private List<BugReplay> earlier() throws IOException {
    if (json == null || !Files.exists(json)) {
      return List.of();
    }
    if (!resume) {
      throw mistake(json + " is there already; --resume goes on with it, or give another file");
    }
    JsonNode root = new ObjectMapper().readTree(Files.readString(json));
    if (!root.path("command").asText().equals(command())) {
      throw mistake(
          json + " holds another run: `" + root.path("command").asText() + "`; give another file");
    }
    List<BugReplay> done = new ArrayList<>();
    for (JsonNode each : root.path("bugs")) {
      done.add(BugReplay.read(each));
    }
    return done;
  }

  private void write(List<BugReplay> done) throws IOException {
    ReplayReport sofar = new ReplayReport(command(), done);
    if (json != null) {
      AtomicFile.write(json, sofar.json());
    }
    if (report != null) {
      AtomicFile.write(report, sofar.markdown());
    }
  }

  /// What tells one run from another.
  private String command() {
    return "naosu bench replay --manifest "
        + manifest.getFileName()
        + (answers == Integer.MAX_VALUE ? "" : " --answers " + answers)
        + (labels ? " --labels" : "")
        + (templates ? " --templates --budget " + budget : "");
  }
}
