package dev.naosu.git;

import dev.naosu.diagnose.cause.Changes.Past;
import dev.naosu.diagnose.cause.Changes.Place;
import dev.naosu.ship.Change;
import dev.naosu.ship.CommitMessage;
import dev.naosu.ship.Delivery.Delivered;
import dev.naosu.ship.revert.Reversal;
import dev.naosu.ship.revert.Reversals;
import dev.naosu.ship.revert.Undo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The repository that a service is built from, by path or by URL. It is read through a mirror of
/// our own, and written to only by pushing a new branch.
///
/// Not safe for use by several processes with one mirror.
public final class ServiceRepository implements Reversals {
  private static final byte[] NO_INPUT = {};

  /// Longest time for what uses the network.
  private static final Duration NETWORK = Duration.ofMinutes(10);

  /// What git says when asking later may help.
  private static final Pattern AWAY =
      Pattern.compile(
          "Could not resolve host|Failed to connect|Couldn't connect|[Cc]onnection (?:refused|timed"
              + " out|reset)|was not done after|error: 5\\d\\d|early EOF|hung up");

  private static final int MOST_BYTES = 16 << 20;
  private static final int MOST_COMMITS = 100;

  private final Upstream upstream;
  private final Optional<String> location;
  private final String branch;
  private final Path mirror;
  private final Map<String, String> access;
  private final boolean shown;
  private final ReentrantLock refreshing = new ReentrantLock();

  /// One that git finds its way into by itself.
  ///
  /// @param location a path, or a URL that git understands
  /// @param branch what is deployed from it
  /// @param mirror a directory for a bare copy; made when it is not there
  public ServiceRepository(String location, String branch, Path mirror) {
    this(location, branch, mirror, Map.of());
  }

  /// @param access variables for git where it uses the network, such as a token: they stand in no
  ///   address and in no argument, which others on the machine can read
  public ServiceRepository(
      String location, String branch, Path mirror, Map<String, String> access) {
    this(() -> location, Optional.of(location), branch, mirror, access, false);
  }

  /// One whose mirror others read: it has the rights that new directories get there, by the umask
  /// and the group of the directory that it lies in.
  ///
  /// @param access as above
  public static ServiceRepository shown(
      String location, String branch, Path mirror, Map<String, String> access) {
    return new ServiceRepository(
        () -> location, Optional.of(location), branch, mirror, access, true);
  }

  private ServiceRepository(
      Upstream upstream,
      Optional<String> location,
      String branch,
      Path mirror,
      Map<String, String> access,
      boolean shown) {
    this.upstream = upstream;
    this.location = location;
    this.branch = branch;
    this.mirror = mirror;
    this.access = Map.copyOf(access);
    this.shown = shown;
  }

  /// Somebody who has the right to fetch, where we have not.
  @FunctionalInterface
  public interface Upstream {
    /// Brings its mirror of the repository up to date, and tells where that is.
    ///
    /// @throws IOException with a text for people
    String refreshed() throws IOException, InterruptedException;
  }

  /// One that is only read, through a mirror of somebody else. Nothing can be pushed from here.
  ///
  /// @param branch what is deployed from it
  /// @param mirror a directory for a bare copy; made when it is not there
  public static ServiceRepository behind(Upstream upstream, String branch, Path mirror) {
    return new ServiceRepository(upstream, Optional.empty(), branch, mirror, Map.of(), false);
  }

  /// Files of one commit.
  ///
  /// @param commit full name
  public record Checkout(Path root, String commit) {}

  /// Brings the mirror up to date and checks out the latest commit of the branch.
  ///
  /// @param into a directory that is not there yet, or is empty
  /// @throws IOException with a text for people
  public Checkout latest(Path into) throws IOException, InterruptedException {
    refresh();
    Git.Answer tip =
        git(mirror)
            .ask(
                NO_INPUT, "rev-parse", "--verify", "--quiet", "refs/heads/" + branch + "^{commit}");
    if (!tip.succeeded()) {
      throw new IOException("the repository has no branch " + branch);
    }
    return checkedOut(tip.firstLine(), into);
  }

