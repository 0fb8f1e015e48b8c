package dev.naosu.bench.fleet;

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
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/// Requests at a rate that does not depend on how fast they are answered, each of which counts: one
/// that is not answered with 200 is lost. Every fifth is a POST, which nobody may send twice.
///
/// @param perSecond of all connections together
record CountedLoad(int port, double perSecond, int connections, Duration length) {
  private static final long MOST_NANOS = Duration.ofMinutes(1).toNanos();
  private static final int DIGITS = 3;
  private static final int MOST_LINE = 64 * 1024;
  private static final int PATIENCE_MILLIS = 20_000;
  private static final int UNSAFE_EACH = 5;
  private static final byte[] GET =
      "GET /price HTTP/1.1\r\nHost: shop\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] POST =
      "POST /order HTTP/1.1\r\nHost: shop\r\nContent-Length: 12\r\n\r\norder=1&of=9"
          .getBytes(StandardCharsets.US_ASCII);

  /// What came of it.
  ///
  /// @param safe requests that may be sent again
  /// @param unsafe all others
  /// @param lostHow how often each reason was seen
  /// @param p50 in milliseconds, from when a request was due; so are the others
  record Counts(
      long safe,
      long safeLost,
      long unsafe,
      long unsafeLost,
      Map<String, Long> lostHow,
      double p50,
      double p99,
      double most) {
    Counts {
      lostHow = Map.copyOf(lostHow);
    }
  }

  /// What all connections count.
  private record Tally(
      LongAdder safe,
      LongAdder safeLost,
      LongAdder unsafe,
      LongAdder unsafeLost,
      Map<String, LongAdder> lostHow) {
    Tally() {
      this(
          new LongAdder(),
          new LongAdder(),
          new LongAdder(),
          new LongAdder(),
          new ConcurrentHashMap<>());
    }

    void answered(boolean isSafe) {
      (isSafe ? safe : unsafe).increment();
    }

    void lost(boolean isSafe, String how) {
      answered(isSafe);
      (isSafe ? safeLost : unsafeLost).increment();
      lostHow
          .computeIfAbsent((isSafe ? "GET: " : "POST: ") + how, _ -> new LongAdder())
          .increment();
    }
  }

  Counts counted() throws IOException, InterruptedException {
    Tally tally = new Tally();
    Histogram all = new Histogram(MOST_NANOS, DIGITS);
    long begin = System.nanoTime() + Duration.ofMillis(100).toNanos();
    List<Callable<Histogram>> clients = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      int first = i;
      clients.add(() -> client(begin + Math.round(first * 1e9 / perSecond), first, tally));
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(connections)) {
      for (Future<Histogram> each : threads.invokeAll(clients)) {
        all.add(each.get());
      }
    } catch (ExecutionException e) {
      throw new IOException("the load broke off: " + e.getCause(), e);
    }
    Map<String, Long> how = new TreeMap<>();
    tally.lostHow().forEach((reason, count) -> how.put(reason, count.sum()));
    return new Counts(
        tally.safe().sum(),
        tally.safeLost().sum(),
        tally.unsafe().sum(),
        tally.unsafeLost().sum(),
        how,
        all.getValueAtPercentile(50) / 1e6,
        all.getValueAtPercentile(99) / 1e6,
        all.getMaxValue() / 1e6);
  }

  private Histogram client(long begin, int first, Tally tally) throws IOException {
    Histogram times = new Histogram(MOST_NANOS, DIGITS);
    double step = 1e9 * connections / perSecond;
    long count = Math.round(length.toNanos() / step);
    Connection connection = new Connection(port);
    try {
      for (long i = 0; i < count; i++) {
        long due = begin + Math.round(i * step);
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
          LockSupport.parkNanos(left);
        }
        boolean isSafe = (first + i) % UNSAFE_EACH != 0;
        try {
          int status = connection.asked(isSafe ? GET : POST);
          if (status == 200) {
            tally.answered(isSafe);
          } else {
            tally.lost(isSafe, "answered with " + status);
          }
        } catch (IOException e) {
          tally.lost(isSafe, String.valueOf(e.getMessage()));
          connection.close();
          connection = new Connection(port);
        }
        times.recordValue(Math.clamp(System.nanoTime() - due, 0, MOST_NANOS));
      }
    } finally {
      connection.close();
    }
    return times;
  }

  /// One that is kept as long as both sides want it.
  private static final class Connection implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;

    Connection(int port) throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(PATIENCE_MILLIS);
      in = new BufferedInputStream(socket.getInputStream());
    }

    /// @return the status
    int asked(byte[] request) throws IOException {
      socket.getOutputStream().write(request);
      String status = line();
      long length = -1;
      for (String header = line(); !header.isEmpty(); header = line()) {
        if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
          length = Long.parseLong(header.substring("content-length:".length()).strip());
        }
      }
      if (!status.matches("HTTP/1.1 \\d{3}.*") || length < 0) {
        throw new IOException("an answer that is none: " + status);
      }
      in.skipNBytes(length);
      return Integer.parseInt(status.substring(9, 12));
    }

    private String line() throws IOException {
      StringBuilder line = new StringBuilder();
      for (int each = in.read(); each != '\n'; each = in.read()) {
        if (each < 0 || line.length() > MOST_LINE) {
          throw new IOException("the connection ended before the answer did");
        }
        if (each != '\r') {
          line.append((char) each);
        }
      }
      return line.toString();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
