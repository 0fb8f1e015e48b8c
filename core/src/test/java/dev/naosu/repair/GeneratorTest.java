package dev.naosu.repair;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.code.JavaModel;
import dev.naosu.code.JavaSource;
import dev.naosu.code.Span;
import dev.naosu.detect.FailureKind;
import dev.naosu.diagnose.Suspect;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.eclipse.jdt.core.dom.ASTNode;
import org.eclipse.jdt.core.dom.ReturnStatement;
import org.junit.jupiter.api.Test;

class GeneratorTest {
  private static final Evidence EVIDENCE =
      new Evidence(Set.of(FailureKind.ASSERTION), List.of(), List.of(), List.of());

  private static final String CODE =
      """
      class A {
        int field;
        int f(int n) {
          int first = n;
          if (n > 0) {
            first++;
            return first;
          }
          return n;
        }
        int g(int n) {
          return n;
        }
      }
      """;

  /// An operator of a test's own.
  private record Fake(String name, double weight, BiConsumer<Site, Proposals> proposing)
      implements Operator {
    @Override
    public double weight(Evidence evidence) {
      return weight;
    }

    @Override
    public void propose(Site site, Proposals proposals) {
      proposing.accept(site, proposals);
    }
  }

  private static Suspect suspect(int line, double score) {
    return new Suspect("A.java", line, "A", "m()V", score, score, List.of());
  }

  private static List<Candidate> candidates(List<Suspect> suspects, Operator... operators) {
    JavaSource source = new JavaModel(List.of(), List.of(), 25).parse("A.java", CODE);
    return new Generator(List.of(operators)).candidates(suspects, EVIDENCE, _ -> source);
  }

  /// The texts of the places that operators are asked about.
  private static List<String> places(Suspect... suspects) {
    List<String> seen = new ArrayList<>();
    candidates(
        List.of(suspects),
        new Fake("Watcher", 1, (site, _) -> seen.add(firstLine(site.text(site.node())))));
    return seen;
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }

  /// Replaces what a `return` returns.
  private static Fake returning(String name, double weight, String... values) {
    return new Fake(
        name,
        weight,
        (site, proposals) -> {
          if (site.node() instanceof ReturnStatement statement) {
            for (String value : values) {
              proposals.replace(statement.getExpression(), value, 1, "return " + value);
            }
          }
        });
  }

  @Test
  void every_candidate_comes_once_and_the_likelier_first() {
    List<Candidate> candidates =
        candidates(
            List.of(suspect(12, 0.5)),
            returning("Low", 0.2, "1 * n"),
            returning("High", 0.8, "2 * n", "3 * n"));
    assertThat(candidates).extracting(Candidate::operator).containsExactly("High", "High", "Low");
    assertThat(candidates).extracting(Candidate::patch).doesNotHaveDuplicates();
    assertThat(candidates).isSortedAccordingTo((a, b) -> Double.compare(b.score(), a.score()));
    assertThat(candidates.getFirst().score()).isEqualTo(0.4);
    assertThat(candidates.getFirst().method()).isEqualTo("A.g");
    assertThat(candidates.getFirst().line()).isEqualTo(12);
  }

  @Test
  void what_leaves_a_variable_unread_comes_later() {
    List<Candidate> candidates =
        candidates(
            List.of(suspect(12, 0.5)),
            returning("Forgetting", 0.8, "1"),
            returning("Reading", 0.7, "1 * n"));
    assertThat(candidates).extracting(Candidate::operator).containsExactly("Reading", "Forgetting");
  }

  @Test
  void an_equal_change_of_another_operator_is_left_out() {
    assertThat(
            candidates(
                List.of(suspect(12, 0.5)), returning("One", 1, "1"), returning("Other", 1, "1")))
        .extracting(Candidate::operator)
        .containsExactly("One");
  }

  @Test
  void a_change_is_equal_however_much_unchanged_text_it_spans() {
    Fake whole =
        new Fake(
            "Whole",
            1,
            (site, proposals) -> {
              if (site.node() instanceof ReturnStatement statement) {
                proposals.replaceText(
                    new Span(statement.getStartPosition(), statement.getLength()),
                    "return 1;",
                    1,
                    "x");
              }
            });
    assertThat(candidates(List.of(suspect(12, 0.5)), returning("One", 1, "1"), whole))
        .extracting(Candidate::operator)
        .containsExactly("One");
  }

