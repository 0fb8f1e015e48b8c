package dev.naosu.repair.operator;

import dev.naosu.detect.FailureKind;
import dev.naosu.repair.Evidence;
import dev.naosu.repair.Operator;
import dev.naosu.repair.Proposals;
import dev.naosu.repair.Site;
import dev.naosu.repair.operator.Questions.Question;
import java.util.Optional;
import org.eclipse.jdt.core.dom.Statement;

/// Skips the rest of a round, or of all rounds, of a loop in a special case: puts `if
/// (seen.contains(n)) { continue; }` before the site.
///
/// Source: TBar FP2h with the conditions of ACS.
public final class IfSkip implements Operator {
  @Override
  public double weight(Evidence evidence) {
    return evidence.has(FailureKind.ENDLESS) ? 0.55 : 0.3;
  }

  @Override
  public void propose(Site site, Proposals proposals) {
    Optional<Statement> anchor = Places.anchor(site);
    Optional<Statement> loop = Flow.loopAround(site.node());
    if (anchor.isPresent() && loop.isPresent()) {
      boolean mayBreak =
          Flow.breakableAround(site.node()).equals(loop)
              && Flow.isSound(anchor.get(), Flow.Effect.MAY_BREAK);
      Shortlist.propose(
          site,
          proposals,
          ideas -> {
            for (Question question : Questions.before(site)) {
              skip(site, anchor.get(), question, "continue;", 1.0, ideas);
              if (mayBreak) {
                skip(site, anchor.get(), question, "break;", 0.8, ideas);
              }
            }
          });
    }
  }

  private static void skip(
      Site site, Statement anchor, Question question, String jump, double share, Proposals ideas) {
    ideas.insertBefore(
        anchor,
        Places.ifThen(site, question.text(), jump),
        Math.clamp(share * question.weight(), 0.01, 1),
        jump.replace(";", "") + " when " + question.text());
  }
}
