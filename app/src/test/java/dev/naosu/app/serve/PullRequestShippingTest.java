package dev.naosu.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.app.publish.ForgeSection;
import dev.naosu.app.serve.PullRequestShipping.Place;
import dev.naosu.app.web.MemoryIncidents;
import dev.naosu.cycle.incident.Incident;
import dev.naosu.cycle.incident.Remedy;
import dev.naosu.cycle.incident.Shipping.Offer;
import dev.naosu.cycle.incident.Shipping.Shipped;
import dev.naosu.cycle.incident.Shipping.Wish;
import dev.naosu.cycle.incident.State;
import dev.naosu.cycle.incident.StopSwitch;
import dev.naosu.detect.Fingerprint;
import dev.naosu.detect.Origin;
import dev.naosu.detect.Signal;
import dev.naosu.git.ServiceRepository;
import dev.naosu.ship.Change;
import dev.naosu.ship.CommitMessage;
import dev.naosu.ship.pull.CodeOwners.Dialect;
import dev.naosu.ship.pull.Forge;
import dev.naosu.ship.pull.ForgeTrouble;
import dev.naosu.ship.pull.Pull.Standing;
import dev.naosu.ship.pull.Remark;
import dev.naosu.ship.pull.Reviewers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Branches are pushed to a real repository; the forge has no network.
class PullRequestShippingTest {
  private static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");
  private static final String OLD = "class Cart {\n  int a = sum / count;\n}\n";
  private static final String NEW = "class Cart {\n  int a = count == 0 ? 0 : sum / count;\n}\n";
  private static final String BRANCH = "auto-fix/incident-7-3f9a1c";

  @TempDir Path place;
  private final MemoryIncidents incidents = new MemoryIncidents();
  final MemoryForge forge = new MemoryForge(this::head);
  private final List<Duration> pauses = new ArrayList<>();
  private boolean stopped;
  Path bare;
  private Path work;

  @BeforeEach
  void makeRepository() throws Exception {
    bare = place.resolve("shop.git");
    work = place.resolve("work");
    git(place, "init", "-q", "--bare", "-b", "main", bare.toString());
    git(place, "clone", "-q", bare.toString(), work.toString());
    git(work, "checkout", "-q", "-b", "main");
    git(work, "config", "user.name", "Ada");
    git(work, "config", "user.email", "ada@example.org");
    commit("backend/Cart.java", OLD);
  }

  @Test
  void a_repair_is_offered_once_with_all_that_a_reviewer_needs() throws Exception {
    PullRequestShipping shipping = shipping(false);

    Shipped first = shipping.ship(incident(), remedy(NEW));
    assertThat(shipping.ship(incident(), remedy(NEW))).isEqualTo(first);

    assertThat(first)
        .isInstanceOfSatisfying(
            Shipped.Offered.class,
            offered -> {
              assertThat(offered.url()).isEqualTo("https://forge.example/pulls/1");
              assertThat(offered.where()).startsWith("pull request 1, branch " + BRANCH);
            });
    assertThat(forge.proposals).hasSize(1);
    assertThat(forge.proposals.getFirst().title())
        .isEqualTo("fix: return 0 in Cart.average (incident 7)");
    assertThat(forge.proposals.getFirst().body())
        .contains("### Proof", "### How to undo it", "<https://naosu.example.org/incidents/7>");
    assertThat(git(bare, "show", BRANCH + ":backend/Cart.java") + "\n").isEqualTo(NEW);
    assertThat(git(bare, "show", BRANCH + ":backend/CartTest.java")).isEqualTo("class CartTest {}");
    assertThat(shipping.look(incident(), remedy(NEW))).isEqualTo(new Offer.Waiting());
  }

