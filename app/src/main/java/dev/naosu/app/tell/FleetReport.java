package dev.naosu.app.tell;

import dev.naosu.fleet.Fleet.Standing;
import dev.naosu.fleet.Roster;
import dev.naosu.fleet.Roster.Condition;
import dev.naosu.fleet.Roster.Happening;
import dev.naosu.fleet.Split;
import dev.naosu.fleet.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// What is to be told of a fleet at a terminal.
public final class FleetReport {
  private static final int COMMIT = 40;
  private static final int BRIEF = 12;
  private static final int SHARE = 8;
  private static final int AGO = 12;
  private static final int SHOWN = 12;

  private final Screen screen;
  private final Ink ink;
  private final String service;

  public FleetReport(Screen screen, String service) {
    this.screen = screen;
    this.ink = screen.ink();
    this.service = service;
  }

  /// A version as people call it: of a commit, the beginning.
  public static String brief(Version version) {
    String name = version.name();
    return name.length() >= COMMIT && name.matches("[0-9a-f]+") ? name.substring(0, BRIEF) : name;
  }

  /// Such as `9b1d003 95 %, 4f2c1a9 5 %`.
  public static String shares(Split split) {
    return split.shares().entrySet().stream()
        .map(each -> brief(each.getKey()) + " " + percent(each.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static String percent(double share) {
    String written = String.format(Locale.ROOT, "%.1f", 100 * share);
    return written.replaceFirst("\\.0$", "") + " %";
  }

  /// Something begins that may take a while.
  public void begin(String text) {
    screen.line(ink.faint("  " + SafeText.line(text) + " …"));
  }

  public void done(String text) {
    screen.line("  " + ink.good("✓") + "  " + SafeText.line(text));
  }

  public void problem(String text) {
    screen.line("naosu: " + SafeText.line(text, 1_000));
  }

  /// A line of what a program said.
  public void said(String line) {
    screen.line("     " + ink.faint(SafeText.line(line, 300)));
  }

  /// @param output what it said; may be empty
  public void unwell(String version, String why, String output) {
    screen.line("  " + ink.bad("✗") + "  " + version + " is not well: " + SafeText.line(why, 500));
    output.lines().forEach(this::said);
    screen.line("     nothing of it runs; the users notice nothing");
  }

  /// @param versions all that are to be told of, in order
  public void status(
      Collection<Version> versions, Standing standing, List<Roster.Instance> instances) {
    if (versions.isEmpty()) {
      screen.line(service + ": nothing runs; start it with naosu fleet deploy VERSION");
      return;
    }
    screen.line(ink.strong(service));
    for (Version version : versions) {
      List<Roster.Instance> own =
          instances.stream().filter(each -> each.version().equals(version)).toList();
      long well = own.stream().filter(each -> each.condition() == Condition.WELL).count();
      String share =
          standing
              .split()
              .filter(split -> split.of(version) > 0)
              .map(split -> percent(split.of(version)))
              .orElse("–");
      String count = well + " of " + own.size() + " well";
      screen.line(
          "  "
              + share
              + " ".repeat(Math.max(1, SHARE - share.length()))
              + ink.strong(brief(version))
              + "  "
              + (well == own.size() && well > 0 ? ink.good(count) : ink.bad(count)));
      own.forEach(this::instance);
    }
  }

  /// What happened to its instances lately; nothing when nothing did.
  ///
  /// @param happenings the earliest first
  public void happened(List<Happening> happenings, Instant now) {
    List<Happening> shown =
        happenings.subList(Math.max(0, happenings.size() - SHOWN), happenings.size());
    if (!shown.isEmpty()) {
      screen.line("");
      screen.line("  " + ink.strong("lately"));
      shown.forEach(
          each ->
              screen.line(
                  "  "
                      + ink.faint(ago(Duration.between(each.at(), now)))
                      + "  "
                      + SafeText.line(each.what(), 300)));
    }
  }

  private static String ago(Duration time) {
    String words;
    if (time.toMinutes() < 2) {
      words = Math.max(0, time.toSeconds()) + " s ago";
    } else {
      words = time.toHours() < 2 ? time.toMinutes() + " min ago" : time.toHours() + " h ago";
    }
    return " ".repeat(Math.max(0, AGO - words.length())) + words;
  }

  private void instance(Roster.Instance instance) {
    boolean well = instance.condition() == Condition.WELL;
    boolean coming =
        instance.condition() == Condition.STARTING || instance.condition() == Condition.ASIDE;
    String mark = well ? ink.good("✓") : coming ? ink.faint("…") : ink.bad("✗");
    String word = instance.condition().name().toLowerCase(Locale.ROOT);
    String where = instance.where().isEmpty() ? "" : "  " + instance.where();
    String note = instance.note().isEmpty() ? "" : "  " + instance.note();
    screen.line(
        " ".repeat(2 + SHARE)
            + mark
            + " "
            + SafeText.line(instance.name() + " " + word + where)
            + ink.faint(SafeText.line(note, 300)));
  }
}
