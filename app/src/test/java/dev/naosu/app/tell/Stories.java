package dev.naosu.app.tell;

import dev.naosu.code.Edit;
import dev.naosu.code.Patch;
import dev.naosu.code.Span;
import dev.naosu.cycle.Findings;
import dev.naosu.cycle.Outcome;
import dev.naosu.detect.Failure;
import dev.naosu.detect.Frame;
import dev.naosu.detect.TestId;
import dev.naosu.detect.TestRun;
import dev.naosu.diagnose.Suspect;
import dev.naosu.project.Jdk;
import dev.naosu.project.Module;
import dev.naosu.project.Patient;
import dev.naosu.prove.Effort;
import dev.naosu.prove.Funnel;
import dev.naosu.prove.Plausible;
import dev.naosu.prove.Proof;
import dev.naosu.prove.Repair;
import dev.naosu.prove.Replayed;
import dev.naosu.repair.Candidate;
import dev.naosu.repair.Trust;
import dev.naosu.ship.Delivery.Delivered;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Outcomes made by hand.
public final class Stories {
  public static final String ORIGINAL =
      """
      package shop;

      class Cart {
        long average() {
          return sum() / lines.size();
        }
      }
      """;

  private Stories() {}

  public static Patient patient() {
    return new Patient(
        "orders",
        "Maven",
        Path.of("/copy/orders"),
        List.of(module()),
        new Jdk(Path.of("/jdk"), 17, "17.0.15"));
  }

  private static Module module() {
    return new Module(
        "orders",
        Path.of("/copy/orders"),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(Path.of("/repo/junit-jupiter-api-5.14.4.jar")),
        17,
        List.of(),
        Map.of(),
        List.of("**/*Test.class"));
  }

  public static TestRun failing(String method, String message) {
    return new TestRun(
        new TestId("shop.CartTest", method, ""),
        TestRun.Status.ERROR,
        Duration.ofMillis(3),
        10,
        Optional.of(
            new Failure(
                "java.lang.ArithmeticException",
                message,
                List.of(
                    new Frame("shop.Cart", "average", "Cart.java", 5),
                    new Frame("shop.CartTest", method, "CartTest.java", 12)),
                Optional.empty(),
                Optional.empty())),
        new BitSet());
  }

  public static Candidate candidate() {
    int at = ORIGINAL.indexOf("    return sum");
    return new Candidate(
        "ReturnGuard",
        Trust.ORDINARY,
        Patch.of(
            new Edit(
                "src/main/java/shop/Cart.java",
                Span.at(at),
                "    if (lines.isEmpty()) return 0;\n")),
        "src/main/java/shop/Cart.java",
        5,
        "Cart.average",
        "return zero for an empty cart, as Cart.max already does",
        0.9);
  }

  public static Repair repair(String cause) {
    return new Repair(
        candidate(),
        """
        --- a/src/main/java/shop/Cart.java
        +++ b/src/main/java/shop/Cart.java
        @@ -3,5 +3,6 @@
         class Cart {
           long average() {
        +    if (lines.isEmpty()) return 0;
             return sum() / lines.size();
           }
         }
        """,
        cause,
        new Proof(
            "./mvnw test",
            List.of("shop.CartTest#discountOnEmptyCart", "shop.CartTest#totalOfEmptyCart"),
            318,
            318,
            List.of()),
        0.94,
        List.of("no test says what the average of an empty cart should be"),
        17,
        new TreeMap<>(Map.of("score", 0.9, "rivals", 0.0)),
        new Replayed(
            new Replayed.Tally(214, 0),
            new Replayed.Tally(3, 3),
            new Replayed.Tally(180, 2),
            new Replayed.Tally(390, 1),
            new Replayed.Tally(4, 4),
            0,
            List.of("Cart.average() on Cart(lines=[]) returned 0, now returns 1"),
            ""));
  }

