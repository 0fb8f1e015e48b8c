package dev.naosu.app.console;

import dev.naosu.access.Role;
import dev.naosu.access.Visitor;
import java.util.Optional;

/// What is around every page.
///
/// @param title of the page; text of the patient is made harmless before
/// @param here which part of the console this is, such as `incidents`
/// @param visitor who looks; empty when nobody is signed in
/// @param csrf what forms send back
/// @param stop empty while naosu goes on
/// @param events where the browser listens for changes; empty when the page does not change
/// @param version of naosu
public record Frame(
    String title,
    String here,
    Optional<Visitor> visitor,
    String csrf,
    Optional<StopBar> stop,
    String events,
    String version) {
  /// That naosu is stopped.
  ///
  /// @param text who stopped it, since when, and why
  public record StopBar(String text) {}

  public boolean may(Role role) {
    return visitor.isPresent() && visitor.get().role().covers(role);
  }

  public boolean isOperator() {
    return may(Role.OPERATOR);
  }

  public boolean isApprover() {
    return may(Role.APPROVER);
  }

  public boolean isAdmin() {
    return may(Role.ADMIN);
  }

  /// Name and role, for the corner.
  public String who() {
    return visitor.map(each -> each.name() + ", " + each.role().word()).orElse("");
  }

  public boolean isLive() {
    return !events.isEmpty();
  }
}
