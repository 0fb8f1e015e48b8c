package dev.naosu.prove;

import dev.naosu.prove.Ranking.Alike;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What speaks against a repair.
///
/// @param sentences one each, the heaviest first
/// @param most confidence that it has at most, whatever its kind and its tests
record Doubts(List<String> sentences, double most) {
  /// Confidence that a repair has at most when the evidence cannot choose it.
  private static final double UNSURE = 0.3;

  /// Confidence that a repair has at most when several answer recorded requests, each in its own
  /// way, and nobody said what should be answered: a person has to.
  private static final double UNSAID = 0.5;

  /// A rival whose score is at least this share of a class's score is as good as it.
  private static final double AS_GOOD = 0.9;

  private static final int MOST_OBJECTIONS = 3;

  Doubts {
    sentences = List.copyOf(sentences);
  }

  /// @param rivals other classes that do not merely suppress a symptom, best first
  /// @param covering how many passing tests run the changed code
  static Doubts of(
      Alike alike, List<Alike> rivals, Behaviours behaviours, int covering, Proof proof) {
    List<String> doubts = new ArrayList<>();
    boolean suppresses = Ranking.suppresses(alike.best());
    boolean tied = !suppresses && !rivals.isEmpty() && isTie(alike, rivals.getFirst(), behaviours);
    if (suppresses) {
      doubts.add(
          "this kind of edit often hides a symptom instead of mending its cause"
              + (rivals.isEmpty() ? ", and no other kind was found" : ""));
    }
    doubts.addAll(behaviours.of(alike.best()).changes());
    if (covering == 0) {
      doubts.add("no passing test runs the changed code, so nothing guards what it did right");
    }
    if (!rivals.isEmpty()) {
      doubts.add(rivals(alike, rivals, behaviours, tied));
    }
    if (!proof.requests().unsaid().isEmpty()) {
      doubts.add("nobody said what should be answered: " + proof.requests().unsaid().getFirst());
    }
    if (proof.testsAfter() == 0 && proof.requests().reproducing() > 0) {
      doubts.add("no test of the project was counted, so only recorded requests speak for it");
    } else if (proof.testsAfter() == 0) {
      doubts.add("the project's test command tells only success or failure, not single tests");
    }
    if (!proof.otherFailures().isEmpty()) {
      doubts.add(
          proof.otherFailures().size()
              + " other failing tests stay as they are, with or without it");
    }
    boolean contested =
        !proof.requests().unsaid().isEmpty()
            && rivals.stream()
                .anyMatch(
                    rival -> behaviours.credit(rival.best()) >= behaviours.credit(alike.best()));
    return new Doubts(doubts, suppresses || tied ? UNSURE : contested ? UNSAID : 1);
  }

  private static String rivals(
      Alike alike, List<Alike> rivals, Behaviours behaviours, boolean tied) {
    String text =
        rivals.size()
            + (rivals.size() == 1 ? " other edit passes" : " other edits pass")
            + " every test";
    Optional<String> apart = behaviours.tellingApart(alike.best(), rivals.getFirst().best());
    text +=
        apart
            .map(
                example ->
                    " and behave"
                        + (rivals.size() == 1 ? "s" : "")
                        + " differently: with "
                        + example)
            .orElse(" and may behave differently; the tests do not tell them apart");
    return tied ? text + "; nothing speaks for the one rather than the other" : text;
  }

  /// Whether neither its score, nor what was replayed, nor that more candidates came to it puts a
  /// class before another.
  private static boolean isTie(Alike alike, Alike rival, Behaviours behaviours) {
    double mine = alike.best().candidate().score();
    double other = rival.best().candidate().score();
    return Math.min(mine, other) >= AS_GOOD * Math.max(mine, other)
        && rival.size() >= alike.size()
        && behaviours.credit(alike.best()) == behaviours.credit(rival.best());
  }

  /// The same, with what speaks against it as models see it: a reviewer can only lower.
  Doubts and(Votes votes) {
    List<String> all = new ArrayList<>(sentences);
    votes.objections().stream()
        .limit(MOST_OBJECTIONS)
        .forEach(objection -> all.add("a reviewing model objects: " + objection));
    all.addAll(votes.doubts());
    if (votes.votes() <= 1) {
      all.add("only one of " + Math.max(1, votes.of()) + " answers of models came to it");
    }
    boolean isDoubted = !votes.objections().isEmpty() || !votes.doubts().isEmpty();
    return new Doubts(all, isDoubted ? Math.min(most, UNSAID) : most);
  }

  /// The confidence, but low when the evidence cannot choose.
  double limit(double confidence) {
    return Math.min(confidence, most);
  }
}
