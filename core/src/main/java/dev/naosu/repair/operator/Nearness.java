package dev.naosu.repair.operator;

import dev.naosu.repair.Scope;
import dev.naosu.repair.Variable;

/// How likely one variable was meant where another name stands, in (0, 1]: similar names and near
/// declarations are likelier.
///
/// Source: TBar FP13 orders by name; SimFix weighs name and usage.
final class Nearness {
  private Nearness() {}

  static double of(Variable variable, String name) {
    return 0.5 * Scope.nameSimilarity(variable.name(), name) + 0.5 * of(variable);
  }

  /// How likely one constant of a class was meant where another stands, in [0, 1]: `HOUR_OF_DAY`
  /// says more exactly what `HOUR` says.
  static double ofConstants(String one, String another) {
    boolean moreExact = one.startsWith(another + "_") || another.startsWith(one + "_");
    double alike = Scope.nameSimilarity(one, another);
    return moreExact ? Math.max(0.8, alike) : alike;
  }

  static double of(Variable variable) {
    return switch (variable.kind()) {
      case LOCAL, PARAMETER -> 1 / (1 + variable.distance() / 10.0);
      case FIELD -> 0.4;
      case CONSTANT -> 0.2;
    };
  }
}
