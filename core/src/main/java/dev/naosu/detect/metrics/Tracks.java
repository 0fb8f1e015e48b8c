package dev.naosu.detect.metrics;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/// The series of one service: samples in; points of a regular step out, graded and remembered for a
/// while.
///
/// How many series there are is bounded here and, by [Room], for all services together. When it is
/// full, a new series takes the place of one that has been silent for long, or is not watched: who
/// makes up labels without end does not push out what is known.
///
/// Not safe for use by several threads.
public final class Tracks {
  /// @param series at most
  /// @param step between two points
  /// @param points that are remembered of each
  /// @param idle silence after which a series gives way to a new one
  public record Limits(int series, Duration step, int points, Duration idle) {
    public static final Limits USUAL =
        new Limits(1_000, Duration.ofSeconds(10), 720, Duration.ofMinutes(10));

    public Limits {
      if (series < 1 || points < 16 || step.toSeconds() < 1 || idle.isNegative()) {
        throw new IllegalArgumentException(
            "limits out of range: %d series, step %s, %d points, idle %s"
                .formatted(series, step, points, idle));
      }
    }
  }

  /// What all services share.
  ///
  /// @param series one permit for each
  /// @param forests one permit for each: they are dear
  /// @param forest makes one
  public record Room(Semaphore series, Semaphore forests, Supplier<Grader> forest) {}

  /// A series without what a deploy changes.
  private record Key(String name, SortedMap<String, String> labels, Series.Shape shape) {}

  private final Limits limits;
  private final Room room;

  /// The one that was silent for longest first.
  private final Map<Key, LiveSeries> all = new LinkedHashMap<>(16, 0.75f, true);

  public Tracks(Limits limits, Room room) {
    this.limits = limits;
    this.room = room;
  }

  /// @return the point before, when this sample begins a new one
  public Optional<Reading> add(Sample sample, Instant now) {
    return live(sample.series(), now).flatMap(each -> each.add(sample.at(), sample.value(), now));
  }

  /// A point that was worked out elsewhere; empty where there is no room for its series.
  public Optional<Reading> put(Series series, Track.Point point, Instant now) {
    return live(series, now).map(each -> each.put(point, 0, now));
  }

  /// The points whose time is over.
  public List<Reading> flush(Instant now) {
    List<Reading> readings = new ArrayList<>();
    all.values().forEach(each -> each.flush(now).ifPresent(readings::add));
    return readings;
  }

  /// @param from inclusive
  /// @param to exclusive
  public List<Track> between(Instant from, Instant to) {
    List<Track> tracks = new ArrayList<>();
    for (LiveSeries each : all.values()) {
      List<Track.Point> points = each.between(from, to);
      if (!points.isEmpty()) {
        tracks.add(new Track(each.series(), points));
      }
    }
    return tracks;
  }

  public int size() {
    return all.size();
  }

  /// Forgets all, and gives back the room.
  public void clear() {
    all.values().forEach(this::giveBack);
    all.clear();
  }

  private Optional<LiveSeries> live(Series series, Instant now) {
    Key key = new Key(series.name(), series.labels(), series.shape());
    LiveSeries known = all.get(key);
    if (known != null) {
      return Optional.of(known);
    }
    if (!hasRoom(now)) {
      return Optional.empty();
    }
    LiveSeries made = new LiveSeries(series, limits, forest(series), now);
    all.put(key, made);
    return Optional.of(made);
  }

  private boolean hasRoom(Instant now) {
    if (all.size() < limits.series() && room.series().tryAcquire()) {
      return true;
    }
    Optional<Map.Entry<Key, LiveSeries>> silent =
        all.entrySet().stream()
            .findFirst()
            .filter(each -> each.getValue().touched().plus(limits.idle()).isBefore(now));
    silent.ifPresent(
        each -> {
          all.remove(each.getKey());
          giveBack(each.getValue());
        });
    return silent.isPresent() && room.series().tryAcquire();
  }

  private Optional<Grader> forest(Series series) {
    return Meaning.of(series).isTelling() && room.forests().tryAcquire()
        ? Optional.of(room.forest().get())
        : Optional.empty();
  }

  private void giveBack(LiveSeries series) {
    room.series().release();
    if (series.hasForest()) {
      room.forests().release();
    }
  }
}
