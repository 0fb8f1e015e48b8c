package dev.naosu.app.tell;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What is to be told of experiments at a terminal.
public final class ChaosReport {
  private static final int MOST = 400;
  private static final int FAULT_COLUMN = 10;

  private final Screen screen;
  private final Ink ink;

  public ChaosReport(Screen screen) {
    this.screen = screen;
    this.ink = screen.ink();
  }

  public void step(String words) {
    screen.line(ink.faint("  " + SafeText.line(words, MOST)));
  }

  /// @param name of an experiment
  /// @param title of it
  public void begin(String name, String title) {
    screen.line(ink.strong(SafeText.line(name)) + "  ·  " + SafeText.line(title, MOST));
    screen.line("");
  }

  public void good(String text) {
    screen.line("  " + ink.good("✓") + "  " + SafeText.line(text, MOST));
  }

  public void bad(String text) {
    screen.line("  " + ink.bad("✗") + "  " + SafeText.line(text, MOST));
  }

  public void line(String text) {
    screen.line(SafeText.line(text, MOST));
  }

  /// @param trial as JSON
  public void trial(JsonNode trial) {
    screen.line("");
    for (JsonNode fault : trial.path("faults")) {
      screen.line(
          "  "
              + padded(fault.path("fault").asText())
              + SafeText.line(fault.path("words").asText(), MOST));
      screen.line("  " + padded("") + ink.faint(times(fault)));
    }
    if (!trial.path("looks").isEmpty()) {
      List<String> counts = new ArrayList<>();
      for (String moment : List.of("BEFORE", "DURING", "AFTER", "AFTER_UNDO")) {
        counts.add(seen(trial, moment));
      }
      screen.line("  " + padded("held") + String.join(" · ", counts));
      screen.line("");
    }
    String verdict = trial.path("verdict").asText();
    String words = sentence(verdict);
    screen.line(
        (verdict.equals("HELD") ? ink.good(words) : ink.bad(words))
            + ": "
            + SafeText.line(trial.path("words").asText(), MOST));
    screen.line(ink.faint("  naosu chaos report " + SafeText.line(trial.path("id").asText())));
  }

  private static String seen(JsonNode trial, String moment) {
    int all = 0;
    int good = 0;
    for (JsonNode look : trial.path("looks")) {
      if (look.path("moment").asText().equals(moment)) {
        all++;
        good += look.path("holds").asText().equals("YES") ? 1 : 0;
      }
    }
    String words = moment.toLowerCase(Locale.ROOT).replace('_', ' ');
    return words + " " + (all == 0 ? "–" : good + " of " + all + " looks");
  }

  private static String times(JsonNode fault) {
    JsonNode noticed = fault.path("noticedMillis");
    JsonNode recovered = fault.path("recoveredMillis");
    if (noticed.isNull()) {
      return "steady all the time; " + SafeText.line(fault.path("ended").asText(), MOST);
    }
    return "not steady after "
        + Words.time(Duration.ofMillis(noticed.asLong()))
        + (recovered.isNull()
            ? ", and not again"
            : ", steady again "
                + Words.time(Duration.ofMillis(recovered.asLong()))
                + " after it began")
        + "; "
        + SafeText.line(fault.path("ended").asText(), MOST);
  }

  private static String sentence(String verdict) {
    return switch (verdict) {
      case "HELD" -> "Held";
      case "DEVIATED" -> "Did not hold, everything is put back";
      case "NOT_RECOVERED" -> "Did not recover, everything is put back";
      case "NOT_BEGUN" -> "Not begun, nothing was touched";
      case "COULD_NOT_TELL" -> "Could not tell, everything is put back";
      case "STUCK" -> "NOT PUT BACK, a person has to see to it";
      default -> "Interrupted, everything is put back";
    };
  }

  /// @param trials as JSON, the latest first
  public void list(List<JsonNode> trials) {
    if (trials.isEmpty()) {
      screen.line("No experiment was made here yet; docs/chaos.md shows how to write one.");
    }
    for (JsonNode each : trials) {
      boolean held = each.path("verdict").asText().equals("HELD");
      screen.line(
          (held ? ink.good("✓") : ink.bad("✗"))
              + "  "
              + SafeText.line(each.path("id").asText())
              + "  "
              + ink.faint(sentence(each.path("verdict").asText()).toLowerCase(Locale.ROOT)));
    }
  }

  private static String padded(String word) {
    return String.format(Locale.ROOT, "%-" + FAULT_COLUMN + "s  ", word);
  }
}
