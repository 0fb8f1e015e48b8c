package dev.naosu.messages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.access.SharedSecret;
import dev.naosu.messages.SlackPress.Button;
import dev.naosu.messages.SlackPress.Place;
import dev.naosu.messages.SlackPress.Pressed;
import dev.naosu.messages.SlackPress.Reasoned;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SlackPressTest {
  @Test
  void a_button_is_read() {
    assertThat(
            read(
                """
                {"type":"block_actions","user":{"id":"U1"},"trigger_id":"t.1",
                 "channel":{"id":"C1"},"message":{"ts":"1700.1"},
                 "actions":[{"action_id":"naosu-approve","value":"7 0123456789abcdef"}]}
                """))
        .contains(
            new Pressed(
                Button.APPROVE, "U1", 7, "0123456789abcdef", new Place("C1", "1700.1"), "t.1"));
  }

  @Test
  void a_reason_is_read() {
    assertThat(
            read(
                """
                {"type":"view_submission","user":{"id":"U1"},"view":{"callback_id":"naosu-why",
                 "private_metadata":"7 0123456789abcdef C1 1700.1","state":{"values":{
                   "reason":{"reason":{"type":"plain_text_input","value":" wrong place "}},
                   "then":{"then":{"selected_option":{"value":"person"}}}}}}}
                """))
        .contains(
            new Reasoned(
                "U1", 7, "0123456789abcdef", new Place("C1", "1700.1"), "wrong place", false));
  }

  @Test
  void a_button_of_an_action_is_told_from_one_of_an_incident() {
    assertThat(
            read(
                """
                {"type":"block_actions","user":{"id":"U1"},"trigger_id":"t.1",
                 "channel":{"id":"C1"},"message":{"ts":"1700.1"},
                 "actions":[{"action_id":"naosu-deny","value":"-12 0123456789abcdef"}]}
                """))
        .contains(
            new Pressed(
                Button.DENY, "U1", -12, "0123456789abcdef", new Place("C1", "1700.1"), "t.1"));
  }

  @Test
  void what_naosu_has_not_made_is_nothing() {
    assertThat(
            read(
                """
                {"type":"block_actions","user":{"id":"U1"},
                 "actions":[{"action_id":"naosu-approve","value":"7; DROP"}]}
                """))
        .contains(new SlackPress.Other());
    assertThat(read("{\"type\":\"shortcut\",\"user\":{\"id\":\"U1\"}}"))
        .contains(new SlackPress.Other());
  }

  @Test
  void what_is_no_payload_is_refused() {
    for (String body : new String[] {"", "payload=", "payload=%zz", "payload=[1]", "x=1", "&&&"}) {
      assertThat(SlackPress.read(body.getBytes(StandardCharsets.UTF_8))).as(body).isEmpty();
    }
  }

  /// The example of Slack's own documentation.
  @Test
  void a_signature_fits_as_slack_documents_it() {
    SlackSignature signature =
        new SlackSignature(new SharedSecret("8f742231b10e8888abcd99yyyzzz85a5"));
    byte[] body =
        ("token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow"
                + "&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner"
                + "&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2F"
                + "commands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
                + "&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c")
            .getBytes(StandardCharsets.UTF_8);
    String said = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503";
    Instant then = Instant.ofEpochSecond(1_531_420_618);
    assertThat(signature.flaw("1531420618", said, body, then)).isEmpty();
    assertThat(signature.flaw("1531420618", said, body, then.plusSeconds(299))).isEmpty();
    assertThat(signature.flaw("1531420618", said, body, then.plusSeconds(301))).isPresent();
    assertThat(signature.flaw("1531420618", said, body, then.minusSeconds(301))).isPresent();
    assertThat(signature.flaw("1531420619", said, body, then)).isPresent();
    body[0] = 'T';
    assertThat(signature.flaw("1531420618", said, body, then)).isPresent();
    assertThat(signature.flaw("1531420618", "", body, then)).isPresent();
    assertThat(signature.flaw("", said, body, then)).isPresent();
  }

  private static Optional<SlackPress> read(String json) {
    return SlackPress.read(
        ("payload=" + URLEncoder.encode(json, StandardCharsets.UTF_8))
            .getBytes(StandardCharsets.UTF_8));
  }
}
