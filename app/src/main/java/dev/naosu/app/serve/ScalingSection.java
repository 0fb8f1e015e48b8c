package dev.naosu.app.serve;

import com.fasterxml.jackson.databind.JsonNode;
import dev.naosu.app.input.Durations;
import dev.naosu.app.input.Keys;
import dev.naosu.repair.scaling.Band;
import dev.naosu.repair.scaling.Measure;
import dev.naosu.repair.scaling.ScalingRules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/// When a service gets more instances and when fewer, as `scaling` in its fleet says.
///
/// @param cores that one instance is meant to use: what 100 % of its CPU are
public record ScalingSection(ScalingRules rules, double cores) {
  /// One pass over the section that notes everything that is wrong.
  record Reader(String where, JsonNode node, BiConsumer<String, String> problems) {
    private static final List<String> KEYS =
        List.of(
            "least",
            "most",
            "step",
            "cores",
            "cpu",
            "underWay",
            "latency",
            "outAfter",
            "inAfter",
            "outRest",
            "inRest");
    private static final int MOST_INSTANCES = 100;
    private static final double MOST_CORES = 1024;
    private static final Band CPU = new Band(20, 80);

    /// Empty when there is no such section, or something is wrong with it.
    Optional<ScalingSection> read() {
      if (node.isMissingNode()) {
        return Optional.empty();
      }
      if (!node.isObject()) {
        problem("", "is written as scaling: {least: 2, most: 6}");
        return Optional.empty();
      }
      known(node, "", KEYS);
      int least = count("least", 1);
      int most = count("most", 0);
      if (most < least) {
        problem(".most", "is needed: how many instances there may be, at least " + least);
        return Optional.empty();
      }
      List<Measure> measures = new ArrayList<>();
      band("cpu", Optional.of(CPU), text -> number(text.replaceFirst("\\s?%$", "")))
          .ifPresent(each -> measures.add(Measure.cpu(each)));
      band("underWay", Optional.empty(), Reader::number)
          .ifPresent(each -> measures.add(Measure.underWay(each)));
      band("latency", Optional.empty(), Reader::millis)
          .ifPresent(each -> measures.add(Measure.latency(each)));
      JsonNode cores = node.path("cores");
      boolean isFine =
          cores.isMissingNode()
              || cores.isNumber() && cores.asDouble() > 0 && cores.asDouble() <= MOST_CORES;
      if (!isFine) {
        problem(".cores", "is how many cores an instance is meant to use, such as 1 or 0.5");
      }
      if (measures.isEmpty()) {
        problem("", "has nothing to go by; give it cpu, underWay or latency");
        return Optional.empty();
      }
      return Optional.of(
          new ScalingSection(
              new ScalingRules(
                  least,
                  most,
                  count("step", 2),
                  measures,
                  time("outAfter", Duration.ofSeconds(30)),
                  time("inAfter", Duration.ofMinutes(3)),
                  time("outRest", Duration.ofMinutes(1)),
                  time("inRest", Duration.ofMinutes(5))),
              isFine ? cores.asDouble(1) : 1));
    }

    /// Reads a value, NaN when it is none.
    private interface Value {
      double read(String text);
    }

    /// @param usual where nothing is said
    private Optional<Band> band(String key, Optional<Band> usual, Value value) {
      JsonNode section = node.path(key);
      if (section.isMissingNode()) {
        return usual;
      }
      if (section.isBoolean() && !section.asBoolean()) {
        return Optional.empty();
      }
      known(section, "." + key, List.of("out", "in"));
      double out = value.read(section.path("out").asText());
      double in = value.read(section.path("in").asText());
      if (!(in >= 0 && in < out)) {
        problem(
            "." + key,
            "says above what instances are added and below what they are taken away, such as"
                + " {out: "
                + example(key, true)
                + ", in: "
                + example(key, false)
                + "}");
        return Optional.empty();
      }
      return Optional.of(new Band(in, out));
    }

    private static String example(String key, boolean isOut) {
      return switch (key) {
        case "cpu" -> isOut ? "80%" : "20%";
        case "latency" -> isOut ? "500ms" : "100ms";
        default -> isOut ? "50" : "10";
      };
    }

    private static double number(String text) {
      return text.matches("\\d{1,6}(\\.\\d{1,3})?") ? Double.parseDouble(text) : Double.NaN;
    }

    private static double millis(String text) {
      if (text.matches("\\d{1,7}ms")) {
        return Double.parseDouble(text.substring(0, text.length() - 2));
      }
      return Durations.parse(text).map(each -> (double) each.toMillis()).orElse(Double.NaN);
    }

    private int count(String key, int usual) {
      JsonNode value = node.path(key);
      if (value.isMissingNode()) {
        return usual;
      }
      if (!value.isInt() || value.asInt() < 1 || value.asInt() > MOST_INSTANCES) {
        problem("." + key, "should be a whole number from 1 to " + MOST_INSTANCES);
        return Math.max(1, usual);
      }
      return value.asInt();
    }

    private Duration time(String key, Duration usual) {
      JsonNode value = node.path(key);
      if (value.isMissingNode()) {
        return usual;
      }
      Optional<Duration> time = Durations.parse(value.asText());
      if (time.isEmpty()) {
        problem("." + key, "is no time; write it as 30s, 2m or 1h");
      }
      return time.orElse(usual);
    }

    private void known(JsonNode section, String place, List<String> keys) {
      Keys.known(place + ".", section, keys, this::problem);
    }

    private void problem(String place, String what) {
      problems.accept(where + place, what);
    }
  }
}
