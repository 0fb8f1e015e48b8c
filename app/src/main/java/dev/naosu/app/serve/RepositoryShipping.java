package dev.naosu.app.serve;

import dev.naosu.cycle.incident.Desk;
import dev.naosu.cycle.incident.Incident;
import dev.naosu.cycle.incident.Remedy;
import dev.naosu.cycle.incident.Shipping;
import dev.naosu.fleet.Version;
import dev.naosu.ship.Delivery.Delivered;
import dev.naosu.ship.publish.Parcel;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/// Delivers repairs as branches of the service's repository, one for each repair: the branch's name
/// holds incident and repair, so that a delivery that is asked for again finds its own work.
public final class RepositoryShipping implements Shipping {
  private final Map<String, Served> services;

  /// @param services by name
  public RepositoryShipping(Map<String, Served> services) {
    this.services = Map.copyOf(services);
  }

  @Override
  public Shipped ship(Incident incident, Remedy remedy) throws InterruptedException {
    Served service = services.get(incident.origin().service());
    if (service == null) {
      return new Shipped.Refused(
          "nothing is known of the service " + incident.origin().service(),
          "Name its repository in the server's configuration");
    }
    try {
      Delivered delivered =
          service
              .publishing()
              .publish(
                  Parcel.of(
                      Parcel.Kind.BRANCH,
                      remedy.base(),
                      branch(incident, remedy),
                      remedy.change(),
                      remedy.message(),
                      remedy.proof()));
      if (Thread.interrupted()) {
        throw new InterruptedException("ended while delivering");
      }
      return switch (delivered) {
        case Delivered.Committed(String branch, String commit) ->
            new Shipped.Delivered(
                "branch " + branch + ", commit " + commit,
                new Version(service.repository().commit(commit)));
        case Delivered.Refused(String why, String advice) -> new Shipped.Refused(why, advice);
        case Delivered.Applied _ ->
            throw new IllegalStateException("a branch was asked for, not changed files");
      };
    } catch (IOException e) {
      return new Shipped.Refused(
          "the repair could not be delivered: " + e.getMessage(),
          "See that there is space, and that the repository can be reached, then try again");
    }
  }

  @Override
  public Optional<String> settle(Incident incident, Remedy remedy) throws InterruptedException {
    Served service = services.get(incident.origin().service());
    if (service == null || !service.merge()) {
      return Optional.empty();
    }
    String branch = service.repository().branch();
    try {
      return Optional.of(
          service.publishing().forward(branch(incident, remedy))
              ? branch + " has the repair now"
              : branch + " has gone on meanwhile: merge the repair's branch yourself");
    } catch (IOException e) {
      return Optional.of(
          branch + " could not be moved, merge the repair's branch yourself: " + e.getMessage());
    }
  }

  private static String branch(Incident incident, Remedy remedy) {
    return "auto-fix/incident-" + incident.id() + "-" + Desk.seen(remedy).substring(0, 6);
  }
}
