package dev.naosu.jvm;

import dev.naosu.detect.TestId;
import dev.naosu.detect.TestObserver;
import dev.naosu.detect.TestRun;
import dev.naosu.project.Jdk;
import dev.naosu.project.Module;
import dev.naosu.project.Patient;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/// A small project with JUnit 4 tests, compiled on the spot.
public record SmallPatient(Path root) {
  static final Jdk OWN =
      new Jdk(Path.of(System.getProperty("java.home")), Runtime.version().feature(), "own");

  public SmallPatient main(String name, String code) {
    compile(root.resolve("main"), name, code);
    return this;
  }

  /// A test class, whose body is given.
  public SmallPatient test(String name, String body) {
    compile(
        root.resolve("test"),
        name,
        "import org.junit.*; "
            + "import static org.junit.Assert.*; public class "
            + name
            + " { "
            + body
            + " }");
    return this;
  }

  /// The class files of another version of a class, without touching the project.
  public Map<String, byte[]> changed(String name, String code) {
    try {
      Path out = Files.createTempDirectory(root, "changed");
      compile(out, name, code);
      Map<String, byte[]> classes = new HashMap<>();
      try (Stream<Path> files = Files.walk(out)) {
        for (Path file : files.filter(each -> each.toString().endsWith(".class")).toList()) {
          String simple = file.getFileName().toString();
          classes.put(
              simple.substring(0, simple.length() - ".class".length()), Files.readAllBytes(file));
        }
      }
      return classes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Module module(Path... libraries) {
    return module(List.of(), libraries);
  }

  Module module(List<String> jvmArguments, Path... libraries) {
    List<Path> all = new ArrayList<>(List.of(libraries));
    all.addAll(junit());
    return new Module(
        "small",
        root,
        List.of(root),
        List.of(),
        List.of(root.resolve("main")),
        List.of(root.resolve("test")),
        all,
        17,
        jvmArguments,
        Map.of(),
        List.of("**/*Test.class"));
  }

  public Patient patient() {
    return new Patient("small", "memory", root, List.of(module()), OWN);
  }

  public JvmLauncher launcher() {
    return new JvmLauncher((_, _) -> List.of(), root.resolve("logs"));
  }

  public dev.naosu.detect.SuiteRun observed(String... classNames)
      throws TestObserver.ObservationFailed {
    return new ForkedObserver(launcher())
        .observe(
            patient(),
            module(),
            List.of(classNames),
            new TestObserver.Limits(Duration.ofSeconds(10), 1_000_000),
            _ -> {});
  }

  /// The tests that an observation finds, by method.
  Map<String, TestId> tests() throws TestObserver.ObservationFailed {
    return observed().runs().stream()
        .map(TestRun::test)
        .collect(Collectors.toMap(TestId::methodName, test -> test));
  }

  /// Copied there by the build.
  private static List<Path> junit() {
    Path libraries = Path.of("target", "patient-libs").toAbsolutePath();
    return List.of(
        libraries.resolve("junit-4.13.2.jar"), libraries.resolve("hamcrest-core-1.3.jar"));
  }

  void compile(Path out, String name, String code) {
    try {
      Files.createDirectories(out);
      Path file = Files.createDirectories(root.resolve("sources")).resolve(name + ".java");
      Files.writeString(file, code);
      List<Path> path = new ArrayList<>(junit());
      path.add(root.resolve("main"));
      path.add(root.resolve("test"));
      StringWriter log = new StringWriter();
      JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
      try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
        boolean compiled =
            compiler
                .getTask(
                    log,
                    files,
                    null,
                    List.of(
                        "-g",
                        "-proc:none",
                        "-nowarn",
                        "--release",
                        "17",
                        "-d",
                        out.toString(),
                        "-cp",
                        path.stream()
                            .map(Path::toString)
                            .collect(Collectors.joining(File.pathSeparator))),
                    null,
                    files.getJavaFileObjects(file))
                .call();
        if (!compiled) {
          throw new AssertionError(log.toString());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
