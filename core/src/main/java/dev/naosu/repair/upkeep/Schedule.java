package dev.naosu.repair.upkeep;

import dev.naosu.repair.upkeep.Window.Opening;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// When needs are met: each within one opening of a window, the one that ends first before the
/// others, and no two at once that touch the same.
///
/// @param entries in the order of their times, then those without one
public record Schedule(List<Entry> entries) {
  private static final int OPENINGS = 400;

  public Schedule {
    entries = List.copyOf(entries);
  }

  /// One need.
  ///
  /// @param slot empty when it fits into no window, or only a person can do it
  /// @param late whether it will not be met in time
  /// @param why it is late or has no slot, in one sentence; empty otherwise
  public record Entry(Need need, Optional<Opening> slot, boolean late, String why) {}

  /// @param windows at least one for slots to be given
  public static Schedule of(Collection<Need> needs, List<Window> windows, Instant now) {
    List<Need> sorted = new ArrayList<>(needs);
    sorted.sort(
        Comparator.comparing((Need each) -> each.until().orElse(Instant.MAX))
            .thenComparing(Need::urgency)
            .thenComparing(Need::name));
    List<Entry> entries = new ArrayList<>();
    for (Need need : sorted) {
      entries.add(entry(need, windows, entries, now));
    }
    entries.sort(Comparator.comparing(each -> each.slot().map(Opening::begin).orElse(Instant.MAX)));
    return new Schedule(entries);
  }

  public Optional<Entry> of(String need) {
    return entries.stream().filter(each -> each.need().name().equals(need)).findFirst();
  }

  private static Entry entry(Need need, List<Window> windows, List<Entry> before, Instant now) {
    if (windows.isEmpty()) {
      return new Entry(need, Optional.empty(), isOver(need, now), "no maintenance window is named");
    }
    Optional<Opening> slot = slot(need, windows, before, now);
    if (slot.isEmpty()) {
      return new Entry(
          need,
          Optional.empty(),
          need.until().isPresent(),
          "it takes " + minutes(need.duration()) + ", and no window is as long");
    }
    boolean late = need.until().filter(until -> slot.get().end().isAfter(until)).isPresent();
    return new Entry(
        need,
        slot,
        late,
        late ? "the first window that has room for it ends too late: do it by hand before" : "");
  }

  private static boolean isOver(Need need, Instant now) {
    return need.until().filter(until -> !until.isAfter(now)).isPresent();
  }

  private static Optional<Opening> slot(
      Need need, List<Window> windows, List<Entry> before, Instant now) {
    Optional<Opening> best = Optional.empty();
    for (Window window : windows) {
      Instant from = now;
      for (int i = 0; i < OPENINGS; i++) {
        Opening opening = window.from(from);
        Optional<Opening> free = free(need, opening, before, now);
        if (free.isPresent()) {
          best = best.filter(each -> !each.begin().isAfter(free.get().begin())).or(() -> free);
          break;
        }
        from = opening.end();
        if (need.duration().compareTo(window.length().plusHours(2)) > 0) {
          break;
        }
      }
    }
    return best;
  }

  /// The earliest part of an opening in which nothing else touches the same.
  private static Optional<Opening> free(
      Need need, Opening opening, List<Entry> before, Instant now) {
    List<Opening> taken =
        before.stream()
            .filter(each -> each.need().touches().stream().anyMatch(need.touches()::contains))
            .flatMap(each -> each.slot().stream())
            .sorted(Comparator.comparing(Opening::begin))
            .toList();
    Instant begin = opening.begin().isAfter(now) ? opening.begin() : now;
    for (Opening each : taken) {
      if (each.begin().isBefore(begin.plus(need.duration())) && each.end().isAfter(begin)) {
        begin = each.end();
      }
    }
    Instant end = begin.plus(need.duration());
    return end.isAfter(opening.end()) ? Optional.empty() : Optional.of(new Opening(begin, end));
  }

  private static String minutes(Duration time) {
    return time.toMinutes() + " min";
  }
}
