package dev.naosu.app.serve;

import dev.naosu.app.runtime.FleetProcesses;
import dev.naosu.fleet.Roster;
import java.io.IOException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which processes the fleets on this machine have, as their rosters tell.
record RosterProcesses(Map<String, ServiceFleet> fleets) implements FleetProcesses {
  private static final Pattern PROCESS = Pattern.compile(".*\\bprocess (\\d{1,10})");

  RosterProcesses {
    fleets = Map.copyOf(fleets);
  }

  @Override
  public SortedMap<String, Long> of(String service) throws IOException {
    SortedMap<String, Long> processes = new TreeMap<>();
    ServiceFleet fleet = fleets.get(service);
    if (fleet == null) {
      return processes;
    }
    for (Roster.Instance each : fleet.roster().instances()) {
      Matcher where = PROCESS.matcher(each.where());
      if (where.matches() && each.condition() != Roster.Condition.LEAVING) {
        processes.put(each.id(), Long.parseLong(where.group(1)));
      }
    }
    return processes;
  }
}
