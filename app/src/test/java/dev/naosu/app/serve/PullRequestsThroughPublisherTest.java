package dev.naosu.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.app.publish.ForgeSection;
import dev.naosu.app.publish.PublisherScene;
import dev.naosu.cycle.incident.Shipping.Shipped;
import dev.naosu.git.ServiceRepository;
import dev.naosu.publisher.PublisherClient;
import dev.naosu.publisher.PublisherDoor;
import dev.naosu.publisher.RemoteForge;
import dev.naosu.publisher.RemotePublishing;
import dev.naosu.ship.pull.Forge;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// All that holds of pull requests holds with a publisher between: whoever ships can only read the
/// repository.
class PullRequestsThroughPublisherTest extends PullRequestShippingTest {
  private final List<PublisherDoor> doors = new ArrayList<>();

  @AfterEach
  void closeDoors() throws IOException {
    for (PublisherDoor each : doors) {
      each.close();
    }
  }

  @Override
  Forge reached(MemoryForge at, ForgeSection section) {
    return new RemoteForge(new PublisherClient(door(Optional.of(section))), "shop");
  }

  @Override
  Served served() {
    Path door = door(Optional.of(section(false, true)));
    RemotePublishing publishing = new RemotePublishing(new PublisherClient(door), "shop");
    return new Served(
        "shop",
        ServiceRepository.behind(publishing::refreshed, "main", place.resolve("mirror.git")),
        "backend",
        false,
        publishing);
  }

  private Path door(Optional<ForgeSection> section) {
    try {
      Path socket = place.resolve("door-" + doors.size());
      doors.add(
          PublisherDoor.open(
              socket,
              Set.of(),
              PublisherScene.publisher(
                      Files.createDirectories(place.resolve("publisher")),
                      bare,
                      "backend",
                      section,
                      Optional.of(forge),
                      false)
                  ::answer));
      return socket;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void what_was_let_out_stands_in_the_publishers_book() throws Exception {
    assertThat(shipped()).isInstanceOf(Shipped.Offered.class);

    assertThat(Files.readAllLines(place.resolve("publisher/published.jsonl")))
        .anyMatch(
            line ->
                line.contains("\"what\":\"publish\"")
                    && line.contains("\"proof\":\"the failing test passes\"")
                    && line.contains("Pushed[branch=auto-fix/incident-7-3f9a1c"))
        .anyMatch(line -> line.contains("\"what\":\"open\"") && line.contains("Found["));
  }
}
