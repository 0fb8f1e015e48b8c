package dev.naosu.repair;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.code.JavaModel;
import dev.naosu.code.JavaSource;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScopeBoundariesTest {
  @Test
  void a_case_does_not_see_what_an_earlier_case_declares() {
    assertThat(
            namesAtReturn(
                """
                class A {
                  int of(int n) {
                    int before = 1;
                    switch (n) {
                      case 1:
                        int other = 2;
                        break;
                      default:
                        int own = 3;
                        return n;
                    }
                    before++;
                    throw new IllegalStateException();
                  }
                }
                """))
        .containsExactly("own", "before", "n");
  }

  @Test
  void a_local_record_captures_nothing() {
    assertThat(
            namesAtReturn(
                """
                class A {
                  static void of(int n) {
                    record Pair(int left, int right) {
                      int sum() {
                        return left + right;
                      }
                    }
                  }
                }
                """))
        .containsExactly("left", "right");
  }

  private static List<String> namesAtReturn(String text) {
    JavaSource source = new JavaModel(List.of(), List.of(), 25).parse("A.java", text);
    return Sites.in(source).stream()
        .filter(node -> node.toString().startsWith("return"))
        .findFirst()
        .map(node -> Scope.at(source, node).variables().stream().map(Variable::name).toList())
        .orElseThrow();
  }
}
