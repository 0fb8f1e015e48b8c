package dev.naosu.messages;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.naosu.cycle.people.Channel.Before;
import dev.naosu.cycle.people.Channel.Delivery;
import dev.naosu.cycle.people.Notice;
import dev.naosu.cycle.people.Occasion;
import dev.naosu.cycle.people.Summary;
import dev.naosu.messages.FakeSlack.Asked;
import dev.naosu.messages.SlackPress.Button;
import dev.naosu.messages.SlackPress.Place;
import dev.naosu.messages.SlackPress.Pressed;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SlackChannelTest {
  private FakeSlack slack;
  private SlackChannel channel;

  @BeforeEach
  void open() throws IOException {
    slack = new FakeSlack();
    channel = channel(FakeSlack.TOKEN);
  }

  @AfterEach
  void close() throws Exception {
    channel.close();
    slack.close();
  }

  @Test
  void the_first_message_is_edited_and_news_goes_into_its_thread() throws Exception {
    Notice asking = Notices.asking("");
    Delivery first = channel.tell(asking, Before.NOTHING);
    assertThat(first).isEqualTo(new Delivery.Done("C0123 1700000000.000001"));
    Notice healed = Notices.notice(Occasion.HEALED, "", Optional.empty());
    Delivery second = channel.tell(healed, new Before("C0123 1700000000.000001", asking.key()));
    assertThat(second).isEqualTo(first);
    assertThat(slack.asked)
        .extracting(Asked::method)
        .containsExactly("chat.postMessage", "chat.update", "chat.postMessage");
    assertThat(slack.asked.get(1).arguments()).containsEntry("ts", "1700000000.000001");
    assertThat(slack.asked.get(2).arguments())
        .containsEntry("thread_ts", "1700000000.000001")
        .doesNotContainKey("reply_broadcast=true");
  }

  @Test
  void an_edit_without_news_says_nothing_in_the_thread() throws Exception {
    Notice asking = Notices.asking("");
    channel.tell(asking, new Before("C0123 1700000000.000001", asking.key()));
    assertThat(slack.asked).extracting(Asked::method).containsExactly("chat.update");
  }

  @Test
  void buttons_are_there_only_while_a_decision_is_wanted_and_doubts_stand_before_them()
      throws Exception {
    channel.tell(Notices.asking(""), Before.NOTHING);
    channel.tell(Notices.notice(Occasion.HEALED, "", Optional.empty()), Before.NOTHING);
    List<String> asking = types(slack.asked.get(0).blocks());
    assertThat(asking).contains("actions");
    assertThat(types(slack.asked.get(1).blocks())).doesNotContain("actions");
    String all = slack.asked.get(0).arguments().getOrDefault("blocks", "");
    assertThat(all.indexOf("*Doubts*")).isPositive().isLessThan(all.indexOf("naosu-approve"));
    JsonNode buttons = slack.asked.get(0).blocks().findPath("elements");
    assertThat(all).contains("\"value\":\"7 " + Notices.asking("").card().orElseThrow().seen());
    assertThat(buttons.isMissingNode()).isFalse();
  }

  @Test
  void hostile_text_mentions_nobody_and_forges_no_link() throws Exception {
    channel.tell(Notices.asking(Notices.HOSTILE), Before.NOTHING);
    Asked asked = slack.asked.getFirst();
    assertThat(asked.arguments().get("text")).doesNotContain("<!channel>", "<https://evil");
    assertThat(asked.arguments().get("link_names")).isNotEqualTo("1").isNotEqualTo("true");
    for (JsonNode text : marked(asked.blocks())) {
      assertThat(text.path("verbatim").asBoolean()).isTrue();
      assertThat(text.path("text").asText().replace("<https://naosu.example.org/incidents/7|", ""))
          .doesNotContain("<");
    }
    // code is shown as it is: nothing in it has a meaning
    assertThat(asked.blocks().findValuesAsText("text"))
        .anyMatch(each -> each.contains(Notices.HOSTILE));
  }

  @Test
  void very_long_text_keeps_within_the_limits() throws Exception {
    assertThat(channel.tell(Notices.asking("<&>".repeat(900)), Before.NOTHING))
        .isInstanceOf(Delivery.Done.class);
  }

  @Test
  void what_slack_does_not_take_is_told_in_brief_and_without_buttons() throws Exception {
    slack.errors.add("msg_blocks_too_long");
    assertThat(channel.tell(Notices.asking(""), Before.NOTHING)).isInstanceOf(Delivery.Done.class);
    assertThat(types(slack.asked.get(1).blocks())).containsExactly("section", "section");
  }

  @Test
  void a_rate_limit_is_heeded_as_long_as_slack_says() throws Exception {
    slack.errors.add("429");
    assertThat(channel.tell(Notices.asking(""), Before.NOTHING))
        .isEqualTo(new Delivery.NotDone("Slack wants fewer messages", Duration.ofSeconds(17), ""));
  }

  @Test
  void a_wrong_token_is_told_with_what_to_do_and_without_it() throws Exception {
    try (SlackChannel wrong = channel("xoxb-wrong")) {
      assertThat(((Delivery.NotDone) wrong.tell(Notices.asking(""), Before.NOTHING)).why())
          .contains("invalid_auth", "copy it anew")
          .doesNotContain("xoxb");
    }
  }

  @Test
  void a_server_that_is_away_is_no_exception() throws Exception {
    slack.close();
    assertThat(channel.tell(Notices.asking(""), Before.NOTHING))
        .isInstanceOf(Delivery.NotDone.class);
  }

  @Test
  void a_message_that_was_deleted_is_posted_anew() throws Exception {
    slack.errors.add("message_not_found");
    assertThat(channel.tell(Notices.asking(""), new Before("C0123 1.1", "other")))
        .isEqualTo(new Delivery.Done("C0123 1700000000.000001"));
    assertThat(slack.asked)
        .extracting(Asked::method)
        .containsExactly("chat.update", "chat.postMessage");
  }

  @Test
  void who_says_no_is_asked_why_in_a_dialog() throws Exception {
    Pressed pressed =
        new Pressed(Button.DENY, "U1", 7, "0123456789abcdef", new Place("C0123", "1.1"), "trigger");
    assertThat(channel.askWhy("trigger", pressed)).isEmpty();
    JsonNode view = slack.asked.getFirst().view();
    assertThat(view.path("type").asText()).isEqualTo("modal");
    assertThat(view.path("title").path("text").asText()).hasSizeLessThanOrEqualTo(24);
    assertThat(view.path("private_metadata").asText()).isEqualTo("7 0123456789abcdef C0123 1.1");
  }

  @Test
  void what_was_tried_found_and_can_be_done_is_told_without_buttons() throws Exception {
    channel.tell(Notices.beyond(""), Before.NOTHING);
    String all = slack.asked.getFirst().arguments().getOrDefault("blocks", "");
    assertThat(all)
        .contains(
            "You have to see to it",
            "*Tried*",
            "process.restart failed",
            "*Evidence*",
            "2 threads wait",
            "*Next*",
            "naosu evidence 7");
    assertThat(types(slack.asked.getFirst().blocks())).doesNotContain("actions");
  }

  @Test
  void a_question_about_an_action_has_its_doubts_before_buttons_that_name_it() throws Exception {
    channel.tell(Notices.actionAsked(""), Before.NOTHING);
    Asked asked = slack.asked.getFirst();
    String all = asked.arguments().getOrDefault("blocks", "");
    assertThat(asked.arguments().get("text")).startsWith("action 12 service.restart");
    assertThat(all)
        .contains(
            "\"value\":\"-12 fedcba9876543210\"",
            "*Impact*",
            "100 % is away",
            "1 of 2",
            "*Expires*");
    assertThat(all.indexOf("done twice today"))
        .isPositive()
        .isLessThan(all.indexOf("naosu-approve"));
  }

  @Test
  void hostile_text_of_what_runs_mentions_nobody_either() throws Exception {
    channel.tell(Notices.actionAsked(Notices.HOSTILE), Before.NOTHING);
    channel.tell(Notices.beyond(Notices.HOSTILE), Before.NOTHING);
    assertThat(slack.asked).hasSize(2);
    for (Asked asked : slack.asked) {
      for (JsonNode text : marked(asked.blocks())) {
        assertThat(text.path("verbatim").asBoolean()).isTrue();
        assertThat(
                text.path("text")
                    .asText()
                    .replaceAll("<https://naosu\\.example\\.org/[^|]*\\|", ""))
            .doesNotContain("<");
      }
    }
  }

  @Test
  void who_says_no_to_an_action_is_not_asked_for_another_repair() throws Exception {
    Pressed pressed =
        new Pressed(
            Button.DENY, "U1", -12, "fedcba9876543210", new Place("C0123", "1.1"), "trigger");
    assertThat(channel.askWhy("trigger", pressed)).isEmpty();
    JsonNode view = slack.asked.getFirst().view();
    assertThat(view.path("private_metadata").asText()).isEqualTo("-12 fedcba9876543210 C0123 1.1");
    assertThat(view.path("blocks").toString()).contains("To action 12").doesNotContain("another");
  }

  @Test
  void a_summary_names_those_that_want_somebody_first() throws Exception {
    channel.summarise(
        new Summary(
            List.of(Notices.notice(Occasion.OPENED, "", Optional.empty()), Notices.asking("")),
            "https://naosu.example.org/incidents"));
    assertThat(slack.asked.getFirst().arguments().get("text")).startsWith("2 incidents at once");
  }

  private SlackChannel channel(String token) {
    return new SlackChannel(
        new SlackChannel.Settings(token, "C0123", Occasion.usual(), slack.api()));
  }

  private static List<String> types(JsonNode blocks) {
    List<String> types = new ArrayList<>();
    blocks.forEach(each -> types.add(each.path("type").asText()));
    return types;
  }

  private static List<JsonNode> marked(JsonNode blocks) {
    return blocks.findParents("type").stream()
        .filter(each -> each.path("type").asText().equals("mrkdwn"))
        .toList();
  }
}
