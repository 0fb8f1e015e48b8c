package dev.naosu.bench.proxy;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/// Requests at a rate that does not depend on how fast they are answered. A time is counted from
/// the moment that a request was due, so that one slow answer is not hidden by those that it held
/// up.
///
/// @param perSecond of all connections together
record SteadyLoad(int port, double perSecond, int connections, Duration length) {
  private static final long MOST_NANOS = Duration.ofMinutes(1).toNanos();
  private static final int DIGITS = 3;
  private static final int MOST_LINE = 64 * 1024;
  private static final byte[] REQUEST =
      "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  /// @param p50 in milliseconds
  /// @param p99 in milliseconds
  /// @param most in milliseconds
  /// @param reached requests a second that were really sent
  record Times(long count, double p50, double p99, double most, double reached) {}

  /// @throws IOException when a request is not answered with 200
  Times measured() throws IOException, InterruptedException {
    Histogram all = new Histogram(MOST_NANOS, DIGITS);
    long begin = System.nanoTime() + Duration.ofMillis(100).toNanos();
    List<Callable<Histogram>> clients = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      long offset = Math.round(i * 1e9 / perSecond);
      clients.add(() -> client(begin + offset));
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(connections)) {
      for (Future<Histogram> each : threads.invokeAll(clients)) {
        all.add(each.get());
      }
    } catch (ExecutionException e) {
      throw new IOException("the load broke off: " + e.getCause(), e);
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    return new Times(
        all.getTotalCount(),
        all.getValueAtPercentile(50) / 1e6,
        all.getValueAtPercentile(99) / 1e6,
        all.getMaxValue() / 1e6,
        all.getTotalCount() / seconds);
  }

  private Histogram client(long begin) throws IOException {
    Histogram times = new Histogram(MOST_NANOS, DIGITS);
    double step = 1e9 * connections / perSecond;
    long count = Math.round(length.toNanos() / step);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(Math.toIntExact(Duration.ofSeconds(20).toMillis()));
      InputStream in = new BufferedInputStream(socket.getInputStream());
      for (long i = 0; i < count; i++) {
        long due = begin + Math.round(i * step);
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
          LockSupport.parkNanos(left);
        }
        socket.getOutputStream().write(REQUEST);
        answer(in);
        times.recordValue(Math.clamp(System.nanoTime() - due, 0, MOST_NANOS));
      }
    }
    return times;
  }

  private static void answer(InputStream in) throws IOException {
    String status = line(in);
    if (!status.startsWith("HTTP/1.1 200")) {
      throw new IOException("answered with " + status);
    }
    long length = -1;
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
        length = Long.parseLong(header.substring("content-length:".length()).strip());
      }
    }
    if (length < 0) {
      throw new IOException("an answer without a length");
    }
    in.skipNBytes(length);
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int each = in.read(); each != '\n'; each = in.read()) {
      if (each < 0 || line.length() > MOST_LINE) {
        throw new IOException("the connection ended in the middle of an answer");
      }
      if (each != '\r') {
        line.append((char) each);
      }
    }
    return line.toString();
  }
}
