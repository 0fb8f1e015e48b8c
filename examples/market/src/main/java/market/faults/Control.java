package market.faults;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/**
 * Where faults are ordered: {@code POST /faults} with a body such as {@code slow?millis=60}. On a
 * port and a thread of its own, so that no fault gets in its way.
 */
public final class Control {
  private static final int LONGEST_ORDER = 200;

  private final HttpServer server;

  /**
   * Listens at once.
   *
   * @param port 0 for any that is free
   */
  public Control(int port, Faults faults) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext(
        "/faults",
        exchange -> {
          try (exchange) {
            byte[] order = exchange.getRequestBody().readNBytes(LONGEST_ORDER);
            int status = 204;
            try {
              faults.begin(new String(order, StandardCharsets.UTF_8).strip());
            } catch (IllegalArgumentException e) {
              status = 400;
            }
            exchange.sendResponseHeaders(status, -1);
          }
        });
    server.start();
  }

  public int port() {
    return server.getAddress().getPort();
  }
}
