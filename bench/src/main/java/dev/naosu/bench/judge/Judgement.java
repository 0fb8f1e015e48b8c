package dev.naosu.bench.judge;

import java.util.List;

/// A verdict and what it rests on.
///
/// @param how it was judged, in one sentence
/// @param inContract inputs that count
/// @param outOfContract inputs on which the reference itself throws or does not end
/// @param counterexamples where it differs from the reference; at most 3
public record Judgement(
    Verdict verdict, String how, int inContract, int outOfContract, List<String> counterexamples) {
  public Judgement {
    counterexamples = List.copyOf(counterexamples);
  }

  static Judgement undecided(String why) {
    return new Judgement(Verdict.UNDECIDED, why, 0, 0, List.of());
  }
}
