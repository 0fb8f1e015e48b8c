package dev.naosu.prove;

/// How the candidates died, so far. Every generated candidate is counted in exactly one of the
/// other numbers, once decided.
///
/// @param generated made by the operators, different texts only
/// @param duplicate same bytecode as one before
/// @param illTyped refused by the compiler
/// @param killedByFailing did not make the failing tests pass
/// @param killedByCovering broke a test that runs the changed code
/// @param killedBySuite broke another test, or failed the project's own build
/// @param plausible passed every test they were given
/// @param undecided lost with their JVM, twice
public record Funnel(
    int generated,
    int duplicate,
    int illTyped,
    int killedByFailing,
    int killedByCovering,
    int killedBySuite,
    int plausible,
    int undecided) {
  public static final Funnel EMPTY = new Funnel(0, 0, 0, 0, 0, 0, 0, 0);

  public int decided() {
    return duplicate + illTyped + killedByFailing + killedByCovering + killedBySuite + plausible;
  }

  /// This search and one that went on where it ended, over the same generated candidates.
  public Funnel plus(Funnel later) {
    return new Funnel(
        generated,
        duplicate + later.duplicate,
        illTyped + later.illTyped,
        killedByFailing + later.killedByFailing,
        killedByCovering + later.killedByCovering,
        killedBySuite + later.killedBySuite,
        plausible + later.plausible,
        undecided + later.undecided);
  }

  /// The same with some plausible candidates found wanting by the whole suite.
  public Funnel withKilledBySuite(int killed) {
    return new Funnel(
        generated,
        duplicate,
        illTyped,
        killedByFailing,
        killedByCovering,
        killedBySuite + killed,
        plausible - killed,
        undecided);
  }
}
