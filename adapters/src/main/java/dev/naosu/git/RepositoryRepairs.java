package dev.naosu.git;

import dev.naosu.detect.Failure;
import dev.naosu.detect.TestRun;
import dev.naosu.diagnose.Suspect;
import dev.naosu.repair.strategy.PastRepairs;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
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

  private static final Pattern TAKEN_BACK = Pattern.compile("This reverts commit ([0-9a-f]{7,64})");
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
  private static final Pattern COMMENT = Pattern.compile("//|/?\\*");
  private static final Pattern IDENTIFIER = Pattern.compile("\\w+");
  private static final String OWN = "Healed-by: naosu";

  /// Exceptions that say no more than that a test failed.
  private static final Set<String> OF_TESTS =
      Set.of(
          "AssertionError",
          "AssertionFailedError",
          "ComparisonFailure",
          "MultipleFailuresError",
          "AssertionFailedException");

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
            .map(Failure::exceptionClass)
            .map(name -> name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('$')) + 1))
            .filter(name -> IDENTIFIER.matcher(name).matches() && !OF_TESTS.contains(name))
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
    Map<String, String> messages = new LinkedHashMap<>();
    if (!paths.isEmpty()) {
      List<String> words = new ArrayList<>(List.of("--"));
      paths.forEach(path -> words.add(":(literal)" + path));
      read(words, messages);
    }
    for (String exception : exceptions) {
      read(List.of("--all-match", "--grep=" + exception, "--", "."), messages);
    }
    Set<String> takenBack =
        messages.values().stream()
            .flatMap(message -> TAKEN_BACK.matcher(message).results())
            .map(found -> found.group(1))
            .collect(Collectors.toSet());
    messages
        .entrySet()
        .removeIf(
            commit ->
                takenBack.stream().anyMatch(commit.getKey()::startsWith)
                    || TAKEN_BACK.matcher(commit.getValue()).find());
    record Lesson(int likeness, String text) {}
    List<Lesson> lessons = new ArrayList<>();
    for (Map.Entry<String, String> commit :
        messages.entrySet().stream()
            .sorted(Comparator.comparingInt(entry -> -named(entry.getValue(), exceptions)))
            .limit(MOST_SHOWN)
            .toList()) {
      String change = change(commit.getKey());
      if (isSmallRepair(change)) {
        int likeness =
            (suspects.stream().anyMatch(suspect -> holds(change, name(suspect))) ? 3 : 0)
                + (paths.stream().anyMatch(path -> change.contains("/" + path)) ? 2 : 0)
                + named(commit.getValue() + change, exceptions)
                + (commit.getValue().contains(OWN) ? 1 : 0);
        lessons.add(new Lesson(likeness, subject(commit.getValue()) + "\n" + change));
      }
    }
    return lessons.stream()
        .sorted(Comparator.comparingInt(lesson -> -lesson.likeness()))
        .map(Lesson::text)
        .toList();
  }

  /// Adds messages of repairs by commit, newest first.
  private void read(List<String> words, Map<String, String> messages)
      throws IOException, InterruptedException {
    String log =
        git.must(
            NO_INPUT,
            Stream.concat(
                    Stream.of(
                        "log",
                        "-z",
                        "--no-merges",
                        "--no-use-mailmap",
                        "--no-show-signature",
                        "--format=%H %B",
                        MOST_COMMITS,
                        "-E",
                        "-i",
                        "--grep=" + REPAIR),
                    words.stream())
                .toArray(String[]::new));
    // no message holds a zero
    for (String each : log.split("\0", -1)) {
      String[] parts = each.strip().split(" ", 2);
      if (COMMIT.matcher(parts[0]).matches()) {
        messages.putIfAbsent(parts[0], parts.length < 2 ? "" : parts[1]);
      }
    }
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
