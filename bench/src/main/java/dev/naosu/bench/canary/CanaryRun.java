package dev.naosu.bench.canary;

import dev.naosu.bench.canary.Trial.Outcome;
import dev.naosu.ship.canary.CanaryPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// Canaries of versions that are alike, and of some that are worse.
///
/// @param same how many that are alike
/// @param worse how many of each kind that are worse
/// @param seed of everything
public record CanaryRun(int same, int worse, long seed) {
  private static final double[] RATES = {5, 10, 20, 50};
  private static final double[] ERRORS = {0, 0.001, 0.005, 0.02};
  private static final double[] RATIOS = {2, 3, 5, 10};
  private static final double[] SLOWER = {1.1, 1.5, 2};

  /// Longest that a version stays at 5 %.
  static final Duration HELD = Duration.ofHours(6);

  /// @param worse in the usual plan
  /// @param held at 5 % until it was rolled back
  record Result(List<Outcome> same, List<Outcome> worse, List<Outcome> held) {}

  /// @param progress one line each
  public CanaryReport.Figures run(Consumer<String> progress) {
    progress.accept(same + " canaries of versions that are alike");
    List<World> alike = new ArrayList<>();
    for (int i = 0; i < same; i++) {
      alike.add(World.same(RATES[i % RATES.length], ERRORS[i / RATES.length % ERRORS.length]));
    }
    List<Outcome> ofSame = play(CanaryPlan.USUAL, alike, most(CanaryPlan.USUAL), true);
    progress.accept("canaries of versions that are worse");
    List<Outcome> ofWorse = play(CanaryPlan.USUAL, worlds(), most(CanaryPlan.USUAL), true);
    progress.accept("canaries of versions that fail more often, at 5 % until they are rolled back");
    List<World> failing = worlds().stream().filter(each -> each.errorRatio() > 1).toList();
    return new CanaryReport.Figures(
        this, new Result(ofSame, ofWorse, play(held(), failing, HELD, false)));
  }

  private List<Outcome> play(
      CanaryPlan plan, List<World> worlds, Duration most, boolean withIntervals) {
    return IntStream.range(0, worlds.size())
        .parallel()
        .mapToObj(
            i -> new Trial(plan, worlds.get(i), seed * 1_000_003 + i, most).run(withIntervals))
        .toList();
  }

  private List<World> worlds() {
    List<World> worlds = new ArrayList<>();
    for (double rate : new double[] {5, 20, 50}) {
      for (double ratio : RATIOS) {
        repeat(worlds, World.failing(rate, 0.005, ratio));
      }
      repeat(worlds, World.failing(rate, 0.02, 5));
      for (double slower : SLOWER) {
        repeat(worlds, World.slow(rate, 0.005, slower));
      }
      repeat(worlds, World.stuck(rate, 0.005, 0.05));
    }
    return worlds;
  }

  private void repeat(List<World> worlds, World world) {
    for (int i = 0; i < worse; i++) {
      worlds.add(world);
    }
  }

  private static Duration most(CanaryPlan plan) {
    return plan.stages().stream()
        .map(each -> each.time().plus(plan.longestExtension()))
        .reduce(Duration.ZERO, Duration::plus);
  }

  private static CanaryPlan held() {
    CanaryPlan usual = CanaryPlan.USUAL;
    return new CanaryPlan(
        List.of(new CanaryPlan.Stage(usual.stages().getFirst().share(), HELD.plusHours(1))),
        usual.falseRollBacks(),
        usual.leastRequests(),
        usual.longestExtension(),
        usual.warmUp(),
        usual.slower(),
        usual.latencyRollsBack(),
        usual.firstSightChance(),
        usual.power());
  }
}
