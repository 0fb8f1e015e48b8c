package dev.naosu.prove;

import dev.naosu.code.Edit;
import dev.naosu.code.Patch;
import dev.naosu.detect.FailureKind;
import dev.naosu.diagnose.Suspect;
import dev.naosu.prove.Ranking.Alike;
import dev.naosu.repair.Candidate;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.eclipse.jdt.core.ToolFactory;
import org.eclipse.jdt.core.compiler.IScanner;
import org.eclipse.jdt.core.compiler.ITerminalSymbols;
import org.eclipse.jdt.core.compiler.InvalidInputException;

/// What is known of a repair, in numbers: what [Confidence] is made from.
///
/// Counts are given as `ln(1 + count)`, so that ten are to one as a hundred to ten; questions as 1
/// for yes and 0 for no; shares in [0, 1]. Every repair has every feature.
///
/// | name | of what |
/// |---|---|
/// | `suppressing` | is it a kind of edit that often only hides a symptom |
/// | `score` | suspicion × template × proposal, in (0, 1] |
/// | `lead` | `ln` of its score over that of the best rival, in [-3, 3]; 3 without one |
/// | `place` | count of classes ranked before it |
/// | `tried` | count of candidates tried before it |
/// | `candidates` | count of candidates that were made for all suspects |
/// | `exhausted` | was every candidate tried |
/// | `rivals` | count of other classes that behave differently, suppressing ones left out |
/// | `agreeing` | count of other candidates of its class |
/// | `generators` | count of other operators that made candidates of its class |
/// | `failing` | count of failing tests that pass now, less one |
/// | `covering` | count of passing tests that run the changed code |
/// | `heldOut` | share of failing tests which alone would have chosen it; 0 when not known |
/// | `heldOutKnown` | are there several failing tests and is it known what passed only some |
/// | `tokens` | count of tokens removed and inserted |
/// | `suspicion` | score of the suspect line it changes; 0 when it is none |
/// | `suspects` | count of lines more suspicious than it |
/// | `thrown` | did the code throw, rather than a test not get what it expected |
/// | `endless` | does the failing test not end |
/// | `replayed` | could calls be replayed |
/// | `passingCalls`, `failingCalls`, `madeUpCalls` | count of calls replayed, by origin |
/// | `passingChanged`, `failingChanged`, `madeUpChanged` | share of them that changed |
/// | `returnedChanged` | share that changed of calls that returned before, failing tests left out |
/// | `mended` | share that returns now of calls that crashed or did not end before |
/// | `consensus` | share of the other candidates that do the same, on average over all calls |
/// | `crashes` | does some call crash or not end that returned before and that no failing test makes |
/// | `crashShare` | share of such calls of those that returned before |
/// | `crashesAlone` | is there such a call on which some other candidate does not crash |
/// | `counted` | does the project's own build count its tests |
final class Features {
  private static final double MOST_LEAD = 3;

  private final SortedMap<String, Double> values = new TreeMap<>();

  private Features() {}

  /// What is asked about besides the class itself.
  ///
  /// @param place of the class among all, from 0
  /// @param rivals other ordinary classes, best first
  /// @param heldOut share of the failing tests; NaN when not known
  record About(
      Alike alike,
      int place,
      List<Alike> rivals,
      Replayed replayed,
      boolean crashesAlone,
      double consensus,
      List<FailureKind> failures,
      int covering,
      List<Suspect> suspects,
      double heldOut,
      int candidates,
      boolean exhausted,
      boolean counted) {}

  /// @param original text of the file that an edit changes
  static SortedMap<String, Double> of(About about, UnaryOperator<String> original) {
    Features features = new Features();
    features.ofCandidate(about, original);
    features.ofClass(about);
    features.ofTests(about);
    features.ofReplay(about.replayed());
    features.answer("crashesAlone", about.crashesAlone());
    features.values.put("consensus", about.consensus());
    return features.values;
  }

  private void ofCandidate(About about, UnaryOperator<String> original) {
    Candidate candidate = about.alike().best().candidate();
    answer("suppressing", Ranking.suppresses(about.alike().best()));
    values.put("score", candidate.score());
    count("tried", about.alike().best().rank());
    count("candidates", about.candidates());
    answer("exhausted", about.exhausted());
    count("tokens", changedTokens(candidate.patch(), original));
    int suspect = 0;
    while (suspect < about.suspects().size() && !isAt(about.suspects().get(suspect), candidate)) {
      suspect++;
    }
    count("suspects", suspect);
    values.put(
        "suspicion",
        suspect < about.suspects().size() ? about.suspects().get(suspect).score() : 0.0);
  }

  /// Tokens that a patch removes and adds.
  ///
  /// @param original the text of a file before any change, by its path
  static int changedTokens(Patch patch, UnaryOperator<String> original) {
    int tokens = 0;
    for (Edit edit : patch.edits()) {
      String text = original.apply(edit.path());
      tokens += tokens(text.substring(edit.span().start(), edit.span().end()));
      tokens += tokens(edit.replacement());
    }
    return tokens;
  }

  private static boolean isAt(Suspect suspect, Candidate candidate) {
    return suspect.path().equals(candidate.path()) && suspect.line() == candidate.line();
  }

  private void ofClass(About about) {
    count("place", about.place());
    count("rivals", about.rivals().size());
    double score = about.alike().best().candidate().score();
    double lead =
        about.rivals().isEmpty()
            ? MOST_LEAD
            : Math.log(score / about.rivals().getFirst().best().candidate().score());
    values.put("lead", Math.clamp(lead, -MOST_LEAD, MOST_LEAD));
    count("agreeing", about.alike().size() - 1);
    count("generators", about.alike().operators() - 1);
  }

  private void ofTests(About about) {
    count("failing", about.failures().size() - 1);
    count("covering", about.covering());
    answer("heldOutKnown", !Double.isNaN(about.heldOut()));
    values.put("heldOut", Double.isNaN(about.heldOut()) ? 0.0 : about.heldOut());
    answer("thrown", about.failures().getFirst().isThrownByCode());
    answer("endless", about.failures().getFirst() == FailureKind.ENDLESS);
    answer("counted", about.counted());
  }

  private void ofReplay(Replayed replayed) {
    answer("replayed", replayed.isAvailable());
    count("passingCalls", replayed.passing().calls());
    count("failingCalls", replayed.failing().calls());
    count("madeUpCalls", replayed.madeUp().calls());
    values.put("passingChanged", replayed.passing().share());
    values.put("failingChanged", replayed.failing().share());
    values.put("madeUpChanged", replayed.madeUp().share());
    values.put("returnedChanged", replayed.returned().share());
    values.put("mended", replayed.crashed().share());
    answer("crashes", replayed.crashes() > 0);
    values.put(
        "crashShare", (double) replayed.crashes() / Math.max(1, replayed.returned().calls()));
  }

  private void count(String name, int count) {
    values.put(name, Math.log1p(count));
  }

  private void answer(String name, boolean yes) {
    values.put(name, yes ? 1.0 : 0.0);
  }

  /// How many tokens a piece of Java has; one for what is none.
  static int tokens(String text) {
    IScanner scanner = ToolFactory.createScanner(false, false, false, "25", "25", true);
    scanner.setSource(text.toCharArray());
    int count = 0;
    try {
      while (scanner.getNextToken() != ITerminalSymbols.TokenNameEOF) {
        count++;
      }
    } catch (InvalidInputException _) {
      return count + 1;
    }
    return count;
  }
}
