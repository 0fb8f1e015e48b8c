package dev.naosu.cycle.incident;

import static dev.naosu.cycle.incident.Event.APPROVED;
import static dev.naosu.cycle.incident.Event.BEYOND_RUNTIME;
import static dev.naosu.cycle.incident.Event.CLOSED_THERE;
import static dev.naosu.cycle.incident.Event.DENIED;
import static dev.naosu.cycle.incident.Event.ENDED_BY_HAND;
import static dev.naosu.cycle.incident.Event.FAILED;
import static dev.naosu.cycle.incident.Event.GAVE_UP;
import static dev.naosu.cycle.incident.Event.LIKELY;
import static dev.naosu.cycle.incident.Event.MERGED;
import static dev.naosu.cycle.incident.Event.NOT_CODE;
import static dev.naosu.cycle.incident.Event.NOT_SHIPPED;
import static dev.naosu.cycle.incident.Event.NO_FLEET;
import static dev.naosu.cycle.incident.Event.OFFERED;
import static dev.naosu.cycle.incident.Event.PROMOTED;
import static dev.naosu.cycle.incident.Event.PROVED;
import static dev.naosu.cycle.incident.Event.RELIEVED;
import static dev.naosu.cycle.incident.Event.RESUMED;
import static dev.naosu.cycle.incident.Event.ROLLED_BACK;
import static dev.naosu.cycle.incident.Event.SENT_BACK;
import static dev.naosu.cycle.incident.Event.SHIPPED;
import static dev.naosu.cycle.incident.Event.SURE;
import static dev.naosu.cycle.incident.Event.TAKEN_BACK;
import static dev.naosu.cycle.incident.Event.TAKEN_UP;
import static dev.naosu.cycle.incident.Event.TOO_COMPLEX;
import static dev.naosu.cycle.incident.Event.UNDECIDED;
import static dev.naosu.cycle.incident.Event.UNOPPOSED;
import static dev.naosu.cycle.incident.Event.UNSURE;
import static dev.naosu.cycle.incident.State.APPROVAL;
import static dev.naosu.cycle.incident.State.CLOSED;
import static dev.naosu.cycle.incident.State.ESCALATED;
import static dev.naosu.cycle.incident.State.HANDED_OVER;
import static dev.naosu.cycle.incident.State.HEALED;
import static dev.naosu.cycle.incident.State.HEALING;
import static dev.naosu.cycle.incident.State.HELD;
import static dev.naosu.cycle.incident.State.MERGING;
import static dev.naosu.cycle.incident.State.OPEN;
import static dev.naosu.cycle.incident.State.PROVEN;
import static dev.naosu.cycle.incident.State.REVIEW;
import static dev.naosu.cycle.incident.State.ROLLING_OUT;
import static dev.naosu.cycle.incident.State.SHIPPING;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// Every way from one state to the next. There is no other: the cycle looks here, and the picture
/// in the documentation is drawn from here.
public final class Transitions {
  /// One arrow of the picture.
  public record Transition(State from, Event event, State to) {}

  private static final List<Transition> ALL =
      List.of(
          new Transition(OPEN, TAKEN_UP, HEALING),
          new Transition(OPEN, NOT_CODE, HANDED_OVER),
          new Transition(OPEN, TOO_COMPLEX, ESCALATED),
          new Transition(OPEN, ENDED_BY_HAND, CLOSED),
          new Transition(HEALING, PROVED, PROVEN),
          new Transition(HEALING, FAILED, HEALING),
          new Transition(HEALING, GAVE_UP, ESCALATED),
          new Transition(HEALING, TOO_COMPLEX, ESCALATED),
          new Transition(HEALING, ENDED_BY_HAND, CLOSED),
          new Transition(PROVEN, SURE, SHIPPING),
          new Transition(PROVEN, LIKELY, REVIEW),
          new Transition(PROVEN, UNSURE, APPROVAL),
          new Transition(PROVEN, ENDED_BY_HAND, CLOSED),
          new Transition(REVIEW, APPROVED, SHIPPING),
          new Transition(REVIEW, UNOPPOSED, SHIPPING),
          new Transition(REVIEW, SENT_BACK, HEALING),
          new Transition(REVIEW, DENIED, ESCALATED),
          new Transition(REVIEW, ENDED_BY_HAND, CLOSED),
          new Transition(APPROVAL, APPROVED, SHIPPING),
          new Transition(APPROVAL, SENT_BACK, HEALING),
          new Transition(APPROVAL, DENIED, ESCALATED),
          new Transition(APPROVAL, ENDED_BY_HAND, CLOSED),
          new Transition(SHIPPING, SHIPPED, ROLLING_OUT),
          new Transition(SHIPPING, NO_FLEET, HEALED),
          new Transition(SHIPPING, OFFERED, MERGING),
          new Transition(SHIPPING, NOT_SHIPPED, ESCALATED),
          new Transition(MERGING, MERGED, ROLLING_OUT),
          new Transition(MERGING, NO_FLEET, HEALED),
          new Transition(MERGING, SENT_BACK, HEALING),
          new Transition(MERGING, CLOSED_THERE, ESCALATED),
          new Transition(MERGING, DENIED, ESCALATED),
          new Transition(MERGING, ENDED_BY_HAND, CLOSED),
          new Transition(ROLLING_OUT, PROMOTED, HEALED),
          new Transition(ROLLING_OUT, UNDECIDED, HELD),
          new Transition(ROLLING_OUT, ROLLED_BACK, HEALING),
          new Transition(ROLLING_OUT, TAKEN_BACK, ESCALATED),
          new Transition(ROLLING_OUT, ENDED_BY_HAND, CLOSED),
          new Transition(HELD, RESUMED, ROLLING_OUT),
          new Transition(HELD, PROMOTED, HEALED),
          new Transition(HELD, ROLLED_BACK, HEALING),
          new Transition(HELD, TAKEN_BACK, ESCALATED),
          new Transition(HELD, ENDED_BY_HAND, CLOSED),
          new Transition(ESCALATED, RELIEVED, HEALED),
          new Transition(ESCALATED, ENDED_BY_HAND, CLOSED),
          new Transition(HANDED_OVER, RELIEVED, HEALED),
          new Transition(HANDED_OVER, BEYOND_RUNTIME, ESCALATED),
          new Transition(HANDED_OVER, ENDED_BY_HAND, CLOSED));

  private Transitions() {}

  /// In the order of an incident's life.
  public static List<Transition> all() {
    return ALL;
  }

  /// Where an event leads; empty when it cannot happen there.
  public static Optional<State> next(State from, Event event) {
    return ALL.stream()
        .filter(each -> each.from() == from && each.event() == event)
        .map(Transition::to)
        .findFirst();
  }

  /// The picture, as a Mermaid state diagram.
  public static String diagram() {
    String arrows =
        ALL.stream()
            .map(
                each ->
                    "  "
                        + each.from()
                        + " --> "
                        + each.to()
                        + ": "
                        + each.event().name().toLowerCase(Locale.ROOT).replace('_', ' '))
            .collect(Collectors.joining("\n"));
    String ends =
        List.of(State.values()).stream()
            .filter(State::isFinal)
            .map(state -> "  " + state + " --> [*]")
            .collect(Collectors.joining("\n"));
    return "stateDiagram-v2\n  [*] --> OPEN\n" + arrows + "\n" + ends + "\n";
  }
}
