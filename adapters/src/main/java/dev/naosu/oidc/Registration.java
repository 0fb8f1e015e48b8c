package dev.naosu.oidc;

import java.util.List;

/// How naosu is known to an OpenID provider, and what it wants to know.
///
/// @param issuer the provider, exactly as it calls itself; see [WebAddress#problem]
/// @param client id of naosu there
/// @param secret of naosu there
/// @param back address that browsers are sent back to, as it is registered there
/// @param scopes beside `openid`
/// @param name claim that holds what people are called
/// @param groups claim that holds their groups; with dots for a claim within claims
public record Registration(
    String issuer,
    String client,
    String secret,
    String back,
    List<String> scopes,
    String name,
    String groups) {
  public Registration {
    scopes = List.copyOf(scopes);
  }

  /// Without the secret.
  @Override
  public String toString() {
    return client + " at " + issuer;
  }
}