  @Test
  void owners_are_asked_else_who_wrote_the_lines_who_hears_it_in_the_open_pull_request_too()
      throws Exception {
    String wrote = git(work, "rev-parse", "HEAD");
    forge.authors.put(wrote, "ada");
    shipping(false).ship(incident(), remedy(NEW));
    assertThat(forge.asked).containsExactly(new Reviewers(List.of("ada"), List.of()));
    assertThat(forge.suggestions).hasSize(1);
    assertThat(forge.suggestions.getFirst().path()).isEqualTo("backend/Cart.java");
    assertThat(forge.suggestions.getFirst().first()).isEqualTo(2);
    assertThat(forge.suggestions.getFirst().lines())
        .containsExactly("  int a = count == 0 ? 0 : sum / count;");

    forge.asked.clear();
    forge.pulls.clear();
    commit(".github/CODEOWNERS", "*.java @carl @naosu\n");
    shipping(false).ship(incident(), remedy(NEW));
    assertThat(forge.asked).containsExactly(new Reviewers(List.of("carl"), List.of()));
  }

  @Test
  void what_people_do_and_say_is_told() throws Exception {
    PullRequestShipping shipping = shipping(false);
    shipping.ship(incident(), remedy(NEW));

    forge.say("bob", "/naosu explain");
    assertThat(shipping.look(incident(), remedy(NEW))).isEqualTo(new Offer.Waiting());
    assertThat(forge.remarks.getLast().text()).contains("### Cause");
    forge.say("ada", "/naosu retry");
    assertThat(shipping.look(incident(), remedy(NEW)))
        .isEqualTo(new Offer.Asked(Wish.RETRY, "ada", "/naosu retry"));

    shipping.ship(incident(), remedy(NEW.replace("? 0", "? 1")));
    assertThat(forge.pulls).hasSize(1);
    forge.say("ada", "/naosu stop");
    assertThat(shipping.look(incident(), remedy(NEW.replace("? 0", "? 1"))))
        .isEqualTo(new Offer.Asked(Wish.STOP, "ada", "/naosu stop"));

    forge.decide(new Standing.Closed("ada"));
    assertThat(shipping.look(incident(), remedy(NEW)))
        .isEqualTo(new Offer.Closed("ada", "/naosu stop"));
    forge.decide(new Standing.Merged("abc"));
    assertThat(shipping.look(incident(), remedy(NEW))).isEqualTo(new Offer.Merged("abc"));
  }

  @Test
  void while_naosu_is_stopped_nothing_is_said_or_merged() throws Exception {
    PullRequestShipping shipping = shipping(true);
    shipping.ship(incident(), remedy(NEW));
    forge.say("ada", "/naosu explain");
    stopped = true;

    assertThat(shipping.look(incident(), remedy(NEW))).isEqualTo(new Offer.Waiting());
    assertThat(forge.remarks).hasSize(1);
    assertThat(forge.pulls.getFirst().isOpen()).isTrue();
  }

  @Test
  void naosu_merges_what_was_proven_on_files_that_are_as_they_were() throws Exception {
    PullRequestShipping shipping = shipping(true);
    shipping.ship(incident(), remedy(NEW));
    // elsewhere in the repository
    commit("frontend/index.html", "<p>");

    assertThat(shipping.look(incident(), remedy(NEW))).isEqualTo(new Offer.Merged(head(BRANCH)));
  }

  @Test
  void what_the_branch_has_moved_on_to_is_proven_anew_before_it_is_merged() throws Exception {
    PullRequestShipping shipping = shipping(true);
    Remedy remedy = remedy(NEW);
    shipping.ship(incident(), remedy);
    String moved = commit("backend/Other.java", "class Other {}\n");

    for (int i = 0; i < 2; i++) {
      assertThat(shipping.look(incident(), remedy))
          .isInstanceOfSatisfying(
              Offer.Asked.class,
              asked -> {
                assertThat(asked.wish()).isEqualTo(Wish.RETRY);
                assertThat(asked.text()).contains(moved.substring(0, 7), "proven there anew");
              });
    }
    assertThat(forge.remarks).hasSize(1);

    Remedy again = remedy(NEW);
    shipping.ship(incident(), again);
    assertThat(git(bare, "rev-parse", BRANCH + "^")).isEqualTo(moved);
    assertThat(shipping.look(incident(), again)).isInstanceOf(Offer.Merged.class);
  }

