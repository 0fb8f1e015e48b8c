package dev.naosu.publisher;

import dev.naosu.ship.publish.Ask;
import dev.naosu.ship.publish.Reply;
import java.io.IOException;

/// Asks a publisher.
@FunctionalInterface
public interface Asking {
  /// @throws IOException when it cannot be reached: with a text for people
  Reply ask(Ask ask) throws IOException, InterruptedException;
}
