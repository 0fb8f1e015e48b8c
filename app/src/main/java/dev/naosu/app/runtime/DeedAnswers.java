package dev.naosu.app.runtime;

import dev.naosu.cycle.runtime.Answers;
import dev.naosu.prove.safety.Deed;
import dev.naosu.ship.action.Deeds;
import dev.naosu.ship.action.Road.Outcome;
import java.util.Optional;

/// What became of actions that people were asked about, as it was written down.
public record DeedAnswers(Deeds deeds) implements Answers {
  private static final String ANSWER = "answer";

  @Override
  public Optional<Outcome> of(String request) {
    return request.matches("\\d{1,18}")
        ? deeds.find(Long.parseLong(request)).flatMap(DeedAnswers::outcome)
        : Optional.empty();
  }

  private static Optional<Outcome> outcome(Deed deed) {
    String words = deed.words();
    return switch (deed.phase()) {
      case ASKED, RUNNING -> Optional.empty();
      case SHADOWED -> Optional.of(new Outcome.Shadowed(words, deed.plan()));
      case DENIED, EXPIRED ->
          Optional.of(new Outcome.Refused(deed.phase().meaning() + ": " + words, ANSWER, false));
      // things had changed: it is proposed as they are now
      case STALE -> Optional.of(new Outcome.Refused(words, ANSWER, true));
      case HELPED -> Optional.of(new Outcome.Helped(words));
      // of what was stopped, nobody knows how much was done: it is not done again
      case NO_EFFECT, STOPPED -> Optional.of(new Outcome.NoEffect(words));
      case HARMED -> Optional.of(new Outcome.Harmed(words));
      case BROKE -> Optional.of(new Outcome.Broke(words, false));
      case HALF -> Optional.of(new Outcome.Broke(words, true));
    };
  }
}
