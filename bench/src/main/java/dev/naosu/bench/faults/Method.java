package dev.naosu.bench.faults;

import dev.naosu.detect.metrics.Series;
import dev.naosu.detect.metrics.Track;
import dev.naosu.detect.metrics.Track.Point;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/// The rankings that are compared.
public enum Method {
  NAOSU("naosu"),
  NAOSU_AT_ONCE("naosu, knowing nothing after the given time"),
  NAOSU_WITHOUT_TOPOLOGY("naosu, not knowing who asks whom"),
  NAOSU_TEN_SECONDS("naosu, with a point each ten seconds"),
  BARO("BARO's ranking, believing the given time"),
  SIGMAS("N-sigma, believing the given time"),
  CHANCE("by chance");

  private static final long STEP_SECONDS = 10;

  private final String words;

  Method(String words) {
    this.words = words;
  }

  /// For people.
  public String words() {
    return words;
  }

  /// How often it is asked; what is left to chance is asked often.
  int rounds() {
    return this == CHANCE ? 100 : 1;
  }

  /// @param round of [#rounds], from 0 on
  Ranking.Answer rank(List<Track> tracks, Instant suspected, int round) {
    return switch (this) {
      case NAOSU -> new Naosu(true).rank(tracks, suspected);
      case NAOSU_AT_ONCE -> new Naosu(true).rank(until(tracks, suspected), suspected);
      case NAOSU_WITHOUT_TOPOLOGY -> new Naosu(false).rank(tracks, suspected);
      case NAOSU_TEN_SECONDS -> new Naosu(true).rank(means(tracks), suspected);
      case BARO -> Deviations.baro().rank(tracks, suspected);
      case SIGMAS -> Deviations.sigmas().rank(tracks, suspected);
      case CHANCE -> {
        List<Series> mixed = new ArrayList<>(tracks.stream().map(Track::series).toList());
        Collections.shuffle(mixed, new Random(round));
        yield Ranking.Answer.of(mixed);
      }
    };
  }

  /// As a server remembers them.
  private static List<Track> means(List<Track> tracks) {
    List<Track> means = new ArrayList<>();
    for (Track track : tracks) {
      SortedMap<Instant, List<Double>> steps = new TreeMap<>();
      for (Point point : track.points()) {
        long step = Math.floorDiv(point.at().getEpochSecond(), STEP_SECONDS) * STEP_SECONDS;
        steps
            .computeIfAbsent(Instant.ofEpochSecond(step), _ -> new ArrayList<>())
            .add(point.value());
      }
      List<Point> points = new ArrayList<>();
      steps.forEach(
          (at, values) ->
              points.add(
                  new Point(
                      at, values.stream().mapToDouble(each -> each).average().orElseThrow())));
      means.add(new Track(track.series(), points));
    }
    return means;
  }

  private static List<Track> until(List<Track> tracks, Instant end) {
    return tracks.stream()
        .map(
            track ->
                new Track(
                    track.series(),
                    track.points().stream().filter(point -> !point.at().isAfter(end)).toList()))
        .filter(track -> !track.points().isEmpty())
        .toList();
  }
}
