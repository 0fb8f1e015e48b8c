package dev.naosu.replay;

import dev.naosu.detect.Failure;
import dev.naosu.detect.Frame;
import dev.naosu.detect.RecordedRequest;
import dev.naosu.detect.TestObserver;
import dev.naosu.detect.TestObserver.ObservationFailed;
import dev.naosu.detect.TestRun;
import dev.naosu.project.Module;
import dev.naosu.project.Patient;
import dev.naosu.project.Service;
import dev.naosu.prove.RegressionTest;
import dev.naosu.prove.RegressionTests;
import dev.naosu.prove.RequestReplay;
import dev.naosu.replay.TestDraft.Framework;
import dev.naosu.replay.TestDraft.Style;
import dev.naosu.replay.WrittenCode.NoCode;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/// Replays failing requests while a recorder takes down what the methods of the failing stack trace
/// are called with, writes those calls as tests, from the innermost method outwards, and keeps the
/// first that fails as the request did and passes with the repair.
public final class RecordedTests implements RegressionTests {
  /// Methods of the stack trace that are looked at.
  private static final int MOST_METHODS = 6;

  /// Tests that are tried, and recorded calls of one method.
  private static final int MOST_DRAFTS = 10;

  private static final int MOST_OF_METHOD = 4;
  private static final int MOST_INPUTS = 300;
  private static final long RECORDING_MILLIS = 5_000;

  private static final TestObserver.Limits LIMITS =
      new TestObserver.Limits(Duration.ofSeconds(20), 20_000_000);

  private final TestObserver observer;
  private final Function<UnaryOperator<Service>, RequestReplay> replays;
  private final Path scratch;
  private final UnaryOperator<String> redaction;

  /// @param observer runs the tests that are written
  /// @param replays replays requests on a service that is started as the project says, but for a
  ///   change
  /// @param scratch directory for what is recorded and compiled
  /// @param redaction changes what holds a secret, which no test may
  public RecordedTests(
      TestObserver observer,
      Function<UnaryOperator<Service>, RequestReplay> replays,
      Path scratch,
      UnaryOperator<String> redaction) {
    this.observer = observer;
    this.replays = replays;
    this.scratch = scratch;
    this.redaction = redaction;
  }

