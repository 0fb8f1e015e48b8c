package dev.naosu.prove;

import static dev.naosu.detect.Runs.failed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.code.Edit;
import dev.naosu.code.JavaModel;
import dev.naosu.code.JavaSource;
import dev.naosu.code.Patch;
import dev.naosu.code.Span;
import dev.naosu.detect.TestId;
import dev.naosu.detect.TestRun.Status;
import dev.naosu.project.Jdk;
import dev.naosu.repair.Candidate;
import dev.naosu.repair.Trust;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Candidates that differ in one pure expression are decided by its values.
class PruningTest {
  private static final String TEXT = "class A { int next(int n) { int m = n; return n + 7; } }";
  private static final Jdk OWN =
      new Jdk(
          Path.of(System.getProperty("java.home")),
          Runtime.version().feature(),
          Runtime.version().toString());

  private final JavaSource source = new JavaModel(List.of(), List.of(), 17).parse("A.java", TEXT);
  private final List<Integer> compared = new ArrayList<>();

  private Candidate candidate(String expression) {
    Span here = new Span(TEXT.indexOf("n + 7"), "n + 7".length());
    return new Candidate(
        "Operator",
        Trust.ORDINARY,
        Patch.of(new Edit("A.java", here, expression)),
        "A.java",
        1,
        "A.next",
        "try",
        0.5);
  }

  /// A worker for which the expression number i has the value `values[i]`, and the test wants 5.
  private Search.Bench bench(int... values) {
    SchemataCompiler compiler = new SchemataCompiler(new MemoryCompiler(List.of(), OWN, 17));
    return new Search.Bench() {
      @Override
      public List<Compiled> compile(List<Candidate> candidates) {
        return compiler.compile(
            source, candidates.stream().map(each -> each.patch().edits()).toList());
      }

      @Override
      public Worker worker(String module) {
        return new Worker() {
          @Override
          public Attempt attempt(Map<String, byte[]> classes, List<TestId> tests, Limits limits) {
            return new Attempt.Ran(List.of(Given.as(tests.getFirst(), Status.PASSED)));
          }

          @Override
          public Optional<Compared> compare(
              Variants variants, int comparison, int chosen, List<TestId> tests, Limits limits) {
            compared.add(chosen);
            Status status = values[chosen] == 5 ? Status.PASSED : Status.FAILED;
            return Optional.of(
                new Compared(
                    new Attempt.Ran(List.of(Given.as(tests.getFirst(), status))),
                    IntStream.of(values)
                        .mapToObj(
                            value ->
                                value == values[chosen]
                                    ? Optional.<Difference>empty()
                                    : Optional.of(new Difference(1, value)))
                        .toList()));
          }

          @Override
          public void close() {
            // holds nothing
          }
        };
      }
    };
  }

  private Search.Result search(Search.Bench bench, String... expressions) throws Exception {
    return new Search(() -> bench, 1, Given.NOW)
        .run(
            List.of(expressions).stream().map(this::candidate).toList(),
            new Search.Task(
                List.of(failed("T#failing")), _ -> List.of(), _ -> "m", Duration.ofHours(1)),
            _ -> {});
  }

  @Test
  void those_with_the_values_of_the_original_or_of_a_dead_one_die_without_a_run() throws Exception {
    Search.Result result =
        search(bench(9, 9, 4, 4, 3, 5), "7 + n", "n + 1", "1 + n", "n - 1", "n + 2");
    assertThat(compared).containsExactly(0, 2, 4, 5);
    assertThat(result.funnel()).isEqualTo(Funnel.searching(5, 0, 0, 2, 2, 0, 1, 0));
    assertThat(result.plausible().getFirst().rank()).isEqualTo(4);
  }

  @Test
  void those_with_the_values_of_one_that_passes_are_run_by_themselves() throws Exception {
    Search.Result result = search(bench(9, 5, 5, 4), "n + 1", "1 + n", "n - 1");
    assertThat(compared).containsExactly(0, 1, 3);
    assertThat(result.plausible()).hasSize(2);
    assertThat(result.funnel().pruned()).isZero();
  }
}
