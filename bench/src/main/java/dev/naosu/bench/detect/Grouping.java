package dev.naosu.bench.detect;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// How well the templates found in a log are those it was written with; each in [0, 1].
///
/// Source: Jiang and others, *A Large-Scale Evaluation for Log Parsing Techniques: How Far Are
/// We?*, ISSTA 2024, and its `benchmark/logparser/utils/evaluator.py`.
///
/// @param ga grouping accuracy: share of messages whose group has exactly the messages it should
///   have
/// @param fga harmonic mean of the shares of found, and of true, templates with such a group
/// @param pa parsing accuracy: share of messages whose template is the true one, letter by letter
record Grouping(double ga, double fga, double pa, int found, int real) {
  /// @param real the true template of each message
  /// @param found the template found for each
  static Grouping of(List<String> real, List<String> found) {
    Map<String, Set<Integer>> realGroups = groups(real);
    Map<String, Set<Integer>> foundGroups = groups(found);
    int messages = 0;
    int groups = 0;
    for (Set<Integer> group : foundGroups.values()) {
      String template = real.get(group.iterator().next());
      if (group.equals(realGroups.get(template))) {
        messages += group.size();
        groups++;
      }
    }
    int same = 0;
    for (int i = 0; i < real.size(); i++) {
      same += real.get(i).equals(found.get(i)) ? 1 : 0;
    }
    double all = Math.max(1, real.size());
    return new Grouping(
        messages / all,
        2.0 * groups / Math.max(1, foundGroups.size() + realGroups.size()),
        same / all,
        foundGroups.size(),
        realGroups.size());
  }

  private static Map<String, Set<Integer>> groups(List<String> templates) {
    Map<String, Set<Integer>> groups = new HashMap<>();
    for (int i = 0; i < templates.size(); i++) {
      groups.computeIfAbsent(templates.get(i), _ -> new HashSet<>()).add(i);
    }
    return groups;
  }
}
