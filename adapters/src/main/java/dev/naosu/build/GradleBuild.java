package dev.naosu.build;

import dev.naosu.machine.JdkCatalogue;
import dev.naosu.project.Build;
import dev.naosu.project.Jdk;
import dev.naosu.project.Module;
import dev.naosu.project.Patient;
import dev.naosu.sandbox.Command;
import dev.naosu.sandbox.Exit;
import dev.naosu.sandbox.Sandbox;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A Gradle project with its wrapper. Its modules are asked from Gradle by an init script.
final class GradleBuild implements Build {
  private static final Pattern DISTRIBUTION = Pattern.compile("gradle-([0-9]+)\\.([0-9]+)");
  private static final Pattern NO_NETWORK =
      Pattern.compile(
          "UnknownHostException|Connection refused|Network is unreachable|No route to host"
              + "|[Cc]onnect timed out|Temporary failure in name resolution|Could not (?:GET|HEAD)");

  /// The newest Java that runs a Gradle version.
  ///
  /// Source: *Compatibility Matrix*, docs.gradle.org.
  private record Runs(int major, int minor, int feature) {}

  private static final List<Runs> MATRIX =
      List.of(
          new Runs(9, 1, 25),
          new Runs(8, 14, 24),
          new Runs(8, 10, 23),
          new Runs(8, 8, 22),
          new Runs(8, 5, 21),
          new Runs(8, 3, 20),
          new Runs(7, 6, 19),
          new Runs(7, 5, 18),
          new Runs(7, 3, 17),
          new Runs(7, 0, 16),
          new Runs(6, 7, 15),
          new Runs(6, 3, 14),
          new Runs(6, 0, 13),
          new Runs(5, 4, 12),
          new Runs(5, 0, 11),
          new Runs(4, 7, 10),
          new Runs(4, 3, 9));

  private final Path root;
  private final Sandbox sandbox;
  private final JdkCatalogue jdks;
  private final BuildOptions options;
  private final DeclaredJava declared;
  private final Optional<Jdk> jdk;
  private final BuildLog log;
  private final AtomicBoolean offline = new AtomicBoolean();

  GradleBuild(Path root, Sandbox sandbox, JdkCatalogue jdks, BuildOptions options) {
    this.root = root;
    this.sandbox = sandbox;
    this.jdks = jdks;
    this.options = options;
    this.declared = DeclaredJava.ofGradle(root);
    this.jdk = choose(root, jdks, declared);
    this.log = new BuildLog(options.logs());
  }

  static Optional<Jdk> choose(Path root, JdkCatalogue jdks, DeclaredJava declared) {
    int newest = newestFor(root);
    List<Jdk> running = jdks.jdks().stream().filter(jdk -> jdk.feature() <= newest).toList();
    // Gradle finds a JDK for a tool chain by itself, but it must run
    JdkCatalogue fitting = running.isEmpty() ? jdks : new JdkCatalogue(running);
    return JdkChoice.of(fitting, declared);
  }

  private static int newestFor(Path root) {
    Path properties = root.resolve("gradle/wrapper/gradle-wrapper.properties");
    if (!Files.isReadable(properties)) {
      return Integer.MAX_VALUE;
    }
    try {
      Matcher version =
          DISTRIBUTION.matcher(Files.readString(properties, StandardCharsets.ISO_8859_1));
      if (!version.find()) {
        return Integer.MAX_VALUE;
      }
      int major = Integer.parseInt(version.group(1));
      int minor = Integer.parseInt(version.group(2));
      if (major > MATRIX.getFirst().major()) {
        return Integer.MAX_VALUE;
      }
      return MATRIX.stream()
          .filter(runs -> major > runs.major() || major == runs.major() && minor >= runs.minor())
          .findFirst()
          .map(Runs::feature)
          .orElse(8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + properties, e);
    }
  }

