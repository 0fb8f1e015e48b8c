package dev.naosu.bench.faults;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/// A market in which one thing goes wrong, and what it is.
///
/// @param id such as `delay-cart-store-1`: fault, service, the other one where there is one, seed
/// @param service whose metrics show the cause
/// @param to the other service that a connection leads to; empty where there is none
/// @param order what the market is told
/// @param seed of the strength, the times, the traffic and the work
public record Scene(String id, Fault fault, String service, String to, String order, long seed) {
  private static final List<String> ALL = Market.SERVICES;

  /// All scenes of a seed, in a mixed order: those of one fault would need the same thing at the
  /// same time. Connections are shared out: of each of these faults, every second one with one
  /// seed, the others with the next.
  public static List<Scene> all(long seed) {
    List<Scene> scenes = new ArrayList<>();
    for (Fault fault : List.of(Fault.CPU, Fault.LEAK, Fault.SLOW, Fault.FAIL)) {
      ALL.forEach(service -> scenes.add(scene(fault, service, "", seed)));
    }
    for (String service : List.of("catalogue", "cart", "payment", "store")) {
      scenes.add(scene(Fault.LOCK, service, "", seed));
    }
    for (String service : List.of("front", "payment", "store")) {
      scenes.add(scene(Fault.DISK, service, "", seed));
    }
    for (Fault fault : List.of(Fault.POOL, Fault.DELAY, Fault.LOSS)) {
      int at = fault.ordinal();
      for (String service : ALL) {
        for (String to : Market.callees(service)) {
          if (Math.floorMod(at + seed, 2) == 0) {
            scenes.add(scene(fault, service, to, seed));
          }
          at++;
        }
      }
    }
    for (String service : List.of("front", "catalogue", "store")) {
      scenes.add(scene(Fault.SURGE, service, "", seed));
    }
    List<Fault> deploys =
        List.of(Fault.BAD_DEPLOY_SLOW, Fault.BAD_DEPLOY_FAIL, Fault.BAD_DEPLOY_CPU);
    for (int i = 0; i < ALL.size(); i++) {
      Fault fault = deploys.get((int) Math.floorMod(i + seed, (long) deploys.size()));
      scenes.add(scene(fault, ALL.get(i), "", seed));
    }
    Collections.shuffle(scenes, new Random(seed));
    return scenes;
  }

  private static Scene scene(Fault fault, String service, String to, long seed) {
    String name =
        fault.name().toLowerCase(Locale.ROOT).replace('_', '-')
            + "-"
            + service
            + (to.isEmpty() ? "" : "-" + to);
    // its own, so that a scene is the same whatever others run
    Random random = new Random(31 * seed + name.hashCode());
    return new Scene(name + "-" + seed, fault, service, to, fault.order(to, random), seed);
  }
}
