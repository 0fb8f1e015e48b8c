package dev.naosu.bench.healing;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What came of hurting one instance once.
///
/// @param noticed until naosu was seen to have noticed: the instance is out of the route or started
///   anew, or people are told; empty when it never was
/// @param recovered until the hurt instance was replaced, all are well and in the route, and
///   everybody has been served for two seconds; empty when that took longer than the limit
/// @param unserved requests that were not answered with 200 within 1.5 s meanwhile
/// @param wrong what was done to instances that nothing was wrong with, one sentence each
/// @param words what was done
public record Course(
    Ailment ailment,
    int round,
    Optional<Duration> noticed,
    Optional<Duration> recovered,
    int unserved,
    List<String> wrong,
    String words) {
  public Course {
    wrong = List.copyOf(wrong);
  }
}
