package dev.naosu.app.serve;

import dev.naosu.app.publish.ForgeSection;
import dev.naosu.cycle.incident.Desk;
import dev.naosu.cycle.incident.Incident;
import dev.naosu.cycle.incident.Remedy;
import dev.naosu.cycle.incident.Shipping;
import dev.naosu.cycle.incident.StopSwitch;
import dev.naosu.git.ServiceRepository;
import dev.naosu.git.ServiceRepository.Rebased;
import dev.naosu.machine.Temporary;
import dev.naosu.ship.Delivery.Delivered;
import dev.naosu.ship.publish.Parcel;
import dev.naosu.ship.pull.Briefing;
import dev.naosu.ship.pull.CodeOwners.Dialect;
import dev.naosu.ship.pull.Forge;
import dev.naosu.ship.pull.Forge.Merging;
import dev.naosu.ship.pull.ForgeTrouble;
import dev.naosu.ship.pull.Markdown;
import dev.naosu.ship.pull.Order;
import dev.naosu.ship.pull.Proposal;
import dev.naosu.ship.pull.Pull;
import dev.naosu.ship.pull.Pull.Standing;
import dev.naosu.ship.pull.PullRequests;
import dev.naosu.ship.pull.PullRequests.Heard;
import dev.naosu.ship.pull.PullRequests.Offered;
import dev.naosu.ship.revert.Reversal;
import dev.naosu.ship.revert.Reversal.Kept;
import dev.naosu.ship.revert.Reversal.Risk;
import dev.naosu.ship.revert.Undo;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Offers repairs as pull requests, one for each incident: a branch that is named for the incident
/// is pushed, and its pull request is found again by it. Services without a forge get branches.
public final class PullRequestShipping implements Shipping {
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(15);

  /// Between two tries while a forge is away.
  private static final Duration MOST_PAUSE = Duration.ofMinutes(5);

  /// So long, then a person is told.
  private static final int MOST_TRIES = 12;

  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(20);

  private static final int DIGITS = 6;

  private final Map<String, Place> places;
  private final Shipping otherwise;
  private final Accounts accounts;
  private final StopSwitch stop;
  private final Pause pause;

  /// @param places by name of the service; those without one are left to `otherwise`
  PullRequestShipping(
      Map<String, Place> places,
      Shipping otherwise,
      Accounts accounts,
      StopSwitch stop,
      Pause pause) {
    this.places = Map.copyOf(places);
    this.otherwise = otherwise;
    this.accounts = accounts;
    this.stop = stop;
    this.pause = pause;
  }

  /// Where repairs of a service are reviewed.
  ///
  /// @param base branch that they should go into
  /// @param forge empty for a plain repository, whose review page is naosu's own
  record Place(
      Served service, String base, ForgeSection section, Optional<Forge> forge, Dialect dialect) {
    PullRequests pulls() {
      return new PullRequests(forge.orElseThrow(), section.labels());
    }
  }

  /// Waits.
  @FunctionalInterface
  interface Pause {
    void of(Duration time) throws InterruptedException;
  }

  @Override
  public Shipped ship(Incident incident, Remedy remedy) throws InterruptedException {
    Place place = places.get(incident.origin().service());
    if (place == null || place.forge().isEmpty() && place.section().pushes()) {
      return otherwise.ship(incident, remedy);
    }
    if (place.forge().isEmpty()) {
      return new Shipped.Delivered(
          "the page of incident " + incident.id() + " alone: nothing is pushed, as is configured",
          Optional.empty());
    }
    Duration next = FIRST_PAUSE;
    for (int attempt = 1; ; attempt++) {
      String why;
      try {
        return offered(place, incident, remedy);
      } catch (ForgeTrouble trouble) {
        if (!trouble.isPassing()) {
          return new Shipped.Refused(trouble.why(), trouble.remedy());
        }
        why = trouble.why();
      } catch (IOException e) {
        why = String.valueOf(e.getMessage());
      }
      if (attempt == MOST_TRIES) {
        return new Shipped.Refused(why, "See that the forge can be reached, then approve again");
      }
      pause.of(next);
      stop.awaitOff();
      next = next.multipliedBy(2).compareTo(MOST_PAUSE) > 0 ? MOST_PAUSE : next.multipliedBy(2);
    }
  }

