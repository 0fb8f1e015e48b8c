package dev.naosu.bench.fit;

import dev.naosu.bench.trial.Calibration;
import dev.naosu.bench.trial.Calibration.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// A model of all examples, and how good models like it are on groups they have not seen.
///
/// @param forecasts one for each example, in their order
public record Fitting(Model model, List<Forecast> forecasts) {
  public Fitting {
    forecasts = List.copyOf(forecasts);
  }

  /// @param heldOut said by a model of the other groups
  /// @param inSample said by the model of all; too good to be believed
  public record Forecast(Example example, double heldOut, double inSample) {}

  /// Leaves out one group after the other.
  ///
  /// @param examples of at least two groups
  public static Fitting of(List<Example> examples, double penalty) {
    if (examples.stream().map(Example::group).distinct().count() < 2) {
      throw new IllegalArgumentException("nothing is left when the only group is left out");
    }
    Model all = Model.fit(examples, penalty);
    List<Forecast> forecasts = new ArrayList<>();
    List<String> groups = examples.stream().map(Example::group).distinct().toList();
    List<Model> models =
        groups.stream()
            .map(
                group ->
                    Model.fit(
                        examples.stream().filter(each -> !each.group().equals(group)).toList(),
                        penalty))
            .toList();
    for (Example example : examples) {
      Model others = models.get(groups.indexOf(example.group()));
      forecasts.add(
          new Forecast(
              example, others.confidence(example.features()), all.confidence(example.features())));
    }
    return new Fitting(all, forecasts);
  }

  /// What the product says now.
  public Calibration now(Predicate<Example> which) {
    return Calibration.ofOutcomes(
        chosen(which)
            .map(each -> new Outcome(each.example().confidence(), each.example().correct()))
            .toList());
  }

  public Calibration heldOut(Predicate<Example> which) {
    return Calibration.ofOutcomes(
        chosen(which).map(each -> new Outcome(each.heldOut(), each.example().correct())).toList());
  }

  public Calibration inSample(Predicate<Example> which) {
    return Calibration.ofOutcomes(
        chosen(which).map(each -> new Outcome(each.inSample(), each.example().correct())).toList());
  }

  private java.util.stream.Stream<Forecast> chosen(Predicate<Example> which) {
    return forecasts.stream().filter(each -> which.test(each.example()));
  }
}
