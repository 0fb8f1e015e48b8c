package dev.naosu.forge;

import dev.naosu.forge.ForgeHttp.Pause;
import dev.naosu.ship.pull.Forge;
import dev.naosu.ship.pull.ForgeTrouble;
import dev.naosu.ship.pull.ForgeTrouble.Kind;
import dev.naosu.ship.pull.Proposal;
import dev.naosu.ship.pull.Pull;
import dev.naosu.ship.pull.Pull.Standing;
import dev.naosu.ship.pull.Remark;
import dev.naosu.ship.pull.Reviewers;
import dev.naosu.ship.pull.Suggestion;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gitlab4j.api.GitLabApi;
import org.gitlab4j.api.GitLabApiException;
import org.gitlab4j.api.models.AcceptMergeRequestParams;
import org.gitlab4j.api.models.AccessLevel;
import org.gitlab4j.api.models.Commit;
import org.gitlab4j.api.models.DiffRef;
import org.gitlab4j.api.models.Member;
import org.gitlab4j.api.models.MergeRequest;
import org.gitlab4j.api.models.MergeRequestFilter;
import org.gitlab4j.api.models.MergeRequestParams;
import org.gitlab4j.api.models.Note;
import org.gitlab4j.api.models.Participant;
import org.gitlab4j.api.models.Position;
import org.gitlab4j.api.models.Reviewer;
import org.gitlab4j.api.models.User;
import org.gitlab4j.models.Constants.MergeRequestOrderBy;
import org.gitlab4j.models.Constants.MergeRequestScope;
import org.gitlab4j.models.Constants.MergeRequestState;
import org.gitlab4j.models.Constants.SortOrder;
import org.gitlab4j.models.Constants.StateEvent;
import org.gitlab4j.models.Constants.TokenType;
import org.jspecify.annotations.Nullable;

/// A project at GitLab, or at a GitLab of one's own.
final class GitlabForge implements Forge {
  private static final String RIGHTS =
      "the scope `api` and the role Developer, or Maintainer where branches are protected";

  private static final int CONNECT_MILLIS = 5_000;
  private static final int READ_MILLIS = 30_000;
  private static final int PAGE = 100;
  private static final int TRIES = 4;
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

  /// Longest wait for an allowance; beyond it, the work is done later.
  private static final Duration MOST_WAIT = Duration.ofMinutes(2);

  private final ForgeAccess access;
  private final InstantSource clock;
  private final Pause pause;
  private final Refusals refusals;

  GitlabForge(ForgeAccess access, InstantSource clock, Pause pause) {
    this.access = access;
    this.clock = clock;
    this.pause = pause;
    this.refusals = new Refusals(access, RIGHTS);
  }

  @FunctionalInterface
  private interface Work<T> {
    T with(GitLabApi gitlab) throws GitLabApiException;
  }

  @Override
  public String self() throws ForgeTrouble, InterruptedException {
    return read(
        "say who its token is", gitlab -> gitlab.getUserApi().getCurrentUser().getUsername());
  }

  @Override
  public Optional<Pull> from(String branch) throws ForgeTrouble, InterruptedException {
    List<MergeRequest> found =
        read(
            "look at merge requests",
            gitlab ->
                gitlab
                    .getMergeRequestApi()
                    .getMergeRequests(
                        access.repository(),
                        new MergeRequestFilter()
                            .withState(MergeRequestState.ALL)
                            .withScope(MergeRequestScope.ALL)
                            .withSourceBranch(branch)
                            .withOrderBy(MergeRequestOrderBy.CREATED_AT)
                            .withSort(SortOrder.DESC),
                        PAGE)
                    .all());
    List<Pull> pulls =
        found.stream()
            // a fork may have a branch of that name too
            .filter(each -> same(each.getSourceProjectId(), each.getTargetProjectId()))
            .filter(each -> branch.equals(each.getSourceBranch()))
            .map(GitlabForge::pull)
            .toList();
    return pulls.stream().filter(Pull::isOpen).findFirst().or(() -> pulls.stream().findFirst());
  }