  /// A repair of little confidence, with these doubts, of which nothing was replayed.
  public static Outcome.Healed unsure(double confidence, List<String> doubts) {
    Repair sure = repair("because");
    return new Outcome.Healed(
        findings(List.of(failing("totalOfEmptyCart", "/ by zero"))),
        List.of(
            new Repair(
                sure.candidate(),
                sure.diff(),
                sure.cause(),
                sure.proof(),
                confidence,
                doubts,
                0,
                sure.features(),
                Replayed.nothing("it was not asked for"))));
  }

  /// A repair that recorded requests show, in a project without tests.
  public static Outcome.Healed byRequests() {
    Repair sure = repair("because");
    return new Outcome.Healed(
        findings(List.of(failing("totalOfEmptyCart", "/ by zero"))),
        List.of(
            new Repair(
                sure.candidate(),
                sure.diff(),
                sure.cause(),
                new Proof(
                    "java Runner",
                    List.of("GET /carts/7"),
                    0,
                    0,
                    List.of(),
                    new Proof.Requests(3, 60, List.of("GET /carts/7 is answered 404 now"))),
                0.8,
                List.of(),
                0,
                sure.features(),
                Replayed.nothing("it was not asked for"))));
  }

  public static Findings findings(List<TestRun> failing) {
    return new Findings(
        patient(),
        318,
        failing,
        List.of(),
        List.of(
            new Suspect(
                "src/main/java/shop/Cart.java",
                5,
                "shop.Cart",
                "average()J",
                0.97,
                0.9,
                List.of("stack trace", "run mostly by failing tests")),
            new Suspect(
                "src/main/java/shop/Cart.java", 61, "shop.Cart", "max()J", 0.71, 0.6, List.of())),
        new Funnel(1204, 17, 388, 0, 585, 96, 117, 1, 0, 1, 1, 1),
        Effort.NONE,
        Duration.ofMillis(12_800));
  }

  public static Outcome.Healed healed() {
    return healed(
        "Cart.average divides by the number of lines; an empty cart has none (ArithmeticException"
            + " at Cart.java:5).",
        "/ by zero");
  }

  public static Outcome.Healed healed(String cause, String message) {
    return new Outcome.Healed(
        findings(
            List.of(failing("totalOfEmptyCart", message), failing("discountOnEmptyCart", message))),
        List.of(repair(cause)));
  }

  public static Outcome.NotHealed notHealed() {
    return new Outcome.NotHealed(
        findings(List.of(failing("totalOfEmptyCart", "/ by zero"))),
        "two different fixes pass every test and neither has more evidence",
        "a test for acquire(0)",
        List.of(new Plausible(candidate(), 12, 7L), new Plausible(candidate(), 13, 8L)));
  }

  public static Outcome.NothingToHeal nothing() {
    return new Outcome.NothingToHeal(findings(List.of()));
  }

  public static Outcome.CouldNotRun couldNotRun() {
    return new Outcome.CouldNotRun(
        "the project does not build before any change, so there is nothing to compare with",
        "./mvnw test-compile\nFoo.java:12: cannot find symbol  class Bar",
        "Fix the build, or give a working one with --build \"…\"");
  }

  public static Story story(Outcome outcome) {
    return story(outcome, Optional.empty(), false);
  }

  public static Story story(Outcome outcome, Optional<Delivered> delivered, boolean show) {
    Map<String, Duration> steps = new LinkedHashMap<>();
    steps.put("build", Duration.ofMillis(4100));
    steps.put("tests", Duration.ofMillis(3300));
    int exit =
        switch (outcome) {
          case Outcome.Healed _, Outcome.NothingToHeal _ -> 0;
          case Outcome.NotHealed _ -> 1;
          case Outcome.CouldNotRun _ -> 3;
        };
    return new Story(
        "~/work/orders",
        "orders",
        outcome,
        delivered,
        steps,
        Duration.ofMillis(12_800),
        false,
        show,
        exit,
        "1.2");
  }
}
