package dev.naosu.ship.canary;

import dev.naosu.fleet.Answers;
import java.time.Duration;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/// The numbers that a verdict stands on.
///
/// @param stage number in the plan, from 0
/// @param share of the requests that the new version gets in it
/// @param inStage how long it has lasted
/// @param old what the old version answered in this stage
/// @param fresh what the new version answered in this stage
/// @param errors e-value of errors over the whole canary: with 1,000, it would be at least as large
///   with a chance of 1 in 1,000 if the new version failed no more often
/// @param errorsNeeded from here on they roll back
/// @param slowness e-value of latency, the same
/// @param slownessNeeded from here on it rolls back, if it may
/// @param newFailures fingerprints that only the new version was seen to have, sure or not
/// @param power what could have been noticed
public record Evidence(
    int stage,
    double share,
    Duration inStage,
    Answers old,
    Answers fresh,
    double errors,
    double errorsNeeded,
    double slowness,
    double slownessNeeded,
    SortedSet<String> newFailures,
    Power power) {
  public Evidence {
    newFailures = Collections.unmodifiableSortedSet(new TreeSet<>(newFailures));
  }
}
