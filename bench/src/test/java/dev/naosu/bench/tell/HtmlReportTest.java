package dev.naosu.bench.tell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.bench.judge.Verdict;
import dev.naosu.bench.trial.Label;
import dev.naosu.bench.trial.Label.Answer;
import dev.naosu.bench.trial.Report;
import dev.naosu.bench.trial.Samples;
import java.time.Instant;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class HtmlReportTest {
  private static final Report MIXED =
      Samples.report(
          Samples.healed(
              "one", Samples.repair(0.95, Verdict.CORRECT), Samples.repair(0.4, Verdict.UNDECIDED)),
          Samples.healed("two", Samples.repair(0.6, Verdict.PLAUSIBLE_ONLY)),
          Samples.notHealed("three"),
          Samples.couldNotRun("four"),
          Samples.ended("five"));

  @Test
  void hostile_names_and_diffs_are_text_and_nothing_else() throws Exception {
    Document page =
        Pages.read(
            HtmlReport.of(
                Samples.report(
                    Samples.healed(
                        Pages.HOSTILE,
                        Samples.repair(0.5, Verdict.CORRECT, "+" + Pages.HOSTILE + "\n")),
                    Samples.couldNotRun(Pages.HOSTILE + "2"))));
    Pages.assertHarmless(page);
    assertThat(page.getDocumentElement().getTextContent())
        .contains("<script>alert(1)</script>\" onload='x' & <img src=x>")
        .contains("\\u202Egpj")
        .doesNotContain("\u202E");
  }

  @Test
  void every_plot_says_what_it_shows_and_every_table_has_its_heads() throws Exception {
    Document page = Pages.read(HtmlReport.of(MIXED));
    assertThat(Pages.all(page, "svg"))
        .hasSize(3)
        .allSatisfy(
            svg -> {
              assertThat(svg.getAttribute("role")).isEqualTo("img");
              assertThat(svg.getAttribute("aria-label")).isNotBlank();
            });
    assertThat(Pages.all(page, "table"))
        .allSatisfy(
            table -> assertThat(table.getElementsByTagName("caption").getLength()).isEqualTo(1));
    assertThat(Pages.all(page, "th"))
        .allSatisfy(head -> assertThat(head.getAttribute("scope")).isIn("row", "col"));
  }

  @Test
  void no_number_is_broken() throws Exception {
    for (Report report :
        new Report[] {MIXED, Samples.report(), Samples.report(Samples.ended("x"))}) {
      Document page = Pages.read(HtmlReport.of(report));
      for (Element element : Pages.all(page, "svg")) {
        assertThat(element.getTextContent()).doesNotContain("NaN", "Infinity");
      }
      assertThat(HtmlReport.of(report)).doesNotContain("NaN", "Infinity");
    }
  }

  @Test
  void the_curve_has_a_step_for_each_repaired_bug() throws Exception {
    Document page = Pages.read(HtmlReport.of(MIXED));
    assertThat(Pages.all(page, "path"))
        .extracting(path -> path.getAttribute("d").chars().filter(c -> c == 'V').count())
        .containsExactly(2L, 1L);
  }

  @Test
  void a_persons_word_replaces_the_judges_and_says_whose_it_is() throws Exception {
    Report labelled =
        Samples.report(
            Samples.healed(
                "one",
                Samples.repair(0.95, Verdict.UNDECIDED)
                    .labelled(new Label(Answer.CORRECT, "read it | twice", Instant.EPOCH))));
    assertThat(HtmlReport.of(labelled))
        .contains("correct, labelled by a person")
        .contains("A person says correct. read it | twice");
    assertThat(MarkdownReport.of(labelled))
        .contains("correct, labelled by a person")
        .contains("read it \\| twice");
  }

  @Test
  void both_reports_tell_speed_and_calibration() {
    for (String text : new String[] {HtmlReport.of(MIXED), MarkdownReport.of(MIXED)}) {
      assertThat(text.toLowerCase(Locale.ROOT))
          .contains("10.0 candidates decided per second and core")
          .contains("expected calibration error")
          .contains("engine peak memory")
          .contains("not done after 9 s");
    }
  }
}
