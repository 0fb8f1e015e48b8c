package dev.naosu.prove;

/// How the candidates died, so far. Every generated candidate is counted in exactly one of
/// `duplicate` to `undecided`, once decided; the last three count classes of plausible ones.
///
/// @param generated made by the operators, different texts only
/// @param duplicate same tokens or same bytecode as one before
/// @param illTyped refused by the compiler
/// @param pruned decided without a run of their own: their expression has the same values as the
///   original's, or as another candidate's, all along the failing test
/// @param killedByFailing did not make the failing tests pass
/// @param killedByCovering broke a test that runs the changed code
/// @param killedBySuite broke another test, or failed the project's own build
/// @param plausible passed every test they were given
/// @param undecided lost with their JVM, twice, stopped by the clock, or perhaps only slow in a
///   test that did not end before and not looked at again, since something else was found
/// @param classes classes of plausible candidates that behave alike
/// @param upheld those of them that held in the project's own build and against the evidence
/// @param shown those of them that are shown
public record Funnel(
    int generated,
    int duplicate,
    int illTyped,
    int pruned,
    int killedByFailing,
    int killedByCovering,
    int killedBySuite,
    int plausible,
    int undecided,
    int classes,
    int upheld,
    int shown) {
  public static final Funnel EMPTY = new Funnel(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  /// A search under way, before anything is chosen.
  public static Funnel searching(
      int generated,
      int duplicate,
      int illTyped,
      int pruned,
      int killedByFailing,
      int killedByCovering,
      int plausible,
      int undecided) {
    return new Funnel(
        generated,
        duplicate,
        illTyped,
        pruned,
        killedByFailing,
        killedByCovering,
        0,
        plausible,
        undecided,
        0,
        0,
        0);
  }

  public int decided() {
    return duplicate
        + illTyped
        + pruned
        + killedByFailing
        + killedByCovering
        + killedBySuite
        + plausible;
  }

  /// This search and one that went on where it ended, over the same generated candidates.
  public Funnel plus(Funnel later) {
    return sum(generated, later);
  }

  /// This search and another one, over other candidates.
  public Funnel and(Funnel other) {
    return sum(generated + other.generated, other);
  }

  private Funnel sum(int together, Funnel later) {
    return new Funnel(
        together,
        duplicate + later.duplicate,
        illTyped + later.illTyped,
        pruned + later.pruned,
        killedByFailing + later.killedByFailing,
        killedByCovering + later.killedByCovering,
        killedBySuite + later.killedBySuite,
        plausible + later.plausible,
        undecided + later.undecided,
        classes + later.classes,
        upheld + later.upheld,
        shown + later.shown);
  }

  /// The same with some plausible candidates found wanting by the whole suite, and what the choice
  /// among the others came to.
  public Funnel chosen(int killed, int classes, int upheld, int shown) {
    return new Funnel(
        generated,
        duplicate,
        illTyped,
        pruned,
        killedByFailing,
        killedByCovering,
        killedBySuite + killed,
        plausible - killed,
        undecided,
        this.classes + classes,
        this.upheld + upheld,
        this.shown + shown);
  }
}
