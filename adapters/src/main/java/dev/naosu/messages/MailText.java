package dev.naosu.messages;

import dev.naosu.cycle.incident.Card;
import dev.naosu.cycle.people.Notice;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What stands in a mail, as plain text and as simple HTML. The doubts stand before the link that
/// leads to the decision.
///
/// @param link that leads to the decision, or to the page of the incident
record MailText(Notice notice, String link) {
  String plain() {
    StringBuilder text = new StringBuilder();
    text.append(notice.verdict()).append("\n\n").append(notice.number()).append(' ');
    text.append(notice.title()).append('\n');
    notice
        .card()
        .ifPresent(
            card -> {
              part(text, "Cause", card.cause());
              part(text, "Fix", List.of(card.fix()));
              card.diff().lines().forEach(line -> text.append("    ").append(line).append('\n'));
              part(text, "Proof", card.proof());
              part(text, "Doubts", doubts(card));
              part(text, "Confidence", List.of(confidence(card)));
              part(text, "Undo", List.of(card.undo()));
              part(text, "Needs", List.of(card.quorum().words()));
              if (!notice.approved().isEmpty()) {
                text.append("  ").append(notice.approved()).append('\n');
              }
            });
    dossier().forEach((label, lines) -> part(text, label, lines));
    text.append('\n').append(action()).append(":\n").append(link).append('\n');
    text.append(ending());
    return text.toString();
  }

  private static void part(StringBuilder text, String label, List<String> lines) {
    if (!lines.isEmpty()) {
      text.append('\n').append(label).append('\n');
      lines.forEach(line -> text.append("  ").append(line).append('\n'));
    }
  }

  String html() {
    StringBuilder page = new StringBuilder();
    page.append("<html><body><p><b>").append(escaped(notice.verdict())).append("</b></p><p>");
    page.append(notice.number()).append(' ').append(escaped(notice.title())).append("</p>");
    notice
        .card()
        .ifPresent(
            card -> {
              list(page, "Cause", card.cause());
              list(page, "Fix", List.of(card.fix()));
              page.append("<pre>").append(escaped(card.diff())).append("</pre>");
              list(page, "Proof", card.proof());
              list(page, "Doubts", doubts(card));
              list(page, "Confidence", List.of(confidence(card)));
              list(page, "Undo", List.of(card.undo()));
              list(page, "Needs", List.of(card.quorum().words()));
              if (!notice.approved().isEmpty()) {
                page.append("<p>").append(escaped(notice.approved())).append("</p>");
              }
            });
    dossier().forEach((label, lines) -> list(page, label, lines));
    page.append("<p><a href=\"").append(escaped(link)).append("\">").append(action());
    page.append("</a></p><p>").append(escaped(ending().strip())).append("</p></body></html>");
    return page.toString();
  }

  private static void list(StringBuilder page, String label, List<String> lines) {
    if (!lines.isEmpty()) {
      page.append("<h4>").append(label).append("</h4><ul>");
      lines.forEach(line -> page.append("<li>").append(escaped(line)).append("</li>"));
      page.append("</ul>");
    }
  }

  /// What runtime healing has to say, by label in the order of reading.
  private Map<String, List<String>> dossier() {
    Map<String, List<String>> parts = new LinkedHashMap<>();
    parts.put("Tried", notice.dossier().tried());
    parts.put("Evidence", notice.dossier().evidence());
    parts.put("Next", notice.dossier().next());
    notice
        .dossier()
        .ask()
        .ifPresent(
            ask -> {
              parts.put("Why", List.of(ask.why()));
              parts.put("Impact", ask.impact());
              parts.put("Doubts", orNone(ask.doubts()));
              parts.put("Undo", List.of(ask.undo()));
              parts.put("Needs", ask.needs());
              parts.put("Expires", List.of(ask.expires().toString()));
            });
    return parts;
  }

  private static List<String> doubts(Card card) {
    return orNone(card.doubts());
  }

  private static List<String> orNone(List<String> doubts) {
    return doubts.isEmpty() ? List.of("none is known") : doubts;
  }

  private static String confidence(Card card) {
    return String.format(Locale.ROOT, "%d %%", Math.round(card.confidence() * 100));
  }

  private String action() {
    return notice.card().isPresent() || notice.dossier().ask().isPresent()
        ? "Read it and decide"
        : "Open in naosu";
  }

  private String ending() {
    return notice.card().isPresent()
        ? "\nThe link is yours: do not forward it. To open it decides nothing.\n"
        : "";
  }

  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
