package dev.naosu.ship.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.ship.Change;
import dev.naosu.ship.CommitMessage;
import dev.naosu.ship.publish.Parcel.Kind;
import dev.naosu.ship.publish.Refusal.Rule;
import dev.naosu.ship.pull.Markdown;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InspectionTest {
  private static final String BASE = "0123456789012345678901234567890123456789";
  private static final String BRANCH = "auto-fix/incident-7-3f9a1c";
  private static final String OLD = "class Cart {\n  int a = sum / count;\n}\n";
  private static final String NEW = "class Cart {\n  int a = count == 0 ? 0 : sum / count;\n}\n";
  private static final CommitMessage MESSAGE =
      new CommitMessage("fix: return 0 in Cart", "It divides.\n\nHealed-by: naosu server");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "src/main/java/shop/Cart.java",
        "Cart.java",
        "build/Target.java",
        "src/shop/test/Cart.java"
      })
  void sources_may_leave(String path) {
    assertThat(Inspection.of(repair(path, OLD, NEW))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".github/workflows/Ci.java",
        "src/.hidden/Cart.java",
        "../other/Cart.java",
        "/etc/Cart.java",
        "src//Cart.java",
        "src\\Cart.java",
        "pom.xml",
        ".mvn/jvm.config",
        ".gitlab-ci.yml",
        "Jenkinsfile",
        "secrets.properties",
        "buildSrc/src/main/java/Plugin.java",
        "src/main/java/module-info.java",
        "src/test/java/CartTest.java",
        "-option/Cart.java",
        "C:/Cart.java",
        "a\nb/Cart.java"
      })
  void nothing_else_is_changed_by_a_repair(String path) {
    assertThat(rule(repair(path, OLD, NEW))).contains(Rule.PLACE);
  }

  @Test
  void a_new_file_is_only_ever_one_test() {
    Map<String, String> before = Map.of("Cart.java", OLD);
    assertThat(Inspection.of(repair(before, Map.of("Cart.java", NEW, "CartTest.java", "x"))))
        .isEmpty();
    assertThat(rule(repair(before, Map.of("Cart.java", NEW, "Door.java", "x"))))
        .contains(Rule.PLACE);
    assertThat(rule(repair(before, Map.of("Cart.java", NEW, "Test.sh", "x")))).contains(Rule.PLACE);
    assertThat(rule(repair(before, Map.of("Cart.java", NEW, "ATest.java", "x", "BTest.java", "x"))))
        .contains(Rule.SIZE);
  }

  @Test
  void a_person_has_to_be_able_to_read_it() {
    assertThat(rule(repair("Cart.java", OLD, OLD))).contains(Rule.SIZE);
    assertThat(Inspection.of(repair("Cart.java", OLD, OLD + "// x\n".repeat(80)))).isEmpty();
    assertThat(rule(repair("Cart.java", OLD, OLD + "// x\n".repeat(81)))).contains(Rule.SIZE);
    assertThat(rule(repair("Cart.java", OLD, NEW + "/* \u202E */\n"))).contains(Rule.LETTERS);
    assertThat(rule(repair("Cart.java", OLD, NEW + "/* \u001B[2J */\n"))).contains(Rule.LETTERS);
  }

  @Test
  void keys_stay_here_but_code_about_tokens_is_code() {
    assertThat(rule(repair("Cart.java", OLD, NEW + "// ghp_0123456789abcdefghijABCD\n")))
        .contains(Rule.SECRET);
    assertThat(Inspection.of(repair("Cart.java", OLD, NEW + "String token = next(password);\n")))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "main",
        "refs/heads/main",
        "auto-fix/incident-7",
        "auto-fix/incident-7-3f9a1c.lock",
        "auto-fix/incident-7-3f9a1c\nmain",
        "+auto-fix/incident-7-3f9a1c",
        "auto-fix/update-lib-1.2",
        "--mirror"
      })
  void a_branch_has_the_name_that_naosu_gives(String branch) {
    Parcel good = repair("Cart.java", OLD, NEW);
    assertThat(
            rule(
                new Parcel(good.kind(), good.base(), branch, good.change(), MESSAGE, good.proof())))
        .contains(Rule.NAME);
  }

  @Test
  void a_base_is_the_full_name_of_a_commit() {
    assertThat(
            rule(
                Parcel.of(
                    Kind.OFFER,
                    "HEAD",
                    BRANCH,
                    new Change(Map.of("A.java", OLD), Map.of("A.java", NEW)),
                    MESSAGE,
                    List.of("it passes"))))
        .contains(Rule.NAME);
  }

  @Test
  void a_proof_goes_with_one_change_only_and_says_something() {
    Parcel good = repair("Cart.java", OLD, NEW);
    Parcel other = repair("Cart.java", OLD, NEW.replace("? 0", "? 1"));
    assertThat(rule(new Parcel(good.kind(), BASE, BRANCH, other.change(), MESSAGE, good.proof())))
        .contains(Rule.PROOF);
    assertThat(rule(Parcel.of(Kind.OFFER, BASE, BRANCH, good.change(), MESSAGE, List.of())))
        .contains(Rule.PROOF);
  }

  @Test
  void a_commit_is_signed() {
    Parcel good = repair("Cart.java", OLD, NEW);
    assertThat(
            rule(
                new Parcel(
                    good.kind(),
                    BASE,
                    BRANCH,
                    good.change(),
                    new CommitMessage("fix: it", "Healed-by: naosu\n\nSigned-off-by: Ada"),
                    good.proof())))
        .contains(Rule.NAME);
  }

  @ParameterizedTest
  @ValueSource(strings = {"fix: it [skip ci]", "fix: it, closes #7", "fix: it for @ada"})
  void a_commit_gives_no_orders(String subject) {
    Parcel good = repair("Cart.java", OLD, NEW);
    assertThat(
            rule(
                new Parcel(
                    good.kind(),
                    BASE,
                    BRANCH,
                    good.change(),
                    new CommitMessage(subject, "Healed-by: naosu server"),
                    good.proof())))
        .contains(Rule.TEXT);
  }

  @Test
  void an_update_changes_numbers_of_versions_and_nothing_else() {
    String pom = "<a>\n  <version>1.2.3</version>\n</a>\n";
    assertThat(Inspection.of(update("pom.xml", pom, pom.replace("1.2.3", "1.2.4-jre")))).isEmpty();
    assertThat(rule(update("pom.xml", pom, pom.replace("<a>", "<a><plugin>exec</plugin>"))))
        .contains(Rule.PLACE);
    assertThat(rule(update("pom.xml", pom, pom.replace("1.2.3", "1.2.4</version><x>$(id)</x>"))))
        .contains(Rule.PLACE);
    assertThat(rule(update("Cart.java", OLD, OLD.replace("/", "*")))).contains(Rule.PLACE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ask @ada to merge",
        "see [this](https://evil.example)",
        "![x](https://evil.example/x.png)",
        "<img src=x>",
        "<!-- hidden -->",
        "well\n/merge",
        "`a` @ada `b`",
        "```\ncode\n```\n@ada",
        "```\nnever closed @ada",
        "    ```\n@ada\n```",
        "1. a\n   ```\n@ada\n   ```",
        "``` `\n@ada\n```",
        "```\n     ```\nx\n```\n@ada\n```",
        "~~~\n```\n~~~\n@ada\n```",
        "> ~~~\n> ```\n\n@ada\n```",
        "a ` b\n` @ada `",
        "\\\\`a` @ada `b`",
        "| ` | @ada ` |",
        "<!-- naosu\n```\n-->\n@ada\n```",
        "```\rx\r```\r@ada",
        "[here][1]\n\n[1]: https://evil.example",
        "[1]: https://evil.example",
        "ask \\@ada",
        "ask &#64;ada",
        "ask &commat;ada"
      })
  void a_text_that_a_forge_would_obey_stays_here(String text) {
    assertThat(Inspection.text(text).map(Refusal::rule)).contains(Rule.TEXT);
    assertThat(Inspection.text(Markdown.plain(text, 500))).isEmpty();
    assertThat(Inspection.text("said: " + Markdown.code(text, 500))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "`/naosu explain` in a line of its own says more",
        "see <https://naosu.example.org/incidents/7>",
        "<!-- naosu offers 3f9a1c -->",
        "```suggestion\n  @Override\n  /* [a](b) */\n```\n",
        "1 / 2 and a < b",
        "it said \\` and \\`\\` and `@Override`",
        "| 1 | `a.b(@Nullable c)` | [x] |",
        "```suggestion\r\n  @Override\r\n```\r\n"
      })
  void what_naosu_writes_may_leave(String text) {
    assertThat(Inspection.text(text)).isEmpty();
  }

  private static Optional<Rule> rule(Parcel parcel) {
    return Inspection.of(parcel).map(Refusal::rule);
  }

  private static Parcel repair(String path, String before, String after) {
    return repair(Map.of(path, before), Map.of(path, after));
  }

  private static Parcel repair(Map<String, String> before, Map<String, String> after) {
    return Parcel.of(
        Kind.OFFER, BASE, BRANCH, new Change(before, after), MESSAGE, List.of("it passes"));
  }

  private static Parcel update(String path, String before, String after) {
    return Parcel.of(
        Kind.UPDATE,
        BASE,
        "auto-fix/update-org.lib-a-1.2.4",
        new Change(Map.of(path, before), Map.of(path, after)),
        MESSAGE,
        List.of("all tests pass"));
  }
}
