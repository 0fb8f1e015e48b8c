package dev.naosu.cycle.people;

import dev.naosu.access.Role;
import dev.naosu.cycle.incident.Quorum;
import dev.naosu.detect.vitals.Target;
import dev.naosu.prove.safety.Deed;
import dev.naosu.prove.safety.Mode;
import dev.naosu.repair.runbook.Arguments;
import dev.naosu.repair.runbook.Order;
import dev.naosu.repair.runbook.Plan;
import dev.naosu.repair.runbook.Proposal;
import dev.naosu.repair.runbook.Traits.Undo;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/// Actions that people are asked about.
final class Asked {
  static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");

  private Asked() {}

  static Deed deed(long number) {
    return deed(number, OptionalLong.empty());
  }

  static Deed deed(long number, OptionalLong incident) {
    return new Deed(
        number,
        new Proposal(
            new Order("service.restart", "production", new Target("shop", "app", ""), arguments()),
            "runbook deadlock",
            "threads wait, password=hunter2",
            List.of("threads.deadlocked of shop/app"),
            List.of(),
            Duration.ofSeconds(30),
            incident),
        new Plan(
            "stops and starts it",
            List.of("shop/app"),
            0.5,
            Duration.ofSeconds(4),
            List.of("sessions of customers"),
            ""),
        Mode.APPROVE,
        Deed.Phase.ASKED,
        "waits for a word",
        List.of("it was done twice today"),
        List.of(),
        NOON,
        Optional.empty(),
        Optional.empty(),
        Optional.of(NOON.plusSeconds(1800)),
        new TreeMap<>(),
        "here");
  }

  private static Arguments arguments() {
    return switch (Arguments.read(List.of(), Map.of())) {
      case Arguments.Reading.Fit(Arguments read) -> read;
      case Arguments.Reading.Unfit(List<String> mistakes) ->
          throw new IllegalArgumentException(mistakes.toString());
    };
  }

  static Ask ask(Deed deed) {
    return Ask.of(
        deed,
        new Quorum(2, Role.APPROVER),
        List.of(),
        Optional.of(Undo.NOTHING_TO_UNDO),
        "https://naosu.example");
  }
}
