package dev.naosu.cycle.chaos;

import dev.naosu.detect.vitals.Truth;
import dev.naosu.prove.experiment.Trial.Done;
import dev.naosu.prove.experiment.Trial.Look;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// When faults were noticed and got over.
final class Times {
  private Times() {}

  /// @param faults in order, one after the other
  /// @param looks oldest first
  static List<Done> in(List<Done> faults, List<Look> looks) {
    List<Done> timed = new ArrayList<>();
    for (int i = 0; i < faults.size(); i++) {
      Done fault = faults.get(i);
      Optional<Instant> next =
          i + 1 < faults.size() ? Optional.of(faults.get(i + 1).began()) : Optional.empty();
      List<Look> of =
          looks.stream()
              .filter(look -> !look.at().isBefore(fault.began()))
              .filter(look -> next.isEmpty() || look.at().isBefore(next.get()))
              .toList();
      timed.add(
          new Done(
              fault.fault(),
              fault.words(),
              fault.began(),
              fault.over(),
              fault.ended(),
              first(of).map(look -> Duration.between(fault.began(), look.at())),
              again(of).map(at -> Duration.between(fault.began(), at))));
    }
    return timed;
  }

  private static Optional<Look> first(List<Look> looks) {
    return looks.stream().filter(look -> look.steady() != Truth.YES).findFirst();
  }

  /// When it held again and did so until the end.
  private static Optional<Instant> again(List<Look> looks) {
    Optional<Instant> again = Optional.empty();
    boolean broken = false;
    for (Look look : looks) {
      if (look.steady() != Truth.YES) {
        broken = true;
        again = Optional.empty();
      } else if (broken && again.isEmpty()) {
        again = Optional.of(look.at());
      }
    }
    return again;
  }
}
