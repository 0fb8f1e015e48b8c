package dev.naosu.app.tell;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// Tells what a server does about incidents, a line for each thing as it happens.
public final class Following {
  private final Screen screen;
  private final InstantSource clock;
  private final Instant start;

  /// How many notes of each incident were told.
  private final Map<Long, Integer> told = new HashMap<>();

  private boolean stopped;
  private boolean away;

  public Following(Screen screen, InstantSource clock) {
    this.screen = screen;
    this.clock = clock;
    this.start = clock.instant();
  }

  /// Something about the report itself.
  public void tell(String text) {
    line(text);
  }

  /// @param incident as `GET /api/v1/incidents/{id}` answers
  /// @param joined whether it was open before
  /// @param server beginning of its addresses
  public void found(JsonNode incident, boolean joined, String server) {
    long id = incident.path("id").asLong();
    line(
        "incident "
            + id
            + (joined ? ", which is known already: " : " opened: ")
            + screen.ink().strong(SafeText.line(incident.path("title").asText(), 200))
            + "   "
            + server
            + "/incidents/"
            + id);
  }

  /// What happened since it was told last.
  ///
  /// @param incident as `GET /api/v1/incidents/{id}` answers
  /// @param several whether there are others, so that each line has to say whose it is
  public void news(JsonNode incident, boolean several) {
    away = false;
    long id = incident.path("id").asLong();
    JsonNode notes = incident.path("timeline");
    for (int i = told.getOrDefault(id, 0); i < notes.size(); i++) {
      String actor = notes.path(i).path("actor").asText();
      line(
          "  "
              + (several ? id + "  " : "")
              + (actor.equals("naosu") ? "" : SafeText.line(actor, 60) + ": ")
              + SafeText.line(notes.path(i).path("text").asText(), 400));
    }
    told.put(id, notes.size());
  }

  /// Whether the server is stopped: then it may be long until there is news.
  public void stopped(boolean now) {
    if (now != stopped) {
      stopped = now;
      line(
          now
              ? "the server is stopped; this waits until somebody says naosu resume"
              : "the server goes on");
    }
  }

  /// The server does not answer just now.
  public void away() {
    if (!away) {
      away = true;
      line("the server does not answer; asked again, it goes on by itself when it is back");
    }
  }

  private void line(String text) {
    Duration since = Duration.between(start, clock.instant());
    screen.line(
        String.format(Locale.ROOT, "  %02d:%02d  ", since.toMinutes(), since.toSecondsPart())
            + text);
  }
}
