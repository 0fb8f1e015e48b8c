package dev.naosu.app.console;

import dev.naosu.app.runtime.Watched;
import dev.naosu.app.tell.SafeText;
import dev.naosu.cycle.runtime.Trouble;
import dev.naosu.detect.vitals.Condition;
import dev.naosu.detect.vitals.Target;
import dev.naosu.detect.vitals.Truth;
import dev.naosu.detect.vitals.Vitals;
import dev.naosu.prove.safety.Deed;
import dev.naosu.prove.safety.Deed.Phase;
import dev.naosu.repair.runbook.Runbook;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// What runtime healing sees and does.
///
/// @param asked actions that wait for somebody's word
/// @param now troubles that are not over
/// @param parts what is looked after
/// @param over troubles that are over, the latest first
public record RuntimeView(List<Asking> asked, List<Run> now, List<Part> parts, List<Run> over) {
  public RuntimeView {
    asked = List.copyOf(asked);
    now = List.copyOf(now);
    parts = List.copyOf(parts);
    over = List.copyOf(over);
  }

  /// An action that waits.
  ///
  /// @param until when the question expires
  public record Asking(
      long number,
      String action,
      String target,
      String words,
      String doubt,
      Optional<Moment> until) {
    static Asking of(Deed deed, Instant now) {
      return new Asking(
          deed.number(),
          SafeText.line(deed.action(), 100),
          SafeText.line(deed.target().toString(), 300),
          SafeText.line(deed.plan().words(), 300),
          deed.doubts().isEmpty() ? "" : SafeText.line(deed.doubts().getFirst(), 300),
          deed.until().map(each -> Moment.of(each, now)));
    }
  }

  /// A runbook that was begun.
  ///
  /// @param tone how its phase is coloured
  /// @param tried what came of each step
  public record Run(
      long incident,
      String phase,
      String tone,
      String runbook,
      String target,
      List<String> tried,
      Moment began,
      Moment changed) {
    public Run {
      tried = List.copyOf(tried);
    }

    static Run of(Trouble trouble, Instant now) {
      return new Run(
          trouble.incident(),
          words(trouble.phase()),
          tone(trouble.phase()),
          SafeText.line(trouble.runbook(), 100),
          SafeText.line(trouble.target().toString(), 300),
          trouble.tried().stream().map(each -> SafeText.line(each, 500)).toList(),
          Moment.of(trouble.began(), now),
          Moment.of(trouble.changed(), now));
    }

    private static String words(Trouble.Phase phase) {
      return switch (phase) {
        case NOTICED -> "just noticed";
        case TREATED -> "under way";
        case ASKED -> "waits for a word";
        case SHADOWED -> "recorded only";
        case ESCALATED -> "handed to you";
        case HELPED -> "healed";
        case PASSED -> "passed";
      };
    }

    private static String tone(Trouble.Phase phase) {
      return switch (phase) {
        case NOTICED, TREATED -> "work";
        case ASKED -> "ask";
        case ESCALATED -> "bad";
        case HELPED -> "good";
        case SHADOWED, PASSED -> "over";
      };
    }
  }

  /// Something that is looked after.
  ///
  /// @param state in a few words
  /// @param tone how that is coloured
  /// @param values what was measured, such as `disk.used 91.2`
  /// @param watched runbooks that are for it, with what begins them
  /// @param at when it was measured; empty before the first time
  public record Part(
      String target,
      String kind,
      String state,
      String tone,
      List<String> values,
      List<String> watched,
      Optional<Moment> at) {
    public Part {
      values = List.copyOf(values);
      watched = List.copyOf(watched);
    }

    static Part of(Watched watched, Optional<Trouble> trouble, Instant now) {
      Optional<Vitals> vitals = watched.vitals().filter(each -> !each.values().isEmpty());
      Optional<String> near =
          vitals.flatMap(
              seen ->
                  watched.runbooks().stream()
                      .filter(each -> all(each.when(), seen))
                      .map(Runbook::name)
                      .findFirst());
      String state;
      String tone;
      if (trouble.isPresent()) {
        state = Run.words(trouble.get().phase());
        tone = Run.tone(trouble.get().phase());
      } else if (vitals.isEmpty()) {
        state = "not known";
        tone = "over";
      } else {
        state = near.isPresent() ? "watched" : "nothing wrong";
        tone = near.isPresent() ? "ask" : "good";
      }
      return new Part(
          SafeText.line(watched.monitored().target().toString(), 300),
          SafeText.line(watched.monitored().kind(), 40)
              + (watched.monitored().environment().isEmpty()
                  ? ""
                  : " · " + SafeText.line(watched.monitored().environment(), 80)),
          state,
          tone,
          vitals.map(Part::values).orElse(List.of()),
          watched.runbooks().stream().map(Part::begins).toList(),
          vitals.map(each -> Moment.of(each.at(), now)));
    }

    private static boolean all(List<Condition> conditions, Vitals seen) {
      return conditions.stream().allMatch(each -> each.holds(seen) == Truth.YES);
    }

    private static List<String> values(Vitals vitals) {
      return vitals.values().entrySet().stream()
          .map(each -> SafeText.line(each.getKey(), 80) + " " + number(each.getValue()))
          .toList();
    }

    private static String begins(Runbook runbook) {
      return runbook.name()
          + ": "
          + runbook.when().stream()
              .map(
                  each ->
                      each.vital()
                          + (each.side() == Condition.Side.ABOVE ? " > " : " < ")
                          + number(each.threshold())
                          + (each.lasting().isZero()
                              ? ""
                              : " for " + each.lasting().toSeconds() + " s"))
              .collect(Collectors.joining(" and "));
    }

    private static String number(double value) {
      return value == Math.rint(value) && Math.abs(value) < 1e15
          ? Long.toString((long) value)
          : String.format(Locale.ROOT, "%.1f", value);
    }
  }

  /// @param deeds the latest first
  /// @param troubles the latest first
  static RuntimeView of(
      List<Watched> watched, List<Deed> deeds, List<Trouble> troubles, Instant now) {
    Map<Target, Trouble> open = new HashMap<>();
    troubles.reversed().stream()
        .filter(each -> !each.phase().isOver())
        .forEach(each -> open.put(each.target(), each));
    return new RuntimeView(
        deeds.stream()
            .filter(each -> each.phase() == Phase.ASKED)
            .map(each -> Asking.of(each, now))
            .toList(),
        troubles.stream()
            .filter(each -> !each.phase().isOver())
            .map(each -> Run.of(each, now))
            .toList(),
        watched.stream()
            .map(
                each ->
                    Part.of(each, Optional.ofNullable(open.get(each.monitored().target())), now))
            .toList(),
        troubles.stream()
            .filter(each -> each.phase().isOver())
            .map(each -> Run.of(each, now))
            .toList());
  }
}
