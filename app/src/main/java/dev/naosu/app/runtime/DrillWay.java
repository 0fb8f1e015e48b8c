package dev.naosu.app.runtime;

import dev.naosu.cycle.action.ActionDesk;
import dev.naosu.cycle.action.ActionDesk.Answer;
import dev.naosu.cycle.chaos.UndoDrill;
import dev.naosu.cycle.incident.Decider;
import dev.naosu.prove.safety.Deed;
import dev.naosu.repair.runbook.Order;
import dev.naosu.repair.runbook.Proposal;
import dev.naosu.ship.action.Question;
import dev.naosu.ship.action.Road;
import dev.naosu.ship.action.Road.Outcome;
import java.util.List;
import java.util.Optional;

/// The road of a drill: whoever orders it approves it too, as far as they may.
///
/// @param decider who orders it
public record DrillWay(Road road, ActionDesk desk, Decider decider) implements UndoDrill.Way {
  private static final String REASON = "drill of the undo";
  private static final int LATELY = 50;

  @Override
  public Outcome walk(Proposal proposal) throws InterruptedException {
    Outcome outcome = road.walk(proposal);
    return outcome instanceof Outcome.Asked asked ? approved(asked) : outcome;
  }

  private Outcome approved(Outcome.Asked asked) throws InterruptedException {
    long number = Long.parseLong(asked.request());
    Optional<Deed> deed = desk.find(number);
    if (deed.isEmpty()) {
      return asked;
    }
    return switch (desk.approve(number, Question.seen(deed.get()), decider, REASON)) {
      case Answer.Carried(Outcome outcome) -> outcome;
      case Answer.Taken(String words) -> new Outcome.Asked(words, asked.plan(), asked.request());
      case Answer.Unknown _ -> asked;
      case Answer.Stale(String why) -> new Outcome.Refused(why, "approval", true);
      case Answer.Refused(String why) -> new Outcome.Refused(why, "approval", false);
    };
  }

  @Override
  public Optional<String> putBack(Order order) throws InterruptedException {
    List<Deed> standing =
        desk.latest(Optional.empty(), LATELY).stream()
            .filter(each -> each.proposal().order().equals(order) && each.stands())
            .toList();
    return standing.isEmpty()
        ? Optional.empty()
        : switch (desk.putBack(standing.getFirst().number(), decider, REASON)) {
          case Answer.Taken(String words) -> Optional.of(words);
          case Answer.Carried _, Answer.Unknown _, Answer.Stale _, Answer.Refused _ ->
              Optional.empty();
        };
  }
}