  /// The full name of the commit that a version is: by its name or a part of it, a tag, a tag with
  /// a `v` before, or a branch. The mirror is brought up to date where it knows no such commit, and
  /// always for a branch.
  ///
  /// @throws IOException with a text for people, as when there is none
  public String commit(String version) throws IOException, InterruptedException {
    RepositoryPast past = new RepositoryPast(mirror, branch, "");
    Optional<String> known = hasMirror() ? past.commit(version) : Optional.empty();
    // the name of a commit is for good; branches move
    if (known.filter(commit -> commit.startsWith(version)).isPresent()) {
      return known.get();
    }
    refresh();
    return past.commit(version)
        .orElseThrow(
            () ->
                new IOException(
                    "the repository has no commit, tag or branch " + version + "; push it first"));
  }

  /// Checks out the files of a version.
  ///
  /// @param version as for [#commit]
  /// @param into a directory that is not there yet, or is empty
  /// @throws IOException with a text for people
  public Checkout at(String version, Path into) throws IOException, InterruptedException {
    return checkedOut(commit(version), into);
  }

  /// Commits a change on top of a commit and pushes it as a new branch. When the branch is there
  /// already with the same files, nothing is done; so it may be asked again after a crash.
  ///
  /// @param directory of the project within the repository; empty for its root
  /// @param base full name of the commit that the change was made on
  /// @param scratch a directory that is not there yet; left behind for the caller to delete
  public Delivered deliver(
      Change change,
      CommitMessage message,
      String directory,
      String base,
      String name,
      Path scratch)
      throws InterruptedException {
    try {
      refresh();
      Checkout checkout = checkedOut(base, scratch);
      Delivered made =
          new GitDelivery(checkout.root().resolve(directory)).commit(change, message, name);
      return made instanceof Delivered.Committed(String branchMade, String _)
          ? push(git(checkout.root()), branchMade)
          : made;
    } catch (IOException e) {
      return new Delivered.Refused(
          "the repair could not be delivered: " + e.getMessage(),
          "See that the repository can be reached and written to, then approve again");
    }
  }

  /// Commits a change on top of a commit and pushes it to a branch of naosu's own, in place of what
  /// naosu had there before. Asked again after a crash, it does nothing.
  ///
  /// A branch that holds a commit of somebody else is left as it is: nobody's work is overwritten.
  ///
  /// @param directory of the project within the repository; empty for its root
  /// @param base full name of the commit that the change was made on
  /// @param scratch a directory that is not there yet; left behind for the caller to delete
  /// @throws IOException when the network is away: with a text for people
  public Delivered propose(
      Change change,
      CommitMessage message,
      String directory,
      String base,
      String name,
      Path scratch)
      throws IOException, InterruptedException {
    try {
      refresh();
      Checkout checkout = at(base, scratch);
      Delivered made =
          new GitDelivery(checkout.root().resolve(directory)).commit(change, message, name);
      return made instanceof Delivered.Committed(String branchMade, String _)
          ? replace(git(checkout.root()), branchMade, name)
          : made;
    } catch (IOException e) {
      if (AWAY.matcher(String.valueOf(e.getMessage())).find()) {
        throw e;
      }
      return new Delivered.Refused(
          "the repair could not be pushed: " + e.getMessage(),
          "See that the repository can be reached and written to, then approve again");
    }
  }

  private Delivered replace(Git git, String made, String name)
      throws IOException, InterruptedException {
    String ours = git.must(NO_INPUT, "rev-parse", "refs/heads/" + made);
    Git.Answer there =
        git(mirror).ask(NO_INPUT, "rev-parse", "--verify", "--quiet", "refs/heads/" + name);
    String former = there.firstLine();
    if (there.succeeded() && isSame(git, ours, former)) {
      return new Delivered.Committed(name, former.substring(0, 7));
    }
    if (there.succeeded() && !isOwn(former)) {
      return new Delivered.Refused(
          "somebody has committed to the branch " + name,
          "Merge it or rename it, then let naosu look again");
    }
    // nothing in place of nothing, or of exactly what was looked at
    git.with(access)
        .within(NETWORK)
        .must(
            NO_INPUT,
            "push",
            "--quiet",
            "--force-with-lease=refs/heads/" + name + ":" + former,
            pushedTo(),
            ours + ":refs/heads/" + name);
    return new Delivered.Committed(name, ours.substring(0, 7));
  }

