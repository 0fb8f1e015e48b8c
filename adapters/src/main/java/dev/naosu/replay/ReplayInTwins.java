package dev.naosu.replay;

import dev.naosu.detect.TestObserver;
import dev.naosu.detect.TestObserver.ObservationFailed;
import dev.naosu.detect.TestRun;
import dev.naosu.machine.Enclosure;
import dev.naosu.project.Jdk;
import dev.naosu.prove.Replay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// Records calls while tests run, and replays them on all versions in a twin JVM. Both are JVMs of
/// naosu's own Java: a patient that does not run there cannot be replayed.
///
/// What is recorded may hold anything the tests know: it lies in the scratch directory while it is
/// replayed, and is deleted.
public final class ReplayInTwins implements Replay {
  /// Steps and time that one call may take, and nothing that lasts.
  private static final TwinTask.Limits LIMITS =
      new TwinTask.Limits(500, 500, 2_000_000, false, false, true);

  /// Recorded inputs that are replayed, those of failing tests first, and inputs made up from them.
  private static final int MOST_RECORDED = 300;

  private static final int MADE_UP = 300;
  private static final long SALT = 20_261_121;

  /// Distinct inputs of one method that are kept of one test.
  private static final int MOST_IN_TEST = 60;

  /// Characters of a call or of how it ended.
  private static final int MOST_SHOWN = 160;

  private static final long TEST_STEPS = 5_000_000;

  private final TestObserver observer;
  private final Path scratch;
  private final Duration budget;
  private final UnaryOperator<String> redaction;
  private final Enclosure enclosure;

  /// Twins with the rights of naosu.
  ///
  /// @param scratch directory for what is recorded
  /// @param budget longest time for one question; half of it at most to record
  /// @param redaction takes secrets out of values that are shown
  public ReplayInTwins(
      TestObserver observer, Path scratch, Duration budget, UnaryOperator<String> redaction) {
    this(observer, scratch, budget, redaction, Enclosure.NONE);
  }

  /// @param enclosure where the twins run
  public ReplayInTwins(
      TestObserver observer,
      Path scratch,
      Duration budget,
      UnaryOperator<String> redaction,
      Enclosure enclosure) {
    this.observer = observer;
    this.scratch = scratch;
    this.budget = budget;
    this.redaction = redaction;
    this.enclosure = enclosure;
  }

  @Override
  public Answer replay(Question question) throws InterruptedException {
    try {
      Files.createDirectories(scratch);
      Path directory = Files.createTempDirectory(scratch, "replay");
      try {
        return answer(question, directory);
      } finally {
        delete(directory);
      }
    } catch (ObservationFailed e) {
      return new Answer.Unavailable("the tests could not be recorded: " + e.getMessage());
    } catch (IOException e) {
      return new Answer.Unavailable("calls could not be replayed: " + e.getMessage());
    }
  }

  private Answer answer(Question question, Path directory)
      throws IOException, ObservationFailed, InterruptedException {
    long start = System.nanoTime();
    Jdk own = Twins.ownJdk();
    Map<Input, Origin> recorded = recorded(question, directory, own, start);
    if (recorded.isEmpty()) {
      return new Answer.Unavailable("no call of the changed code could be recorded");
    }
    Told told = new Told(List.copyOf(recorded.values()));
    Duration left = budget.minusNanos(System.nanoTime() - start);
    String cutShort =
        left.isPositive()
            ? new Twins(own.java(), directory, left, enclosure)
                .compare(
                    new TwinTask(
                        versions(question, directory),
                        libraries(question),
                        List.copyOf(recorded.keySet()),
                        MADE_UP,
                        SALT,
                        List.of(),
                        LIMITS),
                    told)
            : "recording used up the time";
    return new Answer.Seen(told.calls, cutShort);
  }

