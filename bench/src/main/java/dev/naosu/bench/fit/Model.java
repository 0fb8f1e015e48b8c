package dev.naosu.bench.fit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// A confidence: `1 / (1 + exp(-(intercept + Σ weight · (value − mean) / scale)))`, where no value
/// counts as further from its mean than [#FARTHEST] scales.
///
/// @param terms by the name of their feature
public record Model(double intercept, Map<String, Term> terms) {
  public Model {
    terms = Collections.unmodifiableMap(new TreeMap<>(terms));
  }

  /// As in the product.
  private static final double FARTHEST = 2;

  /// @param mean of the feature over the examples
  /// @param scale its standard deviation, positive
  public record Term(double weight, double mean, double scale) {}

  /// A feature that is missing counts as 0, as in the product. One that never varies has no term.
  ///
  /// @param penalty on the squares of the weights of the standardised features
  public static Model fit(List<Example> examples, double penalty) {
    Map<String, Term> plain = new LinkedHashMap<>();
    TreeSet<String> names = new TreeSet<>();
    examples.forEach(example -> names.addAll(example.features().keySet()));
    for (String name : names) {
      double mean =
          examples.stream().mapToDouble(each -> value(each.features(), name)).average().orElse(0);
      double variance =
          examples.stream()
              .mapToDouble(each -> Math.pow(value(each.features(), name) - mean, 2))
              .average()
              .orElse(0);
      if (variance > 1e-12 * (1 + mean * mean)) {
        plain.put(name, new Term(1, mean, Math.sqrt(variance)));
      }
    }
    double[][] rows = new double[examples.size()][];
    boolean[] outcomes = new boolean[examples.size()];
    for (int i = 0; i < rows.length; i++) {
      Map<String, Double> features = examples.get(i).features();
      rows[i] =
          plain.entrySet().stream()
              .mapToDouble(term -> standard(term.getValue(), value(features, term.getKey())))
              .toArray();
      outcomes[i] = examples.get(i).correct();
    }
    double[] weights = Logistic.fit(rows, outcomes, penalty);
    Map<String, Term> terms = new LinkedHashMap<>();
    List<String> order = new ArrayList<>(plain.keySet());
    for (int i = 0; i < order.size(); i++) {
      Term term = plain.getOrDefault(order.get(i), new Term(0, 0, 1));
      terms.put(order.get(i), new Term(weights[i + 1], term.mean(), term.scale()));
    }
    return new Model(weights[0], terms);
  }

  public double confidence(Map<String, Double> features) {
    double score = intercept;
    for (Map.Entry<String, Term> term : terms.entrySet()) {
      score += term.getValue().weight() * standard(term.getValue(), value(features, term.getKey()));
    }
    return 1 / (1 + Math.exp(-score));
  }

  private static double value(Map<String, Double> features, String name) {
    return features.getOrDefault(name, 0.0);
  }

  private static double standard(Term term, double value) {
    return Math.clamp((value - term.mean()) / term.scale(), -FARTHEST, FARTHEST);
  }

  /// For `java.util.Properties`, in a fixed order.
  ///
  /// @param remarks one line each
  public String properties(List<String> remarks) {
    StringBuilder text = new StringBuilder();
    remarks.forEach(remark -> text.append("# ").append(remark.replaceAll("\\R", " ")).append('\n'));
    text.append("intercept=").append(intercept).append('\n');
    terms.forEach(
        (name, term) -> {
          String key = name.replaceAll("([\\\\ :=#!])", "\\\\$1");
          text.append("weight.").append(key).append('=').append(term.weight()).append('\n');
          text.append("mean.").append(key).append('=').append(term.mean()).append('\n');
          text.append("scale.").append(key).append('=').append(term.scale()).append('\n');
        });
    return text.toString();
  }
}
