package dev.naosu.app.prevent;

import dev.naosu.cycle.upkeep.Case;
import dev.naosu.cycle.upkeep.Cases;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Of one run of the program.
public final class MemoryCases implements Cases {
  private final List<Case> all = new ArrayList<>();

  @Override
  public synchronized List<Case> open() {
    return all.stream().filter(each -> !each.state().isOver()).toList();
  }

  @Override
  public synchronized Optional<Case> latest(String need) {
    return all.stream()
        .filter(each -> each.need().name().equals(need))
        .max(Comparator.comparingLong(Case::id));
  }

  @Override
  public synchronized List<Case> over(Instant since) {
    return all.reversed().stream()
        .filter(each -> each.state().isOver() && !each.changed().isBefore(since))
        .toList();
  }

  @Override
  public synchronized Case keep(Case kept) {
    if (kept.id() == 0) {
      Case fresh = kept.withId(all.size() + 1L);
      all.add(fresh);
      return fresh;
    }
    all.set((int) kept.id() - 1, kept);
    return kept;
  }
}
