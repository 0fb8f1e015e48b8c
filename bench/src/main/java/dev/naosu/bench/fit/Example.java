package dev.naosu.bench.fit;

import dev.naosu.bench.judge.Verdict;
import dev.naosu.bench.trial.Report;
import dev.naosu.bench.trial.Sha256;
import dev.naosu.bench.trial.Trial;
import dev.naosu.bench.trial.Trial.JudgedRepair;
import dev.naosu.bench.trial.Trial.Result;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// A repair whose worth is known.
///
/// @param group that is held out together
/// @param isFirst whether it was shown first
/// @param confidence that the product gave it
public record Example(
    String group,
    boolean isFirst,
    double confidence,
    Map<String, Double> features,
    boolean correct) {
  public Example {
    features = Collections.unmodifiableMap(new TreeMap<>(features));
  }

  /// What is held out together.
  public enum HoldOut {
    /// Bugs of one project, as the manifest groups them.
    GROUP,
    /// A whole manifest: what the confidence is worth on a kind of bugs that it has not seen.
    DATA_SET
  }

  /// The same without some features.
  public Example without(Set<String> names) {
    Map<String, Double> left = new TreeMap<>(features);
    left.keySet().removeAll(names);
    return new Example(group, isFirst, confidence, left, correct);
  }

  /// All of some reports. A repair that was judged in two of them counts once, as in the later one:
  /// counted twice, the same bug would weigh twice.
  public static List<Example> of(List<Report> reports, HoldOut holdOut) {
    Map<String, Example> examples = new LinkedHashMap<>();
    for (Report report : reports) {
      for (Trial trial : report.trials()) {
        if (trial.result() instanceof Result.Ran ran) {
          for (int i = 0; i < ran.repairs().size(); i++) {
            JudgedRepair repair = ran.repairs().get(i);
            String name = report.manifest() + "\n" + trial.id() + "\n" + Sha256.of(repair.diff());
            examples.remove(name);
            if (repair.verdict() != Verdict.UNDECIDED) {
              String group = holdOut == HoldOut.GROUP ? trial.group() : report.manifest();
              examples.put(name, of(group, repair, i == 0));
            }
          }
        }
      }
    }
    return List.copyOf(examples.values());
  }

  private static Example of(String group, JudgedRepair repair, boolean isFirst) {
    return new Example(
        group,
        isFirst,
        repair.confidence(),
        repair.features(),
        repair.verdict() == Verdict.CORRECT);
  }
}