  private static boolean same(@Nullable Long one, @Nullable Long other) {
    return one == null || one.equals(other);
  }

  @Override
  public Pull open(Proposal proposal) throws ForgeTrouble, InterruptedException {
    try {
      return write(
          "open a merge request",
          gitlab ->
              pull(
                  gitlab
                      .getMergeRequestApi()
                      .createMergeRequest(
                          access.repository(),
                          new MergeRequestParams()
                              .withSourceBranch(proposal.branch())
                              .withTargetBranch(proposal.base())
                              .withTitle(proposal.title())
                              .withDescription(proposal.body()))));
    } catch (ForgeTrouble trouble) {
      // opened a moment ago, by a process that did not live to know it
      Optional<Pull> there =
          trouble.kind() == Kind.UNFIT ? from(proposal.branch()) : Optional.empty();
      return there.filter(Pull::isOpen).orElseThrow(() -> trouble);
    }
  }

  @Override
  public void revise(long number, Proposal proposal) throws ForgeTrouble, InterruptedException {
    update(
        "change a merge request",
        number,
        new MergeRequestParams().withTitle(proposal.title()).withDescription(proposal.body()));
  }

  private void update(String doing, long number, MergeRequestParams params)
      throws ForgeTrouble, InterruptedException {
    write(
        doing,
        gitlab ->
            gitlab.getMergeRequestApi().updateMergeRequest(access.repository(), number, params));
  }

  /// GitLab makes labels that are not there.
  @Override
  public void label(long number, List<String> labels) throws ForgeTrouble, InterruptedException {
    String doing = "label a merge request";
    Set<String> all = new LinkedHashSet<>(orNone(found(doing, number).getLabels()));
    if (all.addAll(labels)) {
      update(doing, number, new MergeRequestParams().withLabels(List.copyOf(all)));
    }
  }

  @Override
  public void ask(long number, Reviewers reviewers) throws ForgeTrouble, InterruptedException {
    String doing = "ask for a review";
    Set<Long> all = new LinkedHashSet<>();
    for (Reviewer each : orNone(found(doing, number).getReviewers())) {
      all.add(each.getId());
    }
    List<String> unknown = new ArrayList<>(reviewers.teams());
    for (String person : reviewers.people()) {
      user(doing, person).ifPresentOrElse(user -> all.add(user.getId()), () -> unknown.add(person));
    }
    if (!all.isEmpty()) {
      update(doing, number, new MergeRequestParams().withReviewerIds(List.copyOf(all)));
    }
    if (!unknown.isEmpty()) {
      throw ForgeTrouble.of(
          Kind.UNFIT,
          "GitLab has nobody called " + String.join(", ", unknown) + " to ask for a review",
          "Name people in CODEOWNERS: a group cannot be asked");
    }
  }

  private Optional<User> user(String doing, String name) throws ForgeTrouble, InterruptedException {
    return read(doing, gitlab -> Optional.ofNullable(gitlab.getUserApi().getUser(name)));
  }

  @Override
  public List<Remark> remarks(long number) throws ForgeTrouble, InterruptedException {
    List<Note> notes =
        read(
            "read what was said to a merge request",
            gitlab ->
                gitlab
                    .getNotesApi()
                    .getMergeRequestNotes(
                        access.repository(), number, SortOrder.ASC, Note.OrderBy.CREATED_AT, PAGE)
                    .all());
    return notes.stream()
        .filter(each -> !Boolean.TRUE.equals(each.getSystem()))
        .map(
            each ->
                new Remark(
                    String.valueOf(each.getId()),
                    each.getAuthor() == null ? "" : orEmpty(each.getAuthor().getUsername()),
                    orEmpty(each.getBody())))
        .toList();
  }

  @Override
  public void say(long number, String markdown) throws ForgeTrouble, InterruptedException {
    write(
        "answer in a merge request",
        gitlab ->
            gitlab
                .getNotesApi()
                .createMergeRequestNote(access.repository(), number, markdown, null, null));
  }

