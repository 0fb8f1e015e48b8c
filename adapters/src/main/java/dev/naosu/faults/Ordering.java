package dev.naosu.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// Tells a proxy what to do with what passes through it. The order itself says until when, and
/// whose it is.
final class Ordering implements Doing {
  private static final int TAKING_ROUNDS = 100;
  private static final long ROUND_MILLIS = 20;

  private final Note note;
  private final Path order;
  private final Path taken;

  Ordering(Note note) {
    this.note = note;
    Path directory = Path.of(note.text("directory"));
    this.order = directory.resolve(FaultProxy.ORDER);
    this.taken = directory.resolve(FaultProxy.TAKEN);
  }

  @Override
  public String begin() throws IOException {
    String id = Long.toString(ProcessHandle.current().pid());
    Path fresh = order.resolveSibling(FaultProxy.ORDER + "." + id);
    Files.write(fresh, note.with("owner", id).bytes());
    Files.move(fresh, order, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    if (!isTaken(id)) {
      Files.deleteIfExists(order);
      throw new IOException("no proxy takes orders in " + order.getParent() + "; begin one first");
    }
    return note.text("kind") + " at the proxy of " + order.getParent();
  }

  /// The proxy says whose order it follows; nobody's is empty.
  private boolean isTaken(String id) throws IOException {
    for (int i = 0; i < TAKING_ROUNDS; i++) {
      if (Files.exists(taken) && Files.readString(taken).equals(id)) {
        return true;
      }
      try {
        Thread.sleep(ROUND_MILLIS);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return false;
  }

  @Override
  public String end() throws IOException {
    Files.deleteIfExists(order);
    return isTaken("")
        ? "everything passes the proxy again as it is"
        : "the order is taken back; the proxy follows it no longer than until its end";
  }
}
