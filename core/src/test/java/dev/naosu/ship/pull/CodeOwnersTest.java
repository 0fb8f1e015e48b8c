package dev.naosu.ship.pull;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.ship.pull.CodeOwners.Dialect;
import java.util.List;
import org.junit.jupiter.api.Test;

class CodeOwnersTest {
  @Test
  void at_github_the_last_that_matches_counts() {
    String text =
        """
        # everything
        *            @ada
        *.sql        @org/database  @bob # of them
        /src/        @carl
        /src/test/   mail@example.org @dora
        docs/*       @eve
        /free/
        apps/**/main @fay
        """;
    assertThat(people(text, Dialect.GITHUB, "README.md")).containsExactly("ada");
    assertThat(people(text, Dialect.GITHUB, "src/main/Cart.java")).containsExactly("carl");
    assertThat(people(text, Dialect.GITHUB, "src/test/CartTest.java")).containsExactly("dora");
    assertThat(people(text, Dialect.GITHUB, "docs/a.md")).containsExactly("eve");
    assertThat(people(text, Dialect.GITHUB, "docs/deep/a.md")).containsExactly("ada");
    assertThat(people(text, Dialect.GITHUB, "free/a.md")).isEmpty();
    assertThat(people(text, Dialect.GITHUB, "apps/a/b/main/x")).containsExactly("fay");
    Reviewers sql = CodeOwners.read(text, Dialect.GITHUB).of(List.of("a/b.sql"));
    assertThat(sql.teams()).containsExactly("database");
    assertThat(sql.people()).containsExactly("bob");
  }

  @Test
  void at_gitlab_each_section_has_a_last_word_and_usual_owners() {
    String text =
        """
        * @ada
        [Code][2] @carl
        *.java
        src/legacy/ @dora
        ^[Docs]
        *.md @group/writers
        """;
    assertThat(people(text, Dialect.GITLAB, "src/Cart.java")).containsExactly("ada", "carl");
    assertThat(people(text, Dialect.GITLAB, "src/legacy/Cart.java")).containsExactly("ada", "dora");
    assertThat(CodeOwners.read(text, Dialect.GITLAB).of(List.of("a.md")).teams())
        .containsExactly("group/writers");
  }

  @Test
  void at_gitea_expressions_match_whole_paths_and_all_count() {
    String text = ".*\\.java @ada\nsrc/.* @org/core\n!src/.* @eve\n(((( @nobody\n";
    Reviewers java = CodeOwners.read(text, Dialect.GITEA).of(List.of("src/Cart.java"));
    assertThat(java.people()).containsExactly("ada");
    assertThat(java.teams()).containsExactly("core");
    assertThat(people(text, Dialect.GITEA, "lib/x.c")).containsExactly("eve");
  }

  @Test
  void an_expression_that_never_ends_owns_nothing() {
    String text = "(a+)+b @eve\n.* @ada\n";
    assertThat(people(text, Dialect.GITEA, "a".repeat(300))).containsExactly("ada");
  }

  @Test
  void no_more_than_two_are_asked_and_never_naosu() {
    Reviewers many = new Reviewers(List.of("Naosu", "a", "b", "c"), List.of("t"));
    assertThat(many.fewWithout("naosu")).isEqualTo(new Reviewers(List.of("a", "b"), List.of()));
    assertThat(new Reviewers(List.of("a"), List.of("t", "u")).fewWithout("naosu"))
        .isEqualTo(new Reviewers(List.of("a"), List.of("t")));
  }

  private static List<String> people(String text, Dialect dialect, String path) {
    return CodeOwners.read(text, dialect).of(List.of(path)).people();
  }
}
