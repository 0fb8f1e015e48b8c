package dev.naosu.leases;

import dev.naosu.journal.JournalUnavailable;
import dev.naosu.repair.runbook.Catalogue;
import dev.naosu.ship.action.LeaseGuard;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;

/// What a guard does for as long as it lives: it looks each second, and ends when there has been no
/// lease for a while.
public final class Guarding {
  private static final Duration GLANCE = Duration.ofSeconds(1);

  private final Path directory;
  private final Catalogue catalogue;
  private final InstantSource clock;
  private final Duration idle;
  private final Consumer<String> tells;

  /// @param idle how long it lives without a lease
  /// @param tells takes a sentence for each thing done
  public Guarding(
      Path directory,
      Catalogue catalogue,
      InstantSource clock,
      Duration idle,
      Consumer<String> tells) {
    this.directory = directory;
    this.catalogue = catalogue;
    this.clock = clock;
    this.idle = idle;
    this.tells = tells;
  }

  /// @return whether it was the guard; false when another one lives
  public boolean run() throws IOException, InterruptedException {
    LeaseFiles leases = new LeaseFiles(directory, () -> {});
    boolean wasGuard = false;
    while (true) {
      Optional<HeldFile> held = HeldFile.takePatiently(directory.resolve(GuardProcess.HELD));
      if (held.isEmpty()) {
        return wasGuard;
      }
      wasGuard = true;
      try (HeldFile _ = held.get()) {
        guard(leases);
      }
      // whoever wrote one meanwhile saw a guard and relied on it
      if (leases.all().isEmpty()) {
        return true;
      }
    }
  }

  private void guard(LeaseFiles leases) throws InterruptedException {
    LeaseGuard guard = new LeaseGuard(catalogue, leases, this::isAlive, clock);
    Instant last = clock.instant();
    while (true) {
      try {
        guard.look().forEach(tells);
        Instant now = clock.instant();
        if (!leases.all().isEmpty()) {
          last = now;
        } else if (last.plus(idle).isBefore(now)) {
          return;
        }
      } catch (JournalUnavailable e) {
        tells.accept(e.getMessage() + "; tried again");
      }
      Thread.sleep(GLANCE);
    }
  }

  private boolean isAlive() {
    try {
      return Heartbeat.isThere(directory, clock.instant());
    } catch (IOException _) {
      // what cannot be found out puts nothing back
      return true;
    }
  }
}
