package dev.naosu.prove;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.code.Edit;
import dev.naosu.code.JavaModel;
import dev.naosu.code.JavaSource;
import dev.naosu.code.Span;
import dev.naosu.project.Jdk;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchemataCompilerTest {
  private static final Jdk OWN =
      new Jdk(
          Path.of(System.getProperty("java.home")),
          Runtime.version().feature(),
          Runtime.version().toString());

  private static JavaSource source(String text, int level) {
    return new JavaModel(List.of(), List.of(), level).parse("shop/Cart.java", text);
  }

  /// An edit that puts `to` in the place of the only `from`.
  private static List<Edit> edit(JavaSource source, String from, String to) {
    int at = source.text().indexOf(from);
    assertThat(at).isNotNegative().isEqualTo(source.text().lastIndexOf(from));
    return List.of(new Edit(source.path(), new Span(at, from.length()), to));
  }

  private static List<Compiled> compile(JavaSource source, int level, List<List<Edit>> variants) {
    return new SchemataCompiler(new MemoryCompiler(List.of(), OWN, level))
        .compile(source, variants);
  }

  private static long fingerprint(Compiled compiled) {
    return ((Compiled.Accepted) compiled).fingerprint();
  }

  private static Object call(Compiled compiled, String method) throws Exception {
    assertThat(compiled).isInstanceOf(Compiled.Accepted.class);
    Map<String, byte[]> classes = ((Compiled.Accepted) compiled).classes();
    ClassLoader loader =
        new ClassLoader(null) {
          @Override
          protected Class<?> findClass(String name) throws ClassNotFoundException {
            byte[] bytes = classes.get(name);
            if (bytes == null) {
              throw new ClassNotFoundException(name);
            }
            return defineClass(name, bytes, 0, bytes.length);
          }
        };
    Class<?> type = loader.loadClass("shop.Cart");
    for (String name : classes.keySet()) {
      assertThat(Class.forName(name, true, loader).getDeclaredMethods()).isNotNull();
    }
    return type.getMethod(method).invoke(type.getConstructor().newInstance());
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 11, 17, 25})
  void each_variant_is_the_class_with_its_own_change_only(int level) throws Exception {
    JavaSource source =
        source(
            """
            package shop;
            public class Cart {
              public int total() { return 1 + 2; }
              public int tax() { return total() * 10; }
            }
            """,
            level);
    List<Compiled> compiled =
        compile(
            source,
            level,
            List.of(
                edit(source, "1 + 2", "1 - 2"),
                edit(source, "* 10", "* 20"),
                edit(source, "return 1 + 2;", "int x = 7;\n    return x; // done\n")));
    assertThat(call(compiled.get(0), "tax")).isEqualTo(-10);
    assertThat(call(compiled.get(1), "tax")).isEqualTo(60);
    assertThat(call(compiled.get(2), "tax")).isEqualTo(70);
  }

  @Test
  void a_recursive_method_calls_the_variant_and_an_overriding_one_still_overrides()
      throws Exception {
    JavaSource source =
        source(
            """
            package shop;
            public class Cart implements Comparable<Cart> {
              static int sum(int n) { return n == 0 ? 0 : n + sum(n - 1); }
              public int run() { return sum(3); }
              @Override public int compareTo(Cart other) { return 1; }
              @java.lang.Override
              public int hashCode() { Comparable<Cart> c = this; return c.compareTo(this); }
            }
            """,
            17);
    List<Compiled> compiled =
        compile(
            source,
            17,
            List.of(
                edit(source, "n + sum", "2 * n + sum"),
                edit(source, "return 1;", "return 5;"),
                edit(source, "c.compareTo(this)", "8 + c.compareTo(this)")));
    assertThat(call(compiled.get(0), "run")).isEqualTo(12);
    assertThat(call(compiled.get(1), "hashCode")).isEqualTo(5);
    assertThat(call(compiled.get(2), "hashCode")).isEqualTo(9);
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 17})
  void lambdas_and_local_and_anonymous_classes_belong_to_their_variant(int level) throws Exception {
    JavaSource source =
        source(
            """
            package shop;
            import java.util.function.IntSupplier;
            import java.util.function.Supplier;
            public class Cart {
              private int secret = 4;
              class Line { private int price = secret; }
              public int run() {
                Supplier<Integer> lambda = () -> { IntSupplier in = () -> 1; return in.getAsInt(); };
                class Local { int two() { return 2; } class Deep { int three() { return 3; } } }
                Object anonymous = new Object() { public int hashCode() { return new Line().price; } };
                return lambda.get() + new Local().two() + new Local().new Deep().three()
                    + anonymous.hashCode() * 10;
              }
              public int other() { return ((Supplier<Integer>) () -> 9).get(); }
              static class Shelf { private static int size() { return 6; } }
              public int shelf() { return Shelf.size(); }
            }
            """,
            level);
    List<Compiled> compiled =
        compile(
            source,
            level,
            List.of(
                edit(source, "() -> 1", "() -> 100"),
                edit(source, "hashCode() * 10", "hashCode() * 20"),
                edit(source, "return 2;", "return 50;"),
                edit(source, "() -> 9", "() -> 8"),
                edit(source, "return new Line().price;", "return -new Line().price;")));
    assertThat(call(compiled.get(0), "run")).isEqualTo(145);
    assertThat(call(compiled.get(0), "other")).isEqualTo(9);
    assertThat(call(compiled.get(0), "shelf")).isEqualTo(6);
    assertThat(call(compiled.get(1), "run")).isEqualTo(86);
    assertThat(call(compiled.get(2), "run")).isEqualTo(94);
    assertThat(call(compiled.get(3), "other")).isEqualTo(8);
    assertThat(call(compiled.get(4), "run")).isEqualTo(-34);
    long most =
        compiled.stream()
            .mapToLong(each -> ((Compiled.Accepted) each).classes().size())
            .max()
            .orElse(0);
    assertThat(most).isLessThanOrEqualTo(9);
  }

  @Test
  void a_variant_that_does_not_compile_is_cut_out_without_losing_the_rest() throws Exception {
    JavaSource source =
        source(
            """
            package shop;
            public class Cart {
              public int total() { int n = 1; return n; }
            }
            """,
            17);
    List<Compiled> compiled =
        compile(
            source,
            17,
            List.of(
                edit(source, "return n;", "return m;"),
                edit(source, "return n;", "return n + 1;"),
                edit(source, "return n;", "return (n;"),
                edit(source, "return n;", "n++;"),
                edit(source, "return n;", "return n; }} garbage {{"),
                edit(source, "return n;", "return n + 2;")));
    assertThat(compiled.get(0)).isInstanceOf(Compiled.Rejected.class);
    assertThat(((Compiled.Rejected) compiled.get(0)).problems().getFirst()).contains("m cannot");
    assertThat(call(compiled.get(1), "total")).isEqualTo(2);
    assertThat(compiled.get(2)).isInstanceOf(Compiled.Rejected.class);
    assertThat(compiled.get(3)).isInstanceOf(Compiled.Rejected.class);
    assertThat(compiled.get(4)).isInstanceOf(Compiled.Rejected.class);
    assertThat(call(compiled.get(5), "total")).isEqualTo(3);
  }

  @Test
  void what_cannot_be_a_copy_is_compiled_by_itself() throws Exception {
    JavaSource source =
        source(
            """
            package shop;
            public class Cart {
              private int start = 3;
              private final int end;
              public Cart() { end = 10; }
              public int total() { return start + end; }
            }
            """,
            17);
    List<Compiled> compiled =
        compile(
            source,
            17,
            List.of(
                edit(source, "start = 3", "start = 4"),
                edit(source, "end = 10", "end = 20"),
                edit(source, "start + end", "start - end")));
    assertThat(call(compiled.get(0), "total")).isEqualTo(14);
    assertThat(call(compiled.get(1), "total")).isEqualTo(23);
    assertThat(call(compiled.get(2), "total")).isEqualTo(-7);
  }

  @Test
  void equal_bytecode_has_one_fingerprint_and_no_change_is_known() {
    JavaSource source =
        source(
            """
            package shop;
            public class Cart {
              public int total(int a, int b) { return a + b; }
            }
            """,
            17);
    List<Compiled> compiled =
        compile(
            source,
            17,
            List.of(
                edit(source, "a + b", "(a) - b"),
                edit(source, "a + b", "a + (b)"),
                edit(source, "a + b", "a - b"),
                edit(source, "a + b", "b - a")));
    assertThat(compiled.get(1)).isInstanceOf(Compiled.Unchanged.class);
    List<Long> fingerprints = Stream.of(0, 2, 3).map(i -> fingerprint(compiled.get(i))).toList();
    assertThat(fingerprints.get(0)).isEqualTo(fingerprints.get(1));
    assertThat(fingerprints.get(2)).isNotEqualTo(fingerprints.get(0));
  }

  @Test
  void lambdas_count_for_what_they_do_and_where_and_not_for_their_names() {
    JavaSource source =
        source(
            """
            package shop;
            import java.util.function.IntSupplier;
            public class Cart {
              public int n() { return of(() -> 1) - of(() -> 2) * 1000; }
              static int of(IntSupplier of) { return of.getAsInt(); }
            }
            """,
            17);
    List<Compiled> compiled =
        compile(
            source,
            17,
            List.of(
                edit(source, "1000", "(1000)"),
                edit(source, "() -> 1", "() -> 3"),
                edit(source, "() -> 1", "() -> (3)"),
                edit(source, "() -> 1", "() -> 2"),
                edit(source, "() -> 2", "() -> 1"),
                edit(source, "() -> 2", "() -> 3")));
    assertThat(compiled.get(0)).isInstanceOf(Compiled.Unchanged.class);
    List<Long> fingerprints =
        compiled.stream().skip(1).map(SchemataCompilerTest::fingerprint).toList();
    assertThat(fingerprints.get(0)).isEqualTo(fingerprints.get(1));
    assertThat(fingerprints.subList(1, 5)).doesNotHaveDuplicates();
  }

  @Test
  void fingerprints_do_not_depend_on_what_is_compiled_together() {
    JavaSource source =
        source(
            """
            package shop;
            public class Cart {
              public String name(String a) { return a + "x"; }
            }
            """,
            17);
    List<Edit> one = edit(source, "\"x\"", "\"y\"");
    Compiled first = compile(source, 17, List.of(one, edit(source, "\"x\"", "\"z\""))).get(0);
    Compiled second =
        compile(source, 17, List.of(edit(source, "a + \"x\"", "a.trim()"), one)).get(1);
    assertThat(fingerprint(first)).isEqualTo(fingerprint(second));
  }

  @Test
  void hundreds_of_variants_fit_in_one_compilation() throws Exception {
    JavaSource source =
        source("package shop;\npublic class Cart {\n  public int n() { return 1000; }\n}\n", 17);
    List<List<Edit>> variants =
        IntStream.range(0, 500).mapToObj(i -> edit(source, "1000", Integer.toString(i))).toList();
    List<Compiled> compiled = compile(source, 17, variants);
    assertThat(call(compiled.get(321), "n")).isEqualTo(321);
  }

  @Test
  void variants_with_many_lambdas_are_compiled_in_smaller_groups() throws Exception {
    JavaSource source =
        source(
            """
            package shop;
            import java.util.function.IntSupplier;
            public class Cart {
              public int n() { IntSupplier one = () -> 1; return 1000 + one.getAsInt(); }
            }
            """,
            17);
    List<List<Edit>> variants =
        IntStream.range(0, 300).mapToObj(i -> edit(source, "1000", Integer.toString(i))).toList();
    List<Compiled> compiled = compile(source, 17, variants);
    assertThat(call(compiled.get(0), "n")).isEqualTo(1);
    assertThat(call(compiled.get(299), "n")).isEqualTo(300);
    assertThat(compiled.stream().map(each -> ((Compiled.Variant) each).of()).distinct()).hasSize(4);
  }

  @Test
  void a_method_of_an_anonymous_class_may_change_and_so_may_two_methods_at_once() throws Exception {
    JavaSource source =
        source(
            """
            package shop;
            public class Cart {
              private final Object item = new Object() { public int hashCode() { return 3; } };
              public int one() { return item.hashCode() + two(); }
              public int two() { return 40; }
            }
            """,
            17);
    List<Edit> both =
        Stream.concat(
                edit(source, "return 3;", "return 5;").stream(),
                edit(source, "return 40;", "return 60;").stream())
            .toList();
    List<Compiled> compiled =
        compile(source, 17, List.of(both, edit(source, "return 3;", "return 4;")));
    assertThat(call(compiled.get(0), "one")).isEqualTo(65);
    assertThat(call(compiled.get(1), "one")).isEqualTo(44);
  }
}
