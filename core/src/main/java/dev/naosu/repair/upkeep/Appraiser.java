package dev.naosu.repair.upkeep;

import dev.naosu.detect.forecast.Forecast;
import dev.naosu.detect.forecast.Outlook;
import dev.naosu.detect.forecast.Pace;
import dev.naosu.detect.forecast.Reading;
import dev.naosu.detect.forecast.Readings;
import dev.naosu.detect.forecast.Sighting;
import dev.naosu.detect.forecast.Slowdown;
import dev.naosu.detect.forecast.Subject;
import dev.naosu.detect.forecast.Subject.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Tells what has to be done from what was seen, now and before.
///
/// @param lookingBack how far what was measured is looked at
public record Appraiser(Forecast forecast, Duration lookingBack) {
  /// From here on, a level is a need also when nobody can tell where it leads.
  private static final double NEARLY = 0.9;

  /// A date that is less likely than this is told, and nothing is planned for it.
  private static final double LIKELY = 0.5;

  private static final Duration CERTIFICATE_LEAD = Duration.ofDays(30);
  private static final Duration ENDING_LEAD = Duration.ofDays(180);
  private static final Duration SECURITY_TIME = Duration.ofDays(7);
  private static final Duration LOGS_TIME = Duration.ofDays(30);
  private static final long LARGE_FILE = 1L << 30;
  private static final double SLOWER = 1.5;
  private static final double SURE = 0.95;
  private static final double LEAST_MILLIS = 5;
  private static final double DEAD_SHARE = 0.2;
  private static final long DEAD_LEAST = 10_000;
  private static final double BYTES_PER_SECOND = 50e6;
  private static final int NAMED = 8;

  /// A quarter of a year of measurements.
  public static Appraiser usual() {
    return new Appraiser(Forecast.usual(), Duration.ofDays(90));
  }

  /// What came of one thing that was seen.
  ///
  /// @param words how it stands, in one sentence
  /// @param outlook empty where nothing was forecast
  /// @param need empty where nothing has to be done
  public record Finding(
      Sighting sighting, String words, Optional<Outlook> outlook, Optional<Need> need) {}

  public List<Finding> appraise(List<Sighting> sightings, Readings readings, Instant now) {
    List<Finding> findings = new ArrayList<>();
    for (Sighting each : sightings) {
      findings.add(appraise(each, readings, now));
    }
    return findings;
  }

  private Finding appraise(Sighting sighting, Readings readings, Instant now) {
    return switch (sighting) {
      case Sighting.Level level -> level(level, readings, now);
      case Sighting.Logs logs -> logs(logs, readings, now);
      case Sighting.Statement statement -> statement(statement, readings, now);
      case Sighting.Table table -> table(table);
      case Sighting.Ending ending -> ending(ending, now);
      case Sighting.Behind behind -> behind(behind, now);
      case Sighting.Updates updates -> updates(updates, now);
      case Sighting.Well _ -> calm(sighting, "nothing to do");
      case Sighting.Unseen(var _, String why) -> calm(sighting, "cannot be told: " + why);
    };
  }

  private static Finding calm(Sighting sighting, String words) {
    return new Finding(sighting, words, Optional.empty(), Optional.empty());
  }

  private static Finding needed(Sighting sighting, Optional<Outlook> outlook, Need need) {
    return new Finding(sighting, need.title(), outlook, Optional.of(need));
  }

