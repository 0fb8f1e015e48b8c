package dev.naosu.app.tell;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What a server says, for people at a terminal. Nothing that it says is trusted to be harmless.
public final class ServerReport {
  private static final int STATE = 16;
  private static final int NOTES = 12;
  private static final int CAUSE_LINES = 4;

  private final Screen screen;
  private final Ink ink;
  private final Parts parts;
  private final Instant now;

  public ServerReport(Screen screen, Instant now) {
    this.screen = screen;
    this.ink = screen.ink();
    this.parts = new Parts(screen);
    this.now = now;
  }

  /// Where it is told.
  public Screen screen() {
    return screen;
  }

  /// @param page as `GET /api/v1/incidents` answers
  public void incidents(JsonNode page) {
    JsonNode incidents = page.path("incidents");
    if (incidents.isEmpty()) {
      boolean none = true;
      for (JsonNode count : page.path("counts")) {
        none &= count.asLong() == 0;
      }
      screen.line(
          none
              ? ink.good("No incident. All is well, or nobody sends signals yet")
              : "None of these");
      return;
    }
    screen.line("");
    for (JsonNode each : incidents) {
      String state = state(each);
      String facts =
          where(each)
              + " · "
              + Words.count(each.path("signals").asLong(), "error")
              + " · last "
              + ago(text(each, "lastSeen"))
              + (each.path("confidence").isNumber()
                  ? " · confidence " + Words.share(each.path("confidence").asDouble())
                  : "");
      screen.line(
          String.format("%6d  ", each.path("id").asLong())
              + painted(each, state)
              + " ".repeat(Math.max(1, STATE - state.length()))
              + ink.strong(SafeText.line(text(each, "title"), screen.columns() - STATE - 9)));
      screen.line(" ".repeat(8 + STATE) + ink.faint(facts));
    }
    screen.line("");
    if (page.path("next").isNumber()) {
      parts.part("More", "naosu incidents --before " + page.path("next").asLong());
    }
    parts.part("Next", "naosu show " + incidents.path(0).path("id").asLong());
  }

  /// @param incident as `GET /api/v1/incidents/{id}` answers
  public void incident(JsonNode incident) {
    about(incident);
    timeline(incident.path("timeline"));
    next(incident);
  }

  /// Where an incident has come whose timeline was told already.
  public void followed(JsonNode incident) {
    about(incident);
    next(incident);
  }

  private void about(JsonNode incident) {
    long id = incident.path("id").asLong();
    String version = text(incident, "version");
    screen.line("");
    screen.line(ink.strong("Incident " + id + ": " + SafeText.line(text(incident, "title"), 200)));
    screen.line(
        painted(incident, state(incident))
            + " · "
            + where(incident)
            + (version.isEmpty() ? "" : ", version " + SafeText.line(version, 40))
            + " · "
            + Words.count(incident.path("signals").asLong(), "error")
            + ", first "
            + ago(text(incident, "began"))
            + ", last "
            + ago(text(incident, "lastSeen")));
    JsonNode lag = incident.path("detection").path("seconds");
    if (lag.isNumber()) {
      screen.line(
          ink.faint(
              "Seen "
                  + Words.time(Duration.ofMillis(Math.round(lag.asDouble() * 1000)))
                  + " after it began"));
    }
    screen.line("");
    JsonNode remedy = incident.path("remedy");
    if (remedy.isObject()) {
      remedy(remedy);
    }
    if (incident.path("cause").isObject()) {
      cause(incident.path("cause"), remedy.isObject());
    }
    if (!text(incident, "reason").isEmpty()) {
      parts.part("Because", safe(text(incident, "reason")));
    }
    if (!text(incident, "delivered").isEmpty()) {
      parts.part("Delivered", safe(text(incident, "delivered")));
    }
    JsonNode rollouts = incident.path("rollouts");
    if (!rollouts.isEmpty()) {
      rollout(rollouts.path(rollouts.size() - 1));
    }
    evidence(incident.path("evidence"), remedy.isObject());
  }

  private void rollout(JsonNode rollout) {
    JsonNode judgement = rollout.path("judgement");
    parts.part(
        "Rollout",
        text(rollout, "phase").toLowerCase(Locale.ROOT).replace('_', ' ')
            + ": "
            + safe(text(rollout, "candidate"))
            + " beside "
            + safe(text(rollout, "stable")));
    if (judgement.isObject()) {
      parts.part("", safe(text(judgement, "sentence")));
      parts.part("", safe(text(judgement, "power")));
    }
  }

