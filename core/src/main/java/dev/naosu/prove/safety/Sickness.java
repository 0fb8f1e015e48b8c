package dev.naosu.prove.safety;

/// How many of the targets that are watched look sick at present.
///
/// @param sick those that cannot be measured among them
/// @param all that are watched
public record Sickness(int sick, int all) {
  /// Of fewer, most can be sick for one cause.
  private static final int LEAST = 3;

  public Sickness {
    if (sick < 0 || sick > all) {
      throw new IllegalArgumentException("of " + all + " targets, not " + sick + " are sick");
    }
  }

  /// Where nobody looks at targets.
  public static Sickness unseen() {
    return new Sickness(0, 0);
  }

  /// Whether it is likelier that who looks is wrong.
  ///
  /// @param most share of the targets, in [0, 1]
  boolean isDoubtful(double most) {
    return sick >= LEAST && sick > most * all;
  }

  /// Looks at them.
  @FunctionalInterface
  public interface Round {
    Sickness look();
  }
}
