package dev.naosu.cycle;

import dev.naosu.detect.TestId;
import dev.naosu.detect.TestRun;
import dev.naosu.diagnose.Suspect;
import dev.naosu.prove.Effort;
import dev.naosu.prove.Field;
import dev.naosu.prove.Finalists;
import dev.naosu.prove.Funnel;
import dev.naosu.prove.Joining;
import dev.naosu.prove.Plausible;
import dev.naosu.prove.Repair;
import dev.naosu.prove.Search;
import dev.naosu.repair.Candidate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// Searches and chooses, round after round, until something holds, the candidates are used up, or
/// the time is.
///
/// When no single candidate makes all failing tests pass, what makes some of them pass and breaks
/// no other is kept, and joined with each other candidate; what then makes more of them pass is
/// kept in turn. What remains at the end is a repair of those tests.
final class Rounds {
  /// A rest of the budget that is worth another round.
  private static final Duration LEAST = Duration.ofSeconds(1);

  /// Partial repairs of one kind that may be kept.
  private static final int OF_ONE_KIND = 8;

  /// Edits joined at most.
  private static final int MOST_JOINED = 5;

  private final Work work;
  private final List<Candidate> candidates;
  private Duration left;
  private Funnel funnel = Funnel.EMPTY;
  private Effort effort = Effort.NONE;
  private String lastRefusal = "";
  private final List<Plausible> plausible = new ArrayList<>();

  /// What passed all failing tests.
  private final List<Plausible> whole = new ArrayList<>();

  private boolean exhausted;

  /// What rounds are made of.
  ///
  /// @param failing the failing tests as observed
  /// @param fit those of them that candidates are tried on
  /// @param covering passing tests that run the code a candidate changes
  /// @param original gives the unpatched text of a path
  record Work(
      Searcher searcher,
      Chooser chooser,
      List<TestRun> failing,
      List<TestRun> fit,
      List<Suspect> suspects,
      Function<Candidate, List<TestRun>> covering,
      UnaryOperator<String> original) {}

  /// Tries candidates on failing tests.
  @FunctionalInterface
  interface Searcher {
    Search.Result search(List<Candidate> candidates, List<TestRun> failing, Duration budget)
        throws InterruptedException;
  }

  /// Chooses among plausible candidates, which must make the field's failing tests pass.
  @FunctionalInterface
  interface Chooser {
    Finalists.Choice choose(Field field) throws InterruptedException;
  }

  /// How the rounds ended.
  ///
  /// @param repairs best first; empty when nothing holds
  /// @param plausible what passed its tests, whether or not it held
  /// @param whole those of them that passed all failing tests
  /// @param lastRefusal why the project's own build refused the last one, empty when it refused
  ///   none
  /// @param exhausted whether every candidate was tried
  record End(
      List<Repair> repairs,
      List<Plausible> plausible,
      List<Plausible> whole,
      String lastRefusal,
      boolean exhausted,
      Funnel funnel,
      Effort effort) {}

  Rounds(Work work, List<Candidate> candidates, Duration budget) {
    this.work = work;
    this.candidates = candidates;
    this.left = budget;
  }

  End run() throws InterruptedException {
    Found found = through(candidates);
    List<Repair> repairs = found.repairs();
    if (repairs.isEmpty() && work.fit().size() > 1) {
      exhausted &= !found.partial().isEmpty() || found.exhausted();
      repairs = byParts(found.partial());
    }
    return new End(repairs, plausible, whole, lastRefusal, exhausted, funnel, effort);
  }

  private record Found(List<Repair> repairs, List<Field.Partial> partial, boolean exhausted) {}

