package dev.naosu.app.serve;

import com.fasterxml.jackson.databind.JsonNode;
import dev.naosu.app.input.Durations;
import dev.naosu.app.input.Keys;
import dev.naosu.build.LibraryVersions;
import dev.naosu.repair.upkeep.Window;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

/// What the file of a server says about prevention.
///
/// @param every how long between two looks
/// @param windows in which naosu may meet needs by itself; empty: it only tells
/// @param disks paths whose file systems are looked at, beside those of components
/// @param logs directories of logs, likewise
/// @param certificates `host:port` or files, likewise
/// @param packages whether updates of the operating system are looked at
/// @param libraries whether libraries of the services' projects are
/// @param repository where versions of libraries are looked up
public record PreventionSection(
    boolean enabled,
    Duration every,
    List<Window> windows,
    List<Path> disks,
    List<Path> logs,
    List<String> certificates,
    boolean packages,
    boolean libraries,
    String repository) {
  private static final List<String> KEYS =
      List.of(
          "enabled",
          "every",
          "windows",
          "disks",
          "logs",
          "certificates",
          "packages",
          "libraries",
          "repository");
  private static final Duration SHORTEST = Duration.ofMinutes(1);

  public PreventionSection {
    windows = List.copyOf(windows);
    disks = List.copyOf(disks);
    logs = List.copyOf(logs);
    certificates = List.copyOf(certificates);
  }

  /// What holds where nothing is said: once an hour, and nothing is done.
  public static PreventionSection usual() {
    return new PreventionSection(
        true,
        Duration.ofHours(1),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        true,
        true,
        LibraryVersions.InRepository.CENTRAL);
  }

  /// Where nothing is looked at.
  public static PreventionSection off() {
    PreventionSection usual = usual();
    return new PreventionSection(
        false,
        usual.every(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        false,
        false,
        usual.repository());
  }

  /// One pass over the section that notes everything that is wrong.
  record Reader(JsonNode node, Function<String, Path> path, BiConsumer<String, String> problems) {
    PreventionSection read() {
      PreventionSection usual = usual();
      if (node.isMissingNode()) {
        return usual;
      }
      if (!node.isObject()) {
        problems.accept("prevention", "is a list of keys and values; see docs/prevention.md");
        return usual;
      }
      Keys.known("prevention.", node, KEYS, problems);
      return new PreventionSection(
          flag("enabled", usual.enabled()),
          every(usual.every()),
          windows(),
          texts("disks").stream().map(path).toList(),
          texts("logs").stream().map(path).toList(),
          texts("certificates").stream()
              .map(each -> each.matches("[^/\\s]+:\\d{1,5}") ? each : path.apply(each).toString())
              .toList(),
          flag("packages", usual.packages()),
          flag("libraries", usual.libraries()),
          repository(usual.repository()));
    }

    private Duration every(Duration usual) {
      JsonNode value = node.path("every");
      if (value.isMissingNode()) {
        return usual;
      }
      Duration every = Durations.parse(value.asText()).orElse(Duration.ZERO);
      if (every.compareTo(SHORTEST) < 0) {
        problems.accept("prevention.every", "is a time of at least a minute, such as 30m or 1h");
        return usual;
      }
      return every;
    }

    private List<Window> windows() {
      List<Window> windows = new ArrayList<>();
      for (String each : texts("windows")) {
        Window.parse(each, ZoneId.systemDefault())
            .ifPresentOrElse(
                windows::add,
                () ->
                    problems.accept(
                        "prevention.windows",
                        each
                            + " is no time of the week; write it as \"Sat,Sun 02:00-05:00"
                            + " Europe/Berlin\""));
      }
      return windows;
    }

    private String repository(String usual) {
      String text = node.path("repository").asText(usual);
      if (!text.matches("https?://[^\\s?#]+")) {
        problems.accept("prevention.repository", "is the address of a Maven repository");
        return usual;
      }
      return text.replaceFirst("/+$", "");
    }

    private boolean flag(String key, boolean usual) {
      JsonNode value = node.path(key);
      if (!value.isMissingNode() && !value.isBoolean()) {
        problems.accept("prevention." + key, "should be true or false");
      }
      return value.asBoolean(usual);
    }

    private List<String> texts(String key) {
      JsonNode list = node.path(key);
      List<String> texts = new ArrayList<>();
      boolean isGood = list.isMissingNode() || list.isArray();
      for (JsonNode each : list) {
        isGood &= each.isTextual() && !each.asText().isBlank();
        texts.add(each.asText());
      }
      if (!isGood) {
        problems.accept("prevention." + key, "is a list of texts");
        return List.of();
      }
      return texts;
    }
  }
}
