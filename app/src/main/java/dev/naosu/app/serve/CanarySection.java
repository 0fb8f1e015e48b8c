package dev.naosu.app.serve;

import com.fasterxml.jackson.databind.JsonNode;
import dev.naosu.app.input.Durations;
import dev.naosu.app.input.Keys;
import dev.naosu.ship.canary.CanaryPlan;
import dev.naosu.ship.canary.CanaryPlan.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/// How repairs of a service are rolled out, as the sections `canary` and `merge` of a service say.
///
/// @param merge whether naosu takes a repair that was promoted into the branch that is deployed
public record CanarySection(CanaryPlan plan, boolean merge) {
  /// What holds where nothing is said.
  public static CanarySection usual() {
    return new CanarySection(CanaryPlan.USUAL, false);
  }

  /// One pass over the section that notes everything that is wrong.
  static final class Reader {
    private static final List<String> KEYS =
        List.of(
            "stages",
            "falseRollBacks",
            "leastRequests",
            "longestExtension",
            "warmUp",
            "slower",
            "latencyRollsBack",
            "firstSightChance",
            "power");

    private final String where;
    private final JsonNode node;
    private final BiConsumer<String, String> problems;

    /// @param where place of the section, such as `services[0].canary`
    /// @param problems told where and what
    Reader(String where, JsonNode node, BiConsumer<String, String> problems) {
      this.where = where;
      this.node = node;
      this.problems = problems;
    }

    CanaryPlan read() {
      CanaryPlan usual = CanaryPlan.USUAL;
      if (node.isMissingNode()) {
        return usual;
      }
      if (!node.isObject()) {
        problems.accept(where, "is written as canary: {stages: [{share: 0.05, time: 30m}]}");
        return usual;
      }
      Keys.known(where + ".", node, KEYS, problems);
      try {
        return new CanaryPlan(
            stages(usual),
            share("falseRollBacks", usual.falseRollBacks()),
            count(usual.leastRequests()),
            time("longestExtension", usual.longestExtension()),
            time("warmUp", usual.warmUp()),
            share("slower", usual.slower()),
            flag(usual.latencyRollsBack()),
            share("firstSightChance", usual.firstSightChance()),
            share("power", usual.power()));
      } catch (IllegalArgumentException e) {
        problems.accept(where, "does not fit together: " + e.getMessage());
        return usual;
      }
    }

    private List<Stage> stages(CanaryPlan usual) {
      JsonNode list = node.path("stages");
      if (list.isMissingNode()) {
        return usual.stages();
      }
      List<Stage> stages = new ArrayList<>();
      for (JsonNode each : list) {
        Optional<Duration> time = Durations.parse(each.path("time").asText());
        if (!each.path("share").isNumber() || time.isEmpty()) {
          problems.accept(
              where + ".stages[" + stages.size() + "]",
              "is no stage; write it as {share: 0.05, time: 30m}");
          return usual.stages();
        }
        stages.add(new Stage(each.path("share").asDouble(), time.get()));
      }
      return stages;
    }

    private double share(String key, double usual) {
      JsonNode value = node.path(key);
      if (value.isMissingNode()) {
        return usual;
      }
      if (!value.isNumber()) {
        problems.accept(where + "." + key, "is a number, such as " + usual);
        return usual;
      }
      return value.asDouble();
    }

    private long count(long usual) {
      JsonNode value = node.path("leastRequests");
      if (value.isMissingNode()) {
        return usual;
      }
      if (!value.isIntegralNumber()) {
        problems.accept(where + ".leastRequests", "is a whole number, such as " + usual);
        return usual;
      }
      return value.asLong();
    }

    private boolean flag(boolean usual) {
      JsonNode value = node.path("latencyRollsBack");
      if (!value.isMissingNode() && !value.isBoolean()) {
        problems.accept(where + ".latencyRollsBack", "is true or false");
      }
      return value.asBoolean(usual);
    }

    private Duration time(String key, Duration usual) {
      JsonNode value = node.path(key);
      if (value.isMissingNode()) {
        return usual;
      }
      Optional<Duration> time = Durations.parse(value.asText());
      if (time.isEmpty()) {
        problems.accept(where + "." + key, "is no time; write it as 30s, 2m or 1h");
      }
      return time.orElse(usual);
    }
  }
}
