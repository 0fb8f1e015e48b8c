package dev.naosu.repair.strategy.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LayoutTest {
  private static final Indent INDENT = new Indent("", 4, "  ", "  ");

  private static String merged(String before, String after) {
    return Layout.merged(before, after, INDENT, "\n");
  }

  @Test
  void comments_stay_beside_what_stays() {
    assertThat(
            merged(
                """
                int f() {
                    a(); // first
                    // second
                    b();
                  }\
                """,
                """
                int f() {
                    a();
                    if (x)
                        d(); // new
                    b();
                }\
                """))
        .isEqualTo(
            """
            int f() {
                a(); // first
                if (x)
                  d(); // new
                // second
                b();
              }\
            """);
  }

  @Test
  void other_line_breaks_alone_change_nothing() {
    String before = "int f(int a,\n      int b) {\n    return a + b;\n  }";

    assertThat(merged(before, "int f(int a, int b)\n{\n    return a\n        + b;\n}"))
        .isEqualTo(before);
  }

  @Test
  void strings_over_several_lines_are_not_indented() {
    String text = "\"\"\"\nno\n  blanks\n\"\"\"";

    assertThat(
            merged("int f() {\n    return g(1);\n  }", "int f() {\n    return g(" + text + ");\n}"))
        .contains(text);
  }

  /// Whatever is taken out, put in or commented, the words are those of the answer.
  @Test
  void the_layout_never_changes_the_words() {
    Random random = new Random(11);
    List<String> pieces =
        List.of(
            "a();",
            "b = c;",
            "if (x) {",
            "}",
            "// one",
            "/* two */",
            "\n",
            "\n  ",
            "return d;",
            "{",
            "else",
            "\"s\"",
            "'c'",
            "for (;;)",
            "\r\n");
    for (int round = 0; round < 3_000; round++) {
      String before = text(random, pieces, List.of());
      String after = text(random, pieces, List.of(before.split("(?<=[;{}])")));

      assertThat(words(merged(before, after)))
          .as("%s%n----%n%s", before, after)
          .isEqualTo(words(after));
    }
  }

  private static String text(Random random, List<String> pieces, List<String> known) {
    List<String> all = new ArrayList<>(pieces);
    all.addAll(known);
    StringBuilder text = new StringBuilder("f() {");
    for (int i = random.nextInt(20); i > 0; i--) {
      String piece = all.get(random.nextInt(all.size()));
      text.append(piece).append(piece.startsWith("//") ? "\n" : " ");
    }
    return text.append("}").toString();
  }

  private static List<String> words(String text) {
    return Lexeme.code(text).stream().map(Lexeme::text).toList();
  }
}