  /// The same files on the same commit.
  private boolean isSame(Git git, String ours, String theirs)
      throws IOException, InterruptedException {
    String format = "--format=%T %P";
    return git.must(NO_INPUT, "log", "-1", format, ours)
        .equals(git(mirror).must(NO_INPUT, "log", "-1", format, theirs));
  }

  /// Whether naosu has written all that a branch has more than the deployed one.
  private boolean isOwn(String tip) throws IOException, InterruptedException {
    String signed =
        git(mirror)
            .reading(MOST_BYTES)
            .must(
                NO_INPUT,
                "log",
                "--max-count=" + MOST_COMMITS,
                "--format=%H%(trailers:key=Healed-by,valueonly,separator=%x2C)",
                tip,
                "^refs/heads/" + branch);
    return signed.lines().allMatch(line -> line.matches("[0-9a-f]+naosu( .*)?"));
  }

  /// Whether a branch, as it was fetched last, holds what naosu pushed and nothing of anybody else.
  public boolean isUntouched(String name) throws IOException, InterruptedException {
    Optional<String> tip = tip(name);
    return tip.isPresent() && isOwn(tip.get());
  }

  /// The full name of the latest commit of a branch as it was fetched last; empty when there is no
  /// such branch.
  public Optional<String> tip(String name) throws IOException, InterruptedException {
    Git.Answer answer =
        git(mirror)
            .ask(NO_INPUT, "rev-parse", "--verify", "--quiet", "refs/heads/" + name + "^{commit}");
    return answer.succeeded() ? Optional.of(answer.firstLine()) : Optional.empty();
  }

  /// A text file as a commit has it, relative to the repository; empty when it has none.
  ///
  /// @param commit full name
  public Optional<String> text(String commit, String path)
      throws IOException, InterruptedException {
    Git.Answer answer =
        git(mirror).reading(MOST_BYTES).ask(NO_INPUT, "cat-file", "blob", commit + ":" + path);
    return answer.succeeded() ? Optional.of(answer.output()) : Optional.empty();
  }

  /// The commits that wrote some lines last, those of more lines first.
  ///
  /// @param commit full name
  /// @param path relative to the repository
  /// @param first of the lines, from 1
  public List<String> writers(String commit, String path, int first, int last)
      throws IOException, InterruptedException {
    Git.Answer answer =
        git(mirror)
            .reading(MOST_BYTES)
            .ask(
                NO_INPUT,
                "blame",
                "--line-porcelain",
                "-w",
                "-L" + first + "," + last,
                commit,
                "--",
                path);
    if (!answer.succeeded()) {
      return List.of();
    }
    Map<String, Long> lines =
        answer
            .output()
            .lines()
            .filter(line -> line.matches("[0-9a-f]{40,64} \\d+ \\d+.*"))
            .map(line -> line.substring(0, line.indexOf(' ')))
            .collect(
                Collectors.groupingBy(each -> each, LinkedHashMap::new, Collectors.counting()));
    return lines.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .map(Map.Entry::getKey)
        .toList();
  }

  /// How far the deployed branch has gone on since a branch of naosu's was made.
  public sealed interface Rebased {
    /// Nothing of the project was changed: what was proven is what would be deployed.
    ///
    /// @param tip full name of the deployed branch's latest commit
    record Unmoved(String tip) implements Rebased {}

    /// It goes on top of what was changed, and has to be proven there: nobody has tried the two
    /// together.
    ///
    /// @param tree full name of the files as they would be
    record Moved(String tip, String tree) implements Rebased {}

    /// It does not go on top of what was changed.
    ///
    /// @param paths where the two disagree
    record Conflict(String tip, List<String> paths) implements Rebased {
      public Conflict {
        paths = List.copyOf(paths);
      }
    }

    /// Whether it has to be proven again before it may go in.
    default boolean needsProof() {
      return !(this instanceof Unmoved);
    }
  }

