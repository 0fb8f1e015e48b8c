package dev.naosu.repair.fleet;

import dev.naosu.fleet.Version;
import java.util.Optional;

/// What people have decided of versions, as a rollback wants to know it; answered by whoever rolls
/// out.
@FunctionalInterface
public interface Verdicts {
  /// A person's last word on a version; empty when nobody has said anything.
  Optional<Verdict> of(String service, Version version);

  /// @param person who
  /// @param wanted whether it should serve, or should not
  record Verdict(String person, boolean wanted) {}

  /// Where people say nothing of versions.
  static Verdicts none() {
    return (_, _) -> Optional.empty();
  }
}