  /// Everything from the beginning: what was done before is found, and not done again.
  private Shipped offered(Place place, Incident incident, Remedy remedy)
      throws ForgeTrouble, IOException, InterruptedException {
    String branch = branch(incident);
    Delivered delivered =
        place
            .service()
            .publishing()
            .publish(
                Parcel.of(
                    Parcel.Kind.OFFER,
                    remedy.base(),
                    branch,
                    remedy.change(),
                    remedy.message(),
                    remedy.proof()));
    if (Thread.interrupted()) {
      throw new InterruptedException("ended while delivering");
    }
    // who wrote the lines is asked of this process' mirror, which may be younger than the repair
    place.service().repository().commit(remedy.base());
    return switch (delivered) {
      case Delivered.Refused(String why, String advice) -> new Shipped.Refused(why, advice);
      case Delivered.Committed(String name, String commit) ->
          opened(place, incident, remedy, name, commit);
      case Delivered.Applied _ ->
          throw new IllegalStateException("a branch was asked for, not changed files");
    };
  }

  private Shipped opened(
      Place place, Incident incident, Remedy remedy, String branch, String commit)
      throws ForgeTrouble, InterruptedException {
    String key = Desk.seen(remedy);
    Reviews reviews =
        new Reviews(place.service().repository(), place.service().directory(), place.dialect());
    var account = accounts.of(incident, remedy, branch);
    Proposal proposal =
        new Proposal(
            branch,
            place.base(),
            remedy.message().subject() + " (incident " + incident.id() + ")",
            Markdown.body(Briefing.of(account), account.page()));
    PullRequests pulls = place.pulls();
    Offered offered = pulls.offer(proposal, key, forge -> reviews.reviewers(remedy, forge));
    Pull pull = offered.pull();
    if (pull.isOpen()) {
      reviews.suggest(remedy, pulls, pull.url(), key);
    }
    String lacking =
        offered.lacking().isEmpty() ? "" : " (" + String.join("; ", offered.lacking()) + ")";
    return new Shipped.Offered(
        "pull request " + pull.number() + ", branch " + branch + ", commit " + commit + lacking,
        pull.url());
  }

  @Override
  public Offer look(Incident incident, Remedy remedy) throws InterruptedException {
    Place place = places.get(incident.origin().service());
    if (place == null || place.forge().isEmpty()) {
      return otherwise.look(incident, remedy);
    }
    Offer offer = standing(place, incident, remedy);
    switch (offer) {
      case Offer.Waiting _, Offer.Unreachable _ -> pause.of(BETWEEN_LOOKS);
      case Offer.Merged _, Offer.Closed _, Offer.Asked _ -> {
        // decided
      }
    }
    return offer;
  }

  private Offer standing(Place place, Incident incident, Remedy remedy)
      throws InterruptedException {
    try {
      PullRequests pulls = place.pulls();
      Optional<Pull> found = pulls.from(branch(incident));
      if (found.isEmpty()) {
        return new Offer.Unreachable(
            "there is no pull request from "
                + branch(incident)
                + ". Close the incident, or open one from that branch");
      }
      Pull pull = found.get();
      return switch (pull.standing()) {
        case Standing.Merged(String commit) -> new Offer.Merged(commit);
        case Standing.Closed(String by) -> new Offer.Closed(by, pulls.lastWord(pull));
        case Standing.Open _ ->
            stop.isOn() ? new Offer.Waiting() : heard(place, pulls, pull, incident, remedy);
      };
    } catch (ForgeTrouble trouble) {
      return new Offer.Unreachable(trouble.why() + ". " + trouble.remedy());
    } catch (IOException e) {
      return new Offer.Unreachable(e.getMessage() + ". It is tried again by itself");
    }
  }

  private Offer heard(Place place, PullRequests pulls, Pull pull, Incident incident, Remedy remedy)
      throws ForgeTrouble, IOException, InterruptedException {
    Heard heard =
        pulls.listen(
            pull,
            Desk.seen(remedy),
            () ->
                Markdown.answer(Briefing.explaining(accounts.of(incident, remedy, pull.branch()))));
    return switch (heard) {
      case Heard.Said(Order order, String by, String text) ->
          new Offer.Asked(order == Order.STOP ? Wish.STOP : Wish.RETRY, by, text);
      case Heard.Nothing _ ->
          place.section().merges() ? merged(place, pulls, pull, remedy) : new Offer.Waiting();
    };
  }

