package dev.naosu.prove;

import dev.naosu.repair.Candidate;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// A proven patch, as it is shown to people.
///
/// @param diff unified, for `git apply`
/// @param cause the root cause in one paragraph
/// @param confidence that the patch is what a maintainer would have written, in [0, 1]
/// @param doubts what speaks against it, one sentence each; may be empty
/// @param agreeing how many other plausible candidates behave the same
/// @param features what the confidence is made from, by name, see [Features]
/// @param replayed how it behaves on calls of the tests, compared to the original
/// @param test goes with it, when what it repairs had no test before
/// @param votes of models that came to it; empty when templates alone did
public record Repair(
    Candidate candidate,
    String diff,
    String cause,
    Proof proof,
    double confidence,
    List<String> doubts,
    int agreeing,
    SortedMap<String, Double> features,
    Replayed replayed,
    Optional<RegressionTest> test,
    Optional<Votes> votes) {
  /// Confidence below which a repair is shown as a guess.
  private static final double SURE = 0.4;

  public Repair {
    doubts = List.copyOf(doubts);
    features = Collections.unmodifiableSortedMap(new TreeMap<>(features));
  }

  /// A repair of what a test showed.
  public Repair(
      Candidate candidate,
      String diff,
      String cause,
      Proof proof,
      double confidence,
      List<String> doubts,
      int agreeing,
      SortedMap<String, Double> features,
      Replayed replayed) {
    this(
        candidate,
        diff,
        cause,
        proof,
        confidence,
        doubts,
        agreeing,
        features,
        replayed,
        Optional.empty(),
        Optional.empty());
  }

  /// The same, with the votes of the models that came to it.
  Repair with(Votes cast) {
    return new Repair(
        candidate,
        diff,
        cause,
        proof,
        confidence,
        doubts,
        agreeing,
        features,
        replayed,
        test,
        Optional.of(cast));
  }

  /// The same with a test that goes with it.
  public Repair with(RegressionTest written) {
    return new Repair(
        candidate,
        diff,
        cause,
        proof,
        confidence,
        doubts,
        agreeing,
        features,
        replayed,
        Optional.of(written),
        votes);
  }

  /// The diff of everything that is delivered: the patch, and the test that goes with it.
  public String wholeDiff() {
    return diff + test.map(RegressionTest::diff).orElse("");
  }

  /// Paths of the files that it changes or makes, relative to the project's root.
  public List<String> paths() {
    return Stream.concat(
            candidate.patch().paths().stream(), test.map(RegressionTest::path).stream())
        .toList();
  }

  /// Whether a diff is this repair's, with any test or none.
  public boolean isOf(String whole) {
    return whole.equals(diff) || whole.startsWith(diff + RegressionTest.DIFF_BEGINS);
  }

  /// Whether there is enough evidence to propose it without reserve.
  public boolean isSure() {
    return confidence >= SURE;
  }
}
