package dev.naosu.model;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Prices that providers have published; what the configuration says comes before them.
public final class Prices {
  /// @param beginning of the model's name
  private record Known(String beginning, Price price) {}

  /// The longer of two names that begin alike comes first.
  private static final List<Known> KNOWN =
      List.of(
          new Known("claude-opus-4-1", Price.of("15", "1.50", "75")),
          new Known("claude-opus-4-0", Price.of("15", "1.50", "75")),
          new Known("claude-opus-4-2", Price.of("15", "1.50", "75")),
          new Known("claude-opus", Price.of("5", "0.50", "25")),
          new Known("claude-sonnet", Price.of("3", "0.30", "15")),
          new Known("claude-haiku", Price.of("1", "0.10", "5")),
          new Known("claude-3-5-haiku", Price.of("0.80", "0.08", "4")),
          new Known("gpt-5-nano", Price.of("0.05", "0.005", "0.40")),
          new Known("gpt-5-mini", Price.of("0.25", "0.025", "2")),
          new Known("gpt-5", Price.of("1.25", "0.125", "10")),
          new Known("gpt-4.1-nano", Price.of("0.10", "0.025", "0.40")),
          new Known("gpt-4.1-mini", Price.of("0.40", "0.10", "1.60")),
          new Known("gpt-4.1", Price.of("2", "0.50", "8")),
          new Known("gpt-4o-mini", Price.of("0.15", "0.075", "0.60")),
          new Known("gpt-4o", Price.of("2.50", "1.25", "10")),
          new Known("o4-mini", Price.of("1.10", "0.275", "4.40")),
          new Known("o3", Price.of("2", "0.50", "8")),
          new Known("gemini-2.5-flash-lite", Price.of("0.10", "0.025", "0.40")),
          new Known("gemini-2.5-flash", Price.of("0.30", "0.075", "2.50")),
          // for long prompts, which cost more
          new Known("gemini-2.5-pro", Price.of("2.50", "0.625", "15")));

  private Prices() {}

  /// @param model as its provider calls it
  public static Optional<Price> of(String model) {
    String name = model.toLowerCase(Locale.ROOT);
    return KNOWN.stream()
        .filter(each -> begins(name, each.beginning()))
        .findFirst()
        .map(Known::price);
  }

  /// `gpt-5` and `gpt-5-2025-08-07` are one model, `gpt-5-pro` and `gpt-5.2` are others.
  private static boolean begins(String name, String beginning) {
    return name.startsWith(beginning)
        && (beginning.startsWith("claude")
            || name.substring(beginning.length()).matches("(-latest|-\\d[\\d-]*)?"));
  }
}
