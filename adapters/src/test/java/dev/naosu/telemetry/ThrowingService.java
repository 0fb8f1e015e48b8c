package dev.naosu.telemetry;

import com.sun.net.httpserver.HttpServer;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.logging.Level;
import java.util.logging.Logger;

/// A service as small as can be, run in a JVM of its own: it writes its port, serves until its
/// standard input ends, and knows nothing of telemetry.
final class ThrowingService {
  private ThrowingService() {}

  public static void main(String[] arguments) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/good",
        exchange -> {
          Logger.getLogger("shop")
              .log(Level.INFO, "asked for {0}", exchange.getRequestURI().getPath());
          byte[] answer = "good".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.createContext(
        "/orders",
        _ -> {
          throw new IllegalStateException("no price", new ArithmeticException("/ by zero"));
        });
    server.createContext(
        "/caught",
        exchange -> {
          Logger.getLogger("shop")
              .log(Level.SEVERE, "cannot answer", new UnsupportedOperationException("later"));
          exchange.sendResponseHeaders(500, -1);
          exchange.close();
        });
    server.start();
    try (FileOutputStream out = new FileOutputStream(FileDescriptor.out)) {
      out.write((server.getAddress().getPort() + "\n").getBytes(StandardCharsets.UTF_8));
    }
    while (System.in.read() >= 0) {
      // it is told to end by closing its input
    }
    server.stop(0);
  }
}
