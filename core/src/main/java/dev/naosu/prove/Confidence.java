package dev.naosu.prove;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.SortedMap;

/// How likely a proven patch is right: a logistic model over its features, with the weights of
/// `confidence.properties`.
///
/// `intercept` and for each feature `weight.NAME`, and `mean.NAME` and `scale.NAME` where they are
/// not 0 and 1: the odds are `exp(intercept + Σ weight · (value − mean) / scale)`. A value further
/// from the mean than [#FARTHEST] scales counts as that far, since hardly any repair that the
/// weights were fitted on lay beyond. A feature that the file does not name has no say; one that a
/// repair lacks counts as its mean.
final class Confidence {
  private static final double LEAST = 0.02;
  private static final double MOST = 0.97;

  /// The same as in the fit.
  private static final double FARTHEST = 2;

  /// One feature's say.
  private record Term(double weight, double mean, double scale) {}

  private final double intercept;
  private final Map<String, Term> terms;

  private Confidence(double intercept, Map<String, Term> terms) {
    this.intercept = intercept;
    this.terms = Map.copyOf(terms);
  }

  /// With the weights that come with naosu, for what templates made.
  static Confidence asFitted() {
    return asFitted("confidence.properties");
  }

  /// With the weights that come with naosu, for what models wrote: votes tell most there.
  static Confidence ofModels() {
    return asFitted("confidence-models.properties");
  }

  private static Confidence asFitted(String name) {
    Properties file = new Properties();
    try (InputStream in = Confidence.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing from the program");
      }
      file.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return of(file);
  }

  /// @throws IllegalArgumentException when a value is no number, or a scale is not above 0
  static Confidence of(Properties file) {
    Map<String, Term> terms = new HashMap<>();
    for (String key : file.stringPropertyNames()) {
      if (key.startsWith("weight.")) {
        String name = key.substring("weight.".length());
        double scale = number(file, "scale." + name, 1);
        if (scale <= 0) {
          throw new IllegalArgumentException("scale." + name + " is not above 0");
        }
        terms.put(name, new Term(number(file, key, 0), number(file, "mean." + name, 0), scale));
      }
    }
    return new Confidence(number(file, "intercept", 0), terms);
  }

  private static double number(Properties file, String key, double otherwise) {
    String text = file.getProperty(key);
    if (text == null) {
      return otherwise;
    }
    double number = Double.parseDouble(text.strip());
    if (!Double.isFinite(number)) {
      throw new IllegalArgumentException(key + " is not finite");
    }
    return number;
  }

  /// In [0.02, 0.97]: nobody is quite sure of a patch that only tests have seen.
  double of(SortedMap<String, Double> features) {
    double logit = intercept;
    for (Map.Entry<String, Term> entry : terms.entrySet()) {
      Term term = entry.getValue();
      double value = features.getOrDefault(entry.getKey(), term.mean());
      double away = (value - term.mean()) / term.scale();
      logit += term.weight() * Math.clamp(away, -FARTHEST, FARTHEST);
    }
    return Math.clamp(1 / (1 + Math.exp(-logit)), LEAST, MOST);
  }
}
