package dev.naosu.learn;

import dev.naosu.prove.safety.Deed;
import dev.naosu.prove.safety.Deed.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;

/// How well healing without code goes.
///
/// Times are told by geometric mean, median and ninth decile: they spread over powers of ten, and
/// one that was very long says nothing about the others.
///
/// Source: Š. Davidovič, *Incident Metrics in SRE*, Google, 2021.
public final class HealingKpis {
  private HealingKpis() {}

  /// @param deeds that were proposed in the time that is told of
  /// @param episodes that were detected in it
  /// @param prevented needs with a date that were met before it, in that time
  public static List<Kpi> of(List<Deed> deeds, List<Episode> episodes, int prevented) {
    List<Deed> done = deeds.stream().filter(each -> each.phase().isDone()).toList();
    List<Episode> over = episodes.stream().filter(each -> each.over().isPresent()).toList();
    List<Kpi> all = new ArrayList<>();
    all.add(
        new Kpi(
            "actions_success_rate",
            "Actions that helped",
            share(done, each -> each.phase() == Phase.HELPED),
            "1",
            "of the actions that were done, the share after which what they were for was so"));
    all.add(
        new Kpi(
            "actions_false_rate",
            "False actions",
            share(done, each -> each.phase() == Phase.HARMED),
            "1",
            "of the actions that were done, the share after which things were worse than before"));
    all.add(
        new Kpi(
            "actions_no_effect_rate",
            "Actions without effect",
            share(done, each -> each.phase() == Phase.NO_EFFECT),
            "1",
            "of the actions that were done, the share after which things were as before"));
    all.add(
        new Kpi(
            "troubles_healed_rate",
            "Troubles that naosu ended",
            share(over, Episode::healed),
            "1",
            "of the troubles that are over, the share that an action of naosu's ended"));
    int met = prevented + episodes.size();
    all.add(
        new Kpi(
            "preventive_share",
            "Prevented",
            met == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) prevented / met),
            "1",
            "of the troubles that began and the needs with a date that were met before it, the share"
                + " of the latter: what was dealt with before it broke"));
    times(
        all,
        "detection",
        "Time to detect",
        "from the begin of a trouble, as measurements tell it, until naosu knew",
        episodes.stream().map(Episode::detection).toList());
    times(
        all,
        "repair",
        "Time to repair",
        "from the begin of a trouble until it was seen to be over",
        over.stream().map(Episode::recovery).flatMap(Optional::stream).toList());
    times(
        all,
        "recovery",
        "Time of recovery",
        "from the begin of an action that helped until it was seen to have helped",
        done.stream()
            .filter(each -> each.phase() == Phase.HELPED)
            .map(Deed::took)
            .flatMap(Optional::stream)
            .toList());
    return List.copyOf(all);
  }

  private static void times(
      List<Kpi> all, String name, String title, String definition, List<Duration> times) {
    List<Double> seconds = times.stream().map(each -> each.toNanos() / 1e9).sorted().toList();
    all.add(
        new Kpi(
            name + "_seconds_mean",
            title + ", geometric mean",
            geometricMean(seconds),
            "s",
            definition + "; times below 1 ms count as that"));
    all.add(
        new Kpi(name + "_seconds_p50", title + ", p50", quantile(seconds, 0.5), "s", definition));
    all.add(
        new Kpi(name + "_seconds_p90", title + ", p90", quantile(seconds, 0.9), "s", definition));
  }

  private static <T> OptionalDouble share(List<T> all, Predicate<T> which) {
    return all.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of((double) all.stream().filter(which).count() / all.size());
  }

  private static OptionalDouble geometricMean(List<Double> seconds) {
    OptionalDouble logs =
        seconds.stream().mapToDouble(each -> Math.log(Math.max(1e-3, each))).average();
    return logs.isEmpty() ? logs : OptionalDouble.of(Math.exp(logs.getAsDouble()));
  }

  /// The smallest value that so many are not above.
  private static OptionalDouble quantile(List<Double> sorted, double share) {
    return sorted.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(sorted.get((int) Math.ceil(share * sorted.size()) - 1));
  }
}
