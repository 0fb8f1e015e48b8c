package dev.naosu.forge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.naosu.forge.GithubConnector.Carried;
import dev.naosu.ship.pull.Forge;
import dev.naosu.ship.pull.ForgeTrouble;
import dev.naosu.ship.pull.ForgeTrouble.Kind;
import dev.naosu.ship.pull.Proposal;
import dev.naosu.ship.pull.Pull;
import dev.naosu.ship.pull.Pull.Standing;
import dev.naosu.ship.pull.Remark;
import dev.naosu.ship.pull.Reviewers;
import dev.naosu.ship.pull.Suggestion;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kohsuke.github.GHDirection;
import org.kohsuke.github.GHException;
import org.kohsuke.github.GHIssueComment;
import org.kohsuke.github.GHIssueState;
import org.kohsuke.github.GHPermissionType;
import org.kohsuke.github.GHPullRequest;
import org.kohsuke.github.GHPullRequestQueryBuilder;
import org.kohsuke.github.GHRepository;
import org.kohsuke.github.GHTeam;
import org.kohsuke.github.GHUser;
import org.kohsuke.github.GitHub;
import org.kohsuke.github.GitHubAbuseLimitHandler;
import org.kohsuke.github.GitHubBuilder;
import org.kohsuke.github.GitHubRateLimitHandler;
import org.kohsuke.github.HttpException;
import org.kohsuke.github.RateLimitChecker;

/// A repository at GitHub, or at a GitHub Enterprise Server.
final class GithubForge implements Forge {
  private static final String RIGHTS =
      "of a fine-grained token, Contents, Pull requests and Issues, each to read and write; of a"
          + " classic one, `repo`";

  private static final int MOST_REMARKS = 1_000;
  private static final int PAGE = 100;

  /// Nothing stands in the way of merging.
  private static final Set<String> READY = Set.of("clean", "has_hooks");

  private static final ObjectMapper JSON = new ObjectMapper();

  private final ForgeAccess access;
  private final Refusals refusals;
  private final GithubConnector connector;

  GithubForge(ForgeAccess access, ForgeHttp http) {
    this.access = access;
    this.refusals = new Refusals(access, RIGHTS);
    this.connector = new GithubConnector(http, refusals);
  }

  @FunctionalInterface
  private interface Work<T> {
    T with(GitHub github) throws IOException;
  }

  @Override
  public String self() throws ForgeTrouble, InterruptedException {
    return asked("say who its token is", github -> github.getMyself().getLogin());
  }

  @Override
  public Optional<Pull> from(String branch) throws ForgeTrouble, InterruptedException {
    return asked(
        "look at pull requests",
        github -> {
          String owner = access.repository().split("/", 2)[0];
          List<Pull> found = new ArrayList<>();
          GHRepository repository = repository(github);
          for (GHPullRequest each :
              repository
                  .queryPullRequests()
                  .state(GHIssueState.ALL)
                  .head(owner + ":" + branch)
                  .sort(GHPullRequestQueryBuilder.Sort.CREATED)
                  .direction(GHDirection.DESC)
                  .list()
                  .withPageSize(PAGE)
                  .toList()) {
            // an older server leaves out what it does not understand
            if (each.getHead().getRef().equals(branch)) {
              found.add(pull(repository, each));
            }
          }
          return found.stream().filter(Pull::isOpen).findFirst().or(() -> first(found));
        });
  }

  private static Optional<Pull> first(List<Pull> pulls) {
    return pulls.stream().findFirst();
  }

  @Override
  public Pull open(Proposal proposal) throws ForgeTrouble, InterruptedException {
    try {
      return asked(
          "open a pull request",
          github -> {
            GHRepository repository = repository(github);
            return pull(
                repository,
                repository.createPullRequest(
                    proposal.title(), proposal.branch(), proposal.base(), proposal.body(), true));
          });
    } catch (ForgeTrouble trouble) {
      // opened a moment ago, by a process that did not live to know it
      Optional<Pull> there =
          trouble.why().contains("already exists") ? from(proposal.branch()) : Optional.empty();
      return there.filter(Pull::isOpen).orElseThrow(() -> trouble);
    }
  }

  @Override
  public void revise(long number, Proposal proposal) throws ForgeTrouble, InterruptedException {
    done(
        "change a pull request",
        github -> {
          GHPullRequest pull = repository(github).getPullRequest((int) number);
          pull.setTitle(proposal.title());
          pull.setBody(proposal.body());
        });
  }

