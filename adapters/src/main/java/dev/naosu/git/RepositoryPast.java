package dev.naosu.git;

import dev.naosu.diagnose.cause.Changes.Commit;
import dev.naosu.diagnose.cause.Changes.Line;
import dev.naosu.diagnose.cause.Changes.Past;
import dev.naosu.diagnose.cause.Changes.Place;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// The history in a bare mirror, read within limits of time and size. Whoever writes to the
/// repository chose the messages, the names and the dates in it: nothing here can be taken for
/// something else by what stands in them.
final class RepositoryPast {
  private static final byte[] NO_INPUT = {};
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final int MOST_BYTES = 16 << 20;
  private static final int MOST_COMMITS = 20;
  private static final int MOST_FILES = 200;
  private static final int MOST_LINES = 8;
  private static final int MOST_LETTERS = 200;

  /// What a version may be called: nothing that git takes for an option, a range, or a search.
  private static final Pattern VERSION =
      Pattern.compile("(?!.*\\.\\.)[A-Za-z0-9_][A-Za-z0-9_.+/-]{0,99}");

  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
  private static final Pattern TEST_CODE = Pattern.compile("(?:.*/)?src/(?:test|it)/.*");

  private final Git git;
  private final String branch;
  private final String directory;

  /// @param mirror a bare repository; need not be there yet
  /// @param directory of the project within the repository; `.` or empty for its root
  RepositoryPast(Path mirror, String branch, String directory) {
    // a mirror has also brought refs that replace one commit by another
    this.git =
        new Git(mirror, Map.of("GIT_NO_REPLACE_OBJECTS", "1")).within(LIMIT).reading(MOST_BYTES);
    this.branch = branch;
    this.directory = directory.equals(".") ? "" : directory.replaceAll("/+$", "");
  }

