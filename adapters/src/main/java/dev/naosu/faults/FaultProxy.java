package dev.naosu.faults;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/// Passes connections on, and disturbs them while a file in its directory says so. Whoever may
/// write there may give orders. An order holds until its end, and no longer than whoever gave it
/// lives.
public final class FaultProxy implements AutoCloseable {
  static final String ORDER = "order";

  /// Whose order is followed.
  static final String TAKEN = "taken";

  private static final System.Logger LOG = System.getLogger("dev.naosu.faults");
  private static final long LOOK_MILLIS = 20;
  private static final int BACKLOG = 512;

  private final ServerSocket door;
  private final InetSocketAddress to;
  private final Path directory;
  private final LongSupplier clock;
  private final Set<Passing> passing = ConcurrentHashMap.newKeySet();
  private volatile Disturbance disturbance = Disturbance.NONE;
  private volatile boolean closed;

  private FaultProxy(ServerSocket door, InetSocketAddress to, Path directory, LongSupplier clock) {
    this.door = door;
    this.to = to;
    this.directory = directory;
    this.clock = clock;
  }

  /// @param directory for its orders; made for its owner alone
  /// @param clock milliseconds since 1970
  /// @throws IOException with a text for people
  public static FaultProxy open(
      InetSocketAddress listen, InetSocketAddress to, Path directory, LongSupplier clock)
      throws IOException {
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    Files.deleteIfExists(directory.resolve(ORDER));
    ServerSocket door = new ServerSocket();
    try {
      door.setReuseAddress(true);
      door.bind(listen, BACKLOG);
    } catch (IOException e) {
      door.close();
      throw new IOException(
          "nobody can listen at " + listen + ": " + e.getMessage() + "; choose another port", e);
    }
    FaultProxy proxy = new FaultProxy(door, to, directory, clock);
    proxy.say("");
    Thread.ofPlatform().daemon().name("proxy-orders").start(proxy::obey);
    Thread.ofVirtual().name("proxy-door").start(proxy::take);
    return proxy;
  }

  public int port() {
    return door.getLocalPort();
  }

  private void take() {
    while (!closed) {
      try {
        Socket client = door.accept();
        client.setTcpNoDelay(true);
        Thread.ofVirtual().start(() -> pass(client));
      } catch (IOException e) {
        if (!closed) {
          LOG.log(System.Logger.Level.WARNING, "a connection was not taken: " + e.getMessage());
        }
      }
    }
  }

  private void pass(Socket client) {
    Passing one = new Passing(client, to, () -> disturbance);
    passing.add(one);
    try {
      one.run();
    } finally {
      passing.remove(one);
    }
  }

  private void obey() {
    while (!closed) {
      try {
        Disturbance now = ordered();
        if (!now.owner().equals(disturbance.owner())) {
          disturbance = now;
          say(now.owner());
          passing.forEach(Passing::changed);
        }
        Thread.sleep(LOOK_MILLIS);
      } catch (IOException e) {
        disturbance = Disturbance.NONE;
        LOG.log(System.Logger.Level.WARNING, "an order cannot be read: " + e.getMessage());
      } catch (InterruptedException _) {
        return;
      }
    }
  }

  private Disturbance ordered() throws IOException {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(directory.resolve(ORDER));
    } catch (NoSuchFileException _) {
      return Disturbance.NONE;
    }
    Disturbance order = Disturbance.of(Note.of(bytes));
    boolean holds =
        clock.getAsLong() < order.untilMillis()
            && ProcessHandle.of(Long.parseLong(order.owner()))
                .filter(ProcessHandle::isAlive)
                .isPresent();
    return holds ? order : Disturbance.NONE;
  }

  private void say(String owner) throws IOException {
    Path fresh = directory.resolve(TAKEN + ".new");
    Files.writeString(fresh, owner);
    Files.move(
        fresh,
        directory.resolve(TAKEN),
        StandardCopyOption.REPLACE_EXISTING,
        StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void close() throws IOException {
    closed = true;
    door.close();
    passing.forEach(Passing::close);
    Files.deleteIfExists(directory.resolve(TAKEN));
  }
}