  @Test
  void a_repair_that_the_branch_disagrees_with_says_where() throws Exception {
    PullRequestShipping shipping = shipping(true);
    Remedy remedy = remedy(NEW);
    shipping.ship(incident(), remedy);
    commit("backend/Cart.java", OLD.replace("sum", "total"));

    assertThat(shipping.look(incident(), remedy))
        .isInstanceOfSatisfying(
            Offer.Asked.class, asked -> assertThat(asked.text()).contains("backend/Cart.java"));
    assertThat(forge.pulls.getFirst().isOpen()).isTrue();
  }

  @Test
  void what_somebody_added_to_the_branch_is_theirs_to_merge() throws Exception {
    PullRequestShipping shipping = shipping(true);
    Remedy remedy = remedy(NEW);
    shipping.ship(incident(), remedy);
    git(work, "fetch", "-q");
    git(work, "checkout", "-q", BRANCH);
    Files.writeString(work.resolve("more.txt"), "more");
    git(work, "add", ".");
    git(work, "commit", "-q", "-m", "more");
    git(work, "push", "-q", "origin", "HEAD:" + BRANCH);

    assertThat(shipping.look(incident(), remedy)).isEqualTo(new Offer.Waiting());
    assertThat(shipping.look(incident(), remedy)).isEqualTo(new Offer.Waiting());
    assertThat(forge.remarks)
        .extracting(Remark::text)
        .singleElement()
        .asString()
        .contains("has not proven");
  }

  @Test
  void a_forge_that_is_away_is_asked_later_and_one_that_refuses_is_not() throws Exception {
    forge.troubles.add(ForgeTrouble.passing("GitHub cannot be asked"));
    forge.troubles.add(ForgeTrouble.passing("GitHub cannot be asked"));
    assertThat(shipping(false).ship(incident(), remedy(NEW))).isInstanceOf(Shipped.Offered.class);
    assertThat(pauses).containsExactly(Duration.ofSeconds(15), Duration.ofSeconds(30));
    assertThat(forge.pulls).hasSize(1);

    forge.troubles.add(
        ForgeTrouble.of(ForgeTrouble.Kind.LASTING, "the token is not good", "Make a new one"));
    assertThat(shipping(false).look(incident(), remedy(NEW)))
        .isEqualTo(new Offer.Unreachable("the token is not good. Make a new one"));
    forge.troubles.add(
        ForgeTrouble.of(ForgeTrouble.Kind.LASTING, "the token is not good", "Make a new one"));
    assertThat(shipping(false).ship(incident(), remedy(NEW)))
        .isEqualTo(new Shipped.Refused("the token is not good", "Make a new one"));
  }

  @Test
  void what_is_not_wanted_any_more_is_closed_with_a_word() throws Exception {
    PullRequestShipping shipping = shipping(false);
    shipping.ship(incident(), remedy(NEW));

    assertThat(shipping.takeBack(incident(), remedy(NEW), "worse in production"))
        .contains("pull request 1 was closed");
    assertThat(shipping.takeBack(incident(), remedy(NEW), "worse in production")).isEmpty();
    assertThat(forge.remarks).hasSize(1);
    assertThat(forge.remarks.getFirst().text()).startsWith("worse in production");
  }

  @Test
  void what_was_merged_and_is_worse_in_production_is_undone_on_a_branch_that_keeps_later_work()
      throws Exception {
    PullRequestShipping shipping = shipping(false);
    Remedy remedy = remedy(NEW);
    shipping.ship(incident(), remedy);
    String merged = head(BRANCH);
    git(work, "fetch", "-q");
    git(work, "merge", "-q", "origin/" + BRANCH);
    git(work, "push", "-q", "origin", "main");
    forge.decide(new Standing.Merged(merged));
    commit("backend/Other.java", "class Other {}\n");

    String branch = "revert/incident-7-" + merged.substring(0, 6);
    assertThat(shipping.takeBack(incident(), remedy, "worse in production"))
        .hasValueSatisfying(
            said -> assertThat(said).startsWith("branch " + branch).endsWith("; merge it"));
    assertThat(git(bare, "show", branch + ":backend/Cart.java")).isEqualTo(OLD.strip());
    assertThat(git(bare, "show", branch + ":backend/Other.java")).isEqualTo("class Other {}");
    assertThat(head("main")).as("nobody's branch is touched").isNotEqualTo(head(branch));
  }

