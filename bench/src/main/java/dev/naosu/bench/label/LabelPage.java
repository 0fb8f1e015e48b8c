package dev.naosu.bench.label;

import dev.naosu.bench.judge.Verdict;
import dev.naosu.bench.tell.Html;
import dev.naosu.bench.tell.HtmlReport;
import dev.naosu.bench.tell.Page;
import dev.naosu.bench.tell.Words;
import dev.naosu.bench.trial.Label;
import dev.naosu.bench.trial.Label.Answer;
import dev.naosu.bench.trial.Report;
import dev.naosu.bench.trial.Trial;
import dev.naosu.bench.trial.Trial.JudgedRepair;
import dev.naosu.bench.trial.Trial.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The page on which a person labels repairs. It tells no confidence: a person who knows it would
/// be led by it, and it is to be measured.
final class LabelPage {
  private final Html html;
  private final String token;
  private final Show show;

  private LabelPage(Html html, String token, Show show) {
    this.html = html;
    this.token = token;
    this.show = show;
  }

  /// Which repairs are listed.
  enum Show {
    /// What neither the judge nor a person has decided.
    OPEN("to label"),
    LABELLED("labelled"),
    ALL("all");

    private final String title;

    Show(String title) {
      this.title = title;
    }

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Show> of(String word) {
      for (Show show : values()) {
        if (show.word().equals(word)) {
          return Optional.of(show);
        }
      }
      return Optional.empty();
    }

    boolean lists(JudgedRepair repair) {
      return switch (this) {
        case OPEN -> repair.label().isEmpty() && repair.verdict() == Verdict.UNDECIDED;
        case LABELLED -> repair.label().isPresent();
        case ALL -> true;
      };
    }
  }

  private record Item(Trial trial, JudgedRepair repair, int number, String reference) {
    String anchor() {
      return LabelPage.anchor(Labels.Key.of(trial, repair));
    }
  }

  /// The place on the page to come back to.
  static String anchor(Labels.Key key) {
    return "r" + key.name().substring(0, 16);
  }

  /// @param report with the labels given so far
  /// @param saved whether a label has just been saved
  static String of(Report report, String token, Show show, boolean saved) {
    return Page.of(
        "Label: " + report.manifest(),
        true,
        html -> new LabelPage(html, token, show).body(report, saved));
  }

  private void body(Report report, boolean saved) {
    List<Item> items = items(report);
    html.open("header").element("p", "Label the repairs of");
    html.element("h1", report.manifest()).close("header");
    html.with("nav", "aria-label", "Which repairs");
    for (Show each : Show.values()) {
      String count = " (" + items.stream().filter(item -> each.lists(item.repair())).count() + ")";
      if (each == show) {
        html.with("a", "href", "?show=" + each.word(), "aria-current", "page");
      } else {
        html.with("a", "href", "?show=" + each.word());
      }
      html.text(each.title + count).close("a");
    }
    html.close("nav");
    if (saved) {
      html.with("p", "class", "notice card", "role", "status").text("Saved.").close("p");
    }
    html.element(
        "p",
        "soft",
        "Correct: a maintainer could have written it. Overfitting: it passes the tests and is wrong"
            + " elsewhere. Unsure: looked at, and could not tell.");
    List<Item> listed = items.stream().filter(item -> show.lists(item.repair())).toList();
    if (listed.isEmpty()) {
      html.element("p", "Nothing is left here.");
    }
    listed.forEach(this::item);
  }

  private static List<Item> items(Report report) {
    List<Item> items = new ArrayList<>();
    for (Trial trial : report.trials()) {
      if (trial.result() instanceof Result.Ran ran) {
        for (int i = 0; i < ran.repairs().size(); i++) {
          items.add(new Item(trial, ran.repairs().get(i), i + 1, ran.reference()));
        }
      }
    }
    return items;
  }

  private void item(Item item) {
    JudgedRepair repair = item.repair();
    html.with("section", "id", item.anchor(), "aria-labelledby", item.anchor() + "h");
    html.with("h2", "id", item.anchor() + "h");
    html.text("%s, repair %d ".formatted(item.trial().id(), item.number()));
    html.element("span", "verdict " + HtmlReport.kind(repair.verdict()), Words.verdict(repair));
    html.close("h2");
    html.element(
        "p",
        "%s (%s). The judge says %s: %s."
            .formatted(
                repair.description(),
                repair.operator(),
                Words.verdict(repair.judgement().verdict()),
                Words.how(repair.judgement())));
    HtmlReport.examples(html, repair);
    html.open("div", "pair").open("div").element("h3", "The repair").diff(repair.diff());
    html.close("div");
    if (!item.reference().isEmpty()) {
      html.open("div").element("h3", "The maintainers' fix").diff(item.reference()).close("div");
    }
    html.close("div");
    form(item);
    html.close("section");
  }

  private void form(Item item) {
    Optional<Label> label = item.repair().label();
    Labels.Key key = Labels.Key.of(item.trial(), item.repair());
    html.with("form", "class", "label", "method", "post", "action", "label");
    hidden("token", token);
    hidden("repair", key.name());
    hidden("show", show.word());
    html.with("label", "for", item.anchor() + "n").text("Note").close("label");
    html.with("textarea", "id", item.anchor() + "n", "name", "note", "maxlength", "4000")
        .text(label.map(Label::note).orElse(""))
        .close("textarea");
    for (Answer answer : Answer.values()) {
      boolean given = label.map(Label::answer).filter(answer::equals).isPresent();
      html.with(
              "button",
              "name",
              "answer",
              "value",
              answer.name(),
              "aria-pressed",
              Boolean.toString(given))
          .text(Words.answer(answer))
          .close("button");
    }
    if (label.isPresent()) {
      html.with("button", "name", "answer", "value", "").text("take back").close("button");
    }
    html.close("form");
  }

  private void hidden(String name, String value) {
    html.alone("input", "type", "hidden", "name", name, "value", value);
  }
}
