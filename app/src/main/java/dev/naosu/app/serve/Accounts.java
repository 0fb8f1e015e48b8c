package dev.naosu.app.serve;

import dev.naosu.cycle.incident.Incident;
import dev.naosu.cycle.incident.Incidents;
import dev.naosu.cycle.incident.Remedy;
import dev.naosu.ship.pull.Account;
import java.util.List;
import java.util.Optional;

/// Tells what is known of an incident to those who review its repair.
///
/// @param publicAddress of naosu; empty where people cannot open its pages
record Accounts(Incidents incidents, Optional<String> publicAddress) {
  private static final int SIGNALS = 5;

  /// @param branch that holds the repair
  Account of(Incident incident, Remedy remedy, String branch) {
    List<String> requests =
        incidents.signals(incident.id(), SIGNALS).stream()
            .flatMap(signal -> signal.request().stream())
            .map(request -> request.method() + " " + request.path())
            .distinct()
            .toList();
    return new Account(
        incident.id(),
        incident.fingerprint().title(),
        incident.origin().service(),
        incident.origin().version(),
        incident.origin().environment(),
        incident.began(),
        incident.lastSeen(),
        incident.signals(),
        incident.recurrence(),
        requests,
        new Account.Fix(
            remedy.description(),
            remedy.place(),
            remedy.cause(),
            remedy.confidence(),
            remedy.proof(),
            remedy.doubts(),
            remedy.base(),
            branch,
            remedy.change().created().keySet().stream().toList()),
        incidents.explanation(incident.id()),
        publicAddress.map(address -> address + "/incidents/" + incident.id()));
  }
}
