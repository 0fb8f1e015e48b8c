package dev.naosu.prove.experiment;

import dev.naosu.detect.vitals.Condition;
import dev.naosu.detect.vitals.Target;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// What is done to something that runs, and what must hold all the same.
///
/// @param name letters, digits and `-`
/// @param title a few words for people
/// @param service that it is about
/// @param places by name; nothing else is touched
/// @param steady what holds before anything is done, and again afterwards
/// @param during what holds while a fault acts
/// @param method in order
/// @param every so often everything is measured
/// @param tolerance how long in a row `during` may be broken before everything is put back
/// @param within how soon `steady` holds again once a fault has ended
public record Experiment(
    String name,
    String title,
    String service,
    SortedMap<String, Place> places,
    List<Expectation> steady,
    List<Expectation> during,
    List<Step> method,
    Duration every,
    Duration tolerance,
    Duration within) {
  public Experiment {
    places = Collections.unmodifiableSortedMap(new TreeMap<>(places));
    steady = List.copyOf(steady);
    during = List.copyOf(during);
    method = List.copyOf(method);
    if (steady.isEmpty() || method.isEmpty()) {
      throw new IllegalArgumentException("an experiment has a steady state and a method");
    }
  }

  /// What must hold at a place.
  ///
  /// @param place by name
  public record Expectation(String place, Condition condition) {
    /// Such as `front http.ok above 99.0`.
    public String words() {
      return place
          + " "
          + condition.vital()
          + " "
          + (condition.side() == Condition.Side.ABOVE ? "above " : "below ")
          + condition.threshold()
          + (condition.lasting().isZero() ? "" : " for " + condition.lasting().toSeconds() + " s");
    }
  }

  /// One thing after the other.
  public sealed interface Step {
    record Inject(Fault fault) implements Step {}

    record Wait(Duration time) implements Step {}
  }

  public List<Fault> faults() {
    return method.stream()
        .flatMap(step -> step instanceof Step.Inject(Fault fault) ? Stream.of(fault) : Stream.of())
        .toList();
  }

  public Target target(String place) {
    return new Target(service, place, "");
  }

  /// Names of all places that are measured.
  public List<String> measured() {
    return Stream.concat(steady.stream(), during.stream())
        .map(Expectation::place)
        .distinct()
        .toList();
  }
}
