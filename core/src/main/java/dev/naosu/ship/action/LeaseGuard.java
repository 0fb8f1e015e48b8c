package dev.naosu.ship.action;

import dev.naosu.repair.runbook.Action;
import dev.naosu.repair.runbook.Action.Applied;
import dev.naosu.repair.runbook.Catalogue;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// Puts leased changes back when the process that made them does not live any more. Works in a
/// process of its own, and needs neither database nor journal: whoever comes back finds the lease
/// gone, and writes that down.
public final class LeaseGuard {
  private final Catalogue catalogue;
  private final Leases leases;
  private final BooleanSupplier isAlive;
  private final InstantSource clock;

  /// @param isAlive whether the process that made the changes still sees to them
  public LeaseGuard(
      Catalogue catalogue, Leases leases, BooleanSupplier isAlive, InstantSource clock) {
    this.catalogue = catalogue;
    this.leases = leases;
    this.isAlive = isAlive;
    this.clock = clock;
  }

  /// One round. What cannot be put back is tried again in the next one.
  ///
  /// @return what was done, one sentence each
  public List<String> look() throws InterruptedException {
    List<String> done = new ArrayList<>();
    if (isAlive.getAsBoolean()) {
      return done;
    }
    Instant now = clock.instant();
    for (Lease lease : leases.all()) {
      if (!lease.seen() || !lease.until().isAfter(now)) {
        done.add("action " + lease.deed() + ": " + putBack(lease));
      }
    }
    return done;
  }

  private String putBack(Lease lease) throws InterruptedException {
    Optional<Action> action = catalogue.find(lease.order().action());
    if (action.isEmpty()) {
      return "there is no action " + lease.order().action() + " any more";
    }
    Applied back =
        Bounded.run(
            "undo of action " + lease.deed(),
            action.get().traits().limit(),
            () -> action.get().undo(lease.order(), lease.before()));
    return switch (back) {
      case Applied.Done(String said) -> {
        leases.end(lease.deed());
        yield said;
      }
      case Applied.Failed(String why, boolean _) -> "it could not be put back: " + why;
    };
  }
}
