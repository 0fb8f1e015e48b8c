package dev.naosu.publisher;

import dev.naosu.ship.publish.Ask;
import dev.naosu.ship.publish.Reply;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;

/// Asks a publisher at its socket, with a connection for each question.
public final class PublisherClient implements Asking {
  /// More than git and a forge may take.
  private static final Duration LIMIT = Duration.ofMinutes(30);

  private final Path socket;

  public PublisherClient(Path socket) {
    this.socket = socket;
  }

  @Override
  public Reply ask(Ask ask) throws IOException, InterruptedException {
    Thread asking = Thread.currentThread();
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      Thread watch = Thread.ofVirtual().name("patience").start(() -> closeLater(channel));
      try {
        Letters.send(ask, Channels.newOutputStream(channel));
        channel.shutdownOutput();
        return Letters.replyFrom(Channels.newInputStream(channel));
      } finally {
        watch.interrupt();
      }
    } catch (ClosedByInterruptException _) {
      // the flag is set, and is told by the exception
      boolean _ = Thread.interrupted();
      throw new InterruptedException("ended while the publisher was at work");
    } catch (EOFException e) {
      throw new IOException("the publisher ended before it answered", e);
    } catch (IOException e) {
      if (asking.isInterrupted()) {
        boolean _ = Thread.interrupted();
        throw new InterruptedException("ended while the publisher was at work");
      }
      throw new IOException("the publisher at " + socket + " cannot be asked: " + said(e), e);
    }
  }

  private static void closeLater(SocketChannel channel) {
    try {
      Thread.sleep(LIMIT);
      channel.close();
    } catch (InterruptedException _) {
      // it has answered
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      System.getLogger("dev.naosu.publisher")
          .log(System.Logger.Level.DEBUG, "a connection was closed already", e);
    }
  }

  private static String said(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
