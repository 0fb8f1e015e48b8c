package dev.naosu.cycle.people;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/// Keeps what was told, across restarts and for several processes at once. Every method is one
/// transaction.
public interface Dispatches {
  /// By incident; those that there are.
  Map<Long, Dispatch> of(String channel, Collection<Long> incidents);

  /// Incidents of which the channel has not been told the end, the earliest first.
  List<Long> unfinished(String channel, int most);

  /// Takes the telling of one incident for this process; whoever else tries meanwhile does not get
  /// it.
  ///
  /// @param until when another may try, should this process end
  boolean claim(String channel, long incident, Instant now, Instant until);

  /// Keeps what came of it, and gives up the claim.
  void keep(Dispatch dispatch);

  /// Of how many incidents the channel has begun to tell since then.
  int begunSince(String channel, Instant instant);
}
