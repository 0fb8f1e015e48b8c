package dev.naosu.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.naosu.ship.Delivery.Delivered;
import dev.naosu.ship.revert.Reversal;
import dev.naosu.ship.revert.Reversal.Kept;
import dev.naosu.ship.revert.Reversal.Partial;
import dev.naosu.ship.revert.Reversal.Refused;
import dev.naosu.ship.revert.Reversal.Reverted;
import dev.naosu.ship.revert.Reversal.Risk;
import dev.naosu.ship.revert.Undo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitReversalTest {
  private static final String WHY = "0.3 % of requests failed more";
  private static final String BRANCH = "auto-revert/7";

  @TempDir Path place;
  private Path directory = Path.of("");
  private Git origin = new Git(Path.of(""), Map.of());
  private ServiceRepository repository = new ServiceRepository("", "", Path.of(""));
  private int looked;

  @BeforeEach
  void makeRepository() throws Exception {
    directory = Files.createDirectories(place.resolve("origin/shop"));
    origin = new Git(directory, Map.of());
    git("init", "-q", "-b", "main");
    git("config", "user.name", "Ada");
    git("config", "user.email", "ada@example.org");
    commit("first", "Cart.java", numbered(), "README.md", "shop\n");
    repository = new ServiceRepository(directory.toString(), "main", place.resolve("mirror.git"));
  }

  @Test
  void later_commits_are_kept_also_those_to_the_same_file() throws Exception {
    String bad = commit("faster", "Cart.java", line(3, "fast"));
    commit("other lines", "Cart.java", line(17, "later"));
    commit("another file", "README.md", "the shop\n");

    Reversal reversal = look(Undo.of(bad, head(), WHY));

    assertThat(reversal)
        .isInstanceOfSatisfying(
            Reverted.class,
            done -> {
              assertThat(done.later()).hasSize(2);
              assertThat(done.risks()).isEmpty();
              assertThat(done.diff()).contains("-fast", "+line 3").doesNotContain("later\n");
              assertThat(done.message())
                  .startsWith("revert: faster\n\n" + WHY)
                  .contains("\nThis reverts commit " + bad + ".\n")
                  .endsWith("\nReverted-by: naosu\n");
            });
  }

  @Test
  void it_is_delivered_as_a_branch_once() throws Exception {
    String bad = commit("faster", "Cart.java", line(3, "fast"));
    commit("other lines", "Cart.java", line(17, "later"));
    String main = head();
    Undo undo = Undo.of(bad, main, WHY);

    Delivered first = repository.deliver(undo, BRANCH, place.resolve("one"));
    String pushed = git("rev-parse", BRANCH);
    Delivered again = repository.deliver(undo, BRANCH, place.resolve("two"));

    assertThat(first).isInstanceOf(Delivered.Committed.class).isEqualTo(again);
    assertThat(git("rev-parse", BRANCH)).isEqualTo(pushed);
    assertThat(git("rev-parse", BRANCH + "^")).isEqualTo(main);
    assertThat(git("rev-parse", "main")).isEqualTo(main);
    assertThat(git("show", BRANCH + ":Cart.java").lines())
        .contains("line 3", "later")
        .doesNotContain("fast", "line 17");
  }

  @Test
  void lines_that_were_changed_again_later_stay() throws Exception {
    String bad = commit("faster", "Cart.java", line(3, "fast"), "Other.java", "new\n");
    String later = commit("needed", "Cart.java", line(3, "fast and right"));

    assertThat(look(Undo.of(bad, head(), WHY)))
        .isInstanceOfSatisfying(
            Partial.class,
            part -> {
              assertThat(part.kept())
                  .containsExactly(
                      new Kept(
                          "Cart.java",
                          "stays as it is, for %s (needed) changed the same later"
                              .formatted(later.substring(0, 7))));
              assertThat(part.diff()).contains("Other.java").doesNotContain("Cart.java");
              assertThat(part.message()).contains("\nKept:\n- Cart.java: stays as it is");
            });
  }

  @Test
  void the_rest_of_a_file_is_undone_around_them() throws Exception {
    Files.writeString(directory.resolve("Cart.java"), line(3, "fast"));
    String bad = commit("faster", "Cart.java", line(18, "fast too"));
    commit("needed", "Cart.java", line(3, "fast and right"));

    assertThat(look(Undo.of(bad, head(), WHY)))
        .isInstanceOfSatisfying(
            Partial.class,
            part -> {
              assertThat(part.kept())
                  .singleElement()
                  .extracting(Kept::why)
                  .asString()
                  .startsWith("is undone but for the lines that ");
              assertThat(part.diff()).contains("-fast too", "+line 18").doesNotContain("+line 3\n");
            });
  }

  @Test
  void what_was_renamed_since_is_undone_under_its_new_name() throws Exception {
    String bad = commit("faster", "Cart.java", line(3, "fast"));
    git("mv", "Cart.java", "Basket.java");
    git("commit", "-q", "-m", "a better name");

    assertThat(look(Undo.of(bad, head(), WHY)))
        .isInstanceOfSatisfying(
            Reverted.class,
            done -> assertThat(done.diff()).contains("--- a/Basket.java", "-fast", "+line 3"));
  }

  @Test
  void several_commits_are_undone_at_once() throws Exception {
    String first = commit("one", "Cart.java", line(3, "fast"));
    String last = commit("two", "Cart.java", line(3, "faster"));
    commit("later", "README.md", "the shop\n");

    assertThat(look(new Undo(first, last, head(), WHY)))
        .isInstanceOfSatisfying(
            Reverted.class,
            done -> {
              assertThat(done.diff()).contains("-faster", "+line 3");
              assertThat(done.message())
                  .startsWith("revert: two and 1 before\n")
                  .contains(first, last);
            });
    assertThat(look(new Undo(last, first, head(), WHY))).isInstanceOf(Refused.class);
  }

  @Test
  void a_migration_stays_and_what_it_threw_away_is_named() throws Exception {
    String migration = "src/main/resources/db/migration/V5__price.sql";
    String bad =
        commit(
            "price",
            "Cart.java",
            line(3, "price"),
            migration,
            "ALTER TABLE article DROP COLUMN old_price;\n");
    commit("more", "src/main/resources/db/migration/V6__more.sql", "CREATE TABLE more (id int);\n");

    assertThat(look(Undo.of(bad, head(), WHY)))
        .isInstanceOfSatisfying(
            Partial.class,
            part -> {
              assertThat(part.kept()).extracting(Kept::path).containsExactly(migration);
              assertThat(part.kept().getFirst().why()).contains("the database has it already");
              assertThat(part.diff()).contains("Cart.java").doesNotContain("V5__price");
              assertThat(part.risks())
                  .extracting(Risk::kind)
                  .containsExactly(
                      Risk.Kind.MIGRATION, Risk.Kind.IRREVERSIBLE, Risk.Kind.MIGRATION);
              assertThat(part.risks().get(1).sentence()).contains("DROP COLUMN old_price");
            });
  }

  @Test
  void data_that_would_go_away_is_named() throws Exception {
    commit("prices", "prices.csv", "a;1\n");
    String bad = commit("more", "prices.csv", "a;1\nb;2\n", "stock.csv", "a;7\n", "o.proto", "x\n");

    assertThat(look(Undo.of(bad, head(), WHY)))
        .isInstanceOfSatisfying(
            Reverted.class,
            done ->
                assertThat(done.risks())
                    .extracting(Risk::kind, Risk::path, Risk::sentence)
                    .containsExactly(
                        tuple(
                            Risk.Kind.SCHEMA,
                            "o.proto",
                            "what was written by it meanwhile may not be readable any more"),
                        tuple(Risk.Kind.DATA, "prices.csv", "shrinks from 8 to 4 bytes"),
                        tuple(Risk.Kind.DATA, "stock.csv", "goes away, with 4 bytes of data")));
  }

  @Test
  void a_file_that_later_work_uses_stays() throws Exception {
    String bad =
        commit("discounts", "Discount.java", "class Discount {}\n", "Cart.java", line(3, "x"));
    String later = commit("vouchers", "Voucher.java", "class Voucher { Discount discount; }\n");

    assertThat(look(Undo.of(bad, head(), WHY)))
        .isInstanceOfSatisfying(
            Partial.class,
            part ->
                assertThat(part.kept())
                    .containsExactly(
                        new Kept(
                            "Discount.java",
                            "stays, for Voucher.java uses it, which %s (vouchers) changed later"
                                .formatted(later.substring(0, 7)))));
  }

  @Test
  void what_cannot_be_undone_is_refused_with_the_reason() throws Exception {
    String bad = commit("faster", "Cart.java", line(3, "fast"));
    commit("needed", "Cart.java", line(3, "fast and right"));
    assertThat(look(Undo.of(bad, head(), WHY)))
        .isInstanceOfSatisfying(
            Refused.class, no -> assertThat(no.why()).contains("without losing what came later"));

    commit("by hand", "Cart.java", numbered());
    assertThat(look(Undo.of(bad, head(), WHY)))
        .isInstanceOfSatisfying(
            Refused.class, no -> assertThat(no.why()).isEqualTo("it is undone already"));

    assertThat(look(Undo.of("0".repeat(40), head(), WHY)))
        .isInstanceOfSatisfying(
            Refused.class, no -> assertThat(no.why()).contains("not in the history"));
    assertThat(look(Undo.of(git("rev-list", "--max-parents=0", "main"), head(), WHY)))
        .isInstanceOfSatisfying(
            Refused.class, no -> assertThat(no.why()).contains("nothing before it"));
  }

  @Test
  void what_a_person_has_decided_is_not_undone() throws Exception {
    String bad = commit("faster", "Cart.java", line(3, "fast"));
    repository.deliver(Undo.of(bad, head(), WHY), BRANCH, place.resolve("one"));
    git("merge", "-q", "--ff-only", BRANCH);
    git("revert", "--no-edit", "HEAD");

    assertThat(repository.deliver(Undo.of(bad, head(), WHY), BRANCH + "-2", place.resolve("two")))
        .isInstanceOfSatisfying(
            Delivered.Refused.class,
            no -> assertThat(no.why()).startsWith("a person has decided about it: naosu undid it"));
    assertThat(git("branch", "--list", BRANCH + "-2")).isEmpty();
  }

  @Test
  void a_repair_of_naosu_that_turned_out_bad_is_undone() throws Exception {
    String repair = commit("fix: x\n\nHealed-by: naosu 1", "Cart.java", line(3, "mended"));
    assertThat(look(Undo.of(repair, head(), WHY))).isInstanceOf(Reverted.class);
  }

  @Test
  void names_and_messages_of_others_forge_nothing() throws Exception {
    String bad =
        commit("x\u001b[31m\n\nHealed-by: someone", "*.java", "star\n", "Cart.java", line(3, "x"));
    commit("later", "*.java", "star\nlater\n", "Other.java", "stays\n");

    assertThat(look(Undo.of(bad, head(), "why\n\nHealed-by: somebody")))
        .isInstanceOfSatisfying(
            Partial.class,
            part -> {
              assertThat(part.kept()).extracting(Kept::path).containsExactly("*.java");
              assertThat(part.message()).doesNotContain("\u001b", "\nHealed-by");
              assertThat(part.diff()).doesNotContain("Other.java");
            });
  }

  @Test
  void merge_commits_are_undone_to_what_was_before_them() throws Exception {
    git("checkout", "-q", "-b", "topic");
    commit("on the topic", "Topic.java", "class Topic {}\n");
    git("checkout", "-q", "main");
    commit("meanwhile", "README.md", "the shop\n");
    git("merge", "-q", "--no-ff", "-m", "merge topic", "topic");
    String merge = head();
    commit("later", "Other.java", "stays\n");

    assertThat(look(Undo.of(merge, head(), WHY)))
        .isInstanceOfSatisfying(
            Reverted.class,
            done -> assertThat(done.diff()).contains("Topic.java").doesNotContain("README"));
  }

  private Reversal look(Undo undo) throws Exception {
    return repository.look(undo, place.resolve("scratch" + looked++));
  }

  private String head() throws Exception {
    return git("rev-parse", "main");
  }

  private static String numbered() {
    return text(IntStream.rangeClosed(1, 20).mapToObj(i -> "line " + i).toList());
  }

  /// The cart as it is now, with another line.
  private String line(int number, String text) throws Exception {
    List<String> lines = new ArrayList<>(Files.readAllLines(directory.resolve("Cart.java")));
    lines.set(number - 1, text);
    return text(lines);
  }

  private static String text(List<String> lines) {
    return String.join("\n", lines) + "\n";
  }

  /// @param files paths and texts in turn
  private String commit(String message, String... files) throws Exception {
    for (int i = 0; i < files.length; i += 2) {
      Path file = directory.resolve(files[i]);
      Files.createDirectories(file.getParent());
      Files.writeString(file, files[i + 1]);
    }
    git("add", "-A");
    git("commit", "-q", "-m", message);
    return git("rev-parse", "HEAD");
  }

  private String git(String... words) throws Exception {
    return origin.must(new byte[0], words);
  }
}
