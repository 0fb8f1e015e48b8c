package dev.naosu.app.tell;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.naosu.cycle.HealEvent;
import dev.naosu.cycle.Outcome;
import dev.naosu.diagnose.Diagnosis;
import dev.naosu.prove.Funnel;
import dev.naosu.ship.Delivery.Delivered;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TellTest {
  private static final String HOSTILE =
      "\u001b]0;owned\u0007 <script>alert('x')</script> & \"q\" \u202egnp.exe\r\n2nd";

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();

  @Test
  void a_repair_is_told_verdict_first_then_cause_fix_proof_doubt_and_next() {
    assertThat(told(Stories.story(Stories.healed())))
        .containsSubsequence(
            "Fixed, confidence 0.94",
            "  Cause     Cart.average divides",
            "  Fix       return zero for an empty cart, as Cart.max already does (Cart.java:5)",
            "    --- src/main/java/shop/Cart.java",
            "    +    if (lines.isEmpty()) return 0;",
            "  Proof     both failing tests pass · 316 others still pass",
            "`./mvnw test` in fresh JVMs: 318 of 318",
            "replayed 214 calls of passing tests: all the same · 3 of 3 calls of failing tests",
            "of 1,204 candidates: 17 same as another, 388 refused by the compiler",
            "  Doubt     no test says what the average of an empty cart should be",
            "  Next      naosu heal ~/work/orders --apply       or  --branch",
            "  Time      12.8 s");
  }

  @Test
  void without_colours_there_is_no_escape_code_and_with_them_the_words_are_the_same() {
    String plain = told(Stories.story(Stories.healed()));
    assertThat(plain).doesNotContain("\u001b");
    written.reset();
    new TerminalReport(screen(true, true)).print(Stories.story(Stories.healed()), Optional.empty());
    String coloured = written.toString(StandardCharsets.UTF_8);
    assertThat(coloured).contains("\u001b[32m");
    assertThat(coloured.replaceAll("\u001b\\[[0-9]*m", "")).isEqualTo(plain);
  }

  @Test
  void abstaining_says_why_what_came_nearest_and_what_would_help() {
    assertThat(told(Stories.story(Stories.notHealed())))
        .containsSubsequence(
            "Not fixed: abstained after 1,204 candidates in 12.8 s",
            "Why       two different fixes",
            "Nearest   Cart.java:5",
            "--show-candidates to see all 2",
            "Would help  a test for acquire(0)");
  }

  @Test
  void an_error_names_its_remedy() {
    assertThat(told(Stories.story(Stories.couldNotRun())))
        .isEqualTo(
            """
            naosu: the project does not build before any change, so there is nothing to compare with.
              ./mvnw test-compile
              Foo.java:12: cannot find symbol  class Bar
              Fix the build, or give a working one with --build "…"
            """);
  }

  @Test
  void nothing_to_heal_is_good_news() {
    assertThat(told(Stories.story(Stories.nothing())))
        .contains("Nothing to heal: all 318 tests pass");
  }

  @Test
  void a_repair_that_the_evidence_cannot_choose_is_shown_as_a_guess() {
    Outcome.Healed unsure = Stories.unsure(0.3, List.of("two fixes disagree"));
    assertThat(told(Stories.story(unsure)))
        .contains("Perhaps fixed, not sure: confidence 0.30", "Doubt     two fixes disagree")
        .contains("no call was replayed: it was not asked for");
    assertThat(HtmlReport.write(Stories.story(unsure)))
        .contains("<h1>Perhaps fixed, not sure: confidence 0.30</h1>");
    assertThat(new JsonReport().write(Stories.story(unsure)))
        .contains("\"sure\" : false", "\"unavailable\" : \"it was not asked for\"");
  }

  @Test
  void what_became_of_the_repair_is_told() {
    assertThat(
            told(
                Stories.story(
                    Stories.healed(),
                    Optional.of(new Delivered.Applied(List.of("A.java"))),
                    false)))
        .contains("Applied   changed A.java");
    assertThat(
            told(
                Stories.story(
                    Stories.healed(),
                    Optional.of(new Delivered.Committed("auto-fix/cart-1", "abc")),
                    false)))
        .contains("Branch    auto-fix/cart-1 (abc), not pushed");
    assertThat(
            told(
                Stories.story(
                    Stories.healed(),
                    Optional.of(new Delivered.Refused("A changed", "again")),
                    false)))
        .contains("Held back  A changed", "again");
  }

  @Test
  void text_of_the_patient_cannot_command_the_terminal() {
    Outcome hostile = Stories.healed(HOSTILE, HOSTILE);
    assertThat(told(Stories.story(hostile)))
        .doesNotContain("\u001b", "\u0007", "\u202e", "\r")
        .contains("␛]0;owned␇");
    written.reset();
    progress(screen(false, false), hostile);
    assertThat(written.toString(StandardCharsets.UTF_8)).doesNotContain("\u001b", "\u202e");
  }

  @Test
  void a_directory_is_offered_as_a_shell_takes_it() {
    assertThat(Words.shell("~/work/orders")).isEqualTo("~/work/orders");
    assertThat(Words.shell("a b")).isEqualTo("'a b'");
    assertThat(Words.shell("$HOME")).isEqualTo("'$HOME'");
    assertThat(Words.shell("it's")).isEqualTo("'it'\\''s'");
  }

  @Test
  void long_lines_are_cut() {
    assertThat(SafeText.line("x".repeat(1_000_000), 80)).hasSize(80).endsWith("…");
    assertThat(SafeText.line("short", 80)).isEqualTo("short");
  }

  @Test
  void progress_in_a_pipe_is_one_plain_line_per_step() {
    progress(screen(false, false), Stories.healed());
    assertThat(written.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            """
            orders  ·  Maven, Java 17, JUnit 5  ·  working in a copy, your tree stays as it is

              build      ✓  4.1 s
              tests      ✗  2 of 318 fail   CartTest#totalOfEmptyCart, CartTest#discountOnEmptyCart
              localise   ✓  0.9 s   Cart.java:5 (0.97)  Cart.java:61 (0.71)
              repair     ✓  1,204 decided · 602/s · 1 left   2.0 s
              prove      ✓  fresh JVM, ./mvnw test   6.0 s
            """);
  }

  @Test
  void on_a_terminal_the_line_that_moves_is_gone_at_the_end() {
    progress(screen(true, false), Stories.healed());
    assertThat(written.toString(StandardCharsets.UTF_8)).endsWith("\r\u001b[K");
  }

  @Test
  void json_holds_the_documented_fields() throws Exception {
    JsonNode json =
        new ObjectMapper().readTree(new JsonReport().write(Stories.story(Stories.healed())));
    assertThat(json.at("/schema").asText()).isEqualTo("naosu/heal/1");
    assertThat(json.at("/verdict").asText()).isEqualTo("healed");
    assertThat(json.at("/exitCode").asInt()).isZero();
    assertThat(json.at("/diff").asText()).startsWith("--- a/src/main/java/shop/Cart.java\n");
    assertThat(json.at("/files/0").asText()).isEqualTo("src/main/java/shop/Cart.java");
    assertThat(json.at("/proof/testsAfter").asInt()).isEqualTo(318);
    assertThat(json.at("/sure").asBoolean()).isTrue();
    assertThat(json.at("/replayed/passing/calls").asInt()).isEqualTo(214);
    assertThat(json.at("/replayed/failing/changed").asInt()).isEqualTo(3);
    assertThat(json.at("/repairs/0/features/score").asDouble()).isEqualTo(0.9);
    assertThat(json.at("/funnel/decided").asInt()).isEqualTo(1204);
    assertThat(json.at("/tests/failing/0/exception").asText())
        .isEqualTo("java.lang.ArithmeticException");
    assertThat(json.at("/suspects/0/line").asInt()).isEqualTo(5);
    assertThat(json.at("/timings/buildMillis").asInt()).isEqualTo(4100);
    String documented = Files.readString(Path.of("../docs/json.md"));
    json.fieldNames().forEachRemaining(name -> assertThat(documented).contains("`" + name + "`"));
  }

  @Test
  void a_proof_by_recorded_requests_says_how_many_and_what_is_answered_now() throws Exception {
    Story story = Stories.story(Stories.byRequests());
    JsonNode requests = new ObjectMapper().readTree(new JsonReport().write(story)).at("/proof");
    assertThat(requests.at("/requests/reproducing").asInt()).isEqualTo(3);
    assertThat(requests.at("/requests/asBefore").asInt()).isEqualTo(60);
    assertThat(requests.at("/requests/unsaid/0").asText()).contains("is answered 404 now");
    assertThat(ProofWords.sentences(Stories.byRequests().repairs().getFirst(), Funnel.EMPTY))
        .first()
        .asString()
        .isEqualTo(
            "3 recorded requests reproduce it and are answered without it now · 60 good requests"
                + " are answered as before");
    assertThat(ProofWords.sentences(Stories.byRequests().repairs().getFirst(), Funnel.EMPTY))
        .noneMatch(sentence -> sentence.contains("java Runner"));
    assertThat(HtmlReport.write(story)).contains("3 recorded requests reproduce it");
  }

  @Test
  void json_of_the_other_verdicts_says_why() throws Exception {
    JsonNode notHealed =
        new ObjectMapper()
            .readTree(
                new JsonReport().write(Stories.story(Stories.notHealed(), Optional.empty(), true)));
    assertThat(notHealed.at("/verdict").asText()).isEqualTo("not-healed");
    assertThat(notHealed.at("/candidates")).hasSize(2);
    JsonNode couldNotRun =
        new ObjectMapper().readTree(new JsonReport().write(Stories.story(Stories.couldNotRun())));
    assertThat(couldNotRun.at("/remedy").asText()).startsWith("Fix the build");
    assertThat(couldNotRun.at("/exitMeaning").asText()).contains("could not run");
  }

  @Test
  void the_page_escapes_everything_of_the_patient_and_loads_nothing() {
    String page = HtmlReport.write(Stories.story(Stories.healed(HOSTILE, HOSTILE)));
    assertThat(page)
        .contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;q&quot;")
        .doesNotContain("<script", "\u001b", "\u202e", "http://", "https://", "src=")
        .contains("default-src 'none'");
  }

  @Test
  void every_verdict_has_a_page() {
    for (Outcome outcome :
        List.of(Stories.healed(), Stories.notHealed(), Stories.nothing(), Stories.couldNotRun())) {
      Story story = Stories.story(outcome);
      assertThat(HtmlReport.write(story))
          .contains(Html.escape(story.verdict()))
          .endsWith("</html>\n");
    }
  }

  private String told(Story story) {
    written.reset();
    new TerminalReport(screen(false, false)).print(story, Optional.empty());
    return written.toString(StandardCharsets.UTF_8);
  }

  private Screen screen(boolean live, boolean colour) {
    return new Screen(
        new PrintStream(written, true, StandardCharsets.UTF_8), live, new Ink(colour), 100);
  }

  private static void progress(Screen screen, Outcome outcome) {
    Outcome.Healed healed = (Outcome.Healed) outcome;
    Funnel funnel = healed.findings().funnel();
    try (Progress progress = new Progress(screen, "orders", false, () -> Instant.EPOCH)) {
      progress.accept(new HealEvent.Built(healed.findings().patient(), Duration.ofMillis(4100)));
      progress.accept(new HealEvent.Observing(10, 1));
      progress.accept(
          new HealEvent.Observed(
              318, healed.findings().failing(), List.of(), Duration.ofSeconds(3)));
      progress.accept(
          new HealEvent.Localised(
              new Diagnosis(healed.findings().failing(), healed.findings().suspects()),
              Duration.ofMillis(900)));
      progress.accept(
          new HealEvent.Searching(funnel, Duration.ofSeconds(1), Duration.ofSeconds(9)));
      progress.accept(new HealEvent.Searched(funnel, Duration.ofSeconds(2)));
      progress.accept(new HealEvent.Proving(1, 2, "./mvnw test"));
      progress.accept(new HealEvent.Proved(1, true, Duration.ofSeconds(6)));
    }
  }
}
