package dev.naosu.repair.runbook;

import dev.naosu.detect.vitals.Condition;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/// An order that somebody proposes, and why.
///
/// @param source who proposes it, such as `runbook disk-low`, `scaling` or `chaos monkey`
/// @param reason in one sentence for people; may hold text from outside, which is data
/// @param signals independent observations that ask for it, by what observed them, such as
///   `disk.used of shop/disk`; destructive actions need two
/// @param helped holds for the order's target once it helped; empty when there is nothing to see
/// @param within how long it may take until then
/// @param incident that it belongs to
public record Proposal(
    Order order,
    String source,
    String reason,
    List<String> signals,
    List<Condition> helped,
    Duration within,
    OptionalLong incident) {
  public Proposal {
    signals = signals.stream().distinct().toList();
    helped = List.copyOf(helped);
  }
}
