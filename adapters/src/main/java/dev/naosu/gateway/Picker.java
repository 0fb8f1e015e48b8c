package dev.naosu.gateway;

import dev.naosu.gateway.GatewaySettings.Steering;
import dev.naosu.gateway.GatewaySettings.Sticky;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Which version a request goes to: by chance, by who asks, or by the name it asks for. Belongs to
/// one thread.
final class Picker {
  static final String COOKIE = "naosu-client";

  private static final int COOKIE_DIGITS = 16;
  private static final Duration COOKIE_LIFE = Duration.ofDays(30);
  private static final double STEPS = 1L << 53;

  private final Steering steering;
  private final Sticky sticky;
  private final RandomGenerator random;

  Picker(Steering steering, Sticky sticky, RandomGenerator random) {
    this.steering = steering;
    this.sticky = sticky;
    this.random = random;
  }

  /// The version that a request asks for and may ask for; empty when there is none.
  Optional<String> asked(HttpServerRequest request) {
    String name = request.headers().get(HeaderRules.VERSION);
    return name != null && may(request) ? Optional.of(name.strip()) : Optional.empty();
  }

  private boolean may(HttpServerRequest request) {
    return switch (steering) {
      case NEVER -> false;
      case ALWAYS -> true;
      case LOOPBACK ->
          // a proxy on this machine asks for somebody who may be anywhere
          isLoopback(request)
              && !request.headers().contains("X-Forwarded-For")
              && !request.headers().contains("Forwarded");
    };
  }

  private static boolean isLoopback(HttpServerRequest request) {
    return request.remoteAddress() != null
        && InetAddress.ofLiteral(request.remoteAddress().hostAddress()).isLoopbackAddress();
  }

  /// Where in [0, 1) a request stands; a client that is known stands always at the same place.
  double point(HttpServerRequest request) {
    return switch (sticky.kind()) {
      case NONE -> random.nextDouble();
      case COOKIE -> place(cookie(request));
      case ADDRESS ->
          place(request.remoteAddress() == null ? null : request.remoteAddress().host());
      case HEADER -> place(request.headers().get(sticky.header()));
    };
  }

  private double place(@Nullable String who) {
    if (who == null || who.isEmpty()) {
      return random.nextDouble();
    }
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < who.length(); i++) {
      hash = (hash ^ who.charAt(i)) * 0x100000001b3L;
    }
    // the last step of SplittableRandom: neighbours come to stand far apart
    hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
    hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
    return ((hash ^ (hash >>> 31)) >>> 11) / STEPS;
  }

  private String cookie(HttpServerRequest request) {
    Cookie known = request.getCookie(COOKIE);
    if (known != null
        && known.getValue().length() == COOKIE_DIGITS
        && known.getValue().chars().allMatch(HexFormat::isHexDigit)) {
      return known.getValue();
    }
    String fresh = HexFormat.of().toHexDigits(random.nextLong());
    request
        .response()
        .addCookie(
            Cookie.cookie(COOKIE, fresh)
                .setPath("/")
                .setHttpOnly(true)
                .setSecure(request.isSSL())
                .setSameSite(CookieSameSite.LAX)
                .setMaxAge(COOKIE_LIFE.toSeconds()));
    return fresh;
  }
}
