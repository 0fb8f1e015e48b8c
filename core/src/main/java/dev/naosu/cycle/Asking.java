package dev.naosu.cycle;

import dev.naosu.model.Usage;
import dev.naosu.prove.Search;
import dev.naosu.prove.Tryout;
import dev.naosu.repair.strategy.CaseFile;
import dev.naosu.repair.strategy.Proposer;
import dev.naosu.repair.strategy.Suggestion;
import dev.naosu.repair.strategy.Tried;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Asks strategies round after round: each hears what came of its last suggestions. A strategy that
/// fails is left, with its reason; the others go on.
final class Asking {
  private final Models models;
  private final Tryout tryout;
  private final InstantSource clock;
  private final Consumer<HealEvent> watcher;
  private Duration waiting = Duration.ZERO;
  private Duration working = Duration.ZERO;

  Asking(Models models, Tryout tryout, InstantSource clock, Consumer<HealEvent> watcher) {
    this.models = models;
    this.tryout = tryout;
    this.clock = clock;
    this.watcher = watcher;
  }

  Asked ask(CaseFile file, Search.Bench bench) throws InterruptedException {
    Instant began = clock.instant();
    Instant end = began.plus(models.budget());
    Usage before = models.used().get();
    List<Asked.Strategy> strategies = new ArrayList<>();
    for (Proposer proposer : models.proposers()) {
      strategies.add(ask(proposer, file, bench, end));
    }
    Asked asked =
        new Asked(strategies, tryout.funnel(), less(models.used().get(), before), waiting, working);
    watcher.accept(new HealEvent.Answered(asked, Duration.between(began, clock.instant())));
    return asked;
  }

  private Asked.Strategy ask(Proposer proposer, CaseFile file, Search.Bench bench, Instant end)
      throws InterruptedException {
    int suggestions = 0;
    int plausible = 0;
    try {
      Proposer.Session session = proposer.open(file);
      List<Tried> tried = List.of();
      while (clock.instant().isBefore(end)) {
        watcher.accept(new HealEvent.Asking(proposer.name(), tryout.funnel()));
        Instant asked = clock.instant();
        List<Suggestion> next = session.next(tried);
        waiting = waiting.plus(since(asked));
        if (next.isEmpty()) {
          return new Asked.Strategy(
              proposer.name(), suggestions, plausible, session.why().orElse(""));
        }
        suggestions += next.size();
        Instant answered = clock.instant();
        tried = tryout.run(next, bench);
        working = working.plus(since(answered));
        plausible += (int) tried.stream().filter(Tried.Plausible.class::isInstance).count();
      }
      return new Asked.Strategy(
          proposer.name(), suggestions, plausible, "the time for models is up");
    } catch (RuntimeException e) {
      // whatever is wrong with a model or its answers, what templates found must not be lost
      return new Asked.Strategy(proposer.name(), suggestions, plausible, "it broke down: " + e);
    }
  }

  private Duration since(Instant instant) {
    return Duration.between(instant, clock.instant());
  }

  private static Usage less(Usage all, Usage before) {
    return new Usage(
        all.input() - before.input(),
        all.cached() - before.cached(),
        all.output() - before.output());
  }
}
