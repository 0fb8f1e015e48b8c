package dev.naosu.repair.fleet;

import dev.naosu.fleet.Fleet;
import dev.naosu.fleet.Operated;
import dev.naosu.fleet.Roster;
import dev.naosu.fleet.Split;
import dev.naosu.fleet.Staff;
import dev.naosu.fleet.Traffic;
import dev.naosu.fleet.Version;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// A fleet in memory, whose instances do at once what they are told.
public final class SmallFleet implements Fleet, Roster, Staff {
  private final Map<Version, Integer> wanted = new TreeMap<>();
  private final List<Served> served = new ArrayList<>();
  private Optional<Split> split = Optional.empty();

  /// As `VERSION:NUMBER`.
  public final Set<String> aside = new TreeSet<>();

  public final Set<String> ill = new TreeSet<>();

  /// Versions that do not get well.
  public final Set<Version> unwell = new TreeSet<>();

  /// What was done, in order.
  public final List<String> done = new ArrayList<>();

  /// How many instances a version has that is started.
  public int usual = 2;

  public Operated operated() {
    return new Operated(this, this, this);
  }

  /// Has served everybody since then.
  public void served(Version version, Instant since) {
    wanted.putIfAbsent(version, usual);
    split = Optional.of(Split.all(version));
    served.add(new Served(version, since));
  }

  @Override
  public Standing standing() {
    return new Standing(wanted.keySet(), split);
  }

  @Override
  public Started start(Version version) {
    if (unwell.contains(version)) {
      return new Started.Unwell("it is not well", "");
    }
    wanted.putIfAbsent(version, usual);
    done.add("start " + version);
    return new Started.Well();
  }

  @Override
  public void share(Split next) {
    split = Optional.of(next);
    done.add("share " + next.shares());
  }

  @Override
  public void retire(Version version) {
    wanted.remove(version);
    done.add("retire " + version);
  }

  @Override
  public Traffic traffic() {
    return new Traffic(Instant.EPOCH, Instant.EPOCH, Map.of());
  }

  @Override
  public List<Instance> instances() {
    List<Instance> all = new ArrayList<>();
    wanted.forEach(
        (version, count) -> {
          for (int number = 1; number <= count; number++) {
            String name = version.name() + ":" + number;
            Condition condition = ill.contains(name) ? Condition.UNWELL : Condition.WELL;
            all.add(
                new Instance(
                    version,
                    Integer.toString(number),
                    aside.contains(name) ? Condition.ASIDE : condition,
                    "",
                    ""));
          }
        });
    return all;
  }

  @Override
  public List<Served> served() {
    return List.copyOf(served);
  }

  @Override
  public int wanted(Version version) {
    return wanted.getOrDefault(version, 0);
  }

  @Override
  public Started scale(Version version, int instances) {
    if (unwell.contains(version)) {
      return new Started.Unwell("instance 3 ended before it was ready", "");
    }
    wanted.put(version, instances);
    done.add("scale " + version + " to " + instances);
    return new Started.Well();
  }

  @Override
  public Started restart(Version version, String instance) {
    done.add("restart " + version + ":" + instance);
    return unwell.contains(version)
        ? new Started.Unwell("it was not ready after 60 s", "")
        : new Started.Well();
  }

  @Override
  public void setAside(Version version, String instance, boolean out) throws IOException {
    String name = version.name() + ":" + instance;
    if (out ? aside.add(name) : aside.remove(name)) {
      done.add((out ? "aside " : "back ") + name);
    }
  }
}
