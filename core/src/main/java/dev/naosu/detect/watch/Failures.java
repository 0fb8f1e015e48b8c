package dev.naosu.detect.watch;

import dev.naosu.detect.metrics.ErrorShare;
import dev.naosu.detect.metrics.Reading;
import dev.naosu.detect.metrics.Series;
import dev.naosu.detect.traces.SeenSpan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Whether more of what a service is asked fails than before: for each operation, and for all of
/// them, by its spans; and by counters that tell answers apart by their status.
final class Failures {
  private static final int MOST = 500;
  private static final String ALL = "";

  /// Labels that tell how it ended.
  private static final Set<String> STATUS =
      Set.of(
          "status",
          "code",
          "status_code",
          "http_status",
          "http_status_code",
          "http.status_code",
          "http_response_status_code",
          "http.response.status_code",
          "grpc_code",
          "outcome",
          "result",
          "error",
          "error_type",
          "error.type",
          "exception");

  private static final Set<String> FAILED =
      Set.of("server_error", "error", "failure", "failed", "true", "exception");

  /// As a whole it is told only when none of its operations was.
  private static final Duration QUIET = Duration.ofMinutes(5);

  private final ErrorShare.Least least;

  /// The one not asked for longest first.
  private final Map<String, ErrorShare> shares = new LinkedHashMap<>(16, 0.75f, true);

  private Instant told = Instant.MIN;

  Failures(ErrorShare.Least least) {
    this.least = least;
  }

  /// Counts of what ended in the same way and time.
  private static final class Count {
    private long asked;
    private long failed;
    private Instant first = Instant.MAX;

    void add(long more, boolean isFailed, Instant at) {
      asked += more;
      if (isFailed && more > 0) {
        failed += more;
        first = at.isBefore(first) ? at : first;
      }
    }
  }

  List<Finding> ofSpans(List<SeenSpan> spans, Instant now) {
    Count all = new Count();
    Map<String, Count> counts = new TreeMap<>();
    for (SeenSpan span : spans) {
      // what asks others fails with them, and what is within answers nobody
      if (span.role() == SeenSpan.Role.SERVER || span.parent().isEmpty()) {
        counts
            .computeIfAbsent(span.operation(), _ -> new Count())
            .add(1, span.failed(), span.began());
        all.add(1, span.failed(), span.began());
      }
    }
    List<Finding> found = new ArrayList<>();
    counts.forEach((operation, count) -> rise(operation, count, now).ifPresent(found::add));
    if (!found.isEmpty()) {
      told = now;
    }
    if (all.asked > 0) {
      rise(ALL, all, now)
          .filter(_ -> told.equals(Instant.MIN) || told.plus(QUIET).isBefore(now))
          .ifPresent(found::add);
    }
    return found;
  }

  List<Finding> ofCounters(List<Reading> readings, Instant now) {
    Map<String, Count> counts = new TreeMap<>();
    for (Reading reading : readings) {
      Series series = reading.series();
      Optional<String> status =
          series.labels().keySet().stream().filter(STATUS::contains).findFirst();
      if (status.isPresent() && series.shape() != Series.Shape.GAUGE) {
        counts
            .computeIfAbsent(reading.point().at() + " " + asked(series), _ -> new Count())
            .add(
                Math.round(reading.growth()),
                series.labels().entrySet().stream()
                    .anyMatch(each -> STATUS.contains(each.getKey()) && isFailed(each.getValue())),
                reading.point().at());
      }
    }
    List<Finding> found = new ArrayList<>();
    counts.forEach(
        (name, count) ->
            rise(name.substring(name.indexOf(' ') + 1), count, now).ifPresent(found::add));
    return found;
  }

  private Optional<Finding> rise(String what, Count count, Instant now) {
    ErrorShare share = shares.computeIfAbsent(what, _ -> new ErrorShare(least));
    if (shares.size() > MOST) {
      shares.remove(shares.keySet().iterator().next());
    }
    return share
        .add(count.asked, count.failed, count.failed > 0 ? count.first : now, now)
        .map(rise -> told(what, rise, now));
  }

  private static Finding told(String what, ErrorShare.Rise rise, Instant now) {
    return new Finding(
        (what.equals(ALL) ? "Requests" : what)
            + (what.equals(ALL) ? " fail" : " fails")
            + " more often than before",
        rise.began().isAfter(now) ? now : rise.began(),
        Map.of(
            "watch",
            "errors",
            "operation",
            what,
            "share",
            share(rise.share()),
            "usual",
            share(rise.usual()),
            "asked",
            Long.toString(rise.asked()),
            "failed",
            Long.toString(rise.failed())));
  }

  private static String share(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }

  /// The series without how it ended.
  private static String asked(Series series) {
    Map<String, String> labels = new TreeMap<>(series.labels());
    labels.keySet().removeAll(STATUS);
    return series.name() + (labels.isEmpty() ? "" : labels.toString());
  }

  private static boolean isFailed(String value) {
    String word = value.toLowerCase(Locale.ROOT);
    return word.matches("5\\d\\d|5xx") || FAILED.contains(word);
  }
}
