package dev.naosu.cycle.runtime;

import dev.naosu.detect.vitals.Target;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A store that ends with the test.
final class MemoryTroubles implements Troubles {
  private final Map<Long, Trouble> troubles = new TreeMap<>();

  @Override
  public Trouble keep(Trouble trouble) {
    Trouble kept = trouble.id() == 0 ? trouble.numbered(troubles.size() + 1L) : trouble;
    Trouble before = troubles.get(kept.id());
    if (before != null) {
      for (long each : before.incidents()) {
        kept = kept.also(each);
      }
    }
    troubles.put(kept.id(), kept);
    return kept;
  }

  @Override
  public List<Trouble> current() {
    return troubles.values().stream()
        .filter(each -> !each.phase().isOver() || !each.settled())
        .toList();
  }

  @Override
  public List<Trouble> latest(int most) {
    return troubles.values().stream()
        .sorted(Comparator.comparing(Trouble::id).reversed())
        .limit(most)
        .toList();
  }

  @Override
  public List<Trouble> since(Target whole, String runbook, Instant since) {
    return troubles.values().stream()
        .filter(each -> each.target().whole().equals(whole) && each.runbook().equals(runbook))
        .filter(each -> !each.began().isBefore(since))
        .sorted(Comparator.comparing(Trouble::began).reversed())
        .toList();
  }

  Collection<Trouble> all() {
    return List.copyOf(troubles.values());
  }
}
