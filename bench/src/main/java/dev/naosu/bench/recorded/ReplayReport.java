package dev.naosu.bench.recorded;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.naosu.bench.fit.Example;
import dev.naosu.bench.fit.Fitting;
import dev.naosu.bench.judge.Verdict;
import dev.naosu.bench.recorded.BugReplay.Agreement;
import dev.naosu.bench.recorded.BugReplay.People;
import dev.naosu.bench.recorded.BugReplay.Shown;
import dev.naosu.bench.recorded.BugReplay.Speed;
import dev.naosu.bench.trial.Aim;
import dev.naosu.bench.trial.Calibration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;

/// The figures of a replay.
public record ReplayReport(String command, List<BugReplay> bugs) {
  /// What the confidence of models is fitted on; further features had too few examples.
  private static final Set<String> FITTED =
      Set.of("voteShare", "onlyClass", "deletionOnly", "longEdit", "consensus", "crashes");

  private static final double PENALTY = 2;

  public ReplayReport {
    bugs = List.copyOf(bugs);
  }

  public String json() {
    ObjectNode root = new ObjectMapper().createObjectNode();
    root.put("command", command);
    ArrayNode all = root.putArray("bugs");
    bugs.forEach(bug -> bug.write(all.addObject()));
    return root.toPrettyString() + "\n";
  }

  public String markdown() {
    StringBuilder text = new StringBuilder();
    text.append("# Recorded answers of models, replayed\n\n`").append(command).append("`\n\n");
    List<BugReplay> tried = tried();
    int answers = tried.stream().mapToInt(BugReplay::answers).sum();
    int applied = tried.stream().mapToInt(BugReplay::applied).sum();
    Agreement agreement =
        tried.stream().map(BugReplay::agreement).reduce(Agreement.NONE, Agreement::and);
    Speed speed = tried.stream().map(BugReplay::speed).reduce(Speed.NONE, Speed::and);
    Calibration now = Calibration.ofOutcomes(outcomes());
    List<Aim> aims = new ArrayList<>();
    aims.add(
        aim("recorded passes that pass here", 0.99, agreement.passesAgree(), agreement.passes()));
    aims.add(
        aim(
            "shown first with confidence of at least 0.9: correct",
            0.95,
            now.sureCorrect(),
            now.sure()));
    heldOut()
        .ifPresent(
            fitting -> {
              Calibration held = fitting.heldOut(_ -> true);
              aims.add(
                  new Aim(
                      "calibration error of a new fit, on groups held out",
                      "at most 0.05",
                      number(held.ece())
                          + "; a perfect one of as many by chance: "
                          + number(held.eceByChance()),
                      held.ece() <= 0.05));
            });
    text.append(Aim.table(aims)).append('\n');
    row(text, "bugs tried, of " + bugs.size(), Integer.toString(tried.size()));
    row(text, "answers", Integer.toString(answers));
    row(text, "applied", share(applied, answers));
    refused(tried).forEach((why, count) -> row(text, "refused: " + why, share(count, answers)));
    row(
        text,
        "recorded failures that do not pass here",
        share(agreement.failsAgree(), agreement.fails()));
    row(
        text,
        "recorded as passing, and refused by the gate",
        share(agreement.forbidden(), agreement.forbidden() + agreement.passes()));
    row(
        text,
        "candidates decided per second in tools",
        number(speed.decided() * 1000.0 / Math.max(1, speed.decidingMillis())));
    row(
        text,
        "of the whole time of healing, models' answers were tried in",
        share(speed.decidingMillis(), speed.tookMillis()));
    row(text, "bugs with a plausible repair", count(tried, bug -> bug.plausible() > 0));
    row(text, "correct: shown first", count(tried, is(BugReplay::first)));
    row(text, "correct: the first plausible one", count(tried, is(BugReplay::firstPlausible)));
    row(text, "correct: any of those judged (oracle)", count(tried, is(BugReplay::oracle)));
    row(text, "undecided: shown first", count(tried, bug -> bug.first() == Verdict.UNDECIDED));
    row(
        text,
        "shown first, written by a template",
        count(tried, bug -> !bug.shown().isEmpty() && !bug.shown().getFirst().byModel()));
    People people = tried.stream().map(BugReplay::people).reduce(People.NOBODY, People::and);
    if (!people.equals(People.NOBODY)) {
      row(
          text,
          "right for people: correct for the judge",
          share(people.rightAgree(), people.right()));
      row(
          text,
          "wrong for people: not correct for the judge",
          share(people.wrongAgree(), people.wrong()));
      row(text, "judged by people, undecided by the judge", Integer.toString(people.undecided()));
    }
    row(text, "calibration error (ECE), shown first", number(now.ece()));
    row(
        text,
        "the same of a perfect confidence, on average, with as many repairs",
        number(now.eceByChance()));
    row(text, "Brier score, shown first", number(now.brier()));
    row(
        text,
        "tokens, as recorded",
        String.format(Locale.ROOT, "%,d", tried.stream().mapToLong(BugReplay::tokens).sum()));
    text.append(
        "\nCorrect is judged by behaviour against the reference, see bench/README.md; a repair whose"
            + " behaviour could not be compared is undecided and counts nowhere as correct.\n");
    bugs.stream()
        .filter(bug -> !bug.trouble().isEmpty())
        .forEach(
            bug ->
                text.append("\nnot tried: ").append(bug.bug()).append(": ").append(bug.trouble()));
    return text.toString();
  }

