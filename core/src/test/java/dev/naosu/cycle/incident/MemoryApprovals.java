package dev.naosu.cycle.incident;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Approvals for as long as a test runs.
public final class MemoryApprovals implements Approvals {
  private final List<Approval> all = new ArrayList<>();
  private final Map<String, Instant> shown = new HashMap<>();
  private final Set<String> used = new HashSet<>();

  @Override
  public List<Approval> add(Approval approval) {
    if (of(approval.incident(), approval.card()).stream()
        .noneMatch(each -> each.human().equals(approval.human()))) {
      all.add(approval);
    }
    return of(approval.incident(), approval.card());
  }

  @Override
  public List<Approval> of(long incident, String card) {
    return all.stream()
        .filter(each -> each.incident() == incident && each.card().equals(card))
        .toList();
  }

  @Override
  public void shown(Card card, String viewer, Instant at) {
    shown.putIfAbsent(card.seen() + " " + viewer, at);
  }

  @Override
  public Optional<Instant> firstShown(long incident, String card, String viewer) {
    return Optional.ofNullable(shown.get(card + " " + viewer));
  }

  @Override
  public boolean use(String link, long incident, Instant now) {
    return used.add(link);
  }
}
