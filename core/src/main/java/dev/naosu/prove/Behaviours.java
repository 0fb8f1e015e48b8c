package dev.naosu.prove;

import dev.naosu.prove.Ranking.Alike;
import dev.naosu.prove.Replay.Answer;
import dev.naosu.prove.Replay.Call;
import dev.naosu.prove.Replay.Origin;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// What is known of how plausible candidates behave: some of them were replayed.
final class Behaviours {
  /// Calls on which two candidates must agree to be taken for one, when not all calls were made.
  private static final int ENOUGH = 20;

  /// What is left of the score of a candidate that changes every call of the passing tests.
  private static final double ALL_CHANGED = 0.5;

  /// What is left of the score of a candidate that crashes where others do not: on a call of a
  /// passing test, and on an input that nobody vouches for.
  private static final double CRASHING = 0.5;

  private static final double CRASHING_ON_MADE_UP = 0.8;

  private final List<Plausible> panel;
  private final Answer answer;
  private final Convention convention;
  private final Map<Plausible, Integer> versions = new HashMap<>();

  /// @param panel candidates that were replayed, in the order of the answer's versions
  Behaviours(List<Plausible> panel, Answer answer) {
    this(panel, answer, Convention.NONE);
  }

  private Behaviours(List<Plausible> panel, Answer answer, Convention convention) {
    this.panel = List.copyOf(panel);
    this.answer = answer;
    this.convention = convention;
    for (int i = 0; i < panel.size(); i++) {
      versions.put(panel.get(i), i);
    }
  }

  /// The same, where the answers of a service count too.
  Behaviours with(Convention usual) {
    return new Behaviours(panel, answer, usual);
  }

  /// The candidates to replay: the best of each class in turn, then the second best, and so on.
  ///
  /// @param classes best first
  static List<Plausible> panel(List<Alike> classes, int most) {
    List<Plausible> panel = new ArrayList<>();
    for (int place = 0; panel.size() < most; place++) {
      int before = panel.size();
      for (Alike alike : classes) {
        if (place < alike.size() && panel.size() < most) {
          panel.add(alike.members().get(place));
        }
      }
      if (panel.size() == before) {
        break;
      }
    }
    return panel;
  }

  /// The classes anew: replayed candidates that did the same on every call are together, those that
  /// did not are apart; what was not replayed stays with the best of its class.
  List<Alike> refine(List<Alike> classes) {
    Map<Plausible, List<Plausible>> groups = new LinkedHashMap<>();
    Map<Plausible, Plausible> speakers = new HashMap<>();
    for (Plausible each : panel) {
      Plausible speaker =
          groups.keySet().stream()
              .filter(known -> isSame(known, each, areOfOneClass(classes, known, each)))
              .findFirst()
              .orElse(each);
      speakers.put(each, speaker);
      groups.computeIfAbsent(speaker, _ -> new ArrayList<>()).add(each);
    }
    for (Alike alike : classes) {
      Plausible speaker = speakers.getOrDefault(alike.best(), alike.best());
      for (Plausible each : alike.members()) {
        if (!versions.containsKey(each)) {
          groups.computeIfAbsent(speaker, _ -> new ArrayList<>()).add(each);
        }
      }
    }
    return groups.values().stream().map(Ranking::alike).toList();
  }

  private static boolean areOfOneClass(List<Alike> classes, Plausible one, Plausible other) {
    return classes.stream()
        .anyMatch(alike -> alike.members().contains(one) && alike.members().contains(other));
  }

  /// @param otherwise the answer when replaying does not tell
  private boolean isSame(Plausible one, Plausible other, boolean otherwise) {
    int agreeing = 0;
    for (Call call : calls()) {
      if (areKnown(call, one, other)) {
        if (isApart(call, one, other)) {
          return false;
        }
        agreeing++;
      }
    }
    return otherwise
        || agreeing >= ENOUGH
        || agreeing > 0 && answer instanceof Answer.Seen seen && seen.cutShort().isEmpty();
  }

  private List<Call> calls() {
    return answer instanceof Answer.Seen seen ? seen.calls() : List.of();
  }

  private boolean areKnown(Call call, Plausible one, Plausible other) {
    return call.isKnown(version(one)) && call.isKnown(version(other));
  }

  private boolean isApart(Call call, Plausible one, Plausible other) {
    return !call.ofVersion().get(version(one)).equals(call.ofVersion().get(version(other)));
  }

  private int version(Plausible plausible) {
    return versions.getOrDefault(plausible, 0);
  }

  /// A call on which two candidates differ, in words that begin with the call; those of tests come
  /// first. Empty when none is known.
  Optional<String> tellingApart(Plausible one, Plausible other) {
    if (!versions.containsKey(one) || !versions.containsKey(other)) {
      return Optional.empty();
    }
    return calls().stream()
        .filter(call -> areKnown(call, one, other) && isApart(call, one, other))
        .findFirst()
        .map(
            call ->
                call.text()
                    + " this one "
                    + call.of(version(one)).text()
                    + ", the other "
                    + call.of(version(other)).text());
  }

  /// What replaying told of a candidate.
  Replayed of(Plausible plausible) {
    return switch (answer) {
      case Answer.Unavailable(String why) -> Replayed.nothing(why);
      case Answer.Seen _ when !versions.containsKey(plausible) ->
          Replayed.nothing("better candidates came first");
      case Answer.Seen(List<Call> calls, String cutShort) when calls.isEmpty() ->
          Replayed.nothing(cutShort.isEmpty() ? "no call was recorded" : cutShort);
      case Answer.Seen seen -> Replayed.of(seen.calls(), version(plausible));
    };
  }

  /// How much of its score a candidate keeps, in (0, 1].
  double credit(Plausible plausible) {
    double crashing =
        crashesAlone(plausible, Origin.PASSING)
            ? CRASHING
            : crashesAlone(plausible, Origin.MADE_UP) ? CRASHING_ON_MADE_UP : 1;
    return (1 - (1 - ALL_CHANGED) * of(plausible).passing().share())
        * crashing
        * convention.credit(plausible);
  }

  /// Whether a candidate crashes or does not end on a call, where the original returned and some
  /// other candidate does not crash. What all of them do is in the nature of the input.
  boolean crashesAlone(Plausible plausible) {
    return crashesAlone(plausible, Origin.PASSING) || crashesAlone(plausible, Origin.MADE_UP);
  }

  private boolean crashesAlone(Plausible plausible, Origin origin) {
    return versions.containsKey(plausible)
        && calls().stream()
            .filter(call -> call.origin() == origin)
            .filter(call -> Replayed.isCrash(call, version(plausible)))
            .anyMatch(
                call ->
                    IntStream.range(0, panel.size())
                        .anyMatch(other -> call.isKnown(other) && !Replayed.isCrash(call, other)));
  }

  /// Share of the other replayed candidates that do the same, on average over the calls on which
  /// there is another one; 0 when there is none.
  double consensus(Plausible plausible) {
    if (!versions.containsKey(plausible)) {
      return 0;
    }
    int mine = version(plausible);
    return calls().stream()
        .filter(call -> call.isKnown(mine))
        .mapToDouble(
            call ->
                IntStream.range(0, panel.size())
                    .filter(other -> other != mine && call.isKnown(other))
                    .mapToDouble(
                        other ->
                            call.ofVersion().get(other).equals(call.ofVersion().get(mine)) ? 1 : 0)
                    .average()
                    .orElse(0))
        .average()
        .orElse(0);
  }
}
