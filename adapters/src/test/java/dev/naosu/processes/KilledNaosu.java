package dev.naosu.processes;

import dev.naosu.fleet.Version;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;

/// A naosu that starts a version and is killed at it: the main class of a JVM of its own.
final class KilledNaosu {
  private KilledNaosu() {}

  /// @param words directory of the fleet, class path of the service, version
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
      System.out.println("began");
      System.out.println(fleet.start(new Version(words[2])));
    }
  }
}
