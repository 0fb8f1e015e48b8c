package dev.naosu.app.console;

import dev.naosu.app.tell.SafeText;
import dev.naosu.fleet.Fleet.Standing;
import dev.naosu.fleet.Operated;
import dev.naosu.fleet.Roster;
import dev.naosu.fleet.Split;
import dev.naosu.fleet.Version;
import dev.naosu.prove.safety.Deed;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/// Where services run.
public record FleetsView(List<Service> services) {
  /// Of what happened, and of what was done.
  private static final int MOST = 20;

  public FleetsView {
    services = List.copyOf(services);
  }

  /// A fleet.
  ///
  /// @param trouble why it cannot be asked; empty when it can
  /// @param happened to instances, the latest first
  /// @param done to it, the latest first
  public record Service(
      String name, String trouble, List<Running> versions, List<Event> happened, List<Did> done) {
    public Service {
      versions = List.copyOf(versions);
      happened = List.copyOf(happened);
      done = List.copyOf(done);
    }
  }

  /// A version that runs.
  ///
  /// @param share of the requests, such as `95 %`
  /// @param count such as `2 of 3 well`
  /// @param isWell whether all that there should be are
  public record Running(
      String version, String share, String count, boolean isWell, List<Member> instances) {
    public Running {
      instances = List.copyOf(instances);
    }
  }

  /// An instance.
  ///
  /// @param tone how its condition is coloured
  public record Member(String name, String condition, String tone, String where, String note) {
    static Member of(Roster.Instance instance) {
      return new Member(
          SafeText.line(instance.name(), 100),
          instance.condition().name().toLowerCase(Locale.ROOT),
          switch (instance.condition()) {
            case WELL -> "good";
            case UNWELL -> "bad";
            case STARTING -> "work";
            case ASIDE -> "ask";
            case LEAVING -> "over";
          },
          SafeText.line(instance.where(), 200),
          SafeText.line(instance.note(), 300));
    }
  }

  /// Something that happened.
  public record Event(Moment at, String words) {}

  /// An action on the fleet.
  public record Did(long number, String phase, String action, String words, Moment at) {}

  /// A fleet that could not be asked.
  static Service unseen(String name, String why, List<Deed> deeds, Instant now) {
    return new Service(
        SafeText.line(name, 200),
        SafeText.line(why, 500),
        List.of(),
        List.of(),
        done(name, deeds, now));
  }

  /// @param deeds of all services, the latest first
  /// @throws IOException with a text for people, when it cannot be asked
  static Service of(String name, Operated operated, List<Deed> deeds, Instant now)
      throws IOException {
    Standing standing = operated.fleet().standing();
    List<Roster.Instance> instances = operated.roster().instances();
    TreeSet<Version> versions = new TreeSet<>(standing.running());
    standing.split().ifPresent(split -> versions.addAll(split.shares().keySet()));
    instances.forEach(each -> versions.add(each.version()));
    List<Running> running = new ArrayList<>();
    List<Version> inOrder =
        versions.stream()
            .sorted(Comparator.comparingDouble(each -> -share(standing.split(), each)))
            .toList();
    for (Version version : inOrder) {
      running.add(running(version, share(standing.split(), version), instances, operated));
    }
    List<Event> happened = new ArrayList<>();
    for (Roster.Happening each : operated.roster().happened().reversed()) {
      if (happened.size() < MOST) {
        happened.add(new Event(Moment.of(each.at(), now), SafeText.line(each.what(), 300)));
      }
    }
    return new Service(SafeText.line(name, 200), "", running, happened, done(name, deeds, now));
  }

  private static double share(Optional<Split> split, Version version) {
    return split.map(each -> each.of(version)).orElse(0.0);
  }

  private static Running running(
      Version version, double share, List<Roster.Instance> all, Operated operated)
      throws IOException {
    List<Roster.Instance> own =
        all.stream().filter(each -> each.version().equals(version)).toList();
    long well = own.stream().filter(each -> each.condition() == Roster.Condition.WELL).count();
    int wanted = operated.staff().wanted(version);
    return new Running(
        SafeText.line(version.toString(), 140),
        share > 0
            ? String.format(Locale.ROOT, "%.1f", 100 * share).replaceFirst("\\.0$", "") + " %"
            : "–",
        well + " of " + wanted + " well",
        well == wanted && well > 0,
        own.stream().map(Member::of).toList());
  }

  private static List<Did> done(String service, List<Deed> deeds, Instant now) {
    return deeds.stream()
        .filter(each -> each.target().service().equals(service))
        .filter(each -> each.action().matches("(fleet|instance|traffic|deploy)\\..*"))
        .limit(MOST)
        .map(
            each ->
                new Did(
                    each.number(),
                    each.phase().meaning(),
                    SafeText.line(each.action(), 100),
                    SafeText.line(each.proposal().source() + ": " + each.proposal().reason(), 400),
                    Moment.of(each.proposed(), now)))
        .toList();
  }
}
