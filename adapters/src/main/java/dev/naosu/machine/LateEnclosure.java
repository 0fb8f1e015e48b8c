package dev.naosu.machine;

import dev.naosu.sandbox.Command;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// Nothing at first, while a project as its owner wrote it is built and what that needs is fetched;
/// from [#close] on a cage, for good.
public final class LateEnclosure implements Enclosure {
  private final Enclosure cage;
  private final AtomicReference<Enclosure> present = new AtomicReference<>(NONE);

  /// @param cage what is to come
  public LateEnclosure(Enclosure cage) {
    this.cage = cage;
  }

  @Override
  public Entry enter(Command command, Optional<Loopback> at) throws IOException {
    return present.get().enter(command, at);
  }

  @Override
  public Enclosure with(List<Path> readable, List<Path> writable) {
    return (command, at) -> present.get().with(readable, writable).enter(command, at);
  }

  public boolean isClosed() {
    return present.get() != NONE;
  }

  /// What starts from now on starts within.
  ///
  /// @param readable what the project turned out to need, beside what the cage shows anyway
  public void close(List<Path> readable) {
    present.compareAndSet(NONE, cage.with(readable, List.of()));
  }
}
