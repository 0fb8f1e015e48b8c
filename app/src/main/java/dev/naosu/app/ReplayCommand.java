package dev.naosu.app;

import dev.naosu.app.housing.Housing;
import dev.naosu.app.housing.Sandboxing;
import dev.naosu.app.input.Durations;
import dev.naosu.app.tell.TrafficTable;
import dev.naosu.detect.RecordedRequest;
import dev.naosu.detect.RecordedRequest.Role;
import dev.naosu.git.LocalCommits;
import dev.naosu.machine.Cage;
import dev.naosu.machine.Enclosure;
import dev.naosu.machine.Temporary;
import dev.naosu.prove.traffic.TrafficProof;
import dev.naosu.prove.traffic.TwinReplay;
import dev.naosu.requests.RequestFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `naosu replay`.
@Command(
    name = "replay",
    header = "Asks two builds of a service the same, and says where they answer otherwise.",
    description = {
      "",
      "Starts the old build, the new one, and the old one again, each from nothing and in a"
          + " throw-away copy. What differs between starts of the same build is noise; what differs"
          + " beyond it is shown field by field. Where it is doubtful, both are started once more."
          + " Works for services in any language: naosu.yml says how one is started.",
      "",
      "  service:",
      "    build: npm ci                               # where something has to be built",
      "    command: [node, server.js, \"--port={port}\"]   # the port is in PORT, too",
      "    ready: /health",
      "    replay: [/search]                           # POST and the like may be sent there",
      "",
      "Requests are lines of JSON (docs/requests.md); good ones are enough.",
      ""
    },
    sortOptions = false,
    usageHelpAutoWidth = true,
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples%n",
    footer = {
      "  naosu replay ../shop-main ../shop-fix --requests recorded.jsonl",
      "  naosu replay HEAD . --repository . --requests recorded.jsonl    before you commit",
      "  naosu replay v1.4 v1.5 --repository ../shop --requests failing.jsonl --good good.jsonl",
      "  naosu replay main fix --repository . --requests recorded.jsonl --json | jq .differences",
      "",
      "Exit codes",
      "  0  the same, and what failed is mended   2  mistake in the command line",
      "  1  differs, fails still, or is not shown to fail      3  could not run      130  interrupted"
    })
final class ReplayCommand implements Callable<Integer>, Checked {
  @Parameters(
      index = "0",
      paramLabel = "OLD",
      description = "The old build: a directory, or with --repository a commit.")
  private String old = "";

  @Parameters(index = "1", paramLabel = "NEW", description = "The new build, likewise.")
  private String fresh = "";

  @Option(
      names = "--requests",
      paramLabel = "FILE",
      required = true,
      description = "Recorded requests, failing and good ones, in the order they came in.")
  private @Nullable String requests;

  @Option(
      names = "--good",
      paramLabel = "FILE",
      description = "More good requests; they are asked first.")
  private @Nullable String good;

  @Option(
      names = "--repository",
      paramLabel = "DIR",
      description =
          "Directory of the project within a git repository, which OLD and NEW are commits of. What"
              + " holds a / or is . stays a directory.")
  private @Nullable String repository;

  @Option(
      names = "--limit",
      paramLabel = "TIME",
      defaultValue = "10m",
      description = "Longest time for everything, such as 90s or 20m (default: ${DEFAULT-VALUE}).")
  private String limit = "10m";

  @Option(
      names = "--sandbox",
      paramLabel = "WHERE",
      defaultValue = "none",
      description =
          "Where NEW is made and both run: none (with your rights: the default), cage (without"
              + " network, secrets or files of yours), or auto (docs/sandbox.md).")
  private String sandbox = "none";

  @Option(names = "--json", description = "Write one JSON object to standard output.")
  private boolean json;

  @Option(names = "--quiet", description = "Do not tell the steps.")
  private boolean quiet;

  @Option(names = "--no-color", description = "No colours; also by NO_COLOR and in a pipe.")
  private boolean noColor;

  private final Io io;
  private final Function<Enclosure, TwinReplay> twins;
  private final List<RecordedRequest> recorded = new ArrayList<>();

  /// @param twins by where the new build is made, and both run
  ReplayCommand(Io io, Function<Enclosure, TwinReplay> twins) {
    this.io = io;
    this.twins = twins;
  }

