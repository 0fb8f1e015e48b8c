package dev.naosu.bench.detect;

import dev.naosu.detect.metrics.Grader;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// The plain isolation forest, grown again now and then from the last values; what the random cut
/// forest is compared with.
///
/// Source: Liu, Ting, Zhou, *Isolation Forest*, ICDM 2008.
final class IsolationForest implements Grader {
  private static final int SHINGLE = 16;
  private static final int TREES = 50;
  private static final int SAMPLE = 256;
  private static final int WINDOW = 1_024;
  private static final int GROW_EVERY = 128;
  private static final int DEPTH = 8;
  private static final double EULER = 0.5772156649;

  private sealed interface Node {}

  private record Leaf(int size) implements Node {}

  private record Cut(int place, double at, Node below, Node above) implements Node {}

  private final Random random;
  private final List<double[]> shingles = new ArrayList<>();
  private final double[] last = new double[SHINGLE];
  private List<Node> trees = List.of();
  private int seen;

  IsolationForest(long seed) {
    random = new Random(seed);
  }

  @Override
  public double grade(double value) {
    System.arraycopy(last, 1, last, 0, SHINGLE - 1);
    last[SHINGLE - 1] = value;
    seen++;
    if (seen < SHINGLE) {
      return 0;
    }
    double[] shingle = last.clone();
    double grade = trees.isEmpty() ? 0 : graded(shingle);
    if (shingles.size() == WINDOW) {
      shingles.removeFirst();
    }
    shingles.add(shingle);
    if (seen % GROW_EVERY == 0) {
      grow();
    }
    return grade;
  }

  private double graded(double[] shingle) {
    double depth = trees.stream().mapToDouble(tree -> depth(tree, shingle)).average().orElse(0);
    return Math.pow(2, -depth / averageDepth(Math.min(SAMPLE, shingles.size())));
  }

  private static double depth(Node tree, double[] shingle) {
    Node node = tree;
    int depth = 0;
    while (node instanceof Cut cut) {
      node = shingle[cut.place()] < cut.at() ? cut.below() : cut.above();
      depth++;
    }
    return depth + (node instanceof Leaf leaf ? averageDepth(leaf.size()) : 0);
  }

  /// Of an unsuccessful search in a binary tree of so many.
  private static double averageDepth(int size) {
    return size < 2 ? 0 : 2 * (Math.log(size - 1.0) + EULER) - 2.0 * (size - 1) / size;
  }

  private void grow() {
    List<Node> grown = new ArrayList<>();
    for (int i = 0; i < TREES; i++) {
      List<double[]> sample = new ArrayList<>();
      for (int j = 0; j < Math.min(SAMPLE, shingles.size()); j++) {
        sample.add(shingles.get(random.nextInt(shingles.size())));
      }
      grown.add(tree(sample, 0));
    }
    trees = grown;
  }

  private Node tree(List<double[]> sample, int depth) {
    int place = random.nextInt(SHINGLE);
    double least = sample.stream().mapToDouble(each -> each[place]).min().orElse(0);
    double most = sample.stream().mapToDouble(each -> each[place]).max().orElse(0);
    if (depth == DEPTH || sample.size() < 2 || least == most) {
      return new Leaf(sample.size());
    }
    double at = least + random.nextDouble() * (most - least);
    return new Cut(
        place,
        at,
        tree(sample.stream().filter(each -> each[place] < at).toList(), depth + 1),
        tree(sample.stream().filter(each -> each[place] >= at).toList(), depth + 1));
  }
}
