package dev.naosu.bench.tell;

import java.util.Locale;

/// A plot as inline SVG, small enough that its letters can be read on a phone. Colours are classes
/// of the page's style, so it follows light and dark.
final class Plot {
  static final double WIDTH = 440;
  static final double HEIGHT = 270;
  static final double LEFT = 40;
  static final double RIGHT = WIDTH - 14;
  static final double TOP = 14;
  static final double BOTTOM = HEIGHT - 42;

  private final StringBuilder svg = new StringBuilder();

  /// @param title what is shown, in one sentence, for who cannot see it
  Plot(String title) {
    svg.append(
        "<svg class=\"plot\" viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-label=\"%s\">\n"
            .formatted(WIDTH, HEIGHT, Html.escape(title)));
  }

  Plot up(Scale up, String what) {
    for (double tick : up.ticks()) {
      line("grid", LEFT, up.at(tick), RIGHT, up.at(tick));
      text("tick end", LEFT - 6, up.at(tick) + 4, label(tick));
    }
    return text("what", LEFT + 4, TOP, what);
  }

  Plot across(Scale across, String what) {
    for (double tick : across.ticks()) {
      line("axis", across.at(tick), BOTTOM, across.at(tick), BOTTOM + 4);
      text("tick middle", across.at(tick), BOTTOM + 17, label(tick));
    }
    return across(what);
  }

  /// The axis alone.
  Plot across(String what) {
    line("axis", LEFT, BOTTOM, RIGHT, BOTTOM);
    return text("what middle", (LEFT + RIGHT) / 2, HEIGHT - 6, what);
  }

  Plot line(String classes, double x1, double y1, double x2, double y2) {
    svg.append(
        "<line class=\"%s\" x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/>\n"
            .formatted(classes, number(x1), number(y1), number(x2), number(y2)));
    return this;
  }

  /// @param path as in the `d` of an SVG path; made with [#number]
  Plot path(String classes, String path) {
    svg.append("<path class=\"%s\" d=\"%s\"/>\n".formatted(classes, path));
    return this;
  }

  Plot bar(String classes, double x, double y, double width, double height) {
    svg.append(
        "<rect class=\"%s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\"/>\n"
            .formatted(
                classes,
                number(x),
                number(y),
                number(Math.max(0, width)),
                number(Math.max(0, height))));
    return this;
  }

  Plot dot(String classes, double x, double y, double radius) {
    svg.append(
        "<circle class=\"%s\" cx=\"%s\" cy=\"%s\" r=\"%s\"/>\n"
            .formatted(classes, number(x), number(y), number(radius)));
    return this;
  }

  Plot text(String classes, double x, double y, String text) {
    svg.append(
        "<text class=\"%s\" x=\"%s\" y=\"%s\">%s</text>\n"
            .formatted(classes, number(x), number(y), Html.escape(text)));
    return this;
  }

  String svg() {
    return svg + "</svg>\n";
  }

  static String number(double number) {
    return String.format(Locale.ROOT, "%.1f", number);
  }

  /// Without needless digits.
  static String label(double tick) {
    return tick == Math.rint(tick)
        ? String.format(Locale.ROOT, "%.0f", tick)
        : String.format(Locale.ROOT, "%.3f", tick).replaceFirst("0+$", "");
  }
}
