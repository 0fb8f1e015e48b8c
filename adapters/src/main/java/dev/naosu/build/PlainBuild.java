package dev.naosu.build;

import dev.naosu.machine.Beneath;
import dev.naosu.machine.JdkCatalogue;
import dev.naosu.project.AntPattern;
import dev.naosu.project.Build;
import dev.naosu.project.Jdk;
import dev.naosu.project.Module;
import dev.naosu.project.Patient;
import dev.naosu.sandbox.Command;
import dev.naosu.sandbox.Exit;
import dev.naosu.sandbox.Sandbox;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A project without a build tool: compiled by javac, tested by its framework's own main program,
/// unless its description gives commands for that.
final class PlainBuild implements Build {
  private static final String JUNIT_CORE = "org.junit.runner.JUnitCore";
  private static final String CONSOLE = "org.junit.platform.console.ConsoleLauncher";
  private static final String TEST_NG = "org.testng.TestNG";
  private static final String SCRATCH = ".naosu";
  private static final Pattern JUNIT4_TOTAL =
      Pattern.compile("(?m)^(?:OK \\((\\d+) tests?\\)|Tests run: (\\d+),\\s+Failures: \\d+)");
  private static final Pattern JUNIT4_FAILURE =
      Pattern.compile("(?m)^\\d+\\) ([^\\s(\\[]+)[^\\n(]*\\(([\\w.$]+)\\)\\s*$");

  private final Path root;
  private final PlainProject project;
  private final Sandbox sandbox;
  private final JdkCatalogue jdks;
  private final BuildOptions options;
  private final LauncherJars launcherJars;
  private final BuildLog log;
  private final Optional<Jdk> jdk;

  PlainBuild(
      Path root,
      PlainProject project,
      Sandbox sandbox,
      JdkCatalogue jdks,
      BuildOptions options,
      LauncherJars launcherJars) {
    this.root = root;
    this.project = project.with(options.buildCommand(), options.testCommand());
    this.sandbox = sandbox;
    this.jdks = jdks;
    this.options = options;
    this.launcherJars = launcherJars;
    this.log = new BuildLog(options.logs());
    this.jdk = jdks.bestFor(project.level(), DeclaredJava.versionFile(root));
  }

  @Override
  public Compilation compile() {
    if (jdk.isEmpty()) {
      return JdkChoice.none(project.level(), jdks);
    }
    if (project.build().isPresent() && project.output().isEmpty()) {
      return new Compilation.Impossible(
          "naosu does not know where \"" + project.build().get() + "\" compiles to",
          "name the directories in naosu.yml: output: [classes], testOutput: [test-classes]");
    }
    Optional<Compilation> trouble =
        untestable().or(() -> compileAll(jdk.get(), options.compileLimit()));
    return trouble.orElseGet(
        () ->
            new Compilation.Compiled(
                new Patient(
                    root.getFileName().toString(),
                    "plain Java",
                    root,
                    List.of(module()),
                    jdk.get())));
  }

  @Override
  public Suite test(Duration limit) {
    long start = System.nanoTime();
    if (jdk.isEmpty()) {
      return new Suite(new Exit.NeverStarted("no JDK for this project"), false, 0, List.of());
    }
    if (project.testCommand().isPresent()) {
      Exit exit = shell(project.testCommand().get(), jdk.get(), limit);
      return new Suite(exit, false, 0, List.of());
    }
    Optional<Compilation> trouble = compileAll(jdk.get(), limit);
    if (trouble.isPresent()) {
      return new Suite(exitOf(trouble.get(), start), false, 0, List.of());
    }
    List<String> classes = TestClasses.in(testOutputs(), patterns());
    if (classes.isEmpty()) {
      return new Suite(
          new Exit.Finished(0, "no test classes", Duration.ofNanos(System.nanoTime() - start)),
          true,
          0,
          List.of());
    }
    Duration left = limit.minusNanos(System.nanoTime() - start);
    TestFrameworks frameworks = new TestFrameworks(project.classPath());
    if (frameworks.jupiter() || frameworks.console()) {
      return runPlatform(jdk.get(), classes, left);
    }
    return frameworks.junit4()
        ? runJunit4(jdk.get(), classes, left)
        : runTestNg(jdk.get(), classes, left);
  }

  @Override
  public String testCommand() {
    return project.testCommand().orElseGet(() -> "java " + runner());
  }

  /// The program that runs the tests where the project names no command.
  private String runner() {
    TestFrameworks frameworks = new TestFrameworks(project.classPath());
    if (frameworks.jupiter() || frameworks.console()) {
      return CONSOLE;
    }
    return frameworks.junit4() ? JUNIT_CORE : TEST_NG;
  }

