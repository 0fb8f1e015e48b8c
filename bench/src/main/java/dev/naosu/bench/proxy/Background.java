package dev.naosu.bench.proxy;

import dev.naosu.sandbox.Command;
import dev.naosu.sandbox.Exit;
import dev.naosu.sandbox.Sandbox;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;

/// A program that listens at a port until it is closed; it ends with its sandbox at the latest.
final class Background implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofHours(2);
  private static final Duration STARTING = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final Thread thread;

  private Background(Thread thread) {
    this.thread = thread;
  }

  /// Starts it and waits until somebody takes connections at the port.
  static Background start(List<String> words, Path directory, int port, Sandbox sandbox)
      throws IOException, InterruptedException {
    AtomicReference<String> ending = new AtomicReference<>("");
    Command command = new Command(words, directory, Map.of(), LIMIT);
    Thread thread = Thread.ofPlatform().daemon().start(() -> ending.set(run(command, sandbox)));
    Background program = new Background(thread);
    long end = System.nanoTime() + STARTING.toNanos();
    while (!isOpen(port)) {
      if (!thread.isAlive() || System.nanoTime() > end) {
        program.close();
        throw new IOException(words.getFirst() + " does not begin: " + ending.get());
      }
      Thread.sleep(PAUSE);
    }
    return program;
  }

  private static boolean isOpen(int port) {
    try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return true;
    } catch (IOException _) {
      // not yet
      return false;
    }
  }

  private static String run(Command command, Sandbox sandbox) {
    try {
      return switch (sandbox.run(command)) {
        case Exit.Finished done -> "it ended with code " + done.code() + ": " + done.output();
        case Exit.TimedOut over -> "it was ended after " + over.limit();
        case Exit.NeverStarted never -> never.why();
      };
    } catch (CancellationException _) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  /// A port that nobody listens at.
  static int unusedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException _) {
      // it ends with the sandbox
      Thread.currentThread().interrupt();
    }
  }
}
