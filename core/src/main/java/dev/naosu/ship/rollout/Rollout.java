package dev.naosu.ship.rollout;

import dev.naosu.fleet.Traffic;
import dev.naosu.fleet.Version;
import java.time.Instant;
import java.util.Optional;

/// A version of a service on its way to all requests, as it is kept. Whoever finds it so goes on
/// from there: each phase bears being begun again.
///
/// @param round from 1; it begins anew after it was halted
/// @param stable what got all requests before; empty until it is taken up
/// @param stage from 0; the one that is under way, or was last
/// @param stageBegan when that stage began
/// @param ended when it was promoted or rolled back
/// @param actor who decided how it ends, `naosu` or a person; empty before
/// @param reason why it is in this phase, in one sentence; may be empty
/// @param judgement what the windows said last
/// @param counted what the gateway had counted when it was looked at last
public record Rollout(
    Key key,
    String service,
    Version candidate,
    Instant began,
    int round,
    Optional<Version> stable,
    Phase phase,
    int stage,
    Instant stageBegan,
    Optional<Instant> ended,
    String actor,
    String reason,
    Optional<Judgement> judgement,
    Optional<Traffic> counted) {
  /// Which one.
  ///
  /// @param attempt number of the attempt that made the repair, from 1
  public record Key(long incident, int attempt) {}

  /// Where it is.
  public enum Phase {
    /// Another rollout of the same service is under way, or it has just been planned.
    WAITING,
    /// Its instances are being started.
    STARTING,
    /// It gets the share of its stage, and is looked at.
    WATCHING,
    /// The same, but its stage is over and it could not be told how well it went: a person decides.
    HELD,
    /// Everything was stopped: the version before gets all requests until that is over.
    HALTED,
    /// All requests are being sent to it.
    PROMOTING,
    /// All requests are being sent to the version before.
    ROLLING_BACK,
    PROMOTED,
    ROLLED_BACK;

    public boolean isOver() {
      return this == PROMOTED || this == ROLLED_BACK;
    }
  }

  /// One that nothing was done about yet.
  public static Rollout planned(Key key, String service, Version candidate, Instant now) {
    return new Rollout(
        key,
        service,
        candidate,
        now,
        1,
        Optional.empty(),
        Phase.WAITING,
        0,
        now,
        Optional.empty(),
        "",
        "",
        Optional.empty(),
        Optional.empty());
  }

  /// The same in another phase.
  public Rollout in(Phase next, String why) {
    return going(next, stage, stageBegan, ended, actor, why);
  }

  Rollout decided(Phase next, String who, String why) {
    return going(next, stage, stageBegan, ended, who, why);
  }

  Rollout over(Phase last, Instant now) {
    return going(last, stage, stageBegan, Optional.of(now), actor, reason);
  }

  Rollout at(int next, Instant now) {
    return going(Phase.WATCHING, next, now, ended, actor, "");
  }

  Rollout from(Version old) {
    return knowing(Optional.of(old), judgement, counted);
  }

  Rollout counted(Traffic now) {
    return knowing(stable, judgement, Optional.of(now));
  }

  Rollout judged(Judgement now) {
    return knowing(stable, Optional.of(now), counted);
  }

  Rollout again(Instant now) {
    return new Rollout(
        key,
        service,
        candidate,
        began,
        round + 1,
        stable,
        Phase.STARTING,
        0,
        now,
        ended,
        "",
        "",
        Optional.empty(),
        Optional.empty());
  }

  /// With another place on its way.
  private Rollout going(
      Phase phase,
      int stage,
      Instant stageBegan,
      Optional<Instant> ended,
      String actor,
      String reason) {
    return new Rollout(
        key,
        service,
        candidate,
        began,
        round,
        stable,
        phase,
        stage,
        stageBegan,
        ended,
        actor,
        reason,
        judgement,
        counted);
  }

  /// With more known of it, at the same place.
  private Rollout knowing(
      Optional<Version> stable, Optional<Judgement> judgement, Optional<Traffic> counted) {
    return new Rollout(
        key,
        service,
        candidate,
        began,
        round,
        stable,
        phase,
        stage,
        stageBegan,
        ended,
        actor,
        reason,
        judgement,
        counted);
  }
}
