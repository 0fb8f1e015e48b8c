package dev.naosu.git;

import dev.naosu.ship.Change;
import dev.naosu.ship.CommitMessage;
import dev.naosu.ship.Delivery;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Delivers into the user's directory, or into its git repository by plumbing commands that touch
/// neither the working tree nor the index.
public final class GitDelivery implements Delivery {
  private static final byte[] NO_INPUT = {};
  private static final String REGULAR_FILE = "100";
  private static final String AGAIN =
      "Run naosu again: it will start from the files as they are now";

  private final Path project;
  private final Replacement.Move move;
  private final Map<String, String> environment;

  /// @param project the user's directory, which paths are relative to
  public GitDelivery(Path project) {
    this(project, Replacement.ATOMIC, Map.of());
  }

  /// @param environment variables for git on top of the inherited ones
  GitDelivery(Path project, Replacement.Move move, Map<String, String> environment) {
    this.project = project;
    this.move = move;
    this.environment = Map.copyOf(environment);
  }

  /// Something the user must know before anything can be delivered.
  private static final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;
    private final String remedy;

    Refusal(String why, String remedy) {
      super(why);
      this.remedy = remedy;
    }

    Delivered told() {
      return new Delivered.Refused(String.valueOf(getMessage()), remedy);
    }
  }

  @Override
  public Delivered apply(Change change) {
    List<Replacement> replacements = new ArrayList<>();
    int done = 0;
    try {
      Map<String, TextFile> files = unchanged(change);
      for (Map.Entry<String, String> each : change.created().entrySet()) {
        replacements.add(Replacement.creating(free(each.getKey()), bytes(each.getValue())));
      }
      for (Map.Entry<String, TextFile> each : files.entrySet()) {
        TextFile file = each.getValue();
        String after = change.after().getOrDefault(each.getKey(), "");
        replacements.add(Replacement.prepare(file.file(), file.bytes(), file.encode(after)));
      }
      for (Replacement replacement : replacements) {
        replacement.perform(move);
        done++;
      }
      return new Delivered.Applied(change.after().keySet().stream().sorted().toList());
    } catch (Refusal refusal) {
      return refusal.told();
    } catch (IOException e) {
      return takenBack(replacements.subList(0, done), e);
    } finally {
      replacements.forEach(Replacement::discard);
    }
  }

  private static Delivered takenBack(List<Replacement> done, IOException cause) {
    List<String> stuck = new ArrayList<>();
    for (Replacement replacement : done) {
      try {
        replacement.undo();
      } catch (IOException e) {
        stuck.add(replacement.target() + " (" + e.getMessage() + ")");
      }
    }
    String why = "a file could not be written: " + cause.getMessage();
    return stuck.isEmpty()
        ? new Delivered.Refused(
            why + "; every file is as it was", "Make the files writable, or apply the diff by hand")
        : new Delivered.Refused(
            why + "; changed and not put back: " + String.join(", ", stuck),
            "Put these files back from your version control");
  }

  @Override
  public Delivered commit(Change change, CommitMessage message, String branch) {
    try {
      return commitOn(change, message, branch);
    } catch (Refusal refusal) {
      return refusal.told();
    } catch (Git.Failed e) {
      return new Delivered.Refused(
          "the branch could not be made: " + e.getMessage(), "Use --apply to change the files");
    } catch (IOException e) {
      return new Delivered.Refused(
          "git could not be used: " + e.getMessage(), "Install git, or use --apply");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return new Delivered.Refused("interrupted before the branch was made", "Run naosu again");
    }
  }

  private Delivered commitOn(Change change, CommitMessage message, String branch)
      throws Refusal, IOException, InterruptedException {
    Git git = new Git(project, environment);
    Git.Answer prefix = git.ask(NO_INPUT, "rev-parse", "--show-prefix");
    if (!prefix.succeeded()) {
      throw new Refusal(
          prefix.error().contains("dubious ownership")
              ? "git does not trust this repository: it belongs to another user"
              : "the project is not in a git repository",
          "Use --apply to change the files");
    }
    Git.Answer head = git.ask(NO_INPUT, "rev-parse", "--verify", "--quiet", "HEAD^{commit}");
    if (!head.succeeded()) {
      throw new Refusal(
          "the git repository has no commit yet", "Commit your files first, or use --apply");
    }
    Map<String, String> entries = new TreeMap<>();
    for (Map.Entry<String, TextFile> each : unchanged(change).entrySet()) {
      String path = prefix.firstLine() + each.getKey();
      String after = change.after().getOrDefault(each.getKey(), "");
      entries.put(path, entry(git, head.firstLine(), path, each.getValue(), after));
    }
    for (Map.Entry<String, String> each : change.created().entrySet()) {
      String path = prefix.firstLine() + each.getKey();
      entries.put(path, newEntry(git, head.firstLine(), path, each.getValue()));
    }
    String tree = tree(git, head.firstLine(), entries);
    String commit =
        git.with(author(git))
            .must(
                message.text().getBytes(StandardCharsets.UTF_8),
                "commit-tree",
                tree,
                "-p",
                head.firstLine(),
                "-F",
                "-");
    String name = create(git, branch, commit);
    return new Delivered.Committed(
        name,
        git.must(NO_INPUT, "rev-parse", "--short", commit).lines().findFirst().orElse(commit));
  }

  /// Mode and new blob of a file, as update-index takes them.
  private static String entry(Git git, String head, String path, TextFile file, String after)
      throws Refusal, IOException, InterruptedException {
    // "mode blob id<TAB>path"; a literal pathspec, for names may hold wildcards
    String listed = git.must(NO_INPUT, "ls-tree", "--full-tree", "-z", head, ":(literal)" + path);
    String[] words = listed.split("[ \t]", 4);
    if (words.length < 4 || !words[0].startsWith(REGULAR_FILE)) {
      throw new Refusal(
          path + " is not a file of the present commit", "Commit it first, or use --apply");
    }
    String filter = "--path=" + path;
    String before = git.must(file.bytes(), "hash-object", "--stdin", filter);
    if (!before.equals(words[2])) {
      throw new Refusal(
          path + " has changes that are not committed, and the repair builds on them",
          "Commit them first, or use --apply");
    }
    String blob = git.must(file.encode(after), "hash-object", "-w", "--stdin", filter);
    return words[0] + "," + blob + "," + path;
  }

  /// The same for a file that the present commit does not have.
  private static String newEntry(Git git, String head, String path, String text)
      throws Refusal, IOException, InterruptedException {
    if (!git.must(NO_INPUT, "ls-tree", "--full-tree", "-z", head, ":(literal)" + path).isEmpty()) {
      throw new Refusal(path + " is there by now", AGAIN);
    }
    String blob = git.must(bytes(text), "hash-object", "-w", "--stdin", "--path=" + path);
    return REGULAR_FILE + "644," + blob + "," + path;
  }

  private static String tree(Git git, String head, Map<String, String> entries)
      throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("naosu-index-");
    Path index = directory.resolve("index");
    try {
      Git apart = git.with(Map.of("GIT_INDEX_FILE", index.toString()));
      apart.must(NO_INPUT, "read-tree", head);
      for (String entry : entries.values()) {
        apart.must(NO_INPUT, "update-index", "--add", "--cacheinfo", entry);
      }
      return apart.must(NO_INPUT, "write-tree");
    } finally {
      Files.deleteIfExists(index);
      Files.deleteIfExists(directory.resolve("index.lock"));
      Files.deleteIfExists(directory);
    }
  }

  /// Who a commit is by, where the repository does not say so.
  static Map<String, String> author(Git git) throws IOException, InterruptedException {
    Map<String, String> author = new HashMap<>();
    boolean named = git.ask(NO_INPUT, "config", "--get", "user.name").succeeded();
    boolean mailed = git.ask(NO_INPUT, "config", "--get", "user.email").succeeded();
    for (String role : List.of("AUTHOR", "COMMITTER")) {
      if (!named && System.getenv("GIT_" + role + "_NAME") == null) {
        author.put("GIT_" + role + "_NAME", "naosu");
      }
      if (!mailed && System.getenv("GIT_" + role + "_EMAIL") == null) {
        author.put("GIT_" + role + "_EMAIL", "naosu@localhost");
      }
    }
    return author;
  }

  private static String create(Git git, String wanted, String commit)
      throws IOException, InterruptedException {
    String name = wanted;
    for (int number = 2; exists(git, name); number++) {
      name = wanted + "-" + number;
    }
    // the empty old value: the branch must not exist
    git.must(NO_INPUT, "update-ref", "-m", "naosu: repair", "refs/heads/" + name, commit, "");
    return name;
  }

  private static boolean exists(Git git, String branch) throws IOException, InterruptedException {
    return git.ask(NO_INPUT, "show-ref", "--verify", "--quiet", "refs/heads/" + branch).succeeded();
  }

  /// Where a new file can be made.
  private Path free(String path) throws Refusal, IOException {
    Path root = project.toRealPath();
    Path file = root.resolve(path);
    Path near = file;
    while (near.getParent() != null && !Files.exists(near, LinkOption.NOFOLLOW_LINKS)) {
      near = near.getParent();
    }
    if (near.equals(file)) {
      throw new Refusal(path + " is there by now", AGAIN);
    }
    if (!near.toRealPath().startsWith(root)) {
      throw new Refusal(path + " would lie outside of the project", "Apply the diff by hand");
    }
    return file;
  }

  /// What naosu writes itself is ASCII, which is the same in every character set that sources have.
  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /// The user's files, each as it was when the patch was made, by path.
  private Map<String, TextFile> unchanged(Change change) throws Refusal {
    Map<String, TextFile> files = new TreeMap<>();
    for (Map.Entry<String, String> each : change.before().entrySet()) {
      String path = each.getKey();
      TextFile file;
      try {
        Path real = project.resolve(path).toRealPath();
        if (!real.startsWith(project.toRealPath())) {
          throw new Refusal(path + " is a link out of the project", "Apply the diff by hand");
        }
        file = TextFile.read(real);
      } catch (IOException e) {
        throw new Refusal(path + " cannot be read any more: " + e.getMessage(), AGAIN);
      }
      if (!file.text().equals(each.getValue())) {
        throw new Refusal(path + " was changed while naosu was at work", AGAIN);
      }
      files.put(path, file);
    }
    return files;
  }
}
