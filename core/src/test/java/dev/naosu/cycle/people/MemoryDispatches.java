package dev.naosu.cycle.people;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What was told, for as long as a test runs.
final class MemoryDispatches implements Dispatches {
  private final Map<String, TreeMap<Long, Dispatch>> kept = new HashMap<>();
  private final Map<String, Instant> claims = new HashMap<>();

  @Override
  public Map<Long, Dispatch> of(String channel, Collection<Long> incidents) {
    Map<Long, Dispatch> found = new HashMap<>(kept.getOrDefault(channel, new TreeMap<>()));
    found.keySet().retainAll(incidents);
    return found;
  }

  @Override
  public List<Long> unfinished(String channel, int most) {
    return kept.getOrDefault(channel, new TreeMap<>()).values().stream()
        .filter(each -> !each.over() && each.incident() != 0)
        .map(Dispatch::incident)
        .limit(most)
        .toList();
  }

  @Override
  public boolean claim(String channel, long incident, Instant now, Instant until) {
    Instant claimed = claims.getOrDefault(channel + incident, Instant.EPOCH);
    if (claimed.isAfter(now)) {
      return false;
    }
    claims.put(channel + incident, until);
    return true;
  }

  @Override
  public void keep(Dispatch dispatch) {
    claims.remove(dispatch.channel() + dispatch.incident());
    kept.computeIfAbsent(dispatch.channel(), _ -> new TreeMap<>())
        .put(dispatch.incident(), dispatch);
  }

  @Override
  public int begunSince(String channel, Instant instant) {
    return (int)
        kept.getOrDefault(channel, new TreeMap<>()).values().stream()
            .filter(each -> each.incident() != 0 && !each.begun().isBefore(instant))
            .count();
  }
}
