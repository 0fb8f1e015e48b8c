package dev.naosu.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MutationsTest {
  private static final MethodKey METHOD = new MethodKey("A", "f", "");

  @Test
  void the_same_seed_gives_the_same_inputs() {
    List<Input> seeds = List.of(input(1, "abc", new int[] {3, 1, 2}), input(7, "", new int[] {}));
    for (int i = 0; i < 200; i++) {
      assertThat(new Mutations(seeds, 1, List.of(), true).input(i))
          .isEqualTo(new Mutations(seeds, 1, List.of(), true).input(i));
    }
  }

  @Test
  void the_inside_of_objects_is_left_alone_when_asked_for() {
    List<Input> seeds = List.of(input(List.of("a"), new int[] {1, 2}, new Box(7)));
    Mutations mutations = new Mutations(seeds, 1, List.of(), false);
    Set<Graph> made = new HashSet<>();
    for (int i = 0; i < 300; i++) {
      Graph graph = mutations.input(i).graph();
      made.add(graph);
      assertThat(graph.nodes())
          .filteredOn(Graph.ObjectNode.class::isInstance)
          .allSatisfy(
              node ->
                  assertThat(((Graph.ObjectNode) node).fields().getFirst().value())
                      .isEqualTo(new Value.Constant(7)));
    }
    assertThat(made).hasSizeGreaterThan(30);
  }

  private static final class Box {
    @SuppressWarnings("UnusedVariable") // read by reflection
    private final int value;

    Box(int value) {
      this.value = value;
    }
  }

  @Test
  void inputs_are_many_and_stay_of_their_types() throws Exception {
    List<Input> seeds =
        List.of(
            input(1, "abc", new ArrayList<>(List.of(1L, 2L)), Map.of("k", 'c')),
            input(2, "xyz", new ArrayList<>(List.of(9L)), Map.of("l", 'd', "m", 'e')));
    Mutations mutations = new Mutations(seeds, 1, List.of(), true);
    Set<Input> different = new HashSet<>();
    for (int i = 0; i < 500; i++) {
      Input input = mutations.input(i);
      different.add(input);
      List<@Nullable Object> roots =
          Rebuilding.of(input.graph(), ClassLoader.getSystemClassLoader());
      assertThat(roots.get(1)).isInstanceOf(Integer.class);
      if (roots.get(3) instanceof List<?> list) {
        assertThat(list).allMatch(each -> each instanceof Long);
      }
    }
    assertThat(different).hasSizeGreaterThan(300);
  }

  @Test
  void words_are_inputs_and_what_inputs_are_spelled_of() throws Exception {
    List<Value.Constant> words =
        List.of(
            new Value.Constant('n'),
            new Value.Constant('o'),
            new Value.Constant('f'),
            new Value.Constant("magic"),
            new Value.Constant(4711));
    Mutations mutations = new Mutations(List.of(input("yes", 3)), 1, words, true);
    Set<@Nullable Object> texts = new HashSet<>();
    Set<@Nullable Object> numbers = new HashSet<>();
    for (int i = 0; i < 2_000; i++) {
      List<@Nullable Object> roots =
          Rebuilding.of(mutations.input(i).graph(), ClassLoader.getSystemClassLoader());
      texts.add(roots.get(1));
      numbers.add(roots.get(2));
    }
    assertThat(texts).contains("magic", "nof");
    assertThat(numbers).contains(4710, 4711, 4712);
  }

  private static Input input(Object... arguments) {
    List<@Nullable Object> roots = new ArrayList<>();
    roots.add(null);
    roots.addAll(List.of(arguments));
    return new Input(METHOD, Capture.of(roots));
  }
}
