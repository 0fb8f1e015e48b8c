package dev.naosu.app;

import dev.naosu.app.Treatment.BuildCommands;
import dev.naosu.app.housing.Housing;
import dev.naosu.app.housing.Sandboxing;
import dev.naosu.app.models.Consultation;
import dev.naosu.app.models.ModelsSection;
import dev.naosu.build.BuildOptions;
import dev.naosu.build.Builds;
import dev.naosu.build.CagedBuild;
import dev.naosu.build.Detection;
import dev.naosu.build.LauncherJars;
import dev.naosu.build.ReplaySection;
import dev.naosu.build.ServiceSection;
import dev.naosu.cycle.HealEvent;
import dev.naosu.cycle.Healer;
import dev.naosu.cycle.HealingCycle;
import dev.naosu.cycle.Models;
import dev.naosu.cycle.Outcome;
import dev.naosu.cycle.Ports;
import dev.naosu.git.GitDelivery;
import dev.naosu.git.RepositoryRepairs;
import dev.naosu.jvm.ForkedJavac;
import dev.naosu.jvm.ForkedObserver;
import dev.naosu.jvm.ForkedWorker;
import dev.naosu.jvm.JvmLauncher;
import dev.naosu.jvm.ObservedCommand;
import dev.naosu.jvm.ReplayedRequests;
import dev.naosu.machine.Cage;
import dev.naosu.machine.CageLimits;
import dev.naosu.machine.DirectoryCopy;
import dev.naosu.machine.Enclosure;
import dev.naosu.machine.JdkCatalogue;
import dev.naosu.machine.LateEnclosure;
import dev.naosu.machine.OutputFiles;
import dev.naosu.machine.ProcessSandbox;
import dev.naosu.machine.Temporary;
import dev.naosu.project.Build;
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

  /// Directory of what builds and JVMs print.
  private static final String LOGS = "log";

  /// Longest time for one answer of a service.
  private static final Duration ONE_ANSWER = Duration.ofSeconds(10);

  private final UnaryOperator<Ports> around;
  private final Voices voices;
  private final Optional<Sandboxing> said;
  private final Path file;

  /// Models by when a person said, for this healing, that they are asked.
  @FunctionalInterface
  interface Voices {
    Models open(Optional<String> when);
  }

  Wiring(Map<String, String> environment) {
    this(
        UnaryOperator.identity(),
        when -> Consultation.usual(environment, when, InstantSource.system()).open(),
        Optional.empty(),
        ModelsSection.usualFile(environment));
  }

  /// @param said where changed code runs; empty for what the file says
  /// @param file of the person
  Wiring(UnaryOperator<Ports> around, Voices voices, Optional<Sandboxing> said, Path file) {
    this.around = around;
    this.voices = voices;
    this.said = said;
    this.file = file;
  }

  @Override
  public Treatment.Source around(UnaryOperator<Ports> ports) {
    return new Wiring(ports, voices, said, file);
  }

  @Override
  public Treatment.Source askingModels(String when) {
    return new Wiring(around, _ -> voices.open(Optional.of(when)), said, file);
  }

  @Override
  public Treatment.Source sandboxed(Sandboxing sandboxing) {
    return new Wiring(around, voices, Optional.of(sandboxing), file);
  }

  @Override
  public Treatment open(Path project, BuildCommands commands) throws IOException {
    Sandboxing wish = said.isPresent() ? said.get() : Sandboxing.in(file).orElse(Sandboxing.AUTO);
    DirectoryCopy copy = DirectoryCopy.of(project);
    return new Treatment(
        healer(project, copy, commands, wish), copy, new GitDelivery(project), new Kept(copy));
  }

  /// What asks two builds of a service the same.
  ///
  /// @param patched where the new one is made, and both run
  static TwinReplay twins(Enclosure patched) {
    return new ServiceTwins(
        ReplaySection::read,
        new ServiceTwins.Grounds(ProcessSandbox.create(), ProcessSandbox.within(patched)),
        ONE_ANSWER);
  }

  @Override
  public Doctor doctor(Path project) {
    ProcessSandbox sandbox = ProcessSandbox.create();
    JdkCatalogue jdks = JdkCatalogue.ofThisMachine();
    Builds builds = new Builds(sandbox, jdks, launcherJars(sandbox));
    return new MachineDoctor(
        project, jdks, builds.java(project), sandbox, temporary(), Wiring::cage);
  }

  private static Cage.Found cage() {
    try (Temporary own = Temporary.create()) {
      return Cage.find(own.directory(), CageLimits.USUAL);
    } catch (IOException e) {
      return new Cage.Found.Lacking(
          String.valueOf(e.getMessage()), "let TMPDIR name a directory that can be written to");
    }
  }

  /// One project and what lies beside its copy, where builds do not see it, and goes with it.
  private record Site(Path project, DirectoryCopy copy, BuildCommands commands) {
    /// For what naosu writes and the cage may read.
    Path scratch() {
      return beside("scratch");
    }

    /// For what is written in the cage and naosu reads.
    Path recordings() {
      return beside("recordings");
    }

    /// What programs in the cage print. Nothing in it may get here: naosu opens these files, and a
    /// link would let it write anywhere what such a program says.
    Path logs() {
      return beside(LOGS);
    }

    /// Where builds keep what they need for themselves; a mount of its own in the cage, so that it
    /// cannot be exchanged for a link.
    Path own() {
      return copy.root().resolve(".naosu");
    }

    private Path beside(String name) {
      return copy.root().resolveSibling(name);
    }

    void make() throws IOException {
      for (Path directory : List.of(scratch(), recordings(), logs(), own())) {
        Files.createDirectories(directory);
      }
    }

    BuildOptions options() {
      return new BuildOptions(
          commands.build(), commands.test(), true, Duration.ofMinutes(15), logs());
    }
  }

  private Healer healer(Path project, DirectoryCopy copy, BuildCommands commands, Sandboxing wish)
      throws IOException {
    Site site = new Site(project, copy, commands);
    site.make();
    Models models = voices.open(Optional.empty());
    Housing housing =
        Builds.isGradle(copy.root())
            ? Housing.without(
                wish,
                "builds of Gradle cannot run in the cage yet",
                "use templates alone for this project")
            : Housing.of(wish, copy.root().resolveSibling("cage"));
    return switch (housing) {
      case Housing.Refused(String why, String remedy) ->
          (_, _) -> couldNotRun(List.of(why), remedy);
      case Housing.Trusted _ -> trusted(site, models);
      case Housing.Makeshift makeshift ->
          noting(
              makeshift.line(),
              trusted(
                  site,
                  models.proposers().isEmpty()
                      ? models
                      : Consultation.unusable(makeshift.noModels())));
      case Housing.Caged(Cage cage) ->
          caged(
              site,
              cage.with(
                  List.of(JvmLauncher.probeJar(), site.scratch()),
                  List.of(copy.root(), site.own())),
              models,
              wish == Sandboxing.AUTO && models.proposers().isEmpty());
    };
  }

  private static Healer noting(String line, Healer healer) {
    return (request, watcher) -> {
      watcher.accept(new HealEvent.Noted(line));
      return healer.heal(request, watcher);
    };
  }

  /// With the rights of who started naosu.
  private Healer trusted(Site site, Models models) {
    ProcessSandbox sandbox = ProcessSandbox.create();
    return healer(site, sandbox, sandbox, Enclosure.NONE, build -> build, models);
  }

  /// @param orElse whether what cannot run in the cage may run with the rights of who started naosu
  private Healer caged(Site site, Cage cage, Models models, boolean orElse) {
    LateEnclosure enclosure = new LateEnclosure(cage);
    ProcessSandbox outside = ProcessSandbox.create();
    Healer healer =
        healer(
            site,
            outside,
            ProcessSandbox.within(enclosure),
            enclosure,
            build -> new CagedBuild(build, enclosure, limit -> testUnchanged(site, limit)),
            models);
    return (request, watcher) -> {
      Outcome outcome = healer.heal(request, watcher);
      if (orElse
          && enclosure.isClosed()
          && outcome instanceof Outcome.CouldNotRun(String what, String _, String _)) {
        watcher.accept(
            new HealEvent.Noted(
                what
                    + ": in the cage, which has no network. Tried again with your rights, since"
                    + " templates alone write repairs here; --sandbox says otherwise"));
        return trusted(site, models).heal(request, watcher);
      }
      return outcome;
    };
  }

  /// So that what its tests need is fetched.
  private static void testUnchanged(Site site, Duration limit) {
    ProcessSandbox outside = ProcessSandbox.create();
    try (DirectoryCopy copy = DirectoryCopy.of(site.project())) {
      Builds builds = new Builds(outside, JdkCatalogue.ofThisMachine(), launcherJars(outside));
      if (builds.detect(copy.root(), site.options()) instanceof Detection.Found found
          && found.build().compile() instanceof Build.Compilation.Compiled) {
        found.build().test(limit);
      }
    } catch (IOException _) {
      // then the tests say what they lack
    }
  }

  /// @param outside fetches what naosu itself needs
  /// @param sandbox runs everything else
  private Healer healer(
      Site site,
      ProcessSandbox outside,
      ProcessSandbox sandbox,
      Enclosure enclosure,
      UnaryOperator<Build> housed,
      Models models) {
    Path scratch = site.scratch();
    Path recordings = site.recordings();
    LauncherJars launcherJars = launcherJars(outside);
    Builds builds = new Builds(sandbox, JdkCatalogue.ofThisMachine(), launcherJars);
    BuildOptions options = site.options();
    return switch (builds.detect(site.copy().root(), options)) {
      case Detection.NotAProject none ->
          (_, _) -> couldNotRun(none.why().lines().toList(), none.remedy());
      case Detection.Found found -> {
        JvmLauncher launcher = new JvmLauncher(launcherJars::lacking, options.logs(), enclosure);
        Enclosure recording = enclosure.with(List.of(), List.of(recordings));
        ForkedObserver recorder =
            new ForkedObserver(new JvmLauncher(launcherJars::lacking, options.logs(), recording));
        HealingCycle cycle =
            new HealingCycle(
                around.apply(
                    new Ports(
                        site.copy(),
                        housed.apply(found.build()),
                        new ForkedObserver(launcher),
                        new ObservedCommand(sandbox.writing(List.of(recordings)), recordings),
                        (patient, module) -> new ForkedWorker(launcher, patient, module),
                        new ForkedJavac(sandbox, scratch)::open,
                        new ReplayInTwins(
                            recorder,
                            recordings,
                            REPLAYING,
                            Redaction::of,
                            enclosure.with(List.of(recordings), List.of())),
                        new ReplayedRequests(ServiceSection::read, scratch, enclosure),
                        new RecordedTests(
                            recorder,
                            change ->
                                new ReplayedRequests(
                                    root -> changed(ServiceSection.read(root), change),
                                    scratch,
                                    recording),
                            recordings,
                            Redaction::of),
                        new RepositoryRepairs(site.project()),
                        new OutputFiles(site.copy().root()),
                        sandbox,
                        InstantSource.system())),
                Operators.all(),
                models);
        yield new Retold(cycle, site.copy().root(), options.logs());
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
      Path logs = copy.root().resolveSibling(LOGS);
      if (Files.isDirectory(logs)) {
        Files.move(logs, place.resolve(LOGS));
      }
      return Files.move(copy.root(), place.resolve(copy.root().getFileName()));
    }

    @Override
    public void remove() {
      copy.close();
    }
  }
}
