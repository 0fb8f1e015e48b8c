package dev.naosu.app.runtime;

import dev.naosu.detect.vitals.Vitals;
import dev.naosu.prove.safety.Sickness;
import dev.naosu.repair.runbook.Catalogue;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;

/// What can be done to what runs, and seen of it.
///
/// @param gauge measures whatever it is asked about
/// @param round looks at how many targets are sick
public record Equipment(Catalogue catalogue, Vitals.Gauge gauge, Sickness.Round round) {
  /// Where nothing is known of what runs.
  public static Equipment none() {
    return new Equipment(
        new Catalogue(List.of()),
        target -> new Vitals(target, Instant.EPOCH, new TreeMap<>()),
        Sickness::unseen);
  }
}
