package dev.naosu.repair.upkeep;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A time of the week in which things may be changed, as the clock on the wall shows it: where the
/// clock is put forward or back, it is shorter or longer, and where all of it is left out, there is
/// none that day.
///
/// @param days on which it begins
/// @param end on the same day, or on the next where it is not later than `begin`
public record Window(Set<DayOfWeek> days, LocalTime begin, LocalTime end, ZoneId zone) {
  private static final Pattern FORM =
      Pattern.compile(
          "([a-z,-]+) +(\\d{1,2}:\\d{2}) ?- ?(\\d{1,2}:\\d{2})(?: +([A-Za-z0-9/_+:-]+))?",
          Pattern.CASE_INSENSITIVE);
  private static final Map<String, DayOfWeek> NAMES =
      Map.of(
          "mon", DayOfWeek.MONDAY,
          "tue", DayOfWeek.TUESDAY,
          "wed", DayOfWeek.WEDNESDAY,
          "thu", DayOfWeek.THURSDAY,
          "fri", DayOfWeek.FRIDAY,
          "sat", DayOfWeek.SATURDAY,
          "sun", DayOfWeek.SUNDAY);
  private static final int WEEK = 7;

  public Window {
    days = Set.copyOf(days);
  }

  /// One time of it.
  ///
  /// @param end exclusive
  public record Opening(Instant begin, Instant end) {}

  /// Reads `Sat,Sun 02:00-05:00 Europe/Berlin`, `Mon-Fri 22:00-04:00` or `daily 01:00-03:00 UTC`.
  ///
  /// @param usual zone where none is said
  /// @return empty when it is none of these
  public static Optional<Window> parse(String text, ZoneId usual) {
    Matcher form = FORM.matcher(text.strip());
    if (!form.matches()) {
      return Optional.empty();
    }
    Set<DayOfWeek> days = days(form.group(1).toLowerCase(Locale.ROOT));
    String zone = form.group(4);
    try {
      return days.isEmpty()
          ? Optional.empty()
          : Optional.of(
              new Window(
                  days,
                  LocalTime.parse(padded(form.group(2))),
                  LocalTime.parse(padded(form.group(3))),
                  zone == null ? usual : ZoneId.of(zone)));
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }

  /// The first that is open at a time or opens after it.
  public Opening from(Instant now) {
    LocalDate day = now.atZone(zone).toLocalDate().minusDays(1);
    // where the clock is put forward, a week's opening may be left out
    for (int i = 0; i < 3 * WEEK; i++) {
      Optional<Opening> opening = on(day.plusDays(i));
      if (opening.filter(each -> each.end().isAfter(now)).isPresent()) {
        return opening.get();
      }
    }
    throw new IllegalStateException(this + " is never open");
  }

  private Optional<Opening> on(LocalDate day) {
    if (!days.contains(day.getDayOfWeek())) {
      return Optional.empty();
    }
    LocalDate last = end.isAfter(begin) ? day : day.plusDays(1);
    // a time that the clock skips is the time after the gap
    Instant from = day.atTime(begin).atZone(zone).toInstant();
    // one that it shows twice is over when it is over for the second time
    Instant to = last.atTime(end).atZone(zone).withLaterOffsetAtOverlap().toInstant();
    return to.isAfter(from) ? Optional.of(new Opening(from, to)) : Optional.empty();
  }

  /// How long it is on most days.
  public Duration length() {
    Duration length = Duration.between(begin, end);
    return length.isPositive() ? length : length.plusDays(1);
  }

  /// As it is written.
  @Override
  public String toString() {
    List<String> names =
        days.size() == WEEK
            ? List.of("daily")
            : days.stream()
                .sorted()
                .map(
                    day ->
                        day.name().charAt(0) + day.name().substring(1, 3).toLowerCase(Locale.ROOT))
                .toList();
    return String.join(",", names) + " " + begin + "-" + end + " " + zone;
  }

  private static String padded(String time) {
    return time.length() == 4 ? "0" + time : time;
  }

  private static Set<DayOfWeek> days(String text) {
    if (text.equals("daily")) {
      return EnumSet.allOf(DayOfWeek.class);
    }
    Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
    for (String part : text.split(",")) {
      String[] ends = part.split("-", -1);
      DayOfWeek first = NAMES.get(ends[0]);
      DayOfWeek last = NAMES.get(ends[ends.length - 1]);
      if (first == null || last == null || ends.length > 2) {
        return EnumSet.noneOf(DayOfWeek.class);
      }
      for (DayOfWeek day = first; ; day = day.plus(1)) {
        days.add(day);
        if (day == last) {
          break;
        }
      }
    }
    return days;
  }
}
