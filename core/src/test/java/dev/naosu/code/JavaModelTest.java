package dev.naosu.code;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.eclipse.jdt.core.compiler.IProblem;
import org.eclipse.jdt.core.dom.ASTVisitor;
import org.eclipse.jdt.core.dom.MethodInvocation;
import org.eclipse.jdt.core.dom.SimpleName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JavaModelTest {
  private static List<String> errors(int level, String code) {
    return Arrays.stream(
            new JavaModel(List.of(), List.of(), level).parse("A.java", code).unit().getProblems())
        .filter(IProblem::isError)
        .map(IProblem::getMessage)
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "8  ~ class A { Runnable r = () -> { }; }",
        "8  ~ class A { int var = 1; }",
        "8  ~ class A { int record = 1; int yield = 2; }",
        "10 ~ class A { void f() { var list = new java.util.ArrayList<String>(); list.add(\"\"); } }",
        "14 ~ class A { int f(int n) { return switch (n) { case 1, 2 -> 3; default -> { yield 4; } }; } }",
        "16 ~ record A(int x) { A { if (x < 0) { throw new IllegalArgumentException(); } } }",
        "16 ~ class A { boolean f(Object o) { return o instanceof String s && s.isEmpty(); } }",
        "17 ~ sealed interface A permits B { } record B() implements A { }",
        "21 ~ record A(int x) { static int f(Object o) { return switch (o) { case A(int n) when n > 0 -> n; default -> 0; }; } }",
        "22 ~ class A { void f(Object o) { try { f(o); } catch (RuntimeException _) { } } }",
        "25 ~ class A { A(int n) { if (n < 0) { n = 0; } super(); } }"
      })
  void every_language_level_is_understood(int level, String code) {
    assertThat(errors(level, code)).isEmpty();
  }

  @Test
  void what_came_with_a_later_level_is_an_error_in_an_earlier_one() {
    assertThat(errors(8, "class A { void f() { var x = 1; } }")).isNotEmpty();
    assertThat(errors(11, "record A(int x) { }")).isNotEmpty();
  }

  @Test
  void names_are_bound_across_the_file_and_the_jdk() {
    JavaSource source =
        new JavaModel(List.of(), List.of(), 17)
            .parse("p/A.java", "package p; class A { int f(String s) { return s.length(); } }");
    source
        .unit()
        .accept(
            new ASTVisitor() {
              @Override
              public boolean visit(MethodInvocation call) {
                assertThat(call.resolveMethodBinding().getDeclaringClass().getQualifiedName())
                    .isEqualTo("java.lang.String");
                assertThat(call.resolveTypeBinding().getName()).isEqualTo("int");
                return true;
              }
            });
    assertThat(source.path()).isEqualTo("p/A.java");
  }

  @Test
  void an_unknown_name_leaves_a_hole_and_the_rest_stays_bound() {
    JavaSource source =
        new JavaModel(List.of(), List.of(), 17)
            .parse("A.java", "class A { Unknown u; int known; int f() { return known; } }");
    int[] bound = {0};
    source
        .unit()
        .accept(
            new ASTVisitor() {
              @Override
              public boolean visit(SimpleName name) {
                bound[0] +=
                    name.getIdentifier().equals("known") && name.resolveBinding() != null ? 1 : 0;
                return true;
              }
            });
    assertThat(bound[0]).isEqualTo(2);
  }

  @Test
  void a_class_path_that_is_not_there_is_no_obstacle() {
    JavaSource source =
        new JavaModel(List.of(Path.of("/nowhere/classes")), List.of(Path.of("/nowhere/src")), 17)
            .parse("A.java", "class A { }");
    assertThat(source.unit().getProblems()).isEmpty();
  }

  @Test
  void a_file_that_is_no_java_is_read_all_the_same() {
    assertThat(errors(25, "}{ this is \u0000 no ( Java")).isNotEmpty();
  }

  @Test
  void a_level_newer_than_the_parser_counts_as_the_newest_and_an_ancient_one_as_five() {
    assertThat(errors(99, "class A { }")).isEmpty();
    assertThat(errors(1, "class A { }")).isEmpty();
  }
}
