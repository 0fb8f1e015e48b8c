package dev.naosu.oidc;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/// Addresses that secrets may be sent to.
public final class WebAddress {
  private WebAddress() {}

  /// Why secrets cannot be sent there, with what to do.
  public static Optional<String> problem(String address) {
    URI uri;
    try {
      uri = new URI(address);
    } catch (URISyntaxException _) {
      return Optional.of("is no address; write it as https://host");
    }
    if (uri.getHost() == null || uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
      return Optional.of("is no address of a server; write it as https://host");
    }
    return isSafe(uri)
        ? Optional.empty()
        : Optional.of("is not https; http is only for this machine, such as http://localhost");
  }

  static boolean isSafe(URI address) {
    return "https".equals(address.getScheme())
        || "http".equals(address.getScheme()) && isLoopback(address.getHost());
  }

  private static boolean isLoopback(String host) {
    return host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.\\d{1,3}){3}");
  }
}
