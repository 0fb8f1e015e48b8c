package dev.naosu.ship.rollout;

import dev.naosu.fleet.Answers;
import dev.naosu.fleet.Traffic;
import dev.naosu.fleet.Version;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// What was answered between two looks.
///
/// @param stage from 0, that was under way
public record Window(int stage, Traffic traffic) {
  /// What came between two counts of a gateway. One that was started anew in between counts from
  /// nothing: what it has counted came since, and what the one before had counted after the earlier
  /// look is lost.
  ///
  /// @param stage from 0
  public static Window between(int stage, Optional<Traffic> earlier, Traffic later) {
    boolean goesOn = earlier.filter(each -> each.from().equals(later.from())).isPresent();
    if (!goesOn) {
      return new Window(stage, later);
    }
    Traffic before = earlier.get();
    Map<Version, Answers> came = new HashMap<>();
    later
        .answers()
        .forEach((version, answers) -> came.put(version, since(before.of(version), answers)));
    Instant from = before.to().isAfter(later.to()) ? later.to() : before.to();
    return new Window(stage, new Traffic(from, later.to(), came));
  }

  /// Adds what a version was seen to throw.
  Window with(Version version, Set<String> failures) {
    Map<Version, Answers> all = new HashMap<>(traffic.answers());
    Answers answers = traffic.of(version);
    Set<String> seen = new TreeSet<>(answers.failures());
    seen.addAll(failures);
    all.put(
        version, new Answers(answers.requests(), answers.errors(), answers.latencies(), seen));
    return new Window(stage, new Traffic(traffic.from(), traffic.to(), all));
  }

  private static Answers since(Answers before, Answers now) {
    long requests = Math.max(0, now.requests() - before.requests());
    return new Answers(
        requests,
        Math.clamp(now.errors() - before.errors(), 0, requests),
        now.latencies().minus(before.latencies()),
        now.failures());
  }
}
