package dev.naosu.bench.trial;

import dev.naosu.bench.judge.Judgement;
import dev.naosu.bench.judge.Verdict;
import dev.naosu.bench.trial.Trial.JudgedRepair;
import dev.naosu.bench.trial.Trial.Measures;
import dev.naosu.bench.trial.Trial.Result;
import dev.naosu.prove.Effort;
import dev.naosu.prove.Funnel;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Trials that never were.
public final class Samples {
  public static final String DIFF = "--- a/A.java\n+++ b/A.java\n@@ -1 +1 @@\n-x | y\n+x + y\n";

  private Samples() {}

  public static Report report(Trial... trials) {
    return new Report(
        "A shop",
        new Machine(2, 1024, "a JDK", "a system", "1.0, git abc"),
        "naosu bench --manifest shop.yml",
        Instant.parse("2026-01-02T03:04:05Z"),
        settings(),
        trials.length,
        List.of(trials));
  }

  public static Settings settings() {
    return new Settings("aa", "bb", Duration.ofMinutes(1), 2, 3, 1, 1024, Duration.ofMinutes(15));
  }

  public static Trial healed(String id, JudgedRepair... repairs) {
    return new Trial(
        id,
        "shop",
        new Result.Ran(List.of(repairs), "", measures(), DIFF),
        Duration.ofMillis(4567),
        Optional.of(new Memory(77, Optional.of(345L))));
  }

  public static Trial notHealed(String id) {
    return new Trial(
        id,
        "shop",
        new Result.Ran(List.of(), "no candidate", measures(), ""),
        Duration.ofSeconds(9),
        Optional.of(new Memory(70, Optional.empty())));
  }

  public static Trial couldNotRun(String id) {
    return new Trial(
        id,
        "shop",
        new Result.CouldNotRun("it does not compile"),
        Duration.ofMillis(5),
        Optional.empty());
  }

  public static Trial ended(String id) {
    return new Trial(
        id,
        "shop",
        new Result.Ended("not done after 9 s"),
        Duration.ofSeconds(9),
        Optional.empty());
  }

  public static JudgedRepair repair(double confidence, Verdict verdict) {
    return repair(confidence, verdict, DIFF);
  }

  public static JudgedRepair repair(double confidence, Verdict verdict, String diff) {
    return new JudgedRepair(
        "ArithmeticOperator",
        "plus instead of or",
        diff,
        confidence,
        Map.of("size", 1.0, "agreeing", 3.0),
        new Judgement(verdict, "same behaviour as the reference", 60, 2, List.of("f(1): 2, not 3")),
        Optional.empty());
  }

  /// 100 candidates decided in 2 threads of 5 seconds.
  public static Measures measures() {
    return new Measures(
        12,
        1,
        new Funnel(120, 10, 20, 5, 50, 6, 4, 5, 3, 2, 2, 1),
        new Effort(
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(1),
            Duration.ofSeconds(4),
            2),
        Optional.of(Duration.ofMillis(700)),
        Duration.ofSeconds(5));
  }
}
