package dev.naosu.app.serve;

import dev.naosu.app.prevent.LibraryProof;
import dev.naosu.app.prevent.LibraryProof.Verdict;
import dev.naosu.app.serve.PullRequestShipping.Place;
import dev.naosu.cycle.incident.StopSwitch;
import dev.naosu.cycle.upkeep.Updating;
import dev.naosu.git.ServiceRepository.Checkout;
import dev.naosu.journal.Entry;
import dev.naosu.journal.Journal;
import dev.naosu.journal.JournalUnavailable;
import dev.naosu.machine.Temporary;
import dev.naosu.repair.upkeep.Means;
import dev.naosu.ship.Delivery.Delivered;
import dev.naosu.ship.publish.Parcel;
import dev.naosu.ship.pull.ForgeTrouble;
import dev.naosu.ship.pull.Markdown;
import dev.naosu.ship.pull.Proposal;
import dev.naosu.ship.pull.Pull;
import dev.naosu.ship.pull.PullRequests;
import dev.naosu.ship.pull.Reviewers;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/// Offers newer versions of libraries as repairs are offered: proven on the latest commit, pushed
/// as a branch, and as a pull request where the service has a forge. Nothing is merged.
final class ServiceUpdating implements Updating {
  private final Map<String, Served> services;
  private final Map<String, Place> places;
  private final LibraryProof proof;
  private final StopSwitch stop;
  private final Journal journal;
  private final InstantSource clock;

  ServiceUpdating(
      Map<String, Served> services,
      Map<String, Place> places,
      LibraryProof proof,
      StopSwitch stop,
      Journal journal,
      InstantSource clock) {
    this.services = Map.copyOf(services);
    this.places = Map.copyOf(places);
    this.proof = proof;
    this.stop = stop;
    this.journal = journal;
    this.clock = clock;
  }

  @Override
  public Offer offer(Means.Update update) throws InterruptedException {
    Served service = services.get(update.project());
    if (service == null) {
      return new Offer.Refused("nothing is known of the service " + update.project());
    }
    if (stop.isOn()) {
      return new Offer.Refused("naosu is stopped; let it go on first");
    }
    try (Temporary scratch = Temporary.create()) {
      Checkout source = service.repository().latest(scratch.directory().resolve("source"));
      return switch (proof.prove(source.root().resolve(service.directory()), update)) {
        case Verdict.Refused(String why) -> new Offer.Refused(why);
        case Verdict.Proven proven -> delivered(service, source.commit(), update, proven);
      };
    } catch (IOException e) {
      return new Offer.Refused("it could not be tried: " + e.getMessage());
    } catch (JournalUnavailable _) {
      return new Offer.Refused("the journal cannot be written, so nothing is delivered");
    } catch (ForgeTrouble e) {
      return new Offer.Refused(e.why() + ". " + e.remedy());
    }
  }

  private Offer delivered(Served service, String base, Means.Update update, Verdict.Proven proven)
      throws IOException, InterruptedException, ForgeTrouble {
    String branch =
        PullRequests.BRANCHES
            + "update-"
            + update.library().replaceAll("[^\\w.-]", "-")
            + "-"
            + update.to();
    journal.append(
        new Entry(
            "update " + service.name() + " " + branch + " " + base,
            clock.instant(),
            "naosu",
            "offers a newer version of a library",
            "service " + service.name(),
            update.library() + " " + update.from() + " → " + update.to() + ": " + proven.words(),
            List.of()));
    return switch (service
        .publishing()
        .publish(
            Parcel.of(
                Parcel.Kind.UPDATE,
                base,
                branch,
                proven.change(),
                proven.message(),
                List.of(proven.words())))) {
      case Delivered.Refused(String why, String remedy) -> new Offer.Refused(why + ". " + remedy);
      case Delivered.Committed(String name, String commit) ->
          new Offer.Offered(
              "branch "
                  + name
                  + ", commit "
                  + commit
                  + pulled(service, update, proven, name)
                  + ": "
                  + proven.words());
      case Delivered.Applied _ ->
          throw new IllegalStateException("a branch was asked for, not changed files");
    };
  }

  private String pulled(Served service, Means.Update update, Verdict.Proven proven, String branch)
      throws ForgeTrouble, InterruptedException {
    Place place = places.get(service.name());
    if (place == null || place.forge().isEmpty()) {
      return "";
    }
    Pull pull =
        place
            .pulls()
            .offer(
                new Proposal(
                    branch,
                    place.base(),
                    proven.message().subject(),
                    "A newer version of "
                        + Markdown.code(update.library(), 200)
                        + ": "
                        + Markdown.code(update.from(), 80)
                        + " → "
                        + Markdown.code(update.to(), 80)
                        + " in "
                        + Markdown.code(update.file(), 200)
                        + ".\n\n"
                        + Markdown.plain(proven.words(), 500)
                        + ".\n"),
                "update-" + update.to().replaceAll("[^A-Za-z0-9]", "-"),
                _ -> Reviewers.NOBODY)
            .pull();
    return ", pull request " + pull.number() + " (" + pull.url() + ")";
  }
}