  /// Goes through candidates until one that passes its tests holds in the project's own build.
  private Found through(List<Candidate> all) throws InterruptedException {
    List<Candidate> rest = all;
    List<Field.Partial> partial = new ArrayList<>();
    boolean first = true;
    while (true) {
      Search.Result result = search(rest, work.fit(), left);
      partial.addAll(result.partial());
      funnel = first ? funnel.and(result.funnel()) : funnel.plus(result.funnel());
      first = false;
      exhausted = result.exhausted();
      List<Repair> repairs = choose(result.plausible(), work.failing(), partial, exhausted);
      boolean mayGoOn =
          repairs.isEmpty() && !result.plausible().isEmpty() && !exhausted && isTimeLeft();
      if (!mayGoOn) {
        return new Found(repairs, partial, exhausted);
      }
      // what looked right was refused by the project's own build: look on where the search ended
      rest = rest.subList(result.taken(), rest.size());
    }
  }

  private boolean isTimeLeft() {
    return left.compareTo(LEAST) > 0;
  }

  private List<Repair> byParts(List<Field.Partial> partial) throws InterruptedException {
    Optional<Kept> best = Optional.empty();
    for (List<Field.Partial> kind : Joining.promising(partial, OF_ONE_KIND)) {
      Optional<Kept> kept = kept(kind);
      for (int joined = 1; kept.isPresent() && joined < MOST_JOINED && isTimeLeft(); joined++) {
        if (best.isEmpty() || kept.get().tests().size() > best.get().tests().size()) {
          best = kept;
        }
        Found found =
            through(Joining.with(kept.get().plausible().getFirst().candidate(), candidates));
        if (!found.repairs().isEmpty()) {
          return found.repairs();
        }
        kept = better(found.partial(), kept.get().tests());
      }
    }
    if (best.isEmpty()) {
      return List.of();
    }
    Set<TestId> healed = best.get().tests();
    List<TestRun> some =
        work.failing().stream().filter(run -> healed.contains(run.test())).toList();
    return choose(best.get().plausible(), some, partial, false);
  }

  /// Candidates that make some failing tests pass and break no other test.
  ///
  /// @param plausible best first, at least one
  private record Kept(List<Plausible> plausible, Set<TestId> tests) {}

  private Optional<Kept> better(List<Field.Partial> partial, Set<TestId> than)
      throws InterruptedException {
    List<Field.Partial> more =
        partial.stream()
            .filter(each -> each.passed().size() > than.size() && each.passed().containsAll(than))
            .toList();
    for (List<Field.Partial> kind : Joining.promising(more, OF_ONE_KIND)) {
      Optional<Kept> kept = kept(kind);
      if (kept.isPresent()) {
        return kept;
      }
    }
    return Optional.empty();
  }

  /// Those of one kind that break no other test.
  private Optional<Kept> kept(List<Field.Partial> kind) throws InterruptedException {
    if (!isTimeLeft()) {
      return Optional.empty();
    }
    Set<TestId> tests = new HashSet<>(kind.getFirst().passed());
    List<TestRun> some = work.fit().stream().filter(run -> tests.contains(run.test())).toList();
    Search.Result result = search(kind.stream().map(Field.Partial::candidate).toList(), some, left);
    return result.plausible().isEmpty()
        ? Optional.empty()
        : Optional.of(new Kept(result.plausible(), tests));
  }

  private Search.Result search(List<Candidate> some, List<TestRun> failing, Duration budget)
      throws InterruptedException {
    Search.Result result = work.searcher().search(some, failing, budget);
    effort = effort.plus(result.effort());
    left = left.minus(result.took());
    return result;
  }

  private List<Repair> choose(
      List<Plausible> found,
      List<TestRun> failing,
      List<Field.Partial> partial,
      boolean everythingTried)
      throws InterruptedException {
    plausible.addAll(found);
    if (failing.size() == work.failing().size()) {
      whole.addAll(found);
    }
    Finalists.Choice choice =
        work.chooser()
            .choose(
                new Field(
                    found,
                    failing,
                    work.suspects(),
                    work.covering(),
                    work.original(),
                    Optional.of(partial),
                    candidates.size(),
                    everythingTried));
    funnel =
        funnel.chosen(
            choice.refuted(), choice.classes(), choice.repairs().size(), choice.repairs().size());
    if (!choice.lastRefusal().isEmpty()) {
      lastRefusal = choice.lastRefusal();
    }
    return choice.repairs();
  }
}
