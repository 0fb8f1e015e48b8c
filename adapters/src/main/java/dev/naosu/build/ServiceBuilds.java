package dev.naosu.build;

import dev.naosu.fleet.Builder;
import dev.naosu.fleet.Launch;
import dev.naosu.project.Build.Compilation;
import dev.naosu.project.Module;
import dev.naosu.project.Patient;
import dev.naosu.project.Program;
import dev.naosu.project.Program.Start;
import dev.naosu.project.Service;
import dev.naosu.sandbox.Command;
import dev.naosu.sandbox.Exit;
import dev.naosu.sandbox.Sandbox;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;

/// Builds a service as its `naosu.yml` says: by its `command`, in any language, or by its `main` on
/// the class path that its own build tells.
public final class ServiceBuilds implements Builder {
  private static final Duration LIMIT = Duration.ofMinutes(15);

  private final Builds builds;
  private final Sandbox sandbox;
  private final Path logs;

  /// @param logs directory for full outputs of failed builds
  public ServiceBuilds(Builds builds, Sandbox sandbox, Path logs) {
    this.builds = builds;
    this.sandbox = sandbox;
    this.logs = logs;
  }

  @Override
  public Built build(Path sources) throws InterruptedException {
    try {
      return switch (ServiceSection.start(sources)) {
        case Start.ByCommand(Program program) -> byCommand(sources, program);
        case Start.ByMain(Service service, Optional<String> line) -> byMain(sources, service, line);
        case Start.Unknown(String why, String remedy) -> new Built.Broken(oneLine(why), remedy);
      };
    } catch (CancellationException _) {
      // the sandbox tells of an interrupt in this way, and has noted it on the thread
      Thread.interrupted();
      throw new InterruptedException("ended while building");
    }
  }

  private Built byCommand(Path sources, Program program) {
    if (program.build().isPresent()) {
      String line = program.build().get();
      Exit exit = sandbox.run(new Command(List.of("sh", "-c", line), sources, Map.of(), LIMIT));
      if (!(exit instanceof Exit.Finished finished && finished.succeeded())) {
        return new Built.Broken(
            "it does not build: " + line, new BuildLog(logs).shorten("build", exit));
      }
    }
    return new Built.Ready(
        new Launch(program.command(), program.environment(), sources, program.ready()));
  }

  private Built byMain(Path sources, Service service, Optional<String> line) {
    BuildOptions usual = BuildOptions.usual(logs);
    return switch (builds.detect(sources, line.map(usual::withBuildCommand).orElse(usual))) {
      case Detection.NotAProject(String why, String remedy) ->
          new Built.Broken(oneLine(why), remedy);
      case Detection.Found found ->
          switch (found.build().compile()) {
            case Compilation.Compiled(Patient patient) -> onClassPath(patient, service);
            case Compilation.Broken(String command, String output) ->
                new Built.Broken("it does not build: " + command, output);
            case Compilation.Impossible(String why, String remedy) ->
                new Built.Broken(oneLine(why), remedy);
          };
    };
  }

  private static Built onClassPath(Patient patient, Service service) {
    String file = service.main().replace('.', '/') + ".class";
    Optional<Module> module =
        patient.modules().stream()
            .filter(
                each ->
                    service
                        .module()
                        .map(name -> name.equals(each.name()))
                        .orElseGet(
                            () ->
                                each.outputs().stream()
                                    .anyMatch(output -> Files.exists(output.resolve(file)))))
            .findFirst();
    if (module.isEmpty()) {
      return new Built.Broken(
          service
              .module()
              .map(name -> "there is no module " + name)
              .orElse("no module has the class " + service.main()),
          "Correct `main` or `module` in the service section of naosu.yml");
    }
    List<String> words = new ArrayList<>(List.of(patient.jdk().java().toString()));
    service.properties().forEach((name, value) -> words.add("-D" + name + "=" + value));
    words.addAll(List.of("-cp", classPath(module.get()), service.main()));
    words.addAll(service.arguments());
    return new Built.Ready(
        new Launch(words, service.environment(), module.get().directory(), service.ready()));
  }

  private static String classPath(Module module) {
    return module.classPath().stream()
        .distinct()
        .map(Path::toString)
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static String oneLine(String why) {
    return String.join("; ", why.lines().toList());
  }
}