  private Finding level(Sighting.Level level, Readings readings, Instant now) {
    List<Reading> past = readings.of(level.subject().series(), now.minus(lookingBack));
    Outlook outlook =
        level.floor()
            ? forecast.floorReaches(past, level.limit())
            : forecast.reaches(past, level.limit());
    String here =
        level.subject().name()
            + " is at "
            + Amounts.percent(level.share())
            + " ("
            + Amounts.of(level.value(), level.unit())
            + " of "
            + Amounts.of(level.limit(), level.unit())
            + ")";
    boolean isNear = level.share() >= NEARLY;
    return switch (outlook) {
      case Outlook.Over _ ->
          needed(
              level,
              Optional.of(outlook),
              levelNeed(level, here, Optional.empty(), 1, List.of(here), now));
      case Outlook.Reached reached -> {
        String title =
            level.subject().name()
                + (level.subject().kind() == Kind.DISK ? " is full" : " is at its limit")
                + " about "
                + Amounts.date(reached.likely(), now)
                + " (between "
                + Amounts.date(reached.earliest(), now)
                + " and "
                + reached.latest().map(at -> Amounts.date(at, now)).orElse("later than can be told")
                + ")";
        List<String> evidence =
            List.of(
                here,
                "it grows by "
                    + Amounts.of(reached.perDay(), level.unit())
                    + " a day, from "
                    + past.size()
                    + " measurements",
                "four of five such dates lie in their interval");
        yield reached.confidence() < LIKELY
            ? new Finding(level, title, Optional.of(outlook), Optional.empty())
            : needed(
                level,
                Optional.of(outlook),
                levelNeed(
                    level,
                    title,
                    Optional.of(reached.earliest()),
                    reached.confidence(),
                    evidence,
                    now));
      }
      case Outlook.NotWithin(Duration within, double confidence, double perDay) -> {
        String words =
            here
                + ", and does not get to its limit within "
                + Math.max(1, within.toHours() < 48 ? within.toHours() : within.toDays())
                + (within.toHours() < 48 ? " h" : " days");
        yield isNear
            ? needed(
                level,
                Optional.of(outlook),
                levelNeed(level, here, Optional.empty(), 1 - confidence, List.of(words), now))
            : new Finding(
                level,
                words
                    + (perDay > 0
                        ? " (it grows by " + Amounts.of(perDay, level.unit()) + " a day)"
                        : ""),
                Optional.of(outlook),
                Optional.empty());
      }
      case Outlook.Unclear(String why) ->
          isNear
              ? needed(
                  level,
                  Optional.of(outlook),
                  levelNeed(
                      level,
                      here,
                      Optional.empty(),
                      0.5,
                      List.of(here, "no forecast: " + why),
                      now))
              : new Finding(
                  level,
                  here + "; no forecast yet: " + why,
                  Optional.of(outlook),
                  Optional.empty());
    };
  }

  private static Need levelNeed(
      Sighting.Level level,
      String title,
      Optional<Instant> until,
      double confidence,
      List<String> evidence,
      Instant now) {
    Subject subject = level.subject();
    Duration time = Duration.ofMinutes(15);
    return new Need(
        subject,
        title,
        Urgency.of(until, now)
            .atLeast(
                level.share() >= 1
                    ? Urgency.NOW
                    : level.share() >= NEARLY ? Urgency.SOON : Urgency.SOME_DAY),
        time,
        Duration.ZERO,
        impact(subject.kind()),
        until,
        confidence,
        evidence,
        touches(subject, subject.series()),
        switch (subject.kind()) {
          case DISK ->
              acting(
                  subject,
                  "disk.clean",
                  Map.of(),
                  "remove what is old under the directories that may be cleaned",
                  "make room: naosu does not know what may be removed there; name the disk as a"
                      + " component of a service, or remove what is not needed");
          case TRANSACTIONS ->
              new Means.ByPerson(
                  "run VACUUM (FREEZE) on the oldest tables: SELECT oid::regclass, age(relfrozenxid)"
                      + " FROM pg_class WHERE relkind = 'r' ORDER BY 2 DESC");
          case HEAP ->
              new Means.ByPerson(
                  "find the leak: compare two heap histograms (jcmd PID GC.class_histogram) an hour"
                      + " apart; a restart in a maintenance window puts it off");
          case CONNECTIONS ->
              new Means.ByPerson(
                  "find who does not give connections back (pg_stat_activity, idle longest), or"
                      + " allow more");
          case THREADS ->
              new Means.ByPerson(
                  "find who starts them and does not end them: compare two thread dumps (jcmd PID"
                      + " Thread.print)");
          case MEMORY ->
              new Means.ByPerson(
                  "find out what takes it; give it more, or let it keep less (of a Redis: an expiry,"
                      + " or maxmemory-policy)");
          case LOGS, TABLE, QUERY, CERTIFICATE, DEPENDENCY, PLATFORM, PACKAGES ->
              new Means.ByPerson("look at it");
        });
  }

