package dev.naosu.prove;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.project.Jdk;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryCompilerTest {
  private static final Jdk OWN =
      new Jdk(
          Path.of(System.getProperty("java.home")),
          Runtime.version().feature(),
          Runtime.version().toString());

  @ParameterizedTest
  @ValueSource(ints = {8, 11, 17, 21, 25})
  void compiles_a_class_with_its_nested_classes_at_every_level(int level) {
    String text =
        """
        package shop;
        import java.util.List;
        import java.util.ArrayList;
        public class Cart {
          private final List<String> lines = new ArrayList<>();
          static class Line { int n; }
          Runnable r() { return () -> lines.clear(); }
        }
        """;
    Compiled compiled = compiler(level).compile(Map.of("src/shop/Cart.java", text));
    assertThat(compiled).isInstanceOf(Compiled.Classes.class);
    assertThat(((Compiled.Classes) compiled).classes())
        .containsOnlyKeys("shop.Cart", "shop.Cart$Line");
  }

  @Test
  void rejects_what_does_not_type_check_and_says_where() {
    Compiled compiled =
        compiler(25).compile(Map.of("A.java", "class A {\n  int n = \"text\";\n}\n"));
    assertThat(compiled).isInstanceOf(Compiled.Rejected.class);
    assertThat(((Compiled.Rejected) compiled).problems().getFirst()).startsWith("2: ");
  }

  @Test
  void the_same_compiler_goes_on_after_a_rejection() {
    MemoryCompiler compiler = compiler(25);
    compiler.compile(Map.of("A.java", "class A { int n = x; }"));
    assertThat(compiler.compile(Map.of("A.java", "class A { int n = 1; }")))
        .isInstanceOf(Compiled.Classes.class);
  }

  private static MemoryCompiler compiler(int level) {
    return new MemoryCompiler(List.of(), OWN, level);
  }
}