  private void next(JsonNode incident) {
    long id = incident.path("id").asLong();
    JsonNode remedy = incident.path("remedy");
    screen.line("");
    if (incident.path("asksAPerson").asBoolean() && remedy.isObject()) {
      parts.part(
          "Next",
          "naosu approve "
              + id
              + " --seen "
              + safe(text(remedy, "seen"))
              + "       or  naosu deny "
              + id
              + " --reason \"…\"");
    } else if (text(incident, "state").equals("HELD")) {
      parts.part("Next", "naosu continue " + id + "   or  promote or rollback " + id);
    } else if (text(incident, "state").equals("ROLLING_OUT")) {
      parts.part("Next", "naosu rollback " + id + "   or  naosu promote " + id);
    } else if (text(incident, "state").equals("ESCALATED")) {
      parts.part("Next", "naosu close " + id + " --reason \"…\"   when it is dealt with");
    }
  }

  /// The repair that a decision is about.
  public void decided(JsonNode incident, String what) {
    JsonNode remedy = incident.path("remedy");
    screen.line(
        ink.good("✓")
            + "  "
            + what
            + ": "
            + safe(text(remedy, "description"))
            + " ("
            + safe(text(remedy, "place"))
            + ")");
  }

  /// Something was done.
  public void done(String what) {
    screen.line(ink.good("✓") + "  " + what);
  }

  /// @param drills as `GET /api/v1/drills` lists them
  public void drills(List<JsonNode> drills) {
    if (drills.isEmpty()) {
      screen.line("No undo was drilled yet; naosu drill undo does it.");
    }
    for (JsonNode each : drills) {
      screen.line(
          (each.path("passed").asBoolean() ? ink.good("✓") : ink.bad("✗"))
              + "  "
              + SafeText.line(text(each, "action") + " on " + text(each, "service"), 200)
              + "  "
              + ink.faint(SafeText.line(text(each, "at"), 40)));
      screen.line("     " + SafeText.line(text(each, "words"), 400));
    }
  }

  /// @param stop as `GET /api/v1/stop` answers
  public void stop(JsonNode stop) {
    if (!stop.path("stopped").asBoolean()) {
      screen.line(ink.good("naosu goes on"));
      return;
    }
    String by = text(stop, "by");
    String reason = text(stop, "reason");
    screen.line(
        ink.bad("naosu is stopped: no new action starts")
            + (by.isEmpty() ? "" : "  ·  by " + safe(by) + " " + ago(text(stop, "since")))
            + (reason.isEmpty() ? "" : ": " + safe(reason)));
    parts.part("Next", "naosu resume");
  }

  /// @param verification as `GET /api/v1/audit/verify` answers
  public void verification(JsonNode verification) {
    if (verification.path("intact").asBoolean()) {
      screen.line(
          ink.good("✓")
              + "  "
              + Words.count(verification.path("records").asLong(), "record")
              + ", "
              + safe(text(verification, "what")));
      parts.part("Keep", safe(text(verification, "head")));
      parts.part(
          "", "elsewhere, and give it with --head later: it proves that no record was cut off");
      return;
    }
    screen.line(ink.bad("✗  the journal is not what was written"));
    parts.part("What", safe(text(verification, "what")));
    parts.part("Next", "naosu stop, then compare with a backup of the database");
  }

  /// What was collected, all of it.
  public void evidence(JsonNode page) {
    for (JsonNode each : page.path("evidence")) {
      screen.line("");
      screen.line(
          ink.strong(safe(text(each, "kind")))
              + " of "
              + safe(text(each, "target"))
              + ", "
              + safe(text(each, "at")));
      for (String line : Words.wrapped(safe(text(each, "summary")), screen.columns() - 2)) {
        screen.line("  " + line);
      }
      screen.line("");
      text(each, "text").lines().forEach(line -> screen.line("  " + SafeText.line(line, 300)));
    }
    if (page.path("evidence").isEmpty()) {
      screen.line("nothing was collected for it");
    }
  }

  /// @param problem as of RFC 9457, with a remedy
  public void problem(JsonNode problem) {
    List<String> errors = new ArrayList<>();
    problem.path("errors").forEach(each -> errors.add(each.asText()));
    String detail = text(problem, "detail");
    screen.line(ink.bad("naosu: ") + safe(detail.isEmpty() ? text(problem, "title") : detail));
    errors.forEach(each -> screen.line("  " + safe(each)));
    for (String line : Words.wrapped(safe(text(problem, "remedy")), screen.columns() - 2)) {
      screen.line("  " + line);
    }
  }

  private void remedy(JsonNode remedy) {
    parts.part("Cause", safe(text(remedy, "cause")));
    parts.part("Fix", safe(text(remedy, "description")) + " (" + safe(text(remedy, "place")) + ")");
    parts.diff(text(remedy, "diff"));
    String label = "Proof";
    for (JsonNode each : remedy.path("proof")) {
      parts.part(label, safe(each.asText()));
      label = "";
    }
    label = "Doubt";
    for (JsonNode each : remedy.path("doubts")) {
      parts.part(label, safe(each.asText()));
      label = "";
    }
    parts.part("Confident", Words.share(remedy.path("confidence").asDouble()));
  }

