package dev.naosu.repair;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.code.JavaModel;
import dev.naosu.code.JavaSource;
import dev.naosu.detect.FailureKind;
import java.util.List;
import java.util.Set;
import org.eclipse.jdt.core.dom.ASTNode;
import org.eclipse.jdt.core.dom.ASTVisitor;
import org.eclipse.jdt.core.dom.ForStatement;
import org.eclipse.jdt.core.dom.LambdaExpression;
import org.eclipse.jdt.core.dom.SimpleName;
import org.junit.jupiter.api.Test;

class ScopeTest {
  private static JavaSource parse(String body) {
    return new JavaModel(List.of(), List.of(), 25)
        .parse("A.java", "class A { int field; static int shared; " + body + " }");
  }

  /// Names that may be read where the variable `here` is declared.
  private static List<String> namesAtHere(String body) {
    JavaSource source = parse(body);
    ASTNode here =
        Sites.in(source).stream()
            .filter(node -> source.textOf(node).startsWith("int here"))
            .findFirst()
            .orElseThrow();
    return names(Scope.at(source, here));
  }

  private static List<String> names(Scope scope) {
    return scope.variables().stream().map(Variable::name).toList();
  }

  @Test
  void the_nearest_come_first_and_fields_last() {
    assertThat(namesAtHere("void f(int p) { int a = 1; { int b = 2; int here = 3; } }"))
        .containsExactly("b", "a", "p", "field", "shared");
  }

  @Test
  void what_is_declared_later_or_in_a_block_beside_is_not_seen() {
    assertThat(namesAtHere("void f() { { int beside = 1; } int here = 3; int later = 2; }"))
        .containsExactly("field", "shared");
  }

  @Test
  void a_static_method_sees_only_what_is_static() {
    JavaSource source = parse("static void f(int p) { int here = 3; }");
    assertThat(namesAtHere("static void f(int p) { int here = 3; }"))
        .containsExactly("p", "shared");
    assertThat(Scope.at(source, Sites.in(source).getLast()).isStatic()).isTrue();
  }

  @Test
  void a_local_of_the_name_of_a_field_hides_it() {
    JavaSource source = parse("void f(String field) { int here = 3; }");
    Scope scope = Scope.at(source, Sites.in(source).getLast());
    assertThat(names(scope)).containsExactly("field", "shared");
    assertThat(scope.named("field").orElseThrow().kind()).isEqualTo(Variable.Kind.PARAMETER);
    assertThat(scope.named("field").orElseThrow().type().getName()).isEqualTo("String");
  }

  @Test
  void a_lambda_sees_of_the_locals_around_it_only_those_that_never_change() {
    assertThat(
            namesAtHere(
                "void f(int p) { int fixed = 1; int moving = 2; moving++;"
                    + " Runnable r = () -> { int own = 5; own++; int here = 3; }; }"))
        .containsExactly("own", "fixed", "p", "field", "shared");
  }

  @Test
  void an_anonymous_class_sees_its_own_fields_and_locals_that_never_change() {
    assertThat(
            namesAtHere(
                "void f(int p) { p++; int fixed = 1; new Object() { int mine;"
                    + " void g() { int here = 3; } }; }"))
        .contains("mine", "fixed", "field")
        .doesNotContain("p");
  }

  @Test
  void a_loop_body_sees_the_variable_of_its_loop() {
    assertThat(namesAtHere("void f() { for (int i = 0; i < 3; i++) { int here = 3; } }"))
        .startsWith("i");
    assertThat(namesAtHere("void f(int[] all) { for (int each : all) { int here = 3; } }"))
        .startsWith("each", "all");
  }

  @Test
  void an_expression_of_a_loop_header_sees_the_variable_which_a_statement_before_does_not() {
    JavaSource source = parse("void f(int n) { for (int i = 0; i < n; i++) { } }");
    ForStatement loop =
        Sites.in(source).stream()
            .filter(ForStatement.class::isInstance)
            .map(ForStatement.class::cast)
            .findFirst()
            .orElseThrow();
    Site site =
        new Site(
            source,
            loop,
            1,
            1,
            new Evidence(Set.of(FailureKind.ASSERTION), List.of(), List.of(), List.of()),
            Codebase.of(_ -> source));
    assertThat(names(site.scope())).doesNotContain("i");
    assertThat(names(site.scopeAt(loop.getExpression()))).startsWith("i", "n");
  }

  @Test
  void a_variable_is_not_read_in_its_own_initialiser() {
    JavaSource source = parse("void f(int n) { for (int i = n, j = i; j < n; i++) { } }");
    SimpleName[] first = new SimpleName[1];
    source
        .unit()
        .accept(
            new ASTVisitor() {
              @Override
              public boolean visit(SimpleName name) {
                if (first[0] == null && name.getIdentifier().equals("n") && !name.isDeclaration()) {
                  first[0] = name;
                }
                return true;
              }
            });
    assertThat(names(Scope.at(source, first[0]))).containsExactly("n", "field", "shared");
  }

  @Test
  void the_body_of_a_lambda_sees_its_parameters() {
    JavaSource source =
        parse("java.util.function.IntUnaryOperator f(int n) { return x -> x + n; }");
    LambdaExpression[] found = new LambdaExpression[1];
    source
        .unit()
        .accept(
            new ASTVisitor() {
              @Override
              public boolean visit(LambdaExpression lambda) {
                found[0] = lambda;
                return true;
              }
            });
    assertThat(names(Scope.at(source, found[0].getBody()))).startsWith("x", "n");
  }

  @Test
  void resources_and_caught_exceptions_are_seen_where_they_live() {
    String code =
        "void f() { try (var in = new java.io.StringReader(\"\")) { int here = 3; }"
            + " catch (java.io.IOException problem) { int there = 1; } }";
    assertThat(namesAtHere(code)).contains("in").doesNotContain("problem");
    assertThat(
            namesAtHere(
                code.replace("there", "x")
                    .replace("int here", "int y")
                    .replace("int x", "int here")))
        .contains("problem")
        .doesNotContain("in");
  }

  @Test
  void only_what_fits_the_wanted_type_is_offered() {
    JavaSource source =
        parse("void f(String s, Integer boxed, long wide, byte small) { int here = 3; }");
    Scope scope = Scope.at(source, Sites.in(source).getLast());
    assertThat(scope.variables(scope.named("field").orElseThrow().type()))
        .extracting(Variable::name)
        .containsExactlyInAnyOrder("boxed", "small", "field", "shared");
  }
}
