package dev.naosu.git;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/// Commits of a repository on this machine, which is only read.
public final class LocalCommits {
  private static final byte[] NO_INPUT = {};

  private final Path directory;

  /// @param directory within the working tree
  public LocalCommits(Path directory) {
    this.directory = directory;
  }

  /// Checks out a commit somewhere else.
  ///
  /// @param revision as git understands it: a name, a branch, `HEAD~2`
  /// @param into a directory that is not there yet
  /// @return where in it the files of this directory are
  /// @throws IOException with a text for people
  public Path checkOut(String revision, Path into) throws IOException, InterruptedException {
    Git git = new Git(directory, Map.of());
    Git.Answer top = git.ask(NO_INPUT, "rev-parse", "--show-toplevel");
    if (!top.succeeded()) {
      throw new IOException(directory + " is not in the working tree of a git repository");
    }
    Git.Answer commit =
        git.ask(NO_INPUT, "rev-parse", "--verify", "--quiet", revision + "^{commit}");
    // what begins like an option is none of the names that git gives
    if (revision.startsWith("-") || !commit.succeeded()) {
      throw new IOException("the repository has no commit " + revision);
    }
    String below = git.must(NO_INPUT, "rev-parse", "--show-prefix");
    git.must(
        NO_INPUT,
        "clone",
        "--quiet",
        "--shared",
        "--no-checkout",
        top.firstLine(),
        into.toString());
    new Git(into, Map.of()).must(NO_INPUT, "checkout", "--quiet", "--detach", commit.firstLine());
    return into.resolve(below);
  }
}
