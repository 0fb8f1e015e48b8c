package dev.naosu.repair.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.project.Jdk;
import dev.naosu.prove.Compiled;
import dev.naosu.prove.MemoryCompiler;
import dev.naosu.repair.Operator;
import dev.naosu.repair.Proposals.Proposal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What holds for every operator of the catalogue.
class OperatorLawsTest {
  private static final MemoryCompiler COMPILER =
      new MemoryCompiler(
          List.of(),
          new Jdk(
              Path.of(System.getProperty("java.home")),
              Runtime.version().feature(),
              Runtime.version().toString()),
          25);

  static Stream<Operator> operators() {
    return Operators.all().stream();
  }

  @TestFactory
  Stream<DynamicTest> proposes_what_its_fixtures_expect() {
    return operators()
        .flatMap(
            operator ->
                Fixture.of(operator.name()).stream()
                    .map(
                        fixture ->
                            DynamicTest.dynamicTest(
                                operator.name() + " on " + fixture.file().getFileName(),
                                () -> check(operator, fixture))));
  }

  private static void check(Operator operator, Fixture fixture) {
    Map<String, Double> weights = new LinkedHashMap<>();
    for (Proposal each : fixture.proposals(operator)) {
      weights.merge(fixture.changedLines(each), each.weight(), Math::max);
    }
    Set<String> proposed = weights.keySet();
    if (fixture.expectsNothing()) {
      assertThat(proposed).isEmpty();
      return;
    }
    List<String> expected = fixture.directives("expect");
    List<String> rather = fixture.directives("rather");
    assertThat(expected.size() + rather.size()).as("a fixture expects something").isPositive();
    assertThat(proposed).containsAll(expected);
    for (String each : rather) {
      List<String> order = List.of(each.split(" >> ", 2));
      assertThat(proposed).containsAll(order);
      assertThat(weights.get(order.getFirst()))
          .as(each)
          .isGreaterThan(weights.get(order.getLast()));
    }
    assertThat(proposed).doesNotContainAnyElementsOf(none(fixture.directives("never")));
  }

  private static List<String> none(List<String> never) {
    // AssertJ refuses an empty list
    return never.isEmpty() ? List.of("\u0000") : never;
  }

  @ParameterizedTest
  @MethodSource("operators")
  void has_fixtures_and_a_page_with_a_diff(Operator operator) throws Exception {
    assertThat(Fixture.of(operator.name())).isNotEmpty();
    Path page = Path.of("src/main/java/dev/naosu/repair/operator", operator.name() + ".md");
    assertThat(page).exists();
    assertThat(Files.readString(page)).contains("```diff");
  }

  @ParameterizedTest
  @MethodSource("operators")
  void every_proposal_compiles(Operator operator) {
    List<String> broken = new ArrayList<>();
    for (Fixture fixture : Fixture.of(operator.name())) {
      String path = fixture.file().getFileName().toString();
      for (Proposal proposal : fixture.proposals(operator)) {
        if (COMPILER.compile(Map.of(path, fixture.patched(proposal)))
            instanceof Compiled.Rejected(List<String> problems)) {
          broken.add(path + ": " + fixture.changedLines(proposal) + "  →  " + problems.getFirst());
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("operators")
  void never_throws_on_the_fixtures_of_the_others(Operator operator) {
    for (Fixture fixture : Fixture.all()) {
      fixture.proposals(operator).forEach(fixture::patched);
    }
  }

  @ParameterizedTest
  @MethodSource("operators")
  void proposes_the_same_patches_in_the_same_order_each_time(Operator operator) {
    for (Fixture fixture : Fixture.all()) {
      assertThat(fixture.proposals(operator)).isEqualTo(fixture.proposals(operator));
    }
  }

  @ParameterizedTest
  @MethodSource("operators")
  void changes_only_ranges_of_the_text_and_weighs_within_bounds(Operator operator) {
    for (Fixture fixture : Fixture.of(operator.name())) {
      for (Proposal proposal : fixture.proposals(operator)) {
        assertThat(proposal.weight()).isGreaterThan(0).isLessThanOrEqualTo(1);
        assertThat(proposal.description()).isNotBlank();
        assertThat(fixture.patched(proposal)).isNotEqualTo(fixture.text());
      }
      assertThat(operator.weight(fixture.evidence())).isGreaterThan(0).isLessThanOrEqualTo(1);
    }
  }
}