  private static String impact(Kind kind) {
    return switch (kind) {
      case DISK -> "whatever writes there fails: databases stop, logs are lost";
      case LOGS -> "the logs fill the disk they are on";
      case HEAP -> "the JVM collects garbage all the time, then ends with OutOfMemoryError";
      case CONNECTIONS -> "whoever needs a new connection is refused";
      case THREADS -> "no new thread can be started: requests are refused";
      case MEMORY -> "what needs memory is refused it, or ended";
      case TRANSACTIONS -> "the database refuses to write until it is vacuumed by hand";
      case TABLE -> "queries read dead rows, and the table grows";
      case QUERY -> "requests that need it get slower";
      case CERTIFICATE -> "clients refuse to connect";
      case DEPENDENCY -> "faults that are mended there stay, and the step grows";
      case PLATFORM -> "faults found after that are not mended any more";
      case PACKAGES -> "known holes stay open";
    };
  }

  private Finding logs(Sighting.Logs logs, Readings readings, Instant now) {
    List<Reading> past = readings.of(logs.subject().series(), now.minus(lookingBack));
    Optional<Pace> pace = Pace.of(past);
    String here =
        logs.subject().name()
            + " holds "
            + Amounts.of(logs.bytes(), "bytes")
            + " of logs"
            + pace.map(each -> ", " + Amounts.of(each.perDay(), "bytes") + " a day more")
                .orElse("");
    boolean isLarge = logs.largestBytes() >= LARGE_FILE;
    Optional<Instant> full =
        pace.filter(each -> each.perDay() > 0)
            .map(each -> logs.free() / each.perDay())
            .filter(days -> days < LOGS_TIME.toDays())
            .map(days -> now.plusSeconds(Math.round(days * Duration.ofDays(1).toSeconds())));
    if (full.isEmpty() && !isLarge) {
      return calm(
          logs,
          here
              + (pace.isPresent()
                  ? ""
                  : "; how fast they grow is told after half an hour of measuring"));
    }
    List<String> evidence = new ArrayList<>(List.of(here));
    if (isLarge) {
      evidence.add(
          "the largest is " + logs.largest() + " with " + Amounts.of(logs.largestBytes(), "bytes"));
    }
    full.ifPresent(
        at ->
            evidence.add(
                "at this pace they fill the "
                    + Amounts.of(logs.free(), "bytes")
                    + " that are free until "
                    + Amounts.date(at, now)));
    return needed(
        logs,
        Optional.empty(),
        new Need(
            logs.subject(),
            full.map(
                    at ->
                        "the logs in "
                            + logs.subject().name()
                            + " fill their disk until "
                            + Amounts.date(at, now))
                .orElse(logs.largest() + " is not rotated"),
            Urgency.of(full, now).atLeast(Urgency.PLANNED),
            Duration.ofMinutes(10),
            Duration.ZERO,
            impact(Kind.LOGS),
            full,
            full.isPresent() ? 0.8 : 0.6,
            evidence,
            touches(logs.subject(), logs.subject().series()),
            acting(
                logs.subject(),
                "logs.rotate",
                Map.of(),
                "rotate and compress the logs",
                "rotate and compress the logs there (logrotate), or name the directory as a"
                    + " component of a service so that naosu may")));
  }

