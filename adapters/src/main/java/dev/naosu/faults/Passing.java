package dev.naosu.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/// One connection through a proxy. What the client sends after an answer, or at first, begins an
/// exchange; whether it is disturbed is decided once for each.
final class Passing {
  private static final int CONNECT_MILLIS = 5_000;
  private static final int BUFFER = 16 << 10;
  private static final int DRAIN_MILLIS = 500;
  private static final int DRAIN_BYTES = 1 << 20;
  private static final long ROUND_MILLIS = 50;

  private final Socket client;
  private final InetSocketAddress to;
  private final Supplier<Disturbance> now;
  private final Socket server = new Socket();

  /// Of the exchange under way.
  private final AtomicReference<Disturbance> struck = new AtomicReference<>(Disturbance.NONE);

  private volatile boolean answered = true;

  Passing(Socket client, InetSocketAddress to, Supplier<Disturbance> now) {
    this.client = client;
    this.to = to;
    this.now = now;
  }

  void run() {
    try {
      Disturbance first = now.get();
      if (first.is("refuse") && first.strikes()) {
        reset();
        return;
      }
      server.connect(to, CONNECT_MILLIS);
      server.setTcpNoDelay(true);
      Thread back = Thread.ofVirtual().start(this::answers);
      asks();
      back.join();
    } catch (IOException _) {
      // one of them is gone, and so is the connection
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      close();
    }
  }

  /// From the client to the server.
  private void asks() throws IOException {
    byte[] buffer = new byte[BUFFER];
    InputStream in = client.getInputStream();
    OutputStream out = server.getOutputStream();
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      if (answered) {
        answered = false;
        Disturbance order = now.get();
        struck.set(order.strikes() ? order : Disturbance.NONE);
      }
      Disturbance order = struck.get();
      if (order.is("error")) {
        refuse(order.status());
        return;
      }
      if (order.is("refuse")) {
        reset();
        return;
      }
      if (order.is("silence")) {
        // the time is over, and a half-sent request is of no use to anybody
        if (!awaitEnd(order)) {
          return;
        }
        reset();
        return;
      }
      out.write(buffer, 0, read);
    }
    server.shutdownOutput();
  }

  /// From the server to the client.
  private void answers() {
    byte[] buffer = new byte[BUFFER];
    try {
      InputStream in = server.getInputStream();
      OutputStream out = client.getOutputStream();
      boolean begins = true;
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        begins |= !answered;
        answered = true;
        Disturbance order = struck.get();
        if (begins) {
          begins = false;
          if (order.is("reset")) {
            reset();
            return;
          }
          if (order.is("latency")) {
            Thread.sleep(order.wait(ThreadLocalRandom.current()));
          }
        }
        if (order.is("bandwidth")) {
          slowly(out, buffer, read, order.kilobytes());
        } else {
          out.write(buffer, 0, read);
        }
      }
      client.shutdownOutput();
    } catch (IOException _) {
      close();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      close();
    }
  }

  private static void slowly(OutputStream out, byte[] buffer, int length, long kilobytes)
      throws IOException, InterruptedException {
    int piece = Math.toIntExact(Math.clamp(kilobytes * 1024 * ROUND_MILLIS / 1000, 1, BUFFER));
    for (int from = 0; from < length; from += piece) {
      out.write(buffer, from, Math.min(piece, length - from));
      Thread.sleep(ROUND_MILLIS);
    }
  }

  private boolean awaitEnd(Disturbance order) {
    try {
      while (now.get().owner().equals(order.owner())) {
        if (client.isClosed()) {
          return false;
        }
        Thread.sleep(ROUND_MILLIS);
      }
      return true;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// Answers by itself, and lets the client end what it is sending: it would not see the answer
  /// otherwise.
  private void refuse(int status) throws IOException {
    String body = "{\"error\":\"a fault of an experiment\"}";
    client
        .getOutputStream()
        .write(
            ("HTTP/1.1 "
                    + status
                    + " Fault\r\nContent-Type: application/json\r\nContent-Length: "
                    + body.length()
                    + "\r\nConnection: close\r\n\r\n"
                    + body)
                .getBytes(StandardCharsets.US_ASCII));
    client.shutdownOutput();
    client.setSoTimeout(DRAIN_MILLIS);
    long _ = client.getInputStream().skip(DRAIN_BYTES);
    close();
  }

  private void reset() throws IOException {
    client.setSoLinger(true, 0);
    close();
  }

  /// The order has changed: a connection that was kept open is none that could be refused else.
  void changed() {
    Disturbance order = now.get();
    if (order.is("refuse") && answered && order.strikes()) {
      close();
    }
  }

  void close() {
    closeQuietly(client);
    closeQuietly(server);
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException _) {
      // it is gone all the same
    }
  }
}
