package dev.naosu.machine;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The way to one port of a program that has a network of its own.
///
/// In the cage, [BridgeEnd] stands beside the program and hands on what comes by a socket that is a
/// file; naosu listens at the same port outside and hands on to that socket. Nothing else of the
/// cage's network can be reached so, and nothing of the machine's from within: connections are only
/// ever begun outside.
final class Bridge implements AutoCloseable {
  private static final int CHUNK = 16 << 10;
  private static final int POLL_MILLISECONDS = 5;

  private final Loopback at;
  private final Temporary place;
  private final Set<AutoCloseable> open = ConcurrentHashMap.newKeySet();
  private final Thread thread;

  private Bridge(Loopback at, Temporary place) {
    this.at = at;
    this.place = place;
    this.thread = Thread.ofVirtual().name("bridge").unstarted(this::carry);
  }

  /// Listens outside as soon as the program listens inside.
  static Bridge to(Loopback at) throws IOException {
    Bridge bridge = new Bridge(at, Temporary.create());
    bridge.thread.start();
    return bridge;
  }

  /// Holds the socket; the cage has to be able to write there.
  Path place() {
    return place.directory();
  }

  private Path socket() {
    return place.directory().resolve("door");
  }

  /// The command line of a program with the far end of the bridge beside it.
  List<String> with(List<String> program) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "/bin/sh",
                "-c",
                "n=$1; shift; i=0; door=; while [ $i -lt $n ]; do door=\"$door $1\"; shift;"
                    + " i=$((i+1)); done; $door </dev/null >/dev/null 2>&1 3>&- & exec \"$@\"",
                "cage"));
    List<String> door =
        List.of(
            Furniture.ownJava().resolve("bin").resolve("java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-XX:-UsePerfData",
            "-Xmx48m",
            "-cp",
            Furniture.ownPlace().toString(),
            BridgeEnd.class.getName(),
            socket().toString(),
            Integer.toString(at.port()));
    words.add(Integer.toString(door.size()));
    words.addAll(door);
    words.addAll(program);
    return words;
  }

  private void carry() {
    try {
      while (!Files.exists(socket())) {
        Thread.sleep(POLL_MILLISECONDS);
      }
      try (ServerSocketChannel outside = ServerSocketChannel.open()) {
        open.add(outside);
        outside.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), at.port()));
        while (true) {
          SocketChannel one = outside.accept();
          Thread.ofVirtual().start(() -> join(one, this::inside, open));
        }
      }
    } catch (IOException _) {
      // closed, or the port is taken: nobody gets through then, as when nothing listens
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private SocketChannel inside() throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.connect(UnixDomainSocketAddress.of(socket()));
      return channel;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /// Where a connection goes on.
  @FunctionalInterface
  interface Onward {
    SocketChannel connect() throws IOException;
  }

  /// Hands on what each side says, until both have ended.
  ///
  /// @param open what is closed from elsewhere to end it
  static void join(SocketChannel one, Onward onward, Set<AutoCloseable> open) {
    open.add(one);
    try (one;
        SocketChannel other = onward.connect()) {
      open.add(other);
      Thread back = Thread.ofVirtual().start(() -> copy(other, one));
      copy(one, other);
      back.join();
      open.remove(other);
    } catch (IOException _) {
      // nobody there: the connection is closed without a word
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(one);
    }
  }

  private static void copy(SocketChannel from, SocketChannel to) {
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
    try {
      while (from.read(chunk) >= 0) {
        write(to, chunk.flip());
        chunk.clear();
      }
      to.shutdownOutput();
    } catch (IOException _) {
      // one of them is gone: so is the other
      close(from);
      close(to);
    }
  }

  private static void write(ByteChannel to, ByteBuffer chunk) throws IOException {
    while (chunk.hasRemaining()) {
      to.write(chunk);
    }
  }

  private static void close(AutoCloseable channel) {
    try {
      channel.close();
    } catch (Exception _) {
      // it is gone already
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    open.forEach(Bridge::close);
    place.close();
  }
}
