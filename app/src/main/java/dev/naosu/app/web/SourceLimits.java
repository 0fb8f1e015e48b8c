package dev.naosu.app.web;

import dev.naosu.access.Visitor;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Keeps every source of signals to its allowance, so that none can crowd out the others.
///
/// Each has two buckets, of bytes and of requests, which fill up by the second. A delivery is let
/// in while there is something in both, and then taken out of them in full: a large one leaves a
/// debt behind, and the next one waits until it is paid. So a batch of any size passes, and over
/// time nobody gets more than the allowance. May be asked by several threads.
public final class SourceLimits {
  /// Beyond that, those that were silent longest are forgotten, and with them their debts. Only an
  /// admin makes sources.
  private static final int MOST = 10_000;

  private static final String TOKEN = "token:";

  private final Allowance usual;
  private final Map<String, Allowance> byName;
  private final InstantSource clock;
  private final LinkedHashMap<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true);

  /// @param byName instead of the usual one, by the name of a token
  public SourceLimits(Allowance usual, Map<String, Allowance> byName, InstantSource clock) {
    this.usual = usual;
    this.byName = Map.copyOf(byName);
    this.clock = clock;
  }

  /// Whether somebody may deliver now; if so, it counts. Two tokens of one name are two sources.
  ///
  /// @param bytes of the delivery, as far as they are known
  /// @return how long to wait first; empty when it may come in
  public Optional<Duration> admit(Visitor visitor, long bytes) {
    return admit(key(visitor), name(visitor), bytes);
  }

  /// The same for a source that shows no token of naosu's.
  ///
  /// @param source its name
  public Optional<Duration> admit(String source, long bytes) {
    return admit(source, source, bytes);
  }

  /// A delivery that was let in turned out to be larger, as when it was unpacked.
  ///
  /// @param moreBytes negative when it was smaller
  public void charge(Visitor visitor, long moreBytes) {
    charge(key(visitor), name(visitor), moreBytes);
  }

  /// The same for a source that shows no token of naosu's.
  public void charge(String source, long moreBytes) {
    charge(source, source, moreBytes);
  }

  private synchronized void charge(String key, String name, long moreBytes) {
    bucket(key, name).bytes -= moreBytes;
  }

  private synchronized Optional<Duration> admit(String key, String name, long bytes) {
    Bucket bucket = bucket(key, name);
    bucket.fill(clock.instant());
    Duration wait = bucket.untilItHolds();
    if (!wait.isZero()) {
      return Optional.of(wait);
    }
    bucket.bytes -= bytes;
    bucket.requests -= 1;
    return Optional.empty();
  }

  private Bucket bucket(String key, String name) {
    Bucket bucket =
        buckets.computeIfAbsent(
            key, _ -> new Bucket(byName.getOrDefault(name, usual), clock.instant()));
    if (buckets.size() > MOST) {
      buckets.pollFirstEntry();
    }
    return bucket;
  }

  private static String key(Visitor visitor) {
    return TOKEN + visitor.token();
  }

  private static String name(Visitor visitor) {
    return visitor.name().startsWith(TOKEN)
        ? visitor.name().substring(TOKEN.length())
        : visitor.name();
  }

  /// What a source has left. Full at first.
  private static final class Bucket {
    private static final double NANOS = 1e9;

    private final Allowance allowance;
    private double bytes;
    private double requests;
    private Instant filled;

    Bucket(Allowance allowance, Instant now) {
      this.allowance = allowance;
      this.bytes = most((double) allowance.bytesPerSecond());
      this.requests = most(allowance.requestsPerSecond());
      this.filled = now;
    }

    /// A clock that is set back gives nothing.
    void fill(Instant now) {
      double seconds = Math.max(0, Duration.between(filled, now).toNanos() / NANOS);
      bytes =
          Math.min(
              most((double) allowance.bytesPerSecond()),
              bytes + seconds * allowance.bytesPerSecond());
      requests =
          Math.min(
              most(allowance.requestsPerSecond()),
              requests + seconds * allowance.requestsPerSecond());
      filled = now;
    }

    Duration untilItHolds() {
      double seconds =
          Math.max(
              (1 - bytes) / allowance.bytesPerSecond(),
              (1 - requests) / allowance.requestsPerSecond());
      return seconds <= 0 ? Duration.ZERO : Duration.ofNanos((long) Math.ceil(seconds * NANOS));
    }

    private double most(double perSecond) {
      return perSecond * allowance.burst().toMillis() / 1000;
    }
  }
}
