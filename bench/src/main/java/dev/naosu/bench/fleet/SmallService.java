package dev.naosu.bench.fleet;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;

/// A service as it stands behind a gateway, as a program: it thinks for a moment and answers.
final class SmallService {
  private static final int BACKLOG = 1_000;
  private static final long THINKING_MILLIS = 3;
  private static final int BYTES = 1024;

  private SmallService() {}

  /// @param words the port to listen on
  public static void main(String[] words) throws IOException {
    HttpServer server =
        HttpServer.create(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(words[0])),
            BACKLOG);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", SmallService::answer);
    server.start();
  }

  private static void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      Thread.sleep(THINKING_MILLIS);
      exchange.sendResponseHeaders(200, BYTES);
      exchange.getResponseBody().write(new byte[BYTES]);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
