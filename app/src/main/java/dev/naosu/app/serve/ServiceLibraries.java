package dev.naosu.app.serve;

import dev.naosu.build.Libraries;
import dev.naosu.build.LibraryVersions;
import dev.naosu.detect.forecast.Endings;
import dev.naosu.detect.forecast.Sighting;
import dev.naosu.detect.forecast.Subject;
import dev.naosu.detect.forecast.Subject.Kind;
import dev.naosu.machine.Temporary;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/// The libraries of a service, as the latest commit of its branch names them. Once a day is enough.
final class ServiceLibraries implements Sighting.Source {
  private static final Duration EVERY = Duration.ofDays(1);

  private final Served service;
  private final LibraryVersions versions;
  private final InstantSource clock;
  private List<Sighting> seen = List.of();
  private Instant looked = Instant.MIN;

  ServiceLibraries(Served service, LibraryVersions versions, InstantSource clock) {
    this.service = service;
    this.versions = versions;
    this.clock = clock;
  }

  @Override
  public synchronized List<Sighting> look() throws InterruptedException {
    Instant now = clock.instant();
    if (looked.isBefore(now.minus(EVERY))) {
      try (Temporary scratch = Temporary.create()) {
        seen =
            new Libraries(
                    service
                        .repository()
                        .latest(scratch.directory().resolve("source"))
                        .root()
                        .resolve(service.directory()),
                    service.name(),
                    versions,
                    Endings.known())
                .look().stream().map(this::ofService).toList();
        looked = now;
      } catch (IOException e) {
        return List.of(
            new Sighting.Unseen(
                Subject.of(Kind.DEPENDENCY, service.name()),
                "the repository of " + service.name() + " cannot be read: " + e.getMessage()));
      }
    }
    return seen;
  }

  /// Two services may use the same library.
  private Sighting ofService(Sighting sighting) {
    return sighting instanceof Sighting.Behind behind
        ? new Sighting.Behind(
            Subject.of(Kind.DEPENDENCY, service.name() + " " + behind.library()),
            behind.library(),
            behind.project(),
            behind.place(),
            behind.present(),
            behind.next(),
            behind.newest(),
            behind.also(),
            behind.reasons())
        : sighting;
  }
}
