package dev.naosu.machine.web;

import dev.naosu.machine.circuit.Untouched;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;

/// Where something answers by HTTP, as the configuration says. A name that leads to where clouds
/// keep the credentials of their machines is refused, whoever wrote it into the DNS.
public record Address(URI uri) {
  private static final int PATIENCE_MILLISECONDS = 2_000;
  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;

  /// @throws IllegalArgumentException when it is none for HTTP
  public Address {
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (!(scheme.equals("http") || scheme.equals("https"))
        || uri.getHost() == null
        || uri.getUserInfo() != null
        || uri.getFragment() != null) {
      throw new IllegalArgumentException(
          "an address is http://HOST/PATH or https://HOST/PATH, without a user and without #");
    }
  }

  int port() {
    if (uri.getPort() > 0) {
      return uri.getPort();
    }
    return "https".equalsIgnoreCase(uri.getScheme()) ? HTTPS_PORT : HTTP_PORT;
  }

  /// Nothing is sent.
  ///
  /// @throws Untouched when it leads where nothing may be called
  public void check() throws Untouched {
    try {
      // the JDK's client resolves the name once more, and remembers it as long as this does
      for (InetAddress each : InetAddress.getAllByName(uri.getHost())) {
        if (each.isLinkLocalAddress() || each.isMulticastAddress() || each.isAnyLocalAddress()) {
          throw new Untouched(
              uri.getHost() + " leads to " + each.getHostAddress() + ", where naosu calls nothing");
        }
      }
    } catch (UnknownHostException e) {
      throw new Untouched("nobody knows a host " + uri.getHost(), e);
    }
  }

  /// Whether somebody listens there; nothing is sent.
  public boolean isListenedTo() throws Untouched {
    check();
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(uri.getHost(), port()), PATIENCE_MILLISECONDS);
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  /// Without path and query, which may hold a secret.
  @Override
  public String toString() {
    return uri.getScheme() + "://" + uri.getHost() + ":" + port();
  }
}
