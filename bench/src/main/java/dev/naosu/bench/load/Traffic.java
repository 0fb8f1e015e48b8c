package dev.naosu.bench.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// How much is sent.
///
/// @param batch records in one request
/// @param every so often a new fault begins; in turns it is told by a log record and by a span, and
///   told again two and five seconds later
/// @param firstFault number of the first one
public record Traffic(
    int logsPerSecond,
    int spansPerSecond,
    int batch,
    Duration every,
    Duration length,
    int firstFault) {
  private static final List<Duration> TOLD =
      List.of(Duration.ZERO, Duration.ofSeconds(2), Duration.ofSeconds(5));
  private static final double NANOS = 1e9;

  /// The same rates for another while, with faults of its own.
  Traffic then(Duration otherLength) {
    return new Traffic(
        logsPerSecond, spansPerSecond, batch, every, otherLength, firstFault + faults());
  }

  Traffic during(Duration otherLength) {
    return new Traffic(logsPerSecond, spansPerSecond, batch, every, otherLength, firstFault);
  }

  int faults() {
    return (int) (length.toNanos() / every.toNanos());
  }

  long records(Post.Kind kind) {
    return perSecond(kind) * length.toSeconds();
  }

  int perSecond(Post.Kind kind) {
    return kind == Post.Kind.LOGS ? logsPerSecond : spansPerSecond;
  }

  /// In the order they are due.
  List<Post> posts() {
    List<Post> posts = new ArrayList<>(batches(Post.Kind.LOGS));
    posts.addAll(batches(Post.Kind.SPANS));
    posts.sort(Comparator.comparingLong(Post::dueNanos));
    List<Post> numbered = new ArrayList<>();
    for (Post each : posts) {
      numbered.add(
          new Post(numbered.size(), each.dueNanos(), each.kind(), each.records(), each.faults()));
    }
    return numbered;
  }

  private List<Post> batches(Post.Kind kind) {
    TreeMap<Long, List<Fault>> batches = new TreeMap<>();
    long all = records(kind);
    for (long from = 0; from < all; from += batch) {
      batches.put((long) (from * NANOS / perSecond(kind)), new ArrayList<>());
    }
    for (int i = 0; i < faults(); i++) {
      Fault fault = new Fault(firstFault + i);
      long begins = every.multipliedBy(i).toNanos();
      if (kind == (i % 2 == 0 ? Post.Kind.LOGS : Post.Kind.SPANS)) {
        TOLD.forEach(
            after ->
                Optional.ofNullable(batches.ceilingEntry(begins + after.toNanos()))
                    .or(() -> Optional.ofNullable(after.isZero() ? batches.lastEntry() : null))
                    .ifPresent(batch -> batch.getValue().add(fault)));
      }
    }
    List<Post> posts = new ArrayList<>();
    long left = all;
    for (var each : batches.entrySet()) {
      int size = (int) Math.min(batch, left);
      left -= size;
      posts.add(new Post(0, each.getKey(), kind, size, each.getValue()));
    }
    return posts;
  }
}
