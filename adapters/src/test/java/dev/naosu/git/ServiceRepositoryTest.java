package dev.naosu.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naosu.git.ServiceRepository.Checkout;
import dev.naosu.ship.Change;
import dev.naosu.ship.CommitMessage;
import dev.naosu.ship.Delivery.Delivered;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceRepositoryTest {
  private static final CommitMessage MESSAGE =
      new CommitMessage("fix: compare with <= in Cart.total", "Healed-by: naosu 1");
  private static final Change CHANGE =
      new Change(Map.of("Cart.java", "// old\n"), Map.of("Cart.java", "// new\n"));
  private static final String BRANCH = "auto-fix/incident-7";

  @TempDir Path place;
  private Git origin;
  private ServiceRepository repository;

  @BeforeEach
  void makeRepository() throws Exception {
    Path directory = Files.createDirectories(place.resolve("origin/shop"));
    origin = new Git(directory, Map.of());
    git("init", "-q", "-b", "main");
    git("config", "user.name", "Ada");
    git("config", "user.email", "ada@example.org");
    commit("// old\n", "first");
    repository = new ServiceRepository(directory.toString(), "main", place.resolve("mirror.git"));
  }

  @Test
  void the_latest_commit_of_the_branch_is_checked_out_also_after_a_push() throws Exception {
    Checkout first = repository.latest(place.resolve("one"));
    assertThat(first.root().resolve("Cart.java")).hasContent("// old");

    commit("// newer\n", "second");

    Checkout second = repository.latest(place.resolve("two"));
    assertThat(second.root().resolve("Cart.java")).hasContent("// newer");
    assertThat(second.commit()).isNotEqualTo(first.commit());
  }

  @Test
  void a_repair_is_pushed_as_a_branch_on_the_commit_it_was_made_on() throws Exception {
    String base = repository.latest(place.resolve("one")).commit();
    commit("// moved on\n", "second");

    Delivered delivered =
        repository.deliver(CHANGE, MESSAGE, "", base, BRANCH, place.resolve("two"));

    assertThat(delivered).isInstanceOf(Delivered.Committed.class);
    assertThat(git("show", BRANCH + ":Cart.java")).isEqualTo("// new");
    assertThat(git("rev-parse", BRANCH + "^")).isEqualTo(base);
    assertThat(git("show", "main:Cart.java")).isEqualTo("// moved on");
  }

  @Test
  void a_repair_that_was_pushed_before_is_not_pushed_again() throws Exception {
    String base = repository.latest(place.resolve("one")).commit();
    Delivered first = repository.deliver(CHANGE, MESSAGE, "", base, BRANCH, place.resolve("two"));
    String pushed = git("rev-parse", BRANCH);

    Delivered again = repository.deliver(CHANGE, MESSAGE, "", base, BRANCH, place.resolve("three"));

    assertThat(again).isEqualTo(first);
    assertThat(git("rev-parse", BRANCH)).isEqualTo(pushed);
    assertThat(git("branch", "--list", "auto-fix/*").lines()).hasSize(1);
  }

  @Test
  void a_branch_of_that_name_with_other_files_is_left_alone() throws Exception {
    String base = repository.latest(place.resolve("one")).commit();
    git("branch", BRANCH);

    assertThat(repository.deliver(CHANGE, MESSAGE, "", base, BRANCH, place.resolve("two")))
        .isInstanceOf(Delivered.Refused.class);
    assertThat(git("rev-parse", BRANCH)).isEqualTo(base);
  }

  @Test
  void a_repository_or_a_branch_that_is_not_there_is_told_and_leaves_no_mirror() throws Exception {
    Path mirror = place.resolve("none.git");
    ServiceRepository none =
        new ServiceRepository(place.resolve("nowhere").toString(), "main", mirror);
    assertThatThrownBy(() -> none.latest(place.resolve("one"))).isInstanceOf(IOException.class);
    assertThat(mirror).doesNotExist();

    ServiceRepository branchless =
        new ServiceRepository(place.resolve("origin/shop").toString(), "release", mirror);
    assertThatThrownBy(() -> branchless.latest(place.resolve("one")))
        .hasMessageContaining("no branch release");
  }

  private void commit(String text, String message) throws Exception {
    Files.writeString(place.resolve("origin/shop/Cart.java"), text);
    git("add", ".");
    git("commit", "-q", "-m", message);
  }

  private String git(String... words) throws Exception {
    return origin.must(new byte[0], words);
  }
}
