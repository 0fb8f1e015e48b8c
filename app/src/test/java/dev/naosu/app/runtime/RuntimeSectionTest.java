package dev.naosu.app.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.naosu.learn.Trust;
import dev.naosu.prove.safety.Mode;
import dev.naosu.prove.safety.SafetyRules;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RuntimeSectionTest {
  private final List<String> problems = new ArrayList<>();

  private RuntimeSection read(String yaml) throws IOException {
    JsonNode node = new YAMLMapper().readTree(yaml);
    return new RuntimeSection.Reader(node, (key, what) -> problems.add(key + " " + what)).read();
  }

  @Test
  void without_it_everything_is_proposed_and_nothing_done() {
    RuntimeSection section =
        new RuntimeSection.Reader(MissingNode.getInstance(), (key, _) -> problems.add(key)).read();
    assertThat(problems).isEmpty();
    assertThat(section.rules().modes().of("restart", "shop", "production")).isEqualTo(Mode.SUGGEST);
  }

  @Test
  void everything_can_be_said() throws IOException {
    RuntimeSection section =
        read(
            """
            mode: shadow
            modes:
              - {service: shop, mode: approve}
              - {action: cache.clear, service: shop, environment: production, mode: off}
            usual: {coolDown: 0, share: 34%, lease: 20m}
            actions:
              cache.clear: {mode: auto, perHour: 2, signals: 2, drilled: 7d, atOnce: 2, errors: 0.5}
            perHour: 9
            atOnce: 2
            sick: 30%
            protected: [shop/database, billing]
            calendar:
              zone: Europe/Berlin
              deny: ["fri 16:00 - mon 07:00", "2026-12-24 to 2027-01-02"]
              allow: "06:00 - 22:00"
            promote: {successes: 5, lower: 0.5, failuresInARow: 3}
            questions: 10m
            """);
    assertThat(problems).isEmpty();
    SafetyRules rules = section.rules();
    assertThat(rules.modes().of("x", "other", "test")).isEqualTo(Mode.SHADOW);
    assertThat(rules.modes().of("x", "shop", "test")).isEqualTo(Mode.APPROVE);
    assertThat(rules.modes().of("cache.clear", "other", "test")).isEqualTo(Mode.AUTO);
    assertThat(rules.modes().of("cache.clear", "shop", "production")).isEqualTo(Mode.OFF);
    assertThat(rules.limits("x").coolDown()).isZero();
    assertThat(rules.limits("cache.clear").share()).isEqualTo(0.34);
    assertThat(rules.limits("cache.clear").signals()).isEqualTo(2);
    assertThat(rules.limits("cache.clear").lease()).isEqualTo(Duration.ofMinutes(20));
    assertThat(rules.limits("cache.clear").drilled()).isEqualTo(Duration.ofDays(7));
    assertThat(rules.calendar().against(Instant.parse("2026-11-28T12:00:00Z"))).isPresent();
    assertThat(rules.calendar().against(Instant.parse("2026-12-28T12:00:00Z"))).isPresent();
    assertThat(rules.calendar().against(Instant.parse("2026-11-24T12:00:00Z"))).isEmpty();
    assertThat(rules.calendar().against(Instant.parse("2026-11-24T22:00:00Z"))).isPresent();
    assertThat(section.terms()).isEqualTo(new Trust.Terms(5, 0.5, 3));
    assertThat(section.questions()).isEqualTo(Duration.ofMinutes(10));
  }

  @Test
  void every_mistake_is_told_at_once_with_what_to_write() throws IOException {
    read(
        """
        mode: automatic
        colour: red
        modes: [{service: shop}]
        usual: {coolDown: soon, mode: auto}
        actions: {restart: {share: 200%, perHour: 0, lease: 0s}}
        protected: shop
        calendar: {zone: Middle/Earth, deny: [weekends]}
        promote: {lower: 1}
        questions: 1s
        """);
    assertThat(problems)
        .anyMatch(each -> each.startsWith("runtime.mode is automatic; it is one of off, shadow"))
        .anyMatch(each -> each.startsWith("runtime.colour is not known"))
        .anyMatch(each -> each.startsWith("runtime.modes[0].mode is missing"))
        .anyMatch(each -> each.startsWith("runtime.usual.coolDown soon is no time"))
        .anyMatch(each -> each.startsWith("runtime.usual.mode is not known"))
        .anyMatch(each -> each.startsWith("runtime.actions.restart.share 200% is no share"))
        .anyMatch(each -> each.startsWith("runtime.actions.restart.perHour should be"))
        .anyMatch(each -> each.startsWith("runtime.actions.restart.lease 0s is too short"))
        .anyMatch(each -> each.startsWith("runtime.protected is a list"))
        .anyMatch(each -> each.startsWith("runtime.calendar.zone Middle/Earth"))
        .anyMatch(each -> each.startsWith("runtime.calendar.deny weekends is no time"))
        .anyMatch(each -> each.startsWith("runtime.promote.lower"))
        .anyMatch(each -> each.startsWith("runtime.questions 1s is too short"))
        .hasSize(13);
  }
}
