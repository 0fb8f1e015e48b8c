package dev.naosu.prove;

import dev.naosu.detect.FailureKind;
import dev.naosu.detect.TestId;
import dev.naosu.detect.TestRun;
import dev.naosu.prove.Field.Partial;
import dev.naosu.prove.Worker.Attempt;
import dev.naosu.prove.Worker.Limits;
import dev.naosu.repair.Candidate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/// Tries candidates, several at a time: compiles each in memory, runs the failing tests, and for
/// those that pass, the passing tests that run the changed code.
///
/// After the first plausible candidate it looks on for as long again as that took, so that a better
/// one a little further down the list is not missed.
public final class Search {
  private static final Duration LOOK_ON_LEAST = Duration.ofSeconds(3);
  private static final Duration LOOK_ON_MOST = Duration.ofSeconds(20);
  private static final Duration TELL_EVERY = Duration.ofMillis(100);

  /// Candidates compiled together for tests.
  public static final Blocks BLOCKS = new Blocks(16, 256);

  /// More failing tests than this, or slower ones, are not all run on each candidate: the first one
  /// that still fails decides.
  private static final int MOST_TOGETHER = 8;

  private static final Duration QUICK = Duration.ofMillis(25);

  /// Fewer candidates than this are run rather than compared.
  private static final int LEAST_COMPARED = 3;

  /// How long a worker is left alone with many candidates.
  private static final long GROUP_NANOS = 200_000_000;

  /// The share of the budget that the passing tests of one candidate may take, before and after it.
  /// Slow ones are left to the project's own build, which runs them once and not for every
  /// candidate that gets so far.
  private static final int COVERING_SHARE = 20;

  /// Plausible candidates after which more would only be more of the same.
  private static final int ENOUGH = 200;

  /// What a search works on.
  ///
  /// @param failing tests that must pass, with their runs on the patient as it is
  /// @param covering passing tests that run the code a candidate changes
  /// @param moduleOf name of the module whose worker runs a test
  /// @param budget longest time to search
  /// @param blocks how candidates are compiled together
  public record Task(
      List<TestRun> failing,
      Function<Candidate, List<TestRun>> covering,
      Function<TestId, String> moduleOf,
      Duration budget,
      Blocks blocks) {
    public Task {
      failing = List.copyOf(failing);
    }

    /// The passing tests that run the code a candidate changes: the quickest, as many as there is
    /// time for.
    List<TestRun> affordable(Candidate candidate) {
      Duration left = budget.dividedBy(COVERING_SHARE);
      List<TestRun> affordable = new ArrayList<>();
      for (TestRun run :
          covering.apply(candidate).stream().sorted(Comparator.comparing(TestRun::took)).toList()) {
        left = left.minus(run.took());
        if (left.isNegative()) {
          break;
        }
        affordable.add(run);
      }
      return affordable;
    }

    /// In the usual blocks.
    public Task(
        List<TestRun> failing,
        Function<Candidate, List<TestRun>> covering,
        Function<TestId, String> moduleOf,
        Duration budget) {
      this(failing, covering, moduleOf, budget, BLOCKS);
    }
  }

  /// How many candidates are compiled together, at first and later. Blocks grow with their place in
  /// the list: what is tried first should be decided soon, later ones should share the cost of
  /// compiling their file among many.
  public record Blocks(int smallest, int largest) {
    int following(int first) {
      return first + Math.clamp(first / 2, smallest, largest);
    }
  }

  /// Makes what each search thread needs for itself.
  public interface Bench {
    /// Compiles candidates, those of one file together.
    ///
    /// @return what came of each, in the same order
    List<Compiled> compile(List<Candidate> candidates);

    /// @param module name, as [Task#moduleOf] gave it
    Worker worker(String module);
  }

