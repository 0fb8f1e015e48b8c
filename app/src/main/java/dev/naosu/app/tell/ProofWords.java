package dev.naosu.app.tell;

import dev.naosu.prove.Funnel;
import dev.naosu.prove.Proof;
import dev.naosu.prove.Repair;
import java.util.ArrayList;
import java.util.List;

/// What shows that a repair holds, as people read it.
public final class ProofWords {
  private ProofWords() {}

  /// One sentence each, the strongest first. They may hold text of the patient.
  ///
  /// @param funnel how the candidates ended that are not the repair
  public static List<String> sentences(Repair repair, Funnel funnel) {
    Proof proof = repair.proof();
    List<String> sentences = new ArrayList<>();
    sentences.add(passes(proof) + others(proof));
    if (!proof.isByRequests() || proof.testsBefore() > 0 || proof.testsAfter() > 0) {
      sentences.add("`" + proof.command() + "` in fresh JVMs" + suite(proof));
    }
    repair
        .test()
        .ifPresent(
            test ->
                sentences.add("a new test fails before it and passes after it: " + test.name()));
    sentences.add(ReplayWords.sentence(repair.replayed()));
    String dead = deaths(funnel);
    if (!dead.isEmpty()) {
      sentences.add(dead);
    }
    if (repair.agreeing() > 0) {
      sentences.add(Words.count(repair.agreeing(), "other candidate") + " did the same");
    }
    repair.votes().ifPresent(votes -> sentences.add("suggested by " + ModelWords.votes(votes)));
    return List.copyOf(sentences);
  }

  private static String passes(Proof proof) {
    if (proof.isByRequests()) {
      return Words.requests(proof.requests());
    }
    if (proof.failingBefore().stream().allMatch(name -> name.startsWith("<command>"))) {
      return "the command succeeds";
    }
    return switch (proof.failingBefore().size()) {
      case 1 -> "the failing test passes";
      case 2 -> "both failing tests pass";
      default -> "all " + proof.failingBefore().size() + " failing tests pass";
    };
  }

  private static String others(Proof proof) {
    if (proof.isByRequests()) {
      return "";
    }
    int others = proof.testsAfter() - proof.failingBefore().size() - proof.otherFailures().size();
    return others > 0
        ? " · "
            + Words.number(others)
            + (others == 1 ? " other still passes" : " others still pass")
        : "";
  }

  private static String suite(Proof proof) {
    if (proof.testsAfter() == 0) {
      return ": it succeeds, and does not count its tests";
    }
    int good = proof.testsAfter() - proof.otherFailures().size();
    return ": " + Words.number(good) + " of " + Words.number(proof.testsAfter());
  }

  /// How the candidates that are not the repair ended; empty when there is nothing to tell.
  static String deaths(Funnel funnel) {
    List<String> parts = new ArrayList<>();
    add(parts, funnel.duplicate(), "same as another");
    add(parts, funnel.illTyped(), "refused by the compiler");
    add(parts, funnel.pruned(), "same values as another");
    add(parts, funnel.killedByFailing(), "failed the test");
    add(parts, funnel.killedByCovering(), "broke others");
    add(parts, funnel.killedBySuite(), "failed the whole suite");
    add(parts, funnel.undecided(), "could not be decided");
    if (parts.isEmpty()) {
      return "";
    }
    int open = funnel.generated() - funnel.decided() - funnel.undecided();
    add(parts, open, "not tried");
    return "of " + Words.count(funnel.generated(), "candidate") + ": " + String.join(", ", parts);
  }

  private static void add(List<String> parts, int number, String what) {
    if (number > 0) {
      parts.add(Words.number(number) + " " + what);
    }
  }
}
