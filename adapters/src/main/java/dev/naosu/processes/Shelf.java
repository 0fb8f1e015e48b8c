package dev.naosu.processes;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.naosu.fleet.Builder;
import dev.naosu.fleet.Builder.Built;
import dev.naosu.fleet.Launch;
import dev.naosu.fleet.Sources;
import dev.naosu.fleet.Version;
import dev.naosu.machine.KeptFile;
import dev.naosu.machine.Temporary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// What was built of the versions of a service. A build is on the shelf once it says how it is
/// started; what a killed naosu left behind unfinished is built anew.
final class Shelf implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String LAUNCH = "launch.json";
  private static final String SOURCES = "sources";

  private final Path directory;
  private final Sources sources;
  private final Builder builder;
  private final int kept;
  private final InstantSource clock;
  private final Turns turns;

  /// @param directory of the shelf's own
  /// @param kept how many builds stay besides those that run
  Shelf(Path directory, Sources sources, Builder builder, int kept, InstantSource clock) {
    this.directory = directory;
    this.sources = sources;
    this.builder = builder;
    this.kept = kept;
    this.clock = clock;
    this.turns = new Turns(directory.resolveSibling(directory.getFileName() + ".turn"));
  }

  /// As it is written down.
  private record Written(
      List<String> words, Map<String, String> environment, String directory, String ready) {
    Launch launch() {
      return new Launch(words, environment, Path.of(directory), ready);
    }
  }

  /// Builds a version that is not there yet, one at a time.
  ///
  /// @throws IOException with a text for people, as when there is no such version
  Built obtain(Version version) throws IOException, InterruptedException {
    try (var _ = turns.await()) {
      Optional<Launch> there = launch(version);
      if (there.isPresent()) {
        Files.setLastModifiedTime(place(version).resolve(LAUNCH), FileTime.from(clock.instant()));
        return new Built.Ready(there.get());
      }
      Temporary.delete(place(version));
      Files.createDirectories(place(version));
      Path project = sources.put(version, place(version).resolve(SOURCES));
      Built built = builder.build(project);
      switch (built) {
        case Built.Ready(Launch launch) ->
            new KeptFile(place(version).resolve(LAUNCH))
                .write(
                    JSON.writeValueAsBytes(
                        new Written(
                            launch.words(),
                            launch.environment(),
                            launch.directory().toString(),
                            launch.ready())));
        case Built.Broken _ -> Temporary.delete(place(version));
      }
      return built;
    }
  }

  /// How a version is started; empty when it is not here.
  Optional<Launch> launch(Version version) throws IOException {
    Optional<byte[]> written = new KeptFile(place(version).resolve(LAUNCH)).read();
    return written.isEmpty()
        ? Optional.empty()
        : Optional.of(JSON.readValue(written.get(), Written.class).launch())
            .filter(launch -> Files.isDirectory(launch.directory()));
  }

  /// Where an instance writes what it says.
  Path log(Version version, int number) {
    return place(version).resolve("instance-" + number + ".log");
  }

  /// Removes builds of versions that do not run, but for the latest ones. Does nothing while
  /// somebody builds.
  void prune(Set<Version> running) throws IOException {
    Optional<Turns.Turn> turn = turns.now();
    if (turn.isEmpty()) {
      return;
    }
    try (var _ = turn.get();
        Stream<Path> all = Files.list(directory)) {
      List<Path> old =
          all.filter(Files::isDirectory)
              .filter(each -> running.stream().noneMatch(version -> each.endsWith(version.name())))
              .sorted(Comparator.comparing(Shelf::lastUse).reversed())
              .skip(kept)
              .toList();
      for (Path each : old) {
        Temporary.delete(each);
      }
    }
  }

  private static FileTime lastUse(Path build) {
    try {
      return Files.getLastModifiedTime(build.resolve(LAUNCH));
    } catch (IOException _) {
      // unfinished: the first to go
      return FileTime.fromMillis(0);
    }
  }

  private Path place(Version version) {
    return directory.resolve(version.name());
  }

  @Override
  public void close() throws IOException {
    turns.close();
  }
}
