package dev.naosu.cycle.runtime;

import dev.naosu.detect.vitals.Target;
import java.time.Instant;
import java.util.List;

/// Keeps troubles, across restarts.
public interface Troubles {
  /// Keeps it as it is now.
  ///
  /// @param trouble with the number 0 when it is new
  /// @return with its number
  Trouble keep(Trouble trouble);

  /// Those that are not over, and those whose incidents are still to be told; the earliest first.
  List<Trouble> current();

  /// Those that began last, also when they are over; the latest first.
  List<Trouble> latest(int most);

  /// Those of a component with all its instances that began since then, the latest first.
  List<Trouble> since(Target whole, String runbook, Instant since);
}
