package dev.naosu.app.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import dev.naosu.app.input.Keys;
import dev.naosu.learn.Trust;
import dev.naosu.prove.safety.Calendar;
import dev.naosu.prove.safety.Calendar.Window;
import dev.naosu.prove.safety.Limits;
import dev.naosu.prove.safety.Mode;
import dev.naosu.prove.safety.Modes;
import dev.naosu.prove.safety.SafetyRules;
import dev.naosu.repair.runbook.Parameter;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What the file of a server says about doing something to what runs.
///
/// @param terms what an action has to earn before it is done without asking
/// @param questions how long people are asked
public record RuntimeSection(SafetyRules rules, Trust.Terms terms, Duration questions) {
  private static final Duration QUESTIONS = Duration.ofMinutes(30);

  /// Everything is proposed, nothing is done without asking.
  public static RuntimeSection usual() {
    return new RuntimeSection(SafetyRules.suggesting(), Trust.Terms.usual(), QUESTIONS);
  }

  /// One pass over the section that tells everything that is wrong.
  ///
  /// @param node may be missing
  /// @param problems takes a key and what is wrong with it
  public record Reader(JsonNode node, BiConsumer<String, String> problems) {
    private static final String ME = "runtime";
    private static final List<String> KEYS =
        List.of(
            "mode",
            "modes",
            "usual",
            "actions",
            "perHour",
            "atOnce",
            "sick",
            "protected",
            "calendar",
            "promote",
            "questions");
    private static final List<String> LIMITS =
        List.of(
            "coolDown",
            "perHour",
            "share",
            "atOnce",
            "errors",
            "failures",
            "lease",
            "signals",
            "drilled");
    private static final Pattern WEEKLY =
        Pattern.compile(
            "(mon|tue|wed|thu|fri|sat|sun)\\w* (\\d{1,2}:\\d{2}) ?(?:-|to) ?"
                + "(mon|tue|wed|thu|fri|sat|sun)\\w* (\\d{1,2}:\\d{2})");
    private static final Pattern DAILY =
        Pattern.compile("(\\d{1,2}:\\d{2}) ?(?:-|to) ?(\\d{1,2}:\\d{2})");
    private static final Pattern DATES =
        Pattern.compile("(\\d{4}-\\d{2}-\\d{2})(?: ?(?:- |to )(\\d{4}-\\d{2}-\\d{2}))?");
    private static final Pattern TARGET =
        Pattern.compile("[\\w][\\w.:-]{0,127}(/[\\w][\\w.:-]{0,127}){0,2}");

    public RuntimeSection read() {
      RuntimeSection usual = usual();
      if (node.isMissingNode() || !isObject("", node)) {
        return usual;
      }
      known("", node, KEYS);
      Limits limits = limits(".usual", node.path("usual"), Limits.usual());
      Map<String, Limits> own = new HashMap<>();
      List<Modes.Rule> rules = new ArrayList<>(modes());
      JsonNode actions = node.path("actions");
      if (isObject(".actions", actions)) {
        for (Map.Entry<String, JsonNode> each : actions.properties()) {
          String where = ".actions." + each.getKey();
          if (isObject(where, each.getValue())) {
            known(
                where, each.getValue(), Stream.concat(Stream.of("mode"), LIMITS.stream()).toList());
            own.put(each.getKey(), limits(where, each.getValue(), limits));
            mode(where, each.getValue())
                .ifPresent(
                    mode ->
                        // before those of the list, which may say more
                        rules.addFirst(new Modes.Rule(each.getKey(), Modes.ANY, Modes.ANY, mode)));
          }
        }
      }
      SafetyRules safe = SafetyRules.suggesting();
      return new RuntimeSection(
          new SafetyRules(
              new Modes(mode("", node).orElse(Mode.SUGGEST), rules),
              limits,
              own,
              count("", node, "perHour", safe.perHour(), 1),
              count("", node, "atOnce", safe.atOnce(), 1),
              share("", node, "sick", safe.sick()),
              guarded(),
              calendar(node.path("calendar"))),
          terms(node.path("promote")),
          time("", node, "questions", usual.questions(), Duration.ofMinutes(1)));
    }

