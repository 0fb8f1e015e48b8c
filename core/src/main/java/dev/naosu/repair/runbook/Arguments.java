package dev.naosu.repair.runbook;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Values that fit the parameters of an action: whoever holds them need not check them again.
public final class Arguments {
  private final SortedMap<String, String> values;

  private Arguments(SortedMap<String, String> values) {
    this.values = Collections.unmodifiableSortedMap(values);
  }

  /// @param given by name
  public static Reading read(List<Parameter> parameters, Map<String, String> given) {
    List<String> mistakes = new ArrayList<>();
    SortedMap<String, String> values = new TreeMap<>();
    for (Parameter parameter : parameters) {
      String value = given.get(parameter.name());
      if (value == null) {
        parameter
            .usual()
            .ifPresentOrElse(
                usual -> values.put(parameter.name(), usual),
                () -> mistakes.add(parameter.name() + " is missing: " + parameter.meaning()));
      } else if (parameter.takes(value)) {
        values.put(parameter.name(), value);
      } else {
        mistakes.add(parameter.name() + " is not a " + parameter.type() + ": " + value);
      }
    }
    given.keySet().stream()
        .filter(name -> parameters.stream().noneMatch(each -> each.name().equals(name)))
        .sorted()
        .forEach(name -> mistakes.add(name + " is not known here"));
    return mistakes.isEmpty()
        ? new Reading.Fit(new Arguments(values))
        : new Reading.Unfit(mistakes);
  }

  /// By name.
  public SortedMap<String, String> values() {
    return values;
  }

  public String text(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("no parameter is called " + name);
    }
    return value;
  }

  public int count(String name) {
    return Integer.parseInt(text(name));
  }

  /// In [0, 1].
  public double share(String name) {
    return Double.parseDouble(text(name)) / 100;
  }

  public Duration time(String name) {
    return Parameter.time(text(name));
  }

  public boolean isSet(String name) {
    return Boolean.parseBoolean(text(name));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Arguments arguments && values.equals(arguments.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return values.toString();
  }

  /// What came of reading values.
  public sealed interface Reading {
    record Fit(Arguments arguments) implements Reading {}

    /// @param mistakes one sentence each
    record Unfit(List<String> mistakes) implements Reading {
      public Unfit {
        mistakes = List.copyOf(mistakes);
      }
    }
  }
}
