package dev.naosu.bench.tell;

import dev.naosu.bench.judge.Verdict;
import dev.naosu.bench.trial.Calibration;
import dev.naosu.bench.trial.Speed;
import dev.naosu.bench.trial.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// What the page draws.
final class Plots {
  private static final double[] EDGES = {1, 2, 5};

  private Plots() {}

  /// Bugs with a repair after so many seconds of healing.
  static String overTime(List<Trial> trials) {
    List<Double> plausible = times(trials, Trial::isPlausible);
    List<Double> correct = times(trials, trial -> trial.first() == Verdict.CORRECT);
    Scale across =
        Scale.logarithmic(
            plausible.stream().findFirst().orElse(1.0),
            Math.max(10, plausible.isEmpty() ? 1 : plausible.getLast()),
            Plot.LEFT,
            Plot.RIGHT);
    Scale up = Scale.linear(0, Math.max(1, trials.size()), Plot.BOTTOM, Plot.TOP + 12);
    return new Plot(
            "Bugs with a plausible and with a correct repair over the seconds of healing: %d and %d in the end, of %d"
                .formatted(plausible.size(), correct.size(), trials.size()))
        .up(up, "bugs")
        .across(across, "seconds of healing (logarithmic)")
        .path("curve plausible", steps(plausible, across, up))
        .path("curve correct", steps(correct, across, up))
        .svg();
  }

  /// In order.
  static List<Double> times(List<Trial> trials, Predicate<Trial> which) {
    return trials.stream()
        .filter(which)
        .map(trial -> Math.max(1, trial.took().toMillis()) / 1000.0)
        .sorted()
        .toList();
  }

  private static String steps(List<Double> times, Scale across, Scale up) {
    StringBuilder path =
        new StringBuilder("M" + Plot.number(across.start()) + " " + Plot.number(up.at(0)));
    for (int i = 0; i < times.size(); i++) {
      path.append('H').append(Plot.number(across.at(times.get(i))));
      path.append('V').append(Plot.number(up.at(i + 1)));
    }
    return path.append('H').append(Plot.number(across.end())).toString();
  }

  /// What was said against what came of it. A dot's area is the number of repairs.
  static String calibration(Calibration calibration) {
    Scale across = Scale.linear(0, 1, Plot.LEFT, Plot.RIGHT);
    Scale up = Scale.linear(0, 1, Plot.BOTTOM, Plot.TOP + 12);
    Plot plot =
        new Plot(
                "Share of repairs that are correct, by confidence; the table below has the numbers")
            .up(up, "share correct")
            .across(across, "mean confidence in the bin")
            .line("diagonal", across.at(0), up.at(0), across.at(1), up.at(1));
    for (Calibration.Bin bin : calibration.bins()) {
      if (bin.repairs() > 0) {
        double x = across.at(bin.meanConfidence());
        double y = up.at(bin.share());
        double radius = 3 + 9 * Math.sqrt((double) bin.repairs() / calibration.repairs());
        plot.dot("dot", x, y, radius);
        // left of the dot where the right edge is near
        boolean near = x + radius + 24 > Plot.RIGHT;
        plot.text(
            near ? "count end" : "count",
            near ? x - radius - 4 : x + radius + 4,
            y + 4,
            Integer.toString(bin.repairs()));
      }
    }
    return plot.svg();
  }

  /// How many bugs were searched how fast.
  static String speeds(List<Speed> speeds) {
    List<Bar> bars = bars(speeds);
    Scale up =
        Scale.linear(
            0,
            Math.max(4, bars.stream().mapToInt(Bar::bugs).max().orElse(0)),
            Plot.BOTTOM,
            Plot.TOP + 12);
    double width = (Plot.RIGHT - Plot.LEFT) / Math.max(1, bars.size());
    Plot plot = new Plot("Number of bugs by candidates decided per second and core");
    plot.up(up, "bugs");
    for (int i = 0; i < bars.size(); i++) {
      Bar bar = bars.get(i);
      double left = Plot.LEFT + i * width;
      plot.bar("bar", left + 2, up.at(bar.bugs()), width - 4, Plot.BOTTOM - up.at(bar.bugs()));
      if (bar.bugs() > 0) {
        plot.text("count middle", left + width / 2, up.at(bar.bugs()) - 4, "" + bar.bugs());
      }
      plot.text("tick middle", left, Plot.BOTTOM + 17, Plot.label(bar.from()));
    }
    return plot.across("candidates decided per second and core").svg();
  }

  /// @param from the lower edge; the upper one is that of the next bar
  record Bar(double from, int bugs) {}

  /// Between round numbers: 1, 2, 5, 10, 20, 50 and so on.
  static List<Bar> bars(List<Speed> speeds) {
    List<Double> rates =
        speeds.stream().map(speed -> Math.max(0.01, speed.perSecondPerCore())).sorted().toList();
    if (rates.isEmpty()) {
      return List.of();
    }
    List<Bar> bars = new ArrayList<>();
    double power = Math.pow(10, Math.floor(Math.log10(rates.getFirst())));
    double from = power;
    for (int i = 0; from <= rates.getLast(); i++) {
      double low = from;
      double high = EDGES[(i + 1) % 3] * power * (i % 3 == 2 ? 10 : 1);
      int within = (int) rates.stream().filter(rate -> rate >= low && rate < high).count();
      if (within > 0 || !bars.isEmpty()) {
        bars.add(new Bar(low, within));
      }
      from = high;
      power *= i % 3 == 2 ? 10 : 1;
    }
    return bars;
  }
}
