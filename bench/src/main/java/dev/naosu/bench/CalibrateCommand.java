package dev.naosu.bench;

import dev.naosu.bench.fit.Example;
import dev.naosu.bench.fit.Example.HoldOut;
import dev.naosu.bench.fit.Fitting;
import dev.naosu.bench.fit.Model;
import dev.naosu.bench.label.Labels;
import dev.naosu.bench.trial.AtomicFile;
import dev.naosu.bench.trial.Calibration;
import dev.naosu.bench.trial.JsonReport;
import dev.naosu.bench.trial.Report;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/// Fits the confidence to outcomes.
@Command(
    name = "calibrate",
    mixinStandardHelpOptions = true,
    description = {
      "Fits the confidence to the outcomes in reports, by logistic regression on the features of"
          + " their repairs.",
      "Labels of people go before the judge's verdicts; what is undecided is left out. It is tested"
          + " on groups of bugs (field group of the manifest) that the fit has not seen."
    })
final class CalibrateCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--json",
      required = true,
      arity = "1..*",
      description = "Reports for programs, one or more.")
  private List<Path> json = new ArrayList<>();

  @Option(
      names = "--penalty",
      description = "On the squares of the weights; default ${DEFAULT-VALUE}.")
  private double penalty = 1;

  @Option(
      names = "--hold-out",
      paramLabel = "WHAT",
      description = "What is held out together: group or data-set; default ${DEFAULT-VALUE}.",
      converter = HoldOutWords.class)
  private HoldOut holdOut = HoldOut.GROUP;

  @Option(
      names = "--without",
      paramLabel = "FEATURE",
      split = ",",
      description = "Leave these features out.")
  private Set<String> without = new LinkedHashSet<>();

  @Option(names = "--write", description = "Write the weights there, as properties.")
  private @Nullable Path write;

  @Override
  public Integer call() throws IOException {
    if (!(penalty > 0)) {
      throw new ParameterException(
          Objects.requireNonNull(spec).commandLine(), "--penalty should be more than 0");
    }
    List<Report> reports = new ArrayList<>();
    for (Path file : json) {
      reports.add(Labels.read(Labels.beside(file)).on(JsonReport.read(file)));
    }
    List<Example> examples =
        Example.of(reports, holdOut).stream().map(each -> each.without(without)).toList();
    refuse(examples);
    Fitting fitting = Fitting.of(examples, penalty);
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    tell(fitting, examples, out);
    if (write != null) {
      AtomicFile.write(write, fitting.model().properties(remarks(fitting, examples)));
      out.println("The weights are in " + write);
    }
    out.flush();
    return 0;
  }

  /// As they are typed.
  static final class HoldOutWords implements ITypeConverter<HoldOut> {
    @Override
    public HoldOut convert(String word) {
      return Stream.of(HoldOut.values())
          .filter(each -> each.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(word))
          .findFirst()
          .orElseThrow(() -> new TypeConversionException("it is group or data-set, not " + word));
    }
  }

  private static void refuse(List<Example> examples) throws IOException {
    if (examples.stream().allMatch(each -> each.features().isEmpty())) {
      throw new IOException(
          "none of the %d judged repairs tells its features; run the bench with a naosu that does"
              .formatted(examples.size()));
    }
    if (groups(examples) < 2) {
      throw new IOException(
          "all judged repairs are of one group, so none can be held out; give reports of more"
              + " projects, or the field group in the manifest");
    }
    if (examples.stream().map(Example::correct).distinct().count() < 2) {
      throw new IOException("all judged repairs came out the same; there is nothing to fit");
    }
  }

  private static long groups(List<Example> examples) {
    return examples.stream().map(Example::group).distinct().count();
  }

  private static void tell(Fitting fitting, List<Example> examples, PrintWriter out) {
    out.printf(
        "%d judged repairs, %d correct, in %d groups%n%n",
        examples.size(), examples.stream().filter(Example::correct).count(), groups(examples));
    out.printf(
        "%-26s %7s %6s %8s %6s %10s %9s%n",
        "", "repairs", "ECE", "chance**", "Brier", "precision*", "coverage*");
    lines("shown first", fitting, Example::isFirst, out);
    lines("all shown", fitting, _ -> true, out);
    out.printf(
        "%n* of those with a confidence of at least %.1f%n"
            + "** the ECE of a perfect confidence, on average, with as many repairs%n%n",
        Calibration.SURE);
    out.printf("%-30s %9s %9s %9s%n", "feature", "weight", "mean", "scale");
    fitting.model().terms().entrySet().stream()
        .sorted(
            Comparator.comparingDouble(
                (Map.Entry<String, Model.Term> term) -> -Math.abs(term.getValue().weight())))
        .forEach(
            term ->
                out.println(
                    String.format(
                        Locale.ROOT,
                        "%-30s %+9.3f %9.3f %9.3f",
                        term.getKey(),
                        term.getValue().weight(),
                        term.getValue().mean(),
                        term.getValue().scale())));
    out.println();
  }

  private static void lines(
      String what, Fitting fitting, Predicate<Example> which, PrintWriter out) {
    out.println(line(what + ", as it is now", fitting.now(which)));
    out.println(line(what + ", held out", fitting.heldOut(which)));
    out.println(line(what + ", in sample", fitting.inSample(which)));
  }

  private static String line(String what, Calibration calibration) {
    return String.format(
        Locale.ROOT,
        "%-26s %7d %6.3f %8.3f %6.3f %10s %8.1f%%",
        what,
        calibration.repairs(),
        calibration.ece(),
        calibration.eceByChance(),
        calibration.brier(),
        calibration.sure() == 0
            ? "-"
            : String.format(
                Locale.ROOT, "%.3f", (double) calibration.sureCorrect() / calibration.sure()),
        100.0 * calibration.sure() / Math.max(1, calibration.repairs()));
  }

  private List<String> remarks(Fitting fitting, List<Example> examples) {
    return List.of(
        "The confidence, fitted by `naosu bench calibrate` on %d judged repairs of %d groups, penalty %s."
            .formatted(examples.size(), groups(examples), penalty),
        "Columns: repairs, ECE, the same of a perfect confidence, Brier, precision and coverage at 0.9.",
        line("shown first, held out", fitting.heldOut(Example::isFirst)),
        line("all shown, held out", fitting.heldOut(_ -> true)));
  }
}
