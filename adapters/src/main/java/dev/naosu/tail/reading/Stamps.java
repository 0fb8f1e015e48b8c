package dev.naosu.tail.reading;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Times at the beginning of a line, in the forms that Java's logging libraries have for them.
///
/// @param zone of those that name none
record Stamps(ZoneId zone) {
  private static final int LONGEST = 64;
  private static final Duration HALF_A_DAY = Duration.ofHours(12);
  private static final List<String> MONTHS =
      List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");

  private static final String CLOCK =
      "(?<hour>\\d{1,2}):(?<minute>\\d\\d):(?<second>\\d\\d)(?:[.,](?<fraction>\\d{1,9}))?";
  private static final String ZONE = "(?: ?(?<zone>Z|[+-]\\d\\d:?\\d\\d)(?!\\d))?";
  private static final String MONTH = "(?<month>[A-Z][a-z]{2})[a-z.]{0,7}";

  private static final Pattern ISO =
      Pattern.compile(
          "[\\[<\"]?(?<year>\\d{4})[-/](?<number>\\d\\d)[-/](?<day>\\d\\d)[T ]"
              + CLOCK
              + ZONE
              + "[\\]>\"]?(?!\\w)");
  private static final Pattern DAY_FIRST =
      Pattern.compile(
          "\\[?(?<day>\\d{1,2})[- /]" + MONTH + "[- /](?<year>\\d{4})[ :]" + CLOCK + ZONE + "]?");

  /// Of `java.util.logging`, whose blank before the half of the day is a narrow one since JDK 20.
  private static final Pattern JUL =
      Pattern.compile(
          MONTH
              + " (?<day>\\d{1,2}), (?<year>\\d{4}),? "
              + CLOCK
              + "[ \\u00a0\\u202f](?<half>[AP]M)");

  private static final Pattern CLOCK_ONLY =
      Pattern.compile("\\[?(?=\\d\\d:)" + CLOCK + "]?(?=\\s)");

  /// A time and where it ends in the text.
  record Stamp(Instant at, int end) {}

  /// @param now says the day of a time that has none
  Optional<Stamp> at(String text, Instant now) {
    if (text.isEmpty() || !mayBegin(text.charAt(0))) {
      return Optional.empty();
    }
    String head = text.substring(0, Math.min(text.length(), LONGEST));
    for (Pattern form : List.of(ISO, CLOCK_ONLY, DAY_FIRST, JUL)) {
      Matcher matcher = form.matcher(head);
      if (matcher.lookingAt()) {
        try {
          return Optional.of(new Stamp(instant(matcher, now), matcher.end()));
        } catch (DateTimeException _) {
          // looks like a time and is none, such as the 31st of a short month
          return Optional.empty();
        }
      }
    }
    return Optional.empty();
  }

  /// A whole text that is a time, such as a field of JSON.
  Optional<Instant> whole(String text, Instant now) {
    return at(text.strip(), now).map(Stamp::at);
  }

  private static boolean mayBegin(char letter) {
    return letter >= '0' && letter <= '9'
        || letter == '['
        || letter == '<'
        || letter == '"'
        || letter >= 'A' && letter <= 'Z';
  }

  private Instant instant(Matcher matcher, Instant now) {
    LocalTime time =
        LocalTime.of(hour(matcher), number(matcher, "minute"), number(matcher, "second"))
            .withNano(nanos(matcher));
    if (!matcher.namedGroups().containsKey("day")) {
      return ofToday(time, now);
    }
    LocalDateTime local =
        LocalDate.of(number(matcher, "year"), month(matcher), number(matcher, "day")).atTime(time);
    boolean hasZone = matcher.namedGroups().containsKey("zone") && matcher.group("zone") != null;
    return local.atZone(hasZone ? ZoneOffset.of(matcher.group("zone")) : zone).toInstant();
  }

  /// Just after midnight, a record of just before belongs to yesterday.
  private Instant ofToday(LocalTime time, Instant now) {
    ZonedDateTime today = now.atZone(zone).with(time);
    Duration ahead = Duration.between(now, today.toInstant());
    if (ahead.compareTo(HALF_A_DAY) > 0) {
      return today.minusDays(1).toInstant();
    }
    return ahead.compareTo(HALF_A_DAY.negated()) < 0
        ? today.plusDays(1).toInstant()
        : today.toInstant();
  }

  private static int hour(Matcher matcher) {
    int hour = number(matcher, "hour");
    if (!matcher.namedGroups().containsKey("half")) {
      return hour;
    }
    return hour % 12 + (matcher.group("half").equals("PM") ? 12 : 0);
  }

  private static int month(Matcher matcher) {
    return matcher.namedGroups().containsKey("number")
        ? number(matcher, "number")
        : MONTHS.indexOf(matcher.group("month").toLowerCase(Locale.ROOT)) + 1;
  }

  private static int nanos(Matcher matcher) {
    String fraction = matcher.group("fraction");
    return fraction == null ? 0 : Integer.parseInt((fraction + "00000000").substring(0, 9));
  }

  private static int number(Matcher matcher, String name) {
    return Integer.parseInt(matcher.group(name));
  }
}