  /// Brings the mirror up to date, and puts a branch of naosu's on top of the deployed one: by a
  /// three-way merge of the files, in which nothing is pushed or checked out.
  ///
  /// @param directory of the project within the repository; empty for its root
  /// @param base full name of the commit that the branch's change was proven on
  /// @throws IOException with a text for people
  public Rebased rebased(String directory, String base, String name)
      throws IOException, InterruptedException {
    refresh();
    String tip =
        tip(branch).orElseThrow(() -> new IOException("the repository has no branch " + branch));
    String ours =
        tip(name).orElseThrow(() -> new IOException("the repository has no branch " + name));
    String within = directory.isEmpty() ? "." : ":(literal)" + directory;
    Git.Answer same =
        git(mirror).ask(NO_INPUT, "diff", "--quiet", "--no-ext-diff", base, tip, "--", within);
    if (same.succeeded()) {
      return new Rebased.Unmoved(tip);
    }
    Git.Answer merged =
        git(mirror)
            .reading(MOST_BYTES)
            .ask(
                NO_INPUT,
                "merge-tree",
                "--write-tree",
                "--name-only",
                "--no-messages",
                "-z",
                tip,
                ours);
    List<String> answer = List.of(merged.output().split("\0", -1));
    if (merged.succeeded()) {
      return new Rebased.Moved(tip, answer.getFirst());
    }
    if (merged.code() != 1) {
      throw new Git.Failed("git merge-tree: " + merged.error().lines().findFirst().orElse(""));
    }
    return new Rebased.Conflict(
        tip, answer.stream().skip(1).filter(path -> !path.isEmpty()).distinct().toList());
  }

  /// Name of the branch that is deployed.
  public String branch() {
    return branch;
  }

  /// Lets the branch that is deployed go on to a commit that stands after it. When it has that
  /// commit already, nothing is done.
  ///
  /// @param version as for [#commit]
  /// @return false, with nothing changed, when the branch does not lead there
  /// @throws IOException with a text for people, as when the repository refuses it
  public boolean forward(String version) throws IOException, InterruptedException {
    refresh();
    String commit = commit(version);
    Git near = git(mirror);
    if (near.ask(NO_INPUT, "merge-base", "--is-ancestor", commit, "refs/heads/" + branch)
        .succeeded()) {
      return true;
    }
    if (!near.ask(NO_INPUT, "merge-base", "--is-ancestor", "refs/heads/" + branch, commit)
        .succeeded()) {
      return false;
    }
    near.with(access)
        .within(NETWORK)
        .must(NO_INPUT, "push", "--quiet", pushedTo(), commit + ":refs/heads/" + branch);
    return true;
  }

  @Override
  public Reversal look(Undo undo, Path scratch) throws IOException, InterruptedException {
    refresh();
    Checkout checkout = at(undo.head(), scratch);
    return new GitReversal(git(checkout.root()).within(NETWORK)).of(undo);
  }

  @Override
  public Delivered deliver(Undo undo, String name, Path scratch) throws InterruptedException {
    try {
      return switch (look(undo, scratch)) {
        case Reversal.Refused refused -> new Delivered.Refused(refused.why(), refused.remedy());
        case Reversal.Reverted reverted -> push(scratch, reverted.commit(), name);
        case Reversal.Partial partial -> push(scratch, partial.commit(), name);
      };
    } catch (IOException e) {
      return new Delivered.Refused(
          "it could not be undone in the repository: " + e.getMessage(),
          "See that the repository can be reached and written to, then try again");
    }
  }

  private Delivered push(Path scratch, String commit, String name)
      throws IOException, InterruptedException {
    git(scratch).must(NO_INPUT, "update-ref", "refs/heads/" + name, commit);
    return push(git(scratch), name);
  }

  /// What was changed, and by which commits the lines at some places were written.
  ///
  /// @param directory of the project within the repository; `.` or empty for its root
  /// @param before version that ran before; empty when unknown
  /// @param now version that runs; empty when unknown
  /// @throws IOException with a text for people
  public Past past(String directory, String before, String now, List<Place> places)
      throws IOException, InterruptedException {
    RepositoryPast past = new RepositoryPast(mirror, branch, directory);
    String lacking = "";
    if (!hasMirror()) {
      refresh();
    } else if (past.commit(now).isEmpty()) {
      try {
        refresh();
      } catch (IOException e) {
        lacking = "what was fetched before was looked at, for " + e.getMessage();
      }
    }
    return past.of(before, now, places, lacking);
  }

