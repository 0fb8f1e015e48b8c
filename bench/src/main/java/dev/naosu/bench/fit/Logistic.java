package dev.naosu.bench.fit;

/// Logistic regression with an L2 penalty, by Newton's method.
///
/// The penalised log-likelihood is concave and has one maximum, also when the classes can be
/// separated. Source: Hastie, Tibshirani, Friedman, *The Elements of Statistical Learning*, 4.4.1
/// (iteratively reweighted least squares).
final class Logistic {
  private static final int MOST_STEPS = 100;
  private static final int MOST_HALVINGS = 30;
  private static final double SMALL = 1e-10;

  private Logistic() {}

  /// The weights, that of the intercept first.
  ///
  /// @param rows features without the intercept, all of the same length
  /// @param penalty on the squares of the weights, positive; the intercept is not penalised
  static double[] fit(double[][] rows, boolean[] outcomes, double penalty) {
    int size = rows.length == 0 ? 1 : rows[0].length + 1;
    double[] weights = new double[size];
    double loss = loss(rows, outcomes, penalty, weights);
    for (int step = 0; step < MOST_STEPS; step++) {
      double[] direction = direction(rows, outcomes, penalty, weights);
      double share = 1;
      double[] next = moved(weights, direction, share);
      double lower = loss(rows, outcomes, penalty, next);
      // a whole step may overshoot far from the optimum
      for (int half = 0; half < MOST_HALVINGS && !(lower <= loss); half++) {
        share /= 2;
        next = moved(weights, direction, share);
        lower = loss(rows, outcomes, penalty, next);
      }
      if (!(loss - lower > SMALL * (1 + Math.abs(loss)))) {
        return lower <= loss ? next : weights;
      }
      weights = next;
      loss = lower;
    }
    return weights;
  }

  /// Probability in (0, 1).
  static double probability(double[] weights, double[] row) {
    return 1 / (1 + Math.exp(-score(weights, row)));
  }

  private static double score(double[] weights, double[] row) {
    double score = weights[0];
    for (int i = 0; i < row.length; i++) {
      score += weights[i + 1] * row[i];
    }
    return score;
  }

  private static double loss(
      double[][] rows, boolean[] outcomes, double penalty, double[] weights) {
    double loss = 0;
    for (int i = 0; i < rows.length; i++) {
      double margin = outcomes[i] ? score(weights, rows[i]) : -score(weights, rows[i]);
      // log(1 + exp(-margin)) without overflow
      loss += Math.max(0, -margin) + Math.log1p(Math.exp(-Math.abs(margin)));
    }
    for (int i = 1; i < weights.length; i++) {
      loss += penalty / 2 * weights[i] * weights[i];
    }
    return loss;
  }

  private static double[] moved(double[] weights, double[] direction, double share) {
    double[] moved = weights.clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] -= share * direction[i];
    }
    return moved;
  }

  /// The inverse of the second derivative times the first.
  private static double[] direction(
      double[][] rows, boolean[] outcomes, double penalty, double[] weights) {
    int size = weights.length;
    double[] gradient = new double[size];
    double[][] hessian = new double[size][size];
    for (int n = 0; n < rows.length; n++) {
      double probability = probability(weights, rows[n]);
      double error = probability - (outcomes[n] ? 1 : 0);
      double weight = probability * (1 - probability);
      for (int i = 0; i < size; i++) {
        double left = i == 0 ? 1 : rows[n][i - 1];
        gradient[i] += error * left;
        for (int j = 0; j < size; j++) {
          hessian[i][j] += weight * left * (j == 0 ? 1 : rows[n][j - 1]);
        }
      }
    }
    // when all outcomes are the same the intercept has no optimum: this keeps it finite
    hessian[0][0] += SMALL;
    for (int i = 1; i < size; i++) {
      gradient[i] += penalty * weights[i];
      hessian[i][i] += penalty;
    }
    return solved(hessian, gradient);
  }

  /// Solves a symmetric positive definite system by Gaussian elimination with pivots.
  private static double[] solved(double[][] matrix, double[] right) {
    int size = right.length;
    double[] solution = right.clone();
    for (int column = 0; column < size; column++) {
      int pivot = column;
      for (int row = column + 1; row < size; row++) {
        if (Math.abs(matrix[row][column]) > Math.abs(matrix[pivot][column])) {
          pivot = row;
        }
      }
      double[] line = matrix[pivot];
      matrix[pivot] = matrix[column];
      matrix[column] = line;
      double value = solution[pivot];
      solution[pivot] = solution[column];
      solution[column] = value;
      for (int row = column + 1; row < size; row++) {
        double factor = matrix[row][column] / line[column];
        for (int i = column; i < size; i++) {
          matrix[row][i] -= factor * line[i];
        }
        solution[row] -= factor * value;
      }
    }
    for (int row = size - 1; row >= 0; row--) {
      for (int i = row + 1; i < size; i++) {
        solution[row] -= matrix[row][i] * solution[i];
      }
      solution[row] /= matrix[row][row];
    }
    return solution;
  }
}
