package dev.naosu.cycle.incident;

/// What moves an incident from one state to the next.
public enum Event {
  /// It is a matter of code, and its turn.
  TAKEN_UP,
  /// It is not a matter of code.
  NOT_CODE,
  /// It is beyond what naosu should try alone: too complex, or it came back too often.
  TOO_COMPLEX,
  /// A repair holds.
  PROVED,
  /// No repair was found, and there is another attempt.
  FAILED,
  /// No repair was found, and there is no further attempt.
  GAVE_UP,
  /// The confidence is enough to ship and tell.
  SURE,
  /// The confidence is enough to ship if nobody objects.
  LIKELY,
  /// The confidence is not enough to ship without a person's word.
  UNSURE,
  APPROVED,
  /// Nobody objected in time.
  UNOPPOSED,
  /// A person said no, and there is another attempt.
  SENT_BACK,
  /// A person said no, and there is no further attempt.
  DENIED,
  SHIPPED,
  /// It could not be delivered.
  NOT_SHIPPED,
  /// A person ended it.
  ENDED_BY_HAND
}
