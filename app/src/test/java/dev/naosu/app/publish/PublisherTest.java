package dev.naosu.app.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.ship.Change;
import dev.naosu.ship.CommitMessage;
import dev.naosu.ship.publish.Ask;
import dev.naosu.ship.publish.Parcel;
import dev.naosu.ship.publish.Parcel.Kind;
import dev.naosu.ship.publish.Refusal.Rule;
import dev.naosu.ship.publish.Reply;
import dev.naosu.ship.revert.Undo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whoever asks may be in the hands of a stranger.
class PublisherTest {
  private static final String OLD = "class Cart {\n  int a = sum / count;\n}\n";
  private static final String NEW = "class Cart {\n  int a = count == 0 ? 0 : sum / count;\n}\n";
  private static final String BRANCH = "auto-fix/incident-7-3f9a1c";

  @TempDir Path place;
  private Path bare = Path.of("");
  private Path work = Path.of("");

  @BeforeEach
  void makeRepository() throws Exception {
    bare = place.resolve("shop.git");
    work = place.resolve("work");
    git(place, "init", "-q", "--bare", "-b", "main", bare.toString());
    git(place, "clone", "-q", bare.toString(), work.toString());
    git(work, "checkout", "-q", "-b", "main");
    git(work, "config", "user.name", "Ada");
    git(work, "config", "user.email", "ada@example.org");
    Files.writeString(work.resolve("Cart.java"), OLD);
    Files.createDirectories(work.resolve(".github/workflows"));
    Files.writeString(work.resolve(".github/workflows/Ci.java"), OLD);
    git(work, "add", ".");
    git(work, "commit", "-q", "-m", "first");
    git(work, "push", "-q", "origin", "main");
  }

  @Test
  void a_proven_change_is_pushed_as_a_branch_once() throws Exception {
    Publisher publisher = publisher(false);
    Ask ask = new Ask.Publish("shop", repair("Cart.java", OLD, NEW));

    Reply first = publisher.answer(ask);
    assertThat(first).isInstanceOf(Reply.Pushed.class);
    assertThat(publisher.answer(ask)).isEqualTo(first);
    assertThat(git(bare, "show", BRANCH + ":Cart.java") + "\n").isEqualTo(NEW);
    assertThat(git(bare, "log", "-1", "--format=%b", BRANCH)).contains("Healed-by: naosu");
  }

  @Test
  void who_may_read_a_new_directory_may_read_its_mirror() throws Exception {
    Reply reply = publisher(false).answer(new Ask.Refresh("shop"));

    Path mirror = Path.of(((Reply.Words) reply).words().getFirst());
    Path usual = Files.createDirectory(mirror.resolveSibling("usual"));
    assertThat(Files.getPosixFilePermissions(mirror))
        .isEqualTo(Files.getPosixFilePermissions(usual));
  }

  @Test
  void what_does_not_go_on_its_base_is_not_taken() throws Exception {
    assertThat(
            publisher(false)
                .answer(new Ask.Publish("shop", repair("Cart.java", OLD + "\n", NEW + "\n"))))
        .isInstanceOfSatisfying(
            Reply.NotTaken.class, taken -> assertThat(taken.why()).contains("was changed while"));
    assertThat(branches()).isEmpty();
  }

  @Test
  void what_is_not_naosus_business_is_refused_by_its_rule_and_noted() throws Exception {
    Publisher publisher = publisher(false);

    refused(publisher, repair(".github/workflows/Ci.java", OLD, NEW), Rule.PLACE);
    refused(publisher, repair("Cart.java", OLD, NEW.replace("? 0", "? \u200B0")), Rule.LETTERS);
    refused(
        publisher,
        repair("Cart.java", OLD, NEW + "// " + PublisherScene.TOKEN + "\n"),
        Rule.SECRET);
    refused(publisher, on("main"), Rule.NAME);
    refused(publisher, on("auto-fix/incident-7-3f9a1c:refs/heads/main"), Rule.NAME);
    assertThat(publisher.answer(new Ask.Publish("bank", repair("Cart.java", OLD, NEW))))
        .isInstanceOfSatisfying(
            Reply.Refused.class,
            refused -> assertThat(refused.refusal().rule()).isEqualTo(Rule.UNKNOWN));
    assertThat(branches()).isEmpty();
    assertThat(Files.readString(place.resolve("publisher/published.jsonl")))
        .contains("rule=PLACE", "rule=LETTERS", "rule=SECRET", "rule=NAME")
        .doesNotContain(PublisherScene.TOKEN);
  }

