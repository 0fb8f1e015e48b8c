package dev.naosu.faults;

import dev.naosu.detect.vitals.Target;
import dev.naosu.detect.vitals.Vital;
import dev.naosu.detect.vitals.Vitals;
import dev.naosu.prove.experiment.Place;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/// Measures the places of an experiment. What cannot be measured is left out.
public final class PlaceGauge implements Vitals.Gauge, AutoCloseable {
  private static final int ASKED = 5;
  private static final Duration LIMIT = Duration.ofSeconds(2);
  private static final int SERVER_ERROR = 500;
  private static final double PERCENT = 100;

  private final Map<String, Place> places;
  private final Staff staff;
  private final InstantSource clock;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(LIMIT)
          .build();

  /// @param places by name
  public PlaceGauge(Map<String, Place> places, Staff staff, InstantSource clock) {
    this.places = Map.copyOf(places);
    this.staff = staff;
    this.clock = clock;
  }

  /// What can be measured of a place.
  static List<Vital> of(Place place) {
    return switch (place) {
      case Place.Address _ ->
          List.of(
              new Vital("http.ok", "%", "of five requests, those answered below 500"),
              new Vital("http.time", "s", "the slowest of five answers"));
      case Place.Instances _ ->
          List.of(
              new Vital("instances.well", "1", "instances that are well"),
              new Vital("instances.unwell", "1", "instances that are not"));
      case Place.Program _ ->
          List.of(new Vital("process.alive", "1", "1 while it runs, 0 otherwise"));
      case Place.Directory _ ->
          List.of(
              new Vital("disk.used", "%", "of its file system"),
              new Vital("disk.free", "MB", "of its file system"));
      case Place.Machine _ ->
          List.of(new Vital("load", "1", "processes that want to run, over a minute"));
      case Place.Link _ -> List.of();
    };
  }

  @Override
  public Vitals measure(Target target) throws InterruptedException {
    SortedMap<String, Double> values = new TreeMap<>();
    Place place = places.get(target.component());
    try {
      switch (place) {
        case Place.Address(URI uri) -> ask(uri, values);
        case Place.Instances(String service) -> {
          List<Staff.Running> all = staff.of(service);
          long well = all.stream().filter(Staff.Running::isWell).count();
          values.put("instances.well", (double) well);
          values.put("instances.unwell", (double) (all.size() - well));
        }
        case Place.Program(String pidFile, String _) ->
            values.put("process.alive", isAlive(pidFile) ? 1.0 : 0.0);
        case Place.Directory(String path) -> {
          FileStore store = Files.getFileStore(Path.of(path));
          double free = store.getUsableSpace();
          values.put("disk.used", PERCENT * (1 - free / store.getTotalSpace()));
          values.put("disk.free", free / (1 << 20));
        }
        case Place.Machine() ->
            values.put(
                "load",
                Double.parseDouble(Files.readString(Path.of("/proc/loadavg")).split(" ", -1)[0]));
        case Place.Link _ -> {}
        case null -> {}
      }
    } catch (IOException | NumberFormatException _) {
      // not measured, which is never good
      return new Vitals(target, clock.instant(), values);
    }
    return new Vitals(target, clock.instant(), values);
  }

  private static boolean isAlive(String pidFile) throws IOException {
    String text =
        pidFile.startsWith("/") && Files.exists(Path.of(pidFile))
            ? Files.readString(Path.of(pidFile)).strip()
            : pidFile;
    return text.matches("[1-9]\\d{0,9}")
        && ProcessHandle.of(Long.parseLong(text)).filter(ProcessHandle::isAlive).isPresent();
  }

  private void ask(URI uri, SortedMap<String, Double> values) {
    List<CompletableFuture<Double>> answers = new ArrayList<>();
    for (int i = 0; i < ASKED; i++) {
      long start = System.nanoTime();
      answers.add(
          client
              .sendAsync(
                  HttpRequest.newBuilder(uri).timeout(LIMIT).GET().build(),
                  BodyHandlers.discarding())
              .handle(
                  (response, failure) ->
                      failure == null && response.statusCode() < SERVER_ERROR
                          ? (System.nanoTime() - start) / 1e9
                          : -1.0));
    }
    List<Double> times = answers.stream().map(CompletableFuture::join).toList();
    List<Double> good = times.stream().filter(time -> time >= 0).toList();
    values.put("http.ok", PERCENT * good.size() / ASKED);
    values.put(
        "http.time",
        good.size() < ASKED
            ? LIMIT.toMillis() / 1000.0
            : good.stream().mapToDouble(Double::doubleValue).max().orElse(0));
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
