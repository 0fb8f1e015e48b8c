package dev.naosu.app.console;

import dev.naosu.app.tell.SafeText;
import dev.naosu.app.tell.Words;
import dev.naosu.cycle.incident.Incident;
import dev.naosu.cycle.incident.State;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The list of incidents, as a page shows it.
///
/// @param next where the next page is; empty on the last one
/// @param service which service is asked for; empty for all
/// @param isEmptyHouse whether there is no incident at all
public record IncidentList(
    List<Chip> chips, List<Row> rows, String next, String service, boolean isEmptyHouse) {
  public IncidentList {
    chips = List.copyOf(chips);
    rows = List.copyOf(rows);
  }

  /// States that people look for together.
  enum Group {
    ALL("all", "All"),
    WAITING("waiting", "Wait for you"),
    WORK("work", "In work"),
    HEALED("healed", "Healed"),
    PERSON("person", "For a person"),
    CLOSED("closed", "Closed");

    private final String word;
    private final String title;

    Group(String word, String title) {
      this.word = word;
      this.title = title;
    }

    String word() {
      return word;
    }

    Set<State> states() {
      return switch (this) {
        case ALL -> Set.of(State.values());
        case WAITING -> Set.of(State.REVIEW, State.APPROVAL, State.HELD);
        case WORK ->
            Set.of(
                State.OPEN,
                State.HEALING,
                State.PROVEN,
                State.SHIPPING,
                State.MERGING,
                State.ROLLING_OUT);
        case HEALED -> Set.of(State.HEALED);
        case PERSON -> Set.of(State.ESCALATED, State.HANDED_OVER);
        case CLOSED -> Set.of(State.CLOSED);
      };
    }

    static Optional<Group> of(String word) {
      return List.of(values()).stream().filter(each -> each.word.equals(word)).findFirst();
    }

    Chip chip(Map<State, Long> counts, boolean chosen) {
      long count = states().stream().mapToLong(state -> counts.getOrDefault(state, 0L)).sum();
      return new Chip(word, title, Words.number(count), chosen, count > 0 && this == WAITING);
    }
  }

  /// A choice of states.
  ///
  /// @param loud whether it should be seen first
  public record Chip(String word, String title, String count, boolean chosen, boolean loud) {}

  /// One incident.
  ///
  /// @param tone class of the style of its state
  public record Row(
      long id,
      String title,
      String state,
      String tone,
      String where,
      String errors,
      Moment lastSeen,
      String confidence) {
    static Row of(Incident incident, Instant now) {
      return new Row(
          incident.id(),
          SafeText.line(incident.fingerprint().title(), 200),
          incident.state().words(),
          IncidentList.tone(incident.state()),
          IncidentList.where(incident),
          Words.count(incident.signals(), "error"),
          Moment.of(incident.lastSeen(), now),
          incident.remedy().map(remedy -> Words.share(remedy.confidence())).orElse(""));
    }
  }

  static String where(Incident incident) {
    String environment = incident.origin().environment();
    return SafeText.line(
        incident.origin().service() + (environment.isEmpty() ? "" : " in " + environment));
  }

  static String tone(State state) {
    return switch (state) {
      case REVIEW, APPROVAL, HELD -> "ask";
      case OPEN, HEALING, PROVEN, SHIPPING, MERGING, ROLLING_OUT -> "work";
      case HEALED -> "good";
      case ESCALATED, HANDED_OVER -> "bad";
      case CLOSED -> "over";
    };
  }
}
