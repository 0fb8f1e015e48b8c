package dev.naosu.repair.strategy;

import dev.naosu.code.JavaSource;
import dev.naosu.code.Patch;
import dev.naosu.repair.Codebase;
import dev.naosu.repair.strategy.answer.Canonical;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Suggestions that say the same, however they are written.
public final class Clusters {
  private final Codebase codebase;
  private final Map<String, Cluster> clusters = new LinkedHashMap<>();

  /// @param codebase has the texts that the suggestions change
  public Clusters(Codebase codebase) {
    this.codebase = codebase;
  }

  /// Suggestions of one meaning.
  ///
  /// @param key equal for equal meanings
  /// @param members in the order they came, at least one
  /// @param outcome of the first one that was tried
  public record Cluster(String key, List<Suggestion> members, Optional<Tried> outcome) {
    public Cluster {
      members = List.copyOf(members);
    }

    /// Independent samples that agree.
    public int votes() {
      return (int) members.stream().filter(Suggestion::independent).count();
    }

    /// Different models and strategies among the independent samples.
    public int voices() {
      return (int)
          members.stream()
              .filter(Suggestion::independent)
              .map(each -> each.model() + " " + each.strategy())
              .distinct()
              .count();
    }

    public boolean isPlausible() {
      return outcome.filter(Tried.Plausible.class::isInstance).isPresent();
    }
  }

  /// Words of the changed files after a patch; equal for patches of one meaning.
  public String key(Patch patch) {
    StringBuilder key = new StringBuilder();
    patch
        .applyTo(codebase::text)
        .forEach(
            (path, text) -> {
              JavaSource changed = codebase.outline(path, text);
              key.append(path).append('\n').append(Canonical.of(text, changed.unit())).append('\n');
            });
    return key.toString();
  }

  public void add(Suggestion suggestion) {
    String key = key(suggestion.candidate().patch());
    Cluster cluster = clusters.getOrDefault(key, new Cluster(key, List.of(), Optional.empty()));
    List<Suggestion> members = new ArrayList<>(cluster.members());
    members.add(suggestion);
    clusters.put(key, new Cluster(key, members, cluster.outcome()));
  }

  /// Notes what came of a suggestion; that it is known already says nothing new.
  public void note(Tried tried) {
    if (tried instanceof Tried.Known) {
      return;
    }
    String key = key(tried.suggestion().candidate().patch());
    Cluster cluster = clusters.get(key);
    if (cluster != null && cluster.outcome().isEmpty()) {
      clusters.put(key, new Cluster(key, cluster.members(), Optional.of(tried)));
    }
  }

  /// In the order they came up.
  public List<Cluster> list() {
    return List.copyOf(clusters.values());
  }

  /// Independent samples in all.
  public int votes() {
    return clusters.values().stream().mapToInt(Cluster::votes).sum();
  }
}
