package dev.naosu.processes;

import dev.naosu.fleet.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;

/// A naosu that starts a version and is killed at it: the main class of a JVM of its own.
final class KilledNaosu {
  private KilledNaosu() {}

  /// @param words directory of the fleet, class path of the service, version, and a file that is
  ///   made when it begins
  public static void main(String[] words) throws IOException, InterruptedException {
    Path classes = Path.of(words[1]);
    try (ForwardingGateway gateway = ForwardingGateway.open();
        LocalFleet fleet =
            new LocalFleet(
                Path.of(words[0]),
                LocalSettings.usual(),
                (version, into) -> SmallService.sources(version.name(), into),
                sources -> SmallService.built(classes, sources),
                gateway,
                text -> text,
                InstantSource.system())) {
      Files.writeString(Path.of(words[3]), "began");
      fleet.start(new Version(words[2]));
    }
  }
}
