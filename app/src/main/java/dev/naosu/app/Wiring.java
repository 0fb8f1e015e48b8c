package dev.naosu.app;

import dev.naosu.app.Treatment.BuildCommands;
import dev.naosu.app.models.Consultation;
import dev.naosu.build.BuildOptions;
import dev.naosu.build.Builds;
import dev.naosu.build.Detection;
import dev.naosu.build.LauncherJars;
import dev.naosu.build.ReplaySection;
import dev.naosu.build.ServiceSection;
import dev.naosu.cycle.Healer;
import dev.naosu.cycle.HealingCycle;
import dev.naosu.cycle.Outcome;
import dev.naosu.cycle.Ports;
import dev.naosu.git.GitDelivery;
import dev.naosu.jvm.ForkedJavac;
import dev.naosu.jvm.ForkedObserver;
import dev.naosu.jvm.ForkedWorker;
import dev.naosu.jvm.JvmLauncher;
import dev.naosu.jvm.ObservedCommand;
import dev.naosu.jvm.ReplayedRequests;
import dev.naosu.machine.DirectoryCopy;
import dev.naosu.machine.JdkCatalogue;
import dev.naosu.machine.OutputFiles;
import dev.naosu.machine.ProcessSandbox;
import dev.naosu.project.Service;
import dev.naosu.project.Service.Description;
import dev.naosu.project.WorkingCopy;
import dev.naosu.prove.traffic.TwinReplay;
import dev.naosu.redaction.Redaction;
import dev.naosu.repair.operator.Operators;
import dev.naosu.replay.RecordedTests;
import dev.naosu.replay.ReplayInTwins;
import dev.naosu.twins.ServiceTwins;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// The one place where things are built; reads like a parts list.
final class Wiring implements Treatment.Source, Doctor.Source {
  /// Longest time to replay calls of the tests on the finalists.
  private static final Duration REPLAYING = Duration.ofSeconds(5);

  /// Longest time for one answer of a service.
  private static final Duration ONE_ANSWER = Duration.ofSeconds(10);

  private final UnaryOperator<Ports> around;
  private final Consultation models;

  Wiring(Map<String, String> environment) {
    this(
        UnaryOperator.identity(),
        Consultation.usual(environment, Optional.empty(), InstantSource.system()));
  }

  private Wiring(UnaryOperator<Ports> around, Consultation models) {
    this.around = around;
    this.models = models;
  }

  @Override
  public Treatment.Source around(UnaryOperator<Ports> ports) {
    return new Wiring(ports, models);
  }

  @Override
  public Treatment.Source askingModels(String when) {
    return new Wiring(
        around,
        new Consultation(models.file(), models.environment(), Optional.of(when), models.clock()));
  }

  @Override
  public Treatment open(Path project, BuildCommands commands) throws IOException {
    DirectoryCopy copy = DirectoryCopy.of(project);
    return new Treatment(healer(copy, commands), copy, new GitDelivery(project), new Kept(copy));
  }

  /// What asks two builds of a service the same.
  static TwinReplay twins() {
    return new ServiceTwins(ReplaySection::read, ProcessSandbox.create(), ONE_ANSWER);
  }

  @Override
  public Doctor doctor(Path project) {
    ProcessSandbox sandbox = ProcessSandbox.create();
    JdkCatalogue jdks = JdkCatalogue.ofThisMachine();
    Builds builds = new Builds(sandbox, jdks, launcherJars(sandbox));
    return new MachineDoctor(project, jdks, builds.java(project), sandbox, temporary());
  }

  private Healer healer(WorkingCopy copy, BuildCommands commands) {
    ProcessSandbox sandbox = ProcessSandbox.create();
    // beside the copy, not in it: builds must not see it, and it goes with the copy
    Path scratch = copy.root().resolveSibling("scratch");
    LauncherJars launcherJars = launcherJars(sandbox);
    Builds builds = new Builds(sandbox, JdkCatalogue.ofThisMachine(), launcherJars);
    BuildOptions options =
        new BuildOptions(
            commands.build(),
            commands.test(),
            true,
            Duration.ofMinutes(15),
            scratch.resolve("log"));
    return switch (builds.detect(copy.root(), options)) {
      case Detection.NotAProject none ->
          (_, _) -> couldNotRun(none.why().lines().toList(), none.remedy());
      case Detection.Found found -> {
        JvmLauncher launcher = new JvmLauncher(launcherJars::lacking, scratch.resolve("log"));
        HealingCycle cycle =
            new HealingCycle(
                around.apply(
                    new Ports(
                        copy,
                        found.build(),
                        new ForkedObserver(launcher),
                        new ObservedCommand(sandbox, scratch),
                        (patient, module) -> new ForkedWorker(launcher, patient, module),
                        new ForkedJavac(sandbox, scratch)::open,
                        new ReplayInTwins(
                            new ForkedObserver(launcher), scratch, REPLAYING, Redaction::of),
                        new ReplayedRequests(ServiceSection::read, scratch),
                        new RecordedTests(
                            new ForkedObserver(launcher),
                            change ->
                                new ReplayedRequests(
                                    root -> changed(ServiceSection.read(root), change), scratch),
                            scratch,
                            Redaction::of),
                        new OutputFiles(),
                        sandbox,
                        InstantSource.system())),
                Operators.all(),
                models.open());
        yield new Retold(cycle, copy.root(), options.logs());
      }
    };
  }

  private static Description changed(Description description, UnaryOperator<Service> change) {
    return description instanceof Description.Known(Service service)
        ? new Description.Known(change.apply(service))
        : description;
  }

  private static Outcome couldNotRun(List<String> why, String remedy) {
    return why.size() == 1
        ? new Outcome.CouldNotRun(why.getFirst(), "", remedy)
        : new Outcome.CouldNotRun(
            why.size() + " mistakes in the description", String.join("\n", why), remedy);
  }

  private static LauncherJars launcherJars(ProcessSandbox sandbox) {
    return new LauncherJars(sandbox, Path.of(System.getProperty("user.home"), ".m2", "repository"));
  }

  private static Path temporary() {
    String place = System.getenv("TMPDIR");
    return Path.of(place == null || place.isBlank() ? System.getProperty("java.io.tmpdir") : place);
  }

  /// The working copy, which leaves its temporary directory when it is kept.
  private record Kept(WorkingCopy copy) implements Treatment.Copy {
    @Override
    public Path keep() throws IOException {
      Path place = Files.createTempDirectory(temporary(), "kept-by-naosu-");
      Path logs = copy.root().resolveSibling("scratch").resolve("log");
      if (Files.isDirectory(logs)) {
        Files.move(logs, place.resolve("log"));
      }
      return Files.move(copy.root(), place.resolve(copy.root().getFileName()));
    }

    @Override
    public void remove() {
      copy.close();
    }
  }
}
