package dev.naosu.messages;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What somebody did in Slack, as it sends it to the address for interactivity.
public sealed interface SlackPress {
  /// A button of a message.
  ///
  /// @param user id of who pressed it
  /// @param incident its number; below 0 of an action, without the sign
  /// @param card name of the card that hung there
  /// @param trigger opens a dialog for three seconds
  record Pressed(
      Button button, String user, long incident, String card, Place place, String trigger)
      implements SlackPress {
    /// Comes back from the dialog.
    String about() {
      return incident + " " + card + " " + place.channel() + " " + place.thread();
    }
  }

  /// Somebody said why not.
  ///
  /// @param incident as of the button
  /// @param again whether another repair is wanted
  record Reasoned(
      String user, long incident, String card, Place place, String reason, boolean again)
      implements SlackPress {}

  /// Nothing that naosu has to do with.
  record Other() implements SlackPress {}

  /// Where an answer belongs.
  ///
  /// @param thread may be empty
  record Place(String channel, String thread) {}

  /// What can be pressed.
  enum Button {
    APPROVE,
    DENY,
    OPEN
  }

  /// Of the field of the dialog that must not be empty.
  String REASON_BLOCK = SlackLayout.REASON;

  /// Reads the body of a request whose signature fits.
  ///
  /// @return empty when it is nothing that Slack sends
  static Optional<SlackPress> read(byte[] body) {
    String form = new String(body, StandardCharsets.UTF_8);
    for (String field : form.split("&", -1)) {
      if (field.startsWith("payload=")) {
        try {
          JsonNode tree =
              new ObjectMapper()
                  .readTree(
                      URLDecoder.decode(
                          field.substring("payload=".length()), StandardCharsets.UTF_8));
          return tree != null && tree.isObject() ? Optional.of(of(tree)) : Optional.empty();
        } catch (JsonProcessingException | IllegalArgumentException _) {
          return Optional.empty();
        }
      }
    }
    return Optional.empty();
  }

  private static SlackPress of(JsonNode tree) {
    String user = tree.path("user").path("id").asText();
    if (!user.matches("[A-Z0-9]{1,40}")) {
      return new Other();
    }
    return switch (tree.path("type").asText()) {
      case "block_actions" -> pressed(tree, user);
      case "view_submission" -> reasoned(tree.path("view"), user);
      default -> new Other();
    };
  }

  private static SlackPress pressed(JsonNode tree, String user) {
    JsonNode action = tree.path("actions").path(0);
    Optional<Button> button =
        switch (action.path("action_id").asText()) {
          case SlackLayout.APPROVE -> Optional.of(Button.APPROVE);
          case SlackLayout.DENY -> Optional.of(Button.DENY);
          case SlackLayout.OPEN -> Optional.of(Button.OPEN);
          default -> Optional.empty();
        };
    Matcher value = Shapes.VALUE.matcher(action.path("value").asText());
    if (button.isEmpty() || !value.matches()) {
      return new Other();
    }
    String channel = tree.path("channel").path("id").asText();
    String thread = tree.path("message").path("ts").asText();
    return new Pressed(
        button.get(),
        user,
        Long.parseLong(value.group(1)),
        value.group(2),
        place(channel, thread),
        tree.path("trigger_id").asText());
  }

  private static Place place(String channel, String thread) {
    return new Place(
        channel.matches("[A-Z0-9]{1,40}") ? channel : "",
        thread.matches("[0-9.]{1,40}") ? thread : "");
  }

  private static SlackPress reasoned(JsonNode view, String user) {
    Matcher about = Shapes.ABOUT.matcher(view.path("private_metadata").asText());
    if (!view.path("callback_id").asText().equals(SlackLayout.WHY) || !about.matches()) {
      return new Other();
    }
    JsonNode values = view.path("state").path("values");
    String then =
        values
            .path(SlackLayout.THEN)
            .path(SlackLayout.THEN)
            .path("selected_option")
            .path("value")
            .asText();
    return new Reasoned(
        user,
        Long.parseLong(about.group(1)),
        about.group(2),
        place(about.group(3), about.group(4)),
        values.path(SlackLayout.REASON).path(SlackLayout.REASON).path("value").asText("").strip(),
        !then.equals(SlackLayout.PERSON));
  }

  /// How what naosu gave to Slack comes back.
  final class Shapes {
    private static final Pattern VALUE = Pattern.compile("(-?[1-9][0-9]{0,17}) ([0-9a-f]{16})");
    private static final Pattern ABOUT =
        Pattern.compile("(-?[1-9][0-9]{0,17}) ([0-9a-f]{16}) ([A-Z0-9]*) ([0-9.]*)");

    private Shapes() {}
  }
}
