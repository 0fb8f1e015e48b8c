package dev.naosu.postgres;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/// A PostgreSQL of naosu's own, on the loopback interface.
///
/// The first who opens it starts it, the last who closes it stops it. It is no child of this JVM:
/// when that is killed, the server lives on, and the next one who opens the same directory works
/// with it. Killed or cut off from power, it recovers by itself at the next start; what was
/// committed is there. While a naosu server has it open, a server that has died is started again at
/// the same port.
public final class EmbeddedPostgres implements AutoCloseable {
  private static final Duration GLANCE = Duration.ofSeconds(1);

  private final Cluster cluster;
  private final Tenants tenants;
  private final Tenants.Tenant tenant;
  private final int port;
  private final DatabaseAddress address;
  private final AtomicBoolean closed = new AtomicBoolean();

  private EmbeddedPostgres(
      Cluster cluster, Tenants tenants, Tenants.Tenant tenant, int port, String password) {
    this.cluster = cluster;
    this.tenants = tenants;
    this.tenant = tenant;
    this.port = port;
    this.address =
        new DatabaseAddress(
            "jdbc:postgresql://127.0.0.1:" + port + "/" + Cluster.NAME, Cluster.NAME, password);
  }

  /// What for.
  public enum Use {
    /// A naosu server; there is one for each directory.
    SERVER,
    /// A command that reads or writes a little, beside a server or without one.
    CLIENT
  }

  /// Opens a directory, makes and starts what is missing there.
  ///
  /// @param directory holds the data, the log and the password; made when it is missing
  /// @param cache where the programs are unpacked once; made when it is missing
  /// @throws DatabaseUnavailable when there is no database to be had, with the remedy
  public static EmbeddedPostgres open(Path directory, Path cache, Use use) {
    try {
      Path root = Files.createDirectories(directory).toRealPath();
      Path names = Files.createDirectories(root.resolve("tenants"));
      Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
      Cluster cluster = new Cluster(root, cache.toAbsolutePath().normalize());
      Tenants tenants = new Tenants(names);
      try (FileChannel _ = tenants.lock()) {
        return open(cluster, tenants, use);
      }
    } catch (IOException e) {
      throw new DatabaseUnavailable(
          "the data directory "
              + directory
              + " cannot be used ("
              + e.getClass().getSimpleName().replace("Exception", "")
              + " "
              + e.getMessage()
              + "); name one that you can write to with --data DIR",
          e);
    }
  }

  private static EmbeddedPostgres open(Cluster cluster, Tenants tenants, Use use)
      throws IOException {
    Tenants.Tenant tenant = tenants.enter(use == Use.SERVER);
    try {
      tenants.requireVisible(tenant);
      Postmaster server = cluster.running(0);
      EmbeddedPostgres postgres =
          new EmbeddedPostgres(cluster, tenants, tenant, server.port(), cluster.password());
      if (use == Use.SERVER) {
        Thread.ofVirtual().name("keep-postgres").start(postgres::keepRunning);
      }
      return postgres;
    } catch (IOException | RuntimeException e) {
      leave(cluster, tenants, tenant);
      throw e;
    }
  }

  /// Where it is. When all have closed it, the next one may find it at another port.
  public DatabaseAddress address() {
    return address;
  }

  /// Leaves, and stops the server unless somebody else uses it. Close what is connected first.
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    try (FileChannel _ = tenants.lock()) {
      leave(cluster, tenants, tenant);
    } catch (IOException | DatabaseUnavailable _) {
      // as below
    }
  }

  private static void leave(Cluster cluster, Tenants tenants, Tenants.Tenant tenant) {
    try {
      boolean last = !tenants.hasOthers(tenant);
      tenant.leave();
      if (last) {
        cluster.stop();
      }
    } catch (IOException | DatabaseUnavailable _) {
      // a server that goes on running is found by the next who opens the directory
    }
  }

  private void keepRunning() {
    while (!closed.get()) {
      try {
        Thread.sleep(GLANCE);
        if (!closed.get() && !cluster.isRunning()) {
          revive();
        }
      } catch (InterruptedException _) {
        return;
      } catch (IOException | DatabaseUnavailable _) {
        // its log has the reason, and so has whoever asks for a connection; what is wrong may pass
      }
    }
  }

  private void revive() throws IOException {
    try (FileChannel _ = tenants.lock()) {
      if (!closed.get()) {
        cluster.running(port);
      }
    }
  }
}