  @Test
  void the_deployed_branch_moves_only_where_that_is_said_and_only_to_what_naosu_pushed()
      throws Exception {
    Publisher people = publisher(false);
    people.answer(new Ask.Publish("shop", repair("Cart.java", OLD, NEW)));
    assertThat(people.answer(new Ask.Forward("shop", BRANCH)))
        .isInstanceOfSatisfying(
            Reply.Refused.class,
            refused -> assertThat(refused.refusal().rule()).isEqualTo(Rule.POLICY));

    Publisher naosu = publisher(true);
    git(work, "push", "-q", "origin", "HEAD:refs/heads/auto-fix/incident-8-3f9a1c");
    git(work, "commit", "-q", "--allow-empty", "-m", "by Ada");
    git(work, "push", "-q", "origin", "HEAD:refs/heads/auto-fix/incident-9-3f9a1c");
    assertThat(naosu.answer(new Ask.Forward("shop", "auto-fix/incident-9-3f9a1c")))
        .isInstanceOf(Reply.Refused.class);
    assertThat(naosu.answer(new Ask.Forward("shop", BRANCH))).isEqualTo(new Reply.Told(true));
    assertThat(git(bare, "rev-parse", "main")).isEqualTo(git(bare, "rev-parse", BRANCH));
  }

  @Test
  void nobodys_branch_is_pushed_over() throws Exception {
    Publisher publisher = publisher(false);
    git(work, "checkout", "-q", "-b", "mine");
    Files.writeString(work.resolve("Cart.java"), OLD + "// mine\n");
    git(work, "commit", "-q", "-a", "-m", "by Ada");
    git(work, "push", "-q", "origin", "HEAD:refs/heads/" + BRANCH);
    String mine = git(bare, "rev-parse", BRANCH);

    assertThat(publisher.answer(new Ask.Publish("shop", repair("Cart.java", OLD, NEW))))
        .isInstanceOf(Reply.NotTaken.class);
    assertThat(git(bare, "rev-parse", BRANCH)).isEqualTo(mine);
  }

  @Test
  void undoing_gets_a_branch_of_its_own() throws Exception {
    Files.writeString(work.resolve("Cart.java"), NEW);
    git(work, "commit", "-q", "-a", "-m", "broken");
    git(work, "push", "-q", "origin", "main");
    String commit = git(work, "rev-parse", "HEAD");
    Undo undo = Undo.of(commit, commit, "it answers 0 where nothing should be answered");

    assertThat(publisher(false).answer(new Ask.Revert("shop", undo, "main")))
        .isInstanceOf(Reply.Refused.class);
    assertThat(publisher(false).answer(new Ask.Revert("shop", undo, "revert/incident-7-3f9a1c")))
        .isInstanceOf(Reply.Pushed.class);
    assertThat(git(bare, "show", "revert/incident-7-3f9a1c:Cart.java") + "\n").isEqualTo(OLD);
  }

  @Test
  void where_nothing_shall_be_pushed_nothing_is() throws Exception {
    Publisher publisher =
        PublisherScene.publisher(
            data(),
            bare,
            "",
            Optional.of(
                new ForgeSection(Optional.empty(), Optional.empty(), false, List.of(), false)),
            Optional.empty(),
            false);

    refused(publisher, repair("Cart.java", OLD, NEW), Rule.POLICY);
    assertThat(publisher.answer(new Ask.Self("shop"))).isInstanceOf(Reply.Refused.class);
  }

  @Test
  void what_cannot_be_noted_is_not_let_out() throws Exception {
    Publisher publisher = publisher(false);
    Files.createDirectory(place.resolve("publisher/published.jsonl"));

    assertThat(publisher.answer(new Ask.Publish("shop", repair("Cart.java", OLD, NEW))))
        .isInstanceOf(Reply.Away.class);
    assertThat(branches()).isEmpty();
  }

  private static void refused(Publisher publisher, Parcel parcel, Rule rule)
      throws InterruptedException {
    assertThat(publisher.answer(new Ask.Publish("shop", parcel)))
        .isInstanceOfSatisfying(
            Reply.Refused.class, refused -> assertThat(refused.refusal().rule()).isEqualTo(rule));
  }

  private String branches() throws Exception {
    return git(bare, "branch", "--list", "auto-fix/*");
  }

  private Path data() throws IOException {
    return Files.createDirectories(place.resolve("publisher"));
  }

  private Publisher publisher(boolean merge) throws IOException {
    return PublisherScene.publisher(data(), bare, "", Optional.empty(), Optional.empty(), merge);
  }

  private Parcel on(String branch) throws Exception {
    Parcel good = repair("Cart.java", OLD, NEW);
    return new Parcel(
        good.kind(), good.base(), branch, good.change(), good.message(), good.proof());
  }

  private Parcel repair(String path, String before, String after) throws Exception {
    return Parcel.of(
        Kind.OFFER,
        git(bare, "rev-parse", "main"),
        BRANCH,
        new Change(Map.of(path, before), Map.of(path, after)),
        new CommitMessage(
            "fix: return 0 in Cart", "It divides by zero.\n\nHealed-by: naosu server"),
        List.of("the failing test passes"));
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