  private List<BugReplay> tried() {
    return bugs.stream().filter(bug -> bug.trouble().isEmpty()).toList();
  }

  private static Map<String, Integer> refused(List<BugReplay> tried) {
    Map<String, Integer> all = new TreeMap<>();
    tried.forEach(bug -> bug.refused().forEach((why, n) -> all.merge(why, n, Integer::sum)));
    return all;
  }

  private List<Calibration.Outcome> outcomes() {
    return tried().stream()
        .flatMap(bug -> bug.shown().stream().limit(1))
        .filter(each -> each.verdict() != Verdict.UNDECIDED)
        .map(each -> new Calibration.Outcome(each.confidence(), each.verdict() == Verdict.CORRECT))
        .toList();
  }

  /// Repairs that models wrote and whose worth is known.
  public List<Example> examples() {
    List<Example> examples = new ArrayList<>();
    for (BugReplay bug : tried()) {
      for (int i = 0; i < bug.shown().size(); i++) {
        Shown each = bug.shown().get(i);
        if (each.byModel() && each.verdict() != Verdict.UNDECIDED) {
          Map<String, Double> features = new TreeMap<>(each.features());
          features.keySet().retainAll(FITTED);
          examples.add(
              new Example(
                  bug.group(),
                  i == 0,
                  each.confidence(),
                  features,
                  each.verdict() == Verdict.CORRECT));
        }
      }
    }
    return examples;
  }

  /// A new fit; empty without two groups.
  public Optional<Fitting> heldOut() {
    List<Example> examples = examples();
    return examples.stream().map(Example::group).distinct().count() < 2
        ? Optional.empty()
        : Optional.of(Fitting.of(examples, PENALTY));
  }

  /// The weights of a new fit, with what they are worth on groups held out.
  public Optional<String> weights() {
    return heldOut()
        .map(
            fitting -> {
              Calibration held = fitting.heldOut(_ -> true);
              return fitting
                  .model()
                  .properties(
                      List.of(
                          "The confidence of what models wrote, fitted by `naosu bench replay"
                              + " --fit` on "
                              + fitting.forecasts().size()
                              + " judged repairs of "
                              + examples().stream().map(Example::group).distinct().count()
                              + " groups, penalty "
                              + PENALTY
                              + ".",
                          "Each group held out: ECE "
                              + number(held.ece())
                              + ", Brier "
                              + number(held.brier())
                              + "; of "
                              + held.sure()
                              + " with at least 0.9, "
                              + held.sureCorrect()
                              + " correct."));
            });
  }

  private static Predicate<BugReplay> is(Function<BugReplay, Verdict> which) {
    return bug -> which.apply(bug) == Verdict.CORRECT;
  }

  private static String count(List<BugReplay> bugs, Predicate<BugReplay> which) {
    return share(bugs.stream().filter(which).count(), bugs.size());
  }

  private static Aim aim(String what, double least, int found, int of) {
    return new Aim(
        what,
        String.format(Locale.ROOT, "at least %.0f %%", least * 100),
        share(found, of),
        of > 0 && found >= least * of);
  }

  private static void row(StringBuilder text, String what, String found) {
    text.append("- ").append(what).append(": ").append(found).append('\n');
  }

  private static String share(long some, long all) {
    return all == 0
        ? "none"
        : String.format(Locale.ROOT, "%.1f %% (%,d of %,d)", 100.0 * some / all, some, all);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }
}
