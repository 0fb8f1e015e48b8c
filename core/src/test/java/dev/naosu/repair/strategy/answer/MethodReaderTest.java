package dev.naosu.repair.strategy.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.code.JavaModel;
import dev.naosu.code.JavaSource;
import dev.naosu.code.Patch;
import dev.naosu.model.Answer;
import dev.naosu.model.Usage;
import dev.naosu.repair.strategy.answer.Reading.Change;
import dev.naosu.repair.strategy.answer.Reading.Reason;
import dev.naosu.repair.strategy.answer.Reading.Refused;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jdt.core.dom.ASTVisitor;
import org.eclipse.jdt.core.dom.MethodDeclaration;
import org.junit.jupiter.api.Test;

class MethodReaderTest {
  private static final String CART =
      """
      package shop;

      import java.util.List;

      public class Cart {
        private final List<Integer> lines;

        public Cart(List<Integer> lines) {
          this.lines = lines;
        }

        /** The mean price. */
        @Deprecated
        public int average() {
          // all of them
          int sum = sum();
          return sum / lines.size(); // rounded down
        }

        int sum() {
          return lines.stream().mapToInt(Integer::intValue).sum();
        }

        int price(int line, String currency) {
          return lines.get(line);
        }

        int price(int line) {
          return lines.get(line - 1);
        }
      }
      """;

  private static final String AVERAGE =
      """
      public int average() {
          int sum = sum();
          return lines.isEmpty() ? 0 : sum / lines.size();
      }
      """;

  private static final String REPAIRED = "    return lines.isEmpty() ? 0 : sum / lines.size();";

  private static Reading read(String code, String method, int nth, Answer answer) {
    JavaSource source = new JavaModel(List.of(), List.of(), 25).parse("src/shop/Cart.java", code);
    List<MethodDeclaration> named = new ArrayList<>();
    source
        .unit()
        .accept(
            new ASTVisitor() {
              @Override
              public boolean visit(MethodDeclaration node) {
                if (node.getName().getIdentifier().equals(method)) {
                  named.add(node);
                }
                return true;
              }
            });
    return new MethodReader(source, named.get(nth)).read(answer);
  }

  private static Reading read(String method, String text) {
    return read(CART, method, 0, new Answer(text, Answer.End.COMPLETE, Usage.NONE));
  }

  private static String after(Reading reading) {
    assertThat(reading).isInstanceOf(Change.class);
    Patch patch = ((Change) reading).patch();
    return patch.applyTo("src/shop/Cart.java", CART);
  }

  private static Reason refused(Reading reading) {
    assertThat(reading).isInstanceOf(Refused.class);
    return ((Refused) reading).reason();
  }

  private static String fence(String code) {
    return "Here it is.\n\n```java\n" + code + "```\nIt doesn't divide by zero.\n";
  }

  @Test
  void a_method_in_a_fence_becomes_the_edit_of_what_it_changes() {
    String expected = CART.replace("return sum /", "return lines.isEmpty() ? 0 : sum /");

    Reading reading = read("average", fence(AVERAGE));

    assertThat(after(reading)).isEqualTo(expected);
    assertThat(((Change) reading).patch().edits())
        .singleElement()
        .satisfies(edit -> assertThat(edit.replacement()).isEqualTo("lines.isEmpty() ? 0 : "));
  }

  @Test
  void a_fence_may_lack_its_language_its_end_or_be_missing() {
    String expected = after(read("average", fence(AVERAGE)));

    assertThat(after(read("average", "```\n" + AVERAGE + "```"))).isEqualTo(expected);
    assertThat(after(read("average", "```java\n" + AVERAGE))).isEqualTo(expected);
    assertThat(after(read("average", AVERAGE))).isEqualTo(expected);
    assertThat(after(read("average", "It's simple: " + AVERAGE + "\nThat's all, isn't it?")))
        .isEqualTo(expected);
    assertThat(after(read("average", "1. ```java " + AVERAGE + "```"))).isEqualTo(expected);
  }

