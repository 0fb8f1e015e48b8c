package dev.naosu.cycle.incident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.cycle.incident.Transitions.Transition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TransitionsTest {
  private static final Path PAGE = Path.of("..", "docs", "incident-states.md");

  @ParameterizedTest
  @EnumSource
  void every_state_can_be_reached(State state) {
    assertThat(from(State.OPEN)).contains(state);
  }

  @ParameterizedTest
  @EnumSource
  void no_state_is_without_a_way_out(State state) {
    assertThat(from(state)).anyMatch(State::isFinal);
  }

  @ParameterizedTest
  @EnumSource
  void naosu_does_nothing_more_in_a_final_state(State state) {
    assertThat(
            Transitions.all().stream()
                .filter(each -> each.from() == state && each.event() != Event.ENDED_BY_HAND)
                .filter(each -> !each.event().isOfRuntimeHealing())
                .toList())
        .matches(others -> others.isEmpty() == state.isFinal());
  }

  @ParameterizedTest
  @EnumSource
  void a_person_can_end_all_but_what_is_delivered_or_ended(State state) {
    Set<State> not = EnumSet.of(State.SHIPPING, State.HEALED, State.CLOSED);
    assertThat(Transitions.next(state, Event.ENDED_BY_HAND).isPresent())
        .isEqualTo(!not.contains(state));
  }

  @ParameterizedTest
  @EnumSource
  void every_event_leads_somewhere(Event event) {
    assertThat(Transitions.all()).extracting(Transition::event).contains(event);
  }

  @Test
  void an_event_leads_to_one_state() {
    assertThat(Transitions.all().stream().map(each -> each.from() + " " + each.event()))
        .doesNotHaveDuplicates();
  }

  @Test
  void the_picture_in_the_documentation_is_drawn_from_here() throws IOException {
    assertThat(Files.readString(PAGE))
        .as("write this into docs/incident-states.md, between the lines of the picture")
        .contains("```mermaid\n" + Transitions.diagram() + "```\n");
  }

  private static Set<State> from(State state) {
    Set<State> reached = EnumSet.of(state);
    boolean more = true;
    while (more) {
      more =
          reached.addAll(
              Transitions.all().stream()
                  .filter(each -> reached.contains(each.from()))
                  .map(Transition::to)
                  .toList());
    }
    return reached;
  }
}
