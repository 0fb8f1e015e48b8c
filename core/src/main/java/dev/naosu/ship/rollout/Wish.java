package dev.naosu.ship.rollout;

/// What a person wants of a rollout.
///
/// @param reason may be empty
public record Wish(Kind kind, String person, String reason) {
  /// What can be wanted.
  public enum Kind {
    /// All requests to the new version, now.
    PROMOTE,
    /// The next stage, although it could not be told whether this one went well.
    GO_ON,
    /// All requests back to the version before.
    ROLL_BACK,
    /// The same, and nothing more of this incident.
    CLOSE
  }

  /// Such as `ada: too slow at noon`.
  public String words() {
    return reason.isEmpty() ? person : person + ": " + reason;
  }
}
