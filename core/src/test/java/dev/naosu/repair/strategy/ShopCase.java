package dev.naosu.repair.strategy;

import dev.naosu.code.JavaModel;
import dev.naosu.detect.Failure;
import dev.naosu.detect.Frame;
import dev.naosu.detect.TestId;
import dev.naosu.detect.TestRun;
import dev.naosu.diagnose.Suspect;
import dev.naosu.repair.Codebase;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/// A cart that cannot be empty, and the test that shows it.
final class ShopCase {
  static final String CART_PATH = "src/main/java/shop/Cart.java";
  static final String TILL_PATH = "src/main/java/shop/Till.java";

  static final String CART =
      """
      package shop;

      import java.util.List;

      public class Cart {
        private final List<Integer> lines;

        public Cart(List<Integer> lines) {
          this.lines = lines;
        }

        public int average() {
          return sum() / lines.size();
        }

        private int sum() {
          return lines.stream().mapToInt(Integer::intValue).sum();
        }
      }
      """;

  static final String TILL =
      """
      package shop;

      class Till {
        int shown(Cart cart) {
          return cart.average();
        }
      }
      """;

  static final TestId TEST = new TestId("shop.CartTest", "empty", "shop.CartTest#empty");

  private ShopCase() {}

  static Codebase codebase() {
    Map<String, String> files = Map.of(CART_PATH, CART, TILL_PATH, TILL);
    JavaModel model = new JavaModel(List.of(), List.of(), 25);
    return new Codebase(
        List.of(CART_PATH, TILL_PATH),
        path -> files.getOrDefault(path, ""),
        path -> model.parse(path, files.getOrDefault(path, "")),
        model::parse);
  }

  static TestRun run(TestRun.Status status, String message) {
    return new TestRun(
        TEST,
        status,
        Duration.ofMillis(3),
        10,
        Optional.of(
            new Failure(
                "java.lang.ArithmeticException",
                message,
                List.of(
                    new Frame("shop.Cart", "average", "Cart.java", 13),
                    new Frame("java.lang.reflect.Method", "invoke", "Method.java", 580)),
                Optional.empty(),
                Optional.empty())),
        new BitSet());
  }

  static CaseFile file() {
    return file("/ by zero");
  }

  static CaseFile file(String message) {
    return new CaseFile(
        List.of(
            new Suspect(CART_PATH, 13, "shop.Cart", "average()I", 0.9, 0.9, List.of()),
            new Suspect(CART_PATH, 17, "shop.Cart", "sum()I", 0.4, 0.4, List.of()),
            new Suspect(TILL_PATH, 5, "shop.Till", "shown()I", 0.2, 0.2, List.of())),
        List.of(run(TestRun.Status.ERROR, message)),
        codebase(),
        test ->
            Optional.of("@Test void empty() { assertEquals(0, new Cart(List.of()).average()); }"),
        List.of("Cart.java:13: multiply instead of divide: still fails"),
        List.of());
  }

  /// An answer with `average` whole, which returns this.
  static String answer(String returned) {
    return "The cart may be empty.\n\n```java\npublic int average() {\n    return "
        + returned
        + ";\n}\n```\n";
  }

  static final String GOOD = "lines.isEmpty() ? 0 : sum() / lines.size()";

  static Proposer.Session open(Strategy strategy, ScriptedModel... models) {
    return strategy.with(List.of(models), new Random(7)).open(file());
  }

  static String after(Suggestion suggestion) {
    return suggestion.candidate().patch().applyTo(CART_PATH, CART);
  }
}
