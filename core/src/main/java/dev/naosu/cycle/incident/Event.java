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
  /// It is delivered, and the service has a fleet.
  SHIPPED,
  /// It is delivered, and rolling it out is somebody else's matter.
  NO_FLEET,
  /// It is offered to the people of its repository.
  OFFERED,
  /// It could not be delivered.
  NOT_SHIPPED,
  /// They took it.
  MERGED,
  /// They did not.
  CLOSED_THERE,
  /// All requests go to the version with the repair.
  PROMOTED,
  /// They all go to the version before again, and there is another attempt.
  ROLLED_BACK,
  /// They all go to the version before again, and there is no further attempt.
  TAKEN_BACK,
  /// It could not be told whether the version with the repair does well.
  UNDECIDED,
  /// A person wants the rollout to go on.
  RESUMED,
  /// What runs is well again, by runtime healing or by itself.
  RELIEVED,
  /// Runtime healing could not help.
  BEYOND_RUNTIME,
  /// A person ended it.
  ENDED_BY_HAND;

  /// Whether it happens when the cycle is over, and runtime healing has the incident.
  public boolean isOfRuntimeHealing() {
    return this == RELIEVED || this == BEYOND_RUNTIME;
  }
}
