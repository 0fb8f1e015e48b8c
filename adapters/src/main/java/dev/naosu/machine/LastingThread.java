package dev.naosu.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Starts what is to end with naosu.
///
/// The kernel tells a child of the end of the thread that started it, not of the process, and other
/// threads come and go: this one lives as long as naosu.
final class LastingThread {
  private static final ExecutorService STARTER =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("starts-cages").factory());

  private LastingThread() {}

  static Process start(ProcessBuilder builder) throws IOException {
    try {
      return CompletableFuture.supplyAsync(() -> started(builder), STARTER).join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof UncheckedIOException not
          ? not.getCause()
          : new IOException(e.getCause());
    }
  }

  private static Process started(ProcessBuilder builder) {
    try {
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