  /// Why it came about; in one line where a repair says more.
  private void cause(JsonNode report, boolean hasRemedy) {
    parts.part(hasRemedy ? "Estimate" : "Cause", safe(text(report, "summary")));
    JsonNode first = report.path("causes").path(0);
    each("Why", first.path("for"), CAUSE_LINES);
    if (hasRemedy) {
      return;
    }
    each("Doubt", first.path("against"), CAUSE_LINES);
    String label = "Or else";
    for (int i = 1; i < Math.min(CAUSE_LINES, report.path("causes").size()); i++) {
      JsonNode other = report.path("causes").path(i);
      parts.part(
          label,
          safe(text(other, "kind").toLowerCase(java.util.Locale.ROOT).replace('_', ' '))
              + ": "
              + safe(text(other, "subject"))
              + ", "
              + Words.share(other.path("confidence").asDouble()));
      label = "";
    }
    each("Changed", report.path("changes"), CAUSE_LINES);
    label = "Usual";
    for (JsonNode each : report.path("ruledOut")) {
      parts.part(label, safe(each.asText()));
      label = "";
    }
    label = "Told";
    for (JsonNode each : report.path("explanation").path("claims")) {
      parts.part(label, safe(each.path("text").asText()) + " (a model's words)");
      label = "";
    }
    JsonNode impact = report.path("impact");
    parts.part(
        "Hit",
        safe(joined(impact.path("services")))
            + (impact.path("operations").isEmpty()
                ? ""
                : ", " + safe(joined(impact.path("operations"))))
            + (impact.path("share").isNumber()
                ? ", " + Words.share(impact.path("share").asDouble()) + " of requests"
                : "")
            + ", since "
            + ago(text(impact, "since")));
    parts.part("Then", safe(text(report.path("direction"), "text")));
  }

  private void each(String label, JsonNode sentences, int most) {
    for (int i = 0; i < Math.min(most, sentences.size()); i++) {
      parts.part(i == 0 ? label : "", safe(text(sentences.path(i), "text")));
    }
  }

  private static String joined(JsonNode words) {
    List<String> all = new ArrayList<>();
    words.forEach(each -> all.add(each.asText()));
    return String.join(", ", all);
  }

  private void evidence(JsonNode evidence, boolean hasRemedy) {
    if (hasRemedy || evidence.isEmpty()) {
      return;
    }
    JsonNode first = evidence.path(0);
    JsonNode request = first.path("request");
    if (request.isObject()) {
      parts.part(
          "Request",
          safe(
              text(request, "method")
                  + " "
                  + text(request, "target")
                  + " → "
                  + request.path("status").asInt()));
    }
    parts.part("Message", SafeText.line(text(first, "message"), 400));
    String label = "Trace";
    for (String line : text(first, "trace").lines().limit(6).toList()) {
      parts.part(label, SafeText.line(line.strip(), 160));
      label = "";
    }
  }

  private void timeline(JsonNode timeline) {
    int skipped = Math.max(0, timeline.size() - NOTES);
    String label = "Timeline";
    if (skipped > 0) {
      parts.part(label, "… " + Words.count(skipped, "line") + " before");
      label = "";
    }
    for (int i = skipped; i < timeline.size(); i++) {
      JsonNode note = timeline.path(i);
      String at = text(note, "at");
      String clock = at.length() >= 19 ? at.substring(11, 19) : at;
      parts.part(
          label, safe(clock) + "  " + safe(text(note, "actor")) + ": " + safe(text(note, "text")));
      label = "";
    }
  }

  private String painted(JsonNode incident, String state) {
    return switch (text(incident, "state")) {
      case "HEALED" -> ink.good(state);
      case "ESCALATED" -> ink.bad(state);
      case "REVIEW", "APPROVAL" -> ink.strong(state);
      case "CLOSED", "HANDED_OVER" -> ink.faint(state);
      default -> ink.place(state);
    };
  }

  private static String state(JsonNode incident) {
    return switch (text(incident, "state")) {
      case "REVIEW" -> "in review";
      case "APPROVAL" -> "needs approval";
      case String state ->
          SafeText.line(state.toLowerCase(java.util.Locale.ROOT).replace('_', ' '), 15);
    };
  }

  private static String where(JsonNode incident) {
    String environment = text(incident, "environment");
    return safe(text(incident, "service"))
        + (environment.isEmpty() ? "" : " in " + safe(environment));
  }

  private String ago(String instant) {
    try {
      Duration past = Duration.between(Instant.parse(instant), now);
      return past.isNegative() || past.toSeconds() < 1
          ? "just now"
          : (past.toHours() >= 48
                  ? past.toDays() + " days"
                  : past.toHours() >= 1
                      ? past.toHours() + " h"
                      : past.toMinutes() >= 1 ? past.toMinutes() + " min" : past.toSeconds() + " s")
              + " ago";
    } catch (DateTimeParseException e) {
      return "at an unknown time";
    }
  }

  private static String safe(String text) {
    return SafeText.line(text, 2_000);
  }

  private static String text(JsonNode node, String name) {
    JsonNode value = node.path(name);
    return value.isTextual() ? value.textValue() : "";
  }
}
