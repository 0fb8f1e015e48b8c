package dev.naosu.build;

import dev.naosu.machine.Beneath;
import dev.naosu.machine.JdkCatalogue;
import dev.naosu.project.Build;
import dev.naosu.project.Jdk;
import dev.naosu.project.Module;
import dev.naosu.project.Patient;
import dev.naosu.sandbox.Command;
import dev.naosu.sandbox.Exit;
import dev.naosu.sandbox.Sandbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A Maven project. Its modules are asked from Maven itself, by a spy in the first compilation.
///
/// Checks of style, licences and coverage are switched off. When a compilation fails for a reason
/// outside of the project (no network, another JDK needed, a level too old for all JDKs here,
/// siblings that must be packaged) it is tried again without that reason; [#test] then runs the
/// same way.
final class MavenBuild implements Build {
  private static final List<String> SKIPS =
      List.of(
          "checkstyle.skip",
          "rat.skip",
          "enforcer.skip",
          "spotless.check.skip",
          "spotless.apply.skip",
          "pmd.skip",
          "cpd.skip",
          "spotbugs.skip",
          "license.skip",
          "animal.sniffer.skip",
          "jacoco.skip",
          "maven.javadoc.skip",
          "maven.gitcommitid.skip",
          "formatter.skip",
          "sortpom.skip",
          "fmt.skip",
          "japicmp.skip",
          "forbiddenapis.skip",
          "gpg.skip");
  private static final int ATTEMPTS = 6;
  private static final Pattern NO_NETWORK =
      Pattern.compile(
          "UnknownHost|Unknown host|Connection refused|Network is unreachable|No route to host"
              + "|[Cc]onnect timed out|Temporary failure in name resolution|Could not transfer");
  private static final Pattern LEVEL_TOO_NEW =
      Pattern.compile(
          "(?:release version|invalid (?:source|target) release:?|invalid flag: --release)\\s*:?\\s*"
              + "(?:1\\.)?([0-9]+)?");
  private static final Pattern CLASS_TOO_NEW =
      Pattern.compile("class file (?:has wrong )?version ([0-9]{2})\\.0");
  private static final Pattern LEVEL_TOO_OLD =
      Pattern.compile("(?:Source|Target) option (?:1\\.)?([0-9]) is no longer supported");
  private static final Pattern SIBLING_MISSING =
      Pattern.compile("Could not (?:resolve dependencies for project|find artifact)");
  private static final Pattern WRAPPER_BROKEN =
      Pattern.compile("wrapperUrl|maven-wrapper|MavenWrapper|wget:|curl:|distributionUrl|dist/");
  private static final Pattern TESTS_BROKE =
      Pattern.compile(
          "(?m)^\\[ERROR\\].*(?:There are test failures|There was a timeout or other error|There was"
              + " an error in the forked process|The forked VM terminated)");
  private static final String SCRATCH = ".naosu";

  /// How this project's Maven has to be called on this machine.
  ///
  /// @param goal `test-compile`, or `package` where siblings need each other's jars
  private record Manner(
      boolean wrapper, boolean offline, boolean olderLevels, String goal, Optional<Jdk> jdk) {
    Manner withJdk(Jdk other) {
      return new Manner(wrapper, offline, olderLevels, goal, Optional.of(other));
    }
  }

  private final Path root;
  private final Sandbox sandbox;
  private final JdkCatalogue jdks;
  private final BuildOptions options;
  private final DeclaredJava declared;
  private final BuildLog log;
  private final AtomicReference<Manner> manner;

  MavenBuild(Path root, Sandbox sandbox, JdkCatalogue jdks, BuildOptions options) {
    this.root = root;
    this.sandbox = sandbox;
    this.jdks = jdks;
    this.options = options;
    this.declared = DeclaredJava.ofMaven(root);
    this.log = new BuildLog(options.logs());
    boolean wrapper = options.wrapper() && Files.isExecutable(root.resolve("mvnw"));
    this.manner =
        new AtomicReference<>(
            new Manner(wrapper, false, false, "test-compile", JdkChoice.of(jdks, declared)));
  }

