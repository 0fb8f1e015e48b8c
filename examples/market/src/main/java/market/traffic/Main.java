package market.traffic;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import market.Options;
import market.Parent;

/**
 * Customers: {@code market.traffic.Main --link front=http://localhost:9000 --rate 12}. Prints {@code
 * traffic 0} and the port where a surge is ordered: {@code POST /surge} with a body such as {@code
 * front 3}, so many times the usual rate to that service.
 */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) throws IOException {
    Options options = Options.of(arguments, 0);
    Traffic traffic =
        new Traffic(options.links(), options.number("rate", 12), options.number("seed", 1));
    HttpServer control =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    control.createContext(
        "/surge",
        exchange -> {
          try (exchange) {
            String[] words =
                new String(exchange.getRequestBody().readNBytes(100), StandardCharsets.UTF_8)
                    .strip()
                    .split(" ");
            traffic.surge(words[0], Double.parseDouble(words[1]));
            exchange.sendResponseHeaders(204, -1);
          }
        });
    control.start();
    traffic.start();
    System.out.println("traffic 0 " + control.getAddress().getPort());
    if (options.isOn("with-parent")) {
      Parent.endWith();
    }
  }
}
