package dev.naosu.app.tell;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What should be done before something breaks, for people at a terminal. Nothing in it is trusted
/// to be harmless.
public final class PreventReport {
  private static final int URGENCY = 10;

  /// Newer libraries that are named.
  private static final int BRIEF = 5;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("EEE d MMM uuuu HH:mm", Locale.ENGLISH);

  private final Screen screen;
  private final Ink ink;
  private final Parts parts;
  private final ZoneId zone;

  /// @param zone in which times are told
  public PreventReport(Screen screen, ZoneId zone) {
    this.screen = screen;
    this.ink = screen.ink();
    this.parts = new Parts(screen);
    this.zone = zone;
  }

  /// @param told as `naosu prevent --json` writes it
  public void list(JsonNode told) {
    JsonNode needs = told.path("needs");
    screen.line("");
    if (needs.isEmpty()) {
      screen.line(ink.good("Nothing is needed now."));
    }
    List<String> libraries = new ArrayList<>();
    for (JsonNode each : needs) {
      if (isQuiet(each)) {
        JsonNode means = each.path("means");
        libraries.add(
            means.path("library").isMissingNode()
                ? text(each, "subject")
                : text(means, "library") + " " + text(means, "to"));
      } else {
        need(each);
      }
    }
    libraries(libraries);
    seen(told, true);
    seen(told, false);
    screen.line("");
    share(told);
    if (!needs.isEmpty()) {
      parts.part("Next", "naosu prevent explain " + text(needs.path(0), "name"));
    }
  }

  /// A newer library that mends no known hole in security, and that nothing has happened to yet.
  private static boolean isQuiet(JsonNode need) {
    return text(need, "kind").equals("dependency")
        && text(need, "urgency").equals("some day")
        && text(need, "words").isEmpty();
  }

  /// All of them in one line.
  private void libraries(List<String> libraries) {
    if (libraries.isEmpty()) {
      return;
    }
    screen.line(
        "  "
            + ink.faint("some day  ")
            + (libraries.size() == 1 ? "a newer library" : libraries.size() + " newer libraries")
            + ink.faint(", none is known to mend a hole in security"));
    int shown = Math.min(BRIEF, libraries.size());
    line(
        String.join(", ", libraries.subList(0, shown))
            + (shown < libraries.size() ? " and " + (libraries.size() - shown) + " more" : "")
            + "; naosu prevent plan tells each");
  }

  private void need(JsonNode need) {
    String urgency = text(need, "urgency");
    boolean loud = urgency.equals("now") || urgency.equals("soon");
    screen.line(
        "  "
            + (loud ? ink.bad(urgency) : ink.place(urgency))
            + " ".repeat(Math.max(1, URGENCY - urgency.length()))
            + ink.strong(text(need, "title")));
    String until = need.path("until").isNull() ? "" : " · until " + time(need, "until");
    String state = text(need, "state").equals("open") ? "" : " · " + text(need, "state");
    line(
        text(need, "name")
            + until
            + " · confidence "
            + Words.share(need.path("confidence").asDouble())
            + state);
    line(text(need.path("means"), "words"));
  }

  private void line(String text) {
    for (String each : Words.wrapped(text, screen.columns() - URGENCY - 2)) {
      screen.line(" ".repeat(URGENCY + 2) + ink.faint(each));
    }
  }

  /// @param known those that could be looked at, or those that could not
  private void seen(JsonNode told, boolean known) {
    List<String> lines = new ArrayList<>();
    for (JsonNode each : told.path("seen")) {
      if (each.path("known").asBoolean() == known && !each.path("needed").asBoolean()) {
        String words = text(each, "words");
        lines.add(words.startsWith("nothing to do") ? text(each, "subject") + ": " + words : words);
      }
    }
    if (lines.isEmpty()) {
      return;
    }
    screen.line("");
    String mark = known ? ink.good("✓") : ink.faint("?");
    int shown = 0;
    int quiet = 0;
    for (String each : lines) {
      if (each.endsWith(": nothing to do")) {
        quiet++;
      } else if (shown++ < 20) {
        String first = "  " + mark + " ";
        for (String part : Words.wrapped(each, screen.columns() - 4)) {
          screen.line(first + part);
          first = "    ";
        }
      }
    }
    if (shown > 20) {
      screen.line("    " + ink.faint("and " + (shown - 20) + " more; --json tells all"));
    }
    if (quiet > 0) {
      screen.line("  " + mark + " " + Words.count(quiet, "other") + " with nothing to do");
    }
  }

