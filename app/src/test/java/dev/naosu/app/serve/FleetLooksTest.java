package dev.naosu.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.detect.vitals.Siblings;
import dev.naosu.fleet.Answers;
import dev.naosu.fleet.Latencies;
import dev.naosu.fleet.Roster;
import dev.naosu.fleet.Version;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FleetLooksTest {
  private static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");
  private static final Version V1 = new Version("v1");
  private final Duty duty = new Duty();
  private final FleetLooks looks = new FleetLooks("shop", duty);

  @Test
  void instances_of_one_round_are_looked_at_once() {
    assertThat(looks.look(NOON).conditions())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("v1:a", Roster.Condition.WELL, "v1:b", Roster.Condition.UNWELL));
    looks.look(NOON.plusMillis(900));
    assertThat(duty.asked).isEqualTo(1);
    looks.look(NOON.plusSeconds(5));
    assertThat(duty.asked).isEqualTo(2);
  }

  @Test
  void a_fleet_that_cannot_be_asked_knows_no_instances_until_the_next_round() {
    duty.isDown = true;
    assertThat(looks.look(NOON).conditions()).isEmpty();
    duty.isDown = false;
    assertThat(looks.look(NOON.plusMillis(100)).conditions()).isEmpty();
    assertThat(looks.look(NOON.plusSeconds(5)).conditions()).hasSize(2);
  }

  @Test
  void a_clock_that_was_put_back_does_not_stop_the_looking() {
    looks.look(NOON);
    looks.look(NOON.minusSeconds(3600));
    assertThat(duty.asked).isEqualTo(2);
  }

  @Test
  void what_one_fails_beyond_its_siblings_is_told_from_two_looks() {
    looks.look(NOON);
    duty.failing = 50;
    looks.look(NOON.plusSeconds(5));
    assertThat(looks.beside("v1:b").get(Siblings.FAILING)).isGreaterThan(30);
    assertThat(looks.beside("v1:a").get(Siblings.FAILING)).isZero();
  }

  /// Two instances, of which the second one fails at times.
  private static final class Duty implements Roster {
    private boolean isDown;
    private int asked;
    private int failing;

    @Override
    public List<Instance> instances() throws IOException {
      asked++;
      if (isDown) {
        throw new IOException("the fleet is down");
      }
      return List.of(
          new Instance(V1, "a", Condition.WELL, "", ""),
          new Instance(V1, "b", Condition.UNWELL, "", ""));
    }

    @Override
    public Map<String, Answers> answers() {
      int all = 100 * asked;
      return Map.of(
          "v1:a",
          new Answers(all, 0, Latencies.NONE, Set.of()),
          "v1:b",
          new Answers(all, failing, Latencies.NONE, Set.of()));
    }
  }
}
