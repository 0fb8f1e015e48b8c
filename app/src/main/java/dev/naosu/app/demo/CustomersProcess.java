package dev.naosu.app.demo;

import dev.naosu.sandbox.Command;
import dev.naosu.sandbox.Sandbox;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;

/// The program of the shop's customers, which runs until it is stopped, and ends with naosu at the
/// latest.
final class CustomersProcess implements AutoCloseable {
  /// Longer than anybody watches.
  private static final Duration LIMIT = Duration.ofHours(12);

  private final Thread thread;

  private CustomersProcess(Thread thread) {
    this.thread = thread;
  }

  /// Starts customers, who write what they see into a file.
  ///
  /// @param port of the gateway
  /// @param rate requests a second
  static CustomersProcess start(
      Path javaHome, Path classes, int port, int rate, Path counts, Sandbox sandbox) {
    Command command =
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
            LIMIT);
    return new CustomersProcess(Thread.ofPlatform().daemon().start(() -> run(command, sandbox)));
  }

  private static void run(Command command, Sandbox sandbox) {
    try {
      sandbox.run(command);
    } catch (CancellationException _) {
      // stopped
      Thread.currentThread().interrupt();
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
