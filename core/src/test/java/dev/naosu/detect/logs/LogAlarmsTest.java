package dev.naosu.detect.logs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.detect.Origin;
import dev.naosu.detect.logs.LogLine.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LogAlarmsTest {
  private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");
  private static final Instant LEARNT = NOON.plusSeconds(601);
  private final LogAlarms alarms = new LogAlarms(LogAlarms.Settings.USUAL);

  @Test
  void an_error_that_was_never_seen_before_is_told_once_by_its_template() {
    learn();

    LogAlarm alarm =
        alarms.see(line(Level.ERROR, "no price for 4711", LEARNT), LEARNT).orElseThrow();

    assertThat(alarm.isNew()).isTrue();
    assertThat(alarm.template().text()).isEqualTo("no price for <*>");
    assertThat(alarm.began()).isEqualTo(LEARNT);
    assertThat(alarms.see(line(Level.ERROR, "no price for 4712", LEARNT), LEARNT)).isEmpty();
  }

  @Test
  void what_is_new_while_it_learns_and_what_is_no_error_is_not_told() {
    assertThat(alarms.see(line(Level.ERROR, "disk is full", NOON), NOON)).isEmpty();
    learn();
    assertThat(alarms.see(line(Level.ERROR, "disk is full", LEARNT), LEARNT)).isEmpty();
    assertThat(alarms.see(line(Level.INFO, "started in 7 s", LEARNT), LEARNT)).isEmpty();
  }

  @Test
  void a_line_with_a_stack_trace_is_told_as_an_exception_and_not_here() {
    learn();
    LogLine thrown =
        new LogLine(
            new Origin("shop", "", ""),
            LEARNT,
            Level.ERROR,
            Optional.empty(),
            "cannot buy",
            Optional.of("java.lang.IllegalStateException\n\tat a.B.c(B.java:1)"),
            "");

    assertThat(alarms.see(thrown, LEARNT)).isEmpty();
  }

  @Test
  void a_new_warning_is_told_when_it_is_repeated() {
    learn();
    List<LogAlarm> told = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      alarms.see(line(Level.WARN, "retry " + i + " of stock", LEARNT), LEARNT).ifPresent(told::add);
    }

    assertThat(told).extracting(LogAlarm::count).containsExactly(5L);
  }

  @Test
  void a_known_error_is_told_when_there_are_many_more_than_before() {
    List<LogAlarm> told = new ArrayList<>();
    Instant now = NOON;
    for (int minute = 0; minute < 40; minute++) {
      for (int i = 0; i < 10; i++) {
        now = NOON.plusSeconds(60L * minute + i);
        alarms.see(line(Level.ERROR, "payment " + i + " refused", now), now).ifPresent(told::add);
      }
    }
    assertThat(told).isEmpty();

    for (int i = 0; i < 100; i++) {
      now = NOON.plusSeconds(2_400 + i / 10);
      alarms.see(line(Level.ERROR, "payment " + i + " refused", now), now).ifPresent(told::add);
    }

    assertThat(told).hasSize(1);
    assertThat(told.getFirst().isNew()).isFalse();
    assertThat(told.getFirst().count()).isEqualTo(30);
  }

  @Test
  void a_batch_job_that_complains_every_ten_minutes_is_not_news_each_time() {
    List<LogAlarm> told = new ArrayList<>();
    for (int minute = 0; minute < 600; minute++) {
      for (int i = 0; minute % 10 == 0 && i < 100; i++) {
        Instant now = NOON.plusSeconds(60L * minute + i / 2);
        alarms.see(line(Level.ERROR, "row " + i + " is broken", now), now).ifPresent(told::add);
      }
    }

    assertThat(told.size()).isLessThanOrEqualTo(1);
  }

  @Test
  void a_deploy_that_changes_every_line_is_no_flood() {
    learn();
    int told = 0;
    for (int i = 0; i < 26; i++) {
      String word = "part" + (char) ('a' + i);
      LogLine line =
          new LogLine(
              new Origin("shop", "v2", ""),
              LEARNT,
              Level.ERROR,
              Optional.empty(),
              word + " " + word + " is not there",
              Optional.empty(),
              "");
      told += alarms.see(line, LEARNT).isPresent() ? 1 : 0;
    }

    assertThat(told).isBetween(1, 10);
  }

  @Test
  void lines_that_come_in_very_late_teach_and_alarm_nobody() {
    learn();
    Instant old = LEARNT.minus(Duration.ofHours(3));

    assertThat(alarms.see(line(Level.ERROR, "disk is full", old), LEARNT)).isEmpty();
    assertThat(alarms.see(line(Level.ERROR, "disk is full", LEARNT), LEARNT)).isEmpty();
  }

  @Test
  void a_clock_that_runs_ahead_is_not_believed() {
    learn();
    Instant ahead = LEARNT.plus(Duration.ofDays(1));

    assertThat(alarms.see(line(Level.ERROR, "disk is full", ahead), LEARNT).orElseThrow().began())
        .isEqualTo(LEARNT);
  }

  private void learn() {
    alarms.see(line(Level.INFO, "started", NOON), NOON);
  }

  private static LogLine line(Level level, String message, Instant at) {
    return new LogLine(
        new Origin("shop", "v1", ""), at, level, Optional.empty(), message, Optional.empty(), "");
  }
}
