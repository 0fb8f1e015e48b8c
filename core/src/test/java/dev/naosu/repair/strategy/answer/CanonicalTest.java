package dev.naosu.repair.strategy.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.code.JavaModel;
import dev.naosu.code.JavaSource;
import java.util.List;
import org.eclipse.jdt.core.compiler.IProblem;
import org.junit.jupiter.api.Test;

class CanonicalTest {
  private static String canonical(String body) {
    String text = "class A {\n int x;\n int f(int n, boolean b) {\n" + body + "\n}\n}";
    JavaSource source = new JavaModel(List.of(), List.of(), 25).parse("A.java", text);
    assertThat(source.unit().getProblems()).as(body).noneMatch(IProblem::isError);
    return Canonical.of(text, source.unit());
  }

  private static void same(String one, String other) {
    assertThat(canonical(one)).isEqualTo(canonical(other));
  }

  private static void different(String one, String other) {
    assertThat(canonical(one)).isNotEqualTo(canonical(other));
  }

  @Test
  void comments_blanks_final_this_and_idle_brackets_do_not_count() {
    same("f(1, b); return x;", "this.f(1, b); return x;");
    same("return x;", "return this.x;  // mine");
    same("int y = n;\nreturn y;", "final int y=(n); return (y);");
    same("return n + x * 2;", "return (n + (x * 2));");
    same("return n + x + 2;", "return (n + x) + 2;");
    same("return b ? 1 : n + 1;", "return (b) ? (1) : (n + 1);");
    same("if (!(b && n > 0)) return 1; return 2;", "if ( !((b) && (n > 0)) ) return 1; return 2;");
  }

  @Test
  void what_means_something_else_counts() {
    different("return (n + x) * 2;", "return n + x * 2;");
    different("return n - (x - 2);", "return n - x - 2;");
    different("return n + (x + 2);", "return n + x + 2;");
    different("if (!b && n > 0) return 1; return 2;", "if (!(b && n > 0)) return 1; return 2;");
    different("int x = 1; this.x = x; return x;", "int x = 1; x = x; return x;");
    different("return n > 0 ? 1 : 2;", "return n >= 0 ? 1 : 2;");
    different("return -(n + 1);", "return -n + 1;");
  }
}
