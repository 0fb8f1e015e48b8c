package dev.naosu.repair.fleet;

import dev.naosu.fleet.Fleet;
import dev.naosu.fleet.Fleet.Standing;
import dev.naosu.fleet.Fleet.Started;
import dev.naosu.fleet.Operated;
import dev.naosu.fleet.Roster.Served;
import dev.naosu.fleet.Split;
import dev.naosu.fleet.Version;
import dev.naosu.repair.fleet.Verdicts.Verdict;
import dev.naosu.repair.runbook.Action;
import dev.naosu.repair.runbook.Order;
import dev.naosu.repair.runbook.Plan;
import dev.naosu.repair.runbook.Traits;
import dev.naosu.repair.runbook.Traits.Undo;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Takes back the last deploy: all requests to the version that served well before. Never past a
/// decision of a person: not away from a version that somebody wanted, or brought back after it had
/// been left, and not to one that somebody did not want.
public final class DeployRollback implements Action {
  public static final String NAME = "deploy.rollback";

  private static final Duration LIMIT = Duration.ofMinutes(15);

  /// A version that served for less is not known to be good.
  private static final Duration PROVEN = Duration.ofMinutes(10);

  private final Yard yard;
  private final Verdicts verdicts;

  public DeployRollback(Yard yard, Verdicts verdicts) {
    this.yard = yard;
    this.verdicts = verdicts;
  }

  @Override
  public Traits traits() {
    return new Traits(
        NAME, "Go back to the version before", List.of(), Undo.ON_REQUEST, false, LIMIT);
  }

  @Override
  public Outlook look(Order order) {
    String service = order.target().service();
    try {
      Operated fleet = yard.of(order.target());
      Standing standing = fleet.fleet().standing();
      Set<Version> serving = serving(standing);
      if (serving.size() != 1) {
        return new Outlook.Unfit(
            serving.isEmpty()
                ? "nothing of " + service + " gets requests"
                : "requests are shared out among versions: a rollout is under way, which goes back"
                    + " by itself");
      }
      Version now = serving.iterator().next();
      List<Served> history = fleet.roster().served();
      Optional<String> forbidden = forbidden(service, now, history);
      if (forbidden.isPresent()) {
        return new Outlook.Unfit(forbidden.get());
      }
      return target(service, now, history)
          .<Outlook>map(
              back ->
                  new Outlook.Ready(
                      new Plan(
                          "starts " + back + ", gives it all requests, and ends " + now,
                          List.of(service + "/fleet"),
                          0,
                          Duration.ZERO,
                          List.of(),
                          now.name() + " " + back.name())))
          .orElseGet(
              () ->
                  new Outlook.Unfit(
                      "no version is known that served "
                          + service
                          + " before "
                          + now
                          + " for at least "
                          + PROVEN.toMinutes()
                          + " minutes"));
    } catch (IOException e) {
      return new Outlook.Unfit(String.valueOf(e.getMessage()));
    }
  }

  private static Set<Version> serving(Standing standing) {
    return standing
        .split()
        .map(Split::shares)
        .<Set<Version>>map(
            shares ->
                shares.entrySet().stream()
                    .filter(each -> each.getValue() > 0)
                    .map(Map.Entry::getKey)
                    .collect(Collectors.toSet()))
        .orElse(Set.of());
  }

  private Optional<String> forbidden(String service, Version now, List<Served> history) {
    Optional<Verdict> word = verdicts.of(service, now);
    if (word.isPresent() && word.get().wanted()) {
      return Optional.of(word.get().person() + " decided for " + now);
    }
    long times = history.stream().filter(each -> each.version().equals(now)).count();
    boolean isReturn = times > 1 && history.getLast().version().equals(now);
    return isReturn
        ? Optional.of(now + " was brought back after it had been left: somebody wanted that")
        : Optional.empty();
  }

  /// The latest one before that served for long enough, and that was not left for an earlier one.
  private Optional<Version> target(String service, Version now, List<Served> history) {
    Set<Version> earlier = new HashSet<>();
    Set<Version> left = new HashSet<>();
    for (int i = 0; i < history.size(); i++) {
      if (i > 0 && earlier.contains(history.get(i).version())) {
        left.add(history.get(i - 1).version());
      }
      earlier.add(history.get(i).version());
    }
    for (int i = history.size() - 2; i >= 0; i--) {
      Version version = history.get(i).version();
      Instant until = history.get(i + 1).since();
      boolean isProven = Duration.between(history.get(i).since(), until).compareTo(PROVEN) >= 0;
      boolean isUnwanted = verdicts.of(service, version).filter(each -> !each.wanted()).isPresent();
      if (isProven && !isUnwanted && !version.equals(now) && !left.contains(version)) {
        return Optional.of(version);
      }
    }
    return Optional.empty();
  }

  @Override
  public Applied apply(Order order, Plan plan) throws InterruptedException {
    String[] words = plan.before().split(" ", -1);
    return gone(order, new Version(words[0]), new Version(words[1]));
  }

  @Override
  public Applied undo(Order order, String before) throws InterruptedException {
    String[] words = before.split(" ", -1);
    return gone(order, new Version(words[1]), new Version(words[0]));
  }

  private Applied gone(Order order, Version from, Version to) throws InterruptedException {
    boolean isShared = false;
    try {
      Fleet fleet = yard.of(order.target()).fleet();
      Set<Version> serving = serving(fleet.standing());
      if (!serving.equals(Set.of(from)) && !serving.equals(Set.of(to))) {
        return new Applied.Failed("meanwhile others get the requests; nothing was done", false);
      }
      if (fleet.start(to) instanceof Started.Unwell(String why, String _)) {
        return new Applied.Failed(to + " does not run, and " + from + " goes on: " + why, false);
      }
      isShared = true;
      fleet.share(Split.all(to));
      fleet.retire(from);
      return new Applied.Done("all requests go to " + to + ", and " + from + " has ended");
    } catch (IOException e) {
      return new Applied.Failed(String.valueOf(e.getMessage()), isShared);
    }
  }
}
