package dev.naosu.oidc;

import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.Nonce;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Ways to the provider that were begun and have not come back yet. In memory: after a restart,
/// people begin again.
final class Attempts {
  private static final Duration LIFE = Duration.ofMinutes(10);

  /// Beyond that, the oldest is forgotten: whoever begins very many can only make others begin
  /// again.
  private static final int MOST = 10_000;

  private final InstantSource clock;

  /// By state, the oldest first.
  private final Map<String, Attempt> begun = new LinkedHashMap<>();

  Attempts(InstantSource clock) {
    this.clock = clock;
  }

  /// @param browser only the browser with this secret may come back
  record Attempt(
      State state,
      Nonce nonce,
      CodeVerifier verifier,
      String browser,
      String next,
      Instant until) {}

  synchronized Attempt begin(String browser, String next) {
    Instant now = clock.instant();
    Iterator<Attempt> oldest = begun.values().iterator();
    while (oldest.hasNext() && (isOver(oldest.next(), now) || begun.size() >= MOST)) {
      oldest.remove();
    }
    Attempt attempt =
        new Attempt(new State(), new Nonce(), new CodeVerifier(), browser, next, now.plus(LIFE));
    begun.put(attempt.state().getValue(), attempt);
    return attempt;
  }

  /// The attempt of that state, once, for the browser that began it.
  synchronized Optional<Attempt> take(String state, String browser) {
    Attempt attempt = begun.get(state);
    if (attempt == null || !equal(attempt.browser(), browser)) {
      return Optional.empty();
    }
    begun.remove(state);
    return isOver(attempt, clock.instant()) ? Optional.empty() : Optional.of(attempt);
  }

  private static boolean isOver(Attempt attempt, Instant now) {
    return !now.isBefore(attempt.until());
  }

  private static boolean equal(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }
}
