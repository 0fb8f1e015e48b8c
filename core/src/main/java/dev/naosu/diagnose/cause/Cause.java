package dev.naosu.diagnose.cause;

import java.util.Comparator;
import java.util.List;

/// What may have brought an incident about.
///
/// @param service where it lies
/// @param subject what it is about: a place in the code, a version, a metric, a service
/// @param confidence an estimate in [0, [#MOST]], see [#of]
/// @param evidence what speaks for it, the most telling first
/// @param against what speaks against it, the most telling first; may be empty
public record Cause(
    Kind kind,
    String service,
    String subject,
    double confidence,
    List<Evidence> evidence,
    List<Evidence> against) {
  /// Nothing that is only inferred is certain.
  public static final double MOST = 0.95;

  public Cause {
    evidence = List.copyOf(evidence);
    against = List.copyOf(against);
    if (!(0 <= confidence && confidence <= MOST)) {
      throw new IllegalArgumentException(
          "the confidence in a cause is in [0, " + MOST + "], not " + confidence);
    }
  }

  /// What kind of thing is wrong.
  public enum Kind {
    /// The code is wrong at a place.
    CODE_FAULT("code fault"),
    /// A version brought it in.
    DEPLOY("change of version"),
    /// What the service is told from outside its code is wrong.
    CONFIGURATION("change of configuration"),
    /// Something that a service needs has run out.
    SATURATION("saturation"),
    /// Another service that is asked is slow or fails.
    DEPENDENCY("dependency"),
    /// More is asked than before.
    TRAFFIC("traffic");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    /// For people.
    public String words() {
      return words;
    }

    /// Whether it says how something came to be, or where it is, and not what it is.
    boolean isTelling() {
      return this == DEPLOY || this == CONFIGURATION || this == DEPENDENCY;
    }
  }

  /// A cause with the confidence that its evidence gives: the chance that not all of what speaks
  /// for it is mistaken, were each piece right as often as its weight says and independent of the
  /// others, times the chance that everything against it is mistaken (a noisy or: Pearl,
  /// *Probabilistic Reasoning in Intelligent Systems*, 1988). More evidence for it never makes it
  /// less, more against it never makes it more. The weights are judgement, not fitted.
  static Cause of(
      Kind kind, String service, String subject, List<Evidence> evidence, List<Evidence> against) {
    double mistaken = 1;
    for (Evidence each : evidence) {
      mistaken *= 1 - each.weight();
    }
    double unopposed = 1;
    for (Evidence each : against) {
      unopposed *= 1 - each.weight();
    }
    Comparator<Evidence> telling = Comparator.comparingDouble(Evidence::weight).reversed();
    return new Cause(
        kind,
        service,
        subject,
        Math.min(MOST, (1 - mistaken) * unopposed),
        evidence.stream().sorted(telling).toList(),
        against.stream().sorted(telling).toList());
  }

  /// Whether only one of the two can be what it was. A change is no rival of what it brought about,
  /// and that a service is unwell none of why it is.
  boolean isRivalOf(Cause other) {
    return !service.equals(other.service)
        || !kind.isTelling() && !other.kind.isTelling() && !isSameAs(other);
  }

  /// Whether it is about the same thing.
  boolean isSameAs(Cause other) {
    return kind == other.kind && service.equals(other.service) && subject.equals(other.subject);
  }
}
