package dev.naosu.app.prevent;

import dev.naosu.app.tell.Words;
import dev.naosu.build.BuildOptions;
import dev.naosu.build.Builds;
import dev.naosu.build.Detection;
import dev.naosu.build.LauncherJars;
import dev.naosu.build.Libraries;
import dev.naosu.code.Patch;
import dev.naosu.machine.DirectoryCopy;
import dev.naosu.machine.JdkCatalogue;
import dev.naosu.project.Build;
import dev.naosu.project.Build.Compilation;
import dev.naosu.project.Build.Suite;
import dev.naosu.repair.upkeep.Means;
import dev.naosu.sandbox.Exit;
import dev.naosu.sandbox.Sandbox;
import dev.naosu.ship.Change;
import dev.naosu.ship.CommitMessage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Writes a newer version of a library into a copy of a project, and looks whether the project
/// builds and its tests end as before.
///
/// @param version of naosu
public record LibraryProof(Sandbox sandbox, String version) {
  private static final Duration LIMIT = Duration.ofMinutes(20);
  private static final int SUBJECT = 72;

  /// What came of it.
  public sealed interface Verdict {
    /// @param words what was proven, in one sentence
    record Proven(Change change, CommitMessage message, String words) implements Verdict {}

    /// @param why in one sentence, with the remedy
    record Refused(String why) implements Verdict {}
  }

  /// @param project only read
  public Verdict prove(Path project, Means.Update update) throws IOException {
    try (DirectoryCopy copy = DirectoryCopy.of(project)) {
      String before = copy.read(update.file());
      Optional<Patch> patch =
          Libraries.patch(update.file(), before, update.library(), update.from(), update.to());
      if (patch.isEmpty()) {
        return new Verdict.Refused(
            update.file()
                + " does not name "
                + update.library()
                + " "
                + update.from()
                + " any more; look again");
      }
      Path scratch = copy.root().resolveSibling("scratch");
      LauncherJars jars =
          new LauncherJars(sandbox, Path.of(System.getProperty("user.home"), ".m2", "repository"));
      Builds builds = new Builds(sandbox, JdkCatalogue.ofThisMachine(), jars);
      return switch (builds.detect(copy.root(), BuildOptions.usual(scratch.resolve("log")))) {
        case Detection.NotAProject none -> new Verdict.Refused(none.why() + " " + none.remedy());
        case Detection.Found found -> judged(copy, found.build(), update, before, patch.get());
      };
    }
  }

  private Verdict judged(
      DirectoryCopy copy, Build build, Means.Update update, String before, Patch patch) {
    String after = patch.applyTo(update.file(), before);
    copy.write(update.file(), after);
    Optional<String> broken = broken(build);
    if (broken.isPresent()) {
      copy.write(update.file(), before);
      return new Verdict.Refused(
          broken(build).isPresent()
              ? "the project does not build as it is, so nothing can be proven: " + broken.get()
              : "it does not build with " + update.to() + ": " + broken.get());
    }
    Suite with = build.test(LIMIT);
    if (!succeeded(with)) {
      copy.write(update.file(), before);
      build.compile();
      Suite without = build.test(LIMIT);
      List<String> fresh = new ArrayList<>(with.failing());
      fresh.removeAll(without.failing());
      if (!with.counted() || !without.counted() || succeeded(without) || !fresh.isEmpty()) {
        return new Verdict.Refused(
            "its tests fail with "
                + update.to()
                + (fresh.isEmpty() ? "" : ", and not before: " + String.join(", ", first(fresh))));
      }
    }
    String words =
        build.testCommand()
            + (with.counted() && with.tests() > 0
                ? " runs " + Words.count(with.tests(), "test") + ", and "
                : " ends, and ")
            + (with.failing().isEmpty()
                ? "none fails"
                : "only those fail that failed before: "
                    + String.join(", ", first(with.failing())));
    return new Verdict.Proven(Change.of(patch, _ -> before), message(update, words), words);
  }

  private static Optional<String> broken(Build build) {
    return switch (build.compile()) {
      case Compilation.Compiled _ -> Optional.empty();
      case Compilation.Broken(String command, String output) ->
          Optional.of(
              command
                  + " says "
                  + output
                      .lines()
                      .filter(line -> line.contains("ERROR"))
                      .findFirst()
                      .orElse("nothing that helps"));
      case Compilation.Impossible(String why, String remedy) -> Optional.of(why + " " + remedy);
    };
  }

  private static boolean succeeded(Suite suite) {
    return suite.failing().isEmpty()
        && suite.exit() instanceof Exit.Finished finished
        && finished.succeeded();
  }

  private CommitMessage message(Means.Update update, String words) {
    String subject = "build: " + update.library() + " " + update.from() + " → " + update.to();
    return new CommitMessage(
        subject.length() <= SUBJECT
            ? subject
            : subject.substring(0, SUBJECT - 1).stripTrailing() + "…",
        "A newer version of "
            + update.library()
            + " in "
            + update.file()
            + ".\n\nTests: "
            + words
            + ".\n\nHealed-by: naosu "
            + version);
  }

  private static List<String> first(List<String> names) {
    return names.subList(0, Math.min(5, names.size()));
  }
}
