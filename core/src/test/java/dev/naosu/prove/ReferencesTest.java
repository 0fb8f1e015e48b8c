package dev.naosu.prove;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.project.Jdk;
import dev.naosu.project.Outputs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReferencesTest {
  private static final Jdk OWN =
      new Jdk(Path.of(System.getProperty("java.home")), Runtime.version().feature(), "own");

  private static final String CART =
      """
      package shop;
      public class Cart {
        public static final int MOST = 10;
        protected int size;
        public Cart(int size) { this.size = size; }
        public float total(int pieces) { return secret() * pieces; }
        private float secret() { return 2; }
        void clear() throws java.io.IOException { size = 0; }
      }
      """;

  @TempDir Path main;
  @TempDir Path tests;

  @BeforeEach
  void a_project() throws IOException {
    write(
        main,
        Map.of(
            "shop/Cart.java",
            CART,
            "shop/BigCart.java",
            """
            package shop;
            public class BigCart extends Cart {
              BigCart() { super(MOST); }
              public float total(int pieces) { return 1; }
            }
            """,
            "shop/Other.java",
            "package shop; class Other { float total(int pieces) { return 1; } }"));
    write(
        tests,
        Map.of(
            "shop/CartTest.java",
            """
            package shop;
            class CartTest {
              float total(Cart cart) { return cart.total(2); }
            }
            """,
            "shop/BigCartTest.java",
            """
            package shop;
            class BigCartTest {
              static class Inner { java.util.function.IntFunction<Float> f = new BigCart()::total; }
            }
            class Beside { float g(Other other) { return other.total(1); } }
            """));
  }

  private void write(Path directory, Map<String, String> sources) throws IOException {
    assertThat(compiler().compile(sources))
        .isInstanceOfSatisfying(
            Compiled.Classes.class,
            compiled ->
                compiled
                    .classes()
                    .forEach(
                        (name, bytes) -> {
                          Path file = directory.resolve(name.replace('.', '/') + ".class");
                          try {
                            Files.createDirectories(file.getParent());
                            Files.write(file, bytes);
                          } catch (IOException e) {
                            throw new AssertionError(e);
                          }
                        }));
  }

  private static final class OnDisk implements Outputs {
    @Override
    public List<Path> classFiles(Path directory) {
      try (Stream<Path> files =
          Files.exists(directory) ? Files.walk(directory) : Stream.<Path>empty()) {
        return files.filter(file -> file.toString().endsWith(".class")).toList();
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public Optional<byte[]> read(Path file) {
      try {
        return Files.exists(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public Swap swap(Map<Path, byte[]> files) {
      throw new AssertionError("nothing is swapped here");
    }
  }

  private MemoryCompiler compiler() {
    return new MemoryCompiler(List.of(main), OWN, 17);
  }

  private References.Stale after(String from, String to) {
    Compiled compiled = compiler().compile(Map.of("shop/Cart.java", CART.replace(from, to)));
    assertThat(compiled).isInstanceOf(Compiled.Classes.class);
    return new References(List.of(main, tests, main.resolve("absent")), new OnDisk())
        .stale(((Compiled.Classes) compiled).classes());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "public double total(int pieces) {",
        "public float total(long pieces) {",
        "public static float total(int pieces) { float size = 0; Cart t = new Cart(1); if (size > 1)"
            + " return t.secret(); return 1; } private float unused(int pieces) {",
        "public float total(int pieces) throws java.io.IOException {",
        "public float total(byte pieces) { return 0; } public float total(int pieces) {"
      })
  void who_calls_or_overrides_a_method_that_is_declared_otherwise_is_stale(String declaration) {
    assertThat(after("public float total(int pieces) {", declaration).sources())
        .containsExactlyInAnyOrder("shop.CartTest", "shop.BigCart", "shop.BigCartTest");
  }

  @Test
  void only_who_creates_it_is_stale_after_another_constructor() {
    assertThat(after("public Cart(int size) {", "public Cart(long most) { int size = 1;").sources())
        .containsExactly("shop.BigCart");
  }

  @Test
  void of_another_constant_it_is_known_that_class_files_do_not_tell_who_reads_it() {
    References.Stale stale = after("MOST = 10", "MOST = 11");
    assertThat(stale.constants()).containsExactly("MOST");
    assertThat(stale.sources()).isEmpty();
    assertThat(after("public static final int MOST = 10", "static int MOST = 10").constants())
        .containsExactly("MOST");
  }

  @Test
  void what_is_no_class_file_is_passed_over() throws IOException {
    Files.writeString(main.resolve("Broken.class"), "no class");
    Files.write(main.resolve("Empty.class"), new byte[0]);
    assertThat(after("float total(int pieces)", "double total(int pieces)").sources())
        .contains("shop.CartTest");
  }

  @ParameterizedTest
  @ValueSource(strings = {"return 3 * secret() ", "return secret() - size "})
  void another_body_leaves_everybody_alone(String body) {
    References.Stale stale = after("return secret() ", body);
    assertThat(stale.sources()).isEmpty();
    assertThat(stale.constants()).isEmpty();
  }

  @Test
  void what_is_private_has_no_users_elsewhere() {
    assertThat(
            after("private float secret() { return 2; }", "private int secret() { return 2; }")
                .sources())
        .isEmpty();
  }
}
