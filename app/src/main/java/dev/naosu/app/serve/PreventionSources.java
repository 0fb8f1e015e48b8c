package dev.naosu.app.serve;

import dev.naosu.app.runtime.Component;
import dev.naosu.app.runtime.Component.Brand;
import dev.naosu.build.LibraryVersions;
import dev.naosu.detect.forecast.Endings;
import dev.naosu.detect.forecast.Sighting;
import dev.naosu.detect.forecast.VitalLevels;
import dev.naosu.detect.vitals.Vitals;
import dev.naosu.machine.ProcessSandbox;
import dev.naosu.postgres.DatabaseAddress;
import dev.naosu.postgres.DatabaseWear;
import dev.naosu.wear.Certificates;
import dev.naosu.wear.Disks;
import dev.naosu.wear.LogDirectories;
import dev.naosu.wear.SystemPackages;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// What a server looks at: what the section `prevention` names, and what services stand on.
final class PreventionSources {
  private final PreventionSection section;
  private final Vitals.Gauge gauge;
  private final InstantSource clock;
  private final List<Disks.Place> disks = new ArrayList<>();
  private final List<Disks.Place> logs = new ArrayList<>();
  private final List<Certificates.Place> certificates = new ArrayList<>();
  private final List<Sighting.Source> others = new ArrayList<>();

  /// @param gauge measures whatever it is asked about
  PreventionSources(PreventionSection section, Vitals.Gauge gauge, InstantSource clock) {
    this.section = section;
    this.gauge = gauge;
    this.clock = clock;
  }

  /// @param data directory of the server, whose disk must not fill either
  /// @param components of all services
  List<Sighting.Source> all(Path data, List<Component> components, Collection<Served> services) {
    components.forEach(this::component);
    section.disks().forEach(each -> disks.add(Disks.Place.of(each)));
    section.logs().forEach(each -> logs.add(Disks.Place.of(each)));
    section.certificates().forEach(each -> certificates.add(Certificates.Place.of(each)));
    disks.add(Disks.Place.of(data));
    List<Sighting.Source> sources = new ArrayList<>(others);
    sources.add(new Disks(disks));
    sources.add(new LogDirectories(logs));
    sources.add(new Certificates(certificates));
    if (section.packages()) {
      sources.add(SystemPackages.ofThisMachine(ProcessSandbox.create()));
    }
    if (section.libraries()) {
      LibraryVersions versions =
          new LibraryVersions.InRepository(
              HttpClient.newBuilder()
                  .connectTimeout(Duration.ofSeconds(10))
                  .followRedirects(HttpClient.Redirect.NORMAL)
                  .build(),
              section.repository());
      services.forEach(each -> sources.add(new ServiceLibraries(each, versions, clock)));
    }
    return sources;
  }

  private void component(Component component) {
    switch (component.what()) {
      case Component.Disk(Path directory) -> {
        Disks.Place place =
            new Disks.Place(directory, Optional.of(component.target()), OptionalLong.empty());
        disks.add(place);
        logs.add(place);
      }
      case Component.Certificate(Component.Certificate.At at) ->
          certificates.add(
              new Certificates.Place(
                  switch (at) {
                    case Component.Certificate.At.Server(String host, int port) ->
                        host + ":" + port;
                    case Component.Certificate.At.InFile(Path file) -> file.toString();
                  },
                  Optional.of(component.target())));
      case Component.Database database -> {
        if (database.brand() == Brand.POSTGRES) {
          others.add(
              new DatabaseWear(
                  component.service() + "/" + component.name(),
                  new DatabaseAddress(database.url(), database.user(), database.password().text()),
                  Optional.of(component.target()),
                  Endings.known()));
        }
      }
      case Component.Jvm _, Component.Redis _, Component.Machine _ ->
          others.add(new VitalLevels(component.target(), gauge));
      case Component.Http _, Component.Unit _, Component.Kubernetes _ -> {
        // nothing of them runs out
      }
    }
  }
}