  @Override
  public Compilation compile() {
    if (jdk.isEmpty()) {
      return JdkChoice.none(declared.level(), jdks);
    }
    Path models = scratch().resolve("gradle-modules");
    prepare(models);
    if (options.buildCommand().isPresent()) {
      Exit exit =
          sandbox.run(
              new Command(
                  List.of("sh", "-c", options.buildCommand().get()),
                  root,
                  JdkChoice.environment(jdk.get()),
                  options.compileLimit()));
      if (!(exit instanceof Exit.Finished finished && finished.succeeded())) {
        return new Compilation.Broken(options.buildCommand().get(), log.shorten("compile", exit));
      }
    }
    List<String> asking =
        List.of(
            "-q",
            "-I",
            scratch().resolve("naosu.init.gradle").toString(),
            "-Dnaosu.model.out=" + models,
            "-Dorg.gradle.configureondemand=false",
            "-Dorg.gradle.configuration-cache=false",
            "-Dorg.gradle.unsafe.configuration-cache=false",
            "naosuModel");
    Exit exit = run(asking, options.compileLimit());
    if (!succeeded(exit) && !offline.get() && NO_NETWORK.matcher(outputOf(exit)).find()) {
      offline.set(true);
      exit = run(asking, options.compileLimit());
    }
    if (exit instanceof Exit.NeverStarted never) {
      return new Compilation.Impossible(
          never.why(), "make gradlew executable, or give --build \"command\"");
    }
    if (!succeeded(exit)) {
      return new Compilation.Broken("./gradlew testClasses", log.shorten("compile", exit));
    }
    List<Module> modules = modules(models);
    if (modules.isEmpty()) {
      return new Compilation.Impossible(
          "Gradle compiles no Java sources in this project",
          "give a project with the java plugin, or describe it in naosu.yml");
    }
    return new Compilation.Compiled(
        new Patient(root.getFileName().toString(), "Gradle", root, modules, jdk.get()));
  }

  @Override
  public Suite test(Duration limit) {
    if (jdk.isEmpty()) {
      return new Suite(new Exit.NeverStarted("no JDK for this project"), false, 0, List.of());
    }
    SuiteReports.ofGradle(root).clear();
    Exit exit =
        options.testCommand().isPresent()
            ? sandbox.run(
                new Command(
                    List.of("sh", "-c", options.testCommand().get()),
                    root,
                    JdkChoice.environment(jdk.get()),
                    limit))
            // else Gradle would not run again what it believes unchanged
            : run(List.of("--no-build-cache", "cleanTest", "test", "--continue"), limit);
    SuiteReports.Counts counts = SuiteReports.ofGradle(root).read();
    boolean counted =
        exit instanceof Exit.Finished finished
            && (finished.succeeded() || !counts.failing().isEmpty())
            && (options.testCommand().isEmpty() || counts.tests() > 0)
            && !finished.output().contains("Compilation failed;");
    return counted
        ? new Suite(exit, true, counts.tests(), List.copyOf(counts.failing()))
        : new Suite(exit, false, 0, List.of());
  }

  @Override
  public String testCommand() {
    return options.testCommand().orElse("./gradlew test");
  }

  private Exit run(List<String> arguments, Duration limit) {
    List<String> words = new ArrayList<>();
    Path wrapper = root.resolve("gradlew");
    if (!Files.isExecutable(wrapper)) {
      // an archive or a Windows checkout loses the mode
      words.add("sh");
    }
    words.add(wrapper.toString());
    words.add("--no-daemon");
    if (offline.get()) {
      words.add("--offline");
    }
    words.addAll(arguments);
    return sandbox.run(new Command(words, root, JdkChoice.environment(jdk.orElseThrow()), limit));
  }

  private void prepare(Path models) {
    try (InputStream script = GradleBuild.class.getResourceAsStream("naosu.init.gradle")) {
      if (script == null) {
        throw new IllegalStateException("naosu was built without naosu.init.gradle");
      }
      Files.write(scratch().resolve("naosu.init.gradle"), script.readAllBytes());
      Files.createDirectories(models);
      for (Path old : models(models)) {
        Files.delete(old);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write into " + root, e);
    }
  }

  private static List<Path> models(Path directory) throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, "*.model")) {
      found.forEach(files::add);
    }
    files.sort(Comparator.naturalOrder());
    return files;
  }

  private List<Module> modules(Path directory) {
    try {
      List<GradleModel> models = new ArrayList<>();
      for (Path file : models(directory)) {
        models.add(GradleModel.read(file));
      }
      return GradleModel.inBuildOrder(models).stream()
          .map(model -> model.module(models))
          .filter(module -> !module.sourceRoots().isEmpty() || !module.testRoots().isEmpty())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + directory, e);
    }
  }

  private Path scratch() {
    try {
      return Files.createDirectories(root.resolve(".naosu"));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write into " + root, e);
    }
  }

  private static boolean succeeded(Exit exit) {
    return exit instanceof Exit.Finished finished && finished.succeeded();
  }

  private static String outputOf(Exit exit) {
    return switch (exit) {
      case Exit.Finished finished -> finished.output();
      case Exit.TimedOut timedOut -> timedOut.outputSoFar();
      case Exit.NeverStarted never -> never.why();
    };
  }
}
