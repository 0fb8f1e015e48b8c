package dev.naosu.git;

import dev.naosu.detect.Failure;
import dev.naosu.detect.FailureKind;
import dev.naosu.detect.TestRun;
import dev.naosu.diagnose.Suspect;
import dev.naosu.repair.strategy.PastRepairs;
import dev.naosu.ship.revert.Settled;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Small repairs in the history that a working tree stands on: of the same method, the same file,
/// or the same exception. A commit is taken for a repair by the words of its message (Mockus and
/// Votta, *Identifying Reasons for Software Changes Using Historic Databases*, ICSM 2000); one that
/// was taken back later is none.
///
/// Whoever writes to the repository chose all of it, so it is data like any other text from
/// outside.
public final class RepositoryRepairs implements PastRepairs {
  private static final byte[] NO_INPUT = {};
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final int MOST_BYTES = 4 << 20;

  /// Commits whose messages are looked at, newest first.
  private static final String MOST_COMMITS = "--max-count=60";

  /// Commits whose changes are looked at.
  private static final int MOST_SHOWN = 12;

  private static final int MOST_FILES = 3;
  private static final int MOST_LINES = 40;
  private static final int MOST_LETTERS = 1_800;
  private static final int MOST_SUBJECT = 120;

  /// Suspects whose files and methods are looked for.
  private static final int MOST_SUSPECTS = 5;

  private static final String REPAIR =
      "(^|[^[:alpha:]])((hot|bug)?fix(es|ed)?|bugs?|defects?|regressions?|healed-by: naosu)([^[:alpha:]]|$)";

  private static final Pattern COMMENT = Pattern.compile("//|/?\\*");
  private static final Pattern IDENTIFIER = Pattern.compile("\\w+");

  /// The configuration is the project's: a commit that is not there must not be fetched by whatever
  /// command it names.
  private static final Map<String, String> ALONE =
      Map.of(
          "GIT_NO_REPLACE_OBJECTS", "1",
          "GIT_NO_LAZY_FETCH", "1",
          "GIT_ALLOW_PROTOCOL", "none");

  private final Git git;

  /// @param project a directory; need not be in a working tree
  public RepositoryRepairs(Path project) {
    this.git = new Git(project, ALONE).within(LIMIT).reading(MOST_BYTES);
  }

  @Override
  public List<String> similar(List<TestRun> failing, List<Suspect> suspects)
      throws InterruptedException {
    List<Suspect> first = suspects.stream().limit(MOST_SUSPECTS).toList();
    List<String> paths = first.stream().map(Suspect::path).distinct().toList();
    Set<String> exceptions =
        failing.stream()
            .flatMap(run -> run.failure().stream())
            .filter(failure -> failure.kind() != FailureKind.ASSERTION)
            .map(Failure::exceptionClass)
            .map(name -> name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('$')) + 1))
            .filter(name -> IDENTIFIER.matcher(name).matches())
            .collect(Collectors.toSet());
    try {
      return similar(first, paths, exceptions);
    } catch (IOException _) {
      // no git, no repository, or one that is too large to be read in time
      return List.of();
    }
  }

  private List<String> similar(List<Suspect> suspects, List<String> paths, Set<String> exceptions)
      throws IOException, InterruptedException {
    // a commit may be found in both ways
    Set<Settled.Entry> found = new LinkedHashSet<>();
    if (!paths.isEmpty()) {
      found.addAll(
          repairs(Stream.concat(Stream.of("--"), paths.stream().map(":(literal)"::concat))));
    }
    for (String exception : exceptions) {
      found.addAll(repairs(Stream.of("--all-match", "--grep=" + exception, "--", ".")));
    }
    Set<String> takenBack =
        found.stream().flatMap(each -> each.reverts().stream()).collect(Collectors.toSet());
    List<Settled.Entry> nearest =
        found.stream()
            .filter(each -> each.reverts().isEmpty())
            .filter(each -> takenBack.stream().noneMatch(each.name()::startsWith))
            .sorted(Comparator.comparingInt(each -> -named(each.message(), exceptions)))
            .limit(MOST_SHOWN)
            .toList();
    record Lesson(int likeness, String text) {}
    List<Lesson> lessons = new ArrayList<>();
    for (Settled.Entry commit : nearest) {
      String change = change(commit.name());
      if (isSmallRepair(change)) {
        int likeness =
            (suspects.stream().anyMatch(suspect -> holds(change, name(suspect))) ? 3 : 0)
                + (paths.stream().anyMatch(path -> change.contains("/" + path)) ? 2 : 0)
                + named(commit.message() + change, exceptions)
                + (commit.isOurs() ? 1 : 0);
        lessons.add(new Lesson(likeness, subject(commit.message()) + "\n" + change));
      }
    }
    return lessons.stream()
        .sorted(Comparator.comparingInt(lesson -> -lesson.likeness()))
        .map(Lesson::text)
        .toList();
  }

  /// The latest first.
  private List<Settled.Entry> repairs(Stream<String> of) throws IOException, InterruptedException {
    return git.commits(
        Stream.concat(
                Stream.of(
                    "--no-merges",
                    "--no-use-mailmap",
                    "--no-show-signature",
                    MOST_COMMITS,
                    "-E",
                    "-i",
                    "--grep=" + REPAIR),
                of)
            .toArray(String[]::new));
  }

  /// What a commit changes in the project's own sources.
  private String change(String commit) throws IOException, InterruptedException {
    return git.must(
        NO_INPUT,
        "show",
        "--format=",
        "--no-show-signature",
        "--no-color",
        "--no-ext-diff",
        "--no-textconv",
        "--no-renames",
        "--unified=3",
        "--relative",
        commit,
        "--",
        ":(glob)**/*.java",
        ":(exclude,glob)**/src/test/**",
        ":(exclude,glob)**/src/it/**",
        ":(exclude,glob)**/*Test.java",
        ":(exclude,glob)**/*Tests.java",
        ":(exclude,glob)**/*IT.java");
  }

  private static boolean isSmallRepair(String change) {
    long files = change.lines().filter(line -> line.startsWith("diff --git ")).count();
    List<String> lines =
        change
            .lines()
            .filter(line -> line.startsWith("+") || line.startsWith("-"))
            .filter(line -> !line.startsWith("+++ ") && !line.startsWith("--- "))
            .map(line -> line.substring(1).strip())
            .toList();
    boolean isCode =
        lines.stream().anyMatch(line -> !line.isEmpty() && !COMMENT.matcher(line).lookingAt());
    return isCode
        && files <= MOST_FILES
        && lines.size() <= MOST_LINES
        && change.length() <= MOST_LETTERS;
  }

  private static int named(String text, Set<String> exceptions) {
    return exceptions.stream().anyMatch(text::contains) ? 2 : 0;
  }

  private static boolean holds(String change, String method) {
    return !method.isEmpty()
        && Pattern.compile("\\b" + Pattern.quote(method) + "\\s*\\(").matcher(change).find();
  }

  private static String name(Suspect suspect) {
    Matcher name = Pattern.compile("[\\w$]+").matcher(suspect.method());
    return name.lookingAt() ? name.group() : "";
  }

  private static String subject(String message) {
    String first = message.lines().findFirst().orElse("");
    return first.length() <= MOST_SUBJECT ? first : first.substring(0, MOST_SUBJECT);
  }
}
