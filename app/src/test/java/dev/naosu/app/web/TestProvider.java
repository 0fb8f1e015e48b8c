package dev.naosu.app.web;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.naosu.oidc.Registration;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/// A small OpenID provider with real keys. It lets everybody in as one person, and can be made to
/// misbehave.
public final class TestProvider implements AutoCloseable {
  public static final String CLIENT = "naosu";
  public static final String SECRET = "a secret of 32 letters, or of more";
  private static final int KEY_BITS = 2048;
  private static final int LIFE_SECONDS = 300;

  /// What the person is said to be, beside the usual.
  public final Map<String, Object> claims = new TreeMap<>();

  /// What is told of them only when it is asked for.
  public final Map<String, Object> more = new TreeMap<>();

  /// Of what the provider says of itself.
  public final Map<String, Object> metadata = new TreeMap<>();

  /// Paths that were asked for.
  public final List<String> asked = new ArrayList<>();

  private final Map<String, Map<String, String>> codes = new ConcurrentHashMap<>();
  private int port;
  private HttpServer server;
  private volatile RSAKey key = newKey();
  private volatile boolean consents = true;
  private volatile Consumer<JWTClaimsSet.Builder> twist = _ -> {};
  private volatile Signing signing = this::signed;

  public TestProvider() throws IOException {
    server = begin(0);
    port = server.getAddress().getPort();
    claims.put("preferred_username", "ada");
    claims.put("groups", List.of("everybody"));
  }

  /// Makes a token of claims.
  @FunctionalInterface
  public interface Signing {
    JWT sign(JWTClaimsSet claims) throws JOSEException;
  }

  public String issuer() {
    return "http://127.0.0.1:" + port;
  }

  public Registration registration(String address) {
    return new Registration(
        issuer(),
        CLIENT,
        SECRET,
        address + "/login/sso/back",
        List.of("profile", "email"),
        "preferred_username",
        "groups");
  }

  /// Nobody answers any more.
  public void goesAway() {
    server.stop(0);
  }

  /// Somebody answers at the same address again.
  public void comesBack() throws IOException {
    server = begin(port);
  }

  public void refuses() {
    consents = false;
  }

  public void twists(Consumer<JWTClaimsSet.Builder> change) {
    twist = change;
  }

  public void signsBy(Signing way) {
    signing = way;
  }

  /// From now on another key is used, and the old one is forgotten.
  public void changesKey() {
    key = newKey();
  }

  /// With a key that the provider does not publish.
  public JWT forged(JWTClaimsSet set) throws JOSEException {
    RSAKey other = new RSAKeyGenerator(KEY_BITS).keyID(key.getKeyID()).generate();
    return signed(set, other);
  }

