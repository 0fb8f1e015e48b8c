package dev.naosu.forge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naosu.forge.FakeServer.Reply;
import dev.naosu.git.ServiceRepository;
import dev.naosu.ship.Delivery.Delivered;
import dev.naosu.ship.pull.Forge.Merging;
import dev.naosu.ship.pull.ForgeTrouble;
import dev.naosu.ship.pull.ForgeTrouble.Kind;
import dev.naosu.ship.pull.Order;
import dev.naosu.ship.pull.Proposal;
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

class GiteaForgeTest {
  private static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");

  @TempDir Path place;
  private final List<Duration> waits = new ArrayList<>();
  private Scene scene;
  private FakeGitea gitea;
  private GiteaForge forge;
  private PullRequests pulls;
  private ServiceRepository repository;

  @BeforeEach
  void open() throws Exception {
    scene = new Scene(place);
    gitea = new FakeGitea(scene.bare);
    forge = new GiteaForge(gitea.access(), new ForgeHttp("Gitea", () -> NOON, waits::add));
    pulls = new PullRequests(forge, List.of("auto-fix", "bug"));
    repository = scene.repository(gitea.access());
  }

  @AfterEach
  void close() {
    gitea.close();
  }

  @Test
  void a_branch_is_pushed_and_offered_once_with_labels_and_reviewers() throws Exception {
    assertThat(scene.push(repository, Scene.NEW)).isInstanceOf(Delivered.Committed.class);
    Offered offered = offer("one", new Reviewers(List.of("ada", "stranger"), List.of()));
    offer("one", Reviewers.NOBODY);

    assertThat(forge.open(Scene.proposal()).number()).isEqualTo(1);
    assertThat(gitea.pulls).hasSize(1);
    assertThat(offered.pull().url()).endsWith("/team/shop/pulls/1");
    assertThat(gitea.labels).containsValues("auto-fix", "bug").hasSize(2);
    assertThat(gitea.the(1).path("requested_reviewers").findValuesAsText("login"))
        .containsExactly("ada");
    assertThat(offered.lacking()).singleElement().asString().contains("nobody was asked");
    assertThat(gitea.the(1).path("body").asText()).contains("offers one");
  }

  @Test
  void people_are_heard() throws Exception {
    scene.push(repository, Scene.NEW);
    Pull pull = offer("one", Reviewers.NOBODY).pull();
    gitea.say(1, "eve", "/naosu stop");
    gitea.say(1, "nobody", "/naosu retry");
    assertThat(pulls.listen(pull, "one", () -> "")).isEqualTo(new Heard.Nothing());
    gitea.say(1, "ada", "/naosu retry");
    assertThat(pulls.listen(pull, "one", () -> ""))
        .isEqualTo(new Heard.Said(Order.RETRY, "ada", "/naosu retry"));
    assertThat(gitea.said(1)).hasSize(6);
  }

  @Test
  void what_is_ready_is_merged() throws Exception {
    scene.push(repository, Scene.NEW);
    Pull pull = offer("one", Reviewers.NOBODY).pull();
    gitea.checks = "failure";
    assertThat(pulls.merge(pull)).isEqualTo(new Merging.NotYet("its checks are failure"));
    gitea.checks = "success";
    assertThat(pulls.merge(pull)).isEqualTo(new Merging.Done(scene.main()));
    assertThat(pulls.from(Scene.BRANCH).orElseThrow().standing())
        .isEqualTo(new Standing.Merged(scene.main()));
  }

  @Test
  void it_is_closed_with_a_word() throws Exception {
    scene.push(repository, Scene.NEW);
    pulls.close(offer("one", Reviewers.NOBODY).pull(), "Worse in production.");
    assertThat(pulls.from(Scene.BRANCH).orElseThrow().standing())
        .isEqualTo(new Standing.Closed(""));
    assertThat(gitea.said(1)).singleElement().asString().startsWith("Worse in production.");
  }

  @Test
  void a_suggestion_goes_to_the_lines_that_brought_the_fault() throws Exception {
    Scene.git(scene.work(), "checkout", "-q", "-b", "faster");
    String suspect = scene.commitTo("faster", "Cart.java", Scene.OLD + "// faster\n", "faster");
    forge.open(new Proposal("faster", "main", "faster", ""));
    gitea.changed.add("Cart.java:3");
    Suggestion suggestion =
        new Suggestion("Cart.java", 3, 3, List.of("new"), "It divides by zero.");

    assertThat(pulls.suggest(suspect, suggestion, "In words.", "one")).isPresent();
    assertThat(gitea.reviews).hasSize(1);
    gitea.changed.clear();
    assertThat(pulls.suggest(suspect, suggestion, "In words.", "two")).isPresent();
    assertThat(gitea.said(1).getLast()).startsWith("In words.");
    gitea.accounts.put("ada@example.org", "ada");
    assertThat(forge.author(suspect)).contains("ada");
    assertThat(forge.author("0".repeat(40))).isEmpty();
  }

  @Test
  void many_pull_requests_are_looked_through_page_by_page() throws Exception {
    scene.push(repository, Scene.NEW);
    offer("one", Reviewers.NOBODY);
    for (int i = 0; i < 70; i++) {
      Scene.git(scene.bare, "branch", "b" + i, "main");
      forge.open(new Proposal("b" + i, "main", "b" + i, ""));
    }
    assertThat(forge.from(Scene.BRANCH).orElseThrow().number()).isEqualTo(1);
    assertThat(gitea.asked).anyMatch(each -> each.contains("page=2"));
  }

  @Test
  void refusals_and_limits_are_told() throws Exception {
    gitea.instead.add(new Reply(401, FakeServer.message("token is required")));
    assertThatThrownBy(forge::self)
        .isInstanceOfSatisfying(
            ForgeTrouble.class,
            trouble -> assertThat(trouble.remedy()).contains("Make a new token"));
    gitea.instead.add(
        new Reply(
            403, FakeServer.message("token does not have at least one of required scope(s)")));
    assertThatThrownBy(forge::self)
        .isInstanceOfSatisfying(
            ForgeTrouble.class,
            trouble -> assertThat(trouble.remedy()).contains("write:repository"));
    assertThatThrownBy(() -> forge.open(Scene.proposal()))
        .isInstanceOfSatisfying(
            ForgeTrouble.class, trouble -> assertThat(trouble.kind()).isEqualTo(Kind.MISSING));
    gitea.instead.add(new Reply(429, FakeServer.message("slow"), Map.of("Retry-After", "9")));
    gitea.instead.add(new Reply(500, FakeServer.message("oops")));
    assertThat(forge.self()).isEqualTo(FakeGitea.SELF);
    assertThat(waits).containsExactly(Duration.ofSeconds(9), Duration.ofSeconds(1));
  }

  private Offered offer(String key, Reviewers reviewers) throws Exception {
    return pulls.offer(Scene.proposal(), key, _ -> reviewers);
  }
}