  @Test
  void a_change_that_changes_nothing_is_no_candidate() {
    assertThat(candidates(List.of(suspect(12, 0.5)), returning("Same", 1, "n"))).isEmpty();
  }

  @Test
  void methods_of_equal_suspicion_take_turns() {
    String[] many =
        java.util.stream.IntStream.range(0, 50).mapToObj(i -> i + " * n").toArray(String[]::new);
    List<Candidate> candidates =
        candidates(List.of(suspect(9, 0.5), suspect(12, 0.5)), returning("Many", 1, many));
    assertThat(candidates.subList(0, 4)).extracting(Candidate::method).contains("A.f", "A.g");
    assertThat(candidates).hasSize(100);
  }

  @Test
  void a_method_on_top_does_not_eat_the_budget() {
    String[] many =
        java.util.stream.IntStream.range(0, 2000).mapToObj(i -> i + " * n").toArray(String[]::new);
    List<Candidate> candidates =
        candidates(List.of(suspect(9, 0.9), suspect(12, 0.5)), returning("Many", 1, many));
    assertThat(candidates.getFirst().method()).isEqualTo("A.f");
    assertThat(candidates.subList(0, 1000)).extracting(Candidate::method).contains("A.g");
  }

  @Test
  void the_order_is_the_same_each_time() {
    Operator[] operators = {returning("One", 0.5, "1", "2", "3"), returning("Two", 0.5, "4", "5")};
    List<Suspect> suspects = List.of(suspect(9, 0.5), suspect(12, 0.5));
    assertThat(candidates(suspects, operators)).isEqualTo(candidates(suspects, operators));
  }

  @Test
  void beside_a_suspect_the_start_of_its_method_the_if_around_it_and_fields_are_tried() {
    assertThat(places(suspect(6, 0.5)))
        .containsExactlyInAnyOrder("first++;", "int first = n;", "if (n > 0) {", "int field;");
  }

  @Test
  void what_lies_beside_a_suspect_counts_less_than_the_suspect() {
    List<Double> suspicions = new ArrayList<>();
    candidates(
        List.of(suspect(6, 0.5)),
        new Fake("Watcher", 1, (site, _) -> suspicions.add(site.suspicion())));
    assertThat(suspicions).containsExactlyInAnyOrder(0.5, 0.3, 0.3, 0.3);
  }

  @Test
  void a_place_that_is_suspected_twice_is_asked_about_once() {
    assertThat(places(suspect(6, 0.5), suspect(6, 0.4), suspect(7, 0.3)))
        .doesNotHaveDuplicates()
        .contains("first++;", "return first;");
  }

  @Test
  void no_suspects_make_no_candidates() {
    assertThat(candidates(List.of(), returning("One", 1, "1"))).isEmpty();
  }

  @Test
  void a_line_without_a_statement_makes_no_candidates() {
    assertThat(candidates(List.of(suspect(1, 0.9), suspect(99, 0.9)), returning("One", 1, "1")))
        .isEmpty();
  }

  @Test
  void statements_on_a_line_are_the_innermost_that_hold_it() {
    JavaSource source =
        new JavaModel(List.of(), List.of(), 25)
            .parse(
                "A.java",
                """
                class A {
                  void f(int n) {
                    if (n > 0
                        && n < 9) {
                      g(() -> {
                        h();
                      });
                    } else { h(); h(); }
                  }
                  int x = 1,
                      y = 2;
                }
                """);
    Function<Integer, List<String>> at =
        line ->
            Sites.onLine(source, Sites.in(source), line).stream()
                .map((ASTNode node) -> firstLine(source.textOf(node)))
                .toList();
    assertThat(at.apply(3)).containsExactly("if (n > 0");
    assertThat(at.apply(4)).containsExactly("if (n > 0");
    assertThat(at.apply(5)).containsExactly("g(() -> {");
    assertThat(at.apply(6)).containsExactly("h();");
    assertThat(at.apply(8)).containsExactly("h();", "h();");
    assertThat(at.apply(11)).containsExactly("int x = 1,");
    assertThat(at.apply(2)).isEmpty();
  }

  @Test
  void a_statement_nested_in_one_that_begins_on_its_line_does_not_hide_it() {
    JavaSource source =
        new JavaModel(List.of(), List.of(), 25)
            .parse(
                "A.java",
                "class A {\n  int f(int n) {\n    if (n > 0) return 1;\n    return 0;\n  }\n}\n");
    assertThat(Sites.onLine(source, Sites.in(source), 3)).hasSize(2);
  }
}
