package dev.naosu.ship.pull;

import java.util.List;
import java.util.Locale;

/// Who is asked to look at a change.
///
/// @param people names at the forge, without `@`
/// @param teams names of teams without their organisation
public record Reviewers(List<String> people, List<String> teams) {
  public static final Reviewers NOBODY = new Reviewers(List.of(), List.of());

  /// More would leave it to each other.
  private static final int MOST = 2;

  public Reviewers {
    people = List.copyOf(people);
    teams = List.copyOf(teams);
  }

  public boolean isNobody() {
    return people.isEmpty() && teams.isEmpty();
  }

  /// The first of them, and never naosu itself.
  Reviewers fewWithout(String self) {
    List<String> others =
        people.stream()
            .filter(each -> !each.toLowerCase(Locale.ROOT).equals(self.toLowerCase(Locale.ROOT)))
            .limit(MOST)
            .toList();
    return new Reviewers(others, teams.stream().limit(MOST - others.size()).toList());
  }
}
