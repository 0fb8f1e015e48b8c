package dev.naosu.repair;

import dev.naosu.code.Patch;

/// A patch that may be the repair.
///
/// @param operator name of the template that made it, two names joined by `+` for a pair; see
///   [#byModel] for what a model wrote
/// @param trust of its kind of edit
/// @param patch against the original sources
/// @param path of the file of its site
/// @param line of its site, from 1
/// @param method the method of its site as `Class.method`, for taking turns between methods
/// @param description what it does, for people: a phrase such as "compare with <= instead of <"
/// @param score in (0, 1]: how early it deserves to be tried
/// @param naturalness bits per token that the changed lines cost in the language of the project
///   after the patch, less those before it: negative when they become more usual, 0 when nothing is
///   known
public record Candidate(
    String operator,
    Trust trust,
    Patch patch,
    String path,
    int line,
    String method,
    String description,
    double score,
    double naturalness) {
  private static final String MODEL = "model:";

  /// A candidate whose naturalness is not known.
  public Candidate(
      String operator,
      Trust trust,
      Patch patch,
      String path,
      int line,
      String method,
      String description,
      double score) {
    this(operator, trust, patch, path, line, method, description, score, 0);
  }

  /// The operator of what a model wrote when a strategy asked it.
  public static String byModel(String strategy) {
    return MODEL + strategy;
  }

  public boolean isByModel() {
    return operator.startsWith(MODEL);
  }

  /// Who made it, in a few words for people.
  public String maker() {
    return isByModel()
        ? "written by a model, strategy " + operator.substring(MODEL.length())
        : "template " + operator;
  }

  Candidate weighed(double newScore, double newNaturalness) {
    return new Candidate(
        operator, trust, patch, path, line, method, description, newScore, newNaturalness);
  }
}