  @Override
  public Compilation compile() {
    if (manner.get().jdk().isEmpty()) {
      return JdkChoice.none(declared.level(), jdks);
    }
    Path out = scratch().resolve("maven-modules.properties");
    Exit exit = new Exit.NeverStarted("not tried");
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Manner now = manner.get();
      exit = sandbox.run(compileCommand(now, out));
      if (exit instanceof Exit.Finished finished && finished.succeeded()) {
        return compiled(now, out);
      }
      if (exit instanceof Exit.NeverStarted never && options.buildCommand().isEmpty()) {
        return new Compilation.Impossible(
            never.why(),
            "install Maven, add the Maven wrapper (mvnw), or give --build \"command\"");
      }
      Optional<Manner> next = after(now, outputOf(exit));
      if (next.isEmpty()) {
        break;
      }
      manner.set(next.get());
    }
    OptionalInt wanted = levelWanted(outputOf(exit));
    if (wanted.isPresent() && jdks.bestFor(wanted.getAsInt()).isEmpty()) {
      return JdkChoice.none(wanted.getAsInt(), jdks);
    }
    return new Compilation.Broken(compileLine(), log.shorten("compile", exit));
  }

  private Compilation compiled(Manner now, Path out) {
    try {
      List<Module> modules = Files.exists(out) ? MavenModules.read(out) : List.of();
      if (modules.isEmpty()) {
        return new Compilation.Impossible(
            Files.exists(out)
                ? "Maven compiles no Java sources in this project"
                : compileLine() + " did not tell naosu about its modules: it runs no Maven",
            Files.exists(out)
                ? "give the directory of the module that holds the code"
                : "let the command call Maven, or describe the project in naosu.yml");
      }
      return new Compilation.Compiled(
          new Patient(
              root.getFileName().toString(), "Maven", root, modules, now.jdk().orElseThrow()));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + out, e);
    }
  }

  @Override
  public Suite test(Duration limit) {
    if (manner.get().jdk().isEmpty()) {
      return new Suite(new Exit.NeverStarted("no JDK for this project"), false, 0, List.of());
    }
    SuiteReports.ofMaven(root).clear();
    // all modules, also those that need one whose tests fail: else a repair would be blamed for
    // failures that were hidden before
    boolean goOn = options.testCommand().isEmpty() && hasModules();
    Exit exit = sandbox.run(testCommand(manner.get(), goOn, limit));
    String output = outputOf(exit);
    SuiteReports.Counts counts = SuiteReports.ofMaven(root).read();
    boolean succeeded = exit instanceof Exit.Finished finished && finished.succeeded();
    if (goOn
        && exit instanceof Exit.Finished finished
        && finished.succeeded()
        && (!counts.failing().isEmpty() || TESTS_BROKE.matcher(output).find())) {
      exit = new Exit.Finished(1, finished.output(), finished.took());
      succeeded = false;
    }
    boolean counted =
        exit instanceof Exit.Finished
            && (succeeded || !counts.failing().isEmpty())
            && (options.testCommand().isEmpty() || counts.tests() > 0)
            && !output.contains("COMPILATION ERROR");
    return counted
        ? new Suite(exit, true, counts.tests(), List.copyOf(counts.failing()))
        : new Suite(exit, false, 0, List.of());
  }

  @Override
  public String testCommand() {
    return options.testCommand().orElseGet(() -> program() + " test");
  }

  private String compileLine() {
    return options.buildCommand().orElseGet(() -> program() + " test-compile");
  }

  private String program() {
    return manner.get().wrapper() ? "./mvnw" : "mvn";
  }

  private Command compileCommand(Manner now, Path out) {
    Path spy = scratch().resolve("naosu-maven-spy.jar");
    try {
      Files.deleteIfExists(out);
      if (!Files.exists(spy)) {
        SpyJar.write(spy);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + spy, e);
    }
    List<String> spying = List.of("-Dmaven.ext.class.path=" + spy, "-Dnaosu.spy.out=" + out);
    if (options.buildCommand().isPresent()) {
      Map<String, String> environment = environment(now);
      // whatever Maven the command starts finds the spy here
      environment.merge("MAVEN_OPTS", quoted(spying), (old, added) -> old + " " + added);
      return new Command(
          List.of("sh", "-c", options.buildCommand().get()),
          root,
          environment,
          options.compileLimit());
    }
    List<String> words = words(now);
    words.add("-q");
    words.add("-Dmaven.test.skip=false");
    words.add(now.goal());
    if (now.goal().equals("package")) {
      words.add("-DskipTests");
    }
    words.addAll(spying);
    return new Command(words, root, environment(now), options.compileLimit());
  }

  private Command testCommand(Manner now, boolean goOn, Duration limit) {
    if (options.testCommand().isPresent()) {
      return new Command(
          List.of("sh", "-c", options.testCommand().get()), root, environment(now), limit);
    }
    List<String> words = words(now);
    words.add(now.goal().equals("package") ? "package" : "test");
    words.add("-fae");
    // the tests are wanted, also where a property of the project leaves them out by default
    words.add("-Dmaven.test.skip=false");
    words.add("-DskipTests=false");
    words.add("-Dmaven.test.failure.ignore=" + goOn);
    return new Command(words, root, environment(now), limit);
  }

  private List<String> words(Manner now) {
    List<String> words = new ArrayList<>();
    words.add(now.wrapper() ? root.resolve("mvnw").toString() : "mvn");
    words.add("-B");
    words.add("-Dstyle.color=never");
    if (now.offline()) {
      words.add("-o");
    }
    if (now.olderLevels()) {
      // an old compiler plugin may not know the property by which the project declares its level
      int level = declared.level();
      int feature = now.jdk().orElseThrow().feature();
      int accepted = JdkCatalogue.compiles(feature, level) ? level : 8;
      words.add("-Dmaven.compiler.source=" + accepted);
      words.add("-Dmaven.compiler.target=" + accepted);
    }
    SKIPS.forEach(skip -> words.add("-D" + skip + "=true"));
    toolchains().ifPresent(file -> words.addAll(List.of("-t", file.toString())));
    return words;
  }

  private static Map<String, String> environment(Manner now) {
    return JdkChoice.environment(now.jdk().orElseThrow());
  }

  private static String quoted(List<String> words) {
    return String.join(" ", words);
  }

  private boolean hasModules() {
    try {
      return Files.readString(root.resolve("pom.xml"), StandardCharsets.ISO_8859_1)
          .contains("<module>");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the pom of " + root, e);
    }
  }

  /// The JDKs of this machine as tool chains, when the project asks for some and the user has
  /// described none.
  private Optional<Path> toolchains() {
    Path own = Path.of(System.getProperty("user.home"), ".m2", "toolchains.xml");
    if (!declared.toolchains() || Files.exists(own)) {
      return Optional.empty();
    }
    StringBuilder xml = new StringBuilder("<toolchains>\n");
    for (Jdk jdk : jdks.jdks()) {
      xml.append("<toolchain><type>jdk</type><provides><version>")
          .append(jdk.feature() <= 8 ? "1." + jdk.feature() : Integer.toString(jdk.feature()))
          .append("</version></provides><configuration><jdkHome>")
          .append(jdk.home())
          .append("</jdkHome></configuration></toolchain>\n");
    }
    Path file = scratch().resolve("toolchains.xml");
    try {
      Beneath.write(
          root, file, xml.append("</toolchains>\n").toString().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
    return Optional.of(file);
  }

  private Path scratch() {
    try {
      return Files.createDirectories(root.resolve(SCRATCH));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write into " + root, e);
    }
  }

  /// How to try again after a failure; empty when the failure is the project's own.
  private Optional<Manner> after(Manner now, String output) {
    OptionalInt wanted = levelWanted(output);
    if (wanted.isPresent()) {
      return jdks.bestFor(wanted.getAsInt())
          .filter(jdk -> now.jdk().map(before -> before.feature() < jdk.feature()).orElse(true))
          .map(now::withJdk);
    }
    if (options.buildCommand().isPresent()) {
      return Optional.empty();
    }
    if (now.wrapper() && !output.contains("[ERROR]") && WRAPPER_BROKEN.matcher(output).find()) {
      return Optional.of(
          new Manner(false, now.offline(), now.olderLevels(), now.goal(), now.jdk()));
    }
    Matcher old = LEVEL_TOO_OLD.matcher(output);
    if (!now.olderLevels() && old.find()) {
      Optional<Jdk> fitting = jdks.bestFor(Integer.parseInt(old.group(1)));
      return fitting.isPresent()
          ? fitting.map(now::withJdk)
          : Optional.of(
              new Manner(
                  now.wrapper(), now.offline(), true, now.goal(), jdks.bestFor(8).or(now::jdk)));
    }
    if (!now.offline() && NO_NETWORK.matcher(output).find()) {
      return Optional.of(new Manner(now.wrapper(), true, now.olderLevels(), now.goal(), now.jdk()));
    }
    if (!now.goal().equals("package") && hasModules() && SIBLING_MISSING.matcher(output).find()) {
      return Optional.of(
          new Manner(now.wrapper(), now.offline(), now.olderLevels(), "package", now.jdk()));
    }
    return Optional.empty();
  }

  private static OptionalInt levelWanted(String output) {
    Matcher level = LEVEL_TOO_NEW.matcher(output);
    while (level.find()) {
      if (level.group(1) != null) {
        return OptionalInt.of(Integer.parseInt(level.group(1)));
      }
    }
    Matcher classFile = CLASS_TOO_NEW.matcher(output);
    return classFile.find()
        ? OptionalInt.of(Integer.parseInt(classFile.group(1)) - 44)
        : OptionalInt.empty();
  }

  private static String outputOf(Exit exit) {
    return switch (exit) {
      case Exit.Finished finished -> finished.output();
      case Exit.TimedOut timedOut -> timedOut.outputSoFar();
      case Exit.NeverStarted never -> never.why();
    };
  }
}
