package dev.naosu.jvm;

import dev.naosu.machine.AnswerChannel;
import dev.naosu.machine.Enclosure;
import dev.naosu.probe.Agent;
import dev.naosu.probe.Configure;
import dev.naosu.project.Module;
import dev.naosu.project.Patient;
import dev.naosu.sandbox.Command;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/// Starts the patient's JVMs with the probe inside.
public final class JvmLauncher {
  private static final int FIRST_WITH_MODULES = 9;

  /// A JVM lives until it is closed; each answer is waited for with a limit of its own.
  static final Duration UNBOUNDED = Duration.ofDays(1);

  private static final List<String> OPENED =
      List.of(
          "java.lang",
          "java.io",
          "java.math",
          "java.net",
          "java.text",
          "java.util",
          "java.util.concurrent",
          "java.util.concurrent.atomic",
          "java.util.concurrent.locks",
          "java.util.regex");

  private final BiFunction<Patient, Module, List<Path>> launcherJars;
  private final Path logs;
  private final Enclosure enclosure;

  /// JVMs with the rights of naosu.
  ///
  /// @param launcherJars what a module's class path lacks to run its tests from outside its build,
  ///   such as the JUnit Platform launcher; empty when nothing
  /// @param logs directory for what the JVMs write to standard output and error
  public JvmLauncher(BiFunction<Patient, Module, List<Path>> launcherJars, Path logs) {
    this(launcherJars, logs, Enclosure.NONE);
  }

  /// @param enclosure where the JVMs run
  public JvmLauncher(
      BiFunction<Patient, Module, List<Path>> launcherJars, Path logs, Enclosure enclosure) {
    this.launcherJars = launcherJars;
    this.logs = logs;
    this.enclosure = enclosure;
  }

  /// A JVM with the module's class path as its own, as its build would start it.
  PatientJvm plain(Patient patient, Module module) throws IOException {
    ClassPath path = classPath(patient, module);
    List<Path> whole = new ArrayList<>();
    whole.add(probeJar());
    whole.addAll(path.test());
    whole.addAll(path.main());
    whole.addAll(path.libraries());
    PatientJvm jvm = start(patient, module, List.of("-Xmx1g"), join(whole));
    configure(jvm, path, false);
    return jvm;
  }

  /// A JVM that loads the patient's classes anew for each attempt.
  PatientJvm isolated(Patient patient, Module module) throws IOException {
    // compiling hot loops hard is wasted on code that runs for milliseconds
    List<String> flags =
        new ArrayList<>(List.of("-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    if (patient.jdk().feature() >= FIRST_WITH_MODULES) {
      // the probe looks at what static fields reach, to see whether a test left something there
      OPENED.forEach(name -> flags.add("--add-opens=java.base/" + name + "=ALL-UNNAMED"));
    }
    PatientJvm jvm = start(patient, module, flags, probeJar().toString());
    configure(jvm, classPath(patient, module), true);
    return jvm;
  }

  private PatientJvm start(Patient patient, Module module, List<String> flags, String classPath)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(patient.jdk().java().toString());
    command.addAll(flags);
    command.add("-XX:-UsePerfData");
    command.add("-Djava.awt.headless=true");
    command.addAll(module.jvmArguments());
    module.systemProperties().forEach((name, value) -> command.add("-D" + name + "=" + value));
    command.add("-javaagent:" + probeJar());
    command.add("-cp");
    command.add(classPath);
    command.add("dev.naosu.probe.TestChild");
    command.add(AnswerChannel.PATH);
    Files.createDirectories(logs);
    return PatientJvm.start(
        enclosure.enter(
            new Command(AnswerChannel.open(command), module.directory(), Map.of(), UNBOUNDED)),
        module.directory(),
        logs.resolve(module.name().replace('/', '_') + ".log"));
  }

  private void configure(PatientJvm jvm, ClassPath path, boolean isolated) throws IOException {
    var done =
        jvm.ask(
            new Configure(
                strings(path.main()),
                strings(path.test()),
                strings(path.libraries()),
                isolated,
                !isolated,
                20_000),
            Duration.ofSeconds(60),
            _ -> {});
    if (done.problem().isPresent()) {
      throw new IOException(done.problem().get());
    }
  }

  private record ClassPath(List<Path> test, List<Path> main, List<Path> libraries) {}

  /// The directories of a patient's own classes on a module's class path, and the rest of it.
  record MainPath(List<Path> own, List<Path> libraries) {
    MainPath {
      own = List.copyOf(own);
      libraries = List.copyOf(libraries);
    }
  }

  /// What a module's program runs on, its tests left out.
  static MainPath mainPath(Patient patient, Module module) {
    ClassPath path = classPath(patient, module, List.of());
    return new MainPath(path.main(), path.libraries());
  }

  private ClassPath classPath(Patient patient, Module module) {
    return classPath(patient, module, launcherJars.apply(patient, module));
  }

  /// The outputs of sibling modules are the patient's own code too, wherever they stand.
  private static ClassPath classPath(Patient patient, Module module, List<Path> lacking) {
    Set<Path> siblings =
        patient.modules().stream()
            .flatMap(each -> each.outputs().stream())
            .collect(Collectors.toSet());
    Set<Path> main = new LinkedHashSet<>(module.outputs());
    List<Path> libraries = new ArrayList<>();
    for (Path path : module.libraries()) {
      if (siblings.contains(path)) {
        main.add(path);
      } else {
        libraries.add(path);
      }
    }
    libraries.addAll(lacking);
    List<Path> test = new ArrayList<>(module.testOutputs());
    test.removeAll(main);
    return new ClassPath(test, List.copyOf(main), libraries);
  }

  /// The jar this class's probe was loaded from; it carries the agent.
  public static Path probeJar() {
    try {
      return Path.of(Agent.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the probe's own place is no file", e);
    }
  }

  private static String join(List<Path> paths) {
    return String.join(File.pathSeparator, strings(paths));
  }

  private static List<String> strings(List<Path> paths) {
    return paths.stream().map(Path::toString).toList();
  }
}
