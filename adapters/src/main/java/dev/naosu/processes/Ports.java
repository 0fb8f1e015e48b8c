package dev.naosu.processes;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;

/// Ports of this machine that services may listen on.
///
/// @param offset where to begin, so that services whose instances start at once are not in each
///   other's way; any number
record Ports(int first, int last, int offset) {
  /// @param taken by instances that do not listen yet
  /// @throws IOException when all are taken
  int free(Set<Integer> taken) throws IOException {
    int size = last - first + 1;
    for (int i = 0; i < size; i++) {
      int port = first + Math.floorMod(offset + i, size);
      if (!taken.contains(port) && isFree(port)) {
        return port;
      }
    }
    throw new IOException(
        "all ports from " + first + " to " + last + " are taken; give the fleet more of them");
  }

  private static boolean isFree(int port) {
    return canBind(new InetSocketAddress(port))
        && canBind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  private static boolean canBind(InetSocketAddress address) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(address);
      return true;
    } catch (IOException _) {
      // somebody listens there
      return false;
    }
  }
}
