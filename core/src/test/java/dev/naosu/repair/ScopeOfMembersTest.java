package dev.naosu.repair;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.code.JavaModel;
import dev.naosu.code.JavaSource;
import java.util.List;
import org.eclipse.jdt.core.dom.ASTNode;
import org.eclipse.jdt.core.dom.IMethodBinding;
import org.junit.jupiter.api.Test;

class ScopeOfMembersTest {
  /// The scope at the statement or field that holds the text `here`.
  private static Scope at(String code) {
    JavaSource source = new JavaModel(List.of(), List.of(), 25).parse("A.java", code);
    int offset = code.indexOf("here");
    ASTNode found =
        Sites.in(source).stream()
            .filter(
                node ->
                    node.getStartPosition() <= offset
                        && offset < node.getStartPosition() + node.getLength())
            .reduce((_, inner) -> inner)
            .orElseThrow();
    return Scope.at(source, found);
  }

  private static List<String> names(Scope scope) {
    return scope.variables().stream().map(Variable::name).toList();
  }

  @Test
  void a_variable_is_known_once_it_surely_has_a_value() {
    assertThat(
            names(at("class A { void f(boolean b) { int x; if (b) { x = 1; } int here = 2; } }")))
        .containsExactly("b");
    assertThat(
            names(
                at(
                    "class A { void f(boolean b) {"
                        + " int x; if (b) { x = 1; } else { return; } int here = 2; } }")))
        .containsExactlyInAnyOrder("b", "x");
  }

  @Test
  void arguments_of_another_constructor_know_no_instance() {
    Scope scope = at("class A { int size; A(int n) { } A() { this(1 /* here */); } }");
    assertThat(names(scope)).containsExactly("size");
    JavaSource source =
        new JavaModel(List.of(), List.of(), 25)
            .parse("A.java", "class A { int size; A(int n) { } A(long m) { this(1); } }");
    ASTNode call = Sites.in(source).getLast();
    ASTNode argument =
        (ASTNode) ((org.eclipse.jdt.core.dom.ConstructorInvocation) call).arguments().getFirst();
    assertThat(names(Scope.at(source, argument))).containsExactly("m");
  }

  @Test
  void a_constructor_does_not_read_final_fields_before_it_sets_them() {
    assertThat(names(at("class A { final int size; A(int n) { int here = 1; size = n; } }")))
        .containsExactly("n");
    assertThat(names(at("class A { final int size; A(int n) { this.size = n; int here = 1; } }")))
        .containsExactlyInAnyOrder("n", "size");
  }

  @Test
  void a_static_nested_class_cannot_call_methods_of_outer_instances() {
    List<String> methods =
        at(
                "class A { void outer() { } static void util() { } static class B {"
                    + " void own() { int here = 1; } } }")
            .methods()
            .stream()
            .map(IMethodBinding::getName)
            .toList();
    assertThat(methods).containsExactlyInAnyOrder("own", "util");
  }

  @Test
  void methods_hide_those_of_the_same_name_farther_out() {
    List<IMethodBinding> methods =
        at("class A { void put(int n) { } class B { void put() { int here = 1; } } }").methods();
    assertThat(methods).singleElement().matches(each -> each.getParameterTypes().length == 0);
  }

  @Test
  void nobody_knows_what_fits_a_wildcard() {
    Scope scope = at("class A { void f(java.util.List<?> all, String s) { int here = 1; } }");
    Variable all = scope.named("all").orElseThrow();
    Variable text = scope.named("s").orElseThrow();
    assertThat(
            scope.methodsOf(all.type()).stream()
                .filter(method -> method.getName().equals("add"))
                .filter(method -> method.getParameterTypes().length == 1))
        .noneMatch(method -> Scope.fits(text.type(), method.getParameterTypes()[0]));
  }
}
