package dev.naosu.vitals;

import dev.naosu.detect.vitals.Target;
import dev.naosu.detect.vitals.Vitals;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/// Tells how long a certificate holds. Whether somebody trusts it is another question.
public final class CertificateGauge implements Vitals.Gauge {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int MOST_BYTES = 1 << 20;
  private static final double DAY_SECONDS = 86_400;

  private final Source source;
  private final InstantSource clock;

  private CertificateGauge(Source source, InstantSource clock) {
    this.source = source;
    this.clock = clock;
  }

  /// Where certificates come from.
  @FunctionalInterface
  private interface Source {
    List<X509Certificate> certificates() throws IOException, GeneralSecurityException;
  }

  /// Those that a server shows.
  public static CertificateGauge ofServer(String host, int port, InstantSource clock) {
    return new CertificateGauge(() -> shown(host, port), clock);
  }

  /// Those in a file in PEM form.
  public static CertificateGauge ofFile(Path file, InstantSource clock) {
    return new CertificateGauge(() -> in(file), clock);
  }

  @Override
  public Vitals measure(Target target) {
    Readings readings = new Readings();
    Instant now = clock.instant();
    try {
      source.certificates().stream()
          .map(each -> each.getNotAfter().toInstant())
          .min(Instant::compareTo)
          .ifPresent(
              end ->
                  readings.put(
                      "certificate.days", Duration.between(now, end).toSeconds() / DAY_SECONDS));
    } catch (IOException | GeneralSecurityException e) {
      // not known: neither good nor bad
    }
    return readings.of(target, now);
  }

  private static List<X509Certificate> in(Path file) throws IOException, GeneralSecurityException {
    if (Files.size(file) > MOST_BYTES) {
      return List.of();
    }
    try (InputStream in = Files.newInputStream(file)) {
      return CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
          .map(X509Certificate.class::cast)
          .toList();
    }
  }

  private static List<X509Certificate> shown(String host, int port)
      throws IOException, GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Onlooker()}, new SecureRandom());
    try (Socket plain = new Socket()) {
      plain.connect(new InetSocketAddress(host, port), (int) PATIENCE.toMillis());
      plain.setSoTimeout((int) PATIENCE.toMillis());
      try (SSLSocket socket =
          (SSLSocket) context.getSocketFactory().createSocket(plain, host, port, true)) {
        if (host.matches(".*[A-Za-z].*") && host.contains(".")) {
          SSLParameters parameters = socket.getSSLParameters();
          parameters.setServerNames(List.of(new SNIHostName(host)));
          socket.setSSLParameters(parameters);
        }
        socket.startHandshake();
        return List.of(socket.getSession().getPeerCertificates()).stream()
            .map((Certificate each) -> (X509Certificate) each)
            .toList();
      }
    }
  }

  /// Looks at any certificate: one that has ended must be seen, and nothing is told to the server.
  private static final class Onlooker implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
