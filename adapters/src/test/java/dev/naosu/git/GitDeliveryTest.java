package dev.naosu.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.ship.Change;
import dev.naosu.ship.CommitMessage;
import dev.naosu.ship.Delivery.Delivered;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitDeliveryTest {
  private static final CommitMessage MESSAGE =
      new CommitMessage("fix: compare with <= in Cart.total", "Healed-by: naosu 1");
  private static final String BRANCH = "auto-fix/cart-3f9a1c";

  @TempDir Path place;
  private Path repository;

  @BeforeEach
  void makeRepository() throws Exception {
    repository = Files.createDirectory(place.resolve("shop"));
    git("init", "-q", "-b", "main");
    git("config", "user.name", "Ada");
    git("config", "user.email", "ada@example.org");
    write("Cart.java", "class Cart {\n  // old\n}\n");
    write("Other.java", "class Other {}\n");
    git("add", ".");
    git("commit", "-q", "-m", "first");
  }

  @Test
  void apply_writes_the_new_text() throws Exception {
    assertThat(delivery().apply(change("Cart.java", "old", "new")))
        .isEqualTo(new Delivered.Applied(List.of("Cart.java")));
    assertThat(read("Cart.java")).isEqualTo("class Cart {\n  // new\n}\n");
    assertThat(names(repository)).containsExactlyInAnyOrder(".git", "Cart.java", "Other.java");
  }

  @Test
  void apply_keeps_the_mode_and_every_byte_that_is_not_part_of_the_change() throws Exception {
    byte[] latin1 =
        "// caf\u00e9\r\nclass Cart { /* old */ }".getBytes(StandardCharsets.ISO_8859_1);
    Path file = Files.write(repository.resolve("Cart.java"), latin1);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-x---"));

    delivery().apply(change("Cart.java", "old", "\u2713"));

    assertThat(Files.readAllBytes(file))
        .isEqualTo(
            "// caf\u00e9\r\nclass Cart { /* \\u2713 */ }".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rwxr-x---");
  }

  @Test
  void apply_refuses_when_one_of_the_files_was_changed_meanwhile_and_touches_none()
      throws Exception {
    Change change = twoFiles();
    write("Other.java", "class Other { int edited; }\n");

    assertThat(delivery().apply(change))
        .isInstanceOfSatisfying(
            Delivered.Refused.class, refused -> assertThat(refused.why()).contains("Other.java"));
    assertThat(read("Cart.java")).contains("old");
    assertThat(read("Other.java")).contains("edited");
  }

  @Test
  void apply_puts_the_first_file_back_when_the_second_cannot_be_written() throws Exception {
    Replacement.Move breaksAtOther =
        (from, to) -> {
          if (to.endsWith("Other.java")) {
            throw new IOException("no space left");
          }
          Replacement.ATOMIC.move(from, to);
        };

    Delivered delivered = new GitDelivery(repository, breaksAtOther, Map.of()).apply(twoFiles());

    assertThat(delivered)
        .isInstanceOfSatisfying(
            Delivered.Refused.class,
            refused ->
                assertThat(refused.why()).contains("no space left", "every file is as it was"));
    assertThat(read("Cart.java")).contains("old");
    assertThat(names(repository)).containsExactlyInAnyOrder(".git", "Cart.java", "Other.java");
  }

  @Test
  void apply_follows_a_link_inside_the_project_and_refuses_one_that_leaves_it() throws Exception {
    Files.createSymbolicLink(repository.resolve("Link.java"), Path.of("Cart.java"));
    assertThat(delivery().apply(change("Link.java", "old", "new")))
        .isInstanceOf(Delivered.Applied.class);
    assertThat(Files.isSymbolicLink(repository.resolve("Link.java"))).isTrue();
    assertThat(read("Cart.java")).contains("new");

    Path outside = Files.writeString(place.resolve("Secret.java"), "old");
    Files.createSymbolicLink(repository.resolve("Away.java"), outside);
    assertThat(delivery().apply(change("Away.java", "old", "new")))
        .isInstanceOf(Delivered.Refused.class);
    assertThat(outside).hasContent("old");
  }

  @Test
  void a_branch_leaves_the_working_tree_and_the_index_alone() throws Exception {
    write("Other.java", "class Other { int staged; }\n");
    git("add", "Other.java");
    write("Untracked.java", "class Untracked {}\n");
    String status = git("status", "--porcelain");
    byte[] index = Files.readAllBytes(repository.resolve(".git/index"));

    Delivered delivered = delivery().commit(change("Cart.java", "old", "new"), MESSAGE, BRANCH);

    assertThat(delivered)
        .isInstanceOfSatisfying(
            Delivered.Committed.class,
            committed -> assertThat(committed.branch()).isEqualTo(BRANCH));
    assertThat(Files.readAllBytes(repository.resolve(".git/index"))).isEqualTo(index);
    assertThat(git("status", "--porcelain")).isEqualTo(status);
    assertThat(git("rev-parse", "--abbrev-ref", "HEAD")).isEqualTo("main");
    assertThat(read("Cart.java")).contains("old");
    assertThat(git("diff", "--name-only", "main", BRANCH)).isEqualTo("Cart.java");
    assertThat(git("show", BRANCH + ":Cart.java")).contains("new");
    assertThat(git("log", "-1", "--format=%an %ae %s %(trailers:key=Healed-by)", BRANCH))
        .startsWith("Ada ada@example.org fix: compare with <= in Cart.total Healed-by: naosu 1");
    assertThat(git("fsck", "--no-dangling")).isEmpty();
  }

  @Test
  void a_branch_can_be_made_for_a_project_in_a_subdirectory() throws Exception {
    Path module = Files.createDirectories(repository.resolve("services/[cart]"));
    Files.writeString(module.resolve("A.java"), "// old\n");
    git("add", ".");
    git("commit", "-q", "-m", "module");

    Delivered delivered =
        new GitDelivery(module, Replacement.ATOMIC, Map.of())
            .commit(changeIn(module, "A.java", "old", "new"), MESSAGE, BRANCH);

    assertThat(delivered).isInstanceOf(Delivered.Committed.class);
    assertThat(git("diff", "--name-only", "main", BRANCH)).isEqualTo("services/[cart]/A.java");
  }

  @Test
  void a_branch_that_exists_is_left_alone_and_the_next_number_taken() throws Exception {
    git("branch", BRANCH);
    Change change = change("Cart.java", "old", "new");

    assertThat(delivery().commit(change, MESSAGE, BRANCH))
        .isInstanceOfSatisfying(
            Delivered.Committed.class, it -> assertThat(it.branch()).isEqualTo(BRANCH + "-2"));
    assertThat(delivery().commit(change, MESSAGE, BRANCH))
        .isInstanceOfSatisfying(
            Delivered.Committed.class, it -> assertThat(it.branch()).isEqualTo(BRANCH + "-3"));
    assertThat(git("rev-parse", BRANCH)).isEqualTo(git("rev-parse", "main"));
  }

  @Test
  void a_branch_is_refused_when_the_file_has_uncommitted_changes() throws Exception {
    write("Cart.java", "class Cart {\n  // old and edited\n}\n");

    assertThat(delivery().commit(change("Cart.java", "old", "new"), MESSAGE, BRANCH))
        .isInstanceOfSatisfying(
            Delivered.Refused.class,
            refused -> {
              assertThat(refused.why()).contains("Cart.java", "not committed");
              assertThat(refused.remedy()).contains("--apply");
            });
    assertThat(git("branch", "--list", "auto-fix/*")).isEmpty();
  }

  @Test
  void a_branch_is_refused_for_a_file_that_git_does_not_know() throws Exception {
    write("New.java", "// old\n");
    assertThat(delivery().commit(change("New.java", "old", "new"), MESSAGE, BRANCH))
        .isInstanceOf(Delivered.Refused.class);
  }

  @Test
  void a_branch_is_refused_outside_a_repository_and_before_the_first_commit() throws Exception {
    Path plain = Files.createDirectory(place.resolve("plain"));
    Files.writeString(plain.resolve("A.java"), "// old\n");
    GitDelivery delivery =
        new GitDelivery(
            plain, Replacement.ATOMIC, Map.of("GIT_CEILING_DIRECTORIES", place.toString()));
    Change change = changeIn(plain, "A.java", "old", "new");
    assertThat(delivery.commit(change, MESSAGE, BRANCH))
        .isInstanceOfSatisfying(
            Delivered.Refused.class,
            refused -> assertThat(refused.why()).contains("not in a git repository"));

    run(plain, "git", "init", "-q");
    assertThat(delivery.commit(change, MESSAGE, BRANCH))
        .isInstanceOfSatisfying(
            Delivered.Refused.class,
            refused -> assertThat(refused.why()).contains("no commit yet"));
  }

  @Test
  void a_branch_commit_keeps_windows_line_ends_out_of_the_repository_where_git_converts_them()
      throws Exception {
    git("config", "core.autocrlf", "true");
    Files.delete(repository.resolve("Cart.java"));
    git("checkout", "-q", "--", "Cart.java");
    assertThat(read("Cart.java")).contains("\r\n");

    assertThat(delivery().commit(change("Cart.java", "old", "new"), MESSAGE, BRANCH))
        .isInstanceOf(Delivered.Committed.class);
    assertThat(git("diff", "--numstat", "main", BRANCH)).isEqualTo("1\t1\tCart.java");
  }

  @Test
  void without_a_name_in_the_configuration_naosu_is_the_author() throws Exception {
    git("config", "--unset", "user.name");
    git("config", "--unset", "user.email");
    Map<String, String> nobody =
        Map.of(
            "HOME",
            place.toString(),
            "XDG_CONFIG_HOME",
            place.toString(),
            "GIT_CONFIG_NOSYSTEM",
            "1");

    assertThat(
            new GitDelivery(repository, Replacement.ATOMIC, nobody)
                .commit(change("Cart.java", "old", "new"), MESSAGE, BRANCH))
        .isInstanceOf(Delivered.Committed.class);
    assertThat(git("log", "-1", "--format=%an <%ae>", BRANCH)).isEqualTo("naosu <naosu@localhost>");
  }

  @Test
  void a_new_file_is_made_with_its_directories() throws Exception {
    assertThat(delivery().apply(withTest("src/test/CartTest.java")))
        .isEqualTo(new Delivered.Applied(List.of("Cart.java", "src/test/CartTest.java")));
    assertThat(read("src/test/CartTest.java")).isEqualTo("class CartTest {}\n");
    assertThat(read("Cart.java")).contains("new");
  }

  @Test
  void a_new_file_is_committed_beside_the_changed_one() throws Exception {
    assertThat(delivery().commit(withTest("src/test/CartTest.java"), MESSAGE, BRANCH))
        .isInstanceOf(Delivered.Committed.class);
    assertThat(git("show", BRANCH + ":src/test/CartTest.java")).isEqualTo("class CartTest {}");
    assertThat(git("diff", "--name-status", "main", BRANCH))
        .isEqualTo("M\tCart.java\nA\tsrc/test/CartTest.java");
    assertThat(repository.resolve("src")).doesNotExist();
  }

  @Test
  void a_file_that_is_there_by_now_is_not_written_over() throws Exception {
    Change change = withTest("New.java");
    write("New.java", "mine");
    assertThat(delivery().apply(change)).isInstanceOf(Delivered.Refused.class);
    assertThat(read("New.java")).isEqualTo("mine");
    assertThat(read("Cart.java")).contains("old");
    git("add", ".");
    git("commit", "-q", "-m", "second");
    assertThat(delivery().commit(change, MESSAGE, BRANCH)).isInstanceOf(Delivered.Refused.class);
  }

  @Test
  void a_new_file_is_not_made_outside_of_the_project() throws Exception {
    Files.createSymbolicLink(
        repository.resolve("out"), Files.createDirectory(place.resolve("elsewhere")));
    for (String path : List.of("out/New.java", "../New.java")) {
      assertThat(delivery().apply(withTest(path))).isInstanceOf(Delivered.Refused.class);
    }
    assertThat(place.resolve("elsewhere")).isEmptyDirectory();
    assertThat(place.resolve("New.java")).doesNotExist();
    assertThat(read("Cart.java")).contains("old");
  }

  @Test
  void a_new_file_is_taken_away_when_another_cannot_be_written() throws Exception {
    Replacement.Move breaksAtCart =
        (from, to) -> {
          if (to.endsWith("Cart.java")) {
            throw new IOException("disk full");
          }
          Replacement.ATOMIC.move(from, to);
        };
    GitDelivery delivery = new GitDelivery(repository, breaksAtCart, Map.of());
    assertThat(delivery.apply(withTest("New.java"))).isInstanceOf(Delivered.Refused.class);
    assertThat(names(repository)).containsExactlyInAnyOrder(".git", "Cart.java", "Other.java");
  }

  private Change withTest(String path) throws IOException {
    Change change = change("Cart.java", "old", "new");
    Map<String, String> after = new HashMap<>(change.after());
    after.put(path, "class CartTest {}\n");
    return new Change(change.before(), after);
  }

  private GitDelivery delivery() {
    return new GitDelivery(repository);
  }

  private Change change(String path, String from, String to) throws IOException {
    return changeIn(repository, path, from, to);
  }

  private static Change changeIn(Path root, String path, String from, String to)
      throws IOException {
    String before = TextFile.read(root.resolve(path)).text();
    return new Change(Map.of(path, before), Map.of(path, before.replace(from, to)));
  }

  private Change twoFiles() throws IOException {
    Map<String, String> before = new HashMap<>();
    Map<String, String> after = new HashMap<>();
    for (String path : List.of("Cart.java", "Other.java")) {
      before.put(path, read(path));
      after.put(path, "// new\n" + read(path));
    }
    return new Change(before, after);
  }

  private void write(String path, String text) throws IOException {
    Files.writeString(repository.resolve(path), text);
  }

  private String read(String path) throws IOException {
    return Files.readString(repository.resolve(path));
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private String git(String... words) throws Exception {
    return run(
        repository, Stream.concat(Stream.of("git"), Stream.of(words)).toArray(String[]::new));
  }

  private static String run(Path directory, String... command) throws Exception {
    Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output.strip();
  }
}
