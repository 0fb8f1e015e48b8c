package dev.naosu.app.demo;

import dev.naosu.sandbox.Command;
import dev.naosu.sandbox.Sandbox;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// A program of the demo that runs until it is stopped, and ends with naosu at the latest.
final class ShopProcess implements AutoCloseable {
  /// Longer than anybody watches.
  private static final Duration LIMIT = Duration.ofHours(12);

  private static final Duration STARTING = Duration.ofSeconds(20);
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final Thread thread;

  private ShopProcess(Thread thread) {
    this.thread = thread;
  }

  /// Starts the shop and waits until it answers.
  ///
  /// @param properties of its JVM, by name
  /// @throws IOException when it does not answer in time
  static ShopProcess shop(
      Path javaHome, Path classes, int port, Map<String, String> properties, Sandbox sandbox)
      throws IOException, InterruptedException {
    List<String> words = new java.util.ArrayList<>();
    words.add(javaHome.resolve("bin/java").toString());
    words.addAll(List.of("-Xmx128m", "-XX:+UseSerialGC", "-Dshop.port=" + port));
    properties.forEach((name, value) -> words.add("-D" + name + "=" + value));
    words.addAll(List.of("-cp", classes.toString(), "shop.Main"));
    ShopProcess shop = start(new Command(words, classes, Map.of(), LIMIT), sandbox);
    awaitAnswer(URI.create("http://127.0.0.1:" + port + "/health"));
    return shop;
  }

  /// Starts customers, who write what they see into a file.
  static ShopProcess traffic(
      Path javaHome, Path classes, int port, int rate, Path counts, Sandbox sandbox) {
    return start(
        new Command(
            List.of(
                "sh",
                "-c",
                "exec \"$@\" > \"$0\"",
                counts.toString(),
                javaHome.resolve("bin/java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classes.toString(),
                "shop.traffic.Main",
                "--url",
                "http://127.0.0.1:" + port,
                "--rate",
                String.valueOf(rate),
                "--seconds",
                String.valueOf(LIMIT.toSeconds())),
            classes,
            Map.of(),
            LIMIT),
        sandbox);
  }

  private static ShopProcess start(Command command, Sandbox sandbox) {
    return new ShopProcess(Thread.ofPlatform().daemon().start(() -> run(command, sandbox)));
  }

  private static void run(Command command, Sandbox sandbox) {
    try {
      sandbox.run(command);
    } catch (java.util.concurrent.CancellationException _) {
      // stopped
      Thread.currentThread().interrupt();
    }
  }

  private static void awaitAnswer(URI health) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request = HttpRequest.newBuilder(health).timeout(Duration.ofSeconds(1)).build();
      long end = System.nanoTime() + STARTING.toNanos();
      while (true) {
        try {
          if (client.send(request, BodyHandlers.discarding()).statusCode() == 200) {
            return;
          }
        } catch (IOException e) {
          if (System.nanoTime() > end) {
            throw new IOException("the shop does not answer on " + health.getAuthority(), e);
          }
        }
        Thread.sleep(PAUSE);
      }
    }
  }

  /// Ends it, and waits until it is gone.
  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException _) {
      // its children end with naosu at the latest
      Thread.currentThread().interrupt();
    }
  }
}
