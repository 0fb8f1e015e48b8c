package dev.naosu.prove;

import dev.naosu.code.Patch;
import dev.naosu.detect.FailureKind;
import dev.naosu.detect.TestId;
import dev.naosu.detect.TestRun;
import dev.naosu.prove.Worker.Attempt;
import dev.naosu.prove.Worker.Limits;
import dev.naosu.repair.Candidate;
import dev.naosu.repair.Codebase;
import dev.naosu.repair.strategy.Clusters;
import dev.naosu.repair.strategy.Suggestion;
import dev.naosu.repair.strategy.Tried;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Tries what models suggest, one after the other, as the search tries candidates: compiled in
/// memory, the failing tests first, then the passing tests that run the changed code. Several files
/// are compiled all or none. What means the same as an earlier suggestion is not tried again and
/// counts as a vote for it.
///
/// Not for several threads at once.
public final class Tryout {
  private static final int TRIES = 2;

  /// The score of what no independent sample said: scores are above 0.
  private static final double LEAST_SCORE = 0.01;

  private final Search.Task task;
  private final Rules rules;
  private final Clusters meanings;
  private final List<Opinion> opinions = new ArrayList<>();
  private final Map<String, Opinion> byMeaning = new HashMap<>();
  private final Map<Long, Opinion> byBytecode = new HashMap<>();

  /// Passing tests by whether they pass in a worker on the patient as it is, as far as was asked.
  private final Map<TestId, Boolean> reliable = new HashMap<>();

  private Funnel funnel = Funnel.EMPTY;

  /// @param codebase the sources that suggestions change
  public Tryout(Search.Task task, Rules rules, Codebase codebase) {
    this.task = task;
    this.rules = rules;
    this.meanings = new Clusters(codebase);
  }

  /// What models may change.
  @FunctionalInterface
  public interface Rules {
    /// Why a candidate is refused, untried; empty when it is allowed.
    Optional<String> forbids(Candidate candidate);

    /// What a person who looks at an allowed one should know, one sentence each.
    default List<String> doubts(Candidate candidate) {
      return List.of();
    }
  }

  /// Suggestions that come to the same, and what came of the first.
  private static final class Opinion {
    private final List<Suggestion> members = new ArrayList<>();
    private Optional<Plausible> plausible = Optional.empty();
  }