  private void share(JsonNode told) {
    JsonNode onTime = told.path("onTime");
    if (onTime.path("share").isNumber()) {
      parts.part(
          "In time",
          Math.round(100 * onTime.path("share").asDouble())
              + " % of what was due: "
              + onTime.path("onTime").asInt()
              + " in time, "
              + onTime.path("late").asInt()
              + " late, "
              + onTime.path("missed").asInt()
              + " missed");
    }
  }

  /// The same by date.
  public void plan(JsonNode told) {
    screen.line("");
    JsonNode windows = told.path("windows");
    if (windows.isEmpty()) {
      screen.line(
          "No maintenance window is named: --window \"Sat,Sun 02:00-05:00 Europe/Berlin\", or"
              + " prevention.windows of a server");
    } else {
      List<String> named = new ArrayList<>();
      windows.forEach(each -> named.add(SafeText.line(each.asText(), 100)));
      screen.line(ink.faint("Windows: " + String.join(" · ", named)));
    }
    JsonNode needs = told.path("needs");
    if (needs.isEmpty()) {
      screen.line(ink.good("Nothing is needed, so nothing is planned."));
      return;
    }
    for (JsonNode each : needs) {
      boolean late = each.path("late").asBoolean();
      boolean planned = !each.path("begin").isNull();
      String when = planned ? time(each, "begin") : "no slot";
      screen.line("");
      screen.line(
          "  "
              + (late ? ink.bad(when) : planned ? ink.good(when) : ink.faint(when))
              + "  "
              + ink.strong(text(each, "title")));
      line(
          text(each, "name")
              + " · takes "
              + Words.count(each.path("minutes").asLong(), "minute")
              + (each.path("downtimeMinutes").asLong() == 0
                  ? ", nothing is away meanwhile"
                  : ", "
                      + Words.count(each.path("downtimeMinutes").asLong(), "minute")
                      + " without it"));
      line(
          switch (text(each.path("means"), "kind")) {
            case "action" -> "naosu proposes it: " + text(each.path("means"), "words");
            case "update" -> "naosu offers it for review: " + text(each.path("means"), "words");
            default -> "a person does it: " + text(each.path("means"), "words");
          });
      if (late) {
        screen.line(
            " ".repeat(URGENCY + 2)
                + ink.bad("too late for " + time(each, "until") + ": ")
                + text(each, "why"));
      } else if (!text(each, "why").isEmpty()) {
        line(text(each, "why"));
      }
    }
  }

  /// @param need one of `needs`
  public void explain(JsonNode need) {
    screen.line("");
    screen.line(ink.strong(text(need, "title")));
    screen.line(
        ink.faint(
            text(need, "name")
                + " · "
                + text(need, "urgency")
                + " · "
                + text(need, "state")
                + " · confidence "
                + Words.share(need.path("confidence").asDouble())));
    screen.line("");
    parts.part("If not", text(need, "impact"));
    if (!need.path("until").isNull()) {
      parts.part("Until", time(need, "until"));
    }
    String label = "Because";
    for (JsonNode each : need.path("evidence")) {
      parts.part(label, SafeText.line(each.asText(), 500));
      label = "";
    }
    parts.part("Do", text(need.path("means"), "words"));
    parts.part(
        "Takes",
        Words.count(need.path("minutes").asLong(), "minute")
            + ", "
            + Words.count(need.path("downtimeMinutes").asLong(), "minute")
            + " of them without it");
    parts.part(
        "Planned",
        need.path("begin").isNull()
            ? "not: " + text(need, "why")
            : time(need, "begin") + (need.path("late").asBoolean() ? ", too late" : ""));
    if (!text(need, "words").isEmpty()) {
      parts.part("So far", text(need, "words"));
    }
    if (!text(need.path("means"), "kind").equals("person")) {
      parts.part("Now", "naosu prevent run " + text(need, "name"));
    }
  }

  /// What came of meeting a need.
  public void ran(JsonNode need) {
    String state = text(need, "state");
    boolean good = state.equals("done") || state.equals("asked");
    screen.line(
        "  " + (good ? ink.good("✓") : ink.bad("✗")) + "  " + state + ": " + text(need, "words"));
  }

  /// Something begins that may take a while.
  public void begin(String text) {
    screen.line(ink.faint("  " + SafeText.line(text, 300) + " …"));
  }

  private String time(JsonNode node, String key) {
    try {
      return TIME.format(Instant.parse(node.path(key).asText()).atZone(zone)) + " " + zone;
    } catch (DateTimeParseException _) {
      return text(node, key);
    }
  }

  private static String text(JsonNode node, String key) {
    return SafeText.line(node.path(key).asText(""), 1_000);
  }
}
