package dev.naosu.cycle;

import dev.naosu.prove.Plausible;
import dev.naosu.prove.Repair;
import java.util.List;

/// What healing came to.
public sealed interface Outcome {
  /// At least one repair was proven.
  ///
  /// @param repairs best first
  record Healed(Findings findings, List<Repair> repairs) implements Outcome {
    public Healed {
      repairs = List.copyOf(repairs);
    }
  }

  /// No repair is proposed.
  ///
  /// @param why in one sentence
  /// @param wouldHelp what evidence or setting would help, in one sentence
  /// @param unproven candidates that passed some tests and were not proposed, best first
  record NotHealed(Findings findings, String why, String wouldHelp, List<Plausible> unproven)
      implements Outcome {
    public NotHealed {
      unproven = List.copyOf(unproven);
    }
  }

  /// Every test passes, or only flaky ones fail.
  record NothingToHeal(Findings findings) implements Outcome {}

  /// The work could not begin.
  ///
  /// @param what in one sentence
  /// @param detail the tool's own words; may be empty
  /// @param remedy what the user can do
  record CouldNotRun(String what, String detail, String remedy) implements Outcome {}
}
