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

  /// Who delivers.
  ///
  /// @param key what tells it from all others
  /// @param name that its allowance is looked up by
  public record Source(String key, String name) {
    /// Two tokens of one name are two sources.
    public static Source of(Visitor visitor) {
      return new Source(
          TOKEN + visitor.token(),
          visitor.name().startsWith(TOKEN)
              ? visitor.name().substring(TOKEN.length())
              : visitor.name());
    }

    /// One that shows no token of naosu's.
    public static Source named(String name) {
      return new Source(name, name);
    }
  }

  /// Whether a source may deliver now; if so, it counts.
  ///
  /// @param bytes of the delivery, as far as they are known
  /// @return how long to wait first; empty when it may come in
  public synchronized Optional<Duration> admit(Source source, long bytes) {
    Bucket bucket = bucket(source);
    bucket.fill(clock.instant());
    Duration wait = bucket.untilItHolds();
    if (!wait.isZero()) {
      return Optional.of(wait);
    }
    bucket.bytes -= bytes;
    bucket.requests -= 1;
    return Optional.empty();
  }

  /// A delivery that was let in turned out to be larger, as when it was unpacked.
  ///
  /// @param moreBytes negative when it was smaller
  public synchronized void charge(Source source, long moreBytes) {
    bucket(source).bytes -= moreBytes;
  }

  private Bucket bucket(Source source) {
    Bucket bucket =
        buckets.computeIfAbsent(
            source.key(),
            _ -> new Bucket(byName.getOrDefault(source.name(), usual), clock.instant()));
    if (buckets.size() > MOST) {
      buckets.pollFirstEntry();
    }
    return bucket;
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