  @Override
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    if (repository != null && !Files.isDirectory(Path.of(repository))) {
      problems.add(
          "--repository " + repository + " is not a directory; name a project's directory");
    }
    for (String build : List.of(old, fresh)) {
      if (!build.isEmpty() && isDirectory(build) && !Files.isDirectory(Path.of(build))) {
        problems.add(
            build + " is not a directory; name one, or give --repository . if it is a commit");
      }
    }
    if (Durations.parse(limit).isEmpty()) {
      problems.add("--limit " + limit + " is no time; write it as 90s or 20m");
    }
    if (Sandboxing.named(sandbox).isEmpty()) {
      problems.add("--sandbox " + sandbox + " " + Sandboxing.PROBLEM);
    }
    recorded.clear();
    read("--good", good, problems);
    read("--requests", requests, problems);
    return problems;
  }

  private boolean isDirectory(String build) {
    return repository == null || build.contains("/") || build.equals(".") || build.equals("..");
  }

  private void read(String option, @Nullable String file, List<String> problems) {
    if (file == null) {
      return;
    }
    if (!Files.isRegularFile(Path.of(file))) {
      problems.add(option + " " + file + " is not a file; give a recording of requests");
      return;
    }
    switch (RequestFile.readAny(Path.of(file))) {
      case RequestFile.Reading.Good reading -> {
        if (reading.requests().isEmpty()) {
          problems.add(option + " " + file + " holds no request");
        }
        if (option.equals("--good")
            && reading.requests().stream().anyMatch(each -> each.role() == Role.FAILING)) {
          problems.add("--good " + file + " holds failing requests; give them with --requests");
        }
        recorded.addAll(reading.requests());
      }
      case RequestFile.Reading.Bad bad ->
          bad.problems().forEach(each -> problems.add(option + " " + file + ": " + each));
    }
  }

  @Override
  public Integer call() {
    Interruption interruption = Interruption.guard(io, () -> "nothing of your project was changed");
    try (Temporary scratch = Temporary.create()) {
      Enclosure enclosure;
      switch (Housing.of(
          Sandboxing.named(sandbox).orElse(Sandboxing.NONE), scratch.directory().resolve("cage"))) {
        case Housing.Caged(Cage cage) -> enclosure = cage;
        case Housing.Trusted _ -> enclosure = Enclosure.NONE;
        case Housing.Makeshift makeshift -> {
          io.err().println("naosu: " + makeshift.line());
          enclosure = Enclosure.NONE;
        }
        case Housing.Refused(String why, String remedy) ->
            throw new IOException(why + ". " + remedy);
      }
      TrafficProof proof =
          twins
              .apply(enclosure)
              .compare(
                  directory(old, scratch.directory().resolve("old")),
                  directory(fresh, scratch.directory().resolve("new")),
                  recorded,
                  Durations.parse(limit).orElse(Duration.ofMinutes(10)),
                  quiet ? _ -> {} : step -> io.err().println("naosu: " + step));
      if (json) {
        io.out().println(TrafficTable.json(proof, Version.text()));
      } else {
        TrafficTable.show(io.outScreen(!noColor), proof);
      }
      return code(proof.verdict());
    } catch (IOException e) {
      io.err().println("naosu: " + e.getMessage());
      return ExitCode.COULD_NOT_RUN;
    } catch (InterruptedException _) {
      return ExitCode.INTERRUPTED;
    } finally {
      interruption.close();
    }
  }

  private Path directory(String build, Path into) throws IOException, InterruptedException {
    return repository == null || isDirectory(build)
        ? Path.of(build).toAbsolutePath().normalize()
        : new LocalCommits(Path.of(repository).toAbsolutePath().normalize()).checkOut(build, into);
  }

  private static int code(TrafficProof.Verdict verdict) {
    return switch (verdict) {
      case HOLDS -> ExitCode.HEALED_OR_NOTHING_TO_HEAL;
      case DIFFERS, STILL_FAILS, NOT_REPRODUCED -> ExitCode.NOT_HEALED;
      case COULD_NOT_RUN -> ExitCode.COULD_NOT_RUN;
    };
  }
}
