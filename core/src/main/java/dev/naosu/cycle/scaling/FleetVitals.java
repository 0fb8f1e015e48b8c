package dev.naosu.cycle.scaling;

import dev.naosu.detect.vitals.Target;
import dev.naosu.detect.vitals.Vital;
import dev.naosu.detect.vitals.Vitals;
import dev.naosu.fleet.Workload;
import dev.naosu.repair.scaling.Measure;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// What is measured of all instances of a service together, in the words of vitals.
public final class FleetVitals {
  /// The component that the instances of a service are, as actions and vitals call it.
  public static final String COMPONENT = "fleet";

  public static final String SERVING = "instances.serving";
  public static final String WANTED = "instances.wanted";

  private FleetVitals() {}

  public static List<Vital> all() {
    return List.of(
        new Vital(Measure.CPU, "%", "CPU that an instance uses, of what it is meant to have"),
        new Vital(Measure.UNDER_WAY, "1", "requests under way at an instance"),
        new Vital(Measure.LATENCY, "ms", "time that 95 % of the answers stay below"),
        new Vital(SERVING, "1", "instances that get requests"),
        new Vital(WANTED, "1", "instances that there should be"));
  }

  public static Target target(String service) {
    return new Target(service, COMPONENT, "");
  }

  public static Vitals of(Target target, Workload load) {
    SortedMap<String, Double> values = new TreeMap<>();
    load.cpu().ifPresent(each -> values.put(Measure.CPU, each));
    load.underWay().ifPresent(each -> values.put(Measure.UNDER_WAY, each));
    load.latencyMillis().ifPresent(each -> values.put(Measure.LATENCY, each));
    values.put(SERVING, (double) load.serving());
    values.put(WANTED, (double) load.wanted());
    return new Vitals(target, load.at(), values);
  }
}
