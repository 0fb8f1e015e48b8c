package dev.naosu.bench.healing;

import dev.naosu.bench.healing.Ward.Patient;
import dev.naosu.bench.healing.Ward.Sight;
import dev.naosu.machine.ProcessSandbox;
import dev.naosu.machine.Temporary;
import dev.naosu.prove.experiment.Injector.Held;
import dev.naosu.prove.experiment.Injector.Start;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/// Hurts one instance after the other, and looks how each gets well.
public final class Clinic {
  private static final Duration LOOK = Duration.ofMillis(200);
  private static final Duration CALM = Duration.ofSeconds(2);
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /// Everything that can be put right without asking may be, and as often as it takes: it is the
  /// healing that is measured, not the caution.
  private static final String FREE =
      """
      runbooks: {every: 5s, recurrences: 1000}
      runtime:
        mode: auto
        perHour: 1000
        promote: {successes: 20, lower: 0.9, failuresInARow: 1000}
        usual: {coolDown: 1s, perHour: 1000, errors: 1, failures: 1000, drilled: 0s}
      """;

  private final Path home;
  private final Path project;
  private final String configuration;
  private final Duration limit;
  private final Consumer<String> progress;

  /// @param home where naosu is installed and built
  /// @param project `examples/shop`
  /// @param configuration lines of the server's, instead of those that let it do everything; empty
  ///   for those
  /// @param limit for an instance to get well
  public Clinic(
      Path home, Path project, String configuration, Duration limit, Consumer<String> progress) {
    this.home = home;
    this.project = project;
    this.configuration = configuration.isBlank() ? FREE : configuration;
    this.limit = limit;
    this.progress = progress;
  }

  /// @return one for each that could be hurt
  public List<Course> treat(List<Ailment> ailments, int times)
      throws IOException, InterruptedException {
    List<Course> courses = new ArrayList<>();
    try (Temporary temporary = Temporary.create();
        Ward ward =
            Ward.open(
                home,
                project,
                configuration,
                Files.createDirectories(temporary.directory().resolve("ward")),
                ProcessSandbox.create())) {
      for (int round = 1; round <= times; round++) {
        for (Ailment ailment : ailments) {
          Sight before = calm(ward);
          Patient chosen = before.patients().get(courses.size() % before.patients().size());
          Optional<Course> course = treat(ward, ailment, round, before, chosen);
          course.ifPresent(
              each -> {
                courses.add(each);
                progress.accept(told(each));
              });
        }
      }
    }
    return courses;
  }

  private static String told(Course course) {
    return course.ailment().id()
        + " "
        + course.round()
        + ": noticed "
        + course.noticed().map(Clinic::seconds).orElse("never")
        + ", well again "
        + course.recovered().map(Clinic::seconds).orElse("never")
        + ", "
        + course.unserved()
        + " unserved"
        + (course.wrong().isEmpty() ? "" : ", WRONG: " + course.wrong());
  }

  private static String seconds(Duration time) {
    return "after " + time.toMillis() / 1000.0 + " s";
  }

  /// Waits until everybody is well and served.
  private static Sight calm(Ward ward) throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      Sight sight = ward.look();
      if (sight.isComplete() && ward.customers().areServed(CALM)) {
        return sight;
      }
      Thread.sleep(LOOK);
    }
    throw new IOException("the shop does not get well, also when nothing is done to it");
  }

  private Optional<Course> treat(
      Ward ward, Ailment ailment, int round, Sight before, Patient chosen)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    Start begun =
        ward.injector(before.patients()).begin(ailment.at(chosen.name(), limit.plus(PATIENCE)));
    return switch (begun) {
      case Start.Failed(String why) -> {
        progress.accept(ailment.id() + " could not be done: " + why);
        yield Optional.empty();
      }
      case Start.Acting(String words, Held held) -> {
        try {
          yield Optional.of(watched(ward, ailment, round, before, chosen, start, words));
        } finally {
          held.end();
          discharge(chosen);
        }
      }
    };
  }

  /// What naosu did not heal is not left to the next one.
  private static void discharge(Patient patient) {
    ProcessHandle.of(patient.pid()).ifPresent(ProcessHandle::destroyForcibly);
  }

  private Course watched(
      Ward ward, Ailment ailment, int round, Sight before, Patient chosen, long start, String words)
      throws IOException, InterruptedException {
    Optional<Duration> noticed = Optional.empty();
    Set<String> wrong = new TreeSet<>();
    while (System.nanoTime() - start < limit.toNanos()) {
      Sight now = ward.look();
      Duration since = Duration.ofNanos(System.nanoTime() - start);
      if (noticed.isEmpty() && isNoticed(before, now, chosen)) {
        noticed = Optional.of(since);
      }
      for (Patient each : before.patients()) {
        if (each.pid() != chosen.pid() && now.with(each.pid()).isEmpty()) {
          wrong.add("instance " + each.name() + " was ended, and nothing was wrong with it");
        }
      }
      boolean isReplaced = now.with(chosen.pid()).isEmpty();
      if (isReplaced && now.isComplete() && ward.customers().areServed(CALM)) {
        return new Course(
            ailment,
            round,
            noticed,
            // it was well before it was seen to be for so long
            Optional.of(since.minus(CALM).isNegative() ? since : since.minus(CALM)),
            ward.customers().unserved(start),
            List.copyOf(wrong),
            words);
      }
      Thread.sleep(LOOK);
    }
    return new Course(
        ailment,
        round,
        noticed,
        Optional.empty(),
        ward.customers().unserved(start),
        List.copyOf(wrong),
        words);
  }

  private static boolean isNoticed(Sight before, Sight now, Patient chosen) {
    return now.with(chosen.pid()).isEmpty()
        || !now.routed().contains(chosen.port())
        || !before.told().containsAll(now.told());
  }
}