  /// Inputs with the kind of test that gave them, those of failing tests first. An input that a
  /// passing test gives too is no sign of the bug.
  private Map<Input, Origin> recorded(Question question, Path directory, Jdk own, long start)
      throws IOException, ObservationFailed {
    Duration half = budget.dividedBy(2);
    List<Recording.Recorded> all =
        new Recording(observer, directory, own)
            .record(
                question.patient(),
                Optional.empty(),
                question.methods().stream()
                    .map(each -> new MethodKey(each.owner(), each.name(), each.parameters()))
                    .toList(),
                question.classes(),
                new Recording.Limits(MOST_IN_TEST, half, new TestObserver.Limits(half, TEST_STEPS)),
                _ -> {
                  if (System.nanoTime() - start > half.toNanos()) {
                    throw new Recording.Stop();
                  }
                });
    Map<Input, Origin> passing = new LinkedHashMap<>();
    Map<Input, Origin> failing = new LinkedHashMap<>();
    for (Recording.Recorded each : all) {
      if (each.run().isPresent()) {
        TestRun run = each.run().get();
        boolean expected = question.failing().contains(run.test());
        if (run.status() == TestRun.Status.PASSED && !expected) {
          passing.put(each.input(), Origin.PASSING);
        } else if (run.failed() && expected) {
          failing.put(each.input(), Origin.FAILING);
        }
      }
    }
    failing.keySet().removeAll(passing.keySet());
    failing.putAll(passing);
    Map<Input, Origin> first = new LinkedHashMap<>();
    failing.entrySet().stream()
        .limit(MOST_RECORDED)
        .forEach(entry -> first.put(entry.getKey(), entry.getValue()));
    return first;
  }

  /// The original and the versions, each as class directories of its own in front of the shared.
  private static List<List<String>> versions(Question question, Path directory) throws IOException {
    List<String> own = strings(own(question));
    List<List<String>> versions = new ArrayList<>(List.of(own));
    for (Map<String, byte[]> classes : question.versions()) {
      Path changed = directory.resolve("version" + versions.size());
      for (Map.Entry<String, byte[]> each : classes.entrySet()) {
        Path file = changed.resolve(each.getKey().replace('.', '/') + ".class");
        Files.createDirectories(file.resolveSibling(""));
        Files.write(file, each.getValue());
      }
      List<String> paths = new ArrayList<>(List.of(changed.toString()));
      paths.addAll(own);
      versions.add(paths);
    }
    return versions;
  }

  private static Set<Path> own(Question question) {
    return new LinkedHashSet<>(question.patient().outputs());
  }

  private static List<String> libraries(Question question) {
    Set<Path> libraries = new LinkedHashSet<>();
    question.patient().modules().forEach(module -> libraries.addAll(module.libraries()));
    libraries.removeAll(own(question));
    return strings(libraries);
  }

  private static List<String> strings(Set<Path> paths) {
    return paths.stream().map(Path::toString).toList();
  }

  static void delete(Path directory) throws IOException {
    List<Path> all;
    try (Stream<Path> files = Files.walk(directory)) {
      all = files.toList();
    }
    for (Path file : all.reversed()) {
      Files.deleteIfExists(file);
    }
  }

  /// What the twins have said so far.
  private final class Told implements Twins.Listener {
    private final List<Origin> recorded;
    private final List<Call> calls = new ArrayList<>();

    Told(List<Origin> recorded) {
      this.recorded = recorded;
    }

    @Override
    public boolean compared(Compared compared) {
      // the first version is the original, which the core does not count among the versions
      calls.add(
          new Call(
              compared.index() < recorded.size() ? recorded.get(compared.index()) : Origin.MADE_UP,
              shown(compared.call()),
              compared.endings().stream().map(this::ending).toList(),
              compared.ofVersion().subList(1, compared.ofVersion().size())));
      return true;
    }

    private String shown(String text) {
      String clean = redaction.apply(text);
      return clean.length() <= MOST_SHOWN ? clean : clean.substring(0, MOST_SHOWN - 1) + "…";
    }

    private Ending ending(Compared.Ending ending) {
      return new Ending(
          Kind.valueOf(ending.kind().name()),
          shown(ending.text()),
          shown(ending.instead()),
          ending.exception());
    }

    @Override
    public void skipped(int index, Reply.Why why) {
      // says nothing about any version
    }
  }
}
