package dev.naosu.messages;

import com.slack.api.model.block.ActionsBlock;
import com.slack.api.model.block.ContextBlock;
import com.slack.api.model.block.InputBlock;
import com.slack.api.model.block.LayoutBlock;
import com.slack.api.model.block.composition.OptionObject;
import com.slack.api.model.block.element.BlockElement;
import com.slack.api.model.block.element.ButtonElement;
import com.slack.api.model.block.element.PlainTextInputElement;
import com.slack.api.model.block.element.RadioButtonsElement;
import com.slack.api.model.view.View;
import com.slack.api.model.view.ViewClose;
import com.slack.api.model.view.ViewSubmit;
import com.slack.api.model.view.ViewTitle;
import dev.naosu.cycle.incident.Card;
import dev.naosu.cycle.people.Notice;
import dev.naosu.cycle.people.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// How incidents look in Slack: verdict first, doubts before the buttons, buttons only while
/// somebody is asked.
final class SlackLayout {
  static final String APPROVE = "naosu-approve";
  static final String DENY = "naosu-deny";
  static final String OPEN = "naosu-open";

  /// Of the dialog that asks why not.
  static final String WHY = "naosu-why";

  static final String REASON = "reason";
  static final String THEN = "then";
  static final String AGAIN = "again";
  static final String PERSON = "person";
  private static final int MOST_REASON = 1_000;

  private SlackLayout() {}

  /// For notifications and where blocks cannot be shown.
  static String fallback(Notice notice) {
    return SlackText.escaped(
        "#" + notice.incident() + " " + notice.title() + ": " + notice.verdict());
  }

  static List<LayoutBlock> blocks(Notice notice) {
    List<LayoutBlock> blocks = new ArrayList<>();
    blocks.add(
        SlackText.section(
            "*"
                + SlackText.escaped(notice.verdict())
                + "*\n#"
                + notice.incident()
                + " "
                + SlackText.escaped(notice.title())));
    notice.card().ifPresent(card -> ask(blocks, card, notice));
    blocks.add(
        ContextBlock.builder()
            .elements(
                List.of(
                    SlackText.marked(
                        "<"
                            + notice.link()
                            + "|Open in naosu>"
                            + (notice.environment().isEmpty()
                                ? ""
                                : " · " + SlackText.escaped(notice.environment()))
                            + notice.card().map(card -> " · card " + card.seen()).orElse(""))))
            .build());
    return blocks;
  }

  private static void ask(List<LayoutBlock> blocks, Card card, Notice notice) {
    if (!card.cause().isEmpty()) {
      blocks.addAll(SlackText.labelled("Cause", card.cause()));
    }
    blocks.add(SlackText.section("*Fix*\n" + SlackText.escaped(card.fix())));
    if (!card.diff().isEmpty()) {
      blocks.add(SlackText.code(card.diff()));
    }
    if (!card.proof().isEmpty()) {
      blocks.addAll(SlackText.labelled("Proof", card.proof()));
    }
    blocks.addAll(
        SlackText.labelled(
            "Doubts", card.doubts().isEmpty() ? List.of("none is known") : card.doubts()));
    blocks.add(
        SlackText.section(
            String.format(
                    Locale.ROOT, "*Confidence* %d %%\n*Undo* ", Math.round(card.confidence() * 100))
                + SlackText.escaped(card.undo())
                + "\n*Needs* "
                + SlackText.escaped(card.quorum().words())
                + (notice.approved().isEmpty()
                    ? ""
                    : "\n" + SlackText.escaped(notice.approved()))));
    blocks.add(
        ActionsBlock.builder()
            .blockId("naosu-decision")
            .elements(
                List.<BlockElement>of(
                    button(APPROVE, "Approve", card).style("primary").build(),
                    button(DENY, "Say no…", card).style("danger").build(),
                    ButtonElement.builder()
                        .actionId(OPEN)
                        .text(SlackText.plain("Open"))
                        .url(notice.link())
                        .build()))
            .build());
  }

  private static ButtonElement.ButtonElementBuilder button(String action, String text, Card card) {
    return ButtonElement.builder()
        .actionId(action)
        .text(SlackText.plain(text))
        .value(card.incident() + " " + card.seen());
  }

  static List<LayoutBlock> blocks(Summary summary) {
    List<LayoutBlock> blocks = new ArrayList<>();
    blocks.add(SlackText.section("*" + SlackText.escaped(summary.verdict()) + "*"));
    blocks.addAll(SlackText.labelled("Among them", summary.lines()));
    blocks.add(
        ContextBlock.builder()
            .elements(List.of(SlackText.marked("<" + summary.link() + "|Open in naosu>")))
            .build());
    return blocks;
  }

  /// Where Slack does not take all of it: without buttons, for nobody decides about what they
  /// cannot read.
  static List<LayoutBlock> brief(Notice notice) {
    return List.of(
        SlackText.section("*" + SlackText.escaped(notice.verdict()) + "*"),
        SlackText.section("It is too long for Slack: <" + notice.link() + "|read it in naosu>"));
  }

  /// Asks why not.
  ///
  /// @param about comes back with the answer
  static View why(String about, long incident) {
    return View.builder()
        .type("modal")
        .callbackId(WHY)
        .privateMetadata(about)
        .title(ViewTitle.builder().type("plain_text").text("Say no").build())
        .submit(ViewSubmit.builder().type("plain_text").text("Say no").build())
        .close(ViewClose.builder().type("plain_text").text("Back").build())
        .blocks(
            List.of(
                SlackText.section("To the repair of incident " + incident + "."),
                InputBlock.builder()
                    .blockId(REASON)
                    .label(SlackText.plain("Why not?"))
                    .hint(SlackText.plain("The next attempt and the people after you read it."))
                    .element(
                        PlainTextInputElement.builder()
                            .actionId(REASON)
                            .multiline(true)
                            .maxLength(MOST_REASON)
                            .build())
                    .build(),
                InputBlock.builder()
                    .blockId(THEN)
                    .label(SlackText.plain("And then?"))
                    .element(
                        RadioButtonsElement.builder()
                            .actionId(THEN)
                            .initialOption(again())
                            .options(List.of(again(), option("Leave it to a person", PERSON)))
                            .build())
                    .build()))
        .build();
  }

  private static OptionObject again() {
    return option("Look for another repair, without this one", AGAIN);
  }

  private static OptionObject option(String text, String value) {
    return OptionObject.builder().text(SlackText.plain(text)).value(value).build();
  }
}
