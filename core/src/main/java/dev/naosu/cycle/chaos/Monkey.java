package dev.naosu.cycle.chaos;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/// When an instance of a group is killed: on working days and within working hours, at most once a
/// day, now and then. It is known from the day, the group and a seed alone: a monkey that begins
/// anew, or a second one, would do the same.
public final class Monkey {
  /// After that, what is due is left out: nobody wants to meet it later than expected.
  private static final Duration LATEST = Duration.ofMinutes(15);

  private final Habits habits;
  private final long seed;

  public Monkey(Habits habits, long seed) {
    this.habits = habits;
    this.seed = seed;
  }

  /// What people say about it.
  ///
  /// @param meanDays days between two kills of a group, at least 1
  /// @param leashed whether it only says what it would do
  public record Habits(
      ZoneId zone,
      Set<DayOfWeek> days,
      LocalTime from,
      LocalTime to,
      double meanDays,
      boolean leashed) {
    public Habits {
      days = Set.copyOf(days);
      if (!from.isBefore(to) || !(meanDays >= 1)) {
        throw new IllegalArgumentException(
            "hours begin before they end, and a day is the least: "
                + from
                + "-"
                + to
                + ", "
                + meanDays);
      }
    }
  }

  /// What it did, or would have done.
  ///
  /// @param words what came of it, in one sentence
  /// @param harmed whether the group did not recover: nothing more is done until a person says so
  public record Deed(String group, Instant at, boolean leashed, boolean harmed, String words) {}

  /// What is to be done about a group now.
  public sealed interface Turn {
    record Kill() implements Turn {}

    /// @param why in one sentence
    record Leave(String why) implements Turn {}
  }

  /// @param past of all groups, in any order; what was released is not in it
  public Turn turn(String group, Instant now, List<Deed> past) {
    Optional<Deed> harm = past.stream().filter(Deed::harmed).findFirst();
    if (harm.isPresent()) {
      return new Turn.Leave(
          harm.get().group() + " did not recover the last time; release it when you know why");
    }
    LocalDate today = now.atZone(habits.zone()).toLocalDate();
    boolean wasToday =
        past.stream()
            .anyMatch(
                deed ->
                    deed.group().equals(group)
                        && deed.at().atZone(habits.zone()).toLocalDate().equals(today));
    if (wasToday) {
      return new Turn.Leave("it was its turn today already");
    }
    Optional<ZonedDateTime> due = due(group, today);
    if (due.isEmpty()) {
      return new Turn.Leave("it is not its day");
    }
    Instant at = due.get().toInstant();
    if (now.isBefore(at)) {
      return new Turn.Leave("its turn comes later");
    }
    return now.isBefore(at.plus(LATEST))
        ? new Turn.Kill()
        : new Turn.Leave("its turn is over for today");
  }

  /// When a group's turn is on a day; empty when it has none.
  public Optional<ZonedDateTime> due(String group, LocalDate day) {
    if (!habits.days().contains(day.getDayOfWeek())) {
      return Optional.empty();
    }
    Random chance = new Random(31 * (31 * seed + day.toEpochDay()) + group.hashCode());
    // neighbouring seeds begin alike
    chance.nextLong();
    if (chance.nextDouble() >= 1 / habits.meanDays()) {
      return Optional.empty();
    }
    long seconds = Duration.between(habits.from(), habits.to()).toSeconds();
    LocalTime time = habits.from().plusSeconds((long) (chance.nextDouble() * seconds));
    return Optional.of(day.atTime(time).atZone(habits.zone()));
  }
}
