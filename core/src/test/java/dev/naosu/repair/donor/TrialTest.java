package dev.naosu.repair.donor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.code.Edit;
import dev.naosu.code.JavaModel;
import dev.naosu.code.JavaSource;
import dev.naosu.code.Span;
import dev.naosu.repair.Codebase;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jdt.core.dom.MethodDeclaration;
import org.eclipse.jdt.core.dom.TypeDeclaration;
import org.junit.jupiter.api.Test;

class TrialTest {
  private static final String CODE =
      """
      class A {
        int f(int n) {
          int m = n;
          return m;
        }
        String g(int n) {
          return "" + f(n);
        }
      }
      """;

  private static List<Boolean> compiling(String... returned) {
    JavaSource source = new JavaModel(List.of(), List.of(), 25).parse("A.java", CODE);
    MethodDeclaration f = ((TypeDeclaration) source.unit().types().getFirst()).getMethods()[0];
    int at = CODE.indexOf("return m;");
    List<List<Edit>> variants = new ArrayList<>();
    for (String each : returned) {
      variants.add(List.of(new Edit("A.java", new Span(at, "return m;".length()), each)));
    }
    return Trial.compiling(Codebase.of(_ -> source), source, f, variants);
  }

  @Test
  void each_variant_is_judged_by_itself() {
    assertThat(compiling("return m + n;", "return g(n);", "return f(g(n).length());"))
        .containsExactly(true, false, true);
  }

  @Test
  void what_runs_off_the_end_or_names_nothing_does_not_compile() {
    assertThat(compiling("m++;", "return unknown;")).containsExactly(false, false);
  }

  @Test
  void many_wrong_variants_do_not_hide_behind_each_other() {
    String[] wrong = new String[150];
    java.util.Arrays.fill(wrong, "return unknown;");
    assertThat(compiling(wrong)).doesNotContain(true);
  }
}
