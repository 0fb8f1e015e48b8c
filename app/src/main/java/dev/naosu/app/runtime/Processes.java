package dev.naosu.app.runtime;

import dev.naosu.app.runtime.Component.Found;
import dev.naosu.app.runtime.Component.Jvm;
import dev.naosu.cycle.runtime.Monitored;
import dev.naosu.detect.vitals.Target;
import dev.naosu.jmx.JvmSearch;
import dev.naosu.jmx.Jvms;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// Which processes components have now.
public final class Processes implements Jvms {
  private static final System.Logger LOG = System.getLogger("dev.naosu.runtime");
  private static final String BY_NUMBER = "p";

  private final List<Component> components;
  private final FleetProcesses fleets;

  public Processes(List<Component> components, FleetProcesses fleets) {
    this.components = List.copyOf(components);
    this.fleets = fleets;
  }

  /// What is to be looked after now: a component with several processes by each of them.
  public List<Monitored> monitored() {
    return components.stream().flatMap(this::monitored).toList();
  }

  private Stream<Monitored> monitored(Component component) {
    Stream<Target> targets =
        component.what() instanceof Jvm(Found found, var _, var _)
            ? processes(component, found).keySet().stream()
                .map(each -> new Target(component.service(), component.name(), each))
            : Stream.of(component.target());
    return targets.map(each -> new Monitored(each, component.kind(), component.environment()));
  }

  @Override
  public OptionalLong pid(Target target) {
    return component(target).stream()
        .filter(each -> each.what() instanceof Jvm)
        .flatMap(each -> processes(each, ((Jvm) each.what()).found()).entrySet().stream())
        .filter(each -> each.getKey().equals(target.instance()))
        .mapToLong(Map.Entry::getValue)
        .filter(pid -> pid > 0)
        .findFirst();
  }

  /// The component that a target is of.
  public Optional<Component> component(Target target) {
    return components.stream().filter(each -> each.target().equals(target.whole())).findFirst();
  }

  /// By instance; the only one has none, and one that is not there the number 0.
  private SortedMap<String, Long> processes(Component component, Found found) {
    return switch (found) {
      case Found.ByPidFile(var file) -> numbered(JvmSearch.byPidFile(file));
      case Found.ByMain(String main) -> numbered(JvmSearch.byMain(main));
      case Found.ByCommand(List<String> words) -> numbered(JvmSearch.byWords(words));
      case Found.OfFleet() -> ofFleet(component.service());
    };
  }

  private SortedMap<String, Long> ofFleet(String service) {
    try {
      return fleets.of(service);
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "the fleet of " + service + " cannot be asked", e);
      return Collections.emptySortedMap();
    }
  }

  private static SortedMap<String, Long> numbered(LongStream pids) {
    List<Long> all = pids.sorted().boxed().toList();
    if (all.size() <= 1) {
      return new TreeMap<>(Map.of("", all.isEmpty() ? 0L : all.getFirst()));
    }
    return all.stream()
        .collect(
            Collectors.toMap(
                each -> BY_NUMBER + each, Function.identity(), (one, _) -> one, TreeMap::new));
  }
}