  /// Merges only what was proven: the repair alone, on files that are as they were.
  private static Offer merged(Place place, PullRequests pulls, Pull pull, Remedy remedy)
      throws ForgeTrouble, IOException, InterruptedException {
    Served service = place.service();
    Rebased rebased =
        service.repository().rebased(service.directory(), remedy.base(), pull.branch());
    if (!service.repository().isUntouched(pull.branch())) {
      pulls.sayOnce(
          pull,
          "touched",
          "Somebody has committed to this branch. naosu does not merge what it has not proven: this"
              + " is yours to merge.");
      return new Offer.Waiting();
    }
    return switch (rebased) {
      case Rebased.Moved(String tip, String _) ->
          again(
              pulls,
              pull,
              place.base() + " has moved on to " + tip.substring(0, 7) + ": proven there anew");
      case Rebased.Conflict(String tip, var paths) ->
          again(
              pulls,
              pull,
              place.base()
                  + " has moved on to "
                  + tip.substring(0, 7)
                  + " and disagrees in "
                  + Markdown.code(String.join(", ", paths), 200)
                  + ": repaired there anew");
      case Rebased.Unmoved _ ->
          switch (pulls.merge(pull)) {
            case Merging.Done(String commit) -> new Offer.Merged(commit);
            case Merging.NotYet _ -> new Offer.Waiting();
          };
    };
  }

  private static Offer again(PullRequests pulls, Pull pull, String why)
      throws ForgeTrouble, InterruptedException {
    pulls.sayOnce(pull, "moved-" + pull.head(), "Not merged: " + why + ".");
    return new Offer.Asked(Wish.RETRY, "naosu", why);
  }

  @Override
  public Optional<String> settle(Incident incident, Remedy remedy) throws InterruptedException {
    Place place = places.get(incident.origin().service());
    return place == null || place.forge().isEmpty()
        ? otherwise.settle(incident, remedy)
        : Optional.empty();
  }

  @Override
  public Optional<String> takeBack(Incident incident, Remedy remedy, String why)
      throws InterruptedException {
    Place place = places.get(incident.origin().service());
    if (place == null || place.forge().isEmpty()) {
      return otherwise.takeBack(incident, remedy, why);
    }
    try {
      PullRequests pulls = place.pulls();
      Optional<Pull> found = pulls.from(branch(incident));
      if (found.isEmpty()) {
        return Optional.empty();
      }
      Pull pull = found.get();
      return switch (pull.standing()) {
        case Standing.Open _ -> {
          pulls.close(pull, Markdown.plain(why, 300));
          yield Optional.of("pull request " + pull.number() + " was closed");
        }
        case Standing.Merged(String commit) -> Optional.of(undone(place, incident, commit, why));
        case Standing.Closed _ -> Optional.empty();
      };
    } catch (ForgeTrouble trouble) {
      return Optional.of("not taken back: " + trouble.why() + ". " + trouble.remedy());
    } catch (IOException e) {
      return Optional.of("what was merged could not be undone: " + e.getMessage());
    }
  }

  /// What people merged, people unmerge: it is prepared for them, with what it would cost.
  private static String undone(Place place, Incident incident, String commit, String why)
      throws IOException, InterruptedException {
    ServiceRepository repository = place.service().repository();
    String branch = "revert/incident-" + incident.id() + "-" + commit.substring(0, DIGITS);
    repository.refresh();
    Optional<String> head = repository.tip(place.base());
    if (head.isEmpty()) {
      return "what was merged stays: the repository has no branch " + place.base();
    }
    Undo undo = Undo.of(commit, head.get(), why);
    try (Temporary scratch = Temporary.create()) {
      Reversal reversal = repository.look(undo, scratch.directory().resolve("look"));
      return switch (place.service().publishing().undo(undo, branch)) {
        case Delivered.Committed(String name, String _) ->
            "branch " + name + " undoes what was merged" + cost(reversal) + "; merge it";
        case Delivered.Refused(String reason, String advice) ->
            "what was merged stays: " + reason + ". " + advice;
        case Delivered.Applied _ ->
            throw new IllegalStateException("a branch was asked for, not changed files");
      };
    }
  }

  private static String cost(Reversal reversal) {
    return switch (reversal) {
      case Reversal.Reverted reverted -> named(List.of(), reverted.risks());
      case Reversal.Partial partial -> named(partial.kept(), partial.risks());
      case Reversal.Refused _ -> "";
    };
  }

  private static String named(List<Kept> kept, List<Risk> risks) {
    return Stream.concat(
            kept.stream().map(each -> each.path() + " stays: " + each.why()),
            risks.stream().map(Risk::sentence))
        .map(each -> "; " + each)
        .collect(Collectors.joining());
  }

  /// The same for all repairs of an incident, and another one for another cause that has the same
  /// number at another naosu.
  private static String branch(Incident incident) {
    return PullRequests.BRANCHES
        + "incident-"
        + incident.id()
        + "-"
        + incident.fingerprint().value().substring(0, DIGITS);
  }
}
