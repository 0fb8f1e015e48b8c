package dev.naosu.cycle.incident;

import dev.naosu.access.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/// Whose word a repair needs, and for how long it is asked for.
///
/// A question that nobody answers is asked again when it has expired, and then stays open as one
/// that is overdue: nothing ships because nobody said anything.
///
/// @param usual what holds where nothing else does
/// @param services that have a rule of their own, by name
/// @param riskyBelow confidence, in [0, 1], below which the rule for risky repairs holds too
/// @param risky of that rule and the one of the service, the one with more people counts
/// @param expiry how long a question stands, and with it the approvals that were given to it
/// @param bots tokens that never approve, by name: those of the programs that propose or report
public record ApprovalRules(
    Quorum usual,
    Map<String, Quorum> services,
    double riskyBelow,
    Quorum risky,
    Duration expiry,
    Set<String> bots) {
  /// The question is asked, asked again, and then overdue.
  private static final int ROUNDS = 3;

  /// Begins the name of a program.
  private static final String TOKEN = "token:";

  public ApprovalRules {
    services = Map.copyOf(services);
    bots = Set.copyOf(bots);
    if (!(0 <= riskyBelow && riskyBelow <= 1)) {
      throw new IllegalArgumentException("a confidence is in [0, 1], not " + riskyBelow);
    }
    if (expiry.isNegative() || expiry.isZero()) {
      throw new IllegalArgumentException("a question stands for some time, not " + expiry);
    }
  }

  /// What holds where nothing is set: one approver, asked again after a day.
  public static ApprovalRules one() {
    Quorum one = new Quorum(1, Role.APPROVER);
    return new ApprovalRules(one, Map.of(), 0, one, Duration.ofHours(24), Set.of());
  }

  /// Whose word a repair of that service needs.
  public Quorum quorum(String service, double confidence) {
    Quorum ofService = services.getOrDefault(service, usual);
    if (confidence >= riskyBelow) {
      return ofService;
    }
    int people = Math.max(ofService.people(), risky.people());
    Role role = ofService.role().covers(risky.role()) ? ofService.role() : risky.role();
    return new Quorum(people, role);
  }

  /// How often the question has been asked by now: 1, 2, or 3 when it is overdue.
  ///
  /// @param asked when it was asked first; a clock that was put back asks nobody again
  int round(Instant asked, Instant now) {
    long expired = Duration.between(asked, now).dividedBy(expiry);
    return Math.clamp(expired + 1, 1, ROUNDS);
  }

  /// Whether it was asked again and nobody has answered.
  static boolean isOverdue(int round) {
    return round >= ROUNDS;
  }

  /// Whether who decides is a program that must not.
  public boolean isBot(Decider decider) {
    return decider.name().equals(Note.NAOSU)
        || decider.name().startsWith(TOKEN)
            && bots.contains(decider.name().substring(TOKEN.length()));
  }
}
