package dev.naosu.messages;

import com.slack.api.model.block.LayoutBlock;
import com.slack.api.model.block.RichTextBlock;
import com.slack.api.model.block.SectionBlock;
import com.slack.api.model.block.composition.MarkdownTextObject;
import com.slack.api.model.block.composition.PlainTextObject;
import com.slack.api.model.block.element.RichTextPreformattedElement;
import com.slack.api.model.block.element.RichTextSectionElement;
import java.util.ArrayList;
import java.util.List;

/// Text as Slack takes it. Three letters have a meaning there, and with them a text could mention a
/// whole channel or show another address than it leads to; they are escaped. Nothing else is turned
/// into links or mentions, because the text is marked as verbatim.
final class SlackText {
  /// A section takes 3,000.
  private static final int MOST_SECTION = 2_800;

  private SlackText() {}

  static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  static MarkdownTextObject marked(String escaped) {
    return MarkdownTextObject.builder()
        .text(
            escaped.length() <= MOST_SECTION
                ? escaped
                // never in the middle of an escape
                : escaped.substring(0, MOST_SECTION).replaceAll("&[a-z]{0,3}$", "") + "…")
        .verbatim(true)
        .build();
  }

  static PlainTextObject plain(String text) {
    return PlainTextObject.builder().text(text).emoji(false).build();
  }

  static LayoutBlock section(String escaped) {
    return SectionBlock.builder().text(marked(escaped)).build();
  }

  /// A label of naosu's own and lines that are escaped here, in as many sections as they need.
  static List<LayoutBlock> labelled(String label, List<String> lines) {
    List<LayoutBlock> sections = new ArrayList<>();
    StringBuilder text = new StringBuilder("*" + label + "*");
    for (String line : lines) {
      String escaped = "• " + escaped(line);
      if (text.length() + escaped.length() >= MOST_SECTION) {
        sections.add(section(text.toString()));
        text.setLength(0);
      }
      text.append(text.isEmpty() ? "" : "\n").append(escaped);
    }
    sections.add(section(text.toString()));
    return sections;
  }

  /// Code, in which nothing has a meaning.
  static LayoutBlock code(String text) {
    return RichTextBlock.builder()
        .elements(
            List.of(
                RichTextPreformattedElement.builder()
                    .elements(List.of(RichTextSectionElement.Text.builder().text(text).build()))
                    .build()))
        .build();
  }
}
