package dev.naosu.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.fleet.Routing;
import dev.naosu.fleet.Split;
import dev.naosu.fleet.Version;
import dev.naosu.gateway.GatewaySettings.Listen;
import dev.naosu.gateway.GatewaySettings.Tls;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GatewayTlsTest {
  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir Path directory;

  private KeyStore keys() throws Exception {
    Path store = directory.resolve("keys.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "gateway",
                "-keyalg",
                "RSA",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=DNS:localhost",
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(PASSWORD))
            .redirectErrorStream(true)
            .start();
    assertThat(keytool.waitFor()).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD);
    }
    return keys;
  }

  private Path pem(String name, String what, byte[] bytes) throws Exception {
    return Files.writeString(
        directory.resolve(name),
        "-----BEGIN %s-----\n%s\n-----END %s-----\n"
            .formatted(what, Base64.getMimeEncoder().encodeToString(bytes), what));
  }

  @Test
  void over_tls_both_versions_of_http_are_spoken_and_the_service_is_told() throws Exception {
    KeyStore keys = keys();
    Tls tls =
        new Tls(
            pem(
                "cert.pem",
                "CERTIFICATE",
                Objects.requireNonNull(keys.getCertificate("gateway")).getEncoded()),
            pem(
                "key.pem",
                "PRIVATE KEY",
                Objects.requireNonNull(keys.getKey("gateway", PASSWORD)).getEncoded()));
    GatewaySettings usual =
        GatewaySettings.usual("shop", new Listen("127.0.0.1", 0), directory.resolve("gateway"));
    GatewaySettings settings =
        new GatewaySettings(
            usual.service(),
            usual.listen(),
            usual.control(),
            usual.directory(),
            Optional.of(tls),
            usual.times(),
            usual.headerBytes(),
            usual.steering(),
            usual.sticky(),
            usual.health(),
            usual.trustsForwarded(),
            usual.tellsVersion(),
            usual.capture(),
            usual.tell());
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(keys);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    Version version = new Version("v1");
    try (Backend backend =
            Backend.of(request -> request.response().end(request.getHeader("X-Forwarded-Proto")));
        GatewayServer server =
            GatewayServer.start(
                settings, new SplittableRandom(7), InstantSource.system(), Witness.NOBODY)) {
      server.routeFirst(new Routing(Split.all(version), Map.of(version, List.of(backend.uri()))));

      for (HttpClient.Version spoken : HttpClient.Version.values()) {
        if (spoken.compareTo(HttpClient.Version.HTTP_2) > 0) {
          continue;
        }
        try (HttpClient client =
            HttpClient.newBuilder().version(spoken).sslContext(context).build()) {
          HttpResponse<String> answer =
              client.send(
                  HttpRequest.newBuilder(
                          URI.create("https://localhost:" + server.listen().port() + "/"))
                      .build(),
                  BodyHandlers.ofString());
          assertThat(answer.version()).isEqualTo(spoken);
          assertThat(answer.body()).isEqualTo("https");
        }
      }
    }
  }
}
