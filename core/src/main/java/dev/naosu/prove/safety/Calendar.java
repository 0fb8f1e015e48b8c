package dev.naosu.prove.safety;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// When nothing may be changed.
///
/// @param denied of these times
/// @param allowed only in these; empty for always
public record Calendar(List<Window> denied, List<Window> allowed) {
  public Calendar {
    denied = List.copyOf(denied);
    allowed = List.copyOf(allowed);
  }

  /// Changes are welcome at any time.
  public static Calendar always() {
    return new Calendar(List.of(), List.of());
  }

  /// Why nothing may be changed then, in a few words; empty when it may.
  public Optional<String> against(Instant at) {
    Optional<Window> found = denied.stream().filter(each -> each.holds(at)).findFirst();
    if (found.isPresent()) {
      return Optional.of("changes are not allowed " + found.get());
    }
    return allowed.isEmpty() || allowed.stream().anyMatch(each -> each.holds(at))
        ? Optional.empty()
        : Optional.of("changes are allowed only " + join(allowed));
  }

  private static String join(List<Window> windows) {
    return String.join(", ", windows.stream().map(Window::toString).toList());
  }

  /// A stretch of time in a time zone.
  public sealed interface Window {
    boolean holds(Instant at);

    /// Each week from one moment to another, which may be in the next week.
    record Weekly(DayOfWeek from, LocalTime at, DayOfWeek to, LocalTime until, ZoneId zone)
        implements Window {
      @Override
      public boolean holds(Instant instant) {
        LocalDateTime now = LocalDateTime.ofInstant(instant, zone);
        LocalDateTime begin = begin(now);
        LocalDateTime end =
            begin.toLocalDate().with(TemporalAdjusters.nextOrSame(to)).atTime(until);
        if (!end.isAfter(begin)) {
          end = end.plusWeeks(1);
        }
        return now.isBefore(end);
      }

      /// The last one at or before a moment.
      private LocalDateTime begin(LocalDateTime now) {
        LocalDateTime begin =
            now.toLocalDate().with(TemporalAdjusters.previousOrSame(from)).atTime(at);
        return begin.isAfter(now) ? begin.minusWeeks(1) : begin;
      }

      @Override
      public String toString() {
        return "from "
            + name(from)
            + " "
            + at
            + " to "
            + name(to)
            + " "
            + until
            + " ("
            + zone
            + ")";
      }

      private static String name(DayOfWeek day) {
        return day.name().charAt(0) + day.name().substring(1, 3).toLowerCase(Locale.ROOT);
      }
    }

    /// Each day between two times, the later of which may be tomorrow's.
    record Daily(LocalTime from, LocalTime until, ZoneId zone) implements Window {
      @Override
      public boolean holds(Instant instant) {
        LocalTime now = LocalTime.ofInstant(instant, zone);
        return from.isBefore(until)
            ? !now.isBefore(from) && now.isBefore(until)
            : !now.isBefore(from) || now.isBefore(until);
      }

      @Override
      public String toString() {
        return "from " + from + " to " + until + " each day (" + zone + ")";
      }
    }

    /// Days of a year, both included.
    record Dates(LocalDate from, LocalDate to, ZoneId zone) implements Window {
      @Override
      public boolean holds(Instant instant) {
        LocalDate now = LocalDate.ofInstant(instant, zone);
        return !now.isBefore(from) && !now.isAfter(to);
      }

      @Override
      public String toString() {
        return "from " + from + " to " + to + " (" + zone + ")";
      }
    }
  }
}
