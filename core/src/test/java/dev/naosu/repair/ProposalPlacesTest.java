package dev.naosu.repair;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.code.JavaModel;
import dev.naosu.code.JavaSource;
import java.util.List;
import java.util.function.BiConsumer;
import org.eclipse.jdt.core.dom.Statement;
import org.junit.jupiter.api.Test;

/// Where a statement may be put, and how the text looks then.
class ProposalPlacesTest {
  private static JavaSource parse(String code) {
    return new JavaModel(List.of(), List.of(), 25).parse("A.java", code);
  }

  /// The body of a method before and after a proposal at the statement `s();`, which must compile.
  private static String changed(String body, BiConsumer<Proposals, Statement> proposing) {
    String head = "class A {\n  void s() {}\n  void t() {}\n  void f(boolean a, int n) {\n";
    String code = head + body.indent(4) + "  }\n}\n";
    String patched = changedFile(code, proposing);
    assertThat(patched).startsWith(head);
    return patched.substring(head.length(), patched.length() - "  }\n}\n".length()).indent(-4);
  }

  private static String changedFile(String code, BiConsumer<Proposals, Statement> proposing) {
    JavaSource source = parse(code);
    assertThat(source.unit().getProblems()).isEmpty();
    Statement anchor =
        Sites.in(source).stream()
            .filter(node -> source.textOf(node).equals("s();"))
            .map(Statement.class::cast)
            .findFirst()
            .orElseThrow();
    Proposals proposals = new Proposals(source);
    proposing.accept(proposals, anchor);
    String patched = proposals.list().getFirst().patch().applyTo("A.java", code);
    assertThat(parse(patched).unit().getProblems()).as(patched).isEmpty();
    return patched;
  }

  private static String before(String body) {
    return changed(body, (proposals, anchor) -> proposals.insertBefore(anchor, "t();", 1, "x"));
  }

  private static String after(String body) {
    return changed(body, (proposals, anchor) -> proposals.insertAfter(anchor, "t();", 1, "x"));
  }

  private static String deleted(String body) {
    return changed(body, (proposals, anchor) -> proposals.delete(anchor, 1, "x"));
  }

  @Test
  void a_statement_in_a_list_gets_a_neighbour_on_a_line_of_its_own() {
    assertThat(before("s();\n")).isEqualTo("t();\ns();\n");
    assertThat(after("s();\nt();\n")).isEqualTo("s();\nt();\nt();\n");
  }

  @Test
  void the_lone_branch_of_an_if_gets_braces() {
    assertThat(before("if (a) s();\n")).isEqualTo("if (a) {\n  t();\n  s();\n}\n");
    assertThat(after("if (a) s();\n")).isEqualTo("if (a) {\n  s();\n  t();\n}\n");
    assertThat(before("if (a)\n  s();\n").replaceAll("\\s+", " "))
        .isEqualTo("if (a) { t(); s(); } ");
  }

  @Test
  void an_else_and_the_branch_before_an_else_get_braces() {
    assertThat(before("if (a) t(); else s();\n"))
        .isEqualTo("if (a) t(); else {\n  t();\n  s();\n}\n");
    assertThat(after("if (a) s(); else t();\n"))
        .isEqualTo("if (a) {\n  s();\n  t();\n} else t();\n");
  }

  @Test
  void the_lone_body_of_a_loop_gets_braces() {
    assertThat(before("for (int i = 0; i < n; i++) s();\n"))
        .isEqualTo("for (int i = 0; i < n; i++) {\n  t();\n  s();\n}\n");
    assertThat(after("while (a) s();\n")).isEqualTo("while (a) {\n  s();\n  t();\n}\n");
    assertThat(after("do s(); while (a);\n")).isEqualTo("do {\n  s();\n  t();\n} while (a);\n");
  }

  @Test
  void a_branch_nested_in_lone_branches_is_indented_like_the_outermost() {
    assertThat(before("if (a) for (;;) s();\n"))
        .isEqualTo("if (a) for (;;) {\n  t();\n  s();\n}\n");
  }

