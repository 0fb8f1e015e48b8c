package dev.naosu.app.tell;

import dev.naosu.prove.Replayed;
import java.util.ArrayList;
import java.util.List;

/// What replaying showed, as people read it.
final class ReplayWords {
  private ReplayWords() {}

  /// `replayed 214 calls of passing tests: all the same · 3 of 3 calls of failing tests changed`.
  static String sentence(Replayed replayed) {
    if (!replayed.isAvailable()) {
      return "no call was replayed: " + replayed.unavailable();
    }
    List<String> parts = new ArrayList<>();
    add(parts, replayed.passing(), "call", " of passing tests");
    add(parts, replayed.failing(), "call", " of failing tests");
    add(parts, replayed.madeUp(), "made-up input", "");
    return "replayed " + String.join(" · ", parts);
  }

  private static void add(List<String> parts, Replayed.Tally tally, String thing, String whose) {
    if (tally.calls() > 0) {
      String things = Words.count(tally.calls(), thing) + whose;
      parts.add(
          tally.changed() == 0
              ? things + (tally.calls() == 1 ? ": the same" : ": all the same")
              : Words.number(tally.changed()) + " of " + things + " changed");
    }
  }
}
