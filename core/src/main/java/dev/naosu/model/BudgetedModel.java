package dev.naosu.model;

import dev.naosu.model.Attempt.Again;
import dev.naosu.model.Attempt.Failed;
import dev.naosu.model.Attempt.Said;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// A model that costs: each attempt is paid from a budget, and what fails for a while is asked for
/// again.
public final class BudgetedModel implements Model {
  private final Provider provider;
  private final Optional<Price> price;
  private final Temperatures temperatures;
  private final Patience patience;
  private final Budget budget;
  private final Waiting waiting;

  /// @param price empty where nobody knows it: then only tokens are counted
  public BudgetedModel(
      Provider provider,
      Optional<Price> price,
      Temperatures temperatures,
      Patience patience,
      Budget budget,
      Waiting waiting) {
    this.provider = provider;
    this.price = price;
    this.temperatures = temperatures;
    this.patience = patience;
    this.budget = budget;
    this.waiting = waiting;
  }

  /// The temperatures that a model can be asked with.
  public record Temperatures(double least, double most) {
    public Temperatures {
      if (!(0 <= least && least <= most && most <= 2)) {
        throw new IllegalArgumentException("temperatures go from 0 to 2");
      }
    }

    double within(double temperature) {
      return Math.clamp(temperature, least, most);
    }
  }

  /// Time, and waiting for it to pass.
  ///
  /// @param random so that those who were refused together do not come back together
  public record Waiting(InstantSource clock, Pause pause, RandomGenerator random) {}

  /// Lets time pass.
  @FunctionalInterface
  public interface Pause {
    void pause(Duration time) throws InterruptedException;
  }

  @Override
  public String name() {
    return provider.name();
  }

  @Override
  public Reply ask(Prompt prompt) throws InterruptedException {
    Prompt asked =
        new Prompt(
            prompt.conversation(),
            temperatures.within(prompt.temperature()),
            prompt.longestAnswer());
    Usage worst = new Usage(Tokens.of(asked), 0, asked.longestAnswer());
    Spent most =
        new Spent(worst.tokens(), price.map(each -> each.atMost(worst)).orElse(Money.NONE));
    Optional<String> tooMany = budget.call();
    if (tooMany.isPresent()) {
      return new Reply.OverBudget(tooMany.get());
    }
    Instant end = waiting.clock().instant().plus(patience.limit());
    for (int attempt = 1; ; attempt++) {
      Optional<String> passed = budget.reserve(most);
      if (passed.isPresent()) {
        return new Reply.OverBudget(passed.get());
      }
      switch (attempt(asked, most, shorter(left(end), budget.left()))) {
        case Said said -> {
          return new Reply.Answered(said.answer());
        }
        case Failed failed -> {
          Optional<Duration> wait = wait(failed, attempt, end);
          if (wait.isEmpty()) {
            return new Reply.Unavailable(told(failed, attempt), failed.remedy());
          }
          waiting.pause().pause(wait.get());
        }
      }
    }
  }

  private Attempt attempt(Prompt asked, Spent most, Duration limit) throws InterruptedException {
    // whoever is interrupted has been answered in part, and that is paid
    Spent real = most;
    try {
      Attempt attempt = provider.attempt(asked, limit);
      real =
          new Spent(
              attempt.spent().tokens(),
              price.map(each -> each.of(attempt.spent())).orElse(Money.NONE));
      return attempt;
    } finally {
      budget.settle(most, real);
    }
  }

  /// How long to wait before it is asked for again; empty when it is not.
  private Optional<Duration> wait(Failed failed, int attempt, Instant end) {
    if (!(failed.again() instanceof Again.Worthwhile again) || attempt >= patience.attempts()) {
      return Optional.empty();
    }
    Duration longest = patience.before(attempt);
    // from half of it to all of it
    long half = longest.toMillis() / 2;
    Duration own = Duration.ofMillis(half + waiting.random().nextLong(half + 1));
    Duration wait = own.compareTo(again.notBefore()) < 0 ? again.notBefore() : own;
    Duration left = shorter(left(end), budget.left());
    return wait.compareTo(left) < 0 ? Optional.of(wait) : Optional.empty();
  }

  private static String told(Failed failed, int attempts) {
    return attempts == 1 ? failed.why() : failed.why() + " (asked " + attempts + " times)";
  }

  private Duration left(Instant end) {
    return Duration.between(waiting.clock().instant(), end);
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
