package dev.naosu.app.serve;

import com.fasterxml.jackson.databind.JsonNode;
import dev.naosu.app.input.Durations;
import dev.naosu.app.input.Keys;
import dev.naosu.app.web.Allowance;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/// How much senders may send, as the configuration says.
///
/// @param perSource of each that is not named
/// @param sources by the name of their tokens
public record IntakeSection(Allowance perSource, Map<String, Allowance> sources) {
  public IntakeSection {
    sources = Map.copyOf(sources);
  }

  public static IntakeSection usual() {
    return new IntakeSection(Allowance.usual(), Map.of());
  }

  /// One pass over the section that notes everything that is wrong.
  static final class Reader {
    private static final List<String> KEYS = List.of("perSource", "sources");
    private static final List<String> ALLOWANCE =
        List.of("bytesPerSecond", "requestsPerSecond", "burst");
    private static final Duration LEAST_BURST = Duration.ofSeconds(1);

    private final JsonNode node;
    private final BiConsumer<String, String> problems;

    /// @param problems told where and what
    Reader(JsonNode node, BiConsumer<String, String> problems) {
      this.node = node;
      this.problems = problems;
    }

    IntakeSection read() {
      known("intake", node, KEYS);
      Allowance perSource =
          allowance("intake.perSource", node.path("perSource"), Allowance.usual());
      Map<String, Allowance> sources = new HashMap<>();
      JsonNode named = node.path("sources");
      if (!named.isMissingNode() && !named.isObject()) {
        problems.accept("intake.sources", "is written as name of a token: {…}");
      }
      for (Map.Entry<String, JsonNode> each : named.properties()) {
        sources.put(
            each.getKey(),
            allowance("intake.sources." + each.getKey(), each.getValue(), perSource));
      }
      return new IntakeSection(perSource, sources);
    }

    private Allowance allowance(String where, JsonNode written, Allowance usual) {
      known(where, written, ALLOWANCE);
      return new Allowance(
          count(where, written, "bytesPerSecond", usual.bytesPerSecond(), Long.MAX_VALUE),
          (int)
              count(
                  where,
                  written,
                  "requestsPerSecond",
                  usual.requestsPerSecond(),
                  Integer.MAX_VALUE),
          burst(where + ".burst", written.path("burst"), usual.burst()));
    }

    private long count(String where, JsonNode section, String key, long usual, long most) {
      JsonNode value = section.path(key);
      if (value.isMissingNode()) {
        return usual;
      }
      if (!value.isIntegralNumber()
          || !value.canConvertToLong()
          || value.asLong() < 1
          || value.asLong() > most) {
        problems.accept(where + "." + key, "should be a whole number of at least 1");
        return usual;
      }
      return value.asLong();
    }

    private Duration burst(String where, JsonNode value, Duration usual) {
      if (value.isMissingNode()) {
        return usual;
      }
      Optional<Duration> written =
          Durations.parse(value.asText()).filter(each -> each.compareTo(LEAST_BURST) >= 0);
      if (written.isEmpty()) {
        problems.accept(where, "should be a time of at least a second, such as 10s");
      }
      return written.orElse(usual);
    }

    private void known(String where, JsonNode section, List<String> keys) {
      if (!section.isMissingNode() && !section.isNull() && !section.isObject()) {
        problems.accept(where, "is a list of keys and values; the keys are " + keys);
      }
      Keys.known(where + ".", section, keys, problems);
    }
  }
}
