package desk;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;

/** Starts the order desk. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) throws IOException {
    int port = Integer.parseInt(System.getProperty("desk.port", "8080"));
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext("/", new Router(Prices.usual(), new Orders()));
    server.setExecutor(Executors.newFixedThreadPool(4));
    server.start();
  }
}