  /// Empty when there is a way to run the tests.
  private Optional<Compilation> untestable() {
    if (project.testCommand().isPresent() || project.tests().isEmpty()) {
      return Optional.empty();
    }
    TestFrameworks frameworks = new TestFrameworks(project.classPath());
    boolean runnable =
        frameworks.jupiter() || frameworks.console()
            ? frameworks.console()
                || launcherJars.console(project.classPath(), jdk.orElseThrow())
                    instanceof LauncherJars.Found
            : frameworks.junit4() || frameworks.testNg();
    return runnable
        ? Optional.empty()
        : Optional.of(
            new Compilation.Impossible(
                "naosu knows no way to run the tests: no JUnit or TestNG that it can start is on"
                    + " the class path",
                "add the framework's jars to classPath in naosu.yml, or give testCommand: \"…\""));
  }

  private Suite runJunit4(Jdk chosen, List<String> classes, Duration limit) {
    List<String> arguments = new ArrayList<>(List.of(JUNIT_CORE));
    arguments.addAll(classes);
    Exit exit = java(chosen, project.classPath(), arguments, limit);
    if (exit instanceof Exit.Finished finished) {
      Matcher total = JUNIT4_TOTAL.matcher(finished.output());
      if (total.find()) {
        SortedSet<String> failing = new TreeSet<>();
        Matcher failure = JUNIT4_FAILURE.matcher(finished.output());
        while (failure.find()) {
          failing.add(failure.group(2) + "#" + failure.group(1));
        }
        int tests = Integer.parseInt(total.group(1) != null ? total.group(1) : total.group(2));
        return new Suite(exit, true, tests, List.copyOf(failing));
      }
    }
    return new Suite(exit, false, 0, List.of());
  }

  private Suite runPlatform(Jdk chosen, List<String> classes, Duration limit) {
    List<Path> classPath = new ArrayList<>(project.classPath());
    if (!new TestFrameworks(classPath).console()) {
      switch (launcherJars.console(classPath, chosen)) {
        case LauncherJars.Found found -> classPath.addAll(found.jars());
        case LauncherJars.Missing missing -> {
          return new Suite(new Exit.NeverStarted(missing.why()), false, 0, List.of());
        }
      }
    }
    Path reports = emptied(SCRATCH + "/reports");
    List<String> arguments = new ArrayList<>();
    arguments.add(CONSOLE);
    if (LauncherJars.platformVersion(classPath).map(PlainBuild::knowsExecute).orElse(true)) {
      arguments.add("execute");
    }
    arguments.addAll(
        List.of("--details=tree", "--include-classname=.*", "--reports-dir=" + reports));
    classes.forEach(name -> arguments.add("--select-class=" + name));
    return counted(java(chosen, classPath, arguments, limit), reports);
  }

  private static boolean knowsExecute(String platformVersion) {
    String[] parts = platformVersion.split("\\.", -1);
    return !parts[0].equals("1") || Integer.parseInt(parts[1]) >= 10;
  }

  private Suite runTestNg(Jdk chosen, List<String> classes, Duration limit) {
    Path reports = emptied(SCRATCH + "/reports");
    List<String> arguments =
        List.of(TEST_NG, "-d", reports.toString(), "-testclass", String.join(",", classes));
    return counted(
        java(chosen, project.classPath(), arguments, limit), reports.resolve("junitreports"));
  }

  private static Suite counted(Exit exit, Path reports) {
    SuiteReports.Counts counts = SuiteReports.in(reports).read();
    boolean all =
        exit instanceof Exit.Finished finished
            && (finished.succeeded() || !counts.failing().isEmpty());
    return all
        ? new Suite(exit, true, counts.tests(), List.copyOf(counts.failing()))
        : new Suite(exit, false, 0, List.of());
  }

  private Exit java(Jdk chosen, List<Path> libraries, List<String> arguments, Duration limit) {
    List<Path> classPath = new ArrayList<>(testOutputs());
    classPath.addAll(outputs());
    classPath.addAll(libraries);
    List<String> words =
        new ArrayList<>(List.of(chosen.java().toString(), "-ea", "-cp", joined(classPath)));
    words.addAll(arguments);
    return sandbox.run(new Command(words, root, JdkChoice.environment(chosen), limit));
  }

  /// Compiles everything anew; empty when that went well.
  private Optional<Compilation> compileAll(Jdk chosen, Duration limit) {
    if (project.build().isPresent()) {
      Exit exit = shell(project.build().get(), chosen, limit);
      return exit instanceof Exit.Finished finished && finished.succeeded()
          ? Optional.empty()
          : Optional.of(
              new Compilation.Broken(project.build().get(), log.shorten("compile", exit)));
    }
    Path main = emptied(SCRATCH + "/classes");
    Path test = emptied(SCRATCH + "/test-classes");
    List<Path> library = project.classPath();
    List<Path> sources = javaFiles(project.sources(), project.tests());
    copyResources(project.sources(), main);
    copyResources(project.resources(), main);
    copyResources(project.tests(), test);
    List<Path> withMain = new ArrayList<>(List.of(main));
    withMain.addAll(library);
    return javac(chosen, sources, library, main, limit)
        .or(() -> javac(chosen, javaFiles(project.tests(), List.of()), withMain, test, limit));
  }

