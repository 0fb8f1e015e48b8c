package dev.naosu.bench.healing;

import dev.naosu.faults.FaultProxy;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;

/// One instance of the shop behind a proxy of its own, in one process: what is wrong with either is
/// over when the instance is started anew.
public final class FrailShop {
  private FrailShop() {}

  /// @param words port that requests come to, and the directory of all instances' proxies
  public static void main(String[] words)
      throws IOException,
          ClassNotFoundException,
          NoSuchMethodException,
          IllegalAccessException,
          InvocationTargetException,
          InterruptedException {
    int port = Integer.parseInt(words[0]);
    int inner;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      inner = free.getLocalPort();
    }
    System.setProperty("shop.port", Integer.toString(inner));
    Class.forName("shop.Main")
        .getMethod("main", String[].class)
        .invoke(null, (Object) new String[0]);
    try (FaultProxy _ =
        FaultProxy.open(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), inner),
            Path.of(words[1], Integer.toString(port)),
            System::currentTimeMillis)) {
      Thread.currentThread().join();
    }
  }
}
