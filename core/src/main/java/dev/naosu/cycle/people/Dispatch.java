package dev.naosu.cycle.people;

import java.time.Instant;

/// What a channel was told of an incident, as it is kept.
///
/// @param incident 0 for summaries, below 0 for actions, see [Notice]
/// @param thread see [Channel.Before]
/// @param key of the latest news that was told; empty before the first
/// @param print of what was shown; empty before
/// @param over whether nothing more is expected
/// @param failures in a row
/// @param problem why it could not be told; empty when it was
/// @param due not before then is anything more told
/// @param begun when the channel was first to be told of it
public record Dispatch(
    String channel,
    long incident,
    String thread,
    String key,
    String print,
    boolean over,
    int failures,
    String problem,
    Instant due,
    Instant begun) {
  static Dispatch none(String channel, long incident, Instant now) {
    return new Dispatch(channel, incident, "", "", "", false, 0, "", Instant.EPOCH, now);
  }
}
