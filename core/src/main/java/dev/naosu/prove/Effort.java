package dev.naosu.prove;

import java.time.Duration;

/// Where the time of a search goes, summed over its threads.
///
/// @param generating asking the operators, before the threads start
/// @param compiling schemata to bytecode, and cutting candidates out of it
/// @param pruning runs that compare values of expressions
/// @param running runs of tests on candidates
/// @param threads that searched
public record Effort(
    Duration generating, Duration compiling, Duration pruning, Duration running, int threads) {
  public static final Effort NONE =
      new Effort(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, 0);

  public Effort plus(Effort other) {
    return new Effort(
        generating.plus(other.generating),
        compiling.plus(other.compiling),
        pruning.plus(other.pruning),
        running.plus(other.running),
        Math.max(threads, other.threads));
  }
}
