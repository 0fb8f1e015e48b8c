package dev.naosu.repair;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.code.JavaModel;
import dev.naosu.code.JavaSource;
import java.util.List;
import org.eclipse.jdt.core.dom.Statement;
import org.junit.jupiter.api.Test;

class ProposalsTest {
  private static JavaSource parse(String code) {
    return new JavaModel(List.of(), List.of(), 25).parse("A.java", code);
  }

  private static Statement statement(JavaSource source, String text) {
    return Sites.in(source).stream()
        .filter(node -> source.textOf(node).equals(text))
        .map(Statement.class::cast)
        .findFirst()
        .orElseThrow();
  }

  private static String only(JavaSource source, Proposals proposals) {
    return proposals.list().getFirst().patch().applyTo("A.java", source.text());
  }

  @Test
  void a_comment_behind_a_statement_stays_with_it() {
    JavaSource source = parse("class A {\n  void f() {\n    f(); // why\n  }\n}\n");
    Proposals after = new Proposals(source);
    after.insertAfter(statement(source, "f();"), "g();", 1, "x");
    assertThat(only(source, after)).contains("    f(); // why\n    g();\n");
    Proposals deleted = new Proposals(source);
    deleted.delete(statement(source, "f();"), 1, "x");
    assertThat(only(source, deleted)).isEqualTo("class A {\n  void f() {\n  }\n}\n");
  }

  @Test
  void what_follows_an_arrow_gets_braces() {
    JavaSource source =
        parse(
            "class A {\n  void f(int n) {\n    switch (n) {\n      case 1 -> f(2);\n      default -> f(3);\n    }\n  }\n}\n");
    Proposals proposals = new Proposals(source);
    proposals.insertBefore(statement(source, "f(2);"), "f(4);", 1, "x");
    String patched = only(source, proposals);
    assertThat(patched).contains("case 1 -> {");
    assertThat(parse(patched).unit().getProblems()).isEmpty();
  }
}
