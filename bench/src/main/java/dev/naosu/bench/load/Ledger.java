package dev.naosu.bench.load;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// What was told of faults beside what the server has kept of it.
///
/// @param faults that were told of, at least once
/// @param incidents about these faults
/// @param tellings of faults that the server took
/// @param signals that those incidents have, counting no fault for more than was told of it
/// @param unseen faults without an incident
/// @param others incidents that no fault explains
record Ledger(int faults, int incidents, long tellings, long signals, int unseen, int others) {
  /// The largest page that the server gives.
  private static final int PAGE = 200;

  private record Kept(int incidents, long signals) {
    Kept and(Kept other) {
      return new Kept(incidents + other.incidents, signals + other.signals);
    }
  }

  /// @param told how often the server took each fault
  static Ledger of(ServedNaosu server, Map<Integer, AtomicInteger> told)
      throws IOException, InterruptedException {
    Map<Integer, Kept> kept = new HashMap<>();
    int others = 0;
    String before = "";
    while (true) {
      JsonNode page = server.json("/api/v1/incidents?limit=" + PAGE + before);
      for (JsonNode incident : page.path("incidents")) {
        String service = incident.path("service").asText();
        if (service.startsWith(Fault.SERVICE)) {
          kept.merge(
              Integer.parseInt(service.substring(Fault.SERVICE.length())),
              new Kept(1, incident.path("signals").asLong()),
              Kept::and);
        } else {
          others++;
        }
      }
      if (page.path("next").isNull()) {
        return of(told, kept, others);
      }
      before = "&before=" + page.path("next").asLong();
    }
  }

  private static Ledger of(Map<Integer, AtomicInteger> told, Map<Integer, Kept> kept, int others) {
    int incidents = 0;
    long tellings = 0;
    long signals = 0;
    int unseen = 0;
    for (Map.Entry<Integer, AtomicInteger> each : told.entrySet()) {
      Kept found = kept.getOrDefault(each.getKey(), new Kept(0, 0));
      int times = each.getValue().get();
      incidents += found.incidents();
      tellings += times;
      signals += Math.min(times, found.signals());
      unseen += found.incidents() == 0 ? 1 : 0;
    }
    return new Ledger(told.size(), incidents, tellings, signals, unseen, others);
  }

  /// What was told and taken and is not there.
  long missing() {
    return tellings - signals;
  }
}
