package dev.naosu.app.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import dev.naosu.app.input.Durations;
import dev.naosu.app.input.Keys;
import dev.naosu.cycle.runtime.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;

/// What the file of a server says about looking after what runs.
///
/// @param every how often everything is measured
/// @param directory of one's own runbooks; empty for none
/// @param off names of runbooks that are not wanted
public record RunbooksSection(
    boolean enabled, Duration every, Settings settings, Optional<Path> directory, Set<String> off) {
  private static final List<String> KEYS =
      List.of("enabled", "every", "directory", "off", "recurrences", "recurrenceTime", "patience");
  private static final Duration OFTENEST = Duration.ofSeconds(1);

  public RunbooksSection {
    off = Set.copyOf(off);
  }

  /// What holds where nothing is said.
  public static RunbooksSection usual() {
    return new RunbooksSection(
        true, Duration.ofSeconds(30), Settings.USUAL, Optional.empty(), Set.of());
  }

  /// Reads the section.
  ///
  /// @param node may be missing
  /// @param path a path as it is written, made absolute
  /// @param problems takes a key and what is wrong with it
  public static RunbooksSection read(
      JsonNode node, Function<String, Path> path, BiConsumer<String, String> problems) {
    RunbooksSection usual = usual();
    if (node.isMissingNode()) {
      return usual;
    }
    if (!node.isObject()) {
      problems.accept("runbooks", "is a list of keys and values; see docs/runbooks.md");
      return usual;
    }
    Keys.known("runbooks.", node, KEYS, problems);
    if (node.has("enabled") && !node.path("enabled").isBoolean()) {
      problems.accept("runbooks.enabled", "should be true or false");
    }
    Duration every = time(node, "every", usual.every(), problems);
    if (every.compareTo(OFTENEST) < 0) {
      problems.accept("runbooks.every", "is at least 1s");
    }
    int recurrences = node.path("recurrences").asInt(usual.settings().recurrences());
    if (recurrences < 2) {
      problems.accept("runbooks.recurrences", "is a whole number of at least 2");
      recurrences = usual.settings().recurrences();
    }
    Set<String> off = new HashSet<>();
    node.path("off").forEach(each -> off.add(each.asText()));
    if (node.has("off") && !node.path("off").isArray()) {
      problems.accept("runbooks.off", "is a list of names, such as [high-cpu]");
    }
    return new RunbooksSection(
        node.path("enabled").asBoolean(usual.enabled()),
        every,
        new Settings(
            recurrences,
            time(node, "recurrenceTime", usual.settings().recurrenceTime(), problems),
            time(node, "patience", usual.settings().patience(), problems),
            usual.settings().remembered()),
        node.has("directory")
            ? Optional.of(path.apply(node.path("directory").asText()))
            : Optional.empty(),
        off);
  }

  private static Duration time(
      JsonNode node, String key, Duration usual, BiConsumer<String, String> problems) {
    if (!node.has(key)) {
      return usual;
    }
    return Durations.parse(node.path(key).asText())
        .orElseGet(
            () -> {
              problems.accept("runbooks." + key, "is no time; write it as 30s, 10m or 24h");
              return usual;
            });
  }
}
