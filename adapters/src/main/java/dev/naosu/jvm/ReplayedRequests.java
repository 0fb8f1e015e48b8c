package dev.naosu.jvm;

import dev.naosu.detect.ProbePoint;
import dev.naosu.detect.RecordedRequest;
import dev.naosu.detect.RecordedRequest.Role;
import dev.naosu.detect.SuiteRun;
import dev.naosu.detect.TestId;
import dev.naosu.detect.TestObserver.ObservationFailed;
import dev.naosu.detect.TestRun;
import dev.naosu.jvm.ServiceJvm.Reply;
import dev.naosu.jvm.ServiceJvm.Turn;
import dev.naosu.machine.Enclosure;
import dev.naosu.project.Module;
import dev.naosu.project.Patient;
import dev.naosu.project.Service;
import dev.naosu.prove.RequestReplay;
import dev.naosu.prove.Worker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/// Replays recorded requests against the service of a working copy, in JVMs of its own.
///
/// All are replayed twice, each time in their order, the good ones first, and on a fresh start, on
/// classes as they were compiled first. What differs between both is noise; what is not the
/// recorded answer even so tells nothing here and is left out.
public final class ReplayedRequests implements RequestReplay {
  /// How far a request may go when it is first observed.
  private static final Turn FIRST_LOOK = Turn.original(Duration.ofSeconds(20), 20_000_000);

  /// Requests by which to see, again and again, that a running service is well.
  private static final int WELL_KNOWN = 2;

  private final Function<Path, Service.Description> descriptions;
  private final Path scratch;
  private final Enclosure enclosure;

  /// Services with the rights of naosu.
  ///
  /// @param descriptions what the project in a directory says of its service
  /// @param scratch directory for class files and what the services print
  public ReplayedRequests(Function<Path, Service.Description> descriptions, Path scratch) {
    this(descriptions, scratch, Enclosure.NONE);
  }

  /// @param enclosure where the services run
  public ReplayedRequests(
      Function<Path, Service.Description> descriptions, Path scratch, Enclosure enclosure) {
    this.descriptions = descriptions;
    this.scratch = scratch;
    this.enclosure = enclosure;
  }

  @Override
  public Session open(Patient patient, List<RecordedRequest> requests)
      throws ObservationFailed, InterruptedException {
    Service service =
        switch (descriptions.apply(patient.root())) {
          case Service.Description.Known known -> known.service();
          case Service.Description.Unknown unknown ->
              throw new ObservationFailed(unknown.why(), unknown.remedy());
        };
    try {
      Files.createDirectories(scratch);
      Path own = Files.createTempDirectory(scratch, "service");
      ServiceJvm.Plan compiled = plan(patient, service, own);
      Replays replays = new Replays(compiled, kept(compiled), requests);
      replays.observe();
      return replays;
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private static ObservationFailed failed(IOException e) {
    return new ObservationFailed(
        String.valueOf(e.getMessage()),
        "See that the service starts with what the service section of naosu.yml says");
  }

  private ServiceJvm.Plan plan(Patient patient, Service service, Path scratch)
      throws ObservationFailed {
    Module module = module(patient, service);
    JvmLauncher.MainPath path = JvmLauncher.mainPath(patient, module);
    return new ServiceJvm.Plan(
        patient.jdk(),
        service,
        path.own(),
        path.libraries(),
        module.directory(),
        scratch,
        enclosure,
        false);
  }

  private static Module module(Patient patient, Service service) throws ObservationFailed {
    String file = service.main().replace('.', '/') + ".class";
    Optional<Module> found =
        patient.modules().stream()
            .filter(
                module ->
                    service
                        .module()
                        .map(name -> name.equals(module.name()))
                        .orElseGet(
                            () ->
                                module.outputs().stream()
                                    .anyMatch(output -> Files.exists(output.resolve(file)))))
            .findFirst();
    return found.orElseThrow(
        () ->
            new ObservationFailed(
                service
                    .module()
                    .map(name -> "there is no module " + name)
                    .orElse("no module has the class " + service.main()),
                "Correct `main` or `module` in the service section of naosu.yml"));
  }

  /// The same on copies of the class directories: proofs compile candidates into those.
  private static ServiceJvm.Plan kept(ServiceJvm.Plan plan) throws IOException {
    List<Path> copies = new ArrayList<>();
    for (Path directory : plan.own()) {
      Path copy = plan.scratch().resolve("classes" + copies.size());
      if (Files.isDirectory(directory)) {
        copy(directory, copy);
      }
      copies.add(copy);
    }
    return new ServiceJvm.Plan(
        plan.jdk(),
        plan.service(),
        copies,
        plan.libraries(),
        plan.directory(),
        plan.scratch(),
        plan.enclosure(),
        plan.coverage());
  }

  private static void copy(Path from, Path to) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(from)) {
      files = walk.toList();
    }
    for (Path file : files) {
      Path copy = to.resolve(from.relativize(file).toString());
      if (Files.isDirectory(file)) {
        Files.createDirectories(copy);
      } else {
        Files.copy(file, copy);
      }
    }
  }

  /// What is known of some requests, and the services that were started for them.
  private static final class Replays implements Session {
    private final ServiceJvm.Plan compiled;
    private final ServiceJvm.Plan original;
    private final List<RecordedRequest> requests;
    private final Map<String, RequestJudge> judges = new LinkedHashMap<>();