  @Override
  public List<Optional<RegressionTest>> write(
      Patient patient,
      List<RecordedRequest> failing,
      List<Failure> failures,
      List<Repaired> repaired)
      throws InterruptedException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<Optional<RegressionTest>> none =
        RegressionTests.none().write(patient, failing, failures, repaired);
    if (compiler == null || failing.isEmpty() || failures.isEmpty()) {
      return none;
    }
    try {
      Files.createDirectories(scratch);
      Path directory = Files.createTempDirectory(scratch, "written");
      try {
        return new Writing(compiler, patient, failures.getFirst(), directory)
            .write(failing, repaired);
      } finally {
        ReplayInTwins.delete(directory);
      }
    } catch (IOException | UncheckedIOException | ObservationFailed _) {
      // a repair without a test of its own is still one that holds
      return none;
    }
  }

  /// One failure on its way to a test.
  private final class Writing {
    private final JavaCompiler compiler;
    private final Patient patient;
    private final Failure failure;
    private final Path directory;
    private final ClassShapes shapes;
    private final List<Frame> own;
    private int compiled;

    Writing(JavaCompiler compiler, Patient patient, Failure failure, Path directory) {
      this.compiler = compiler;
      this.patient = patient;
      this.failure = failure;
      this.directory = directory;
      this.shapes =
          new ClassShapes(
              patient.modules().stream().flatMap(module -> module.outputs().stream()).toList());
      this.own =
          failure.frames().stream()
              .filter(frame -> shapes.find(frame.className()).isPresent())
              .toList();
    }

    List<Optional<RegressionTest>> write(List<RecordedRequest> failing, List<Repaired> repaired)
        throws IOException, ObservationFailed, InterruptedException {
      List<Optional<RegressionTest>> written =
          new ArrayList<>(repaired.stream().map(_ -> Optional.<RegressionTest>empty()).toList());
      List<MethodKey> methods = methods();
      if (methods.isEmpty()) {
        return written;
      }
      // of all files that any repair changes: class files may be those of a candidate
      Map<String, String> originals = new TreeMap<>();
      repaired.forEach(each -> originals.putAll(each.before()));
      Optional<Path> before = compile(originals, patient.modules());
      if (before.isEmpty()) {
        return written;
      }
      List<Optional<Path>> after = new ArrayList<>();
      for (Repaired each : repaired) {
        Map<String, String> texts = new TreeMap<>(originals);
        texts.putAll(each.after());
        after.add(compile(texts, patient.modules()));
      }
      List<Input> inputs = record(methods, failing, before.get());
      int drafts = 0;
      for (MethodKey method : methods) {
        List<Input> calls =
            inputs.stream().filter(each -> each.method().equals(method)).toList().reversed();
        for (Input call : calls.subList(0, Math.min(MOST_OF_METHOD, calls.size()))) {
          if (drafts >= MOST_DRAFTS || written.stream().allMatch(Optional::isPresent)) {
            return written;
          }
          if (Thread.interrupted()) {
            throw new InterruptedException();
          }
          Optional<Written> draft = draft(call, before.get());
          if (draft.isPresent()) {
            drafts++;
            keep(draft.get(), before.get(), after, written);
          }
        }
      }
      return written;
    }

    /// A draft, compiled.
    private record Written(TestDraft draft, Module module, Path classes) {}

    /// The methods of the stack trace that a test can call, innermost first.
    private List<MethodKey> methods() {
      Set<MethodKey> methods = new LinkedHashSet<>();
      for (Frame frame : own) {
        methods.addAll(shapes.callable(frame.className(), frame.methodName()));
      }
      return methods.stream().limit(MOST_METHODS).toList();
    }

    private List<Input> record(List<MethodKey> methods, List<RecordedRequest> failing, Path classes)
        throws IOException, ObservationFailed, InterruptedException {
      Recorder.Wish wish = new Recorder.Wish(methods, MOST_INPUTS, RECORDING_MILLIS);
      Path file = Recording.wish(wish, directory);
      String agent = Recording.agent(directory) + "=" + file;
      RequestReplay replay = replays.apply(service -> recorded(service, agent));
      Patient changed =
          new Patient(
              patient.name(),
              patient.kind(),
              patient.root(),
              patient.modules().stream()
                  .map(
                      module ->
                          with(module, List.of(classes), List.of(), List.of(Twins.ownPlace())))
                  .toList(),
              Twins.ownJdk());
      try (RequestReplay.Session _ = replay.open(changed, failing)) {
        return Recording.met(file).stream().map(Recorder.Met::input).distinct().toList();
      }
    }

    private static Service recorded(Service service, String agent) {
      Map<String, String> environment = new HashMap<>(service.environment());
      String options =
          Stream.concat(
                  Twins.openings().map(each -> "--add-opens=" + each),
                  Stream.of("\"-javaagent:" + agent + "\""))
              .collect(Collectors.joining(" "));
      environment.merge("JAVA_TOOL_OPTIONS", options, (said, more) -> said + " " + more);
      return new Service(
          service.main(),
          service.arguments(),
          service.properties(),
          environment,
          service.ready(),
          service.module());
    }

    private Optional<Written> draft(Input call, Path classes) throws IOException {
      Optional<Module> module =
          patient.modules().stream()
              .filter(each -> !each.testRoots().isEmpty())
              .filter(
                  each ->
                      each.outputs().stream()
                          .map(
                              output ->
                                  output.resolve(
                                      call.method().owner().replace('.', '/') + ".class"))
                          .anyMatch(Files::exists))
              .findFirst();
      Optional<Framework> framework = module.flatMap(Writing::framework);
      if (framework.isEmpty()) {
        return Optional.empty();
      }
      String exception = failure.exceptionClass();
      String simple = exception.substring(exception.lastIndexOf('.') + 1).replaceAll("\\W", "");
      for (boolean checked : List.of(false, true)) {
        try {
          WrittenCode code =
              new WrittenCode(
                  call.graph(),
                  shapes,
                  ClassShapes.packageOf(call.method().owner()),
                  module.get().level(),
                  redaction);
          TestDraft draft =
              TestDraft.of(
                  call,
                  shapes.isStatic(call.method()),
                  shapes,
                  module.get(),
                  new Style(framework.get(), isEndless(failure), simple, checked),
                  code);
          Optional<Path> made =
              compile(
                  Map.of(draft.className() + ".java", draft.text()),
                  List.of(with(module.get(), List.of(classes), List.of(), List.of())));
          if (made.isPresent()) {
            return Optional.of(new Written(draft, module.get(), made.get()));
          }
        } catch (NoCode _) {
          return Optional.empty();
        }
      }
      return Optional.empty();
    }

    private static Optional<Framework> framework(Module module) {
      return Stream.of(Framework.values())
          .filter(
              framework ->
                  module.libraries().stream()
                      .anyMatch(library -> has(library, framework.annotation())))
          .findFirst();
    }

    private static boolean has(Path library, String className) {
      String file = className.replace('.', '/') + ".class";
      if (Files.isDirectory(library)) {
        return Files.exists(library.resolve(file));
      }
      try (ZipFile jar = new ZipFile(library.toFile())) {
        return jar.getEntry(file) != null;
      } catch (IOException _) {
        // the compiler would not find it there either
        return false;
      }
    }

    /// Keeps a draft for each repair that it fails before and passes after.
    private void keep(
        Written test,
        Path before,
        List<Optional<Path>> after,
        List<Optional<RegressionTest>> written)
        throws ObservationFailed {
      if (!run(test, before).filter(this::isSame).isPresent()) {
        return;
      }
      for (int i = 0; i < after.size(); i++) {
        Optional<Path> classes = after.get(i);
        if (written.get(i).isEmpty()
            && classes.isPresent()
            && run(test, classes.get())
                .filter(run -> run.status() == TestRun.Status.PASSED)
                .isPresent()) {
          Path root = test.module().testRoots().getFirst();
          String path =
              patient
                  .root()
                  .relativize(test.draft().file(root))
                  .toString()
                  .replace(File.separatorChar, '/');
          written.set(
              i,
              Optional.of(
                  new RegressionTest(
                      path,
                      test.draft().text(),
                      test.draft().binaryName() + "#" + test.draft().method())));
        }
      }
    }

    private Optional<TestRun> run(Written test, Path classes) throws ObservationFailed {
      return observer
          .observe(
              patient,
              with(test.module(), List.of(classes), List.of(test.classes()), List.of()),
              List.of(test.draft().binaryName()),
              LIMITS,
              _ -> {})
          .runs()
          .stream()
          .findFirst();
    }

    /// Whether a test fails where the request did.
    private boolean isSame(TestRun run) {
      if (!run.failed()) {
        return false;
      }
      if (isEndless(failure)) {
        return run.isCutShort() || run.failure().isPresent();
      }
      Set<String> places = new HashSet<>();
      own.forEach(frame -> places.add(place(frame)));
      return run.failure().stream()
          .flatMap(each -> each.frames().stream())
          .filter(frame -> shapes.find(frame.className()).isPresent())
          .findFirst()
          .filter(frame -> places.contains(place(frame)))
          .isPresent();
    }

    private static String place(Frame frame) {
      return frame.className() + "." + frame.methodName();
    }

    /// Compiles texts against modules, their tests' libraries included.
    ///
    /// @param texts by path, of which the last part counts
    /// @return a new class directory; empty when they do not compile
    private Optional<Path> compile(Map<String, String> texts, List<Module> modules)
        throws IOException {
      Path classes = directory.resolve("classes" + compiled++);
      Files.createDirectories(classes);
      String classPath =
          modules.stream()
              .flatMap(module -> module.testClassPath().stream())
              .distinct()
              .map(Path::toString)
              .collect(Collectors.joining(File.pathSeparator));
      int level =
          modules.stream().mapToInt(Module::level).max().orElse(Runtime.version().feature());
      List<String> options =
          List.of(
              "--release",
              Integer.toString(level),
              "-g",
              "-parameters",
              "-proc:none",
              "-nowarn",
              "-d",
              classes.toString(),
              "-classpath",
              classPath);
      List<JavaFileObject> sources =
          texts.entrySet().stream()
              .<JavaFileObject>map(each -> new Source(each.getKey(), each.getValue()))
              .toList();
      // left open it would keep every jar of the class path open, in a server for ever
      try (StandardJavaFileManager files =
          compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
        return sources.isEmpty()
                || compiler
                    .getTask(new StringWriter(), files, _ -> {}, options, null, sources)
                    .call()
            ? Optional.of(classes)
            : Optional.empty();
      } catch (IllegalArgumentException | IllegalStateException _) {
        // a level that this compiler does not know
        return Optional.empty();
      }
    }
  }

  private static boolean isEndless(Failure failure) {
    return failure.exceptionClass().equals(IllegalStateException.class.getName())
        && failure.message().startsWith("no answer in time");
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String path, String text) {
      super(
          URI.create("text:///" + path.substring(path.lastIndexOf('/') + 1)),
          JavaFileObject.Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  private static Module with(
      Module module, List<Path> first, List<Path> tests, List<Path> libraries) {
    return new Module(
        module.name(),
        module.directory(),
        module.sourceRoots(),
        module.testRoots(),
        Stream.of(first, module.outputs()).flatMap(Collection::stream).toList(),
        Stream.of(tests, module.testOutputs()).flatMap(Collection::stream).toList(),
        Stream.of(module.libraries(), libraries).flatMap(Collection::stream).toList(),
        module.level(),
        module.jvmArguments(),
        module.systemProperties(),
        module.testPatterns());
  }
}
