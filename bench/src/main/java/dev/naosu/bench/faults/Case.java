package dev.naosu.bench.faults;

import dev.naosu.detect.metrics.Track;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Where a method put the cause of a scene.
///
/// @param delay after the onset, at which the trouble is said to have been noticed
/// @param service place of the service at fault, from 1 on; 0 when it is nowhere
/// @param cause the same for the service with the kind of metric
/// @param took to rank
public record Case(
    Scene scene, Method method, Duration delay, int service, int cause, Duration took) {

  /// Asks all methods. Delays that are longer than what was recorded are left out, and so is a
  /// method that could know nothing.
  public static List<Case> of(Recording recording, List<Duration> delays) {
    Scene scene = recording.scene();
    Ranking.Cause truth = new Ranking.Cause(scene.service(), scene.fault().shows());
    List<Track> tracks = recording.acrossVersions();
    List<Case> cases = new ArrayList<>();
    for (Method method : Method.values()) {
      for (Duration delay : delays) {
        boolean knowsNothing = method == Method.NAOSU_AT_ONCE && delay.isZero();
        if (knowsNothing || delay.compareTo(recording.after()) >= 0) {
          continue;
        }
        Instant suspected = recording.onset().plus(delay);
        for (int round = 0; round < method.rounds(); round++) {
          long start = System.nanoTime();
          Ranking.Answer answer = method.rank(tracks, suspected, round);
          Duration took = Duration.ofNanos(System.nanoTime() - start);
          cases.add(
              new Case(
                  scene,
                  method,
                  delay,
                  answer.services().indexOf(scene.service()) + 1,
                  answer.causes().indexOf(truth) + 1,
                  took));
        }
      }
    }
    return cases;
  }
}
