package dev.naosu.bench.faults;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;

/// A market in which one thing goes wrong, and what it is.
///
/// @param id such as `delay-cart-store-1`: fault, service, the other one where there is one, seed
/// @param service whose metrics show the cause
/// @param to the other service that a connection leads to; empty where there is none
/// @param order what the market is told
/// @param seed of the strength, the times, the traffic and the work
public record Scene(String id, Fault fault, String service, String to, String order, long seed) {
  /// All scenes of a seed, in a mixed order: those of one fault would need the same thing at the
  /// same time. Each fault is in some places with one seed and in others with the next; with eight
  /// seeds in a row it has been everywhere.
  public static List<Scene> all(long seed) {
    List<Place> everywhere =
        Market.SERVICES.stream().map(service -> new Place(service, "")).toList();
    List<Place> connections =
        Market.SERVICES.stream()
            .flatMap(
                service ->
                    Market.callees(service).stream().map(callee -> new Place(service, callee)))
            .toList();
    List<Place> entrances =
        Stream.of("front", "catalogue", "store").map(service -> new Place(service, "")).toList();
    List<Scene> scenes = new ArrayList<>();
    for (Fault fault : Fault.values()) {
      switch (fault) {
        case CPU, LEAK, SLOW, FAIL -> some(4, fault, everywhere, seed, scenes);
        case LOCK -> some(3, fault, everywhere, seed, scenes);
        case DISK -> some(2, fault, everywhere, seed, scenes);
        case POOL, DELAY, LOSS -> some(3, fault, connections, seed, scenes);
        case SURGE -> some(2, fault, entrances, seed, scenes);
        case BAD_DEPLOY_SLOW, BAD_DEPLOY_FAIL, BAD_DEPLOY_CPU ->
            some(1, fault, everywhere, seed, scenes);
      }
    }
    Collections.shuffle(scenes, new Random(seed));
    return scenes;
  }

  private record Place(String service, String to) {}

  private static void some(
      int count, Fault fault, List<Place> places, long seed, List<Scene> scenes) {
    for (int i = 0; i < count; i++) {
      // other faults begin elsewhere
      int first = List.of(Fault.values()).indexOf(fault);
      Place place = places.get(Math.floorMod(seed + first + i, places.size()));
      scenes.add(scene(fault, place.service(), place.to(), seed));
    }
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
