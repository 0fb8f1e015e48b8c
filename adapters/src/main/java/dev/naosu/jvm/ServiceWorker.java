package dev.naosu.jvm;

import static dev.naosu.probe.Attempt.NO_VARIANT;

import dev.naosu.detect.TestId;
import dev.naosu.detect.TestRun;
import dev.naosu.jvm.ServiceJvm.Reply;
import dev.naosu.jvm.ServiceJvm.Turn;
import dev.naosu.probe.Differences;
import dev.naosu.probe.SwitchWeaver;
import dev.naosu.prove.Compiled;
import dev.naosu.prove.Variants;
import dev.naosu.prove.Worker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// Tries candidates on the running service. It is started once with all variants that are expected,
/// and each of its requests chooses one. Now and then, and after what may have changed its state,
/// it is asked whether it still answers as it did; where it does not, it is started anew and what
/// may have been wronged is tried again. A candidate that is no variant, or that changes what runs
/// while the service starts, gets a start of its own.
final class ServiceWorker implements Worker {
  /// Attempts after which the service is asked whether it still answers as it did.
  private static final int PATIENCE = 32;

  /// For the questions that tell whether the service is well.
  private static final Duration LIMIT = Duration.ofSeconds(20);

  /// First differences of a later request come after all of an earlier one.
  private static final int VISITS = 1 << 20;

  private final ServiceJvm.Plan plan;
  private final Map<String, RequestJudge> judges;
  private final List<RequestJudge> wellKnown;
  private final Set<String> startMethods;

  private List<Variants> expected = List.of();
  private final IdentityHashMap<Variants, Integer> offsets = new IdentityHashMap<>();
  private Optional<Path> switchable = Optional.empty();
  private Optional<ServiceJvm> jvm = Optional.empty();
  private List<String> health = List.of();
  private boolean doubtful;
  private int unchecked;

  /// @param judges of the requests that can be asked, by the request's id
  /// @param wellKnown some of them by which to see that the service is well
  /// @param startMethods methods that run once, while the service starts or classes are
  ///   initialised, as `Class.name(descriptor)`
  ServiceWorker(
      ServiceJvm.Plan plan,
      Map<String, RequestJudge> judges,
      List<RequestJudge> wellKnown,
      Set<String> startMethods) {
    this.plan = plan;
    this.judges = Map.copyOf(judges);
    this.wellKnown = List.copyOf(wellKnown);
    this.startMethods = Set.copyOf(startMethods);
  }

  @Override
  public void expect(List<Variants> variants) {
    expected = List.copyOf(variants);
  }

  @Override
  public Attempt attempt(Map<String, byte[]> classes, List<TestId> tests, Limits limits) {
    if (!classes.isEmpty()) {
      return alone(classes, tests, limits);
    }
    try {
      return switched(NO_VARIANT, tests, limits);
    } catch (IOException e) {
      return lost(e);
    }
  }

  @Override
  public Attempt attempt(Compiled.Accepted candidate, List<TestId> tests, Limits limits) {
    return candidate instanceof Compiled.Variant(Variants of, int number, long _)
        ? attempt(of, List.of(number), tests, limits).getFirst()
        : attempt(candidate.classes(), tests, limits);
  }

  @Override
  public List<Attempt> attempt(
      Variants variants, List<Integer> numbers, List<TestId> tests, Limits limits) {
    List<Attempt> attempts = new ArrayList<>();
    while (attempts.size() < numbers.size()) {
      List<Integer> some =
          numbers.subList(attempts.size(), Math.min(numbers.size(), attempts.size() + PATIENCE));
      List<Attempt> seen = new ArrayList<>();
      some.forEach(number -> seen.add(one(variants, number, tests, limits)));
      unchecked += some.size();
      if (isWell()) {
        attempts.addAll(seen);
      } else {
        close();
        for (int number : some) {
          attempts.add(one(variants, number, tests, limits));
          doubtful = true;
          if (!isWell()) {
            close();
          }
        }
      }
    }
    return attempts;
  }

  private Attempt one(Variants variants, int number, List<TestId> tests, Limits limits) {
    if (variants.methods(number).stream().anyMatch(startMethods::contains)) {
      return alone(variants.classes(number), tests, limits);
    }
    try {
      return switched(bring(variants) + number, tests, limits);
    } catch (IOException e) {
      return lost(e);
    }
  }

  private Attempt switched(int variant, List<TestId> tests, Limits limits) throws IOException {
    Asked asked = ask(running(), variant, NO_VARIANT, tests, limits);
    note(asked, variant);
    return new Attempt.Ran(asked.runs());
  }

  @Override
  public Optional<Compared> compare(
      Variants variants, int comparison, int chosen, List<TestId> tests, Limits limits) {
    if (variants.methods(comparison).stream().anyMatch(startMethods::contains)) {
      return Optional.empty();
    }
    try {
      int variant = bring(variants) + comparison;
      Asked asked = ask(running(), variant, chosen, tests, limits);
      note(asked, variant);
      if (!isWell()) {
        close();
      }
      return Optional.of(
          new Compared(
              new Attempt.Ran(asked.runs()),
              differences(asked.differences(), variants.expressions(comparison))));
    } catch (IOException _) {
      close();
      return Optional.empty();
    }
  }

