package dev.naosu.cycle.people;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.access.Role;
import dev.naosu.cycle.incident.Quorum;
import dev.naosu.cycle.runtime.Exhibit;
import dev.naosu.cycle.runtime.Exhibits;
import dev.naosu.cycle.runtime.Trouble;
import dev.naosu.cycle.runtime.Trouble.Phase;
import dev.naosu.cycle.runtime.Troubles;
import dev.naosu.detect.vitals.Target;
import dev.naosu.prove.safety.Deed;
import dev.naosu.prove.safety.Past;
import dev.naosu.prove.safety.Refusal;
import dev.naosu.repair.runbook.Catalogue;
import dev.naosu.ship.action.Deeds;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RuntimeDossiersTest {
  private static final Target APP = new Target("shop", "app", "");

  private final List<Trouble> troubles = new ArrayList<>();
  private final List<Exhibit> exhibits = new ArrayList<>();
  private final List<Deed> deeds = new ArrayList<>();
  private final List<String> approvers = new ArrayList<>();
  private final Dossiers dossiers =
      new RuntimeDossiers(
          new Kept(),
          new Shown(),
          new Done(),
          new Catalogue(List.of()),
          _ -> new Quorum(2, Role.APPROVER),
          _ -> List.copyOf(approvers),
          "https://naosu.example");

  @Test
  void what_was_handed_to_a_person_comes_with_what_was_tried_and_found_and_what_to_do() {
    troubles.add(trouble(Phase.ESCALATED, List.of(7L, 9L), List.of("step 1, jvm.gc did not help")));
    exhibits.add(new Exhibit("thread-dump", APP, Asked.NOON, "2 threads wait", "all of it"));

    Map<Long, Dossier> told = dossiers.byIncident();

    assertThat(told).containsOnlyKeys(7L, 9L);
    Dossier dossier = told.getOrDefault(9L, Dossier.EMPTY);
    assertThat(dossier.isTreated()).isFalse();
    assertThat(dossier.tried()).containsExactly("step 1, jvm.gc did not help");
    assertThat(dossier.evidence()).containsExactly("thread-dump: 2 threads wait");
    assertThat(dossier.next().getFirst())
        .contains("https://naosu.example/incidents/7/evidence", "naosu evidence 7");
    assertThat(dossier.next().getLast()).contains("naosu close 7");
  }

  @Test
  void what_is_over_is_not_told() {
    troubles.add(trouble(Phase.PASSED, List.of(7L), List.of()));
    assertThat(dossiers.byIncident()).isEmpty();
  }

  @Test
  void of_many_steps_the_latest_are_told() {
    List<String> tried = IntStream.range(0, 30).mapToObj(each -> "step " + each).toList();
    troubles.add(trouble(Phase.ESCALATED, List.of(7L), tried));
    assertThat(dossiers.byIncident().getOrDefault(7L, Dossier.EMPTY).tried())
        .hasSize(10)
        .startsWith("21 before these, on the page")
        .endsWith("step 29");
  }

  @Test
  void a_question_belongs_to_its_incident_and_says_impact_doubts_and_whose_word_it_needs() {
    troubles.add(trouble(Phase.ASKED, List.of(7L), List.of()));
    deeds.add(Asked.deed(12, OptionalLong.of(7)));

    Ask ask = dossiers.byIncident().getOrDefault(7L, Dossier.EMPTY).ask().orElseThrow();

    assertThat(ask.what()).isEqualTo("service.restart on shop/app: stops and starts it");
    assertThat(ask.why()).startsWith("runbook deadlock: threads wait").doesNotContain("hunter2");
    assertThat(ask.impact())
        .containsExactly(
            "touches shop/app", "50 % is away for 4.0 s", "lost for good: sessions of customers");
    assertThat(ask.doubts()).containsExactly("it was done twice today");
    assertThat(ask.quorum().people()).isEqualTo(2);
    assertThat(ask.link()).isEqualTo("https://naosu.example/actions/12");
    assertThat(dossiers.alone()).isEmpty();
  }

  @Test
  void who_has_approved_is_told_and_changes_what_was_told_before() {
    Deed deed = Asked.deed(12);
    String before = dossiers.ask(deed).orElseThrow().text();
    approvers.add("ada");

    Ask ask = dossiers.ask(deed).orElseThrow();

    assertThat(ask.needs()).hasSize(2).last().isEqualTo("1 of 2 have approved so far: ada");
    assertThat(ask.text()).isNotEqualTo(before);
  }

  @Test
  void actions_without_an_incident_are_told_when_they_ask_or_went_wrong() {
    deeds.add(Asked.deed(12));
    deeds.add(Asked.deed(13).in(Deed.Phase.HELPED, "done", Asked.NOON));
    deeds.add(Asked.deed(14).in(Deed.Phase.HALF, "it broke", Asked.NOON));
    assertThat(dossiers.alone()).extracting(Deed::number).containsExactly(12L, 14L);
    assertThat(dossiers.ask(deeds.getFirst())).isPresent();
    assertThat(dossiers.ask(deeds.getLast())).isEmpty();
  }

  private static Trouble trouble(Phase phase, List<Long> incidents, List<String> tried) {
    return new Trouble(
        1,
        APP,
        "production",
        "deadlock",
        incidents,
        Asked.NOON,
        phase,
        1,
        false,
        Optional.empty(),
        tried,
        Asked.NOON,
        true);
  }

  private final class Kept implements Troubles {
    @Override
    public Trouble keep(Trouble trouble) {
      throw new IllegalStateException("who tells changes nothing");
    }

    @Override
    public List<Trouble> current() {
      return List.copyOf(troubles);
    }

    @Override
    public List<Trouble> latest(int most) {
      return List.of();
    }

    @Override
    public List<Trouble> since(Target whole, String runbook, Instant since) {
      return List.of();
    }
  }

  private final class Shown implements Exhibits {
    @Override
    public void attach(long incident, Exhibit exhibit) {
      throw new IllegalStateException("who tells changes nothing");
    }

    @Override
    public List<Exhibit> of(long incident) {
      return List.copyOf(exhibits);
    }
  }

  private final class Done implements Deeds {
    @Override
    public Begun begin(Deed deed, Function<Past, Optional<Refusal>> judge) {
      throw new IllegalStateException("who tells changes nothing");
    }

    @Override
    public Past past() {
      throw new IllegalStateException("who tells does not judge");
    }

    @Override
    public Deed keep(Deed deed) {
      throw new IllegalStateException("who tells changes nothing");
    }

    @Override
    public boolean answer(Deed deed) {
      throw new IllegalStateException("who tells changes nothing");
    }

    @Override
    public Optional<Deed> find(long number) {
      return deeds.stream().filter(each -> each.number() == number).findFirst();
    }

    @Override
    public List<Deed> open() {
      return List.copyOf(deeds);
    }

    @Override
    public List<Deed> latest(Optional<Long> before, int most) {
      return List.copyOf(deeds);
    }
  }
}
