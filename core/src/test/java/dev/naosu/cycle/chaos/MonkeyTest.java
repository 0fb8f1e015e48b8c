package dev.naosu.cycle.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.cycle.chaos.Monkey.Deed;
import dev.naosu.cycle.chaos.Monkey.Habits;
import dev.naosu.cycle.chaos.Monkey.Turn;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MonkeyTest {
  private static final ZoneId TOKYO = ZoneId.of("Asia/Tokyo");
  private static final LocalDate FIRST = LocalDate.of(2026, 1, 1);
  private static final Habits HABITS =
      new Habits(
          TOKYO,
          EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY),
          LocalTime.of(9, 0),
          LocalTime.of(15, 0),
          2,
          true);

  private final Monkey monkey = new Monkey(HABITS, 1);

  private List<ZonedDateTime> year(String group) {
    return IntStream.range(0, 365)
        .mapToObj(day -> monkey.due(group, FIRST.plusDays(day)))
        .flatMap(Optional::stream)
        .toList();
  }

  private ZonedDateTime first(String group) {
    return year(group).getFirst();
  }

  @Test
  void it_comes_on_working_days_within_working_hours_of_those_who_work() {
    for (ZonedDateTime each : year("shop")) {
      assertThat(each.getZone()).isEqualTo(TOKYO);
      assertThat(each.getDayOfWeek()).isIn(HABITS.days());
      assertThat(each.toLocalTime()).isBetween(HABITS.from(), HABITS.to());
    }
  }

  @Test
  void it_comes_about_every_second_working_day_and_not_to_all_at_once() {
    // 261 working days
    assertThat(year("shop").size()).isBetween(110, 150);
    assertThat(year("shop")).isNotEqualTo(year("cart"));
  }

  @Test
  void one_that_begins_anew_comes_at_the_same_time() {
    assertThat(new Monkey(HABITS, 1).due("shop", first("shop").toLocalDate()))
        .contains(first("shop"));
  }

  @Test
  void it_kills_when_its_time_has_come_and_only_once_that_day() {
    Instant due = first("shop").toInstant();
    assertThat(monkey.turn("shop", due.minusSeconds(1), List.of())).isInstanceOf(Turn.Leave.class);
    assertThat(monkey.turn("shop", due.plusSeconds(20), List.of())).isInstanceOf(Turn.Kill.class);
    Deed deed = new Deed("shop", due.plusSeconds(20), true, false, "leashed");
    assertThat(monkey.turn("shop", due.plusSeconds(50), List.of(deed)))
        .isInstanceOf(Turn.Leave.class);
    Deed other = new Deed("cart", due.plusSeconds(20), true, false, "leashed");
    assertThat(monkey.turn("shop", due.plusSeconds(50), List.of(other)))
        .isInstanceOf(Turn.Kill.class);
  }

  @Test
  void what_was_missed_is_not_made_up_for_at_night() {
    Instant due = first("shop").toInstant();
    assertThat(monkey.turn("shop", due.plus(Duration.ofHours(2)), List.of()))
        .isInstanceOf(Turn.Leave.class);
  }

  @Test
  void after_harm_nobody_is_visited_until_a_person_says_so() {
    Instant due = first("shop").toInstant().plusSeconds(5);
    Deed harm = new Deed("cart", due.minus(Duration.ofDays(9)), false, true, "not recovered");
    assertThat(monkey.turn("shop", due, List.of(harm)))
        .isInstanceOfSatisfying(
            Turn.Leave.class, left -> assertThat(left.why()).contains("cart did not recover"));
  }
}
