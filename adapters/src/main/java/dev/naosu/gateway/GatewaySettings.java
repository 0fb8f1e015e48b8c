package dev.naosu.gateway;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// What a gateway is told when it starts.
///
/// @param service whose requests it takes
/// @param listen where people and programs reach the service
/// @param control where naosu reaches the gateway; loopback, unless somebody says otherwise
/// @param directory of what it keeps: routing, token, its log
/// @param tls absent where it speaks plain HTTP
/// @param headerBytes most bytes of the headers of a request
/// @param steering who may ask for a version by its name in the header `X-Naosu-Version`
/// @param sticky what keeps a client at a version
/// @param health how instances are asked whether they are well; absent where only their answers say
/// @param trustsForwarded whether what a request says in `Forwarded` and `X-Forwarded-…` is kept:
///   only behind a proxy that sets them
/// @param tellsVersion whether answers say in `X-Naosu-Version` who gave them
/// @param capture what of requests and answers is kept
/// @param tell where naosu is told of failing requests; absent where it is not
public record GatewaySettings(
    String service,
    Listen listen,
    Listen control,
    Path directory,
    Optional<Tls> tls,
    Times times,
    int headerBytes,
    Steering steering,
    Sticky sticky,
    Optional<Health> health,
    boolean trustsForwarded,
    boolean tellsVersion,
    Capture capture,
    Optional<Tell> tell) {
  private static final int USUAL_HEADER_BYTES = 32 * 1024;

  /// What holds where nothing is said.
  ///
  /// @param listen where people and programs reach the service
  public static GatewaySettings usual(String service, Listen listen, Path directory) {
    return new GatewaySettings(
        service,
        listen,
        new Listen("127.0.0.1", 0),
        directory,
        Optional.empty(),
        Times.usual(),
        USUAL_HEADER_BYTES,
        Steering.LOOPBACK,
        Sticky.NONE,
        Optional.empty(),
        false,
        false,
        Capture.usual(),
        Optional.empty());
  }

  /// The same, with another directory.
  public GatewaySettings in(Path directory) {
    return new GatewaySettings(
        service,
        listen,
        control,
        directory,
        tls,
        times,
        headerBytes,
        steering,
        sticky,
        health,
        trustsForwarded,
        tellsVersion,
        capture,
        tell);
  }

  /// An address to listen on.
  ///
  /// @param port 0 for any that is free
  public record Listen(String host, int port) {
    @Override
    public String toString() {
      return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
  }

  /// Files in PEM.
  public record Tls(Path certificate, Path key) {}

  /// How long it waits.
  ///
  /// @param connect for an instance to take a connection
  /// @param idle while nothing moves in a request or its answer
  /// @param whole for all of a request
  /// @param draining for what is under way, when the gateway is told to end
  public record Times(Duration connect, Duration idle, Duration whole, Duration draining) {
    static Times usual() {
      return new Times(
          Duration.ofSeconds(2),
          Duration.ofSeconds(60),
          Duration.ofHours(1),
          Duration.ofSeconds(30));
    }
  }

  /// Who may ask for a version by name, also for one that gets no requests yet.
  public enum Steering {
    NEVER,
    /// Programs on this machine, that no proxy asks for somebody else.
    LOOPBACK,
    ALWAYS
  }

  /// What a client is known by, so that it stays at a version while its share does not shrink.
  ///
  /// @param header its name, in small letters; empty but for [Kind#HEADER]
  public record Sticky(Kind kind, String header) {
    public static final Sticky NONE = new Sticky(Kind.NONE, "");

    /// By what.
    public enum Kind {
      /// Nothing: each request is chosen for anew.
      NONE,
      /// A random number that the gateway gives to it.
      COOKIE,
      ADDRESS,
      HEADER
    }
  }

  /// Asks each instance for a page.
  ///
  /// @param path that is answered below 400 by an instance that is well
  /// @param within how long it has for that
  public record Health(String path, Duration every, Duration within) {}

  /// Bounds of what is kept; nothing is when `requests` is 0.
  ///
  /// @param requests most of each kind, failing and good
  /// @param bodyBytes most of a body; a longer one is left out, with a mark
  /// @param bytes most of everything
  /// @param goodPerSecond most requests answered well that are kept in a second
  /// @param emailAddresses whether these are taken out too
  public record Capture(
      int requests, int bodyBytes, long bytes, int goodPerSecond, boolean emailAddresses) {
    public static final Capture NONE = new Capture(0, 0, 0, 0, true);

    public static Capture usual() {
      return new Capture(500, 64 * 1024, 32L << 20, 2, true);
    }

    boolean isOn() {
      return requests > 0;
    }
  }

  /// @param naosu its address
  /// @param tokenFile holds a token of it that may send signals
  public record Tell(URI naosu, Path tokenFile) {}
}
