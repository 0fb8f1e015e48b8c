package dev.naosu.git;

import dev.naosu.ship.CommitMessage;
import dev.naosu.ship.revert.DataLoss;
import dev.naosu.ship.revert.Reversal;
import dev.naosu.ship.revert.Reversal.Kept;
import dev.naosu.ship.revert.Reversal.Risk;
import dev.naosu.ship.revert.RevertMessage;
import dev.naosu.ship.revert.Settled;
import dev.naosu.ship.revert.Undo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Undoes commits in a clone that is thrown away afterwards.
///
/// The commits to be undone are one step forwards; the same step backwards is merged into the head,
/// three ways, with what was renamed since found again. Where that meets lines that were changed
/// later, these stay.
final class GitReversal {
  private static final byte[] NO_INPUT = {};
  private static final int MOST_HISTORY = 3000;
  private static final int MOST_LATER = 50;
  private static final int MOST_NAMED = 3;
  private static final int MOST_DIFF_BYTES = 200_000;
  private static final int MOST_MIGRATION_BYTES = 200_000;
  private static final int MOST_DELETED = 200;
  private static final int SHORTEST_NAME = 3;

  private final Git git;

  /// @param clone with the head checked out, and nothing else in it
  GitReversal(Git clone) {
    git =
        clone.with(
            Map.of(
                // names of files may hold wildcards
                "GIT_LITERAL_PATHSPECS", "1",
                "GIT_CONFIG_COUNT", "4",
                "GIT_CONFIG_KEY_0", "core.hooksPath",
                "GIT_CONFIG_VALUE_0", "/dev/null",
                "GIT_CONFIG_KEY_1", "rerere.enabled",
                "GIT_CONFIG_VALUE_1", "false",
                "GIT_CONFIG_KEY_2", "merge.renames",
                "GIT_CONFIG_VALUE_2", "true",
                "GIT_CONFIG_KEY_3", "commit.gpgSign",
                "GIT_CONFIG_VALUE_3", "false"));
  }

  Reversal of(Undo undo) throws IOException, InterruptedException {
    Optional<Reversal> impossible = impossible(undo);
    if (impossible.isPresent()) {
      return impossible.get();
    }
    List<Settled.Entry> history = git.commits("-" + MOST_HISTORY, undo.head());
    Set<String> undone = new HashSet<>(lines("rev-list", undo.first() + "^.." + undo.last()));
    Optional<String> settled = Settled.against(undone, history);
    if (settled.isPresent()) {
      return new Reversal.Refused(
          "a person has decided about it: " + settled.get(),
          "Undo it yourself, if it is to be undone all the same");
    }
    SortedMap<String, String> kept = merge(undo);
    keepMigrations(kept);
    keepWhatIsUsed(undo, kept);
    String tree = git.must(NO_INPUT, "write-tree");
    if (tree.equals(git.must(NO_INPUT, "rev-parse", undo.head() + "^{tree}"))) {
      return kept.isEmpty()
          ? new Reversal.Refused("it is undone already", "Nothing needs to be done")
          : new Reversal.Refused(
              "nothing of it can be undone without losing what came later: "
                  + kept.firstKey()
                  + ", "
                  + kept.get(kept.firstKey()),
              "Mend it by a new change");
    }
    return committed(undo, undone, history, tree, kept);
  }

  private Optional<Reversal> impossible(Undo undo) throws IOException, InterruptedException {
    for (String each : List.of(undo.first(), undo.last())) {
      if (!succeeds("rev-parse", "--verify", "--quiet", each + "^{commit}")
          || !succeeds("merge-base", "--is-ancestor", each, undo.head())) {
        return refused(
            each.substring(0, 7) + " is not in the history of the branch",
            "See whether it was already replaced, as by a rebase");
      }
    }
    if (!succeeds("merge-base", "--is-ancestor", undo.first(), undo.last())) {
      return refused(
          undo.last().substring(0, 7) + " does not follow " + undo.first().substring(0, 7),
          "Name the oldest commit first");
    }
    return succeeds("rev-parse", "--verify", "--quiet", undo.first() + "^1")
        ? Optional.empty()
        : refused("there is nothing before it to go back to", "Mend it by a new change");
  }

  private static Optional<Reversal> refused(String why, String remedy) {
    return Optional.of(new Reversal.Refused(why, remedy));
  }

