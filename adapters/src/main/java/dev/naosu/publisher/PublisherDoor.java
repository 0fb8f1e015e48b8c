package dev.naosu.publisher;

import dev.naosu.ship.publish.Ask;
import dev.naosu.ship.publish.Reply;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.Semaphore;
import jdk.net.ExtendedSocketOptions;

/// Takes questions at a socket of this machine. Who asks is told by the kernel: only people with
/// certain names are answered, whatever the mode of the socket is.
public final class PublisherDoor implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("dev.naosu.publisher");

  /// More than one server has at once.
  private static final int AT_ONCE = 32;

  /// The kernel takes no longer name.
  private static final int LONGEST = 100;

  private final Path socket;
  private final ServerSocketChannel server;
  private final Set<String> users;
  private final Answering answering;
  private final Semaphore places = new Semaphore(AT_ONCE);

  private PublisherDoor(
      Path socket, ServerSocketChannel server, Set<String> users, Answering answering) {
    this.socket = socket;
    this.server = server;
    this.users = Set.copyOf(users);
    this.answering = answering;
  }

  /// Answers what is asked.
  @FunctionalInterface
  public interface Answering {
    Reply to(Ask ask) throws InterruptedException;
  }

  /// @param socket in a directory that is there; what a publisher before left there is replaced
  /// @param users names of accounts that may ask; this one's own may always
  /// @throws IOException with a text for people
  public static PublisherDoor open(Path socket, Set<String> users, Answering answering)
      throws IOException {
    if (socket.toString().length() > LONGEST) {
      throw new IOException("the path of a socket has at most 100 letters, not " + socket);
    }
    if (Files.exists(socket) && isAnswered(socket)) {
      throw new IOException("another publisher answers at " + socket + "; end it first");
    }
    Files.deleteIfExists(socket);
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      server.bind(UnixDomainSocketAddress.of(socket));
      // where others may ask, the directory says which of them get here
      Files.setPosixFilePermissions(
          socket, PosixFilePermissions.fromString(users.isEmpty() ? "rw-------" : "rw-rw----"));
    } catch (IOException e) {
      server.close();
      throw e;
    }
    PublisherDoor door = new PublisherDoor(socket, server, users, answering);
    Thread.ofPlatform().daemon().name("publisher").start(door::accept);
    return door;
  }

  private static boolean isAnswered(Path socket) {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return channel.connect(UnixDomainSocketAddress.of(socket));
    } catch (IOException _) {
      // nobody listens: it was left behind
      return false;
    }
  }

  private void accept() {
    while (server.isOpen()) {
      try {
        SocketChannel channel = server.accept();
        if (places.tryAcquire()) {
          Thread.ofVirtual().name("asked").start(() -> attended(channel));
        } else {
          channel.close();
        }
      } catch (ClosedChannelException _) {
        return;
      } catch (IOException e) {
        LOG.log(System.Logger.Level.WARNING, "somebody could not be heard", e);
      }
    }
  }

  private void attended(SocketChannel channel) {
    try (channel) {
      if (!may(channel)) {
        LOG.log(System.Logger.Level.WARNING, "somebody asked who may not: " + who(channel));
        return;
      }
      Reply reply = answer(channel);
      Letters.send(reply, Channels.newOutputStream(channel));
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "whoever asked is gone", e);
    } finally {
      places.release();
    }
  }

  private Reply answer(SocketChannel channel) throws IOException {
    Ask ask;
    try {
      ask = Letters.askFrom(Channels.newInputStream(channel));
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "a question cannot be understood");
      LOG.log(System.Logger.Level.DEBUG, "why it cannot be understood", e);
      return new Reply.Away("the publisher does not understand the question: " + e.getMessage());
    }
    try {
      return answering.to(ask);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return new Reply.Away("the publisher ends");
    } catch (RuntimeException e) {
      // what should never happen: told here in full, and to whoever asked by its kind
      LOG.log(System.Logger.Level.ERROR, "a fault of the publisher", e);
      return new Reply.Away("a fault of the publisher: " + e.getClass().getSimpleName());
    }
  }

  private boolean may(SocketChannel channel) throws IOException {
    String who = who(channel);
    return who.equals(System.getProperty("user.name")) || users.contains(who);
  }

  private static String who(SocketChannel channel) throws IOException {
    return channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName();
  }

  /// Takes no more questions; those that were asked are answered.
  @Override
  public void close() throws IOException {
    server.close();
    Files.deleteIfExists(socket);
  }
}