  private Finding statement(Sighting.Statement statement, Readings readings, Instant now) {
    Instant since = now.minus(lookingBack);
    String series = statement.subject().series();
    Optional<Slowdown> found =
        Slowdown.of(readings.of(series + "#calls", since), readings.of(series + "#millis", since));
    if (found.isEmpty()) {
      return calm(statement, "no trend yet: " + shortened(statement.text()));
    }
    Slowdown slowdown = found.get();
    String words =
        "its mean time went from "
            + Amounts.of(slowdown.before(), "ms")
            + " to "
            + Amounts.of(slowdown.now(), "ms")
            + ": "
            + shortened(statement.text());
    boolean isSlower =
        slowdown.factor() >= SLOWER
            && slowdown.confidence() >= SURE
            && slowdown.now() >= LEAST_MILLIS;
    return isSlower
        ? needed(
            statement,
            Optional.empty(),
            new Need(
                statement.subject(),
                "a statement got " + Amounts.of(slowdown.factor(), "times") + " slower",
                Urgency.PLANNED,
                Duration.ofMinutes(20),
                Duration.ZERO,
                impact(Kind.QUERY),
                Optional.empty(),
                slowdown.confidence(),
                List.of(words, Amounts.of(slowdown.callsPerDay(), "calls") + " a day"),
                touches(statement.subject(), statement.subject().series()),
                new Means.ByPerson(
                    "run ANALYZE on its tables; if that does not help, look at its plan with EXPLAIN"
                        + " (ANALYZE, BUFFERS): an index may be missing, or more rows are read than"
                        + " before")))
        : calm(statement, words);
  }

  private static Finding table(Sighting.Table table) {
    long all = table.live() + table.dead();
    double share = all == 0 ? 0 : (double) table.dead() / all;
    String words =
        table.subject().name()
            + ": "
            + Amounts.percent(share)
            + " of its rows are dead ("
            + Amounts.of(table.dead(), "")
            + ")";
    if (table.dead() < DEAD_LEAST || share < DEAD_SHARE) {
      return calm(table, words);
    }
    long seconds = 60 + Math.round(table.bytes() / BYTES_PER_SECOND);
    return needed(
        table,
        Optional.empty(),
        new Need(
            table.subject(),
            words,
            Urgency.PLANNED,
            Duration.ofSeconds(seconds),
            Duration.ZERO,
            impact(Kind.TABLE),
            Optional.empty(),
            0.9,
            List.of(words, "the table has " + Amounts.of(table.bytes(), "bytes")),
            touches(table.subject(), table.subject().series()),
            acting(
                table.subject(),
                "database.maintain",
                Map.of("task", "vacuum", "name", table.table()),
                "vacuum the table while it is used",
                "run VACUUM (ANALYZE) " + table.table())));
  }

  private static Finding ending(Sighting.Ending ending, Instant now) {
    Kind kind = ending.subject().kind();
    boolean isOver = !ending.at().isAfter(now);
    String words = ending.what() + (isOver ? " ended " : " ends ") + Amounts.date(ending.at(), now);
    Duration lead = kind == Kind.CERTIFICATE ? CERTIFICATE_LEAD : ENDING_LEAD;
    if (ending.at().isAfter(now.plus(lead))) {
      return calm(ending, words);
    }
    return needed(
        ending,
        Optional.empty(),
        new Need(
            ending.subject(),
            words,
            kind == Kind.CERTIFICATE
                ? Urgency.of(Optional.of(ending.at()), now)
                : isOver ? Urgency.SOON : Urgency.SOME_DAY,
            kind == Kind.CERTIFICATE ? Duration.ofMinutes(15) : Duration.ofHours(8),
            Duration.ZERO,
            impact(kind),
            Optional.of(ending.at()),
            1,
            List.of(words),
            touches(ending.subject(), ending.subject().series()),
            kind == Kind.CERTIFICATE
                ? new Means.ByPerson(
                    "renew it where it comes from, then have the service read it again")
                : new Means.ByPerson(
                    "move to a line of versions that is looked after; it may need changes of the"
                        + " code")));
  }