  /// What a search found.
  ///
  /// @param plausible in the order they were found
  /// @param partial candidates that passed some failing tests, not all; whether they break others
  ///   is not known
  /// @param effort where the time went
  /// @param took how long it searched
  /// @param taken how many candidates were taken up, from the first on
  /// @param exhausted whether every candidate was decided
  public record Result(
      List<Plausible> plausible,
      List<Partial> partial,
      Funnel funnel,
      Effort effort,
      Duration took,
      int taken,
      boolean exhausted) {
    public Result {
      plausible = List.copyOf(plausible);
      partial = List.copyOf(partial);
    }
  }

  private final Callable<Bench> benches;
  private final int threads;
  private final InstantSource clock;

  /// @param benches makes one bench for each thread; it is used by that thread alone
  public Search(Callable<Bench> benches, int threads, InstantSource clock) {
    this.benches = benches;
    this.threads = threads;
    this.clock = clock;
  }

  /// Tries candidates in order until the time is up.
  ///
  /// @param watcher told the funnel several times a second, on any thread
  public Result run(List<Candidate> candidates, Task task, Consumer<Funnel> watcher)
      throws InterruptedException {
    Trial trial = new Trial(candidates, task, watcher);
    ExecutorService executor =
        Executors.newFixedThreadPool(
            threads, Thread.ofPlatform().name("search-", 0).daemon().factory());
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        running.add(
            executor.submit(
                () -> {
                  trial.work(benches.call());
                  return null;
                }));
      }
      for (Future<?> each : running) {
        each.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("a search thread failed: " + e.getCause(), e.getCause());
    } finally {
      executor.shutdownNow();
    }
    return trial.result();
  }

  /// A candidate with bytecode not seen before.
  ///
  /// @param limits of the first look; they follow from what the candidate changes alone
  private record Fresh(int index, Compiled.Accepted compiled, Limits limits) {}

  /// A candidate that was cut short and is looked at again if nothing else is found.
  ///
  /// @param counted what it counts as until then
  private record Aside(int index, LongAdder counted) {}

  /// One search under way, shared by its threads.
  private final class Trial {
    private final List<Candidate> candidates;
    private final Task task;
    private final Consumer<Funnel> watcher;
    private final Instant start = clock.instant();
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger taken = new AtomicInteger();
    private final Set<Long> seenBytecode = ConcurrentHashMap.newKeySet();
    private final Map<TestId, LongAdder> kills = new ConcurrentHashMap<>();
    private final Map<TestId, Boolean> reliable = new ConcurrentHashMap<>();
    private final List<Plausible> plausible = new ArrayList<>();
    private final Queue<Partial> partial = new ConcurrentLinkedQueue<>();
    private final LongAdder duplicate = new LongAdder();
    private final LongAdder illTyped = new LongAdder();
    private final LongAdder killedByFailing = new LongAdder();
    private final LongAdder killedByCovering = new LongAdder();
    private final LongAdder undecided = new LongAdder();
    private final LongAdder compiling = new LongAdder();
    private final LongAdder running = new LongAdder();
    private final LongAdder pruning = new LongAdder();
    private final LongAdder pruned = new LongAdder();

    /// The failing tests that decide most candidates: those that end on the patient as it is, or
    /// all when none does.
    private final List<TestRun> first;

    /// Those that do not end, where others do.
    private final List<TestRun> second;

    /// Candidates that pass all tests of `first` and are cut short in one of `second`, which may
    /// only work hard.
    private final Queue<Aside> hopeful = new ConcurrentLinkedQueue<>();

    /// Candidates that used up the steps of a first look.
    private final Queue<Aside> late = new ConcurrentLinkedQueue<>();

    private volatile Instant end;
    private volatile Instant told = Instant.MIN;
    private volatile boolean exhausted;
    private volatile int groupSize;

    Trial(List<Candidate> candidates, Task task, Consumer<Funnel> watcher) {
      this.candidates = candidates;
      this.task = task;
      this.watcher = watcher;
      this.end = start.plus(task.budget());
      this.groupSize = task.blocks().smallest();
      Map<Boolean, List<TestRun>> byEnd =
          task.failing().stream()
              .collect(Collectors.partitioningBy(run -> run.kind() != FailureKind.ENDLESS));
      List<TestRun> ending = byEnd.getOrDefault(true, List.of());
      List<TestRun> endless = byEnd.getOrDefault(false, List.of());
      this.first = ending.isEmpty() ? endless : ending;
      this.second = ending.isEmpty() ? List.of() : endless;
    }

    void work(Bench bench) {
      while (!isOver()) {
        if (isHalfOver() && isNothingFound()) {
          // what may only work hard is not left until a long list is worked off
          for (Aside each = hopeful.poll(); each != null && !isOver(); each = hopeful.poll()) {
            lookAgain(each, bench);
          }
        }
        int from = next.getAndUpdate(task.blocks()::following);
        if (from >= candidates.size()) {
          lookAgain(bench);
          exhausted |= !isOver();
          return;
        }
        decide(from, Math.min(task.blocks().following(from), candidates.size()), bench);
      }
    }

    private void lookAgain(Bench bench) {
      while (!isOver() && isNothingFound()) {
        Aside hope = hopeful.poll();
        Aside each = hope == null ? late.poll() : hope;
        if (each == null) {
          return;
        }
        lookAgain(each, bench);
      }
    }

    private boolean isHalfOver() {
      return clock.instant().isAfter(start.plus(task.budget().dividedBy(2)));
    }

    private synchronized boolean isNothingFound() {
      return plausible.isEmpty();
    }

    /// Gives a candidate that was cut short more steps, in classes of its own.
    ///
    /// When it is cut short even then, though every test that ends passes, the project's own build
    /// is left to decide: a test that only works hard is slower here than there.
    private void lookAgain(Aside aside, Bench bench) {
      List<Candidate> only = List.of(candidates.get(aside.index()));
      if (!(bench.compile(only).getFirst() instanceof Compiled.Accepted accepted)) {
        return;
      }
      List<TestRun> runs = new ArrayList<>();
      Decision decision =
          passes(accepted, byKills(first), TestLimits.forFailing(first), bench, runs);
      if (decision == Decision.PASSED && !second.isEmpty()) {
        List<TestRun> hard = new ArrayList<>();
        decision = passes(accepted, byKills(second), TestLimits.GENEROUS, bench, hard);
        if (decision != Decision.PASSED && isCutShort(hard)) {
          decision = Decision.PASSED;
        } else {
          runs.addAll(hard);
        }
      }
      aside.counted().decrement();
      switch (decision) {
        case KILLED -> killedByFailing.increment();
        case UNDECIDED -> undecided.increment();
        case PASSED -> decideCovering(aside.index(), accepted, bench, runs);
      }
    }

    /// Whether no test that failed did so for another reason than a limit.
    private static boolean isCutShort(List<TestRun> runs) {
      List<TestRun> failed = runs.stream().filter(TestRun::failed).toList();
      return !failed.isEmpty() && failed.stream().allMatch(TestRun::isCutShort);
    }

    private void decide(int from, int to, Bench bench) {
      long began = System.nanoTime();
      List<Compiled> compiled = bench.compile(candidates.subList(from, to));
      compiling.add(System.nanoTime() - began);
      List<Fresh> accepted = new ArrayList<>();
      for (int i = from; i < to; i++) {
        switch (compiled.get(i - from)) {
          case Compiled.Rejected _ -> illTyped.increment();
          case Compiled.Unchanged _ -> duplicate.increment();
          case Compiled.Accepted each -> {
            if (seenBytecode.add(each.fingerprint())) {
              List<TestRun> covering = task.covering().apply(candidates.get(i));
              accepted.add(new Fresh(i, each, TestLimits.screening(first, covering)));
            } else {
              duplicate.increment();
            }
          }
        }
      }
      began = System.nanoTime();
      Deque<Fresh> fresh = togetherAsCompiled(accepted);
      while (!fresh.isEmpty() && !isOver()) {
        List<Fresh> group = group(fresh);
        taken.accumulateAndGet(fresh.stream().mapToInt(Fresh::index).min().orElse(to), Math::max);
        Limits limits = group.getFirst().limits();
        Set<Fresh> dead = compare(group, limits, bench);
        dead.addAll(screen(without(dead, group), first, limits, bench));
        dead.addAll(screen(without(dead, group), second, limits, bench));
        for (Fresh each : group) {
          if (!dead.contains(each) && !isOver()) {
            run(each.index(), each.compiled(), limits, bench);
          }
        }
        tell();
      }
      running.add(System.nanoTime() - began);
      if (fresh.isEmpty()) {
        taken.accumulateAndGet(to, Math::max);
      }
      tell();
    }

    /// Candidates of a block take turns by file; a JVM that has to load other classes at each turn
    /// does nothing else. What was compiled together is tried together, the first one's place
    /// decides.
    private static Deque<Fresh> togetherAsCompiled(List<Fresh> fresh) {
      Map<Object, List<Fresh>> together = new LinkedHashMap<>();
      for (Fresh each : fresh) {
        Object compile =
            each.compiled() instanceof Compiled.Variant(Variants of, int _, long _) ? of : each;
        together.computeIfAbsent(compile, _ -> new ArrayList<>()).add(each);
      }
      return together.values().stream()
          .flatMap(List::stream)
          .collect(Collectors.toCollection(ArrayDeque::new));
    }

    private static List<Fresh> without(Set<Fresh> some, List<Fresh> all) {
      return all.stream().filter(each -> !some.contains(each)).toList();
    }

    /// Decides candidates that differ in one pure expression by comparing its values: one run
    /// decides the candidate whose values it goes on with, and all that agree with them.
    ///
    /// @return those that die
    private Set<Fresh> compare(List<Fresh> group, Limits limits, Bench bench) {
      Set<Fresh> dead = new HashSet<>();
      Map<String, List<TestId>> tests = byModule(byKills(first));
      if (tests.size() != 1
          || !(group.getFirst().compiled()
              instanceof Compiled.Variant(Variants all, int _, long _))) {
        return dead;
      }
      long began = System.nanoTime();
      Map<Integer, Fresh> byNumber = new HashMap<>();
      group.forEach(each -> byNumber.put(((Compiled.Variant) each.compiled()).number(), each));
      Map.Entry<String, List<TestId>> only = tests.entrySet().iterator().next();
      all.comparisons()
          .forEach(
              (comparison, members) -> {
                SortedMap<Integer, Fresh> here = new TreeMap<>();
                for (int i = 0; i < members.size(); i++) {
                  Fresh member = byNumber.get(members.get(i));
                  if (member != null) {
                    here.put(i + 1, member);
                  }
                }
                if (here.size() >= LEAST_COMPARED && !isOver()) {
                  dead.addAll(
                      new Comparing(
                              chosen ->
                                  bench
                                      .worker(only.getKey())
                                      .compare(
                                          all,
                                          comparison,
                                          chosen,
                                          only.getValue(),
                                          screening(first, limits)),
                              here,
                              only.getValue().size())
                          .dead());
                }
              });
      pruning.add(System.nanoTime() - began);
      return dead;
    }

    /// One comparison: candidates by the number of their expression.
    private final class Comparing {
      private final IntFunction<Optional<Worker.Compared>> run;
      private final SortedMap<Integer, Fresh> members;
      private final int tests;
      private final Set<Fresh> dead = new HashSet<>();

      Comparing(
          IntFunction<Optional<Worker.Compared>> run,
          SortedMap<Integer, Fresh> members,
          int tests) {
        this.run = run;
        this.members = members;
        this.tests = tests;
      }

      Set<Fresh> dead() {
        // the original fails: so does what has its values
        split(0, new TreeSet<>(members.keySet()));
        return dead;
      }

      private void split(int chosen, SortedSet<Integer> others) {
        if (isOver()) {
          return;
        }
        Optional<Worker.Compared> compared = run.apply(chosen);
        if (compared.isEmpty() || compared.get().attempt().isTimedOut()) {
          return;
        }
        boolean dies = !compared.get().attempt().allPassed(tests);
        if (chosen > 0 && dies) {
          countKills(compared.get().attempt());
          bury(chosen, killedByFailing, compared.get().attempt());
        }
        Map<Worker.Difference, SortedSet<Integer>> differing = new LinkedHashMap<>();
        for (int other : others) {
          Optional<Worker.Difference> difference = compared.get().differences().get(other);
          if (difference.isPresent()) {
            differing.computeIfAbsent(difference.get(), _ -> new TreeSet<>()).add(other);
          } else if (dies) {
            bury(other, pruned, compared.get().attempt());
          }
        }
        differing.values().forEach(alike -> split(alike.removeFirst(), alike));
      }

      private void bury(int number, LongAdder counted, Attempt.Ran ran) {
        Fresh member = Objects.requireNonNull(members.get(number));
        dead.add(member);
        kill(member.index(), counted, ran.runs());
        notePartial(candidates.get(member.index()), ran);
      }
    }

    /// Takes the next ones that were compiled together and have the same limits.
    private List<Fresh> group(Deque<Fresh> fresh) {
      List<Fresh> group = new ArrayList<>();
      group.add(fresh.remove());
      while (!fresh.isEmpty()
          && group.size() < groupSize
          && group.getFirst().compiled() instanceof Compiled.Variant one
          && fresh.element().compiled() instanceof Compiled.Variant other
          && one.of() == other.of()
          && group.getFirst().limits().equals(fresh.element().limits())) {
        group.add(fresh.remove());
      }
      return group;
    }

    /// Counts a candidate as dead. One that was cut short may be looked at again.
    private void kill(int index, LongAdder counted, List<TestRun> runs) {
      counted.increment();
      if (isCutShort(runs)) {
        late.add(new Aside(index, counted));
      }
    }

    /// Nearly all candidates die on a failing test, so that is asked of a JVM that switches between
    /// variants, many at once. One that passes there has to pass in classes of its own as well, and
    /// so has one that may only work hard or was stopped by the clock.
    ///
    /// @param failing [#first] or [#second]
    /// @return those that die
    private Set<Fresh> screen(
        List<Fresh> group, List<TestRun> failing, Limits limits, Bench bench) {
      Map<String, List<TestId>> tests = byModule(byKills(failing));
      if (tests.size() != 1
          || group.isEmpty()
          || !(group.getFirst().compiled()
              instanceof Compiled.Variant(Variants all, int _, long _))) {
        return Set.of();
      }
      List<Integer> numbers =
          group.stream().map(each -> ((Compiled.Variant) each.compiled()).number()).toList();
      Map.Entry<String, List<TestId>> only = tests.entrySet().iterator().next();
      long began = System.nanoTime();
      List<Attempt> attempts =
          bench
              .worker(only.getKey())
              .attempt(all, numbers, only.getValue(), screening(failing, limits));
      if (failing == first) {
        groupSize =
            Math.clamp(
                GROUP_NANOS * group.size() / Math.max(1, System.nanoTime() - began),
                1,
                task.blocks().largest());
      }
      Set<Fresh> dead = new HashSet<>();
      for (int i = 0; i < attempts.size(); i++) {
        if (attempts.get(i) instanceof Attempt.Ran ran
            && !ran.allPassed(only.getValue().size())
            && !ran.isTimedOut()
            && (failing == first || !isCutShort(ran.runs()))) {
          countKills(ran);
          dead.add(group.get(i));
          kill(group.get(i).index(), killedByFailing, ran.runs());
          notePartial(candidates.get(group.get(i).index()), ran);
        }
      }
      return dead;
    }

    /// All failing tests are run on each candidate where they are few and quick, to learn which
    /// only some make pass.
    private Limits screening(List<TestRun> failing, Limits limits) {
      boolean few = failing.size() > 1 && failing.size() <= MOST_TOGETHER;
      Duration all = failing.stream().map(TestRun::took).reduce(Duration.ZERO, Duration::plus);
      return new Limits(!few || all.compareTo(QUICK) > 0, limits.perTest(), limits.steps());
    }

    private void notePartial(Candidate candidate, Attempt.Ran ran) {
      Set<TestId> passed =
          ran.runs().stream()
              .filter(run -> run.status() == TestRun.Status.PASSED)
              .map(TestRun::test)
              .collect(Collectors.toSet());
      if (!passed.isEmpty()) {
        partial.add(new Partial(candidate, passed));
      }
    }

    private void countKills(Attempt.Ran ran) {
      ran.runs().stream()
          .filter(TestRun::failed)
          .forEach(run -> kills.computeIfAbsent(run.test(), _ -> new LongAdder()).increment());
    }

    private boolean isOver() {
      return Thread.currentThread().isInterrupted() || !clock.instant().isBefore(end);
    }

    /// Tests that end on the patient as it is come first: they are quick, and their word decides
    /// whether one that does not end is worth another look, since it may only work hard.
    ///
    /// @param limits of the first look
    private void run(int index, Compiled.Accepted compiled, Limits limits, Bench bench) {
      List<TestRun> runs = new ArrayList<>();
      Decision decision = passes(compiled, byKills(first), limits, bench, runs);
      if (decision == Decision.PASSED && !second.isEmpty()) {
        decision = passes(compiled, byKills(second), TestLimits.forFailing(second), bench, runs);
        if (decision != Decision.PASSED && isCutShort(runs)) {
          undecided.increment();
          hopeful.add(new Aside(index, undecided));
          return;
        }
      }
      switch (decision) {
        case KILLED -> kill(index, killedByFailing, runs);
        case UNDECIDED -> undecided.increment();
        case PASSED -> decideCovering(index, compiled, bench, runs);
      }
    }

    private void decideCovering(
        int index, Compiled.Accepted compiled, Bench bench, List<TestRun> runs) {
      Candidate candidate = candidates.get(index);
      List<TestRun> covering = reliable(task.affordable(candidate), bench);
      switch (passes(compiled, byKills(covering), TestLimits.forPassing(covering), bench, runs)) {
        case KILLED -> killedByCovering.increment();
        case UNDECIDED -> undecided.increment();
        case PASSED -> keep(new Plausible(candidate, index, Plausible.behaviour(runs), said(runs)));
      }
    }

    private List<String> said(List<TestRun> runs) {
      Set<TestId> failing = task.failing().stream().map(TestRun::test).collect(Collectors.toSet());
      return runs.stream()
          .filter(run -> failing.contains(run.test()) && !run.said().isEmpty())
          .map(TestRun::said)
          .toList();
    }

    private synchronized void keep(Plausible found) {
      plausible.add(found);
      Instant now = clock.instant();
      if (plausible.size() == 1) {
        Duration taken = Duration.between(start, now);
        Duration more =
            taken.compareTo(LOOK_ON_LEAST) < 0
                ? LOOK_ON_LEAST
                : taken.compareTo(LOOK_ON_MOST) > 0 ? LOOK_ON_MOST : taken;
        if (now.plus(more).isBefore(end)) {
          end = now.plus(more);
        }
      } else if (plausible.size() >= ENOUGH) {
        end = now;
      }
    }

    /// Runs tests until one fails, module by module.
    ///
    /// @param seen receives the runs
    private Decision passes(
        Compiled.Accepted compiled,
        List<TestRun> tests,
        Limits limits,
        Bench bench,
        List<TestRun> seen) {
      for (Map.Entry<String, List<TestId>> group : byModule(tests).entrySet()) {
        Decision decision = Decision.UNDECIDED;
        for (int tries = 0; tries < 2 && decision == Decision.UNDECIDED; tries++) {
          decision =
              switch (bench.worker(group.getKey()).attempt(compiled, group.getValue(), limits)) {
                case Attempt.Ran ran -> {
                  seen.addAll(ran.runs());
                  countKills(ran);
                  yield ran.allPassed(group.getValue().size())
                      ? Decision.PASSED
                      : ran.isTimedOut() ? Decision.UNDECIDED : Decision.KILLED;
                }
                case Attempt.Lost lost -> lost.killer() ? Decision.KILLED : Decision.UNDECIDED;
              };
        }
        if (decision != Decision.PASSED) {
          return decision;
        }
      }
      return Decision.PASSED;
    }

    /// Leaves out tests that do not pass in a worker even on the patient as it is; they are left to
    /// the project's own build.
    private List<TestRun> reliable(List<TestRun> tests, Bench bench) {
      List<TestRun> unknown =
          tests.stream().filter(run -> !reliable.containsKey(run.test())).toList();
      Limits limits = TestLimits.forPassing(unknown);
      Limits all = new Limits(false, limits.perTest(), limits.steps());
      byModule(unknown)
          .forEach(
              (module, group) -> {
                note(bench.worker(module).attempt(Map.of(), group, all));
                // one test that brings its JVM down must not take the others with it
                for (TestId test : group) {
                  if (!reliable.containsKey(test)) {
                    note(bench.worker(module).attempt(Map.of(), List.of(test), all));
                    reliable.putIfAbsent(test, false);
                  }
                }
              });
      return tests.stream().filter(run -> reliable.getOrDefault(run.test(), false)).toList();
    }

    private void note(Attempt attempt) {
      if (attempt instanceof Attempt.Ran ran) {
        ran.runs().forEach(run -> reliable.putIfAbsent(run.test(), !run.failed()));
      }
    }

    private List<TestRun> byKills(List<TestRun> tests) {
      List<TestRun> sorted = new ArrayList<>(tests);
      Map<TestId, Long> counts = new HashMap<>();
      kills.forEach((test, count) -> counts.put(test, count.sum()));
      sorted.sort(
          Comparator.comparingLong((TestRun run) -> -counts.getOrDefault(run.test(), 0L))
              .thenComparing(TestRun::took));
      return sorted;
    }

    private Map<String, List<TestId>> byModule(List<TestRun> tests) {
      Map<String, List<TestId>> groups = new TreeMap<>();
      for (TestRun run : tests) {
        groups
            .computeIfAbsent(task.moduleOf().apply(run.test()), _ -> new ArrayList<>())
            .add(run.test());
      }
      return groups;
    }

    private void tell() {
      Instant now = clock.instant();
      if (now.isAfter(told.equals(Instant.MIN) ? told : told.plus(TELL_EVERY))) {
        told = now;
        watcher.accept(funnel());
      }
    }

    private synchronized Funnel funnel() {
      return Funnel.searching(
          candidates.size(),
          duplicate.intValue(),
          illTyped.intValue(),
          pruned.intValue(),
          killedByFailing.intValue(),
          killedByCovering.intValue(),
          plausible.size(),
          undecided.intValue());
    }

    private Effort effort() {
      return new Effort(
          Duration.ZERO,
          Duration.ofNanos(compiling.sum()),
          Duration.ofNanos(pruning.sum()),
          Duration.ofNanos(running.sum() - pruning.sum()),
          threads);
    }

    synchronized Result result() {
      plausible.sort(Comparator.comparingInt(Plausible::rank));
      return new Result(
          plausible,
          List.copyOf(partial),
          funnel(),
          effort(),
          Duration.between(start, clock.instant()),
          taken.get(),
          exhausted);
    }
  }

  private enum Decision {
    PASSED,
    KILLED,
    UNDECIDED
  }
}