  @Override
  public boolean mayWrite(String person) throws ForgeTrouble, InterruptedException {
    String doing = "look who may write";
    Optional<User> user = user(doing, person);
    if (user.isEmpty()) {
      return false;
    }
    try {
      Member member =
          read(
              doing,
              gitlab ->
                  gitlab.getProjectApi().getMember(access.repository(), user.get().getId(), true));
      AccessLevel level = member.getAccessLevel();
      return level != null && level.value >= AccessLevel.DEVELOPER.value;
    } catch (ForgeTrouble trouble) {
      return unless(Kind.MISSING, trouble, false);
    }
  }

  @Override
  public Merging merge(Pull pull) throws ForgeTrouble, InterruptedException {
    String doing = "merge a merge request";
    MergeRequest found = found(doing, pull.number());
    if (!pull.head().equals(found.getSha())) {
      return new Merging.NotYet("somebody has pushed to its branch");
    }
    String state = orEmpty(found.getDetailedMergeStatus());
    if (!state.equals("mergeable")) {
      return new Merging.NotYet("GitLab says that it is " + state.replace('_', ' '));
    }
    try {
      return new Merging.Done(
          write(
              doing,
              gitlab ->
                  brought(
                      gitlab
                          .getMergeRequestApi()
                          .acceptMergeRequest(
                              access.repository(),
                              pull.number(),
                              new AcceptMergeRequestParams().withSha(pull.head())))));
    } catch (ForgeTrouble trouble) {
      return unless(Kind.UNFIT, trouble, new Merging.NotYet(trouble.why()));
    }
  }

  @Override
  public void close(long number) throws ForgeTrouble, InterruptedException {
    update(
        "close a merge request", number, new MergeRequestParams().withStateEvent(StateEvent.CLOSE));
  }

  /// By the address of mail, where that is public.
  @Override
  public Optional<String> author(String commit) throws ForgeTrouble, InterruptedException {
    String doing = "look at a commit";
    try {
      Commit found =
          read(doing, gitlab -> gitlab.getCommitsApi().getCommit(access.repository(), commit));
      String mail = orEmpty(found.getAuthorEmail());
      List<User> users = read(doing, gitlab -> gitlab.getUserApi().findUsers(mail));
      return users.size() == 1
          ? Optional.ofNullable(users.getFirst().getUsername())
          : Optional.empty();
    } catch (ForgeTrouble trouble) {
      return unless(Kind.MISSING, trouble, Optional.empty());
    }
  }

  @Override
  public Optional<Pull> bringing(String commit) throws ForgeTrouble, InterruptedException {
    try {
      List<MergeRequest> found =
          read(
              "look at a commit",
              gitlab -> gitlab.getCommitsApi().getMergeRequests(access.repository(), commit));
      return found.stream().map(GitlabForge::pull).filter(Pull::isOpen).findFirst();
    } catch (ForgeTrouble trouble) {
      return unless(Kind.MISSING, trouble, Optional.empty());
    }
  }

  @Override
  public boolean suggest(Pull pull, Suggestion suggestion)
      throws ForgeTrouble, InterruptedException {
    String doing = "suggest a change";
    @Nullable DiffRef refs = found(doing, pull.number()).getDiffRefs();
    if (refs == null) {
      return false;
    }
    Position position =
        new Position()
            .withPositionType(Position.PositionType.TEXT)
            .withBaseSha(refs.getBaseSha())
            .withStartSha(refs.getStartSha())
            .withHeadSha(refs.getHeadSha())
            .withOldPath(suggestion.path())
            .withNewPath(suggestion.path())
            .withNewLine(suggestion.last());
    int above = suggestion.last() - suggestion.first();
    try {
      write(
          doing,
          gitlab ->
              gitlab
                  .getDiscussionsApi()
                  .createMergeRequestDiscussion(
                      access.repository(),
                      pull.number(),
                      suggestion.markdown("suggestion:-" + above + "+0"),
                      null,
                      null,
                      position));
      return true;
    } catch (ForgeTrouble trouble) {
      return unless(Kind.UNFIT, trouble, false);
    }
  }