  @Test
  void of_a_whole_class_the_method_is_taken() {
    String whole =
        "package shop;\nimport java.util.List;\npublic class Cart {\n"
            + AVERAGE
            + "\nint sum() { return 0; }\n}\n";

    assertThat(after(read("average", fence(whole))))
        .isEqualTo(after(read("average", fence(AVERAGE))));
  }

  @Test
  void the_last_version_counts() {
    String first = AVERAGE.replace("? 0", "? 1");

    assertThat(after(read("average", fence(first) + fence(AVERAGE)))).contains(REPAIRED);
    assertThat(after(read("average", fence(AVERAGE) + fence("int other() { return 1; }\n"))))
        .contains(REPAIRED);
  }

  @Test
  void annotations_modifiers_and_documentation_stay() {
    String naked = "/** New words. */\n@Override\n" + AVERAGE.replace("public ", "private ");

    assertThat(after(read("average", fence(naked))))
        .isEqualTo(after(read("average", fence(AVERAGE))));
  }

  @Test
  void imports_that_are_needed_are_merged() {
    String text =
        """
        import java.util.List;
        import java.util.Objects;
        import java.util.Map;

        int sum() {
          Objects.requireNonNull(lines);
          return lines.stream().mapToInt(Integer::intValue).sum();
        }
        """;

    assertThat(after(read("sum", fence(text))))
        .contains(
            "import java.util.List;\nimport java.util.Objects;\n\npublic",
            "  int sum() {\n    Objects.requireNonNull(lines);\n    return lines.stream()")
        .doesNotContain("java.util.Map");
  }

  @Test
  void new_members_that_the_method_needs_come_with_it() {
    String text =
        """
        int sum() {
            return positive().sum();
        }

        private java.util.stream.IntStream positive() {
            return lines.stream()
                .mapToInt(Integer::intValue).filter(each -> each > LIMIT);
        }

        private static final int LIMIT = 0;

        public static void main(String[] arguments) {}
        """;

    assertThat(after(read("sum", fence(text))))
        .contains(
            """
              int sum() {
                return positive().sum();
              }

              private java.util.stream.IntStream positive() {
                return lines.stream()
                  .mapToInt(Integer::intValue).filter(each -> each > LIMIT);
              }

              private static final int LIMIT = 0;
            """)
        .doesNotContain("main");
  }

  @Test
  void a_method_is_found_by_the_types_of_its_parameters() {
    String text = "int price(final int line) {\n  return lines.get(line);\n}\n";

    assertThat(after(read(CART, "price", 1, complete(fence(text)))))
        .contains("return lines.get(line);\n  }\n}")
        .contains("int price(final int line) {");
    assertThat(refused(read(CART, "price", 0, complete(fence(text)))))
        .isEqualTo(Reason.NOT_OFFERED);
  }

  private static Answer complete(String text) {
    return new Answer(text, Answer.End.COMPLETE, Usage.NONE);
  }

  @Test
  void a_comment_that_stands_for_code_is_no_answer() {
    for (String comment :
        List.of(
            "// ...",
            "// ... existing code ...",
            "// rest of the method remains unchanged",
            "/* same as before */",
            "// existing code here",
            "// … the rest")) {
      String text = AVERAGE.replace("int sum = sum();", comment);
      assertThat(refused(read("average", fence(text)))).as(comment).isEqualTo(Reason.LEFT_OUT);
    }
    for (String comment :
        List.of("// the original code divided by zero", "// an empty cart has no mean")) {
      String text = AVERAGE.replace("return", comment + "\nreturn");
      assertThat(after(read("average", fence(text)))).as(comment).contains(REPAIRED);
    }
  }

