package dev.naosu.wear;

import dev.naosu.detect.forecast.Sighting;
import dev.naosu.detect.forecast.Subject;
import dev.naosu.detect.forecast.Subject.Kind;
import dev.naosu.detect.vitals.Target;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/// When certificates end: those that servers show, and those in files.
///
/// A server's certificate is only read, whoever signed it: nothing is said to the server, so that
/// nobody has to be trusted for it.
public record Certificates(List<Place> places) implements Sighting.Source {
  private static final Pattern ADDRESS = Pattern.compile("([^/\\s]+?):(\\d{1,5})");
  private static final int MILLIS = 5_000;
  private static final int MOST_BYTES = 1 << 20;

  public Certificates {
    places = List.copyOf(places);
  }

  /// @param where `host:port`, or a file in PEM or DER
  /// @param target what may be treated for it
  public record Place(String where, Optional<Target> target) {
    public static Place of(String where) {
      return new Place(where, Optional.empty());
    }
  }

  @Override
  public List<Sighting> look() {
    List<Sighting> seen = new ArrayList<>();
    for (Place each : places) {
      Subject subject = new Subject(Kind.CERTIFICATE, each.where(), each.target());
      try {
        seen.add(ending(subject, read(each.where())));
      } catch (IOException | GeneralSecurityException e) {
        seen.add(
            new Sighting.Unseen(
                subject,
                "the certificate of "
                    + each.where()
                    + " cannot be read: "
                    + (e instanceof IOException trouble
                        ? Disks.said(trouble)
                        : String.valueOf(e.getMessage()))));
      }
    }
    return seen;
  }

  /// The first of a chain to end ends all of it.
  private static Sighting ending(Subject subject, Collection<? extends Certificate> chain)
      throws CertificateException {
    Optional<Instant> first = Optional.empty();
    for (Certificate each : chain) {
      if (each instanceof X509Certificate certificate) {
        Instant end = certificate.getNotAfter().toInstant();
        first = first.filter(known -> known.isBefore(end)).or(() -> Optional.of(end));
      }
    }
    return new Sighting.Ending(
        subject,
        "the certificate of " + subject.name(),
        first.orElseThrow(() -> new CertificateException("there is none in it")));
  }

  private static Collection<? extends Certificate> read(String where)
      throws IOException, GeneralSecurityException {
    Matcher address = ADDRESS.matcher(where);
    if (address.matches()) {
      return shown(address.group(1), Integer.parseInt(address.group(2)));
    }
    Path file = Path.of(where);
    if (Files.size(file) > MOST_BYTES) {
      throw new CertificateException("the file is too large for one");
    }
    try (InputStream in = Files.newInputStream(file)) {
      return CertificateFactory.getInstance("X.509").generateCertificates(in);
    }
  }

  private static List<Certificate> shown(String host, int port)
      throws IOException, GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Anybody()}, new SecureRandom());
    try (Socket plain = new Socket()) {
      plain.connect(new InetSocketAddress(host, port), MILLIS);
      plain.setSoTimeout(MILLIS);
      try (SSLSocket socket =
          (SSLSocket) context.getSocketFactory().createSocket(plain, host, port, true)) {
        SSLParameters parameters = socket.getSSLParameters();
        if (!host.matches("[0-9.]+|.*:.*") && host.contains(".")) {
          parameters.setServerNames(List.of(new SNIHostName(host)));
          socket.setSSLParameters(parameters);
        }
        socket.startHandshake();
        return List.of(socket.getSession().getPeerCertificates());
      }
    }
  }

  /// Looks at certificates and lets all of them pass; used for nothing but to read their dates.
  private static final class Anybody extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {
      // nothing is sent
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
      // nothing is sent
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
      // nothing is sent
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
      // nothing is sent
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {
      // nothing is sent
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {
      // nothing is sent
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