    private List<Modes.Rule> modes() {
      List<Modes.Rule> rules = new ArrayList<>();
      JsonNode list = node.path("modes");
      if (!list.isMissingNode() && !list.isArray()) {
        problem(".modes", "is a list; write it as - {action: cache.clear, mode: auto}");
      }
      int number = 0;
      for (JsonNode each : list) {
        String where = ".modes[" + number++ + "]";
        known(where, each, List.of("action", "service", "environment", "mode"));
        Optional<Mode> mode = mode(where, each);
        if (!each.has("mode")) {
          problem(where + ".mode", "is missing; it is one of " + words());
        }
        mode.ifPresent(
            said ->
                rules.add(
                    new Modes.Rule(
                        each.path("action").asText(Modes.ANY),
                        each.path("service").asText(Modes.ANY),
                        each.path("environment").asText(Modes.ANY),
                        said)));
      }
      return rules;
    }

    private Optional<Mode> mode(String where, JsonNode section) {
      JsonNode value = section.path("mode");
      if (value.isMissingNode()) {
        return Optional.empty();
      }
      // YAML takes the word off for false
      String word = value.isBoolean() && !value.asBoolean() ? Mode.OFF.word() : value.asText();
      Optional<Mode> mode = Mode.of(word);
      if (mode.isEmpty()) {
        problem(where + ".mode", "is " + word + "; it is one of " + words());
      }
      return mode;
    }

    private static String words() {
      return String.join(", ", Stream.of(Mode.values()).map(Mode::word).toList());
    }

    private Limits limits(String where, JsonNode section, Limits usual) {
      if (!isObject(where, section)) {
        return usual;
      }
      if (where.equals(".usual")) {
        known(where, section, LIMITS);
      }
      return new Limits(
          time(where, section, "coolDown", usual.coolDown(), Duration.ZERO),
          count(where, section, "perHour", usual.perHour(), 1),
          share(where, section, "share", usual.share()),
          count(where, section, "atOnce", usual.atOnce(), 1),
          share(where, section, "errors", usual.errors()),
          count(where, section, "failures", usual.failures(), 1),
          time(where, section, "lease", usual.lease(), Duration.ofSeconds(1)),
          count(where, section, "signals", usual.signals(), 0),
          time(where, section, "drilled", usual.drilled(), Duration.ZERO));
    }

    private List<String> guarded() {
      List<String> targets = new ArrayList<>();
      JsonNode list = node.path("protected");
      for (JsonNode each : list) {
        targets.add(each.asText());
      }
      boolean isGood =
          list.isMissingNode()
              || list.isArray()
                  && targets.stream().allMatch(each -> TARGET.matcher(each).matches());
      if (!isGood) {
        problem(".protected", "is a list of targets; write it as [shop/database, billing]");
        return List.of();
      }
      return targets;
    }

    private Calendar calendar(JsonNode section) {
      if (!isObject(".calendar", section)) {
        return Calendar.always();
      }
      known(".calendar", section, List.of("zone", "deny", "allow"));
      ZoneId zone = ZoneId.of("UTC");
      String name = section.path("zone").asText("UTC");
      try {
        zone = ZoneId.of(name);
      } catch (DateTimeException _) {
        problem(".calendar.zone", name + " is no time zone; write it as Europe/Berlin");
      }
      return new Calendar(windows(section, "deny", zone), windows(section, "allow", zone));
    }

    private List<Window> windows(JsonNode section, String key, ZoneId zone) {
      List<Window> windows = new ArrayList<>();
      JsonNode list = section.path(key);
      List<JsonNode> all = new ArrayList<>();
      if (list.isTextual()) {
        all.add(list);
      }
      list.forEach(all::add);
      for (JsonNode each : all) {
        window(each.asText(), zone)
            .ifPresentOrElse(
                windows::add,
                () ->
                    problem(
                        ".calendar." + key,
                        each.asText()
                            + " is no time; write it as \"fri 16:00 - mon 07:00\", \"22:00 -"
                            + " 06:00\" or \"2026-12-24 to 2027-01-02\""));
      }
      return windows;
    }