  @Test
  void a_statement_of_several_lines_keeps_its_indentation_in_a_lone_branch() {
    String patched =
        changed(
            "if (a)\n  s();\n",
            (proposals, anchor) ->
                proposals.insertBefore(anchor, "if (n > 0) {\n  return;\n}", 1, "x"));
    assertThat(patched).isEqualTo("if (a)\n  {\n  if (n > 0) {\n    return;\n  }\n  s();\n}\n");
  }

  @Test
  void a_group_of_a_switch_is_a_list() {
    assertThat(before("switch (n) {\n  case 1:\n    s();\n    break;\n  default:\n}\n"))
        .contains("case 1:\n    t();\n    s();\n    break;");
    assertThat(after("switch (n) {\n  case 1:\n    s();\n    break;\n  default:\n}\n"))
        .contains("case 1:\n    s();\n    t();\n    break;");
  }

  @Test
  void the_arrow_of_a_case_gets_braces() {
    assertThat(
            after("switch (n) {\n  case 1 -> s();\n  default -> t();\n}\n").replaceAll("\\s+", " "))
        .contains("case 1 -> { s(); t(); } default -> t();");
  }

  @Test
  void wrapping_indents_what_is_wrapped_once_more() {
    assertThat(
            changed(
                "s();\nfor (;;) {\n  t();\n}\n",
                (proposals, anchor) ->
                    proposals.wrap(
                        anchor,
                        Scope.siblings(anchor).getLast(),
                        "if (a)",
                        "else {\n    }",
                        1,
                        "x")))
        .startsWith("if (a) {\n  s();\n  for (;;) {\n    t();\n  }\n} else {");
  }

  @Test
  void a_statement_alone_on_its_line_is_deleted_with_the_line() {
    assertThat(deleted("t();\ns();\nt();\n")).isEqualTo("t();\nt();\n");
    assertThat(deleted("t(); s();\n").replaceAll("\\s+", "")).isEqualTo("t();");
    assertThat(deleted("s(); t();\n").replaceAll("\\s+", "")).isEqualTo("t();");
  }

  @Test
  void where_a_statement_must_stand_an_empty_one_is_left() {
    assertThat(deleted("if (a) s();\n")).isEqualTo("if (a) ;\n");
    assertThat(deleted("if (a) s(); else t();\n")).isEqualTo("if (a) ; else t();\n");
  }

  @Test
  void windows_line_ends_stay_windows_line_ends() {
    String code =
        "class A {\r\n  void t() {}\r\n  void s() {\r\n    s();\r\n    if (true) t();\r\n  }\r\n}\r\n";
    List<BiConsumer<Proposals, Statement>> ways =
        List.of(
            (proposals, anchor) -> proposals.insertBefore(anchor, "if (true) {\n  t();\n}", 1, "x"),
            (proposals, anchor) -> proposals.insertAfter(anchor, "t();\nt();", 1, "x"),
            (proposals, anchor) -> proposals.wrap(anchor, anchor, "if (true)", "", 1, "x"),
            (proposals, anchor) -> proposals.delete(anchor, 1, "x"));
    for (BiConsumer<Proposals, Statement> way : ways) {
      assertThat(changedFile(code, way).replace("\r\n", "")).doesNotContain("\n", "\r");
    }
    String lone = code.replace("    s();\r\n", "").replace("t();\r\n  }", "s();\r\n  }");
    assertThat(changedFile(lone, ways.getFirst()).replace("\r\n", "")).doesNotContain("\n", "\r");
    assertThat(changedFile(lone, ways.get(1)).replace("\r\n", "")).doesNotContain("\n", "\r");
  }

  @Test
  void a_file_with_tabs_is_indented_with_tabs() {
    String code = "class A {\n\tvoid s() {\n\t\tif (true) s();\n\t}\n}\n";
    assertThat(
            changedFile(code, (proposals, anchor) -> proposals.insertAfter(anchor, "s();", 1, "x")))
        .contains("\n\t\tif (true) {\n\t\t\ts();\n\t\t\ts();\n\t\t}\n");
  }

  @Test
  void text_in_the_last_line_without_a_line_end_is_no_obstacle() {
    assertThat(
            changedFile(
                "class A { void s() { s(); } }",
                (proposals, anchor) -> proposals.delete(anchor, 1, "x")))
        .isEqualTo("class A { void s() {  } }");
  }
}
