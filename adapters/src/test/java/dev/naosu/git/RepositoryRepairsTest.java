package dev.naosu.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.detect.Failure;
import dev.naosu.detect.TestId;
import dev.naosu.detect.TestRun;
import dev.naosu.diagnose.Suspect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepositoryRepairsTest {
  private static final String CART = "src/main/java/com/acme/Cart.java";
  private static final String OTHER = "src/main/java/com/acme/Other.java";

  @TempDir Path place;
  private Path project;
  private Git git;

  @BeforeEach
  void makeRepository() throws Exception {
    project = Files.createDirectories(place.resolve("repository/shop"));
    git = new Git(project, Map.of());
    git.must(new byte[0], "init", "-q", "-b", "main", "..");
    git.must(new byte[0], "config", "user.name", "Ada");
    git.must(new byte[0], "config", "user.email", "ada@example.org");
    write(CART, cart("a / b", "0"));
    write(OTHER, "class Other {\n  int f(Object o) { return o.hashCode(); }\n}\n");
    commit("Begin");
  }

  @Test
  void repairs_of_the_same_file_and_exception_are_told_with_their_change() throws Exception {
    write(CART, cart("b == 0 ? 0 : a / b", "0"));
    commit("Fix ArithmeticException of an empty cart (#12)");
    write(CART, cart("b == 0 ? 0 : a / b", "1"));
    commit("Count from one");
    write(OTHER, "class Other {\n  int f(Object o) { return o == null ? 0 : o.hashCode(); }\n}\n");
    commit("bugfix for nothing at all");
    List<String> lessons = similar("java.lang.ArithmeticException");
    assertThat(lessons).hasSize(1);
    assertThat(lessons.getFirst())
        .startsWith("Fix ArithmeticException of an empty cart (#12)\n")
        .contains("--- a/" + CART, "+  int average(int a, int b) { return b == 0 ? 0 : a / b; }");
  }

  @Test
  void a_repair_of_the_same_exception_elsewhere_is_told_too_and_after_nearer_ones()
      throws Exception {
    write(OTHER, "class Other {\n  int f(Object o) { return o == null ? 0 : o.hashCode(); }\n}\n");
    commit("fixed the NullPointerException in Other");
    write(CART, cart("a / Math.max(1, b)", "0"));
    commit("fix: guard the average\n\nHealed-by: naosu 1.0");
    assertThat(similar("java.lang.NullPointerException"))
        .extracting(lesson -> lesson.lines().findFirst().orElse(""))
        .containsExactly("fix: guard the average", "fixed the NullPointerException in Other");
  }

  @Test
  void what_was_taken_back_or_is_large_or_a_comment_or_a_test_is_no_lesson() throws Exception {
    write(CART, cart("a", "0"));
    String wrong = commit("fix the average");
    write(CART, cart("a / b", "0"));
    commit("Revert \"fix the average\"\n\nThis reverts commit " + wrong + ".");
    write(CART, cart("a / b", "0") + "// average\n");
    commit("fix a comment");
    write(CART, cart("a / b", "0") + "// average\n" + "class More {}\n".repeat(50));
    commit("fix all the rest");
    write("src/test/java/com/acme/CartTest.java", "class CartTest {}\n");
    commit("fix a test of Cart");
    assertThat(similar("java.lang.ArithmeticException")).isEmpty();
  }

  @Test
  void without_a_repository_nothing_is_remembered() throws Exception {
    Path bare = Files.createDirectories(place.resolve("bare"));
    assertThat(new RepositoryRepairs(bare).similar(List.of(), List.of(suspect()))).isEmpty();
  }

  @Test
  void what_is_missing_is_not_fetched_by_a_command_of_the_projects_configuration()
      throws Exception {
    write(CART, cart("b == 0 ? 0 : a / b", "0"));
    commit("fix the average");
    git.must(new byte[0], "config", "uploadpack.allowFilter", "true");
    Path partial = place.resolve("partial");
    git.must(
        new byte[0],
        "clone",
        "-q",
        "--filter=blob:none",
        "file://" + place.resolve("repository"),
        partial.toString());
    Path proof = place.resolve("proof");
    Git there = new Git(partial, Map.of());
    there.must(new byte[0], "config", "protocol.ext.allow", "always");
    there.must(new byte[0], "remote", "set-url", "origin", "ext::touch " + proof);
    project = partial.resolve("shop");
    assertThat(similar("java.lang.ArithmeticException")).isEmpty();
    assertThat(proof).doesNotExist();
    // it is the configuration that would: the same question without the guard runs the command
    there.ask(new byte[0], "show", "HEAD");
    assertThat(proof).exists();
  }

  private List<String> similar(String exception) throws InterruptedException {
    return new RepositoryRepairs(project).similar(List.of(failing(exception)), List.of(suspect()));
  }

  private static Suspect suspect() {
    return new Suspect(CART, 2, "com.acme.Cart", "average(II)I", 1, 1, List.of());
  }

  private static TestRun failing(String exception) {
    return new TestRun(
        new TestId("com.acme.CartTest", "empty", ""),
        TestRun.Status.FAILED,
        Duration.ZERO,
        0,
        Optional.of(new Failure(exception, "", List.of(), Optional.empty(), Optional.empty())),
        new BitSet(),
        "");
  }

  private static String cart(String average, String first) {
    return "class Cart {\n  int average(int a, int b) { return %s; }\n  int first = %s;\n}\n"
        .formatted(average, first);
  }

  private void write(String path, String text) throws IOException {
    Path file = project.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private String commit(String message) throws Exception {
    git.must(new byte[0], "add", "-A", ".");
    git.must(new byte[0], "commit", "-q", "-m", message);
    return git.must(new byte[0], "rev-parse", "HEAD");
  }
}
