package dev.naosu.forest;

import com.amazon.randomcutforest.config.ForestMode;
import com.amazon.randomcutforest.config.TransformMethod;
import com.amazon.randomcutforest.parkservices.ThresholdedRandomCutForest;
import dev.naosu.detect.metrics.Grader;

/// Grades a value by how easily random cuts part it, together with those just before it, from what
/// came earlier; the forest's own threshold follows the metric.
///
/// Source: Guha, Mishra, Roy, Schrijvers, *Robust Random Cut Forest Based Anomaly Detection on
/// Streams*, ICML 2016.
public final class CutForest implements Grader {
  private static final int SHINGLE = 16;
  private static final int TREES = 50;
  private static final int SAMPLE = 256;

  private final ThresholdedRandomCutForest forest;
  private long now;

  /// @param seed the same one gives the same grades
  public CutForest(long seed) {
    forest =
        ThresholdedRandomCutForest.builder()
            .dimensions(SHINGLE)
            .shingleSize(SHINGLE)
            .numberOfTrees(TREES)
            .sampleSize(SAMPLE)
            .randomSeed(seed)
            .internalShinglingEnabled(true)
            .forestMode(ForestMode.STANDARD)
            .transformMethod(TransformMethod.NONE)
            .build();
  }

  @Override
  public double grade(double value) {
    return forest.process(new double[] {value}, ++now).getAnomalyGrade();
  }
}
