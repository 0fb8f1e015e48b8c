package dev.naosu.bench.recorded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.naosu.bench.judge.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What replaying the answers for one bug came to.
///
/// @param trouble why it could not be tried; else empty
/// @param answers recorded ones
/// @param applied those that the reader made a change of
/// @param refused the others, by reason
/// @param agreement with what was recorded of those applied
/// @param apart why recorded passes do not pass here, with how many each
/// @param speed of deciding them
/// @param plausible different ones that pass their tests
/// @param shown repairs, best first, judged
/// @param firstPlausible verdict of the first one that passed; `NOT_FIXED` without one
/// @param oracle best verdict of the plausible ones that were judged
/// @param tokens of all answers, as recorded
/// @param people how the judge agrees with people
public record BugReplay(
    String bug,
    String group,
    String trouble,
    int answers,
    int applied,
    Map<String, Integer> refused,
    Agreement agreement,
    Map<String, Integer> apart,
    Speed speed,
    int plausible,
    List<Shown> shown,
    Verdict firstPlausible,
    Verdict oracle,
    long tokens,
    People people) {
  public BugReplay {
    refused = Map.copyOf(refused);
    apart = Map.copyOf(apart);
    shown = List.copyOf(shown);
  }

  /// @param passes recorded as passing, that were tried here
  /// @param passesAgree those of them that pass here
  /// @param fails recorded as failing or not compiling, that were tried here
  /// @param failsAgree those of them that do not pass here
  /// @param forbidden recorded as passing, and not tried here: the gate refused them
  public record Agreement(int passes, int passesAgree, int fails, int failsAgree, int forbidden) {
    static final Agreement NONE = new Agreement(0, 0, 0, 0, 0);

    Agreement and(Agreement other) {
      return new Agreement(
          passes + other.passes,
          passesAgree + other.passesAgree,
          fails + other.fails,
          failsAgree + other.failsAgree,
          forbidden + other.forbidden);
    }
  }

  /// What the judge says of patches that people have judged.
  ///
  /// @param right for people
  /// @param rightAgree those of them that are correct for the judge
  /// @param wrong for people, though they pass their tests
  /// @param wrongAgree those of them that are not correct for the judge
  /// @param undecided by the judge: they are in none of the others
  public record People(int right, int rightAgree, int wrong, int wrongAgree, int undecided) {
    public static final People NOBODY = new People(0, 0, 0, 0, 0);

    public People and(People other) {
      return new People(
          right + other.right,
          rightAgree + other.rightAgree,
          wrong + other.wrong,
          wrongAgree + other.wrongAgree,
          undecided + other.undecided);
    }

    /// One more that people have judged.
    public People with(boolean isRight, Verdict verdict) {
      boolean isCorrect = verdict == Verdict.CORRECT;
      return and(
          verdict == Verdict.UNDECIDED
              ? new People(0, 0, 0, 0, 1)
              : isRight
                  ? new People(1, isCorrect ? 1 : 0, 0, 0, 0)
                  : new People(0, 0, 1, isCorrect ? 0 : 1, 0));
    }
  }

  /// @param decided suggestions
  /// @param decidingMillis in compilers and tests
  /// @param tookMillis the whole healing
  public record Speed(int decided, long decidingMillis, long tookMillis) {
    static final Speed NONE = new Speed(0, 0, 0);

    Speed and(Speed other) {
      return new Speed(
          decided + other.decided,
          decidingMillis + other.decidingMillis,
          tookMillis + other.tookMillis);
    }
  }

  /// A repair as it was shown.
  ///
  /// @param byModel whether a model wrote it, rather than a template
  /// @param how it was judged
  public record Shown(
      boolean byModel,
      double confidence,
      Map<String, Double> features,
      Verdict verdict,
      String how) {
    public Shown {
      features = Map.copyOf(features);
    }
  }

  /// A bug that could not be tried.
  public static BugReplay troubled(String bug, String group, String why, int answers) {
    return new BugReplay(
        bug,
        group,
        why,
        answers,
        0,
        Map.of(),
        Agreement.NONE,
        Map.of(),
        Speed.NONE,
        0,
        List.of(),
        Verdict.NOT_FIXED,
        Verdict.NOT_FIXED,
        0,
        People.NOBODY);
  }

  public Verdict first() {
    return shown.isEmpty() ? Verdict.NOT_FIXED : shown.getFirst().verdict();
  }

  public void write(ObjectNode node) {
    node.put("bug", bug).put("group", group).put("trouble", trouble);
    node.put("answers", answers).put("applied", applied);
    count(refused, node.putObject("refused"));
    node.putObject("agreement")
        .put("passes", agreement.passes())
        .put("passesAgree", agreement.passesAgree())
        .put("fails", agreement.fails())
        .put("failsAgree", agreement.failsAgree())
        .put("forbidden", agreement.forbidden());
    count(apart, node.putObject("apart"));
    node.putObject("speed")
        .put("decided", speed.decided())
        .put("decidingMillis", speed.decidingMillis())
        .put("tookMillis", speed.tookMillis());
    node.put("plausible", plausible);
    ArrayNode repairs = node.putArray("shown");
    for (Shown each : shown) {
      ObjectNode repair = repairs.addObject();
      repair.put("byModel", each.byModel()).put("confidence", each.confidence());
      repair.put("verdict", each.verdict().name()).put("how", each.how());
      ObjectNode features = repair.putObject("features");
      new TreeMap<>(each.features()).forEach(features::put);
    }
    node.put("firstPlausible", firstPlausible.name()).put("oracle", oracle.name());
    node.put("tokens", tokens);
    node.putObject("people")
        .put("right", people.right())
        .put("rightAgree", people.rightAgree())
        .put("wrong", people.wrong())
        .put("wrongAgree", people.wrongAgree())
        .put("undecided", people.undecided());
  }

  private static void count(Map<String, Integer> counts, ObjectNode node) {
    new TreeMap<>(counts).forEach(node::put);
  }

  private static Map<String, Integer> counted(JsonNode node) {
    Map<String, Integer> counts = new TreeMap<>();
    node.properties().forEach(entry -> counts.put(entry.getKey(), entry.getValue().asInt()));
    return counts;
  }

  /// @throws IllegalArgumentException when a verdict is none
  public static BugReplay read(JsonNode node) {
    List<Shown> shown = new ArrayList<>();
    for (JsonNode each : node.path("shown")) {
      Map<String, Double> features = new TreeMap<>();
      each.path("features")
          .properties()
          .forEach(e -> features.put(e.getKey(), e.getValue().asDouble()));
      shown.add(
          new Shown(
              each.path("byModel").asBoolean(),
              each.path("confidence").asDouble(),
              features,
              Verdict.valueOf(each.path("verdict").asText()),
              each.path("how").asText()));
    }
    JsonNode agreement = node.path("agreement");
    JsonNode speed = node.path("speed");
    return new BugReplay(
        node.path("bug").asText(),
        node.path("group").asText(),
        node.path("trouble").asText(),
        node.path("answers").asInt(),
        node.path("applied").asInt(),
        counted(node.path("refused")),
        new Agreement(
            agreement.path("passes").asInt(),
            agreement.path("passesAgree").asInt(),
            agreement.path("fails").asInt(),
            agreement.path("failsAgree").asInt(),
            agreement.path("forbidden").asInt()),
        counted(node.path("apart")),
        new Speed(
            speed.path("decided").asInt(),
            speed.path("decidingMillis").asLong(),
            speed.path("tookMillis").asLong()),
        node.path("plausible").asInt(),
        shown,
        Verdict.valueOf(node.path("firstPlausible").asText()),
        Verdict.valueOf(node.path("oracle").asText()),
        node.path("tokens").asLong(),
        new People(
            node.path("people").path("right").asInt(),
            node.path("people").path("rightAgree").asInt(),
            node.path("people").path("wrong").asInt(),
            node.path("people").path("wrongAgree").asInt(),
            node.path("people").path("undecided").asInt()));
  }
}