  @Override
  public void label(long number, List<String> labels) throws ForgeTrouble, InterruptedException {
    if (!labels.isEmpty()) {
      done(
          "label a pull request",
          github ->
              repository(github)
                  .getPullRequest((int) number)
                  .addLabels(labels.toArray(String[]::new)));
    }
  }

  /// Each by itself: one who may not review would keep the others from being asked.
  @Override
  public void ask(long number, Reviewers reviewers) throws ForgeTrouble, InterruptedException {
    List<ForgeTrouble> troubles = new ArrayList<>();
    for (String person : reviewers.people()) {
      tried(
          troubles,
          github -> {
            GHUser user = github.getUser(person);
            repository(github).getPullRequest((int) number).requestReviewers(List.of(user));
          });
    }
    for (String team : reviewers.teams()) {
      tried(
          troubles,
          github -> {
            String owner = access.repository().split("/", 2)[0];
            GHTeam found = github.getOrganization(owner).getTeamBySlug(team);
            repository(github).getPullRequest((int) number).requestTeamReviewers(List.of(found));
          });
    }
    if (!troubles.isEmpty()) {
      throw troubles.getFirst();
    }
  }

  private void tried(List<ForgeTrouble> troubles, Deed deed)
      throws ForgeTrouble, InterruptedException {
    try {
      done("ask for a review", deed);
    } catch (ForgeTrouble trouble) {
      if (trouble.isPassing()) {
        throw trouble;
      }
      troubles.add(trouble);
    }
  }

  @Override
  public List<Remark> remarks(long number) throws ForgeTrouble, InterruptedException {
    return asked(
        "read what was said to a pull request",
        github -> {
          List<Remark> remarks = new ArrayList<>();
          for (GHIssueComment each :
              repository(github)
                  .getPullRequest((int) number)
                  .queryComments()
                  .list()
                  .withPageSize(PAGE)) {
            remarks.add(
                new Remark(Long.toString(each.getId()), author(each), orEmpty(each.getBody())));
          }
          return remarks.subList(Math.max(0, remarks.size() - MOST_REMARKS), remarks.size());
        });
  }

  @Override
  public void say(long number, String markdown) throws ForgeTrouble, InterruptedException {
    done(
        "answer in a pull request",
        github -> repository(github).getPullRequest((int) number).comment(markdown));
  }

  @Override
  public boolean mayWrite(String person) throws ForgeTrouble, InterruptedException {
    try {
      GHPermissionType right =
          asked("look who may write", github -> repository(github).getPermission(person));
      return right == GHPermissionType.ADMIN || right == GHPermissionType.WRITE;
    } catch (ForgeTrouble trouble) {
      return unless(Kind.MISSING, trouble, false);
    }
  }

  @Override
  public Merging merge(Pull pull) throws ForgeTrouble, InterruptedException {
    return asked(
        "merge a pull request",
        github -> {
          GHPullRequest found = repository(github).getPullRequest((int) pull.number());
          String state = orEmpty(found.getMergeableState());
          if (!found.getHead().getSha().equals(pull.head())) {
            return new Merging.NotYet("somebody has pushed to its branch");
          }
          if (!READY.contains(state)) {
            return new Merging.NotYet("GitHub says that it is " + state);
          }
          found.merge("", pull.head());
          return new Merging.Done(
              orEmpty(repository(github).getPullRequest((int) pull.number()).getMergeCommitSha()));
        });
  }

  @Override
  public void close(long number) throws ForgeTrouble, InterruptedException {
    done("close a pull request", github -> repository(github).getPullRequest((int) number).close());
  }

  @Override
  public Optional<String> author(String commit) throws ForgeTrouble, InterruptedException {
    try {
      return asked(
          "look at a commit",
          github ->
              Optional.ofNullable(repository(github).getCommit(commit).getAuthor())
                  .map(GHUser::getLogin));
    } catch (ForgeTrouble trouble) {
      return unless(Kind.MISSING, trouble, Optional.empty());
    }
  }

  @Override
  public Optional<Pull> bringing(String commit) throws ForgeTrouble, InterruptedException {
    try {
      return asked(
          "look at a commit",
          github -> {
            GHRepository repository = repository(github);
            for (GHPullRequest each : repository.getCommit(commit).listPullRequests().toList()) {
              if (each.getState() == GHIssueState.OPEN) {
                return Optional.of(pull(repository, each));
              }
            }
            return Optional.empty();
          });
    } catch (ForgeTrouble trouble) {
      return unless(Kind.MISSING, trouble, Optional.empty());
    }
  }

