package dev.naosu.ship.action;

import dev.naosu.journal.Hash;
import dev.naosu.prove.safety.Deed;
import dev.naosu.repair.runbook.Order;
import dev.naosu.repair.runbook.Plan;
import dev.naosu.repair.runbook.Proposal;
import java.util.regex.Pattern;

/// What a person is asked, and whether that is still the same.
public final class Question {
  private static final int NAME_DIGITS = 16;
  private static final Pattern NUMBER = Pattern.compile("\\d+([.,]\\d+)?");

  private Question() {}

  /// A short name of what a person saw: who decides says it.
  public static String seen(Deed deed) {
    return Hash.of(deed.number() + "\n" + text(deed.proposal(), deed.plan()))
        .hex()
        .substring(0, NAME_DIGITS);
  }

  /// What has to be the same when it is done as when it was asked. A log grows meanwhile: of
  /// numbers in words, the order of magnitude counts.
  static Hash of(Proposal proposal, Plan plan) {
    return Hash.of(
        ordered(proposal.order())
            + "\n"
            + rounded(plan.words())
            + "\n"
            + plan.touched()
            + "\n"
            + plan.share()
            + "\n"
            + rounded(plan.losses().toString())
            + "\n"
            + plan.before());
  }

  /// All of it, as it is hashed for the journal.
  static String text(Proposal proposal, Plan plan) {
    return String.join(
        "\n",
        ordered(proposal.order()),
        proposal.source(),
        proposal.reason(),
        proposal.signals().toString(),
        plan.words(),
        plan.touched().toString(),
        Double.toString(plan.share()),
        plan.outage().toString(),
        plan.losses().toString(),
        plan.before());
  }

  private static String ordered(Order order) {
    return order.action()
        + " "
        + order.environment()
        + " "
        + order.target()
        + " "
        + order.arguments();
  }

  private static String rounded(String words) {
    return NUMBER
        .matcher(words)
        .replaceAll(found -> "#".repeat(found.group().split("[.,]", -1)[0].length()));
  }
}
