package dev.naosu.bench.detect;

import dev.naosu.detect.metrics.Grader;
import dev.naosu.detect.metrics.MetricAnomalies;
import dev.naosu.detect.metrics.MetricAnomalies.Settings;
import dev.naosu.detect.metrics.RobustDeviation;
import dev.naosu.forest.CutForest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Grades the metrics of NAB with several detectors, one value after the other, and scores them.
public final class NabRun {
  private static final long SEED = 42;
  private static final int WINDOW = 1_500;

  /// How the grades are made fit to be told.
  private static final Map<String, Settings> STAGES = stages();

  private final Nab nab;
  private final String only;
  private final int splits;
  private final long seed;
  private final Consumer<String> progress;

  /// @param only series whose name holds this; all when empty
  /// @param splits into halves
  /// @param seed of the splits
  public NabRun(Path data, String only, int splits, long seed, Consumer<String> progress) {
    this.nab = new Nab(data);
    this.only = only;
    this.splits = splits;
    this.seed = seed;
    this.progress = progress;
  }

  /// A detector's scores.
  ///
  /// @param stage what was done to its grades; empty for those of others
  public record Row(String detector, String stage, Map<Profile, Score> scores) {
    public Row {
      scores = Map.copyOf(scores);
    }
  }

  /// @param best with the threshold that suits all series best
  /// @param listed what NAB's own list has
  public record Score(
      double best, double threshold, double heldOut, double deviation, Optional<Double> listed) {}

  /// @param perSecond values a second, by detector
  public record Result(
      int series, int values, int windows, List<Row> rows, Map<String, Double> perSecond) {
    public Result {
      rows = List.copyOf(rows);
      perSecond = Map.copyOf(perSecond);
    }
  }

  private static Map<String, Settings> stages() {
    Settings usual = Settings.USUAL;
    Map<String, Settings> stages = new LinkedHashMap<>();
    stages.put("grades as they are", new Settings(0, 0, 1, 0, 0));
    stages.put("onsets", new Settings(usual.silence(), 0, 1, 0, 0));
    stages.put(
        "onsets, fatigue", new Settings(usual.silence(), usual.memory(), usual.belief(), 0, 0));
    stages.put("onsets, fatigue, least effect", usual);
    return stages;
  }

  private static Map<String, Supplier<Grader>> detectors() {
    Map<String, Supplier<Grader>> detectors = new LinkedHashMap<>();
    detectors.put("random cut forest", () -> new CutForest(SEED));
    detectors.put("isolation forest", () -> new IsolationForest(SEED));
    detectors.put("median and IQR", () -> new RobustDeviation(WINDOW));
    return detectors;
  }

  public Result run() throws IOException {
    List<Series> series = nab.series().stream().filter(each -> each.name().contains(only)).toList();
    if (series.size() < 2) {
      throw new IOException("there are not two series with " + only + " in their names");
    }
    int values = series.stream().mapToInt(Series::size).sum();
    List<Row> rows = new ArrayList<>();
    Map<String, Double> perSecond = new LinkedHashMap<>();
    for (Map.Entry<String, Supplier<Grader>> detector : detectors().entrySet()) {
      long start = System.nanoTime();
      Map<String, double[]> grades = new HashMap<>();
      for (Series each : series) {
        grades.put(each.name(), grades(each, detector.getValue().get()));
      }
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      perSecond.put(detector.getKey(), values / Math.max(1e-3, took.toMillis() / 1e3));
      progress.accept(detector.getKey() + " took " + took.toSeconds() + " s");
      for (Map.Entry<String, Settings> stage : STAGES.entrySet()) {
        rows.add(
            row(
                detector.getKey(),
                stage.getKey(),
                series,
                staged(series, grades, stage.getValue()),
                false));
      }
    }
    for (String detector : nab.published()) {
      Optional<Map<String, double[]>> grades = ofOthers(detector, series);
      if (grades.isPresent()) {
        rows.add(row(detector, "", series, grades.get(), only.isEmpty()));
      }
    }
    return new Result(
        series.size(),
        values,
        series.stream().mapToInt(Series::windowCount).sum(),
        rows,
        perSecond);
  }

  /// Empty when some of its files are missing: not all detectors of the list have theirs in git.
  private Optional<Map<String, double[]>> ofOthers(String detector, List<Series> series) {
    try {
      return Optional.of(nab.published(detector, series));
    } catch (IOException e) {
      progress.accept(detector + " is left out: " + e.getMessage());
      return Optional.empty();
    }
  }

  private static double[] grades(Series series, Grader grader) {
    double[] grades = new double[series.size()];
    for (int i = 0; i < grades.length; i++) {
      grades[i] = grader.grade(series.value(i));
    }
    return grades;
  }

  /// The same without asking the detector again.
  private static Map<String, double[]> staged(
      List<Series> series, Map<String, double[]> grades, Settings settings) {
    Map<String, double[]> staged = new HashMap<>();
    for (Series each : series) {
      double[] own = grades.getOrDefault(each.name(), new double[0]);
      int[] next = {0};
      staged.put(each.name(), grades(each, new MetricAnomalies(_ -> own[next[0]++], settings)));
    }
    return staged;
  }

  private Row row(
      String detector,
      String stage,
      List<Series> series,
      Map<String, double[]> grades,
      boolean isListed)
      throws IOException {
    Map<Profile, Score> scores = new EnumMap<>(Profile.class);
    for (Profile profile : Profile.values()) {
      Sweep.Step best = Sweep.of(series, grades, profile).best();
      HeldOut heldOut = HeldOut.of(series, grades, profile, splits, seed);
      scores.put(
          profile,
          new Score(
              best.score(),
              best.threshold(),
              heldOut.mean(),
              heldOut.deviation(),
              isListed ? nab.listed(detector, profile) : Optional.empty()));
    }
    return new Row(detector, stage, scores);
  }
}