  @Override
  public boolean suggest(Pull pull, Suggestion suggestion)
      throws ForgeTrouble, InterruptedException {
    try {
      done(
          "suggest a change",
          github -> {
            var comment =
                repository(github)
                    .getPullRequest((int) pull.number())
                    .createReviewComment()
                    .commitId(pull.head())
                    .path(suggestion.path())
                    .body(suggestion.markdown("suggestion"));
            (suggestion.first() == suggestion.last()
                    ? comment.line(suggestion.last())
                    : comment.lines(suggestion.first(), suggestion.last()))
                .create();
          });
      return true;
    } catch (ForgeTrouble trouble) {
      return unless(Kind.UNFIT, trouble, false);
    }
  }

  /// The way that is left would ask for each person by itself.
  @SuppressWarnings("deprecation")
  private static String author(GHIssueComment comment) {
    return orEmpty(comment.getUserName());
  }

  private GHRepository repository(GitHub github) throws IOException {
    return github.getRepository(access.repository());
  }

  private static Pull pull(GHRepository repository, GHPullRequest found) throws IOException {
    return new Pull(
        found.getNumber(),
        found.getHtmlUrl().toString(),
        standing(repository, found),
        found.getHead().getRef(),
        found.getHead().getSha(),
        orEmpty(found.getBody()));
  }

  private static Standing standing(GHRepository repository, GHPullRequest found)
      throws IOException {
    if (found.getState() == GHIssueState.OPEN) {
      return new Standing.Open();
    }
    @Nullable Date merged = found.getMergedAt();
    if (merged != null) {
      return new Standing.Merged(orEmpty(found.getMergeCommitSha()));
    }
    // only the issue behind it says who
    @Nullable GHUser by = repository.getIssue(found.getNumber()).getClosedBy();
    return new Standing.Closed(by == null ? "" : by.getLogin());
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  @FunctionalInterface
  private interface Deed {
    void with(GitHub github) throws IOException;
  }

  private void done(String doing, Deed deed) throws ForgeTrouble, InterruptedException {
    asked(
        doing,
        github -> {
          deed.with(github);
          return doing;
        });
  }

  private <T> T asked(String doing, Work<T> work) throws ForgeTrouble, InterruptedException {
    try {
      return work.with(client());
    } catch (IOException | GHException e) {
      throw told(doing, e);
    }
  }

  /// @param usual what it is when there is trouble of this kind
  private static <T> T unless(Kind kind, ForgeTrouble trouble, T usual) throws ForgeTrouble {
    if (trouble.kind() == kind) {
      return usual;
    }
    throw trouble;
  }

  private GitHub client() throws IOException {
    return new GitHubBuilder()
        .withEndpoint(endpoint())
        // by itself, the client would ask who that is before everything else
        .withAuthorizationProvider(() -> "Bearer " + access.token())
        .withConnector(connector)
        // the connector has waited already for as long as is sensible
        .withRateLimitHandler(GitHubRateLimitHandler.FAIL)
        .withAbuseLimitHandler(GitHubAbuseLimitHandler.FAIL)
        .withRateLimitChecker(RateLimitChecker.NONE)
        .build();
  }

  /// An Enterprise Server has its API below its pages.
  private String endpoint() {
    String url = access.url().toString();
    return url.equals("https://github.com") ? "https://api.github.com" : url + "/api/v3";
  }

  /// Whatever the client made of it.
  private ForgeTrouble told(String doing, Exception e) throws InterruptedException {
    for (Throwable each = e; each != null; each = each.getCause()) {
      if (each instanceof Carried carried) {
        return carried.trouble();
      }
      if (each instanceof InterruptedIOException && Thread.interrupted()) {
        throw (InterruptedException) new InterruptedException("naosu ends").initCause(e);
      }
      if (each instanceof FileNotFoundException) {
        return refusals.of(404, doing, "");
      }
      if (each instanceof HttpException answer && answer.getResponseCode() > 0) {
        return refusals.of(answer.getResponseCode(), doing, said(answer));
      }
    }
    return ForgeTrouble.passing("GitHub cannot be understood: " + e);
  }

  /// `message` of the answer, with those of its errors.
  private static String said(HttpException answer) {
    String text = orEmpty(answer.getMessage());
    try {
      JsonNode json = JSON.readTree(text);
      StringBuilder said = new StringBuilder(json.path("message").asText(""));
      for (JsonNode error : json.path("errors")) {
        said.append("; ")
            .append(error.isTextual() ? error.asText() : error.path("message").asText(""));
      }
      return said.toString();
    } catch (JsonProcessingException _) {
      return text;
    }
  }
}
