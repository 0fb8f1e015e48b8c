package dev.naosu.bench.faults;

import dev.naosu.detect.metrics.Track;
import dev.naosu.machine.Temporary;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/// Plays scenes, a few at the same time.
public final class Stage {
  private final Path project;
  private final Times times;
  private final int parallel;
  private final InstantSource clock;
  private final Consumer<String> progress;

  /// @param project `examples/market`
  /// @param progress a line for each scene that is over; may be called by several threads
  public Stage(
      Path project, Times times, int parallel, InstantSource clock, Consumer<String> progress) {
    this.project = project;
    this.times = times;
    this.parallel = parallel;
    this.clock = clock;
    this.progress = progress;
  }

  /// Told what came of a scene.
  @FunctionalInterface
  public interface Audience {
    void see(Recording recording) throws IOException;
  }

  /// @param audience told of each as soon as it is over; may be called by several threads
  /// @return those that could be played; the others are told to `progress`
  public List<Recording> play(List<Scene> scenes, Audience audience)
      throws IOException, InterruptedException {
    try (Temporary place = Temporary.create();
        Listener listener = new Listener(clock);
        HttpClient client = HttpClient.newHttpClient();
        ExecutorService threads = Executors.newFixedThreadPool(parallel)) {
      MarketProgram program =
          MarketProgram.compile(
              project, Files.createDirectories(place.directory().resolve("classes")));
      List<Future<List<Recording>>> running = new ArrayList<>();
      for (Scene scene : scenes) {
        running.add(
            threads.submit(
                () -> {
                  try {
                    Path own = Files.createDirectories(place.directory().resolve(scene.id()));
                    Recording recording = play(scene, program, own, listener, client);
                    audience.see(recording);
                    progress.accept(scene.id() + ": " + recording.tracks().size() + " metrics");
                    return List.of(recording);
                  } catch (IOException e) {
                    progress.accept(scene.id() + " could not be played: " + e.getMessage());
                    return List.of();
                  }
                }));
      }
      List<Recording> recordings = new ArrayList<>();
      try {
        for (Future<List<Recording>> each : running) {
          recordings.addAll(each.get());
        }
      } catch (ExecutionException e) {
        throw new IllegalStateException("a scene ended in a way it should not", e);
      } finally {
        threads.shutdownNow();
      }
      return recordings;
    }
  }

  private Recording play(
      Scene scene, MarketProgram program, Path place, Listener listener, HttpClient client)
      throws IOException, InterruptedException {
    Heard heard = new Heard();
    String tellTo = listener.listen(scene.id(), heard);
    try (Market market = new Market(program, place, tellTo, scene.seed(), client)) {
      market.start();
      Thread.sleep(times.warmUp());
      Instant from = clock.instant();
      Thread.sleep(times.normalOf(scene));
      Instant onset = clock.instant();
      market.strike(scene);
      Thread.sleep(times.faulty());
      List<Track> tracks = heard.since(from);
      if (tracks.isEmpty()) {
        throw new IOException("the market told nothing");
      }
      return new Recording(scene, onset, tracks);
    } finally {
      listener.forget(scene.id());
    }
  }
}
