package dev.naosu.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.tools.ToolProvider;

/// A service of one class in a JVM of its own, to be disturbed.
final class Patient implements AutoCloseable {
  private static final String SOURCE =
      """
      import com.sun.net.httpserver.HttpServer;
      import java.net.InetAddress;
      import java.net.InetSocketAddress;
      import java.time.Instant;
      import java.util.concurrent.Executors;

      public class Frail {
        public static void main(String[] words) throws Exception {
          System.setProperty("sun.net.httpserver.nodelay", "true");
          HttpServer server =
              HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
          server.setExecutor(Executors.newCachedThreadPool());
          server.createContext("/", exchange -> {
            byte[] body;
            int status = 200;
            try {
              body = said(exchange.getRequestURI().getPath()).getBytes();
            } catch (RuntimeException e) {
              status = 500;
              body = e.toString().getBytes();
            }
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
          });
          server.start();
          System.out.println(server.getAddress().getPort());
        }

        static String said(String path) {
          for (int i = 0; i < path.length(); i++) {
            if (path.charAt(i) == '?') {
              return "a question";
            }
          }
          return switch (path) {
            case "/clock" -> System.currentTimeMillis() + " " + Instant.now().toEpochMilli();
            case "/large" -> "x".repeat(200_000);
            case "/threads" -> "" + Thread.activeCount();
            default -> "fine";
          };
        }
      }
      """;

  private final Process process;
  private final int port;
  private final HttpClient client = HttpClient.newHttpClient();

  private Patient(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  static Patient start(Path place) throws IOException {
    Path source = Files.writeString(place.resolve("Frail.java"), SOURCE);
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-d", place.toString(), source.toString());
    if (code != 0) {
      throw new IllegalStateException("the frail service does not compile");
    }
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                place.toString(),
                "Frail")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    BufferedReader said =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    return new Patient(process, Integer.parseInt(said.readLine()));
  }

  long pid() {
    return process.pid();
  }

  int port() {
    return port;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  String ask(String path) throws IOException, InterruptedException {
    return ask(port, path).body();
  }

  /// Over a proxy's port.
  HttpResponse<String> ask(int at, String path) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + at + path))
            .timeout(Duration.ofSeconds(10))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /// One letter of the state in `/proc`, such as `T` for one that is stopped.
  String state() throws IOException {
    String stat = Files.readString(Path.of("/proc", Long.toString(pid()), "stat"));
    return stat.substring(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3);
  }

  List<Staff.Running> staff() {
    return List.of(new Staff.Running("1", pid(), isAlive()));
  }

  @Override
  public void close() {
    process.destroyForcibly();
    client.shutdownNow();
  }
}
