package dev.naosu.forge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.naosu.forge.FakeServer.Reply;
import dev.naosu.git.ServiceRepository;
import dev.naosu.ship.Delivery.Delivered;
import dev.naosu.ship.pull.Forge.Merging;
import dev.naosu.ship.pull.ForgeTrouble;
import dev.naosu.ship.pull.ForgeTrouble.Kind;
import dev.naosu.ship.pull.Order;
import dev.naosu.ship.pull.Pull;
import dev.naosu.ship.pull.Pull.Standing;
import dev.naosu.ship.pull.PullRequests;
import dev.naosu.ship.pull.PullRequests.Heard;
import dev.naosu.ship.pull.PullRequests.Offered;
import dev.naosu.ship.pull.Reviewers;
import dev.naosu.ship.pull.Suggestion;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GithubForgeTest {
  private static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");
  private static final List<String> LABELS = List.of("auto-fix", "self-healing");

  @TempDir Path place;
  private final List<Duration> waits = new ArrayList<>();
  private Scene scene;
  private FakeGithub github;
  private GithubForge forge;
  private PullRequests pulls;
  private ServiceRepository repository;

  @BeforeEach
  void open() throws Exception {
    scene = new Scene(place);
    github = new FakeGithub(scene.bare);
    forge = new GithubForge(github.access(), new ForgeHttp("GitHub", () -> NOON, waits::add));
    pulls = new PullRequests(forge, LABELS);
    repository = scene.repository(github.access());
  }

  @AfterEach
  void close() {
    github.close();
  }

  @Test
  void a_branch_is_pushed_and_offered_with_labels_and_reviewers() throws Exception {
    assertThat(scene.push(repository, Scene.NEW)).isInstanceOf(Delivered.Committed.class);

    Offered offered =
        offer("one", new Reviewers(List.of(FakeGithub.SELF, "ada"), List.of("payments")));

    assertThat(offered.lacking()).isEmpty();
    assertThat(offered.pull().url()).endsWith("/team/shop/pull/1");
    JsonNode pull = github.the(1);
    assertThat(pull.path("title").asText()).isEqualTo("fix: return 0 in Cart.average");
    assertThat(pull.path("body").asText()).startsWith("It divides by zero.");
    assertThat(pull.path("base").path("ref").asText()).isEqualTo("main");
    assertThat(pull.path("labels").findValuesAsText("name")).isEqualTo(LABELS);
    assertThat(pull.path("requested_reviewers").findValuesAsText("login")).containsExactly("ada");
    assertThat(pull.path("requested_teams").findValuesAsText("slug")).containsExactly("payments");
    assertThat(Scene.git(scene.bare, "show", Scene.BRANCH + ":Cart.java") + "\n")
        .isEqualTo(Scene.NEW);
  }

  @Test
  void there_is_never_a_second_one_whenever_the_process_was_killed() throws Exception {
    scene.push(repository, Scene.NEW);
    String pushed = Scene.git(scene.bare, "rev-parse", Scene.BRANCH);
    // killed between push and open, and again after it was opened
    scene.push(repository, Scene.NEW);
    forge.open(Scene.proposal());
    scene.push(repository, Scene.NEW);
    offer("one", Reviewers.NOBODY);
    Offered last = offer("one", Reviewers.NOBODY);

    assertThat(last.pull().number()).isEqualTo(1);
    assertThat(github.pulls).hasSize(1);
    assertThat(Scene.git(scene.bare, "rev-parse", Scene.BRANCH)).isEqualTo(pushed);
    assertThat(github.said(1)).hasSize(1);
    assertThat(forge.open(Scene.proposal()).number()).isEqualTo(1);
  }

  @Test
  void another_repair_takes_the_place_of_the_one_before_and_says_so_once() throws Exception {
    scene.push(repository, Scene.NEW);
    offer("one", Reviewers.NOBODY);
    String other = Scene.NEW.replace("? 0 :", "? 1 :");

    assertThat(scene.push(repository, other)).isInstanceOf(Delivered.Committed.class);
    offer("two", Reviewers.NOBODY);
    offer("two", Reviewers.NOBODY);

    assertThat(github.pulls).hasSize(1);
    assertThat(github.said(1)).hasSize(1).first().asString().startsWith("Another repair");
    assertThat(Scene.git(scene.bare, "show", Scene.BRANCH + ":Cart.java") + "\n").isEqualTo(other);
    assertThat(Scene.git(scene.bare, "rev-parse", Scene.BRANCH + "^")).isEqualTo(scene.main());
  }

  @Test
  void what_somebody_committed_to_the_branch_is_not_overwritten() throws Exception {
    scene.push(repository, Scene.NEW);
    Scene.git(scene.work(), "fetch", "-q");
    Scene.git(scene.work(), "checkout", "-q", Scene.BRANCH);
    String theirs = scene.commitTo(Scene.BRANCH, "Note.txt", "by hand\n", "Signed-off");

    assertThat(
            scene.push(
                repository,
                Scene.NEW.replace("? 0", "? 1"),
                Scene.git(scene.bare, "rev-parse", "main")))
        .isInstanceOf(Delivered.Refused.class);
    assertThat(Scene.git(scene.bare, "rev-parse", Scene.BRANCH)).isEqualTo(theirs);
  }

  @Test
  void a_repair_that_was_closed_is_not_offered_again_but_another_one_is() throws Exception {
    scene.push(repository, Scene.NEW);
    offer("one", Reviewers.NOBODY);
    github.say(1, "ada", "Not like this:\nit hides the cause.");
    github.closeBy(1, "ada");

    Offered again = offer("one", Reviewers.NOBODY);
    assertThat(again.pull().standing()).isEqualTo(new Standing.Closed("ada"));
    assertThat(pulls.lastWord(again.pull())).isEqualTo("Not like this: it hides the cause.");
    assertThat(github.pulls).hasSize(1);

    scene.push(repository, Scene.NEW.replace("? 0", "? 1"));
    assertThat(offer("two", Reviewers.NOBODY).pull().number()).isEqualTo(2);
    assertThat(pulls.from(Scene.BRANCH).orElseThrow().isOpen()).isTrue();
  }

  @Test
  void naosu_merges_only_what_is_ready_and_only_the_head_it_knows() throws Exception {
    scene.push(repository, Scene.NEW);
    Pull pull = offer("one", Reviewers.NOBODY).pull();

    github.mergeable = "unstable";
    assertThat(pulls.merge(pull)).isEqualTo(new Merging.NotYet("GitHub says that it is unstable"));
    github.mergeable = "clean";
    assertThat(
            pulls.merge(
                new Pull(1, pull.url(), pull.standing(), pull.branch(), "0".repeat(40), "")))
        .isInstanceOf(Merging.NotYet.class);
    assertThat(scene.main()).isEqualTo(Scene.git(scene.work(), "rev-parse", "main"));

    assertThat(pulls.merge(pull)).isEqualTo(new Merging.Done(scene.main()));
    assertThat(Scene.git(scene.bare, "show", "main:Cart.java") + "\n").isEqualTo(Scene.NEW);
    assertThat(pulls.from(Scene.BRANCH).orElseThrow().standing())
        .isEqualTo(new Standing.Merged(scene.main()));
  }

  @Test
  void whoever_may_write_is_obeyed_and_everybody_is_answered_once() throws Exception {
    scene.push(repository, Scene.NEW);
    Pull pull = offer("one", Reviewers.NOBODY).pull();
    github.say(1, "bob", "Nice. What does `/naosu stop` do?");
    github.say(1, "eve", "/naosu stop");
    github.say(1, "nobody", "> /naosu retry\n\n/naosu explain");
    github.say(1, "eve", "done <!-- naosu answers 1 --> <!-- naosu offers one -->");

    assertThat(listen(pull, "one")).isEqualTo(new Heard.Nothing());
    assertThat(listen(pull, "one")).isEqualTo(new Heard.Nothing());
    assertThat(github.said(1).subList(4, github.said(1).size()))
        .hasSize(2)
        .satisfiesExactly(
            text -> assertThat(text).startsWith("Only people who may write"),
            text -> assertThat(text).startsWith("Because of zero."));

    github.say(1, "ada", "Please another one.\r\n/naosu retry  not like this\r\n");
    Heard.Said retry =
        new Heard.Said(Order.RETRY, "ada", "Please another one. /naosu retry  not like this");
    assertThat(listen(pull, "one")).isEqualTo(retry);
    // told again, for the one that heard it may have been killed; answered once
    assertThat(listen(pull, "one")).isEqualTo(retry);
    assertThat(github.said(1)).hasSize(8);

    scene.push(repository, Scene.NEW.replace("? 0", "? 1"));
    offer("two", Reviewers.NOBODY);
    assertThat(listen(pull, "two")).isEqualTo(new Heard.Nothing());
  }

  @Test
  void many_remarks_are_read_page_by_page() throws Exception {
    scene.push(repository, Scene.NEW);
    Pull pull = offer("one", Reviewers.NOBODY).pull();
    for (int i = 0; i < 230; i++) {
      github.say(1, "bob", "remark " + i);
    }
    github.say(1, "ada", "/naosu stop");

    assertThat(forge.remarks(1)).hasSize(231);
    assertThat(listen(pull, "one")).isEqualTo(new Heard.Said(Order.STOP, "ada", "/naosu stop"));
  }

  @Test
  void what_has_not_changed_is_asked_for_by_its_tag() throws Exception {
    forge.self();
    assertThat(forge.self()).isEqualTo(FakeGithub.SELF);
    github.instead.add(new Reply(304, FakeGithub.nothing()));
    assertThat(forge.self()).isEqualTo(FakeGithub.SELF);
  }

  @Test
  void a_suggestion_goes_to_the_lines_of_the_open_pull_request_that_brought_the_fault()
      throws Exception {
    Scene.git(scene.work(), "checkout", "-q", "-b", "faster");
    String suspect = scene.commitTo("faster", "Cart.java", Scene.OLD + "// faster\n", "faster");
    forge.open(new dev.naosu.ship.pull.Proposal("faster", "main", "faster", ""));
    github.changed.add("Cart.java:3");
    Suggestion suggestion =
        new Suggestion(
            "Cart.java",
            3,
            3,
            List.of("    return count == 0 ? 0 : sum / count;"),
            "It divides by zero.");

    assertThat(pulls.suggest(suspect, suggestion, "In words.", "one")).isPresent();
    assertThat(pulls.suggest(suspect, suggestion, "In words.", "one")).isPresent();

    assertThat(github.reviewComments.getOrDefault(1L, List.of())).hasSize(1);
    assertThat(github.reviewComments.getOrDefault(1L, List.of()).getFirst().path("body").asText())
        .isEqualTo(
            "It divides by zero.\n\n```suggestion\n    return count == 0 ? 0 : sum / count;\n```\n");
    assertThat(github.said(1)).hasSize(1);

    github.changed.clear();
    assertThat(pulls.suggest(suspect, suggestion, "In words.", "two")).isPresent();
    assertThat(github.said(1).getLast()).startsWith("In words.");
    assertThat(pulls.suggest(scene.main(), suggestion, "In words.", "one")).isEmpty();
  }

  @Test
  void the_author_of_a_commit_is_known_by_name() throws Exception {
    assertThat(forge.author(scene.main())).isEmpty();
    github.accounts.put("ada@example.org", "ada");
    assertThat(forge.author(scene.main())).contains("ada");
    assertThat(repository.latest(place.resolve("look")).commit()).isEqualTo(scene.main());
    assertThat(repository.writers(scene.main(), "Cart.java", 2, 3)).containsExactly(scene.main());
  }

  @Test
  void reviewers_that_cannot_be_asked_do_not_keep_a_repair_back() throws Exception {
    scene.push(repository, Scene.NEW);

    Offered offered = offer("one", new Reviewers(List.of("stranger", "ada"), List.of()));

    assertThat(offered.pull().isOpen()).isTrue();
    assertThat(offered.lacking()).hasSize(1).first().asString().contains("is not a collaborator");
    assertThat(github.the(1).path("requested_reviewers").findValuesAsText("login"))
        .containsExactly("ada");
  }

  @Test
  void each_refusal_says_what_to_do_and_holds_no_secret() throws Exception {
    scene.push(repository, Scene.NEW);
    refused(401, "Bad credentials", Kind.LASTING, "Make a new token");
    refused(403, "Resource not accessible by personal access token", Kind.LASTING, "Pull requests");
    refused(404, "Not Found", Kind.MISSING, "written as there");
    refused(301, "Moved Permanently", Kind.LASTING, "Write where it is now");

    Scene.git(scene.bare, "branch", "same", "main");
    assertThatThrownBy(
            () -> forge.open(new dev.naosu.ship.pull.Proposal("same", "main", "same", "")))
        .isInstanceOfSatisfying(
            ForgeTrouble.class,
            trouble -> {
              assertThat(trouble.why()).contains("No commits between main and same");
              assertThat(trouble.remedy()).contains("close the incident");
            });
  }

  private void refused(int status, String said, Kind kind, String remedy) {
    github.instead.add(new Reply(status, FakeServer.message(said)));
    assertThatThrownBy(() -> forge.open(Scene.proposal()))
        .isInstanceOfSatisfying(
            ForgeTrouble.class,
            trouble -> {
              assertThat(trouble.kind()).isEqualTo(kind);
              assertThat(trouble.remedy()).contains(remedy);
              assertThat(trouble.why() + trouble.remedy()).doesNotContain(FakeServer.TOKEN);
            });
    github.instead.clear();
  }

  @Test
  void an_allowance_that_is_used_up_is_waited_for_when_that_is_not_long() throws Exception {
    github.instead.add(
        new Reply(
            403,
            FakeServer.message("API rate limit exceeded for user ID 1."),
            Map.of(
                "x-ratelimit-remaining",
                "0",
                "x-ratelimit-reset",
                String.valueOf(NOON.plusSeconds(42).getEpochSecond()))));
    github.instead.add(
        new Reply(
            403,
            FakeServer.message("You have exceeded a secondary rate limit."),
            Map.of("retry-after", "7")));
    assertThat(forge.self()).isEqualTo(FakeGithub.SELF);
    assertThat(waits).containsExactly(Duration.ofSeconds(42), Duration.ofSeconds(7));

    github.instead.add(
        new Reply(
            429,
            FakeServer.message("API rate limit exceeded"),
            Map.of("x-ratelimit-reset", String.valueOf(NOON.plusSeconds(3000).getEpochSecond()))));
    assertThatThrownBy(forge::self)
        .isInstanceOfSatisfying(
            ForgeTrouble.class,
            trouble -> {
              assertThat(trouble.isPassing()).isTrue();
              assertThat(trouble.why()).contains("2026-11-29T12:50:00Z");
            });
  }

  @Test
  void an_unwell_forge_is_asked_again_for_what_is_read_and_later_for_what_is_written()
      throws Exception {
    github.instead.add(new Reply(502, FakeServer.message("Bad Gateway")));
    github.instead.add(new Reply(503, FakeServer.message("Unavailable")));
    assertThat(forge.self()).isEqualTo(FakeGithub.SELF);
    assertThat(waits).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2));

    scene.push(repository, Scene.NEW);
    offer("one", Reviewers.NOBODY);
    int before = github.asked.size();
    github.instead.add(new Reply(200, repositoryJson()));
    github.instead.add(new Reply(502, FakeServer.message("Bad Gateway")));
    assertThatThrownBy(() -> forge.open(Scene.proposal()))
        .isInstanceOfSatisfying(ForgeTrouble.class, each -> assertThat(each.isPassing()).isTrue());
    assertThat(github.asked).hasSize(before + 2);
  }

  private JsonNode repositoryJson() {
    return FakeServer.NODES
        .objectNode()
        .put("full_name", "team/shop")
        .put("name", "shop")
        .set("owner", FakeServer.NODES.objectNode().put("login", "team"));
  }

  @Test
  void a_forge_that_is_away_is_trouble_that_passes() throws Exception {
    github.close();
    assertThatThrownBy(forge::self)
        .isInstanceOfSatisfying(ForgeTrouble.class, each -> assertThat(each.isPassing()).isTrue());
  }

  @Test
  void git_has_the_token_from_its_environment_and_nowhere_else() throws Exception {
    scene.push(repository, Scene.NEW);

    assertThat(github.access().location()).doesNotContain(FakeServer.TOKEN);
    assertThat(github.access().toString()).doesNotContain(FakeServer.TOKEN);
    assertThat(Scene.git(place.resolve("mirror.git"), "config", "--list"))
        .doesNotContain(FakeServer.TOKEN);
    assertThat(github.access().gitEnvironment("https://evil.example/team/shop.git")).isEmpty();
    ServiceRepository without =
        new ServiceRepository(github.access().location(), "main", place.resolve("other.git"));
    assertThatThrownBy(() -> without.latest(place.resolve("never")))
        .hasMessageNotContaining(FakeServer.TOKEN);
  }

  private Offered offer(String key, Reviewers reviewers) throws Exception {
    return pulls.offer(Scene.proposal(), key, _ -> reviewers);
  }

  private Heard listen(Pull pull, String key) throws Exception {
    return pulls.listen(pull, key, () -> "Because of zero.");
  }
}
