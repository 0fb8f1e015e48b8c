package dev.naosu.processes;

import dev.naosu.fleet.Builder.Built;
import dev.naosu.fleet.Launch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.tools.ToolProvider;

/// A service of one class, which says who answers: its version, its process, and what it finds in
/// its environment.
final class SmallService {
  private static final String SOURCE =
      """
      import com.sun.net.httpserver.HttpServer;
      import java.net.InetSocketAddress;
      import java.nio.file.Files;
      import java.nio.file.Path;
      import java.nio.file.StandardOpenOption;
      import java.util.concurrent.Executors;

      public class Small {
        public static void main(String[] words) throws Exception {
          String mood = Files.readString(Path.of("mood")).strip();
          System.out.println("small service begins, password=hunter2hunter2");
          if (mood.equals("broken")) {
            throw new IllegalStateException("no table called prices");
          }
          HttpServer server = HttpServer.create(
              new InetSocketAddress("127.0.0.1", Integer.parseInt(System.getenv("PORT"))), 100);
          server.setExecutor(Executors.newCachedThreadPool());
          server.createContext("/", exchange -> {
            try {
              if (exchange.getRequestURI().getPath().equals("/slow")) {
                Thread.sleep(1500);
              }
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            if (exchange.getRequestURI().getPath().equals("/warm")) {
              Files.writeString(Path.of("warmed-" + words[0].replaceAll(".*@", "")), "x",
                  StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            }
            boolean ill = Files.exists(Path.of("ill-" + words[0].replaceAll(".*@", "")));
            int status = mood.equals("unwell") || ill ? 503 : 200;
            byte[] body = (words[0] + " " + ProcessHandle.current().pid() + " "
                + System.getenv("NAOSU_VERSION") + " " + System.getenv("NAOSU_TOKEN")).getBytes();
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
          });
          server.start();
          if (mood.equals("fleeting")) {
            Thread.sleep(150);
            System.exit(3);
          }
        }
      }
      """;

  private SmallService() {}

  /// Compiles it.
  ///
  /// @return its class path
  static Path compile(Path into) throws IOException {
    Path source = Files.writeString(into.resolve("Small.java"), SOURCE);
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-d", into.toString(), source.toString());
    if (code != 0) {
      throw new IllegalStateException("the small service does not compile");
    }
    return into;
  }

  /// Sources of a version whose name, up to a hyphen, is how it behaves.
  static Path sources(String version, Path into) throws IOException {
    Files.createDirectories(into);
    Files.writeString(into.resolve("mood"), version.replaceAll("-.*", ""));
    return into;
  }

  /// What a build of it comes to.
  static Built built(Path classes, Path sources) {
    return new Built.Ready(
        new Launch(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx32m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classes.toString(),
                "Small",
                "{version}@{port}"),
            Map.of("PORT", "{port}"),
            sources,
            "/ready"));
  }
}
