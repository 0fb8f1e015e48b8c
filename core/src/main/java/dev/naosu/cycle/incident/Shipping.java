package dev.naosu.cycle.incident;

/// Delivers a repair to the repository of its service.
@FunctionalInterface
public interface Shipping {
  /// Delivers once: when the same repair of the same incident is there already, it is left as it
  /// is.
  ///
  /// @throws InterruptedException when naosu ends; it is asked again then
  Shipped ship(Incident incident, Remedy remedy) throws InterruptedException;

  /// What came of it.
  sealed interface Shipped {
    /// @param where such as `branch auto-fix/incident-7, commit 3f9a1c0`
    record Delivered(String where) implements Shipped {}

    /// Nothing was changed.
    record Refused(String why, String remedy) implements Shipped {}
  }
}
