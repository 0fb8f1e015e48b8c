package dev.naosu.oidc;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderConfigurationRequest;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What a provider says of itself, asked when it is needed and kept for a while.
final class Discovery {
  private static final System.Logger LOG = System.getLogger(Discovery.class.getName());
  private static final Duration FRESH = Duration.ofHours(1);

  /// A provider that is away is not asked by everybody who waits for it.
  private static final Duration PAUSE = Duration.ofSeconds(3);

  private static final Duration OLD_KEYS = Duration.ofHours(1);

  /// Signatures that only the provider can make: none that naosu's own secret could make, and not
  /// none at all.
  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(
          JWSAlgorithm.RS256,
          JWSAlgorithm.RS384,
          JWSAlgorithm.RS512,
          JWSAlgorithm.PS256,
          JWSAlgorithm.PS384,
          JWSAlgorithm.PS512,
          JWSAlgorithm.ES256,
          JWSAlgorithm.ES384,
          JWSAlgorithm.ES512);

  private final Issuer issuer;
  private final BoundedHttp http;
  private final InstantSource clock;
  private @Nullable Known known;
  private @Nullable Failure failure;

  Discovery(Issuer issuer, BoundedHttp http, InstantSource clock) {
    this.issuer = issuer;
    this.http = http;
    this.clock = clock;
  }

  /// @param algorithms that it may sign with
  /// @param keys fetched when needed, and again when one is unknown
  record Known(
      OIDCProviderMetadata metadata,
      Set<JWSAlgorithm> algorithms,
      JWKSource<SecurityContext> keys,
      Instant since) {}

  private record Failure(IOException why, Instant at) {}

  /// @throws IOException with a text for people when it cannot be had
  synchronized Known known() throws IOException {
    Instant now = clock.instant();
    Known before = known;
    if (before != null && now.isBefore(before.since().plus(FRESH))) {
      return before;
    }
    try {
      Failure last = failure;
      if (last != null && now.isBefore(last.at().plus(PAUSE))) {
        throw new IOException(last.why().getMessage(), last.why());
      }
      Known found = read(now, before);
      known = found;
      failure = null;
      return found;
    } catch (IOException e) {
      if (failure == null || !now.isBefore(failure.at().plus(PAUSE))) {
        LOG.log(System.Logger.Level.WARNING, "the identity provider is away: " + e.getMessage());
        failure = new Failure(e, now);
      }
      if (before != null) {
        return before;
      }
      throw e;
    }
  }

  private Known read(Instant now, @Nullable Known before) throws IOException {
    HTTPResponse answer = new OIDCProviderConfigurationRequest(issuer).toHTTPRequest().send(http);
    if (answer.getStatusCode() != 200) {
      throw new IOException(
          "it answers with status "
              + answer.getStatusCode()
              + " where "
              + issuer
              + OIDCProviderConfigurationRequest.OPENID_PROVIDER_WELL_KNOWN_PATH
              + " should be");
    }
    OIDCProviderMetadata metadata;
    try {
      metadata = OIDCProviderMetadata.parse(answer.getBodyAsJSONObject());
    } catch (ParseException e) {
      throw new IOException("what it says of itself cannot be read: " + e.getMessage(), e);
    }
    if (!metadata.getIssuer().equals(issuer)) {
      throw new IOException(
          "it calls itself " + metadata.getIssuer() + "; write oidc.issuer exactly so");
    }
    demand(metadata.getAuthorizationEndpointURI(), "authorization_endpoint");
    demand(metadata.getTokenEndpointURI(), "token_endpoint");
    URI keys = demand(metadata.getJWKSetURI(), "jwks_uri");
    Set<JWSAlgorithm> algorithms =
        metadata.getIDTokenJWSAlgs().stream()
            .filter(ALGORITHMS::contains)
            .collect(Collectors.toUnmodifiableSet());
    if (algorithms.isEmpty()) {
      throw new IOException(
          "it signs with " + metadata.getIDTokenJWSAlgs() + " only; let it use RS256");
    }
    return new Known(
        metadata,
        algorithms,
        before != null && keys.equals(before.metadata().getJWKSetURI())
            ? before.keys()
            : source(keys),
        now);
  }

  private JWKSource<SecurityContext> source(URI keys) throws IOException {
    return JWKSourceBuilder.<SecurityContext>create(keys.toURL(), http)
        // what looks ahead does so in threads of its own
        .refreshAheadCache(false)
        .outageTolerant(OLD_KEYS.toMillis())
        .build();
  }

  private static URI demand(@Nullable URI address, String what) throws IOException {
    if (address == null || address.getHost() == null || !WebAddress.isSafe(address)) {
      throw new IOException("its " + what + " is missing, or is not https: " + address);
    }
    return address;
  }
}