    private static Optional<Window> window(String text, ZoneId zone) {
      String line = text.strip().toLowerCase(Locale.ROOT);
      try {
        Matcher weekly = WEEKLY.matcher(line);
        if (weekly.matches()) {
          return Optional.of(
              new Window.Weekly(
                  day(weekly.group(1)),
                  clock(weekly.group(2)),
                  day(weekly.group(3)),
                  clock(weekly.group(4)),
                  zone));
        }
        Matcher daily = DAILY.matcher(line);
        if (daily.matches()) {
          return Optional.of(new Window.Daily(clock(daily.group(1)), clock(daily.group(2)), zone));
        }
        Matcher dates = DATES.matcher(line);
        if (dates.matches()) {
          LocalDate from = LocalDate.parse(dates.group(1));
          String to = dates.group(2);
          return Optional.of(new Window.Dates(from, to == null ? from : LocalDate.parse(to), zone));
        }
      } catch (DateTimeParseException _) {
        // told by who asked
      }
      return Optional.empty();
    }

    private static DayOfWeek day(String start) {
      return Stream.of(DayOfWeek.values())
          .filter(each -> each.name().toLowerCase(Locale.ROOT).startsWith(start))
          .findFirst()
          .orElseThrow();
    }

    private static LocalTime clock(String text) {
      return LocalTime.parse(text.length() == 4 ? "0" + text : text);
    }

    private Trust.Terms terms(JsonNode section) {
      Trust.Terms usual = Trust.Terms.usual();
      if (!isObject(".promote", section)) {
        return usual;
      }
      known(".promote", section, List.of("successes", "lower", "failuresInARow"));
      double lower = share(".promote", section, "lower", usual.lower());
      if (lower >= 1) {
        problem(".promote.lower", "is less than 1: nothing is certain");
        lower = usual.lower();
      }
      return new Trust.Terms(
          count(".promote", section, "successes", usual.successes(), 1),
          lower,
          count(".promote", section, "failuresInARow", usual.failuresInARow(), 1));
    }

    private Duration time(
        String where, JsonNode section, String key, Duration usual, Duration least) {
      JsonNode value = section.path(key);
      if (value.isMissingNode()) {
        return usual;
      }
      String text = value.asText().strip();
      Duration time;
      try {
        time = text.equals("0") ? Duration.ZERO : Parameter.time(text);
      } catch (DateTimeParseException _) {
        problem(where + "." + key, text + " is no time; write it as 90s, 10m, 24h or 14d");
        return usual;
      }
      if (time.compareTo(least) < 0) {
        problem(
            where + "." + key,
            text + " is too short; it takes at least " + least.toSeconds() + "s");
        return usual;
      }
      return time;
    }

    private int count(String where, JsonNode section, String key, int usual, int least) {
      JsonNode value = section.path(key);
      if (value.isMissingNode()) {
        return usual;
      }
      if (!value.isInt() || value.asInt() < least) {
        problem(where + "." + key, "should be a whole number of at least " + least);
        return usual;
      }
      return value.asInt();
    }

    /// `34%` or `0.34`.
    private double share(String where, JsonNode section, String key, double usual) {
      JsonNode value = section.path(key);
      if (value.isMissingNode()) {
        return usual;
      }
      String text = value.asText().strip();
      boolean isPercent = text.matches("\\d{1,3}(\\.\\d{1,3})?\\s?%");
      if (!isPercent && !value.isNumber()) {
        problem(where + "." + key, text + " is no share; write it as 34%");
        return usual;
      }
      double share =
          isPercent ? Double.parseDouble(text.replaceAll("\\s?%", "")) / 100 : value.asDouble();
      if (!(0 <= share && share <= 1)) {
        problem(where + "." + key, text + " is no share; it goes from 0% to 100%");
        return usual;
      }
      return share;
    }

    private boolean isObject(String where, JsonNode section) {
      if (!section.isMissingNode() && !section.isObject()) {
        problem(where, "is a list of keys and values; see docs/actions.md");
      }
      return section.isObject();
    }

    private void known(String where, JsonNode section, List<String> keys) {
      Keys.known(where + ".", section, keys, this::problem);
    }

    private void problem(String where, String what) {
      problems.accept(ME + where, what);
    }
  }
}
