package dev.naosu.bench.fleet;

import dev.naosu.cycle.scaling.Scaling;
import dev.naosu.fleet.Version;
import dev.naosu.fleet.Workload;
import dev.naosu.repair.fleet.FleetScale;
import dev.naosu.repair.scaling.ScalingRules;
import dev.naosu.ship.action.Road.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/// Recorded load replayed fast before the loop that scales: what is measured comes from a model of
/// instances that share the requests, what is decided from naosu itself.
public final class FollowedLoad {
  private static final Version VERSION = new Version("recorded");
  private static final Instant BEGIN = Instant.EPOCH;

  /// Between two looks, as a server looks.
  private static final int STEP = 5;

  /// Before the hour that counts.
  private static final int LEAD_IN = 1_800;

  private static final double ANSWER_SECONDS = 0.02;

  /// Beyond it, requests give up waiting.
  private static final double MOST_WAITING = 2_000;

  private final LoadTrace trace;
  private final ScalingRules rules;
  private final Model model;

  /// The instances.
  ///
  /// @param capacity requests a second that one of them answers
  /// @param starting until a new one gets requests
  public record Model(double capacity, Duration starting) {}

  /// A change of the number of instances.
  public record Changed(Instant at, int from, int to) {
    boolean isOut() {
      return to > from;
    }
  }

  /// What an hour came to.
  ///
  /// @param begin its first second in the trace
  /// @param swing the busiest minute by the quietest
  /// @param changes of the number of instances
  /// @param instances their mean
  /// @param missing share of the requests that came when there were too few instances
  /// @param least instances that would have been enough all the time
  public record Hour(
      int begin, double swing, List<Changed> changes, double instances, double missing, int least) {
    public Hour {
      changes = List.copyOf(changes);
    }

    /// Out, in and out again, or in, out and in again, within that time; several changes in one
    /// direction are one.
    public int flaps(Duration within) {
      List<Instant> turns = turns();
      int flaps = 0;
      for (int i = 0; i + 1 < turns.size(); i++) {
        if (turns.get(i + 1).isBefore(lastBefore(turns.get(i)).plus(within))) {
          flaps++;
        }
      }
      return flaps;
    }

    /// When it went the other way than before.
    private List<Instant> turns() {
      List<Instant> turns = new ArrayList<>();
      for (int i = 1; i < changes.size(); i++) {
        if (changes.get(i).isOut() != changes.get(i - 1).isOut()) {
          turns.add(changes.get(i).at());
        }
      }
      return turns;
    }

    private Instant lastBefore(Instant turn) {
      return changes.stream()
          .map(Changed::at)
          .filter(turn::isAfter)
          .reduce((_, later) -> later)
          .orElse(turn);
    }

    /// How often what was taken away had to be added again within that time.
    public int regrets(Duration within) {
      int regrets = 0;
      for (int i = 0; i + 1 < changes.size(); i++) {
        if (!changes.get(i).isOut()
            && changes.get(i + 1).isOut()
            && changes.get(i + 1).at().isBefore(changes.get(i).at().plus(within))) {
          regrets++;
        }
      }
      return regrets;
    }
  }

  public FollowedLoad(LoadTrace trace, ScalingRules rules, Model model) {
    this.trace = trace;
    this.rules = rules;
    this.model = model;
  }

  /// @param begin second of the trace at which it begins
  public Hour hour(int begin) throws IOException, InterruptedException {
    Replay replay = new Replay(Math.max(0, begin - LEAD_IN));
    replay.until(begin);
    replay.count();
    replay.until(begin + LoadTrace.HOUR);
    return replay.hour(begin);
  }

  /// A stretch of the trace on its way.
  private final class Replay {
    private final List<Changed> changes = new ArrayList<>();
    private final Scaling scaling;
    private int second;
    private int wanted;
    private int serving;
    private Instant ready = BEGIN;
    private double waiting;
    private double all;
    private double tooMany;
    private double instanceSteps;
    private int steps;
    private Workload measured;

    Replay(int second) {
      this.second = second;
      this.wanted = rules.least();
      this.serving = rules.least();
      this.measured = load(0);
      this.scaling =
          new Scaling(
              "recorded",
              "",
              rules,
              () -> measured,
              proposal -> {
                int before = wanted;
                wanted = proposal.order().arguments().count(FleetScale.INSTANCES);
                changes.add(new Changed(now(), before, wanted));
                ready = now().plus(model.starting());
                return new Outcome.Helped("scaled");
              },
              this::now);
    }

    private Instant now() {
      return BEGIN.plusSeconds(second);
    }

    /// What comes from now on counts.
    void count() {
      changes.clear();
      all = 0;
      tooMany = 0;
      instanceSteps = 0;
      steps = 0;
    }

    void until(int end) throws IOException, InterruptedException {
      while (second < end) {
        double rate = trace.mean(second, second + STEP);
        if (wanted < serving || !now().isBefore(ready)) {
          serving = wanted;
        }
        double able = serving * model.capacity();
        waiting = Math.clamp(waiting + (rate - able) * STEP, 0, MOST_WAITING);
        all += rate;
        tooMany += Math.max(0, rate - able);
        instanceSteps += wanted;
        steps++;
        measured = load(rate);
        scaling.beat();
        second += STEP;
      }
    }

    private Workload load(double rate) {
      return new Workload(
          now(),
          VERSION,
          wanted,
          serving,
          OptionalDouble.of(100 * Math.min(1, rate / (serving * model.capacity()))),
          OptionalDouble.of((rate * ANSWER_SECONDS + waiting) / serving),
          OptionalDouble.empty());
    }

    Hour hour(int begin) {
      double busiest = 0;
      double quietest = Double.MAX_VALUE;
      for (int from = begin; from < begin + LoadTrace.HOUR; from += 60) {
        double mean = trace.mean(from, from + 60);
        busiest = Math.max(busiest, mean);
        quietest = Math.min(quietest, mean);
      }
      return new Hour(
          begin,
          quietest == 0 ? Double.POSITIVE_INFINITY : busiest / quietest,
          changes,
          instanceSteps / steps,
          all == 0 ? 0 : tooMany / all,
          (int) Math.max(rules.least(), Math.ceil(busiest / model.capacity())));
    }
  }
}
