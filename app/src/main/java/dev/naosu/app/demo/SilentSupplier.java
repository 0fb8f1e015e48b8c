package dev.naosu.app.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;

/// Somebody else's system on a bad day: it takes connections and says nothing. No test and no
/// sandbox knows of it, but production does.
public final class SilentSupplier implements AutoCloseable {
  private static final int WAITING = 1_000;

  private final ServerSocket door;

  private SilentSupplier(ServerSocket door) {
    this.door = door;
  }

  /// @throws IOException when there is no free port
  public static SilentSupplier open() throws IOException {
    return new SilentSupplier(new ServerSocket(0, WAITING, InetAddress.getLoopbackAddress()));
  }

  public URI address() {
    return URI.create("http://127.0.0.1:" + door.getLocalPort());
  }

  @Override
  public void close() throws IOException {
    door.close();
  }
}