  private static List<Optional<Difference>> differences(List<Differences> found, int expressions) {
    List<Optional<Difference>> first = new ArrayList<>();
    for (int i = 0; i < expressions; i++) {
      Optional<Difference> difference = Optional.empty();
      for (int j = 0; j < found.size() && difference.isEmpty(); j++) {
        int visit = found.get(j).visit(i);
        if (visit != 0) {
          difference = Optional.of(new Difference(j * VISITS + visit, found.get(j).value(i)));
        }
      }
      first.add(difference);
    }
    return first;
  }

  /// @param hangs whether something of it still runs
  /// @param changes whether it may have changed what the service keeps
  private record Asked(
      List<TestRun> runs, List<Differences> differences, boolean hangs, boolean changes) {}

  private void note(Asked asked, int variant) {
    if (asked.hangs()) {
      close();
    } else if (variant != NO_VARIANT) {
      doubtful |= asked.changes();
    }
  }

  private Asked ask(ServiceJvm service, int variant, int chosen, List<TestId> tests, Limits limits)
      throws IOException {
    List<TestRun> runs = new ArrayList<>();
    List<Differences> differences = new ArrayList<>();
    boolean hangs = false;
    boolean changes = false;
    for (TestId test : tests) {
      RequestJudge judge = judge(test);
      Reply reply =
          asked(service, judge, new Turn(variant, chosen, limits.perTest(), limits.steps()));
      TestRun run = judge.judge(reply);
      runs.add(run);
      reply.differences().ifPresent(differences::add);
      hangs |= reply.givenUp();
      changes |=
          run.status() == TestRun.Status.OUT_OF_STEPS
              || (!judge.request().isSafe() && !run.failed());
      if (reply.givenUp() || (run.failed() && limits.stopAtFirstFailure())) {
        break;
      }
    }
    return new Asked(runs, differences, hangs, changes);
  }

  private RequestJudge judge(TestId test) {
    return Objects.requireNonNull(judges.get(test.selector()), "no such request");
  }

  private static Reply asked(ServiceJvm service, RequestJudge judge, Turn turn) throws IOException {
    try {
      return service.ask(judge.request(), turn);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /// In a service started for this candidate only.
  private Attempt alone(Map<String, byte[]> classes, List<TestId> tests, Limits limits) {
    try (ServiceJvm own = boot(plan.with(directory(classes)))) {
      return new Attempt.Ran(ask(own, NO_VARIANT, NO_VARIANT, tests, limits).runs());
    } catch (StartFailed e) {
      // the patient as it is starts: this candidate keeps it from starting
      return new Attempt.Lost(String.valueOf(e.getMessage()), true);
    } catch (IOException e) {
      return new Attempt.Lost(String.valueOf(e.getMessage()), false);
    }
  }

  /// Makes the running service know the variants.
  ///
  /// @return what is added to their numbers to choose one
  private int bring(Variants variants) throws IOException {
    if (!offsets.containsKey(variants)) {
      List<Variants> all = new ArrayList<>(expected);
      if (!all.contains(variants)) {
        all = List.of(variants);
      }
      close();
      offsets.clear();
      Path directory = Files.createTempDirectory(plan.scratch(), "variants");
      int offset = 0;
      for (Variants each : all) {
        offsets.put(each, offset);
        for (Map.Entry<String, byte[]> file : each.classes().entrySet()) {
          write(directory, file.getKey(), SwitchWeaver.weave(file.getValue(), each.mark(), offset));
        }
        offset += each.count();
      }
      switchable = Optional.of(directory);
    }
    return Objects.requireNonNull(offsets.get(variants));
  }

  private Path directory(Map<String, byte[]> classes) throws IOException {
    Path directory = Files.createTempDirectory(plan.scratch(), "candidate");
    for (Map.Entry<String, byte[]> file : classes.entrySet()) {
      write(directory, file.getKey(), file.getValue());
    }
    return directory;
  }

  private static void write(Path directory, String className, byte[] bytes) throws IOException {
    Path file = directory.resolve(className.replace('.', '/') + ".class");
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    Files.write(file, bytes);
  }

  private ServiceJvm running() throws IOException {
    if (jvm.isEmpty()) {
      jvm = Optional.of(boot(switchable.map(plan::with).orElse(plan)));
      health = health();
    }
    return jvm.get();
  }

  /// Whether the service answers as it did when it was started; asked when there is a reason to.
  private boolean isWell() {
    if (jvm.isEmpty() || (!doubtful && unchecked < PATIENCE)) {
      return true;
    }
    doubtful = false;
    unchecked = 0;
    try {
      return health.equals(health());
    } catch (IOException _) {
      return false;
    }
  }

  private List<String> health() throws IOException {
    List<String> told = new ArrayList<>();
    for (RequestJudge judge : wellKnown) {
      TestRun run = judge.judge(asked(jvm.orElseThrow(), judge, Turn.original(LIMIT, 0)));
      told.add(
          run.status() + run.failure().map(failure -> " " + failure.exceptionClass()).orElse(""));
    }
    return told;
  }

  private static final class StartFailed extends IOException {
    private static final long serialVersionUID = 1L;

    StartFailed(IOException cause) {
      super(cause.getMessage(), cause);
    }
  }

  private static ServiceJvm boot(ServiceJvm.Plan plan) throws IOException {
    try {
      return ServiceJvm.boot(plan);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (IOException e) {
      throw new StartFailed(e);
    }
  }

  private Attempt lost(IOException e) {
    close();
    return new Attempt.Lost(String.valueOf(e.getMessage()), false);
  }

  @Override
  public void close() {
    jvm.ifPresent(ServiceJvm::close);
    jvm = Optional.empty();
    doubtful = false;
    unchecked = 0;
  }
}
