package dev.naosu.code;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.eclipse.jdt.core.dom.ASTNode;
import org.eclipse.jdt.core.dom.AbstractTypeDeclaration;
import org.eclipse.jdt.core.dom.MethodDeclaration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JavaSourceTest {
  private static JavaSource parse(String text) {
    return new JavaModel(List.of(), List.of(), 25).parse("src/A.java", text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"  ", "    ", "\t", "   "})
  void one_level_of_indentation_is_what_the_first_indented_line_has(String unit) {
    String text = "class A {\n" + unit + "int n;\n" + unit + unit + "int m;\n}\n";
    assertThat(parse(text).indentUnit()).isEqualTo(unit);
    assertThat(parse(text.replace("\n", "\r\n")).indentUnit()).isEqualTo(unit);
  }

  @Test
  void the_lines_of_a_block_comment_are_no_indentation() {
    assertThat(parse("/**\n * text\n *  more\n */\nclass A {\n    int n;\n}\n").indentUnit())
        .isEqualTo("    ");
  }

  @Test
  void a_file_without_indentation_gets_two_blanks() {
    assertThat(parse("class A {}\n").indentUnit()).isEqualTo("  ");
    assertThat(parse("").indentUnit()).isEqualTo("  ");
  }

  @Test
  void the_indent_is_that_of_the_line_wherever_the_offset_stands_on_it() {
    String text = "class A {\n\t int n;\n}\n";
    JavaSource source = parse(text);
    assertThat(source.indentAt(text.indexOf("int"))).isEqualTo("\t ");
    assertThat(source.indentAt(text.indexOf(";"))).isEqualTo("\t ");
    assertThat(source.indentAt(0)).isEmpty();
    assertThat(source.indentAt(text.length())).isEmpty();
  }

  @Test
  void the_line_end_is_the_one_of_the_file() {
    assertThat(parse("class A {\r\n}\r\n").lineEnd()).isEqualTo("\r\n");
    assertThat(parse("class A {\n}\n").lineEnd()).isEqualTo("\n");
  }

  @Test
  void nodes_know_their_text_and_their_lines() {
    JavaSource source = parse("class A {\r\n  int f() {\r\n    return 1;\r\n  }\r\n}\r\n");
    ASTNode method =
        (MethodDeclaration)
            ((AbstractTypeDeclaration) source.unit().types().getFirst())
                .bodyDeclarations()
                .getFirst();
    assertThat(source.textOf(method)).startsWith("int f()").endsWith("}");
    assertThat(source.lineOf(method)).isEqualTo(2);
    assertThat(source.lastLineOf(method)).isEqualTo(4);
    assertThat(source.text().substring(source.spanOf(method).start(), source.spanOf(method).end()))
        .isEqualTo(source.textOf(method));
  }
}