  private Delivered push(Git git, String name) throws IOException, InterruptedException {
    String ours = git.must(NO_INPUT, "rev-parse", "refs/heads/" + name + "^{tree}");
    Git.Answer there =
        git(mirror).ask(NO_INPUT, "rev-parse", "--verify", "--quiet", "refs/heads/" + name);
    if (there.succeeded()) {
      String theirs = git(mirror).must(NO_INPUT, "rev-parse", there.firstLine() + "^{tree}");
      return theirs.equals(ours)
          ? new Delivered.Committed(name, there.firstLine().substring(0, 7))
          : new Delivered.Refused(
              "the branch " + name + " is there already, with other files",
              "Delete or rename it, then approve again");
    }
    git.with(access)
        .within(NETWORK)
        .must(
            NO_INPUT, "push", "--quiet", pushedTo(), "refs/heads/" + name + ":refs/heads/" + name);
    return new Delivered.Committed(
        name, git.must(NO_INPUT, "rev-parse", "--short", "refs/heads/" + name));
  }

  /// One at a time: two that fetch into one mirror are in each other's way.
  public void refresh() throws IOException, InterruptedException {
    refreshing.lockInterruptibly();
    try {
      brought();
    } finally {
      refreshing.unlock();
    }
  }

  private boolean hasMirror() {
    return Files.isDirectory(mirror.resolve("objects"));
  }

  private String pushedTo() throws IOException {
    return location.orElseThrow(() -> new Git.Failed("nothing is pushed from here"));
  }

  private void brought() throws IOException, InterruptedException {
    String from = upstream.refreshed();
    Path parent = mirror.toAbsolutePath().getParent();
    if (parent == null) {
      throw new IOException(mirror + " cannot be a mirror");
    }
    Files.createDirectories(parent);
    Map<String, String> way = location.isPresent() ? access : trusting(parent);
    if (hasMirror()) {
      git(mirror)
          .with(way)
          .within(NETWORK)
          .must(NO_INPUT, "fetch", "--quiet", "--prune", from, "+refs/heads/*:refs/heads/*");
      return;
    }
    // under another name until it is whole: a clone that was cut off is no mirror
    Path unfinished = Files.createTempDirectory(parent, "clone-");
    // only we may read the one; git makes the other as any directory is made there
    Path whole = shown ? unfinished.resolve("mirror") : unfinished;
    try {
      git(parent)
          .with(way)
          .within(NETWORK)
          .must(
              NO_INPUT,
              "clone",
              "--quiet",
              "--mirror",
              // else files of a repository on this machine are linked, with the rights they have,
              // or cannot be, when they are another account's
              "--no-local",
              from,
              whole.toString());
      Files.move(whole, mirror);
    } finally {
      remove(unfinished);
    }
  }

  /// A mirror of another account: git reads it only when it is told to in a file, and then no
  /// credentials of this account are looked for.
  private static Map<String, String> trusting(Path directory) throws IOException {
    Path settings = directory.resolve("reading.gitconfig");
    if (!Files.exists(settings)) {
      Files.writeString(settings, "[safe]\n\tdirectory = *\n");
    }
    return Map.of("GIT_CONFIG_GLOBAL", settings.toString(), "GIT_ALLOW_PROTOCOL", "file");
  }

  /// What is left of a clone that failed or was interrupted; nothing after one that was moved.
  private static void remove(Path unfinished) throws IOException {
    if (!Files.exists(unfinished)) {
      return;
    }
    List<Path> left;
    try (Stream<Path> all = Files.walk(unfinished)) {
      left = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : left) {
      Files.deleteIfExists(each);
    }
  }

  private Checkout checkedOut(String commit, Path into) throws IOException, InterruptedException {
    Git near = git(mirror).within(NETWORK);
    near.must(NO_INPUT, "clone", "--quiet", "--shared", "--no-checkout", ".", into.toString());
    git(into).within(NETWORK).must(NO_INPUT, "checkout", "--quiet", "--detach", commit);
    return new Checkout(into, commit);
  }

  private static Git git(Path directory) {
    return new Git(directory, Map.of());
  }
}
