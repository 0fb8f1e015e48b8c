package dev.naosu.app.serve;

import dev.naosu.cycle.incident.Remedy;
import dev.naosu.git.ServiceRepository;
import dev.naosu.ship.pull.CodeOwners;
import dev.naosu.ship.pull.CodeOwners.Dialect;
import dev.naosu.ship.pull.Forge;
import dev.naosu.ship.pull.ForgeTrouble;
import dev.naosu.ship.pull.Hunk;
import dev.naosu.ship.pull.Markdown;
import dev.naosu.ship.pull.PullRequests;
import dev.naosu.ship.pull.Reviewers;
import dev.naosu.ship.pull.Suggestion;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Who knows the lines that a repair changes: their owners, else who wrote them last.
///
/// @param directory of the project within the repository; empty for its root
record Reviews(ServiceRepository repository, String directory, Dialect dialect) {
  private static final int MOST_AUTHORS = 4;
  private static final int MOST_SENTENCE = 400;

  /// Who should look at it; nobody when nobody is known.
  Reviewers reviewers(Remedy remedy, Forge forge) throws ForgeTrouble, InterruptedException {
    try {
      Reviewers owners = owners(remedy);
      return owners.isNobody() ? authors(remedy, forge) : owners;
    } catch (IOException _) {
      // who wrote what cannot be read now: nobody is asked
      return Reviewers.NOBODY;
    }
  }

  private Reviewers owners(Remedy remedy) throws IOException, InterruptedException {
    for (String place : dialect.places()) {
      Optional<String> text = repository.text(remedy.base(), place);
      if (text.isPresent()) {
        List<String> paths =
            new TreeSet<>(remedy.change().before().keySet()).stream().map(this::within).toList();
        return CodeOwners.read(text.get(), dialect).of(paths);
      }
    }
    return Reviewers.NOBODY;
  }

  private Reviewers authors(Remedy remedy, Forge forge)
      throws ForgeTrouble, IOException, InterruptedException {
    Set<String> people = new LinkedHashSet<>();
    for (String commit : suspects(remedy)) {
      if (people.size() < MOST_AUTHORS) {
        forge.author(commit).ifPresent(people::add);
      }
    }
    return new Reviewers(List.copyOf(people), List.of());
  }

  /// The commits that wrote the changed lines, of those of more lines first.
  private List<String> suspects(Remedy remedy) throws IOException, InterruptedException {
    Set<String> commits = new LinkedHashSet<>();
    for (Hunk hunk : Hunk.of(remedy.change())) {
      commits.addAll(
          repository.writers(remedy.base(), within(hunk.path()), hunk.first(), hunk.last()));
    }
    return commits.stream().limit(MOST_AUTHORS).toList();
  }

  /// Tells the open pull request that brought the lines in what would mend them there. It is a
  /// courtesy: when it cannot be done, nothing is lost.
  ///
  /// @param key of the repair
  void suggest(Remedy remedy, PullRequests pulls, String url, String key)
      throws InterruptedException {
    try {
      Optional<Hunk> hunk = Hunk.of(remedy.change()).stream().findFirst();
      if (hunk.isEmpty()) {
        return;
      }
      List<String> words = new ArrayList<>();
      words.add(
          "This broke something in production: " + Markdown.plain(remedy.cause(), MOST_SENTENCE));
      words.add("A repair is proposed at " + url);
      Suggestion suggestion =
          new Suggestion(
              within(hunk.get().path()),
              hunk.get().first(),
              hunk.get().last(),
              hunk.get().lines(),
              words.getFirst());
      for (String commit : suspects(remedy)) {
        if (isAsThere(commit, remedy, hunk.get())) {
          pulls.suggest(commit, suggestion, String.join("\n\n", words), key);
        }
      }
    } catch (ForgeTrouble | IOException e) {
      System.getLogger("dev.naosu.serve")
          .log(System.Logger.Level.DEBUG, "nothing was suggested where the fault came from", e);
    }
  }

  /// Whether the lines stand at the same place where they were written and where they were mended.
  private boolean isAsThere(String commit, Remedy remedy, Hunk hunk)
      throws IOException, InterruptedException {
    List<String> there = repository.text(commit, within(hunk.path())).orElse("").lines().toList();
    List<String> here = remedy.change().before().getOrDefault(hunk.path(), "").lines().toList();
    return there.size() >= hunk.last()
        && here.size() >= hunk.last()
        && there
            .subList(hunk.first() - 1, hunk.last())
            .equals(here.subList(hunk.first() - 1, hunk.last()));
  }

  private String within(String path) {
    return directory.isEmpty() || directory.equals(".")
        ? path
        : directory.replaceAll("/+$", "") + "/" + path;
  }
}
