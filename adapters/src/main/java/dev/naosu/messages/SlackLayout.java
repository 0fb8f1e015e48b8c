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
import dev.naosu.cycle.people.Ask;
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
    return SlackText.escaped(notice.number() + " " + notice.title() + ": " + notice.verdict());
  }

  static List<LayoutBlock> blocks(Notice notice) {
    List<LayoutBlock> blocks = new ArrayList<>();
    blocks.add(
        SlackText.section(
            "*"
                + SlackText.escaped(notice.verdict())
                + "*\n"
                + notice.number()
                + " "
                + SlackText.escaped(notice.title())));
    notice.card().ifPresent(card -> ask(blocks, card, notice));
    lines(blocks, "Tried", notice.dossier().tried());
    lines(blocks, "Evidence", notice.dossier().evidence());
    lines(blocks, "Next", notice.dossier().next());
    notice.dossier().ask().ifPresent(ask -> ask(blocks, ask));
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

  private static void lines(List<LayoutBlock> blocks, String label, List<String> lines) {
    if (!lines.isEmpty()) {
      blocks.addAll(SlackText.labelled(label, lines));
    }
  }

  /// About an action. What a press of a button gives back says so by a sign before its number.
  private static void ask(List<LayoutBlock> blocks, Ask ask) {
    lines(blocks, "Why", List.of(ask.why()));
    lines(blocks, "Impact", ask.impact());
    blocks.addAll(SlackText.labelled("Doubts", orNone(ask.doubts())));
    blocks.add(
        SlackText.section(
            "*Undo* "
                + SlackText.escaped(ask.undo())
                + "\n*Needs* "
                + SlackText.escaped(String.join("\n", ask.needs()))
                + "\n*Expires* "
                + ask.expires()));
    blocks.add(decision(-ask.action() + " " + ask.seen(), ask.link()));
  }

  private static List<String> orNone(List<String> doubts) {
    return doubts.isEmpty() ? List.of("none is known") : doubts;
  }

  private static void ask(List<LayoutBlock> blocks, Card card, Notice notice) {
    lines(blocks, "Cause", card.cause());
    blocks.add(SlackText.section("*Fix*\n" + SlackText.escaped(card.fix())));
    if (!card.diff().isEmpty()) {
      blocks.add(SlackText.code(card.diff()));
    }
    lines(blocks, "Proof", card.proof());
    blocks.addAll(SlackText.labelled("Doubts", orNone(card.doubts())));
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
    blocks.add(decision(card.incident() + " " + card.seen(), notice.link()));
  }

  /// @param value comes back with whoever presses a button
  private static LayoutBlock decision(String value, String link) {
    return ActionsBlock.builder()
        .blockId("naosu-decision")
        .elements(
            List.<BlockElement>of(
                button(APPROVE, "Approve", value).style("primary").build(),
                button(DENY, "Say no…", value).style("danger").build(),
                ButtonElement.builder()
                    .actionId(OPEN)
                    .text(SlackText.plain("Open"))
                    .url(link)
                    .build()))
        .build();
  }

  private static ButtonElement.ButtonElementBuilder button(
      String action, String text, String value) {
    return ButtonElement.builder().actionId(action).text(SlackText.plain(text)).value(value);
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
  /// @param number of the incident; below 0 of an action, after which nothing else is looked for
  static View why(String about, long number) {
    List<LayoutBlock> blocks = new ArrayList<>();
    blocks.add(
        SlackText.section(
            number < 0
                ? "To action " + -number + "."
                : "To the repair of incident " + number + "."));
    blocks.add(
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
            .build());
    if (number > 0) {
      blocks.add(
          InputBlock.builder()
              .blockId(THEN)
              .label(SlackText.plain("And then?"))
              .element(
                  RadioButtonsElement.builder()
                      .actionId(THEN)
                      .initialOption(again())
                      .options(List.of(again(), option("Leave it to a person", PERSON)))
                      .build())
              .build());
    }
    return View.builder()
        .type("modal")
        .callbackId(WHY)
        .privateMetadata(about)
        .title(ViewTitle.builder().type("plain_text").text("Say no").build())
        .submit(ViewSubmit.builder().type("plain_text").text("Say no").build())
        .close(ViewClose.builder().type("plain_text").text("Back").build())
        .blocks(blocks)
        .build();
  }

  private static OptionObject again() {
    return option("Look for another repair, without this one", AGAIN);
  }

  private static OptionObject option(String text, String value) {
    return OptionObject.builder().text(SlackText.plain(text)).value(value).build();
  }
}
