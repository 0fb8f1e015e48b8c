package dev.naosu.model;

import java.math.BigDecimal;

/// What a model costs, in US dollars for a million tokens.
///
/// @param cached of input that comes from the provider's prompt cache
public record Price(BigDecimal input, BigDecimal cached, BigDecimal output) {
  /// Of a model on one's own machine.
  public static final Price FREE = of("0", "0", "0");

  /// Input that is new to a prompt cache may cost more than input without one: Anthropic asks for a
  /// quarter more. A limit that is kept a little early is better than one that is passed.
  private static final BigDecimal WRITING = new BigDecimal("1.25");

  private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);

  public Price {
    if (input.signum() < 0 || cached.signum() < 0 || output.signum() < 0) {
      throw new IllegalArgumentException("a price is not negative");
    }
  }

  public static Price of(String input, String cached, String output) {
    return new Price(new BigDecimal(input), new BigDecimal(cached), new BigDecimal(output));
  }

  public Money of(Usage usage) {
    return sum(input, usage);
  }

  /// The most that as many tokens can cost.
  public Money atMost(Usage usage) {
    return sum(input.multiply(WRITING).max(cached), usage);
  }

  private Money sum(BigDecimal input, Usage usage) {
    long fresh = Math.max(0, usage.input() - usage.cached());
    return Money.ofDollars(
        input
            .multiply(BigDecimal.valueOf(fresh))
            .add(cached.multiply(BigDecimal.valueOf(usage.cached())))
            .add(output.multiply(BigDecimal.valueOf(usage.output())))
            .divide(MILLION));
  }
}
