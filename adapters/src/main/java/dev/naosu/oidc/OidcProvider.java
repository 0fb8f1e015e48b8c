package dev.naosu.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenErrorResponse;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.token.AccessToken;
import com.nimbusds.openid.connect.sdk.AuthenticationErrorResponse;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.AuthenticationResponse;
import com.nimbusds.openid.connect.sdk.AuthenticationResponseParser;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.UserInfoRequest;
import com.nimbusds.openid.connect.sdk.UserInfoSuccessResponse;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.claims.UserInfo;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import dev.naosu.access.IdentityProvider;
import dev.naosu.access.Voucher;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Signs people in at an OpenID provider, by an authorization code with PKCE.
///
/// Source: *OpenID Connect Core 1.0*, section 3.1; RFC 7636 (PKCE); RFC 9207 (the issuer in the
/// answer); RFC 9700 (*Best Current Practice for OAuth 2.0 Security*).
public final class OidcProvider implements IdentityProvider, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(OidcProvider.class.getName());
  private static final Duration SKEW = Duration.ofMinutes(1);
  private static final String EMAIL = "email";

  private final Registration registration;
  private final BoundedHttp http = new BoundedHttp();
  private final Discovery discovery;
  private final Attempts attempts;

  /// Asks nobody anything yet: the provider may be away.
  public OidcProvider(Registration registration, InstantSource clock) {
    this.registration = registration;
    this.discovery = new Discovery(new Issuer(registration.issuer()), http, clock);
    this.attempts = new Attempts(clock);
  }

  /// Ends the sign-in with what is told to people.
  private static final class Ended extends Exception {
    private static final long serialVersionUID = 1;

    private final transient Answer answer;

    Ended(Answer answer) {
      super(answer.toString(), null, false, false);
      this.answer = answer;
    }
  }

  @Override
  public Asking ask(String browser, String next) {
    try {
      URI place = discovery.known().metadata().getAuthorizationEndpointURI();
      Attempts.Attempt attempt = attempts.begin(browser, next);
      Scope scope = new Scope("openid");
      registration.scopes().forEach(scope::add);
      return new Asking.There(
          new AuthenticationRequest.Builder(ResponseType.CODE, scope, client(), back())
              .endpointURI(place)
              .state(attempt.state())
              .nonce(attempt.nonce())
              .codeChallenge(attempt.verifier(), CodeChallengeMethod.S256)
              .build()
              .toURI()
              .toString());
    } catch (IOException e) {
      return new Asking.Away(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public Answer take(String browser, Map<String, List<String>> said) {
    List<String> states = said.getOrDefault("state", List.of());
    Optional<Attempts.Attempt> attempt =
        states.size() == 1 ? attempts.take(states.getFirst(), browser) : Optional.empty();
    if (attempt.isEmpty()) {
      return new Answer.Unasked();
    }
    try {
      Discovery.Known known = discovery.known();
      Voucher voucher = voucher(known, attempt.get(), code(known, said));
      return new Answer.Vouched(voucher, attempt.get().next());
    } catch (Ended e) {
      if (!(e.answer instanceof Answer.Declined)) {
        LOG.log(
            System.Logger.Level.WARNING, "a sign-in at " + registration.issuer() + ": " + e.answer);
      }
      return e.answer;
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, registration.issuer() + " is away: " + e.getMessage());
      return new Answer.Away(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void close() {
    http.close();
  }

  /// What the browser brings back, when the provider said yes.
  private AuthorizationCode code(Discovery.Known known, Map<String, List<String>> said)
      throws Ended {
    try {
      AuthenticationResponse response = AuthenticationResponseParser.parse(back(), said);
      Issuer issuer = response.getIssuer();
      boolean silent = !known.metadata().supportsAuthorizationResponseIssuerParam();
      if (issuer == null ? !silent : !issuer.equals(known.metadata().getIssuer())) {
        throw unproven("the answer is not from this provider");
      }
      if (response instanceof AuthenticationErrorResponse error) {
        throw new Ended(declined(error.getErrorObject()));
      }
      AuthorizationCode code = response.toSuccessResponse().getAuthorizationCode();
      if (code == null) {
        throw unproven("the answer holds no code");
      }
      return code;
    } catch (ParseException e) {
      throw unproven("the answer cannot be read: " + e.getMessage());
    }
  }

  private static Answer declined(ErrorObject error) {
    String code = String.valueOf(error.getCode());
    String more = error.getDescription() == null ? "" : ", " + error.getDescription();
    return switch (code) {
      case "access_denied" -> new Answer.Declined("it was not allowed there" + more);
      case "server_error", "temporarily_unavailable" -> new Answer.Away("it says " + code + more);
      default -> new Answer.Declined("it says " + code + more);
    };
  }

  private Voucher voucher(Discovery.Known known, Attempts.Attempt attempt, AuthorizationCode code)
      throws IOException, Ended {
    try {
      OIDCTokenResponse tokens = tokens(known, attempt, code);
      IDTokenClaimsSet proven = proven(known, attempt, tokens);
      Claims claims = new Claims(proven.toJWTClaimsSet().getClaims());
      if (!claims.has(registration.name()) || !claims.has(registration.groups())) {
        // providers may tell the rest only there
        claims = more(known, claims, proven, tokens.getOIDCTokens().getAccessToken());
      }
      return voucher(claims, proven);
    } catch (ParseException e) {
      throw unproven("what it answers cannot be read: " + e.getMessage());
    }
  }

  private Voucher voucher(Claims claims, IDTokenClaimsSet proven) throws Ended {
    String claim = registration.name();
    Optional<String> name = claims.text(claim);
    if (name.isEmpty()) {
      throw unproven(
          "it does not say "
              + claim
              + " of you; let it tell that to naosu, or name another claim as oidc.name");
    }
    if (claim.equals(EMAIL) && claims.denies("email_verified")) {
      throw unproven("it has not verified that the e-mail address is yours; let it do that first");
    }
    return new Voucher(
        // people are called the same however they write it
        name.get().toLowerCase(Locale.ROOT),
        claims.texts(registration.groups()),
        registration.issuer(),
        proven.getSubject().getValue());
  }

  private OIDCTokenResponse tokens(
      Discovery.Known known, Attempts.Attempt attempt, AuthorizationCode code)
      throws IOException, ParseException, Ended {
    HTTPResponse answer =
        new TokenRequest.Builder(
                known.metadata().getTokenEndpointURI(),
                authentication(known),
                new AuthorizationCodeGrant(code, back(), attempt.verifier()))
            .build()
            .toHTTPRequest()
            .send(http);
    if (answer.getStatusCode() >= 500) {
      throw new IOException("it answers with status " + answer.getStatusCode());
    }
    TokenResponse response = OIDCTokenResponseParser.parse(answer);
    if (response instanceof TokenErrorResponse error) {
      String told = String.valueOf(error.getErrorObject().getCode());
      throw unproven(
          told.equals("invalid_client")
              ? "it does not accept naosu: invalid_client; compare oidc.client and the secret"
              : "it does not accept the code: " + told);
    }
    if (response instanceof OIDCTokenResponse tokens) {
      return tokens;
    }
    throw unproven("it gives no ID token; is it an OpenID provider?");
  }

  private ClientAuthentication authentication(Discovery.Known known) throws Ended {
    List<ClientAuthenticationMethod> methods = known.metadata().getTokenEndpointAuthMethods();
    Secret secret = new Secret(registration.secret());
    if (methods == null || methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)) {
      return new ClientSecretBasic(client(), secret);
    }
    if (methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_POST)) {
      return new ClientSecretPost(client(), secret);
    }
    throw unproven("it takes no secret from naosu, only " + methods);
  }

  private IDTokenClaimsSet proven(
      Discovery.Known known, Attempts.Attempt attempt, OIDCTokenResponse tokens)
      throws IOException, Ended {
    IDTokenValidator validator =
        new IDTokenValidator(
            known.metadata().getIssuer(),
            client(),
            new JWSVerificationKeySelector<>(known.algorithms(), known.keys()),
            null);
    validator.setMaxClockSkew((int) SKEW.toSeconds());
    try {
      return validator.validate(tokens.getOIDCTokens().getIDToken(), attempt.nonce());
    } catch (BadJOSEException e) {
      throw unproven("its ID token does not hold: " + e.getMessage());
    } catch (JOSEException e) {
      throw new IOException("its keys cannot be had: " + e.getMessage(), e);
    }
  }

  /// What was proven, and what it says beside that of the same subject.
  private Claims more(
      Discovery.Known known, Claims claims, IDTokenClaimsSet proven, AccessToken access)
      throws IOException, ParseException, Ended {
    URI place = known.metadata().getUserInfoEndpointURI();
    if (place == null) {
      return claims;
    }
    HTTPResponse answer = new UserInfoRequest(place, access).toHTTPRequest().send(http);
    if (answer.getStatusCode() >= 500) {
      throw new IOException("it answers with status " + answer.getStatusCode());
    }
    if (answer.getStatusCode() != 200) {
      return claims;
    }
    UserInfo told = UserInfoSuccessResponse.parse(answer).getUserInfo();
    if (told == null) {
      return claims;
    }
    if (!told.getSubject().equals(proven.getSubject())) {
      throw unproven("it speaks of somebody else when it is asked for more");
    }
    Map<String, Object> all = new HashMap<>(told.toJSONObject());
    all.putAll(claims.all());
    return new Claims(all);
  }

  private static Ended unproven(String why) {
    return new Ended(new Answer.Unproven(why));
  }

  private ClientID client() {
    return new ClientID(registration.client());
  }

  private URI back() {
    return URI.create(registration.back());
  }
}
