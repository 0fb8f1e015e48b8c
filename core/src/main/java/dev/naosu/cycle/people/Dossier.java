package dev.naosu.cycle.people;

import java.util.List;
import java.util.Optional;

/// What runtime healing has to say of an incident: whoever is called should not have to look for
/// what naosu knows already. Texts are those of a [Notice].
///
/// @param isTreated whether naosu is at it
/// @param tried what came of each step, one sentence each
/// @param evidence what was collected and what it shows, one sentence each
/// @param next what somebody could do now, one sentence each
/// @param ask what a person is asked; empty when nothing is asked
public record Dossier(
    boolean isTreated,
    List<String> tried,
    List<String> evidence,
    List<String> next,
    Optional<Ask> ask) {
  public static final Dossier EMPTY =
      new Dossier(false, List.of(), List.of(), List.of(), Optional.empty());

  public Dossier {
    tried = List.copyOf(tried);
    evidence = List.copyOf(evidence);
    next = List.copyOf(next);
  }

  /// With a question.
  Dossier asking(Ask question) {
    return new Dossier(isTreated, tried, evidence, next, Optional.of(question));
  }

  /// All of it that can change.
  String text() {
    return String.join(
        "\n",
        tried.toString(),
        evidence.toString(),
        next.toString(),
        ask.map(Ask::text).orElse(""));
  }
}
