package dev.naosu.app.serve;

import com.fasterxml.jackson.databind.JsonNode;
import dev.naosu.app.input.Durations;
import dev.naosu.app.input.Keys;
import dev.naosu.detect.metrics.ErrorShare;
import dev.naosu.detect.watch.LearningWatch;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;

/// What the file of a server says about watching logs, metrics and spans.
///
/// @param learningTime new lines of a log tell nothing so long after its first
/// @param errorShare of requests that has to fail to matter, in (0, 1]
/// @param errorCount how many have to fail to matter, at least 1
public record WatchSection(
    boolean enabled, Duration learningTime, double errorShare, int errorCount) {
  private static final List<String> KEYS =
      List.of("enabled", "learningTime", "errorShare", "errorCount");

  /// What holds where nothing is said.
  public static WatchSection usual() {
    LearningWatch.Settings usual = LearningWatch.Settings.USUAL;
    return new WatchSection(
        true, usual.learning(), usual.errors().share(), usual.errors().failed());
  }

  LearningWatch.Settings settings() {
    return LearningWatch.Settings.USUAL.with(
        learningTime, new ErrorShare.Least(errorShare, errorCount));
  }

  /// Reads the section.
  ///
  /// @param node may be missing
  /// @param problems takes a key and what is wrong with it
  static WatchSection read(JsonNode node, BiConsumer<String, String> problems) {
    WatchSection usual = usual();
    if (node.isMissingNode()) {
      return usual;
    }
    if (!node.isObject()) {
      problems.accept("watch", "is a list of keys and values; see docs/serve.md");
      return usual;
    }
    Keys.known("watch.", node, KEYS, problems);
    return new WatchSection(
        enabled(node.path("enabled"), usual, problems),
        learningTime(node.path("learningTime"), usual, problems),
        errorShare(node.path("errorShare"), usual, problems),
        errorCount(node.path("errorCount"), usual, problems));
  }

  private static boolean enabled(
      JsonNode value, WatchSection usual, BiConsumer<String, String> problems) {
    if (!value.isMissingNode() && !value.isBoolean()) {
      problems.accept("watch.enabled", "should be true or false");
    }
    return value.asBoolean(usual.enabled());
  }

  private static Duration learningTime(
      JsonNode value, WatchSection usual, BiConsumer<String, String> problems) {
    if (value.isMissingNode()) {
      return usual.learningTime();
    }
    return Durations.parse(value.asText())
        .orElseGet(
            () -> {
              problems.accept(
                  "watch.learningTime", value.asText() + " is no time; write it as 90s or 10m");
              return usual.learningTime();
            });
  }

  private static double errorShare(
      JsonNode value, WatchSection usual, BiConsumer<String, String> problems) {
    if (value.isMissingNode()) {
      return usual.errorShare();
    }
    if (!value.isNumber() || !(value.asDouble() > 0 && value.asDouble() <= 1)) {
      problems.accept("watch.errorShare", "should be a number above 0, at most 1");
      return usual.errorShare();
    }
    return value.asDouble();
  }

  private static int errorCount(
      JsonNode value, WatchSection usual, BiConsumer<String, String> problems) {
    if (value.isMissingNode()) {
      return usual.errorCount();
    }
    if (!value.isInt() || value.asInt() < 1) {
      problems.accept("watch.errorCount", "should be a whole number of at least 1");
      return usual.errorCount();
    }
    return value.asInt();
  }
}