  private Optional<Compilation> javac(
      Jdk chosen, List<Path> files, List<Path> classPath, Path output, Duration limit) {
    if (files.isEmpty()) {
      return Optional.empty();
    }
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-g",
                "-nowarn",
                "-Xlint:-options",
                "-encoding",
                project.encoding().name(),
                "-source",
                level(chosen),
                "-target",
                level(chosen),
                "-implicit:none",
                "-sourcepath",
                "",
                "-cp",
                joined(classPath),
                "-d",
                output.toString()));
    if (chosen.feature() >= 23) {
      // as in the releases before, processors on the class path take part
      arguments.add("-proc:full");
    }
    files.forEach(file -> arguments.add(file.toString()));
    Path argumentFile = root.resolve(SCRATCH).resolve("javac-arguments");
    try {
      Beneath.write(
          root,
          argumentFile,
          arguments.stream()
              .map(word -> "\"" + word.replace("\\", "\\\\").replace("\"", "\\\"") + "\"")
              .collect(Collectors.joining("\n"))
              .getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + argumentFile, e);
    }
    Command command =
        new Command(List.of(chosen.javac().toString(), "@" + argumentFile), root, Map.of(), limit);
    Exit exit = sandbox.run(command);
    return exit instanceof Exit.Finished finished && finished.succeeded()
        ? Optional.empty()
        : Optional.of(
            new Compilation.Broken(
                "javac -d " + root.relativize(output), log.shorten("compile", exit)));
  }

  private String level(Jdk chosen) {
    int level = project.level();
    return chosen.feature() <= 8 && level <= 8 ? "1." + level : Integer.toString(level);
  }

  private Module module() {
    return new Module(
        root.getFileName().toString(),
        root,
        project.sources().stream().map(root::resolve).toList(),
        project.tests().stream().map(root::resolve).toList(),
        outputs().stream().filter(Files::isDirectory).toList(),
        testOutputs().stream().filter(Files::isDirectory).toList(),
        project.classPath(),
        project.level(),
        List.of(),
        Map.of(),
        patterns());
  }

  private List<String> patterns() {
    return TestPatterns.of(project.include(), project.exclude());
  }

  private List<Path> outputs() {
    return project.build().isPresent()
        ? project.output().stream().map(root::resolve).toList()
        : List.of(root.resolve(SCRATCH).resolve("classes"));
  }

  private List<Path> testOutputs() {
    return project.build().isPresent()
        ? project.testOutput().stream().map(root::resolve).toList()
        : List.of(root.resolve(SCRATCH).resolve("test-classes"));
  }

  private Exit shell(String command, Jdk chosen, Duration limit) {
    return sandbox.run(
        new Command(List.of("sh", "-c", command), root, JdkChoice.environment(chosen), limit));
  }

  private static Exit exitOf(Compilation trouble, long start) {
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    return switch (trouble) {
      case Compilation.Broken broken -> new Exit.Finished(1, broken.output(), took);
      case Compilation.Impossible impossible -> new Exit.NeverStarted(impossible.why());
      case Compilation.Compiled _ -> new Exit.Finished(0, "", took);
    };
  }

  private static String joined(List<Path> paths) {
    return paths.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
  }

  /// @param without directories inside the others whose files belong elsewhere
  private List<Path> javaFiles(List<String> directories, List<String> without) {
    List<Path> files = new ArrayList<>();
    for (String directory : directories) {
      Path start = root.resolve(directory);
      for (Path file : files(start, without)) {
        String path = start.relativize(file).toString().replace('\\', '/');
        boolean wanted = project.files().isEmpty() || AntPattern.matchesAny(project.files(), path);
        // a module descriptor would ask for a module path, which a plain project has not
        if (path.endsWith(".java") && wanted && !path.endsWith("module-info.java")) {
          files.add(file);
        }
      }
    }
    return files;
  }

  private void copyResources(List<String> directories, Path output) {
    for (String directory : directories) {
      Path start = root.resolve(directory);
      for (Path file :
          files(start, project.tests().contains(directory) ? List.of() : project.tests())) {
        if (file.toString().endsWith(".java")) {
          continue;
        }
        Path copy = output.resolve(start.relativize(file).toString());
        try {
          Files.createDirectories(copy.getParent());
          Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
          throw new UncheckedIOException("cannot copy " + file, e);
        }
      }
    }
  }

  private List<Path> files(Path start, List<String> without) {
    if (!Files.isDirectory(start)) {
      return List.of();
    }
    List<Path> left = without.stream().map(root::resolve).toList();
    try (Stream<Path> walk = Files.walk(start)) {
      return walk.filter(Files::isRegularFile)
          .filter(file -> left.stream().noneMatch(file::startsWith))
          .filter(file -> !file.startsWith(root.resolve(SCRATCH)))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + start, e);
    }
  }

  private Path emptied(String name) {
    Path directory = root.resolve(name);
    try {
      if (Files.isDirectory(directory)) {
        Files.walkFileTree(directory, new Emptying());
      }
      return Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot empty " + directory, e);
    }
  }

  /// Deletes what it walks over.
  private static final class Emptying extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.delete(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
        throws IOException {
      Files.delete(directory);
      return FileVisitResult.CONTINUE;
    }
  }
}
