package dev.naosu.machine;

import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A program in a container, by the guard that ends it: to kill the guard, or what it has started,
/// would leave the container running, which is nobody's child.
final class GuardedProcess extends Process {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Process guard;

  /// @param guard removes the container when it is asked to end
  GuardedProcess(Process guard) {
    this.guard = guard;
  }

  @Override
  public OutputStream getOutputStream() {
    return guard.getOutputStream();
  }

  @Override
  public InputStream getInputStream() {
    return guard.getInputStream();
  }

  @Override
  public InputStream getErrorStream() {
    return guard.getErrorStream();
  }

  @Override
  public int waitFor() throws InterruptedException {
    return guard.waitFor();
  }

  @Override
  public boolean waitFor(long timeout, TimeUnit unit) throws InterruptedException {
    return guard.waitFor(timeout, unit);
  }

  @Override
  public int exitValue() {
    return guard.exitValue();
  }

  @Override
  public boolean isAlive() {
    return guard.isAlive();
  }

  @Override
  public long pid() {
    return guard.pid();
  }

  @Override
  public ProcessHandle.Info info() {
    return guard.info();
  }

  @Override
  public CompletableFuture<Process> onExit() {
    return guard.onExit().thenApply(_ -> this);
  }

  /// None: the guard ends them.
  @Override
  public Stream<ProcessHandle> children() {
    return Stream.empty();
  }

  /// None: the guard ends them.
  @Override
  public Stream<ProcessHandle> descendants() {
    return Stream.empty();
  }

  @Override
  public void destroy() {
    guard.destroy();
  }

  /// Returns once the container is gone, so that nobody writes into the copy any more.
  @Override
  public Process destroyForcibly() {
    guard.destroy();
    if (!endsInTime()) {
      // podman hangs; the container is removed at the next start
      guard.descendants().forEach(ProcessHandle::destroyForcibly);
      guard.destroyForcibly();
    }
    return this;
  }

  /// Whoever was interrupted ends its programs, too: it waits all the same.
  private boolean endsInTime() {
    boolean interrupted = false;
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try {
      while (true) {
        try {
          return guard.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
