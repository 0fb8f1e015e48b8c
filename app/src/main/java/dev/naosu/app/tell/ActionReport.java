package dev.naosu.app.tell;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/// Tells of actions what a server says.
public final class ActionReport {
  private static final int PHASE = 26;

  private final Screen screen;
  private final Ink ink;
  private final Parts parts;

  public ActionReport(Screen screen) {
    this.screen = screen;
    this.ink = screen.ink();
    this.parts = new Parts(screen);
  }

  /// @param page as `GET /api/v1/actions` answers
  public void list(JsonNode page) {
    JsonNode paused = page.path("paused");
    if (paused.isObject()) {
      String reason = text(paused, "reason");
      screen.line(
          ink.bad("actions are paused")
              + "  ·  by "
              + text(paused, "by")
              + (reason.isEmpty() ? "" : ": " + reason));
      parts.part("Next", "naosu actions resume");
    }
    JsonNode actions = page.path("actions");
    if (actions.isEmpty()) {
      screen.line("Nothing was done to what runs, and nothing is asked");
      return;
    }
    screen.line("");
    for (JsonNode each : actions) {
      String phase = text(each, "phaseWords");
      boolean isAsked = text(each, "phase").equals("ASKED");
      screen.line(
          String.format("%6d  ", each.path("id").asLong())
              + (isAsked ? ink.strong(phase) : phase)
              + " ".repeat(Math.max(1, PHASE - phase.length()))
              + ink.strong(text(each, "action") + " on " + text(each, "target")));
      screen.line(" ".repeat(8 + PHASE) + ink.faint(text(each, isAsked ? "plan" : "words")));
    }
    screen.line("");
    if (page.path("next").isNumber()) {
      parts.part("More", "naosu actions list --before " + page.path("next").asLong());
    }
    parts.part("Next", "naosu actions show " + actions.path(0).path("id").asLong());
  }

  /// @param action as `GET /api/v1/actions/{id}` answers
  public void action(JsonNode action) {
    screen.line("");
    screen.line(
        ink.strong(text(action, "action") + " on " + text(action, "target"))
            + "  ·  "
            + text(action, "phaseWords"));
    screen.line("");
    for (JsonNode each : action.path("doubts")) {
      parts.part("Doubt", safe(each.asText()));
    }
    part("Does", text(action, "plan"));
    part("Why", text(action, "reason"));
    part("By", text(action, "source"));
    part("Signals", joined(action.path("signals")));
    part("Touches", joined(action.path("touched")));
    part("Lost", joined(action.path("losses")));
    part("Approved", joined(action.path("approvedBy")));
    part("Came of it", text(action, "words"));
    part("Until", text(action, "until"));
    if (!text(action, "seen").isEmpty()) {
      part("Needs", text(action, "needs"));
      long id = action.path("id").asLong();
      parts.part("Next", "naosu actions approve " + id + "       or  naosu actions deny " + id);
    } else if (action.path("stands").asBoolean()) {
      parts.part("Next", "naosu actions undo " + action.path("id").asLong());
    }
  }

  /// @param autonomy as `GET /api/v1/autonomy` answers
  public void autonomy(JsonNode autonomy) {
    screen.line("");
    for (JsonNode each : autonomy.path("kpis")) {
      screen.line(String.format("%12s  ", value(each)) + ink.strong(text(each, "title")));
      screen.line(" ".repeat(14) + ink.faint(text(each, "definition")));
    }
    screen.line("");
    for (JsonNode each : autonomy.path("trust")) {
      String why = text(each, "why");
      parts.part(
          "Trust",
          text(each, "action")
              + " on "
              + text(each, "service")
              + ": helped "
              + each.path("helped").asInt()
              + ", failed "
              + each.path("failed").asInt()
              + String.format(
                  Locale.ROOT, ", helps in at least %.0f %%", 100 * each.path("atLeast").asDouble())
              + (why.isEmpty() ? "" : "; asks first: " + why));
    }
    for (JsonNode each : autonomy.path("modes")) {
      parts.part(
          "Mode",
          text(each, "mode")
              + "  "
              + text(each, "action")
              + " of "
              + text(each, "service")
              + " in "
              + text(each, "environment"));
    }
    parts.part("Mode", text(autonomy, "usual") + "  where nothing else is said");
  }

  /// @param done with what was done
  public void done(JsonNode done) {
    screen.line(ink.good("✓") + "  " + text(done, "done"));
  }

  private static String value(JsonNode kpi) {
    if (!kpi.path("value").isNumber()) {
      return "–";
    }
    double value = kpi.path("value").asDouble();
    return text(kpi, "unit").equals("s")
        ? String.format(Locale.ROOT, "%.1f s", value)
        : String.format(Locale.ROOT, "%.1f %%", 100 * value);
  }

  private void part(String label, String text) {
    if (!text.isEmpty()) {
      parts.part(label, text);
    }
  }

  private static String joined(JsonNode texts) {
    StringBuilder all = new StringBuilder();
    texts.forEach(each -> all.append(all.isEmpty() ? "" : ", ").append(safe(each.asText())));
    return all.toString();
  }

  private static String safe(String text) {
    return SafeText.line(text, 2_000);
  }

  private static String text(JsonNode node, String name) {
    JsonNode value = node.path(name);
    return value.isTextual() ? safe(value.textValue()) : "";
  }
}
