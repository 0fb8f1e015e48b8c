package dev.naosu.app.rest;

import static dev.naosu.app.web.Access.signed;
import static dev.naosu.app.web.Route.api;
import static io.javalin.http.HandlerType.POST;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.naosu.access.Role;
import dev.naosu.app.web.Call;
import dev.naosu.app.web.Colleague;
import dev.naosu.app.web.Problem;
import dev.naosu.app.web.Refusal;
import dev.naosu.app.web.Route;
import dev.naosu.app.web.Route.Says;
import dev.naosu.cycle.action.ActionDesk;
import dev.naosu.cycle.action.Deciding;
import dev.naosu.cycle.incident.Decider;
import dev.naosu.cycle.incident.Desk;
import dev.naosu.cycle.incident.Desk.Answer;
import dev.naosu.cycle.incident.Desk.Verdict;
import dev.naosu.cycle.incident.Sight;
import dev.naosu.messages.SlackChannel;
import dev.naosu.messages.SlackPress;
import dev.naosu.messages.SlackPress.Place;
import dev.naosu.messages.SlackPress.Pressed;
import dev.naosu.messages.SlackPress.Reasoned;
import dev.naosu.messages.SlackSignature;
import dev.naosu.ship.action.Road.Outcome;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// Where Slack sends what people press. It wants an answer within three seconds, so that only what
/// has to be done at once is done before it.
///
/// @param actions where it is decided about what naosu does to what runs
/// @param colleagues who may be in Slack what they are here
public record SlackDoor(
    Desk desk,
    Deciding actions,
    SlackChannel channel,
    SlackSignature signature,
    List<Colleague> colleagues,
    InstantSource clock) {
  private static final System.Logger LOG = System.getLogger(SlackDoor.class.getName());
  private static final int MOST_BYTES = 512 * 1024;

  public SlackDoor {
    colleagues = List.copyOf(colleagues);
  }

  public List<Route> routes() {
    return List.of(
        api(
            POST,
            "/hooks/slack",
            signed("HMAC-SHA-256 over time and body, by Slack"),
            Says.of("What people press in Slack")
                .as("application/x-www-form-urlencoded")
                .refusing(400, 401, 413),
            this::pressed));
  }

  private void pressed(Call call) throws IOException, InterruptedException {
    byte[] body = call.body(MOST_BYTES);
    Optional<String> flaw =
        signature.flaw(
            header(call, "X-Slack-Request-Timestamp"),
            header(call, "X-Slack-Signature"),
            body,
            clock.instant());
    if (flaw.isPresent()) {
      throw new Refusal(
          Problem.unsigned(
              flaw.get(), "Give naosu the signing secret of the app (docs/people.md)."));
    }
    SlackPress press =
        SlackPress.read(body)
            .orElseThrow(
                () ->
                    new Refusal(
                        Problem.badRequest(
                            "This is nothing that Slack sends.",
                            "Only Slack's interactivity belongs here.")));
    switch (press) {
      case Pressed pressed -> pressed(pressed);
      case Reasoned reasoned -> {
        reasoned(call, reasoned);
        return;
      }
      case SlackPress.Other _ -> {
        // acknowledged, so that it is not sent again
      }
    }
    call.context().status(200).contentType("text/plain").result("");
  }

  private void pressed(Pressed pressed) throws InterruptedException {
    if (pressed.button() == SlackPress.Button.OPEN) {
      return;
    }
    Optional<Colleague> who = colleague(pressed.user());
    if (who.isEmpty() || !who.get().role().covers(Role.APPROVER)) {
      whisper(pressed.place(), pressed.user(), mayNot(who));
      return;
    }
    if (pressed.button() == SlackPress.Button.DENY) {
      String trouble = channel.askWhy(pressed.trigger(), pressed);
      if (!trouble.isEmpty()) {
        whisper(
            pressed.place(),
            pressed.user(),
            "The dialog could not be opened (" + trouble + "). Say no on the page.");
      }
      return;
    }
    if (pressed.incident() < 0) {
      // what is done takes longer than Slack waits
      Thread.ofVirtual()
          .name("approved in Slack")
          .start(() -> approved(pressed, decider(who.get())));
      return;
    }
    Answer answer =
        desk.decide(
            pressed.incident(),
            Verdict.APPROVE,
            new Sight(pressed.card(), SlackChannel.NAME, Optional.empty()),
            decider(who.get()),
            "");
    whisper(pressed.place(), pressed.user(), words(answer, "Approved."));
  }

  private void approved(Pressed pressed, Decider decider) {
    try {
      whisper(
          pressed.place(),
          pressed.user(),
          words(actions.approve(-pressed.incident(), pressed.card(), decider, "")));
    } catch (InterruptedException _) {
      // naosu ends; what was begun is written down
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "what was approved in Slack could not be done", e);
    }
  }

  private static String words(ActionDesk.Answer answer) {
    return switch (answer) {
      case ActionDesk.Answer.Taken(String words) -> "Thank you; " + words + ".";
      case ActionDesk.Answer.Carried(Outcome outcome) ->
          switch (outcome) {
            case Outcome.Helped _ -> "Done, and it helped: " + outcome.words() + ".";
            case Outcome.NoEffect _, Outcome.Harmed _, Outcome.Broke _ ->
                "Done, and it did not help: " + outcome.words() + ".";
            case Outcome.Shadowed _, Outcome.Asked _, Outcome.Unfit _, Outcome.Refused _ ->
                "It was not done: " + outcome.words() + ".";
          };
      case ActionDesk.Answer.Unknown _ -> "There is no such action any more.";
      case ActionDesk.Answer.Stale(String why) -> "Not taken: " + why + ".";
      case ActionDesk.Answer.Refused(String why) -> "Not taken: " + why + ".";
    };
  }

  private void reasoned(Call call, Reasoned reasoned) throws InterruptedException {
    Optional<Colleague> who = colleague(reasoned.user());
    if (who.isEmpty() || !who.get().role().covers(Role.APPROVER)) {
      call.answer(200, mistake(mayNot(who)));
      return;
    }
    if (reasoned.reason().isBlank()) {
      call.answer(200, mistake("Say why: the next attempt and the people after you read it."));
      return;
    }
    if (reasoned.incident() < 0) {
      ActionDesk.Answer said =
          actions.deny(
              -reasoned.incident(), reasoned.card(), decider(who.get()), reasoned.reason());
      if (said instanceof ActionDesk.Answer.Taken) {
        call.context().status(200).contentType("text/plain").result("");
      } else {
        call.answer(200, mistake(words(said)));
      }
      return;
    }
    Answer answer =
        desk.decide(
            reasoned.incident(),
            reasoned.again() ? Verdict.SEND_BACK : Verdict.DENY,
            new Sight(reasoned.card(), SlackChannel.NAME, Optional.empty()),
            decider(who.get()),
            reasoned.reason());
    if (answer instanceof Answer.Taken) {
      call.context().status(200).contentType("text/plain").result("");
    } else {
      call.answer(200, mistake(words(answer, "")));
    }
  }

  /// Shown beside the field that asks why.
  private static ObjectNode mistake(String what) {
    ObjectNode node = Api.object().put("response_action", "errors");
    node.putObject("errors").put(SlackPress.REASON_BLOCK, what);
    return node;
  }

  private void whisper(Place place, String user, String text) throws InterruptedException {
    if (!place.channel().isEmpty() && !text.isEmpty()) {
      channel.whisper(place, user, text);
    }
  }

  private Optional<Colleague> colleague(String user) {
    return colleagues.stream()
        .filter(each -> each.slack().filter(user::equals).isPresent())
        .findFirst();
  }

  private static Decider decider(Colleague colleague) {
    return new Decider(colleague.name(), colleague.name(), colleague.role());
  }

  private static String mayNot(Optional<Colleague> who) {
    return who.map(
            each ->
                "You may not decide: you have the role "
                    + each.role().word()
                    + ", and this needs the role approver.")
        .orElse(
            "You may not decide: naosu does not know you. Whoever runs it can add your Slack id"
                + " under people.users.");
  }

  private static String words(Answer answer, String taken) {
    return switch (answer) {
      case Answer.Taken _ -> taken;
      case Answer.NotYet(String why) -> "Thank you; " + why + ".";
      case Answer.Unknown _ -> "There is no such incident any more.";
      case Answer.Stale(String why) ->
          "Not taken: " + why + ". The message above shows how it stands now.";
      case Answer.Refused(String why) -> "Not taken: " + why + ".";
    };
  }

  private static String header(Call call, String name) {
    return Optional.ofNullable(call.context().header(name)).orElse("");
  }
}
