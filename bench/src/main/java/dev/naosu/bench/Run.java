package dev.naosu.bench;

import dev.naosu.bench.judge.Verdict;
import dev.naosu.bench.tell.Words;
import dev.naosu.bench.trial.Machine;
import dev.naosu.bench.trial.Report;
import dev.naosu.bench.trial.Settings;
import dev.naosu.bench.trial.Totals;
import dev.naosu.bench.trial.Trial;
import dev.naosu.bench.trial.Trial.JudgedRepair;
import dev.naosu.bench.trial.Trial.Result;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Tries bugs, some at the same time, and writes the reports anew after each.
final class Run {
  private final Plan plan;
  private final Trying trying;
  private final Reports reports;
  private final InstantSource clock;
  private final PrintWriter out;
  private final Map<String, Trial> done = new HashMap<>();
  private final Set<String> asked = new HashSet<>();
  private volatile boolean failed;

  /// @param command as it was given
  /// @param bugs to try; those of an earlier run among them are not tried again
  record Plan(
      Manifest manifest, List<Bug> bugs, Machine machine, String command, Settings settings) {
    Plan {
      bugs = List.copyOf(bugs);
    }
  }

  /// How one bug is tried.
  @FunctionalInterface
  interface Trying {
    Trial run(Bug bug) throws IOException;
  }

  /// @param earlier trials of a run that this one goes on with
  Run(
      Plan plan,
      List<Trial> earlier,
      Trying trying,
      Reports reports,
      InstantSource clock,
      PrintWriter out) {
    this.plan = plan;
    this.trying = trying;
    this.reports = reports;
    this.clock = clock;
    this.out = out;
    earlier.forEach(trial -> done.put(trial.id(), trial));
    plan.bugs().forEach(bug -> asked.add(bug.id()));
    asked.addAll(done.keySet());
  }

  /// Returns when every bug has been tried.
  ///
  /// @throws IOException when a report cannot be written
  Report run() throws IOException, InterruptedException {
    List<Bug> left = plan.bugs().stream().filter(bug -> !done.containsKey(bug.id())).toList();
    if (!done.isEmpty()) {
      out.printf("%d bugs are kept from the run before, %d are left%n", done.size(), left.size());
      out.flush();
    }
    Thread farewell = Thread.ofPlatform().name("farewell").unstarted(this::interrupted);
    Runtime.getRuntime().addShutdownHook(farewell);
    ExecutorService threads =
        Executors.newFixedThreadPool(
            plan.settings().parallel(), Thread.ofPlatform().name("bug-", 1).factory());
    try {
      List<Future<?>> running = new ArrayList<>();
      for (Bug bug : left) {
        running.add(
            threads.submit(
                () -> {
                  tryOne(bug);
                  return bug;
                }));
      }
      for (Future<?> each : running) {
        each.get();
      }
      Report whole = report();
      reports.write(whole);
      return whole;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException trouble) {
        throw trouble;
      }
      throw new IllegalStateException("a bug could not be tried", e.getCause());
    } finally {
      threads.shutdownNow();
      if (!isEnding()) {
        Runtime.getRuntime().removeShutdownHook(farewell);
      }
    }
  }

  /// After a failure nothing new begins: its report could not be written either.
  private void tryOne(Bug bug) throws IOException {
    if (failed) {
      return;
    }
    try {
      record(trying.run(bug));
    } catch (IOException | RuntimeException e) {
      failed = true;
      throw e;
    }
  }

  private synchronized void record(Trial trial) throws IOException {
    // a child that is killed because this program ends has not been tried
    if (isEnding()) {
      return;
    }
    done.put(trial.id(), trial);
    reports.write(report());
    Totals totals = Totals.of(List.copyOf(done.values()));
    out.println(
        String.format(
            Locale.ROOT,
            "%3d/%d %-32s %6.1f s  [%d plausible, %d correct]  %s",
            done.size(),
            asked.size(),
            trial.id(),
            trial.took().toMillis() / 1000.0,
            totals.plausible(),
            totals.correctFirst(),
            what(trial).lines().findFirst().orElse("")));
    out.flush();
  }

  /// A hook cannot be added any more once the JVM has begun to end. There is no other way to ask.
  private static boolean isEnding() {
    Thread probe = Thread.ofPlatform().unstarted(() -> {});
    try {
      Runtime.getRuntime().addShutdownHook(probe);
      return !Runtime.getRuntime().removeShutdownHook(probe);
    } catch (IllegalStateException _) {
      return true;
    }
  }

  private void interrupted() {
    out.println(
        reports
            .json()
            .map(file -> "interrupted; --resume goes on with what is in " + file)
            .orElse("interrupted; with --json FILE a run can be resumed"));
    out.flush();
  }

  /// In the order of the manifest.
  private Report report() {
    return new Report(
        plan.manifest().name(),
        plan.machine(),
        plan.command(),
        clock.instant(),
        plan.settings(),
        asked.size(),
        plan.manifest().bugs().stream()
            .filter(bug -> done.containsKey(bug.id()))
            .map(bug -> done.get(bug.id()))
            .toList());
  }

  private static String what(Trial trial) {
    return switch (trial.result()) {
      case Result.CouldNotRun not -> "could not run: " + not.why();
      case Result.Ended ended -> "ended: " + ended.why();
      case Result.Ran ran when ran.repairs().isEmpty() -> "not fixed: " + ran.why();
      case Result.Ran ran -> {
        JudgedRepair first = ran.repairs().getFirst();
        Verdict best = trial.best();
        yield Words.verdict(trial.first())
            + (best == trial.first() ? "" : " (among those shown: " + Words.verdict(best) + ")")
            + ", "
            + first.operator()
            + ", "
            + first.judgement().how();
      }
    };
  }
}
