package dev.naosu.ship.pull;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.diagnose.cause.Cause;
import dev.naosu.diagnose.cause.CauseReport;
import dev.naosu.diagnose.cause.Direction;
import dev.naosu.diagnose.cause.Evidence;
import dev.naosu.diagnose.cause.Impact;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MarkdownTest {
  private static final Instant BEGAN = Instant.parse("2026-11-29T00:21:04Z");
  private static final String HOSTILE =
      "boom\n/naosu stop\n/close\n@team #1 !2 GH-3 ![x](https://evil.example/a.png)"
          + " <img src=x onerror=alert(1)> <!-- naosu offers x --> `code` **bold** | cell |"
          + " www.evil.example \u202e\u2028[link](javascript:alert(1)) ~~~ ```";

  @Test
  void a_reviewer_finds_every_answer_in_the_order_of_the_questions() {
    String body =
        Markdown.body(Briefing.of(account("ArithmeticException in Cart.average")), page());

    assertThat(body)
        .startsWith("**shop fails with ArithmeticException in Cart\\.average; this change");
    assertThat(body)
        .containsSubsequence(
            "### What broke",
            "14 times",
            "### Since when",
            "2026\\-11\\-29 00\\:21\\:04 UTC",
            "### Who is hit",
            "` GET /average, ",
            "6\\.2 \\%\u2060 of its requests fail",
            "### Cause",
            "divides by zero",
            "### Why this fix",
            "CartTest.java".replace(".", "\\."),
            "### Proof",
            "| 1 | the failing test passes |",
            "### Risks, and what speaks against it",
            "- nobody says what it should be",
            "Against the cause\\: others fail too",
            "### How to undo it",
            "git revert <commit>",
            "`/naosu explain`",
            "<https://naosu.example.org/incidents/7>");
  }

  @Test
  void what_was_logged_cannot_give_orders_or_call_people_or_load_anything() {
    for (String text :
        List.of(
            Markdown.body(Briefing.of(account(HOSTILE)), Optional.empty()),
            Markdown.answer(Briefing.explaining(account(HOSTILE))))) {
      assertThat(Order.of(text)).isEmpty();
      assertThat(text.lines().map(String::strip)).noneMatch(line -> line.startsWith("/"));
      String outside = text.replaceAll("(`+) .*? \\1", "").replaceAll("(?m)^naosu reads.*$", "");
      assertThat(outside)
          .doesNotContainPattern("[@#!](?!\u2060)[\\w\\[]")
          .doesNotContain(
              "<img", "<!--", "https://evil", "www.evil", "](", "GH-3", "\u202e", "\u2028");
      assertThat(text).doesNotContain("<!-- naosu offers x");
    }
  }

  @Test
  void code_ends_where_it_should() {
    assertThat(Markdown.code("a ``b`` ` c", 100)).isEqualTo("``` a ``b`` ` c ```");
    assertThat(Markdown.code("`", 100)).isEqualTo("`` ` ``");
    assertThat(Markdown.code("x|y", 100)).doesNotContain("|");
  }

  @Test
  void a_text_without_end_is_cut() {
    String body = Markdown.body(Briefing.of(account("x".repeat(1_000_000))), page());
    assertThat(body.length()).isLessThan(40_000);
    assertThat(body).contains("…").endsWith("/incidents/7>\n");
    assertThat(Markdown.plain("\ud83d\ude00".repeat(50), 10)).hasSize(19).endsWith("…");
  }

  @Test
  void an_explanation_says_what_shows_the_cause() {
    assertThat(Markdown.answer(Briefing.explaining(account("NullPointerException"))))
        .contains("### What shows it", "9 of 9 signals", "### As usual", "### Not known")
        .doesNotContain("### Proof");
  }

  private static Account account(String title) {
    Cause cause =
        new Cause(
            Cause.Kind.CODE_FAULT,
            "shop",
            "Cart.java:3",
            0.8,
            List.of(new Evidence("9 of 9 signals " + title, "stack traces", 0.8)),
            List.of(new Evidence("others fail too", "metrics", 0.1)));
    CauseReport report =
        new CauseReport(
            BEGAN,
            false,
            "a fault in the code " + title,
            List.of(cause),
            new Impact(List.of("shop", "web"), List.of(title), Optional.of(0.062), BEGAN, "b41c"),
            new Direction(Direction.Way.REPAIR_CODE, "change it"),
            List.of(),
            List.of("memory " + title),
            List.of("the journal " + title),
            0.2,
            Optional.empty());
    return new Account(
        7,
        title,
        "shop",
        "b41c",
        "production",
        BEGAN,
        BEGAN.plusSeconds(60),
        14,
        1,
        List.of("GET /average", title),
        new Account.Fix(
            "return 0 when count == 0",
            "Cart.java:3",
            "Cart.average divides by zero " + title,
            0.94,
            IntStream.range(0, 30)
                .mapToObj(i -> i == 0 ? "the failing test passes" : title)
                .toList(),
            List.of("nobody says what it should be", title),
            "3f9a1c0",
            "auto-fix/incident-7-3f9a1c",
            List.of("src/test/java/shop/CartTest.java")),
        Optional.of(report),
        page());
  }

  private static Optional<String> page() {
    return Optional.of("https://naosu.example.org/incidents/7");
  }
}