  /// Merges the step backwards into the index.
  ///
  /// @return why, by path of what was not merged as it was changed later
  private SortedMap<String, String> merge(Undo undo) throws IOException, InterruptedException {
    String step =
        git.with(GitDelivery.author(git))
            .must(
                "back".getBytes(StandardCharsets.UTF_8),
                "commit-tree",
                undo.first() + "^1^{tree}",
                "-p",
                undo.last(),
                "-F",
                "-");
    SortedMap<String, String> kept = new TreeMap<>();
    if (pick(step)) {
      return kept;
    }
    SortedSet<String> conflicts = unmerged();
    git.must(NO_INPUT, "reset", "--quiet", "--hard", undo.head());
    if (!pick(step, "-X", "ours")) {
      for (String path : unmerged()) {
        restore(path);
      }
    }
    for (String path : conflicts) {
      String later = later(undo, path);
      if (succeeds("diff", "--cached", "--quiet", "HEAD", "--", path)) {
        kept.put(path, "stays as it is, for " + later + " changed the same later");
      } else {
        kept.put(path, "is undone but for the lines that " + later + " changed later");
      }
    }
    return kept;
  }

  /// @return whether there were no conflicts
  private boolean pick(String step, String... options) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of("cherry-pick", "--no-commit"));
    Collections.addAll(words, options);
    words.add(step);
    Git.Answer answer = git.ask(NO_INPUT, words.toArray(String[]::new));
    if (!answer.succeeded() && unmerged().isEmpty()) {
      throw new Git.Failed(
          "git cherry-pick: " + answer.error().lines().findFirst().orElse("failed"));
    }
    return answer.succeeded();
  }

  private SortedSet<String> unmerged() throws IOException, InterruptedException {
    SortedSet<String> paths = new TreeSet<>();
    for (String each : parts(git.must(NO_INPUT, "ls-files", "-u", "-z"))) {
      paths.add(each.substring(each.indexOf('\t') + 1));
    }
    return paths;
  }

  /// As the head has it.
  private void restore(String path) throws IOException, InterruptedException {
    if (git.must(NO_INPUT, "ls-tree", "--full-tree", "HEAD", path).isEmpty()) {
      git.must(NO_INPUT, "rm", "--quiet", "--cached", "--force", "--", path);
    } else {
      git.must(NO_INPUT, "checkout", "--quiet", "HEAD", "--", path);
    }
  }

  /// The database knows what was applied; a migration that goes away or changes stops the service
  /// from starting.
  private void keepMigrations(SortedMap<String, String> kept)
      throws IOException, InterruptedException {
    for (String path : changes("--cached", "HEAD").keySet()) {
      if (DataLoss.isMigration(path)) {
        restore(path);
        kept.put(
            path,
            "stays as it is, for the database has it already; what it did is undone only by a"
                + " migration of its own");
      }
    }
  }

  private void keepWhatIsUsed(Undo undo, SortedMap<String, String> kept)
      throws IOException, InterruptedException {
    Set<String> changedLater = changes(undo.last(), undo.head()).keySet();
    List<String> deleted =
        changes("--cached", "HEAD").entrySet().stream()
            .filter(each -> each.getValue() == 'D')
            .map(Map.Entry::getKey)
            .limit(MOST_DELETED)
            .toList();
    for (String path : deleted) {
      String file = path.substring(path.lastIndexOf('/') + 1);
      String name = file.contains(".") ? file.substring(0, file.indexOf('.')) : file;
      if (name.length() < SHORTEST_NAME) {
        continue;
      }
      Git.Answer users = git.ask(NO_INPUT, "grep", "--cached", "-l", "-z", "-w", "-F", "-e", name);
      Optional<String> user =
          users.succeeded()
              ? parts(users.output()).stream().filter(changedLater::contains).findFirst()
              : Optional.empty();
      if (user.isPresent()) {
        restore(path);
        kept.put(
            path,
            "stays, for %s uses it, which %s changed later"
                .formatted(user.get(), later(undo, user.get())));
      }
    }
  }

  private Reversal committed(
      Undo undo,
      Set<String> undone,
      List<Settled.Entry> history,
      String tree,
      SortedMap<String, String> kept)
      throws IOException, InterruptedException {
    List<Kept> left = new ArrayList<>();
    kept.forEach((path, why) -> left.add(new Kept(path, why)));
    List<Risk> risks = risks(undo);
    List<Settled.Entry> commits =
        history.stream().filter(each -> undone.contains(each.name())).toList().reversed();
    CommitMessage message =
        RevertMessage.of(
            undo.why(),
            commits.isEmpty() ? List.of(new Settled.Entry(undo.last(), "")) : commits,
            left,
            risks);
    String commit =
        git.with(GitDelivery.author(git))
            .must(
                message.text().getBytes(StandardCharsets.UTF_8),
                "commit-tree",
                tree,
                "-p",
                undo.head(),
                "-F",
                "-");
    String diff =
        git.reading(MOST_DIFF_BYTES)
            .must(NO_INPUT, "diff", "--no-color", "--no-ext-diff", undo.head(), commit);
    List<String> later =
        lines("log", "-" + MOST_LATER, "--format=%h %s", undo.last() + ".." + undo.head());
    return left.isEmpty()
        ? new Reversal.Reverted(commit, message.text(), diff, later, risks)
        : new Reversal.Partial(commit, message.text(), diff, later, risks, left);
  }

  private List<Risk> risks(Undo undo) throws IOException, InterruptedException {
    List<Risk> risks = new ArrayList<>();
    migrations(
        changes(undo.first() + "^1", undo.last()).keySet(),
        "came with what is undone; the database is changed already and stays so",
        risks);
    migrations(
        changes(undo.last(), undo.head()).keySet(),
        "came later and stays; see that it does not need what is undone",
        risks);
    for (Map.Entry<String, Character> each : changes("--cached", "HEAD").entrySet()) {
      String path = each.getKey();
      if (DataLoss.isSchema(path)) {
        risks.add(
            new Risk(
                Risk.Kind.SCHEMA,
                path,
                "what was written by it meanwhile may not be readable any more"));
      }
      if (DataLoss.isData(path) && each.getValue() != 'A') {
        long before = size("HEAD:" + path);
        long after = each.getValue() == 'D' ? 0 : size(":" + path);
        if (after < before) {
          risks.add(
              new Risk(
                  Risk.Kind.DATA,
                  path,
                  each.getValue() == 'D'
                      ? "goes away, with %d bytes of data".formatted(before)
                      : "shrinks from %d to %d bytes".formatted(before, after)));
        }
      }
    }
    return risks;
  }

  private void migrations(Set<String> paths, String sentence, List<Risk> risks)
      throws IOException, InterruptedException {
    for (String path : paths) {
      if (DataLoss.isMigration(path)) {
        risks.add(new Risk(Risk.Kind.MIGRATION, path, sentence));
        Git.Answer text =
            git.reading(MOST_MIGRATION_BYTES).ask(NO_INPUT, "cat-file", "blob", "HEAD:" + path);
        if (text.succeeded()) {
          risks.addAll(DataLoss.irreversible(path, text.output()));
        }
      }
    }
  }

  private long size(String object) throws IOException, InterruptedException {
    return Long.parseLong(git.must(NO_INPUT, "cat-file", "-s", object));
  }

  /// The latest commits that changed a file after what is undone.
  private String later(Undo undo, String path) throws IOException, InterruptedException {
    List<String> commits =
        lines(
            "log",
            "-" + MOST_NAMED,
            "--format=%h (%s)",
            undo.last() + ".." + undo.head(),
            "--",
            path);
    return commits.isEmpty() ? "a later commit" : String.join(", ", commits);
  }

  /// How each path was changed, as a letter: A, M, D or T.
  private SortedMap<String, Character> changes(String... between)
      throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of("diff", "--name-status", "--no-renames", "-z"));
    Collections.addAll(words, between);
    List<String> parts = parts(git.must(NO_INPUT, words.toArray(String[]::new)));
    SortedMap<String, Character> changes = new TreeMap<>();
    for (int i = 0; i + 1 < parts.size(); i += 2) {
      changes.put(parts.get(i + 1), parts.get(i).charAt(0));
    }
    return changes;
  }

  private boolean succeeds(String... words) throws IOException, InterruptedException {
    return git.ask(NO_INPUT, words).succeeded();
  }

  private List<String> lines(String... words) throws IOException, InterruptedException {
    return git.must(NO_INPUT, words).lines().toList();
  }

  private static List<String> parts(String text) {
    return List.of(text.split("\0", -1)).stream().filter(each -> !each.isEmpty()).toList();
  }
}
