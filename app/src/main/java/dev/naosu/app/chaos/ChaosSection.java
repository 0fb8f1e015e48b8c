package dev.naosu.app.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.naosu.app.input.Keys;
import dev.naosu.cycle.chaos.Leave;
import dev.naosu.cycle.chaos.Monkey.Habits;
import dev.naosu.prove.experiment.Experiment;
import dev.naosu.prove.experiment.Fault;
import dev.naosu.prove.experiment.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Stream;

/// What the file of a server says about experiments.
///
/// @param shielded services, or places of services such as `shop/database`, that nothing is done to
/// @param roots directories below which a disk may be filled
/// @param monkey empty where none is wanted
public record ChaosSection(List<String> shielded, List<Path> roots, Optional<Troop> monkey) {
  /// What holds where nothing is said.
  public static final ChaosSection USUAL = new ChaosSection(List.of(), List.of(), Optional.empty());

  private static final List<String> KEYS = List.of("protected", "roots", "monkey");
  private static final List<String> MONKEY =
      List.of("groups", "zone", "days", "hours", "mean", "leashed");
  private static final String HOURS = "(\\d\\d:\\d\\d)-(\\d\\d:\\d\\d)";

  public ChaosSection {
    shielded = List.copyOf(shielded);
    roots = List.copyOf(roots);
  }

  /// Whom the monkey visits, and when.
  public record Troop(List<String> groups, Habits habits) {
    public Troop {
      groups = List.copyOf(groups);
    }
  }

  /// Of a file that is well-formed, which whoever read the rest of it has seen.
  ///
  /// @throws IOException with a text for people
  public static ChaosSection of(Path file) throws IOException {
    JsonNode tree = new YAMLMapper().readTree(Files.readString(file));
    return read(
        tree.path("chaos"),
        text -> file.toAbsolutePath().resolveSibling(text).normalize(),
        (_, _) -> {});
  }

  /// Reads the section.
  ///
  /// @param node may be missing
  /// @param problems takes a key and what is wrong with it
  public static ChaosSection read(
      JsonNode node, Function<String, Path> path, BiConsumer<String, String> problems) {
    if (node.isMissingNode()) {
      return USUAL;
    }
    known("chaos.", node, KEYS, problems);
    List<String> shielded = texts(node, "protected", "[shop/database]", problems);
    List<Path> roots =
        texts(node, "roots", "[/var/tmp/naosu]", problems).stream().map(path).toList();
    if (roots.stream().anyMatch(each -> each.getNameCount() == 0)) {
      problems.accept("chaos.roots", "holds the whole machine; name directories of their own");
    }
    return new ChaosSection(shielded, roots, monkey(node.path("monkey"), problems));
  }

  private static Optional<Troop> monkey(JsonNode node, BiConsumer<String, String> problems) {
    if (node.isMissingNode()) {
      return Optional.empty();
    }
    known("chaos.monkey.", node, MONKEY, problems);
    List<String> groups = texts(node, "groups", "[shop]", problems);
    if (groups.isEmpty()) {
      problems.accept("chaos.monkey.groups", "is needed: services with a fleet, as [shop]");
    }
    JsonNode leashed = node.path("leashed");
    if (!leashed.isMissingNode() && !leashed.isBoolean()) {
      problems.accept("chaos.monkey.leashed", "is true or false");
    }
    JsonNode mean = node.path("mean");
    if (!mean.isMissingNode() && !(mean.asDouble() >= 1)) {
      problems.accept("chaos.monkey.mean", "is a number of days of at least 1");
    }
    Optional<ZoneId> zone = zone(node.path("zone").asText(""), problems);
    String hours = node.path("hours").asText("09:00-15:00");
    LocalTime from = time(hours, "$1");
    LocalTime to = time(hours, "$2");
    if (!from.isBefore(to)) {
      problems.accept("chaos.monkey.hours", "is a span of a day; write it as 09:00-15:00");
      return Optional.empty();
    }
    Set<DayOfWeek> days = days(node, problems);
    return zone.map(
        each ->
            new Troop(
                groups,
                new Habits(
                    each, days, from, to, Math.max(1, mean.asDouble(2)), leashed.asBoolean(true))));
  }

  private static Optional<ZoneId> zone(String text, BiConsumer<String, String> problems) {
    try {
      return Optional.of(ZoneId.of(text));
    } catch (DateTimeException _) {
      problems.accept("chaos.monkey.zone", "is needed: where the people work, as Europe/Berlin");
      return Optional.empty();
    }
  }

  private static LocalTime time(String hours, String which) {
    try {
      return hours.matches(HOURS)
          ? LocalTime.parse(hours.replaceFirst(HOURS, which))
          : LocalTime.MIN;
    } catch (DateTimeException _) {
      return LocalTime.MIN;
    }
  }

  private static Set<DayOfWeek> days(JsonNode node, BiConsumer<String, String> problems) {
    Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
    for (String word : texts(node, "days", "[mon, fri]", problems)) {
      Optional<DayOfWeek> day =
          Stream.of(DayOfWeek.values())
              .filter(each -> word.length() >= 3)
              .filter(each -> each.name().startsWith(word.toUpperCase(Locale.ROOT)))
              .findFirst();
      day.ifPresentOrElse(
          days::add, () -> problems.accept("chaos.monkey.days", word + " is no day; write mon"));
    }
    return days.isEmpty() ? EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY) : days;
  }

  private static List<String> texts(
      JsonNode node, String key, String example, BiConsumer<String, String> problems) {
    JsonNode list = node.path(key);
    List<String> texts = new ArrayList<>();
    for (JsonNode each : list) {
      if (each.isValueNode() && !each.asText().isBlank()) {
        texts.add(each.asText().strip());
      }
    }
    if (!list.isMissingNode() && (!list.isArray() || texts.size() < list.size())) {
      problems.accept("chaos." + key, "is a list of texts; write it as " + example);
    }
    return texts;
  }

  private static void known(
      String prefix, JsonNode node, List<String> keys, BiConsumer<String, String> problems) {
    Keys.known(prefix, node, keys, problems);
  }

  /// With what is protected from remedies too.
  public ChaosSection with(List<String> guarded) {
    return new ChaosSection(
        Stream.concat(shielded.stream(), guarded.stream()).distinct().toList(), roots, monkey);
  }

  /// Nothing is done to what is protected.
  public Leave shield() {
    return Leave.of(
        experiment ->
            experiment.faults().stream()
                .flatMap(fault -> names(experiment, fault))
                .filter(shielded::contains)
                .findFirst()
                .map(
                    each ->
                        each
                            + " is protected; take it out of protected: in naosu-server.yml"
                            + " when you really mean it"));
  }

  private static Stream<String> names(Experiment experiment, Fault fault) {
    String place = fault.target().component();
    Stream<String> all = Stream.of(experiment.service(), experiment.service() + "/" + place);
    return experiment.places().get(place) instanceof Place.Instances(String service)
        ? Stream.concat(all, Stream.of(service, service + "/" + place))
        : all;
  }
}
