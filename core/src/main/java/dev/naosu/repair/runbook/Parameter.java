package dev.naosu.repair.runbook;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What an action can be told. No value ever reaches a shell.
///
/// @param meaning in a short sentence
/// @param usual used when it is not given; empty when it must be given
public record Parameter(String name, Type type, String meaning, Optional<String> usual) {
  private static final int LONGEST = 500;
  private static final Pattern TIME = Pattern.compile("(\\d{1,9})\\s?(ms|s|m|min|h|d)");

  /// What a value may look like.
  public enum Type {
    /// Letters, digits and `._:/@-`, not beginning with `-`, without `..`.
    NAME("[\\w/@][\\w.:/@-]{0,199}"),
    /// One line.
    TEXT("[^\\p{Cntrl}]{0,500}"),
    /// At least 0.
    COUNT("\\d{1,9}"),
    /// In [0, 100].
    PERCENT("\\d{1,3}(\\.\\d{1,6})?"),
    /// Such as `90s`, `15m`, `7d`.
    TIME("\\d{1,9}\\s?(ms|s|m|min|h|d)"),
    /// Absolute.
    PATH("/[^\\p{Cntrl}]{0,499}"),
    YES_OR_NO("true|false");

    private final Pattern form;

    Type(String form) {
      this.form = Pattern.compile(form);
    }
  }

  /// Whether a value may be given for it.
  public boolean takes(String value) {
    if (value.length() > LONGEST || !type.form.matcher(value).matches()) {
      return false;
    }
    return switch (type) {
      case NAME, PATH -> !value.contains("..");
      case PERCENT -> new BigDecimal(value).compareTo(BigDecimal.valueOf(100)) <= 0;
      case TEXT, COUNT, TIME, YES_OR_NO -> true;
    };
  }

  /// @param value of [Type#TIME]
  public static Duration time(String value) {
    Matcher matcher = TIME.matcher(value.toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new DateTimeParseException("not a time such as 90s or 15m", value, 0);
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m", "min" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }
}