  @Test
  void what_was_cut_is_taken_only_where_the_method_is_whole() {
    String half = AVERAGE.substring(0, AVERAGE.indexOf("? 0"));

    assertThat(refused(read(CART, "average", 0, cut("```java\n" + half))))
        .isEqualTo(Reason.CUT_OFF);
    assertThat(after(read(CART, "average", 0, cut(fence(AVERAGE) + "Note that"))))
        .contains(REPAIRED);
    assertThat(after(read(CART, "average", 0, cut(fence(AVERAGE) + "```java\n" + half))))
        .contains(REPAIRED);
    assertThat(after(read(CART, "average", 0, cut("```java\n" + AVERAGE + "\nint sum() {\n ret"))))
        .contains(REPAIRED);
  }

  private static Answer cut(String text) {
    return new Answer(text, Answer.End.LENGTH, Usage.NONE);
  }

  @Test
  void what_is_no_method_is_refused() {
    assertThat(refused(read("average", "I need to see the test."))).isEqualTo(Reason.NO_CODE);
    assertThat(refused(read("average", fence("int x = average();\n")))).isEqualTo(Reason.NO_CODE);
    assertThat(refused(read("average", fence(AVERAGE.replace("isEmpty()", "isEmpty(")))))
        .isIn(Reason.BROKEN_SYNTAX, Reason.CUT_OFF);
    assertThat(refused(read("average", fence(AVERAGE + AVERAGE.replace("? 0", "? 1")))))
        .isEqualTo(Reason.AMBIGUOUS);
    assertThat(
            refused(
                read(
                    CART,
                    "average",
                    0,
                    new Answer(fence(AVERAGE), Answer.End.FILTERED, Usage.NONE))))
        .isEqualTo(Reason.FILTERED);
  }

  @Test
  void code_that_says_the_same_is_unchanged() {
    String same = "public int average() { int sum = sum(); /* mean */ return sum / lines.size(); }";

    assertThat(refused(read("average", fence(same)))).isEqualTo(Reason.UNCHANGED);
  }

  @Test
  void lines_that_come_to_lie_deeper_are_indented_and_keep_their_comments() {
    String text =
        """
        public int average() {
            int sum = sum();
            if (!lines.isEmpty()) {
                return sum / lines.size();
            }
            return 0;
        }
        """;

    assertThat(after(read("average", fence(text))))
        .contains(
            """
                // all of them
                int sum = sum();
                if (!lines.isEmpty()) {
                  return sum / lines.size(); // rounded down
                }
                return 0;
              }
            """);
  }

  @Test
  void windows_line_ends_stay() {
    String code = CART.replace("\n", "\r\n");
    Reading reading =
        read(
            code,
            "average",
            0,
            complete(fence(AVERAGE.replace("int sum = sum();", "int sum = sum();\n    check();"))));

    assertThat(((Change) reading).patch().applyTo("src/shop/Cart.java", code))
        .contains("int sum = sum();\r\n    check();\r\n    return lines.isEmpty()")
        .doesNotContainPattern("[^\r]\n");
  }

  @Test
  void a_constructor_is_a_method_too() {
    String text = "public Cart(List<Integer> lines) {\n  this.lines = List.copyOf(lines);\n}\n";

    assertThat(after(read("Cart", fence(text)))).contains("    this.lines = List.copyOf(lines);\n");
  }

  @Test
  void what_is_nested_without_end_is_refused_and_not_parsed() {
    String deep =
        "int sum() {\n  return " + "(".repeat(50_000) + "1" + ")".repeat(50_000) + ";\n}\n";
    String endless = "int sum() {\n  return 1" + " + 1 - 1".repeat(20_000) + ";\n}\n";

    assertThat(refused(read("sum", fence(deep)))).isEqualTo(Reason.BROKEN_SYNTAX);
    assertThat(refused(read("sum", fence(endless)))).isEqualTo(Reason.BROKEN_SYNTAX);
    assertThat(
            after(
                read("sum", fence("int sum() {\n  return 1" + " + 1 - 1".repeat(900) + ";\n}\n"))))
        .contains("+ 1 - 1;");
  }

  @Test
  void a_comment_beside_code_stands_for_nothing() {
    String text = AVERAGE.replace("int sum = sum();", "int sum = sum(); // unchanged");

    assertThat(after(read("average", fence(text)))).contains(REPAIRED);
  }
}
