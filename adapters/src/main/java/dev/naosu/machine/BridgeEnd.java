package dev.naosu.machine;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.ConcurrentHashMap;

/// The end of a [Bridge] that stands in the cage; the main class of a JVM of its own.
final class BridgeEnd {
  private static final int POLL_MILLISECONDS = 5;

  private BridgeEnd() {}

  /// @param arguments the socket that naosu comes by, and the port of the program
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path socket = Path.of(arguments[0]);
    InetSocketAddress program =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[1]));
    while (!isThere(program)) {
      Thread.sleep(POLL_MILLISECONDS);
    }
    Path unnamed = socket.resolveSibling("door.new");
    try (ServerSocketChannel door = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      door.bind(UnixDomainSocketAddress.of(unnamed));
      // naosu comes as soon as the name is there
      Files.move(unnamed, socket, StandardCopyOption.ATOMIC_MOVE);
      while (true) {
        SocketChannel one = door.accept();
        Thread.ofVirtual()
            .start(
                () ->
                    Bridge.join(
                        one, () -> SocketChannel.open(program), ConcurrentHashMap.newKeySet()));
      }
    }
  }

  private static boolean isThere(InetSocketAddress program) {
    try (SocketChannel _ = SocketChannel.open(program)) {
      return true;
    } catch (IOException _) {
      return false;
    }
  }
}