    /// What runs until the service listens, and what only the first requests run, such as the
    /// initialisers of their classes.
    private final Set<String> startMethods = new HashSet<>();

    private final List<TestId> leftOut = new ArrayList<>();
    private final Set<String> refusals = new LinkedHashSet<>();
    private final List<ServiceWorker> workers = new ArrayList<>();
    private SuiteRun suite = new SuiteRun(List.of(), List.of());

    /// @param compiled the service as the working copy has it
    /// @param original the same on classes that stay as they are
    Replays(ServiceJvm.Plan compiled, ServiceJvm.Plan original, List<RecordedRequest> requests) {
      this.compiled = compiled;
      this.original = original;
      // good ones first: a failing one that gets through once it is repaired may change what
      // those after it see
      this.requests =
          requests.stream()
              .sorted(Comparator.comparing(each -> each.role() == Role.FAILING))
              .toList();
    }

    void observe() throws IOException, InterruptedException {
      List<Reply> first;
      List<ProbePoint> points;
      try (ServiceJvm service = ServiceJvm.boot(original.observed())) {
        first = replay(service);
        List<Reply> again = replay(service);
        points = service.table();
        Set<String> once = methods(points, first);
        once.removeAll(methods(points, again));
        startMethods.addAll(once);
        service.startHits().forEach(id -> startMethods.add(method(points.get(id))));
      }
      List<Reply> second;
      try (ServiceJvm service = ServiceJvm.boot(original)) {
        second = replay(service);
      }
      List<TestRun> runs = new ArrayList<>();
      // a repaired answer may hold what only good answers hold now, such as the time
      Set<String> anywhere = new HashSet<>();
      for (int i = 0; i < requests.size(); i++) {
        anywhere.addAll(noise(first.get(i), second.get(i)));
      }
      anywhere.removeIf(place -> !place.startsWith("body/"));
      for (int i = 0; i < requests.size(); i++) {
        RecordedRequest request = requests.get(i);
        RequestJudge judge =
            new RequestJudge(
                request,
                request.role() == Role.FAILING ? anywhere : noise(first.get(i), second.get(i)));
        TestRun run = judge.judge(first.get(i));
        boolean failing = request.role() == Role.FAILING;
        if (run.failed() == failing && judge.judge(second.get(i)).failed() == failing) {
          judges.put(request.id(), judge);
          runs.add(run);
          if (!failing && first.get(i).isRefusal()) {
            first.get(i).seen().thrown().forEach(each -> refusals.add(each.exceptionClass()));
          }
        } else {
          leftOut.add(RequestReplay.test(request));
        }
      }
      suite = new SuiteRun(runs, points);
    }

    private static Set<String> methods(List<ProbePoint> points, List<Reply> replies) {
      Set<String> methods = new HashSet<>();
      for (Reply reply : replies) {
        for (int id : reply.seen().covered()) {
          methods.add(method(points.get(id)));
        }
      }
      return methods;
    }

    private static String method(ProbePoint point) {
      return point.className() + "." + point.method();
    }

    private List<Reply> replay(ServiceJvm service) throws IOException, InterruptedException {
      List<Reply> replies = new ArrayList<>();
      for (RecordedRequest request : requests) {
        replies.add(service.ask(request, FIRST_LOOK));
      }
      return replies;
    }

    private static Set<String> noise(Reply one, Reply other) {
      return one.answer().isPresent() && other.answer().isPresent()
          ? Likeness.differences(one.answer().get(), other.answer().get())
          : Set.of();
    }

    @Override
    public SuiteRun suite() {
      return suite;
    }

    @Override
    public List<TestId> leftOut() {
      return List.copyOf(leftOut);
    }

    @Override
    public List<String> refusals() {
      return List.copyOf(refusals);
    }

    @Override
    public synchronized Worker worker() {
      ServiceWorker worker = new ServiceWorker(original, judges, wellKnown(), startMethods);
      workers.add(worker);
      return worker;
    }

    /// Good requests that change nothing, and a failing one.
    private List<RequestJudge> wellKnown() {
      List<RequestJudge> chosen = new ArrayList<>();
      judges.values().stream()
          .filter(each -> each.request().role() == Role.GOOD && each.request().isSafe())
          .limit(WELL_KNOWN)
          .forEach(chosen::add);
      judges.values().stream()
          .filter(each -> each.request().role() == Role.FAILING)
          .limit(1)
          .forEach(chosen::add);
      return chosen;
    }

    @Override
    public List<TestRun> afresh() throws ObservationFailed, InterruptedException {
      try (ServiceJvm service = ServiceJvm.boot(compiled)) {
        List<TestRun> runs = new ArrayList<>();
        List<Reply> replies = replay(service);
        for (int i = 0; i < requests.size(); i++) {
          RequestJudge judge = judges.get(requests.get(i).id());
          if (judge != null) {
            runs.add(judge.judge(replies.get(i)));
          }
        }
        return runs;
      } catch (IOException e) {
        throw failed(e);
      }
    }

    @Override
    public synchronized void close() {
      workers.forEach(ServiceWorker::close);
    }
  }
}
