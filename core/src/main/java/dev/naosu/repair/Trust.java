package dev.naosu.repair;

/// How far a kind of edit may be trusted when it is all that is left.
public enum Trust {
  ORDINARY,
  /// The edit can hide a symptom without mending its cause, such as a deleted statement or a
  /// condition made constant. Proposed last and labelled.
  SYMPTOM_SUPPRESSION
}
