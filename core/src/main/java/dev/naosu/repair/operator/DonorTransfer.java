package dev.naosu.repair.operator;

import dev.naosu.code.Edit;
import dev.naosu.repair.Evidence;
import dev.naosu.repair.Operator;
import dev.naosu.repair.Proposals;
import dev.naosu.repair.Proposals.Proposal;
import dev.naosu.repair.Site;
import dev.naosu.repair.donor.Transfers;

/// Writes a statement as similar code of the project does, or puts beside it what stands beside
/// that code, with the variables of the place.
///
/// Source: SimFix (Jiang et al., ISSTA 2018).
public final class DonorTransfer implements Operator {
  @Override
  public double weight(Evidence evidence) {
    return 0.45;
  }

  @Override
  public void propose(Site site, Proposals proposals) {
    for (Proposal each : Transfers.at(site)) {
      proposals.add(
          Math.clamp(each.weight(), 0.01, 1),
          each.description(),
          each.patch().edits().toArray(Edit[]::new));
    }
  }
}
