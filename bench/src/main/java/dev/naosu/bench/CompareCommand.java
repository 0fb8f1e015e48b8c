package dev.naosu.bench;

import dev.naosu.bench.tell.Scores;
import dev.naosu.bench.tell.Scores.Compared;
import dev.naosu.bench.trial.AtomicFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Compares scores with those of the last release.
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    description = {
      "Compares what naosu bench nab, loghub and faults have written with --json with the scores of"
          + " the last release. A score that lost more than --most points, or that is not measured any"
          + " more, is a reason not to release.",
      "With --write, the scores are kept for the next time."
    },
    footerHeading = "%nExample%n",
    footer = {
      "  naosu bench nab --json nab.json && naosu bench loghub --data loghub-2.0 --json loghub.json",
      "  naosu bench compare --release bench/results/scores.json nab.json loghub.json"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:no score lost more than it may",
      "1:some score did; it must not be released like that",
      "2:the command line has mistakes",
      "3:a file could not be read or written"
    })
final class CompareCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Parameters(arity = "1..*", paramLabel = "FIGURES", description = "As --json wrote them.")
  private List<Path> figures = List.of();

  @Option(names = "--release", description = "Scores of the last release.")
  private @Nullable Path release;

  @Option(
      names = "--most",
      description = "Points of 100 that a score may lose; default ${DEFAULT-VALUE}.")
  private double most = 2;

  @Option(names = "--write", description = "Write the scores there, for the next release.")
  private @Nullable Path write;

  @Override
  public Integer call() throws IOException {
    CommandSpec known = Objects.requireNonNull(spec);
    if (!(most >= 0)) {
      throw new ParameterException(known.commandLine(), "--most should be at least 0");
    }
    if (release == null && write == null) {
      throw new ParameterException(
          known.commandLine(), "nothing is to be done; give --release FILE, --write FILE, or both");
    }
    Scores now = new Scores(new TreeMap<>());
    for (Path each : figures) {
      now = now.with(Scores.of(each));
    }
    Scores before = release == null ? new Scores(new TreeMap<>()) : Scores.read(release);
    List<Compared> compared = now.since(before);
    known.commandLine().getOut().print(Scores.table(compared, most));
    known.commandLine().getOut().flush();
    if (write != null) {
      AtomicFile.write(write, now.json());
    }
    return compared.stream().anyMatch(each -> each.isWorse(most)) ? 1 : 0;
  }
}