  /// The commit that a version is: by its name or a part of it, a tag, or a tag with a `v` before.
  Optional<String> commit(String version) throws IOException, InterruptedException {
    if (!VERSION.matcher(version).matches()) {
      return Optional.empty();
    }
    for (String name : List.of(version, "refs/tags/" + version, "refs/tags/v" + version)) {
      Optional<String> found = resolved(name);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /// @param lacking what is known to be missing already; may be empty
  /// @throws IOException with a text for people
  Past of(String before, String now, List<Place> places, String lacking)
      throws IOException, InterruptedException {
    Optional<String> running = commit(now);
    Optional<String> tip = running.isPresent() ? running : resolved("refs/heads/" + branch);
    if (tip.isEmpty()) {
      throw new IOException("the repository has no branch " + branch);
    }
    Optional<String> former = running.isEmpty() ? Optional.empty() : commit(before);
    Map<String, Commit> known = new LinkedHashMap<>();
    List<Commit> commits = commits(tip.get(), former, known);
    return new Past(
        tip.get(),
        running.isPresent(),
        former.isPresent(),
        commits,
        lines(tip.get(), places, known),
        lacking);
  }

  private Optional<String> resolved(String name) throws IOException, InterruptedException {
    Git.Answer answer =
        git.ask(
            NO_INPUT, "rev-parse", "--verify", "--quiet", "--end-of-options", name + "^{commit}");
    return Optional.of(answer.firstLine())
        .filter(line -> answer.succeeded() && COMMIT.matcher(line).matches());
  }

  private List<Commit> commits(String tip, Optional<String> former, Map<String, Commit> known)
      throws IOException, InterruptedException {
    List<String> words =
        new ArrayList<>(
            List.of(
                "log",
                "-z",
                "--no-merges",
                "--no-use-mailmap",
                "--no-show-signature",
                "--format=%H %ct %s",
                "--max-count=" + MOST_COMMITS,
                tip));
    former.ifPresent(commit -> words.add("^" + commit));
    words.add("--");
    if (!directory.isEmpty()) {
      words.add(":(literal)" + directory);
    }
    List<Commit> commits = new ArrayList<>();
    // no message and no name holds a zero
    for (String each : git.must(NO_INPUT, words.toArray(String[]::new)).split("\0", -1)) {
      Optional<Commit> commit = commit(each.strip(), known);
      commit.ifPresent(commits::add);
    }
    return commits;
  }

  /// @param line name, seconds since 1970, subject
  private Optional<Commit> commit(String line, Map<String, Commit> known)
      throws IOException, InterruptedException {
    String[] parts = line.split(" ", 3);
    if (parts.length < 2 || !COMMIT.matcher(parts[0]).matches()) {
      return Optional.empty();
    }
    if (!known.containsKey(parts[0])) {
      String subject = parts.length < 3 ? "" : parts[2].replaceAll("\\p{Cntrl}+", " ").strip();
      known.put(
          parts[0],
          new Commit(
              parts[0],
              time(parts[1]),
              subject.length() <= MOST_LETTERS ? subject : subject.substring(0, MOST_LETTERS),
              files(parts[0])));
    }
    return Optional.of(known.get(parts[0]));
  }

  private static Instant time(String seconds) {
    try {
      return Instant.ofEpochSecond(Long.parseLong(seconds));
    } catch (NumberFormatException | DateTimeException _) {
      // a date that no calendar has
      return Instant.EPOCH;
    }
  }

  private List<String> files(String commit) throws IOException, InterruptedException {
    Git.Answer answer =
        git.ask(
            NO_INPUT,
            "diff-tree",
            "-r",
            "-z",
            "--root",
            "--no-commit-id",
            "--no-renames",
            "--name-only",
            commit);
    return answer.succeeded()
        ? List.of(answer.output().split("\0", -1)).stream()
            .filter(name -> !name.isEmpty())
            .limit(MOST_FILES)
            .toList()
        : List.of();
  }

  private List<Line> lines(String commit, List<Place> places, Map<String, Commit> known)
      throws IOException, InterruptedException {
    if (places.isEmpty()) {
      return List.of();
    }
    List<String> files =
        List.of(
            git.must(NO_INPUT, "ls-tree", "-r", "-z", "--name-only", "--full-tree", commit)
                .split("\0", -1));
    List<Line> lines = new ArrayList<>();
    for (Place place : places) {
      Optional<String> path = path(place, files);
      if (path.isPresent() && lines.size() < MOST_LINES) {
        lines.add(new Line(place, path.get(), lastChange(commit, path.get(), place.line(), known)));
      }
    }
    return lines;
  }

  /// The file in the repository; of several the one in the project, and near its root.
  private Optional<String> path(Place place, List<String> files) {
    String within = directory.isEmpty() ? "" : directory + "/";
    if (!place.path().isEmpty()) {
      return Optional.of(within + place.path()).filter(files::contains);
    }
    int dot = place.className().lastIndexOf('.');
    String inPackage = place.className().substring(0, dot + 1).replace('.', '/');
    String simple = place.className().substring(dot + 1).split("\\$", 2)[0] + ".java";
    String end = inPackage + (place.file().isEmpty() ? simple : place.file());
    return files.stream()
        .filter(file -> file.equals(end) || file.endsWith("/" + end))
        .filter(file -> file.startsWith(within))
        .filter(file -> !TEST_CODE.matcher(file).matches())
        .min(Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()));
  }

  private Optional<Commit> lastChange(
      String commit, String path, int line, Map<String, Commit> known)
      throws IOException, InterruptedException {
    if (line < 1) {
      return Optional.empty();
    }
    String blamed;
    try {
      Git.Answer answer =
          git.ask(
              NO_INPUT, "blame", "--porcelain", "-w", "-L" + line + "," + line, commit, "--", path);
      blamed = answer.succeeded() ? answer.firstLine().split(" ", 2)[0] : "";
    } catch (Git.Failed _) {
      // of a file with a very long history
      return Optional.empty();
    }
    if (!COMMIT.matcher(blamed).matches()) {
      return Optional.empty();
    }
    Commit seen = known.get(blamed);
    return seen != null
        ? Optional.of(seen)
        : commit(
            git.must(
                    NO_INPUT,
                    "log",
                    "-z",
                    "-1",
                    "--no-use-mailmap",
                    "--no-show-signature",
                    "--format=%H %ct %s",
                    blamed,
                    "--")
                .strip(),
            known);
  }
}
