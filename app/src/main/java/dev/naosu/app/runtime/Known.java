package dev.naosu.app.runtime;

import dev.naosu.detect.vitals.Siblings;
import dev.naosu.detect.vitals.Vital;
import dev.naosu.jmx.JvmAction;
import dev.naosu.jmx.JvmGauge;
import dev.naosu.repair.runbook.Action;
import dev.naosu.repair.runbook.Traits;
import dev.naosu.vitals.KnownVitals;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What runbooks can speak of.
public final class Known {
  /// Kinds of components.
  public static final List<String> KINDS =
      List.of(
          "jvm",
          "http",
          "postgres",
          "mysql",
          "redis",
          "disk",
          "systemd",
          "certificate",
          "machine",
          "kubernetes");

  /// Kinds of evidence.
  public static final List<String> EVIDENCE =
      List.of(
          "thread-dump", "heap-histogram", "jfr", "gc", "open-files", "disk-usage", "processes");

  /// Actions that other parts of naosu do; a catalogue knows what they can be told.
  private static final List<String> ELSEWHERE =
      List.of(
          "process.restart",
          "systemd.restart",
          "http.call",
          "cache.clear",
          "database.kill-connections",
          "database.pool-reset",
          "database.maintain",
          "disk.clean",
          "logs.rotate",
          "flag.off",
          "configuration.reload",
          "kubernetes.restart",
          "kubernetes.scale",
          "kubernetes.cordon",
          "kubernetes.delete-pod",
          "ansible.play",
          "instance.restart",
          "fleet.scale",
          "traffic.reroute",
          "deploy.rollback");

  private Known() {}

  /// By name.
  public static List<Vital> vitals() {
    return Stream.of(KnownVitals.all(), JvmGauge.known(), Siblings.known())
        .flatMap(List::stream)
        .sorted(Comparator.comparing(Vital::name))
        .toList();
  }

  /// For a reader that has no server's catalogue.
  public static RunbookReader.Knowledge withoutCatalogue() {
    return with(List.of());
  }

  /// @param traits of actions that are set up
  public static RunbookReader.Knowledge with(List<Traits> traits) {
    Map<String, Optional<Traits>> actions = new HashMap<>();
    ELSEWHERE.forEach(each -> actions.put(each, Optional.empty()));
    JvmAction.all(_ -> OptionalLong.empty(), () -> Instant.EPOCH).stream()
        .map(Action::traits)
        .forEach(each -> actions.put(each.name(), Optional.of(each)));
    traits.forEach(each -> actions.put(each.name(), Optional.of(each)));
    return new RunbookReader.Knowledge(
        vitals().stream().map(Vital::name).collect(Collectors.toUnmodifiableSet()),
        KINDS,
        EVIDENCE,
        actions);
  }
}
