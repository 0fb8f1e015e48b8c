package dev.naosu.app.rest;

import dev.naosu.app.web.TestHouse;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.net.ssl.SSLSession;

/// Reads the beginning of an answer that may never end.
final class Streams {
  private Streams() {}

  static HttpResponse<String> head(TestHouse house, HttpRequest.Builder request)
      throws IOException, InterruptedException {
    HttpResponse<InputStream> answer =
        house.client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream body = answer.body()) {
      boolean endless = answer.headers().firstValue("Content-Type").orElse("").contains("event");
      byte[] text = endless ? body.readNBytes(5) : body.readAllBytes();
      return new Read(answer, new String(text, StandardCharsets.UTF_8));
    }
  }

  /// An answer whose body is text.
  private record Read(HttpResponse<InputStream> answer, String body)
      implements HttpResponse<String> {
    @Override
    public int statusCode() {
      return answer.statusCode();
    }

    @Override
    public HttpRequest request() {
      return answer.request();
    }

    @Override
    public Optional<HttpResponse<String>> previousResponse() {
      return Optional.empty();
    }

    @Override
    public HttpHeaders headers() {
      return answer.headers();
    }

    @Override
    public Optional<SSLSession> sslSession() {
      return answer.sslSession();
    }

    @Override
    public URI uri() {
      return answer.uri();
    }

    @Override
    public HttpClient.Version version() {
      return answer.version();
    }
  }
}