  @Test
  void without_a_forge_a_branch_is_pushed_unless_it_shall_not() throws Exception {
    Shipped pushed =
        new PullRequestShipping(
                Map.of("shop", place(Optional.empty(), false, true)),
                new RepositoryShipping(Map.of("shop", served())),
                accounts(),
                halt(),
                pauses::add)
            .ship(incident(), remedy(NEW));
    assertThat(pushed).isInstanceOf(Shipped.Delivered.class);
    assertThat(git(bare, "branch", "--list", "auto-fix/*").lines()).hasSize(1);

    git(bare, "branch", "-D", git(bare, "branch", "--list", "auto-fix/*").strip());
    Shipped kept =
        new PullRequestShipping(
                Map.of("shop", place(Optional.empty(), false, false)),
                new RepositoryShipping(Map.of("shop", served())),
                accounts(),
                halt(),
                pauses::add)
            .ship(incident(), remedy(NEW));
    assertThat(kept)
        .isInstanceOfSatisfying(
            Shipped.Delivered.class,
            delivered -> assertThat(delivered.where()).contains("nothing is pushed"));
    assertThat(git(bare, "branch", "--list", "auto-fix/*")).isEmpty();
  }

  Shipped shipped() throws InterruptedException {
    return shipping(false).ship(incident(), remedy(NEW));
  }

  private PullRequestShipping shipping(boolean merges) {
    return new PullRequestShipping(
        Map.of("shop", place(Optional.of(forge), merges, true)),
        new RepositoryShipping(Map.of()),
        accounts(),
        halt(),
        pauses::add);
  }

  private Place place(Optional<MemoryForge> at, boolean merges, boolean pushes) {
    return new Place(
        served(),
        "main",
        section(merges, pushes),
        at.map(each -> reached(each, section(merges, pushes))),
        Dialect.GITHUB);
  }

  static ForgeSection section(boolean merges, boolean pushes) {
    return new ForgeSection(
        Optional.empty(), Optional.empty(), merges, List.of("auto-fix"), pushes);
  }

  /// The forge as whoever ships asks it.
  Forge reached(MemoryForge at, ForgeSection section) {
    return at;
  }

  Served served() {
    return new Served(
        "shop",
        new ServiceRepository(bare.toString(), "main", place.resolve("mirror.git")),
        "backend");
  }

  private Accounts accounts() {
    return new Accounts(incidents, Optional.of("https://naosu.example.org"));
  }

  private StopSwitch halt() {
    return new StopSwitch() {
      @Override
      public boolean isOn() {
        return stopped;
      }

      @Override
      public void awaitOff() {}
    };
  }

  private Incident incident() {
    return new Incident(
        7,
        new Fingerprint("3f9a1c" + "0".repeat(26), "ArithmeticException in Cart.average"),
        new Origin("shop", "b41c", "production"),
        Signal.Kind.EXCEPTION,
        State.SHIPPING,
        NOON,
        NOON,
        NOON,
        NOON,
        14,
        0,
        1,
        Optional.empty(),
        Optional.empty(),
        "");
  }

  /// On the present commit of main.
  private Remedy remedy(String text) {
    return new Remedy(
        head("main"),
        "return 0 when count == 0",
        "Cart.java:2",
        "a diff: " + text,
        "Cart.average divides by zero",
        0.94,
        List.of("the failing test passes"),
        List.of("nobody says what it should be"),
        new Change(
            Map.of("Cart.java", OLD),
            Map.of("Cart.java", text, "CartTest.java", "class CartTest {}\n")),
        new CommitMessage("fix: return 0 in Cart.average", "Healed-by: naosu server"));
  }

  /// On main, which is what is checked out.
  private String commit(String file, String text) throws Exception {
    Files.createDirectories(work.resolve(file).getParent());
    Files.writeString(work.resolve(file), text);
    git(work, "add", ".");
    git(work, "commit", "-q", "-m", "work on " + file);
    git(work, "push", "-q", "origin", "main");
    return git(work, "rev-parse", "HEAD");
  }

  private String head(String branch) {
    try {
      return git(bare, "rev-parse", "refs/heads/" + branch);
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String git(Path directory, String... words)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("git", "-C", directory.toString()));
    command.addAll(List.of(words));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said.strip();
  }
}
