package dev.naosu.gateway;

import io.vertx.core.net.SocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/// One process that serves a version. It is left alone for a while after it could not be reached,
/// longer each time.
final class Instance {
  private static final long FIRST_PAUSE = Duration.ofSeconds(1).toNanos();
  private static final int MOST_DOUBLINGS = 5;

  /// In a row.
  private static final int MOST_UNANSWERED = 3;

  private static final int FAILED_CHECKS = 2;

  private final URI uri;
  private final SocketAddress address;
  private final Tally tally = new Tally();
  private final AtomicInteger failures = new AtomicInteger();
  private final AtomicInteger unanswered = new AtomicInteger();
  private final AtomicInteger failedChecks = new AtomicInteger();
  private volatile long outUntil;
  private volatile boolean out;

  /// @param uri `http` or `https`, with host and port; its path is not looked at
  Instance(URI uri) {
    this.uri = uri;
    this.address = SocketAddress.inetSocketAddress(port(uri), uri.getHost());
  }

  private static int port(URI uri) {
    if (uri.getPort() > 0) {
      return uri.getPort();
    }
    return isTls(uri) ? 443 : 80;
  }

  private static boolean isTls(URI uri) {
    return "https".equalsIgnoreCase(uri.getScheme());
  }

  URI uri() {
    return uri;
  }

  SocketAddress address() {
    return address;
  }

  boolean isTls() {
    return isTls(uri);
  }

  /// What it was seen to answer, each attempt by itself: also one that another instance made good.
  Tally tally() {
    return tally;
  }

  int underWay() {
    return tally.underWay();
  }

  /// Whether it takes connections, as far as requests have shown.
  ///
  /// @param now of [System#nanoTime()]
  boolean isReached(long now) {
    return !out || now - outUntil >= 0;
  }

  /// Whether it has said that it is ill, or nothing, when it was asked.
  boolean looksIll() {
    return failedChecks.get() >= FAILED_CHECKS;
  }

  /// @param now of [System#nanoTime()]
  boolean isUp(long now) {
    return isReached(now) && !looksIll();
  }

  void answered() {
    if (failures.get() != 0 || out) {
      failures.set(0);
      out = false;
    }
    if (unanswered.get() != 0) {
      unanswered.set(0);
    }
  }

  /// It took no connection within [Times#connect()].
  void failed(long now) {
    int doublings = Math.min(failures.getAndIncrement(), MOST_DOUBLINGS);
    outUntil = now + (FIRST_PAUSE << doublings);
    out = true;
  }

  /// It gave no answer within [Times#idle()], or closed the connection before it did. Once means
  /// little: it was asked something hard, or has just closed an idle connection.
  void gaveNoAnswer(long now) {
    if (unanswered.incrementAndGet() >= MOST_UNANSWERED) {
      unanswered.set(0);
      failed(now);
    }
  }

  /// What it answered when it was asked whether it is well.
  void checked(boolean well) {
    if (well) {
      failedChecks.set(0);
      answered();
    } else {
      failedChecks.incrementAndGet();
    }
  }
}
