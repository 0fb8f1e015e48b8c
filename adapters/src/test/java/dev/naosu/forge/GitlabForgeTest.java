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

class GitlabForgeTest {
  private static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");

  @TempDir Path place;
  private final List<Duration> waits = new ArrayList<>();
  private Scene scene;
  private FakeGitlab gitlab;
  private GitlabForge forge;
  private PullRequests pulls;
  private ServiceRepository repository;

  @BeforeEach
  void open() throws Exception {
    scene = new Scene(place);
    gitlab = new FakeGitlab(scene.bare);
    forge = new GitlabForge(gitlab.access(), () -> NOON, waits::add);
    pulls = new PullRequests(forge, List.of("auto-fix", "bug"));
    repository = scene.repository(gitlab.access());
  }

  @AfterEach
  void close() {
    gitlab.close();
  }

  @Test
  void a_branch_is_pushed_and_offered_once_with_labels_and_reviewers() throws Exception {
    assertThat(scene.push(repository, Scene.NEW)).isInstanceOf(Delivered.Committed.class);
    Offered offered = offer("one", new Reviewers(List.of("ada", "stranger"), List.of()));
    offer("one", Reviewers.NOBODY);

    assertThat(forge.open(Scene.proposal()).number()).isEqualTo(1);
    assertThat(gitlab.pulls).hasSize(1);
    assertThat(offered.pull().url()).endsWith("/team/shop/-/merge_requests/1");
    assertThat(gitlab.the(1).path("labels"))
        .extracting(JsonNode::asText)
        .containsExactly("kept", "auto-fix", "bug");
    assertThat(gitlab.the(1).path("reviewers").findValuesAsText("username")).containsExactly("ada");
    assertThat(offered.lacking()).singleElement().asString().contains("nobody was asked");
    assertThat(gitlab.the(1).path("description").asText()).contains("offers one");
  }

  @Test
  void people_are_heard() throws Exception {
    scene.push(repository, Scene.NEW);
    Pull pull = offer("one", Reviewers.NOBODY).pull();
    gitlab.say(1, "eve", "/naosu stop");
    gitlab.say(1, "nobody", "/naosu retry");
    assertThat(pulls.listen(pull, "one", () -> "")).isEqualTo(new Heard.Nothing());
    gitlab.say(1, "ada", "/naosu retry");
    assertThat(pulls.listen(pull, "one", () -> ""))
        .isEqualTo(new Heard.Said(Order.RETRY, "ada", "/naosu retry"));
    assertThat(gitlab.said(1)).hasSize(6);
  }

  @Test
  void what_is_ready_is_merged() throws Exception {
    scene.push(repository, Scene.NEW);
    Pull pull = offer("one", Reviewers.NOBODY).pull();
    gitlab.state = "ci_must_pass";
    assertThat(pulls.merge(pull))
        .isEqualTo(new Merging.NotYet("GitLab says that it is ci must pass"));
    gitlab.state = "mergeable";
    assertThat(pulls.merge(pull)).isEqualTo(new Merging.Done(scene.main()));
    assertThat(pulls.from(Scene.BRANCH).orElseThrow().standing())
        .isEqualTo(new Standing.Merged(scene.main()));
  }

  @Test
  void it_is_closed_with_a_word() throws Exception {
    scene.push(repository, Scene.NEW);
    pulls.close(offer("one", Reviewers.NOBODY).pull(), "Worse in production.");
    assertThat(pulls.from(Scene.BRANCH).orElseThrow().standing())
        .isEqualTo(new Standing.Closed(FakeGitlab.SELF));
    assertThat(gitlab.said(1)).singleElement().asString().startsWith("Worse in production.");
  }

  @Test
  void a_suggestion_goes_to_the_lines_that_brought_the_fault() throws Exception {
    Scene.git(scene.work(), "checkout", "-q", "-b", "faster");
    String suspect = scene.commitTo("faster", "Cart.java", Scene.OLD + "// faster\n", "faster");
    forge.open(new Proposal("faster", "main", "faster", ""));
    gitlab.changed.add("Cart.java:3");
    Suggestion suggestion =
        new Suggestion("Cart.java", 3, 3, List.of("new"), "It divides by zero.");

    assertThat(pulls.suggest(suspect, suggestion, "In words.", "one")).isPresent();
    assertThat(gitlab.discussions).hasSize(1);
    gitlab.changed.clear();
    assertThat(pulls.suggest(suspect, suggestion, "In words.", "two")).isPresent();
    assertThat(gitlab.said(1).getLast()).startsWith("In words.");
    assertThat(forge.author(suspect)).contains("ada");
    assertThat(forge.author("0".repeat(40))).isEmpty();
  }

  @Test
  void many_remarks_are_read_page_by_page() throws Exception {
    scene.push(repository, Scene.NEW);
    offer("one", Reviewers.NOBODY);
    for (int i = 0; i < 230; i++) {
      gitlab.say(1, "ada", "remark " + i);
    }
    assertThat(forge.remarks(1)).hasSize(230);
    assertThat(gitlab.asked).anyMatch(each -> each.contains("page=3"));
  }

  @Test
  void refusals_and_limits_are_told() throws Exception {
    gitlab.instead.add(new Reply(401, FakeServer.message("token is required")));
    assertThatThrownBy(forge::self)
        .isInstanceOfSatisfying(
            ForgeTrouble.class,
            trouble -> assertThat(trouble.remedy()).contains("Make a new token"));
    gitlab.instead.add(
        new Reply(
            403, FakeServer.message("token does not have at least one of required scope(s)")));
    assertThatThrownBy(forge::self)
        .isInstanceOfSatisfying(
            ForgeTrouble.class, trouble -> assertThat(trouble.remedy()).contains("`api`"));
    assertThatThrownBy(() -> forge.open(Scene.proposal()))
        .isInstanceOfSatisfying(
            ForgeTrouble.class, trouble -> assertThat(trouble.kind()).isEqualTo(Kind.UNFIT));
    gitlab.instead.add(new Reply(429, FakeServer.message("slow"), Map.of("Retry-After", "9")));
    gitlab.instead.add(new Reply(500, FakeServer.message("oops")));
    assertThat(forge.self()).isEqualTo(FakeGitlab.SELF);
    assertThat(waits).containsExactly(Duration.ofSeconds(9), Duration.ofSeconds(1));
  }

  private Offered offer(String key, Reviewers reviewers) throws Exception {
    return pulls.offer(Scene.proposal(), key, _ -> reviewers);
  }
}
