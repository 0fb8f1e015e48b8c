package dev.naosu.repair.donor;

import dev.naosu.repair.Codebase;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which files of a project speak of what a piece of code speaks of, found without parsing them.
public final class Relevance {
  private static final int SHORTEST_WORD = 3;

  private final List<String> paths;
  private final List<int[]> words = new ArrayList<>();
  private final Map<String, Integer> ids = new HashMap<>();

  private Relevance(Codebase codebase) {
    this.paths = codebase.paths();
    for (String path : paths) {
      words.add(
          words(codebase.text(path)).stream()
              .mapToInt(word -> ids.computeIfAbsent(word, _ -> ids.size()))
              .sorted()
              .toArray());
    }
  }

  public static Relevance of(Codebase codebase) {
    return codebase.learn(Relevance.class, "", () -> new Relevance(codebase));
  }

  /// Files that share rare words with a text, those that share most first.
  ///
  /// @param most how many at most
  public List<String> files(String text, int most) {
    int[] holders = new int[ids.size()];
    words.forEach(
        each -> {
          for (int word : each) {
            holders[word]++;
          }
        });
    Set<Integer> wanted = new HashSet<>();
    for (String word : words(text)) {
      Integer id = ids.get(word);
      if (id != null) {
        wanted.add(id);
      }
    }
    record Rated(String path, double rate) {}
    List<Rated> rated = new ArrayList<>();
    for (int i = 0; i < paths.size(); i++) {
      double rate = 0;
      for (int word : words.get(i)) {
        if (wanted.contains(word)) {
          rate += Math.log((1.0 + paths.size()) / holders[word]);
        }
      }
      if (rate > 0) {
        rated.add(new Rated(paths.get(i), rate));
      }
    }
    rated.sort(Comparator.comparingDouble(Rated::rate).reversed().thenComparing(Rated::path));
    return rated.stream().limit(most).map(Rated::path).toList();
  }

  private static Set<String> words(String text) {
    Set<String> words = new HashSet<>();
    int start = -1;
    for (int i = 0; i <= text.length(); i++) {
      boolean part = i < text.length() && Character.isJavaIdentifierPart(text.charAt(i));
      if (part && start < 0) {
        start = i;
      } else if (!part && start >= 0) {
        if (i - start >= SHORTEST_WORD) {
          words.add(text.substring(start, i));
        }
        start = -1;
      }
    }
    return words;
  }
}
