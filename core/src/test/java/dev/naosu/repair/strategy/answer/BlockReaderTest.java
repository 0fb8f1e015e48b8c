package dev.naosu.repair.strategy.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.model.Answer;
import dev.naosu.model.Usage;
import dev.naosu.repair.strategy.answer.Reading.Change;
import dev.naosu.repair.strategy.answer.Reading.Reason;
import dev.naosu.repair.strategy.answer.Reading.Refused;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BlockReaderTest {
  private static final String CART_PATH = "src/main/java/shop/Cart.java";
  private static final String TILL_PATH = "src/main/java/shop/Till.java";
  private static final String CART =
      """
      class Cart {
        int average() {
          int sum = sum();
          return sum / lines.size();
        }

        int max() {
          if (lines.isEmpty()) {
            return 0;
          }
          return best;
        }

        int min() {
          if (lines.isEmpty()) {
            return 0;
          }
          return least;
        }
      }
      """;
  private static final String TILL = "class Till {\n\tint open() {\n\t\treturn 1;\n\t}\n}";
  private static final Map<String, String> FILES = Map.of(CART_PATH, CART, TILL_PATH, TILL);

  private static Reading read(String text) {
    return new BlockReader(FILES).read(new Answer(text, Answer.End.COMPLETE, Usage.NONE));
  }

  private static String block(String path, String search, String replace) {
    return path + "\n<<<<<<< SEARCH\n" + search + "=======\n" + replace + ">>>>>>> REPLACE\n";
  }

  private static Map<String, String> after(Reading reading) {
    assertThat(reading).isInstanceOf(Change.class);
    return ((Change) reading).patch().applyTo(path -> FILES.getOrDefault(path, ""));
  }

  private static Refused refused(Reading reading) {
    assertThat(reading).isInstanceOf(Refused.class);
    return (Refused) reading;
  }

  private static final String AVERAGE = "    return sum / lines.size();\n";
  private static final String GUARDED = "    return lines.isEmpty() ? 0 : sum / lines.size();\n";

  @Test
  void blocks_over_several_files_are_one_patch() {
    Map<String, String> after =
        after(
            read(
                "Both change.\n```java\n"
                    + block(CART_PATH, AVERAGE, GUARDED)
                    + "```\n\n### `Till.java`\n```java\n"
                    + block("", "\t\treturn 1;\n", "\t\treturn 2;\n")
                    + "```\n"));

    assertThat(after)
        .containsEntry(CART_PATH, CART.replace(AVERAGE, GUARDED))
        .containsEntry(TILL_PATH, TILL.replace("1", "2"));
  }

  @Test
  void one_block_that_fits_nowhere_refuses_all() {
    Refused refused =
        refused(
            read(
                block(CART_PATH, AVERAGE, GUARDED)
                    + block(CART_PATH, "    return sum / rows.count();\n", "    return 0;\n")));

    assertThat(refused.reason()).isEqualTo(Reason.NOT_FOUND);
    assertThat(refused.why()).contains("block 2 of 2", "lines 4-4", "return sum / lines.size();");
  }

  @Test
  void blanks_at_the_ends_of_lines_do_not_matter() {
    assertThat(after(read(block(CART_PATH, "    int sum = sum();  \r\n" + AVERAGE, GUARDED))))
        .containsEntry(CART_PATH, CART.replace("    int sum = sum();\n" + AVERAGE, GUARDED));
  }

  @Test
  void other_indentation_is_carried_over() {
    String search = "int open() {\n    return 1;\n}\n";
    String replace = "int open() {\n    if (shut) {\n        return 0;\n    }\n    return 1;\n}\n";

    assertThat(after(read(block(TILL_PATH, search, replace))))
        .containsEntry(
            TILL_PATH,
            TILL.replace("\t\treturn 1", "\t\tif (shut) {\n\t\t\treturn 0;\n\t\t}\n\t\treturn 1"));
  }

  @Test
  void a_nearly_equal_text_is_found_and_its_unchanged_lines_stay_as_they_are() {
    String search =
        "  int max() {\n    if (lines.isEmpty()) {\n      return  0;\n    }\n    return best;\n";

    assertThat(after(read(block(CART_PATH, search, search.replace("best", "best + 1")))))
        .containsEntry(CART_PATH, CART.replace("best", "best + 1"));
  }

  @Test
  void two_places_are_none() {
    Refused refused =
        refused(
            read(
                block(CART_PATH, "    if (lines.isEmpty()) {\n", "    if (lines.size() < 2) {\n")));

    assertThat(refused.reason()).isEqualTo(Reason.AMBIGUOUS);
    assertThat(refused.why()).contains("lines 8, 15");
    // also on the rung where indentation does not count
    assertThat(refused(read(block(CART_PATH, "return 0;\n", "return 1;\n"))).reason())
        .isEqualTo(Reason.AMBIGUOUS);
  }

  @Test
  void only_offered_files_can_be_changed() {
    assertThat(refused(read(block("src/test/java/shop/CartTest.java", AVERAGE, ""))).reason())
        .isEqualTo(Reason.NOT_OFFERED);
    assertThat(refused(read(block("../../etc/Cart.java", AVERAGE, ""))).reason())
        .isEqualTo(Reason.NOT_OFFERED);
    assertThat(refused(read(block("", AVERAGE, GUARDED))).why())
        .contains("names no file", CART_PATH, TILL_PATH);
  }

  @Test
  void what_is_cut_is_refused_whole() {
    String whole = block(CART_PATH, AVERAGE, GUARDED);

    assertThat(refused(read(whole + CART_PATH + "\n<<<<<<< SEARCH\n  int max")).reason())
        .isEqualTo(Reason.CUT_OFF);
    assertThat(
            refused(new BlockReader(FILES).read(new Answer(whole, Answer.End.LENGTH, Usage.NONE)))
                .reason())
        .isEqualTo(Reason.CUT_OFF);
  }

  @Test
  void no_block_no_change() {
    assertThat(refused(read("```java\nint average() { return 0; }\n```")).reason())
        .isEqualTo(Reason.NO_CODE);
    assertThat(refused(read(block(CART_PATH, AVERAGE, AVERAGE))).reason())
        .isEqualTo(Reason.UNCHANGED);
    assertThat(refused(read(block(CART_PATH, "\n", AVERAGE))).reason()).isEqualTo(Reason.NOT_FOUND);
  }

  @Test
  void overlapping_blocks_are_refused() {
    assertThat(
            refused(
                    read(
                        block(CART_PATH, "    int sum = sum();\n" + AVERAGE, GUARDED)
                            + block(CART_PATH, AVERAGE, GUARDED)))
                .reason())
        .isEqualTo(Reason.AMBIGUOUS);
  }

  @Test
  void lines_may_be_taken_out_and_the_last_one_changed() {
    assertThat(after(read(block(CART_PATH, "    int sum = sum();\n", ""))))
        .containsEntry(CART_PATH, CART.replace("    int sum = sum();\n", ""));
    assertThat(after(read(block(TILL_PATH, "\t}\n}\n", "\t}\n\n\tint shut;\n}\n"))))
        .containsEntry(TILL_PATH, TILL.replace("\t}\n}", "\t}\n\n\tint shut;\n}"));
  }
}