  private static Finding behind(Sighting.Behind behind, Instant now) {
    boolean isDangerous = !behind.reasons().isEmpty();
    boolean hasStep = !behind.next().equals(behind.present());
    String title =
        behind.subject().name()
            + " "
            + behind.present()
            + (hasStep ? " → " + behind.next() : " is behind " + behind.newest());
    if (!hasStep && !isDangerous) {
      return calm(behind, title + ": a step to another first number is a person's choice");
    }
    Optional<Instant> until = isDangerous ? Optional.of(now.plus(SECURITY_TIME)) : Optional.empty();
    List<String> evidence = new ArrayList<>(behind.reasons());
    evidence.add(
        "its repository has "
            + behind.next()
            + (behind.newest().equals(behind.next()) ? "" : ", and " + behind.newest()));
    if (!behind.also().isEmpty()) {
      evidence.add("the same place gives the version of " + String.join(", ", behind.also()));
    }
    return needed(
        behind,
        Optional.empty(),
        new Need(
            behind.subject(),
            title,
            isDangerous ? Urgency.SOON : Urgency.SOME_DAY,
            Duration.ofMinutes(30),
            Duration.ZERO,
            impact(Kind.DEPENDENCY),
            until,
            isDangerous ? 1 : 0.5,
            evidence,
            List.of("project:" + behind.project()),
            hasStep
                ? new Means.Update(
                    "write "
                        + behind.next()
                        + " into "
                        + behind.place()
                        + ", build and test it, and offer it for review",
                    behind.project(),
                    behind.place(),
                    behind.library(),
                    behind.present(),
                    behind.next())
                : new Means.ByPerson(
                    "go to " + behind.newest() + "; its interfaces may have changed")));
  }

  private static Finding updates(Sighting.Updates updates, Instant now) {
    int count = updates.security().size();
    if (count == 0 && !updates.restart()) {
      return calm(
          updates,
          updates.others() == 0
              ? "every package is up to date"
              : updates.others() + " updates, none of which is for security");
    }
    Optional<Instant> until = Optional.of(now.plus(SECURITY_TIME));
    List<String> evidence = new ArrayList<>();
    if (count > 0) {
      evidence.add(
          String.join(", ", updates.security().subList(0, Math.min(NAMED, count)))
              + (count > NAMED ? " and " + (count - NAMED) + " more" : ""));
    }
    if (updates.restart()) {
      evidence.add("what is installed already waits for a restart of the machine");
    }
    return needed(
        updates,
        Optional.empty(),
        new Need(
            updates.subject(),
            count == 0
                ? "the machine has to be started again for updates to hold"
                : count + (count == 1 ? " security update waits" : " security updates wait"),
            Urgency.SOON,
            Duration.ofMinutes(30),
            updates.restart() ? Duration.ofMinutes(5) : Duration.ZERO,
            impact(Kind.PACKAGES),
            until,
            1,
            evidence,
            List.of(updates.subject().series()),
            new Means.ByPerson(
                count == 0
                    ? "restart the machine in a maintenance window"
                    : "apt-get update && apt-get upgrade, in a maintenance window; naosu changes no"
                        + " packages of the operating system")));
  }

  private static Means acting(
      Subject subject, String action, Map<String, String> arguments, String words, String byHand) {
    return subject
        .target()
        .<Means>map(target -> new Means.Act(words, target, action, arguments))
        .orElseGet(() -> new Means.ByPerson(byHand));
  }

  private static List<String> touches(Subject subject, String otherwise) {
    return List.of(subject.target().map(Object::toString).orElse(otherwise));
  }

  private static String shortened(String text) {
    String line = text.replaceAll("\\s+", " ").strip();
    return line.length() <= 100 ? line : line.substring(0, 99) + "…";
  }
}
