package dev.naosu.app.console;

import dev.naosu.app.tell.SafeText;
import dev.naosu.app.tell.Words;
import dev.naosu.fleet.Answers;
import dev.naosu.fleet.Latencies;
import dev.naosu.fleet.Version;
import dev.naosu.ship.canary.Evidence;
import dev.naosu.ship.canary.Window;
import dev.naosu.ship.rollout.Judgement;
import dev.naosu.ship.rollout.Rollout;
import dev.naosu.ship.rollout.Rollout.Phase;
import dev.naosu.ship.rollout.Rollouts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// How a repair does in production.
///
/// @param standing what is going on, in one sentence
/// @param seen name of the version, for who decides about it
/// @param isSteered whether people can still say what becomes of it
/// @param isHeld whether a person is asked
/// @param verdict what the numbers say; empty before there are any
/// @param power what could have been noticed; empty before
/// @param rows old and new, number by number
/// @param bars how much speaks against it; empty before
/// @param chart empty before there are two windows
public record RolloutView(
    String standing,
    String seen,
    boolean isSteered,
    boolean isHeld,
    String verdict,
    String power,
    List<Row> rows,
    List<Bar> bars,
    Optional<Chart> chart) {
  private static final int MOST_POINTS = 60;
  private static final int WIDTH = 600;
  private static final int HEIGHT = 120;

  public RolloutView {
    rows = List.copyOf(rows);
    bars = List.copyOf(bars);
  }

  /// @param old of the version before
  /// @param fresh of the version with the repair
  public record Row(String label, String old, String fresh) {}

  /// @param percent of what is needed to roll back, on a logarithmic scale
  public record Bar(String label, String words, int percent) {}

  /// Shares of failing requests over time, as points of an SVG of 600 × 120.
  ///
  /// @param top the share at the upper end
  /// @param stages where a stage begins, but the first
  /// @param words the same for who does not see it
  public record Chart(String old, String fresh, String top, List<Integer> stages, String words) {}

  /// The latest one of an incident; empty when nothing was rolled out.
  static Optional<RolloutView> of(long incident, Rollouts rollouts) {
    List<Rollout> all = rollouts.of(incident);
    return all.isEmpty()
        ? Optional.empty()
        : Optional.of(of(all.getLast(), rollouts.windows(all.getLast().key())));
  }

  private static RolloutView of(Rollout rollout, List<Window> windows) {
    Optional<Judgement> judgement = rollout.judgement();
    Optional<Evidence> evidence = judgement.map(Judgement::evidence);
    return new RolloutView(
        standing(rollout, evidence),
        rollout.candidate().name(),
        !rollout.phase().isOver() && rollout.phase() != Phase.ROLLING_BACK,
        rollout.phase() == Phase.HELD,
        judgement.map(each -> SafeText.line(each.sentence(), 600)).orElse(""),
        evidence.map(each -> Words.sentence(each.power().sentence()) + ".").orElse(""),
        evidence.map(RolloutView::rows).orElse(List.of()),
        evidence.map(RolloutView::bars).orElse(List.of()),
        rollout.stable().flatMap(stable -> chart(rollout.candidate(), stable, windows)));
  }

  private static String standing(Rollout rollout, Optional<Evidence> evidence) {
    String fresh = rollout.candidate().toString();
    String old = rollout.stable().map(Version::toString).orElse("the version before");
    String share = evidence.map(each -> percent(each.share())).orElse("a first share");
    return switch (rollout.phase()) {
      case WAITING -> fresh + " waits until it may be rolled out.";
      case STARTING -> fresh + " is being started beside " + old + ".";
      case WATCHING -> fresh + " gets " + share + " of the requests, " + old + " the others.";
      case HELD ->
          fresh + " keeps " + share + " of the requests, " + old + " the others, until you decide.";
      case HALTED -> old + " gets all requests, for naosu is stopped.";
      case PROMOTING, PROMOTED -> fresh + " gets all requests" + by(rollout) + ".";
      case ROLLING_BACK, ROLLED_BACK ->
          fresh + " was rolled back" + by(rollout) + ": " + old + " gets all requests.";
    };
  }

  private static String by(Rollout rollout) {
    return rollout.actor().isEmpty() ? "" : ", by " + SafeText.line(rollout.actor(), 80);
  }

  private static List<Row> rows(Evidence evidence) {
    Answers old = evidence.old();
    Answers fresh = evidence.fresh();
    return List.of(
        new Row(
            "requests in this stage", Words.number(old.requests()), Words.number(fresh.requests())),
        new Row("failed", failed(old), failed(fresh)),
        new Row("median", time(old.latencies(), 0.5), time(fresh.latencies(), 0.5)),
        new Row("slowest of 100", time(old.latencies(), 0.99), time(fresh.latencies(), 0.99)));
  }

  private static List<Bar> bars(Evidence evidence) {
    List<Bar> bars = new ArrayList<>();
    bars.add(bar("errors", evidence.errors(), evidence.errorsNeeded()));
    bars.add(bar("latency", evidence.slowness(), evidence.slownessNeeded()));
    return bars;
  }

  private static Bar bar(String label, double value, double needed) {
    double reached = Math.log(Math.max(1, value)) / Math.log(needed);
    return new Bar(
        label,
        String.format(Locale.ROOT, "%.3g of %.3g that roll back", value, needed),
        (int) Math.round(100 * Math.clamp(reached, 0, 1)));
  }

  private static String failed(Answers answers) {
    return answers.requests() == 0
        ? "none asked"
        : Words.number(answers.errors())
            + String.format(
                Locale.ROOT, " (%.1f %%)", 100.0 * answers.errors() / answers.requests());
  }

  private static String time(Latencies latencies, double quantile) {
    if (latencies.count() == 0) {
      return "–";
    }
    Duration time = Latencies.end(latencies.quantile(quantile));
    return String.format(Locale.ROOT, "%.1f ms", time.toNanos() / 1e6);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * share);
  }

  private static Optional<Chart> chart(Version fresh, Version old, List<Window> windows) {
    if (windows.size() < 2) {
      return Optional.empty();
    }
    int together = (windows.size() + MOST_POINTS - 1) / MOST_POINTS;
    List<Double> ofOld = new ArrayList<>();
    List<Double> ofFresh = new ArrayList<>();
    List<Integer> begins = new ArrayList<>();
    int stage = windows.getFirst().stage();
    int points = (windows.size() + together - 1) / together;
    for (int from = 0; from < windows.size(); from += together) {
      List<Window> part = windows.subList(from, Math.min(windows.size(), from + together));
      ofOld.add(share(part, old));
      ofFresh.add(share(part, fresh));
      if (part.getLast().stage() > stage) {
        stage = part.getLast().stage();
        begins.add(x(ofOld.size() - 1, points));
      }
    }
    double top = Math.max(0.01, Math.max(most(ofOld), most(ofFresh)));
    return Optional.of(
        new Chart(
            line(ofOld, top),
            line(ofFresh, top),
            percent(top),
            begins,
            "Failing requests over time: of the version before up to "
                + percent(most(ofOld))
                + ", of the one with the repair up to "
                + percent(most(ofFresh))
                + "."));
  }

  private static double share(List<Window> windows, Version version) {
    long requests = 0;
    long errors = 0;
    for (Window each : windows) {
      requests += each.traffic().of(version).requests();
      errors += each.traffic().of(version).errors();
    }
    return requests == 0 ? 0 : (double) errors / requests;
  }

  private static double most(List<Double> shares) {
    return shares.stream().mapToDouble(Double::doubleValue).max().orElse(0);
  }

  private static String line(List<Double> shares, double top) {
    StringBuilder points = new StringBuilder();
    for (int i = 0; i < shares.size(); i++) {
      long y = Math.round((HEIGHT - 4) * (1 - shares.get(i) / top)) + 2;
      points.append(i == 0 ? "" : " ").append(x(i, shares.size())).append(',').append(y);
    }
    return points.toString();
  }

  private static int x(int point, int points) {
    return points < 2 ? 0 : WIDTH * point / (points - 1);
  }
}
