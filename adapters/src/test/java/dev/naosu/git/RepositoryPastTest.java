package dev.naosu.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naosu.diagnose.cause.Changes.Commit;
import dev.naosu.diagnose.cause.Changes.Line;
import dev.naosu.diagnose.cause.Changes.Past;
import dev.naosu.diagnose.cause.Changes.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepositoryPastTest {
  private static final String CART = "shop/src/main/java/com/acme/Cart.java";
  private static final Place AT_2 = new Place("", "com.acme.Cart$Inner", "Cart.java", 2);
  private static final Place AT_3 = new Place("", "com.acme.Cart", "Cart.java", 3);

  @TempDir Path place;
  private Path directory;
  private Git origin;
  private ServiceRepository repository;
  private String first;

  @BeforeEach
  void makeRepository() throws Exception {
    directory = Files.createDirectories(place.resolve("origin"));
    origin = new Git(directory, Map.of());
    git("init", "-q", "-b", "main");
    git("config", "user.name", "Ada");
    git("config", "user.email", "ada@example.org");
    write(CART, "class Cart {\n  int a = 1;\n  int b = 2;\n}\n");
    write("other/App.java", "class App {}\n");
    first = commit("the first");
    git("tag", "v1.0");
    repository = new ServiceRepository(directory.toString(), "main", place.resolve("mirror.git"));
  }

  @Test
  void a_line_is_known_by_its_class_and_so_is_the_commit_that_wrote_it() throws Exception {
    write(CART, "class Cart {\n  int a = 1;\n  int b = 3;\n}\n");
    String second = commit("b is 3 now");
    Past past = repository.past(".", "1.0", second, List.of(AT_2, AT_3));
    assertThat(past.commit()).isEqualTo(second);
    assertThat(past.isRunning()).isTrue();
    assertThat(past.areNew()).isTrue();
    assertThat(past.lacking()).isEmpty();
    assertThat(past.lines()).extracting(Line::path).containsExactly(CART, CART);
    assertThat(past.lines())
        .extracting(line -> line.lastChange().map(Commit::id).orElse(""))
        .containsExactly(first, second);
    assertThat(past.lines().get(1).words()).isEqualTo("Cart.java:3");
    assertThat(past.commits()).extracting(Commit::subject).containsExactly("b is 3 now");
    assertThat(past.commits().getFirst().files()).containsExactly(CART);
  }

  @Test
  void what_is_no_code_of_the_service_has_no_line() throws Exception {
    write("shop/src/test/java/com/acme/CartTest.java", "class CartTest {}\n");
    String second = commit("a test");
    assertThat(
            repository
                .past(
                    "shop",
                    "",
                    second,
                    List.of(
                        new Place("", "java.util.ArrayList", "ArrayList.java", 10),
                        new Place("", "com.acme.CartTest", "CartTest.java", 1),
                        new Place("", "App", "App.java", 1),
                        new Place("../other/App.java", "App", "App.java", 1)))
                .lines())
        .isEmpty();
  }

  @Test
  void a_line_that_is_not_in_the_file_has_no_commit() throws Exception {
    Line line =
        repository
            .past("", "", first, List.of(new Place("", "com.acme.Cart", "Cart.java", 4_000)))
            .lines()
            .getFirst();
    assertThat(line.lastChange()).isEmpty();
  }

  @Test
  void in_a_repository_of_several_projects_only_what_changed_the_own_one_counts() throws Exception {
    write("other/App.java", "class App { int c; }\n");
    commit("elsewhere");
    write("shop/application.yml", "pool: 2\n");
    String third = commit("a smaller pool");
    List<Commit> commits = repository.past("shop", first, third, List.of()).commits();
    assertThat(commits).extracting(Commit::subject).containsExactly("a smaller pool");
    assertThat(commits.getFirst().configuration()).containsExactly("shop/application.yml");
  }

  @Test
  void without_a_version_the_latest_of_the_branch_is_looked_at_and_said_to_be_that()
      throws Exception {
    Past past = repository.past(".", "", "", List.of(AT_2));
    assertThat(past.commit()).isEqualTo(first);
    assertThat(past.isRunning()).isFalse();
    assertThat(past.areNew()).isFalse();
    assertThat(past.commits()).hasSize(1);
  }

  @Test
  void a_version_that_came_since_the_last_fetch_is_fetched() throws Exception {
    repository.past(".", "", first, List.of());
    write(CART, "class Cart {}\n");
    String second = commit("shorter");
    assertThat(repository.past(".", first, second, List.of()).commits()).hasSize(1);
  }

  @Test
  void when_the_repository_is_away_what_was_fetched_before_is_looked_at_and_that_is_told()
      throws Exception {
    repository.past(".", "", first, List.of());
    Files.move(directory, place.resolve("gone"));
    Past past = repository.past(".", "", "not-fetched", List.of(AT_2));
    assertThat(past.lines()).hasSize(1);
    assertThat(past.lacking()).startsWith("what was fetched before was looked at");
  }

  @Test
  void a_repository_that_was_never_there_is_told_and_leaves_nothing_behind() throws Exception {
    ServiceRepository none =
        new ServiceRepository(
            place.resolve("nowhere").toString(), "main", place.resolve("mirrors/none.git"));
    assertThatThrownBy(() -> none.past(".", "", "", List.of())).isInstanceOf(IOException.class);
    assertThat(place.resolve("mirrors")).isEmptyDirectory();
  }

  @Test
  void a_version_that_git_would_take_for_something_else_is_taken_for_unknown() throws Exception {
    for (String hostile :
        List.of("--output=/tmp/x", ":/first", "HEAD@{1}", "main..main", "a b", "main^{/x}")) {
      Past past = repository.past(".", hostile, hostile, List.of());
      assertThat(past.isRunning()).as(hostile).isFalse();
      assertThat(past.areNew()).as(hostile).isFalse();
    }
  }

  @Test
  void messages_names_and_dates_are_taken_for_nothing_else() throws Exception {
    String forged = "0".repeat(40) + " 1 forged";
    write("shop/x\u0001\n" + "0".repeat(40), "x\n");
    origin.with(Map.of("GIT_COMMITTER_DATE", "@99999999999 +0000")).must(new byte[0], "add", ".");
    origin
        .with(Map.of("GIT_COMMITTER_DATE", "@99999999999 +0000"))
        .must(new byte[0], "commit", "-q", "-m", "a\u001b[31m\u0001" + forged + "\n" + forged);
    Files.writeString(directory.resolve(".gitattributes"), "*.java diff=evil\n");
    Files.writeString(directory.resolve(".mailmap"), "Eve <ada@example.org>\n");
    String last = commit("-".repeat(10_000));
    Past past = repository.past(".", first, last, List.of(AT_2));
    assertThat(past.commits()).hasSize(2);
    assertThat(past.commits().get(1).subject())
        .doesNotContain("\u001b", "\u0001")
        .contains("forged");
    assertThat(past.commits().get(1).at()).isAfter(Instant.parse("2100-01-01T00:00:00Z"));
    assertThat(past.commits().getFirst().subject()).hasSize(200);
    assertThat(past.lines()).hasSize(1);
  }

  @Test
  void a_commit_that_stands_for_another_one_is_not_believed() throws Exception {
    write(CART, "class Cart {\n  int a = 7;\n}\n");
    String second = commit("honest");
    String tree = git("rev-parse", first + "^{tree}");
    String fake = git("commit-tree", "-p", first, "-m", "replaced", tree);
    git("replace", second, fake);
    assertThat(repository.past(".", first, second, List.of()).commits())
        .extracting(Commit::subject)
        .containsExactly("honest");
  }

  private void write(String path, String text) throws Exception {
    Path file = directory.resolve(path);
    Path parent = file.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    Files.writeString(file, text);
  }

  private String commit(String message) throws Exception {
    git("add", ".");
    git("commit", "-q", "-m", message);
    return git("rev-parse", "HEAD");
  }

  private String git(String... words) throws Exception {
    return origin.must(new byte[0], words);
  }
}
