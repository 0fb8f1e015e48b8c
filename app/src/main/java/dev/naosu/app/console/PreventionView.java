package dev.naosu.app.console;

import dev.naosu.app.prevent.PreventionJson.Told;
import dev.naosu.app.tell.SafeText;
import dev.naosu.app.tell.Words;
import dev.naosu.cycle.upkeep.Case;
import dev.naosu.cycle.upkeep.Share;
import dev.naosu.detect.forecast.Sighting;
import dev.naosu.detect.forecast.Subject;
import dev.naosu.repair.upkeep.Means;
import dev.naosu.repair.upkeep.Need;
import dev.naosu.repair.upkeep.Schedule;
import dev.naosu.repair.upkeep.Urgency;
import dev.naosu.repair.upkeep.Window;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Needs and their dates, the most urgent first, and a calendar of five weeks.
///
/// @param needs not met yet, but for the newer libraries
/// @param libraries newer ones that mend no known hole in security, and wait for nobody: told
///   together
/// @param days of the calendar, from a Monday on
/// @param over what became of others, the latest first
/// @param well how what was seen stands that needs nothing
/// @param unseen what could not be looked at
/// @param windows as they are written
/// @param zone of the calendar
/// @param looked when everything was looked at; empty before the first time
/// @param share how much of what was due was met in time; empty before the first
public record PreventionView(
    List<Row> needs,
    List<Row> libraries,
    List<Day> days,
    List<Row> over,
    List<String> well,
    List<String> unseen,
    List<String> windows,
    String zone,
    Optional<Moment> looked,
    String share) {
  /// Where newer libraries stand together.
  private static final String LIBRARIES = "libraries";

  private static final int DAYS = 35;
  private static final int MOST = 60;
  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("EEE d MMM", Locale.ENGLISH);
  private static final DateTimeFormatter SLOT =
      DateTimeFormatter.ofPattern("EEE d MMM, HH:mm", Locale.ENGLISH);

  public PreventionView {
    needs = List.copyOf(needs);
    libraries = List.copyOf(libraries);
    days = List.copyOf(days);
    over = List.copyOf(over);
    well = List.copyOf(well);
    unseen = List.copyOf(unseen);
    windows = List.copyOf(windows);
  }

  /// A need.
  ///
  /// @param tone how it is coloured
  /// @param until empty where nothing happens at a certain time
  /// @param planned when its slot begins; empty where it has none
  /// @param late whether that is too late
  /// @param byNaosu whether naosu can meet it
  public record Row(
      String name,
      String title,
      String word,
      String tone,
      Optional<Moment> until,
      String confidence,
      String impact,
      String means,
      List<String> evidence,
      String planned,
      boolean late,
      String why,
      boolean byNaosu,
      String said,
      Moment changed) {}

  /// A day of the calendar.
  ///
  /// @param title such as `Sat 5 Dec`
  /// @param past whether it is over
  /// @param open whether a window opens on it
  public record Day(String title, boolean today, boolean past, boolean open, List<Item> items) {
    public Day {
      items = List.copyOf(items);
    }
  }

  /// What is done at a time, or what must be done until then.
  ///
  /// @param tone how it is coloured
  public record Item(String time, String title, String name, String tone) {}

  static PreventionView of(Told told, Instant now) {
    ZoneId zone = told.windows().stream().findFirst().map(Window::zone).orElse(ZoneOffset.UTC);
    List<Row> needs = new ArrayList<>();
    List<Row> libraries = new ArrayList<>();
    for (Schedule.Entry each : told.schedule().entries()) {
      told.cases().stream()
          .filter(known -> known.need().name().equals(each.need().name()))
          .findFirst()
          .ifPresent(
              known ->
                  (isQuiet(known) ? libraries : needs)
                      .add(row(known, Optional.of(each), zone, now)));
    }
    needs.sort(Comparator.comparingInt(each -> rank(each.word())));
    List<String> well = new ArrayList<>();
    List<String> unseen = new ArrayList<>();
    told.findings().stream()
        .filter(each -> each.need().isEmpty() && !(each.sighting() instanceof Sighting.Well))
        .forEach(
            each ->
                (each.sighting() instanceof Sighting.Unseen ? unseen : well)
                    .add(SafeText.line(Words.sentence(each.words()), 400)));
    return new PreventionView(
        needs,
        libraries,
        days(told, zone, now),
        told.over().stream()
            .limit(MOST)
            .map(each -> row(each, Optional.empty(), zone, now))
            .toList(),
        well.stream().limit(MOST).toList(),
        unseen.stream().limit(MOST).toList(),
        told.windows().stream().map(Window::toString).toList(),
        zone.toString(),
        told.looked().map(each -> Moment.of(each, now)),
        share(Share.of(told.over())));
  }

  /// A newer library that nothing has happened to yet.
  private static boolean isQuiet(Case known) {
    return known.need().subject().kind() == Subject.Kind.DEPENDENCY
        && known.need().urgency() == Urgency.SOME_DAY
        && known.words().isEmpty();
  }

  private static int rank(String word) {
    return List.of("now", "soon", "planned", "some day").indexOf(word);
  }

  private static String share(Share share) {
    return share.value().isEmpty()
        ? ""
        : Math.round(100 * share.value().getAsDouble())
            + " % of what was due in 90 days was met in time ("
            + share.onTime()
            + " in time, "
            + share.late()
            + " late, "
            + share.missed()
            + " missed)";
  }

  private static Row row(Case known, Optional<Schedule.Entry> entry, ZoneId zone, Instant now) {
    Need need = known.need();
    boolean over = known.state().isOver();
    String word = over ? known.state().word() : need.urgency().word();
    return new Row(
        need.name(),
        SafeText.line(Words.sentence(need.title()), 300),
        word,
        switch (known.state()) {
          case DONE -> "good";
          case MISSED -> "bad";
          case GONE -> "over";
          case OPEN, ASKED, NOT_HELPED ->
              switch (need.urgency()) {
                case NOW -> "bad";
                case SOON -> "ask";
                case PLANNED -> "work";
                case SOME_DAY -> "over";
              };
        },
        need.until().map(each -> Moment.of(each, now)),
        Words.share(need.confidence()),
        SafeText.line(need.impact(), 300),
        SafeText.line(need.means().words(), 500),
        need.evidence().stream().map(each -> SafeText.line(each, 400)).toList(),
        entry
            .flatMap(Schedule.Entry::slot)
            .map(slot -> SLOT.format(slot.begin().atZone(zone)))
            .orElse(""),
        entry.map(Schedule.Entry::late).orElse(false),
        entry.map(Schedule.Entry::why).orElse(""),
        !over && !(need.means() instanceof Means.ByPerson),
        SafeText.line(
            known.words().isEmpty() || over
                ? known.words()
                : known.state().word() + ": " + known.words(),
            500),
        Moment.of(known.changed(), now));
  }

  private static List<Day> days(Told told, ZoneId zone, Instant now) {
    LocalDate today = now.atZone(zone).toLocalDate();
    LocalDate monday = today.minusDays(today.getDayOfWeek().getValue() - 1L);
    Set<String> quiet =
        told.cases().stream()
            .filter(PreventionView::isQuiet)
            .map(each -> each.need().name())
            .collect(Collectors.toUnmodifiableSet());
    List<Day> days = new ArrayList<>();
    for (int i = 0; i < DAYS; i++) {
      LocalDate day = monday.plusDays(i);
      List<Item> items = new ArrayList<>();
      int libraries = 0;
      for (Schedule.Entry each : told.schedule().entries()) {
        if (quiet.contains(each.need().name())) {
          libraries +=
              each.slot()
                  .map(slot -> slot.begin().atZone(zone).toLocalDate())
                  .filter(day::equals)
                  .map(_ -> 1)
                  .orElse(0);
          continue;
        }
        String title = SafeText.line(Words.sentence(each.need().title()), 120);
        each.slot()
            .map(slot -> slot.begin().atZone(zone))
            .filter(at -> at.toLocalDate().equals(day))
            .ifPresent(
                at ->
                    items.add(
                        new Item(
                            CLOCK.format(at),
                            title,
                            each.need().name(),
                            each.late() ? "bad" : "work")));
        each.need()
            .until()
            .map(until -> until.atZone(zone))
            .filter(at -> at.toLocalDate().equals(day))
            .ifPresent(_ -> items.add(new Item("until", title, each.need().name(), "ask")));
      }
      items.sort(Comparator.comparing(Item::time));
      if (libraries > 0) {
        items.add(
            new Item(
                "then",
                libraries == 1 ? "a newer library" : libraries + " newer libraries",
                LIBRARIES,
                "work"));
      }
      days.add(
          new Day(
              DAY.format(day),
              day.equals(today),
              day.isBefore(today),
              told.windows().stream()
                  .anyMatch(window -> window.days().contains(day.getDayOfWeek())),
              items));
    }
    return days;
  }
}
