package dev.naosu.repair.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.repair.upkeep.Window.Opening;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WindowTest {
  @Test
  void a_window_is_found_by_the_clock_on_the_wall() {
    Window window = window("Sat,Sun 02:00-05:00 Europe/Berlin");
    // a Sunday at noon
    Opening opening = window.from(Instant.parse("2026-11-29T12:00:00Z"));
    assertThat(opening.begin()).isEqualTo(Instant.parse("2026-12-05T01:00:00Z"));
    assertThat(opening.end()).isEqualTo(Instant.parse("2026-12-05T04:00:00Z"));
  }

  @Test
  void one_that_is_open_is_the_next_one() {
    Window window = window("daily 01:00-03:00 UTC");
    Instant now = Instant.parse("2026-11-29T02:59:59Z");
    assertThat(window.from(now).begin()).isEqualTo(Instant.parse("2026-11-29T01:00:00Z"));
    assertThat(window.from(now.plusSeconds(1)).begin())
        .isEqualTo(Instant.parse("2026-11-30T01:00:00Z"));
  }

  @Test
  void one_over_midnight_belongs_to_the_day_it_begins_on() {
    Window window = window("Mon-Fri 22:00-04:00 UTC");
    // a Saturday morning: it began on Friday
    assertThat(window.from(Instant.parse("2026-11-28T03:00:00Z")).begin())
        .isEqualTo(Instant.parse("2026-11-27T22:00:00Z"));
    assertThat(window.from(Instant.parse("2026-11-28T04:00:00Z")).begin())
        .isEqualTo(Instant.parse("2026-11-30T22:00:00Z"));
    assertThat(window.length()).isEqualTo(Duration.ofHours(6));
  }

  @Test
  void where_the_clock_is_put_forward_the_night_is_an_hour_shorter() {
    Opening opening =
        window("Sun 01:00-05:00 Europe/Berlin").from(Instant.parse("2026-03-28T12:00:00Z"));
    assertThat(Duration.between(opening.begin(), opening.end())).isEqualTo(Duration.ofHours(3));
  }

  @Test
  void a_window_that_lies_in_the_hour_that_is_left_out_is_left_out() {
    Window window = window("Sun 02:30-03:00 Europe/Berlin");
    // 29 March 2026 has no such half hour
    assertThat(window.from(Instant.parse("2026-03-28T12:00:00Z")).begin())
        .isEqualTo(Instant.parse("2026-04-05T00:30:00Z"));
  }

  @Test
  void where_the_clock_is_put_back_the_hour_counts_twice() {
    Opening opening =
        window("Sun 02:00-03:00 Europe/Berlin").from(Instant.parse("2026-10-24T12:00:00Z"));
    assertThat(opening.begin()).isEqualTo(Instant.parse("2026-10-25T00:00:00Z"));
    assertThat(Duration.between(opening.begin(), opening.end())).isEqualTo(Duration.ofHours(2));
  }

  @Test
  void a_window_is_written_as_it_was_read() {
    assertThat(window("sun,SAT 2:00 - 5:00 Europe/Berlin"))
        .hasToString("Sat,Sun 02:00-05:00 Europe/Berlin");
    assertThat(window("Mon-Sun 01:00-03:00 UTC")).hasToString("daily 01:00-03:00 UTC");
    assertThat(window("Fri-Mon 01:00-03:00").days()).hasSize(4);
    assertThat(window("daily 01:00-03:00").zone()).isEqualTo(ZoneOffset.UTC);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "sat",
        "Sat 25:00-26:00",
        "Someday 01:00-02:00",
        "Sat 02:00-05:00 Europe/Atlantis",
        "Mon-Tue-Wed 01:00-02:00",
        "Sat 02:00"
      })
  void what_is_no_window_is_none(String text) {
    assertThat(Window.parse(text, ZoneOffset.UTC)).isEmpty();
  }

  static Window window(String text) {
    return Window.parse(text, ZoneOffset.UTC).orElseThrow();
  }
}
