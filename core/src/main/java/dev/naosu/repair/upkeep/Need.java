package dev.naosu.repair.upkeep;

import dev.naosu.detect.forecast.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Something that should be done before it is too late. Texts of it may come from outside.
///
/// @param title what, in one sentence
/// @param duration how long meeting it takes
/// @param downtime how long something is away meanwhile; zero for most
/// @param impact what happens when it is not met
/// @param until when it has to be done; empty where nothing happens at a certain time
/// @param confidence that it is needed by then, in [0, 1]
/// @param evidence one sentence each
/// @param touches resources that no two may touch at once
public record Need(
    Subject subject,
    String title,
    Urgency urgency,
    Duration duration,
    Duration downtime,
    String impact,
    Optional<Instant> until,
    double confidence,
    List<String> evidence,
    List<String> touches,
    Means means) {
  public Need {
    evidence = List.copyOf(evidence);
    touches = List.copyOf(touches);
    if (!(0 <= confidence && confidence <= 1) || duration.isNegative() || downtime.isNegative()) {
      throw new IllegalArgumentException(
          "a confidence is in [0, 1] and times are not negative: " + confidence);
    }
  }

  /// The same with another date.
  public Need by(Optional<Instant> date) {
    return new Need(
        subject,
        title,
        urgency,
        duration,
        downtime,
        impact,
        date,
        confidence,
        evidence,
        touches,
        means);
  }

  /// What people call it by.
  public String name() {
    return subject.word();
  }
}