  /// What came of suggestions, in their order.
  public List<Tried> run(List<Suggestion> suggestions, Search.Bench bench)
      throws InterruptedException {
    List<Tried> tried = new ArrayList<>();
    for (Suggestion suggestion : suggestions) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      tried.add(run(suggestion, bench));
    }
    return tried;
  }

  private Tried run(Suggestion suggestion, Search.Bench bench) {
    String meaning = meanings.key(suggestion.candidate().patch());
    Opinion known = byMeaning.get(meaning);
    if (known != null) {
      known.members.add(suggestion);
      count(1, 0, 0, 0, 0, 0);
      return new Tried.Known(suggestion);
    }
    Opinion opinion = new Opinion();
    Optional<String> why = rules.forbids(suggestion.candidate());
    if (why.isPresent()) {
      keep(opinion, suggestion, meaning);
      count(0, 1, 0, 0, 0, 0);
      return new Tried.Forbidden(suggestion, why.get());
    }
    return switch (bench.compile(List.of(suggestion.candidate())).getFirst()) {
      case Compiled.Rejected(List<String> problems) -> {
        keep(opinion, suggestion, meaning);
        count(0, 1, 0, 0, 0, 0);
        yield new Tried.DoesNotCompile(suggestion, problems);
      }
      case Compiled.Unchanged _ -> {
        keep(opinion, suggestion, meaning);
        count(1, 0, 0, 0, 0, 0);
        yield new Tried.StillFails(suggestion, task.failing());
      }
      case Compiled.Accepted accepted -> {
        Opinion same = byBytecode.get(accepted.fingerprint());
        if (same != null) {
          same.members.add(suggestion);
          byMeaning.put(meaning, same);
          count(1, 0, 0, 0, 0, 0);
          yield new Tried.Known(suggestion);
        }
        byBytecode.put(accepted.fingerprint(), opinion);
        keep(opinion, suggestion, meaning);
        yield tests(opinion, suggestion, accepted, bench);
      }
    };
  }

  private void keep(Opinion opinion, Suggestion suggestion, String meaning) {
    opinion.members.add(suggestion);
    opinions.add(opinion);
    byMeaning.put(meaning, opinion);
  }

  private Tried tests(
      Opinion opinion, Suggestion suggestion, Compiled.Accepted accepted, Search.Bench bench) {
    Outcome failing =
        passes(accepted, task.failing(), TestLimits.forFailing(task.failing()), bench);
    boolean endless = task.failing().stream().anyMatch(run -> run.kind() == FailureKind.ENDLESS);
    if (endless && failing.decision() != Decision.PASSED && isCutShort(failing.runs())) {
      // a test that did not end before may only work hard
      failing = passes(accepted, task.failing(), TestLimits.GENEROUS, bench);
    }
    if (failing.decision() != Decision.PASSED) {
      boolean unknown = failing.decision() == Decision.UNDECIDED;
      count(0, 0, unknown ? 0 : 1, 0, 0, unknown ? 1 : 0);
      return new Tried.StillFails(suggestion, failing.runs());
    }
    List<TestRun> covering = task.affordable(suggestion.candidate());
    Outcome others = others(accepted, covering, bench);
    if (others.decision() != Decision.PASSED) {
      boolean unknown = others.decision() == Decision.UNDECIDED;
      count(0, 0, 0, unknown ? 0 : 1, 0, unknown ? 1 : 0);
      return new Tried.Breaks(suggestion, others.runs().stream().filter(TestRun::failed).toList());
    }
    count(0, 0, 0, 0, 1, 0);
    List<TestRun> all = new ArrayList<>(failing.runs());
    all.addAll(others.runs());
    opinion.plausible =
        Optional.of(
            new Plausible(
                suggestion.candidate(),
                opinions.size() - 1,
                Plausible.behaviour(all),
                said(failing.runs())));
    return new Tried.Plausible(suggestion);
  }

  /// The passing tests that run the changed code; those that fail in a worker even on the patient
  /// as it is are left to the project's own build.
  private Outcome others(Compiled.Accepted accepted, List<TestRun> covering, Search.Bench bench) {
    List<TestRun> left =
        covering.stream().filter(run -> reliable.getOrDefault(run.test(), true)).toList();
    while (true) {
      Limits limits = TestLimits.forPassing(left);
      Outcome outcome = passes(accepted, left, limits, bench);
      Set<TestId> failed =
          outcome.runs().stream()
              .filter(TestRun::failed)
              .map(TestRun::test)
              .collect(Collectors.toSet());
      List<TestRun> unreliable =
          left.stream()
              .filter(run -> failed.contains(run.test()) && !isReliable(run, limits, bench))
              .toList();
      if (unreliable.isEmpty()) {
        return outcome;
      }
      left = left.stream().filter(run -> !unreliable.contains(run)).toList();
    }
  }

  private boolean isReliable(TestRun run, Limits limits, Search.Bench bench) {
    return reliable.computeIfAbsent(
        run.test(),
        test ->
            bench.worker(task.moduleOf().apply(test)).attempt(Map.of(), List.of(test), limits)
                    instanceof Attempt.Ran ran
                && ran.allPassed(1));
  }

  private enum Decision {
    PASSED,
    FAILED,
    UNDECIDED
  }

  private record Outcome(Decision decision, List<TestRun> runs) {}

  /// Runs tests module by module until one fails.
  private Outcome passes(
      Compiled.Accepted accepted, List<TestRun> tests, Limits limits, Search.Bench bench) {
    Map<String, List<TestId>> byModule = new TreeMap<>();
    tests.forEach(
        run ->
            byModule
                .computeIfAbsent(task.moduleOf().apply(run.test()), _ -> new ArrayList<>())
                .add(run.test()));
    List<TestRun> seen = new ArrayList<>();
    for (Map.Entry<String, List<TestId>> module : byModule.entrySet()) {
      Outcome outcome = new Outcome(Decision.UNDECIDED, List.of());
      for (int tries = 0; tries < TRIES && outcome.decision() == Decision.UNDECIDED; tries++) {
        outcome =
            switch (bench.worker(module.getKey()).attempt(accepted, module.getValue(), limits)) {
              case Attempt.Ran ran ->
                  new Outcome(
                      ran.allPassed(module.getValue().size())
                          ? Decision.PASSED
                          : ran.isTimedOut() ? Decision.UNDECIDED : Decision.FAILED,
                      ran.runs());
              case Attempt.Lost lost ->
                  new Outcome(lost.killer() ? Decision.FAILED : Decision.UNDECIDED, List.of());
            };
      }
      seen.addAll(outcome.runs());
      if (outcome.decision() != Decision.PASSED) {
        return new Outcome(outcome.decision(), seen);
      }
    }
    return new Outcome(Decision.PASSED, seen);
  }

  private static boolean isCutShort(List<TestRun> runs) {
    return runs.stream().filter(TestRun::failed).allMatch(TestRun::isCutShort);
  }

  private static List<String> said(List<TestRun> runs) {
    return runs.stream().filter(run -> !run.said().isEmpty()).map(TestRun::said).toList();
  }

  private void count(
      int duplicate, int refused, int byFailing, int byCovering, int plausible, int undecided) {
    funnel =
        funnel.and(
            Funnel.searching(
                1, duplicate, refused, 0, byFailing, byCovering, plausible, undecided));
  }

  /// How suggestions fared so far; those that the rules refused count as refused by the compiler.
  public Funnel funnel() {
    return funnel;
  }

  /// In the order they were found; a candidate's score is its share of the votes.
  public List<Plausible> plausible() {
    Map<Patch, Votes> votes = votes();
    return opinions.stream()
        .flatMap(each -> each.plausible.stream())
        .map(
            each ->
                each.scored(
                    Optional.ofNullable(votes.get(each.candidate().patch()))
                        .map(Votes::share)
                        .filter(share -> share > LEAST_SCORE)
                        .orElse(LEAST_SCORE)))
        .toList();
  }

  /// Who is for each plausible candidate, by its patch.
  public Map<Patch, Votes> votes() {
    int all = (int) members().filter(Suggestion::independent).count();
    Map<Patch, Votes> votes = new LinkedHashMap<>();
    for (Opinion opinion : opinions) {
      opinion.plausible.ifPresent(
          plausible ->
              votes.put(
                  plausible.candidate().patch(),
                  votes(opinion.members, all, rules.doubts(plausible.candidate()))));
    }
    return votes;
  }

  private Stream<Suggestion> members() {
    return opinions.stream().flatMap(each -> each.members.stream());
  }

  private static Votes votes(List<Suggestion> members, int all, List<String> doubts) {
    List<Suggestion> fresh = members.stream().filter(Suggestion::independent).toList();
    Set<String> objections = new LinkedHashSet<>();
    members.forEach(each -> objections.addAll(each.objections()));
    return new Votes(
        fresh.size(),
        all,
        (int) fresh.stream().map(each -> each.model() + " " + each.strategy()).distinct().count(),
        members.stream().map(Suggestion::model).distinct().toList(),
        members.stream().map(Suggestion::strategy).distinct().toList(),
        List.copyOf(objections),
        doubts);
  }
}
