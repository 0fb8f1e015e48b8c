package dev.naosu.detect.logs;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The lines of one service in, those out that tell of a new trouble: a template of an error that
/// was never seen before, a new warning that is repeated, an error that is suddenly frequent.
///
/// Only what is severe is learnt; of the rest of a log nothing is kept. A line with a stack trace
/// is an exception, which is told as one. Not safe for use by several threads.
public final class LogAlarms {
  /// @param learning nothing is told so long after the first line
  /// @param anHour alarms in any hour; a deploy changes many lines at once
  public record Settings(Duration learning, int anHour) {
    public static final Settings USUAL = new Settings(Duration.ofMinutes(10), 10);

    public Settings {
      if (learning.isNegative() || anHour < 1) {
        throw new IllegalArgumentException(
            "learning is not negative and an hour has at least 1 alarm, not "
                + learning
                + ", "
                + anHour);
      }
    }
  }

  private static final LogTemplates.Limits LIMITS = new LogTemplates.Limits(2_000, 100, 0.4, 4);
  private static final Duration HOUR = Duration.ofHours(1);

  /// Lines that were written so long before they came in are read late: they teach, and alarm
  /// nobody.
  private static final Duration OLD = Duration.ofMinutes(15);

  /// A single warning says little.
  private static final long WARNINGS = 5;

  /// Longest message that is looked at.
  private static final int MOST_LETTERS = 2_000;

  private final Settings settings;
  private final LogTemplates templates = new LogTemplates(LIMITS);
  private final Map<Long, Known> known = new LinkedHashMap<>(16, 0.75f, true);
  private final Deque<Instant> told = new ArrayDeque<>();
  private Optional<Instant> first = Optional.empty();
  private String version = "";

  public LogAlarms(Settings settings) {
    this.settings = settings;
  }

  /// Learns the line.
  ///
  /// @param now when it was received
  public Optional<LogAlarm> see(LogLine line, Instant now) {
    if (first.isEmpty()) {
      first = Optional.of(now);
    }
    boolean isWarning = line.level() == LogLine.Level.WARN;
    if (!isWarning && !line.level().isSevere() || line.stackTrace().isPresent()) {
      return Optional.empty();
    }
    deployed(line.origin().version());
    LogTemplate template = template(line);
    Known one = known(template, line, now);
    one.frequency.add(now);
    boolean isLearning = first.get().plus(settings.learning()).isAfter(now);
    if (isLearning) {
      one.isUsual = true;
    }
    boolean isNew = !one.isUsual && one.frequency.all() == (isWarning ? WARNINGS : 1);
    boolean isMany = one.isUsual && !isWarning && one.frequency.isMany();
    one.isUsual |= isNew;
    if (isLearning || isOld(line, now) || one.isTold(now) || !isNew && !isMany || !mayTell(now)) {
      return Optional.empty();
    }
    one.told = Optional.of(now);
    told.addLast(now);
    return Optional.of(
        new LogAlarm(
            isNew,
            template,
            line,
            isNew ? one.first : one.frequency.minute(),
            isNew ? one.frequency.all() : one.frequency.thisMinute()));
  }

  /// What was told of the version before may be told again of the new one.
  private void deployed(String now) {
    if (!now.isEmpty() && !now.equals(version)) {
      if (!version.isEmpty()) {
        known.values().forEach(each -> each.told = Optional.empty());
      }
      version = now;
    }
  }

  private LogTemplate template(LogLine line) {
    Optional<LogSource> source = line.source().filter(each -> !each.format().isBlank());
    String message = line.message();
    return source
        .map(templates::add)
        .orElseGet(
            () ->
                templates.add(
                    message.length() <= MOST_LETTERS
                        ? message
                        : message.substring(0, MOST_LETTERS)))
        .template();
  }

  private Known known(LogTemplate template, LogLine line, Instant now) {
    Instant at = line.at().isAfter(now) ? now : line.at();
    Known one = known.computeIfAbsent(template.id(), _ -> new Known(at));
    if (template.seen() > one.frequency.all() + 1) {
      // it joined an older one, or was known before it was forgotten here
      one.isUsual = true;
    }
    if (known.size() > LIMITS.templates()) {
      known.remove(known.keySet().iterator().next());
    }
    return one;
  }

  private static boolean isOld(LogLine line, Instant now) {
    return line.at().isBefore(now.minus(OLD));
  }

  private boolean mayTell(Instant now) {
    while (!told.isEmpty() && !told.getFirst().plus(HOUR).isAfter(now)) {
      told.removeFirst();
    }
    return told.size() < settings.anHour();
  }

  /// What is known of one template.
  private static final class Known {
    private final Instant first;
    private final Frequency frequency = new Frequency();
    private boolean isUsual;
    private Optional<Instant> told = Optional.empty();

    Known(Instant first) {
      this.first = first;
    }

    /// Whether it was told within the hour: it is not told for each line, nor for each minute.
    boolean isTold(Instant now) {
      return told.isPresent() && told.get().plus(HOUR).isAfter(now);
    }
  }
}
