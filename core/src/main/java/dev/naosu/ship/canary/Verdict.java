package dev.naosu.ship.canary;

/// What is to be done about a new version: it is well, it is not, or nobody can tell.
public sealed interface Verdict {
  Evidence evidence();

  /// Why, in one sentence with the numbers, for people.
  String sentence();

  /// Well so far; the stage is not over.
  record GoesOn(Evidence evidence, String sentence) implements Verdict {}

  /// Well to the end of the stage.
  ///
  /// @param next the stage that follows; the number of stages when the new version gets everything
  record Promote(int next, boolean isLast, Evidence evidence, String sentence) implements Verdict {}

  /// Cannot be told yet; the shares stay as they are for some time.
  record Hold(Evidence evidence, String sentence) implements Verdict {}

  /// Could not be told in the time that there was: a person has to decide. The shares stay as they
  /// are; more windows may still decide it.
  record Undecided(Evidence evidence, String sentence) implements Verdict {}

  /// Worse. It stays so, whatever comes afterwards.
  record RollBack(Cause cause, Evidence evidence, String sentence) implements Verdict {}

  /// What was held against it.
  enum Cause {
    ERRORS,
    LATENCY,
    NEW_FAILURE,
    SILENCE
  }
}
