package dev.naosu.detect.logs;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Learns the templates of a log while it is written: Drain's tree of fixed depth, over words that
/// are cut and masked by [Words].
///
/// Three things differ from the paper. Messages share a leaf when their punctuation is the same and
/// not only their length. Masked words say nothing for or against likeness. And a word without a
/// digit that differs is not taken for a value at once: only when [Limits#words] different ones
/// stood in its place, so `started` and `stopped` stay two templates, and twenty user names become
/// one. Then templates join, and the younger ones go by the [#current] id.
///
/// Memory is bounded by [Limits], and so is the time for a message: its letters times a constant.
/// Not safe for use by several threads.
///
/// Source: He, Zhu, Zheng, Lyu, *Drain: An Online Log Parsing Approach with Fixed Depth Tree*, ICWS
/// 2017.
public final class LogTemplates {
  /// How much is remembered, and what is alike.
  ///
  /// @param templates the least recently seen one is forgotten first
  /// @param children of a node of the tree, and templates of a leaf
  /// @param similarity share of equal words, in [0, 1], from which two messages are compared
  /// @param words that may stand in one place before it is a value
  public record Limits(int templates, int children, double similarity, int words) {
    public static final Limits USUAL = new Limits(10_000, 100, 0.4, 4);

    public Limits {
      if (templates < 1 || children < 2 || words < 1 || !(similarity > 0 && similarity <= 1)) {
        throw new IllegalArgumentException(
            "limits out of range: %d templates, %d children, similarity %s, %d words"
                .formatted(templates, children, similarity, words));
      }
    }
  }

  /// @param isNew whether no message of this template was seen before
  public record Match(LogTemplate template, boolean isNew) {}

  private final Limits limits;
  private final Map<Long, Cluster> clusters = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<LogSource, Cluster> known = new HashMap<>();
  private final Map<String, Map<String, Leaf>> tree = new HashMap<>();

  /// Templates that joined another.
  private final Map<Long, Long> joined = new LinkedHashMap<>();

  private long next = 1;
  private long now;

  public LogTemplates(Limits limits) {
    this.limits = limits;
  }

  /// The template of a message; learns.
  public Match add(String message) {
    Words words = Words.of(message);
    String skeleton = words.skeleton();
    Map<String, Leaf> leaves = tree.computeIfAbsent(skeleton, _ -> new HashMap<>());
    Optional<Cluster> found = found(leaves, words);
    if (found.isPresent()) {
      return new Match(seen(found.get()), false);
    }
    Leaf leaf = leafFor(leaves, skeleton, words);
    if (leaf.clusters().size() >= limits.children()) {
      forget(leaf.eldest());
    }
    Cluster fresh = Cluster.of(next++, words, leaf);
    leaf.clusters().add(fresh);
    keep(fresh);
    Cluster kept = joinedWhereWordsAreMany(fresh, leaf);
    return new Match(seen(kept), kept == fresh);
  }

  /// The template of a message whose statement is known: the format itself.
  public Match add(LogSource source) {
    Cluster cluster = known.get(source);
    if (cluster != null) {
      return new Match(seen(cluster), false);
    }
    Cluster made = Cluster.of(next++, source);
    known.put(source, made);
    keep(made);
    return new Match(seen(made), true);
  }

  /// The id by which the template goes now: another one when it has joined an older template.
  public long current(long id) {
    long current = id;
    for (Long further = joined.get(id); further != null; further = joined.get(current)) {
      current = further;
    }
    return current;
  }

  /// Empty when it was forgotten.
  public Optional<LogTemplate> template(long id) {
    return Optional.ofNullable(clusters.get(current(id))).map(Cluster::template);
  }

  /// The least recently seen first.
  public List<LogTemplate> templates() {
    return clusters.values().stream().map(Cluster::template).toList();
  }

  private LogTemplate seen(Cluster cluster) {
    // moves it to the end
    clusters.get(cluster.id());
    return cluster.seen(++now);
  }

  private void keep(Cluster cluster) {
    clusters.put(cluster.id(), cluster);
    if (clusters.size() > limits.templates()) {
      forget(clusters.values().iterator().next());
    }
  }

  private void forget(Cluster cluster) {
    clusters.remove(cluster.id());
    cluster.source().ifPresent(known::remove);
    cluster
        .leaf()
        .ifPresent(
            leaf -> {
              leaf.clusters().remove(cluster);
              if (leaf.clusters().isEmpty()) {
                Map<String, Leaf> leaves = tree.getOrDefault(leaf.skeleton(), Map.of());
                leaves.remove(leaf.word());
                if (leaves.isEmpty()) {
                  tree.remove(leaf.skeleton());
                }
              }
            });
  }

  private Leaf leafFor(Map<String, Leaf> leaves, String skeleton, Words words) {
    String key = key(words);
    boolean isFull = leaves.size() >= limits.children() - 1;
    return leaves.computeIfAbsent(
        isFull && !leaves.containsKey(key) ? Masking.VARIABLE : key,
        word -> new Leaf(skeleton, word, new ArrayList<>()));
  }

  private static String key(Words words) {
    return words.count() == 0 || Masking.isLikeValue(words.word(0))
        ? Masking.VARIABLE
        : words.word(0);
  }

  private static Optional<Cluster> found(Map<String, Leaf> leaves, Words words) {
    return Stream.of(key(words), Masking.VARIABLE)
        .distinct()
        .flatMap(key -> Stream.ofNullable(leaves.get(key)))
        .flatMap(leaf -> leaf.best(words).stream())
        .findFirst();
  }

  /// Where many words stood in the place of one, all of them are values.
  private Cluster joinedWhereWordsAreMany(Cluster fresh, Leaf leaf) {
    List<Cluster> near =
        leaf.clusters().stream().filter(each -> each.isNear(fresh, limits.similarity())).toList();
    if (near.size() <= limits.words()) {
      return fresh;
    }
    boolean isWider = false;
    for (int place = 0; place < fresh.count(); place++) {
      int here = place;
      if (near.stream().map(each -> each.word(here)).distinct().count() > limits.words()) {
        near.forEach(each -> each.widen(here));
        isWider = true;
      }
    }
    if (!isWider) {
      return fresh;
    }
    Cluster kept = fresh;
    for (Cluster each : near) {
      if (each != fresh && each.hasWordsOf(fresh)) {
        Cluster older = kept.id() < each.id() ? kept : each;
        Cluster younger = older == kept ? each : kept;
        older.join(younger);
        forget(younger);
        joined.put(younger.id(), older.id());
        kept = older;
      }
    }
    while (joined.size() > limits.templates()) {
      joined.remove(joined.keySet().iterator().next());
    }
    return kept;
  }
}