  private MergeRequest found(String doing, long number) throws ForgeTrouble, InterruptedException {
    return read(
        doing, gitlab -> gitlab.getMergeRequestApi().getMergeRequest(access.repository(), number));
  }

  private static Pull pull(MergeRequest found) {
    return new Pull(
        found.getIid(),
        orEmpty(found.getWebUrl()),
        standing(found),
        orEmpty(found.getSourceBranch()),
        orEmpty(found.getSha()),
        orEmpty(found.getDescription()));
  }

  private static Standing standing(MergeRequest found) {
    @Nullable Participant by = found.getClosedBy();
    return switch (orEmpty(found.getState()).toLowerCase(Locale.ROOT)) {
      case "merged" -> new Standing.Merged(brought(found));
      case "closed" -> new Standing.Closed(by == null ? "" : orEmpty(by.getUsername()));
      default -> new Standing.Open();
    };
  }

  /// A merge may make a commit, squash into one, or move the branch forward to what there is.
  private static String brought(MergeRequest found) {
    @Nullable String merge = found.getMergeCommitSha();
    @Nullable String squash = found.getSquashCommitSha();
    return merge != null ? merge : squash != null ? squash : orEmpty(found.getSha());
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static <T> List<T> orNone(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }

  /// @param usual what it is when there is trouble of this kind
  private static <T> T unless(Kind kind, ForgeTrouble trouble, T usual) throws ForgeTrouble {
    if (trouble.kind() == kind) {
      return usual;
    }
    throw trouble;
  }

  private <T> T read(String doing, Work<T> work) throws ForgeTrouble, InterruptedException {
    return asked(doing, true, work);
  }

  private <T> T write(String doing, Work<T> work) throws ForgeTrouble, InterruptedException {
    return asked(doing, false, work);
  }

  /// As [ForgeHttp] does it: the client has a way to the network of its own.
  private <T> T asked(String doing, boolean reads, Work<T> work)
      throws ForgeTrouble, InterruptedException {
    Duration next = FIRST_PAUSE;
    for (int attempt = 1; ; attempt++) {
      try (GitLabApi gitlab = client()) {
        return work.with(gitlab);
      } catch (GitLabApiException e) {
        if (Thread.interrupted()) {
          throw (InterruptedException) new InterruptedException("naosu ends").initCause(e);
        }
        int status = e.getHttpStatus();
        if (status == 429) {
          Duration wait = ForgeHttp.limit(headers(e), clock.instant());
          if (wait.compareTo(MOST_WAIT) > 0 || attempt == TRIES) {
            throw ForgeTrouble.passing(
                "GitLab lets this token ask nothing more until " + clock.instant().plus(wait));
          }
          pause.of(wait);
          continue;
        }
        if (status > 0 && status < 500) {
          throw refusals.of(status, doing, orEmpty(e.getMessage()));
        }
        if (!reads || attempt == TRIES) {
          throw ForgeTrouble.passing(
              "GitLab "
                  + (status > 0
                      ? "answers with status " + status
                      : "cannot be asked: " + e.getMessage()));
        }
      }
      pause.of(next);
      next = next.multipliedBy(2);
    }
  }

  private GitLabApi client() {
    GitLabApi gitlab =
        new GitLabApi(
            access.url().toString(),
            TokenType.PRIVATE,
            access.token(),
            null,
            // the token would go to wherever an answer points
            Map.of("jersey.config.client.followRedirects", false));
    gitlab.setRequestTimeout(CONNECT_MILLIS, READ_MILLIS);
    return gitlab;
  }

  private static Map<String, List<String>> headers(GitLabApiException e) {
    Map<String, List<String>> headers = new HashMap<>();
    if (e.getHeaders() != null) {
      e.getHeaders().forEach((key, values) -> headers.put(key.toLowerCase(Locale.ROOT), values));
    }
    return headers;
  }
}
