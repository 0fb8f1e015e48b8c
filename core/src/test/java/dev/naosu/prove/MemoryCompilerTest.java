package dev.naosu.prove;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.project.Jdk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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

  @Test
  void several_files_are_compiled_together_and_against_compiled_classes(@TempDir Path directory)
      throws IOException {
    write(
        directory,
        compiler(17)
            .compile(
                Map.of(
                    "shop/Cart.java",
                    "package shop; class Cart { int size; protected int total() { return 1; } }")));
    String first = "package shop; public class A extends Cart { int f() { return B.of(this); } }";
    String second =
        "package shop; class B { static int of(Cart c) { return c.size + c.total(); } }";
    Compiled compiled =
        new MemoryCompiler(List.of(directory), OWN, 17)
            .compile(Map.of("shop/A.java", first, "shop/B.java", second));
    assertThat(compiled)
        .isInstanceOfSatisfying(
            Compiled.Classes.class,
            classes -> assertThat(classes.classes()).containsOnlyKeys("shop.A", "shop.B"));
  }

  @Test
  void a_changed_source_takes_the_place_of_its_compiled_class(@TempDir Path directory)
      throws IOException {
    write(directory, compiler(17).compile(Map.of("A.java", "class A { int old; }")));
    MemoryCompiler compiler = new MemoryCompiler(List.of(directory), OWN, 17);
    String user = "class B { int f(A a) { return a.%s; } }";
    assertThat(compiler.compile(Map.of("B.java", user.formatted("old"))))
        .isInstanceOf(Compiled.Classes.class);
    assertThat(
            compiler.compile(
                Map.of("A.java", "class A { int fresh; }", "B.java", user.formatted("fresh"))))
        .isInstanceOf(Compiled.Classes.class);
    // and is forgotten again
    assertThat(compiler.compile(Map.of("B.java", user.formatted("fresh"))))
        .isInstanceOf(Compiled.Rejected.class);
  }

  @Test
  void sources_are_compiled_against_changed_classes_and_problems_name_their_file(
      @TempDir Path directory) throws IOException {
    String old = "package p; public class A { public float n() { return 1; } static class In { } }";
    write(directory, compiler(17).compile(Map.of("p/A.java", old)));
    MemoryCompiler compiler = new MemoryCompiler(List.of(directory), OWN, 17);
    Compiled changed = compiler.compile(Map.of("p/A.java", old.replace("float", "int")));
    assertThat(changed).isInstanceOf(Compiled.Classes.class);
    Map<String, byte[]> classes = ((Compiled.Classes) changed).classes();
    String user = "package p; class B { int f(A a, A.In in) { return a.n(); } }";
    assertThat(compiler.compile(Map.of("p/B.java", user))).isInstanceOf(Compiled.Rejected.class);
    assertThat(compiler.compile(Map.of("p/B.java", user), classes))
        .isInstanceOfSatisfying(
            Compiled.Classes.class, each -> assertThat(each.classes()).containsOnlyKeys("p.B"));
    assertThat(
            compiler.compile(
                Map.of(
                    "p/B.java", user, "p/C.java", "package p;\nclass C { byte f = new A().n(); }"),
                classes))
        .isInstanceOfSatisfying(
            Compiled.Rejected.class,
            rejected ->
                assertThat(rejected.problems().getFirst()).startsWith("p/C.java:2: Type mismatch"));
    // and is forgotten again
    assertThat(compiler.compile(Map.of("p/B.java", user))).isInstanceOf(Compiled.Rejected.class);
  }

  @Test
  void inner_local_and_anonymous_classes_come_with_their_file() {
    Compiled compiled =
        compiler(21)
            .compile(
                Map.of(
                    "p/A.java",
                    "package p; class A { class In { class Deep { } } enum E { X { } } record R() { }"
                        + " Object f() { class Local { } return new Object() { }; } }"
                        + " interface Beside { }"));
    assertThat(compiled)
        .isInstanceOfSatisfying(
            Compiled.Classes.class,
            classes ->
                assertThat(classes.classes().keySet())
                    .containsExactlyInAnyOrder(
                        "p.A",
                        "p.A$In",
                        "p.A$In$Deep",
                        "p.A$E",
                        "p.A$E$1",
                        "p.A$R",
                        "p.A$1Local",
                        "p.A$1",
                        "p.Beside"));
  }

  @Test
  void windows_line_ends_count_as_one_line_each() {
    Compiled compiled =
        compiler(25).compile(Map.of("A.java", "class A {\r\n\r\n  int n = \"text\";\r\n}\r\n"));
    assertThat(compiled)
        .isInstanceOfSatisfying(
            Compiled.Rejected.class,
            rejected -> assertThat(rejected.problems().getFirst()).startsWith("3: "));
  }

  @Test
  void the_same_text_gives_the_same_bytes() {
    Map<String, String> sources = Map.of("A.java", "class A { Runnable r = () -> { }; }");
    byte[] first = bytes(compiler(17).compile(sources));
    assertThat(bytes(compiler(17).compile(sources))).isEqualTo(first);
  }

  @Test
  void a_later_syntax_is_refused_at_an_earlier_level() {
    assertThat(compiler(11).compile(Map.of("A.java", "record A(int n) { }")))
        .isInstanceOf(Compiled.Rejected.class);
  }

  @Test
  void text_that_is_no_java_is_rejected() {
    assertThat(compiler(25).compile(Map.of("A.java", "}{ \u0000 ((((")))
        .isInstanceOf(Compiled.Rejected.class);
  }

  private static byte[] bytes(Compiled compiled) {
    return compiled instanceof Compiled.Classes classes
        ? classes.classes().getOrDefault("A", new byte[0])
        : new byte[0];
  }

  private static void write(Path directory, Compiled compiled) throws IOException {
    assertThat(compiled).isInstanceOf(Compiled.Classes.class);
    for (Map.Entry<String, byte[]> each : ((Compiled.Classes) compiled).classes().entrySet()) {
      Path file = directory.resolve(each.getKey().replace('.', '/') + ".class");
      Files.createDirectories(file.getParent());
      Files.write(file, each.getValue());
    }
  }

  private static MemoryCompiler compiler(int level) {
    return new MemoryCompiler(List.of(), OWN, level);
  }
}