  /// With what naosu itself knows.
  public JWT byTheSecret(JWTClaimsSet set) throws JOSEException {
    SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), set);
    token.sign(new MACSigner(SECRET));
    return token;
  }

  public JWT unsigned(JWTClaimsSet set) {
    return new PlainJWT(set);
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private HttpServer begin(int at) throws IOException {
    HttpServer made =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), at), 0);
    made.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    Map<String, HttpHandler> places =
        Map.of(
            "/.well-known/openid-configuration", this::discover,
            "/authorize", this::authorize,
            "/token", this::token,
            "/userinfo", this::userInfo,
            "/keys", this::keys);
    places.forEach(
        (path, handler) ->
            made.createContext(
                path,
                exchange -> {
                  synchronized (asked) {
                    asked.add(path);
                  }
                  handler.handle(exchange);
                }));
    made.start();
    return made;
  }

  private void discover(HttpExchange exchange) throws IOException {
    Map<String, Object> all = new TreeMap<>();
    all.put("issuer", issuer());
    all.put("authorization_endpoint", issuer() + "/authorize");
    all.put("token_endpoint", issuer() + "/token");
    all.put("userinfo_endpoint", issuer() + "/userinfo");
    all.put("jwks_uri", issuer() + "/keys");
    all.put("response_types_supported", List.of("code"));
    all.put("subject_types_supported", List.of("public"));
    all.put("id_token_signing_alg_values_supported", List.of("RS256", "HS256", "none"));
    all.put("authorization_response_iss_parameter_supported", true);
    all.putAll(metadata);
    answer(exchange, 200, JSONObjectUtils.toJSONString(all));
  }

  /// Lets everybody in who asks well, without a page.
  private void authorize(HttpExchange exchange) throws IOException {
    Map<String, String> query = pairs(exchange.getRequestURI().getRawQuery());
    if (!CLIENT.equals(query.get("client_id"))
        || !"S256".equals(query.get("code_challenge_method"))
        || !query.getOrDefault("scope", "").contains("openid")) {
      answer(exchange, 400, "{}");
      return;
    }
    String code = UUID.randomUUID().toString();
    codes.put(code, query);
    String place =
        query.get("redirect_uri")
            + (consents ? "?code=" + code : "?error=access_denied&error_description=Not+today.")
            + "&state="
            + encoded(query.getOrDefault("state", ""))
            + "&iss="
            + encoded(issuer());
    exchange.getResponseHeaders().set("Location", place);
    exchange.sendResponseHeaders(302, -1);
    exchange.close();
  }

  private void token(HttpExchange exchange) throws IOException {
    Map<String, String> form =
        pairs(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    String basic =
        "Basic "
            + Base64.getEncoder()
                .encodeToString((CLIENT + ":" + encoded(SECRET)).getBytes(StandardCharsets.UTF_8));
    if (!basic.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      answer(exchange, 401, "{\"error\":\"invalid_client\"}");
      return;
    }
    Map<String, String> begun = codes.remove(form.getOrDefault("code", ""));
    if (begun == null
        || !begun.getOrDefault("redirect_uri", "").equals(form.get("redirect_uri"))
        || !begun
            .getOrDefault("code_challenge", "")
            .equals(challenge(form.getOrDefault("code_verifier", "")))) {
      answer(exchange, 400, "{\"error\":\"invalid_grant\"}");
      return;
    }
    Instant now = Instant.now();
    JWTClaimsSet.Builder set =
        new JWTClaimsSet.Builder()
            .issuer(issuer())
            .subject("subject-17")
            .audience(CLIENT)
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plusSeconds(LIFE_SECONDS)))
            .claim("nonce", begun.get("nonce"));
    claims.forEach(set::claim);
    twist.accept(set);
    try {
      answer(
          exchange,
          200,
          "{\"access_token\":\"access-"
              + form.get("code")
              + "\",\"token_type\":\"Bearer\",\"id_token\":\""
              + signing.sign(set.build()).serialize()
              + "\"}");
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private void userInfo(HttpExchange exchange) throws IOException {
    String bearer = exchange.getRequestHeaders().getFirst("Authorization");
    if (bearer == null || !bearer.startsWith("Bearer access-")) {
      answer(exchange, 401, "{}");
      return;
    }
    Map<String, Object> all = new HashMap<>(Map.of("sub", "subject-17"));
    all.putAll(more);
    answer(exchange, 200, JSONObjectUtils.toJSONString(all));
  }

  private void keys(HttpExchange exchange) throws IOException {
    answer(exchange, 200, new JWKSet(key.toPublicJWK()).toString());
  }

  private JWT signed(JWTClaimsSet set) throws JOSEException {
    return signed(set, key);
  }

  private static JWT signed(JWTClaimsSet set, RSAKey by) throws JOSEException {
    SignedJWT token =
        new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(by.getKeyID()).build(), set);
    token.sign(new RSASSASigner(by));
    return token;
  }

  private static RSAKey newKey() {
    try {
      return new RSAKeyGenerator(KEY_BITS).keyID(UUID.randomUUID().toString()).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String challenge(String verifier) {
    try {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(
              MessageDigest.getInstance("SHA-256")
                  .digest(verifier.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Fields of a form or a query.
  public static Map<String, String> pairs(String text) {
    Map<String, String> pairs = new HashMap<>();
    for (String pair : text.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        pairs.put(
            pair.substring(0, equals),
            URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
      }
    }
    return pairs;
  }

  /// Of an address.
  public static Map<String, String> query(String address) {
    return pairs(URI.create(address).getRawQuery());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static void answer(HttpExchange exchange, int status, String json) throws IOException {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}
