package dev.naosu.models;

import dev.langchain4j.exception.HttpException;
import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/// One request of LangChain4j and its answer, watched: it says when it last heard something, ends
/// an answer that is too long, and follows nobody elsewhere. Works in the thread that calls it.
final class Line implements HttpClient {
  private static final long MOST_BYTES = 16L << 20;
  private static final int ERROR_BYTES = 8192;
  private static final int ACCEPTED = 200;
  private static final Set<String> OF_THE_CLIENT = Set.of("content-length", "host", "connection");

  private final java.net.http.HttpClient client;
  private final InstantSource clock;
  private final AtomicLong heard = new AtomicLong(System.nanoTime());
  private volatile boolean accepted;
  private volatile Optional<Duration> retryAfter = Optional.empty();

  /// @param client that follows no redirects
  Line(java.net.http.HttpClient client, InstantSource clock) {
    this.client = client;
    this.clock = clock;
  }

  /// What LangChain4j makes its client with.
  HttpClientBuilder builder() {
    return new OnlyThis(this);
  }

  /// Time since the last byte, or since the beginning.
  Duration silence() {
    return Duration.ofNanos(System.nanoTime() - heard.get());
  }

  /// Whether the server began to answer.
  boolean isAccepted() {
    return accepted;
  }

  /// How long the server asks to wait.
  Optional<Duration> retryAfter() {
    return retryAfter;
  }

  @Override
  public SuccessfulHttpResponse execute(HttpRequest request) {
    try (InputStream body = send(request)) {
      return SuccessfulHttpResponse.builder()
          .statusCode(ACCEPTED)
          .headers(Map.of())
          .body(new String(body.readAllBytes(), StandardCharsets.UTF_8))
          .build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void execute(
      HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
    try (InputStream body = send(request)) {
      listener.onOpen(
          SuccessfulHttpResponse.builder().statusCode(ACCEPTED).headers(Map.of()).build());
      parser.parse(body, listener);
      listener.onClose();
    } catch (IOException e) {
      listener.onError(new UncheckedIOException(e));
    } catch (RuntimeException e) {
      listener.onError(e);
    }
  }

  private InputStream send(HttpRequest request) throws IOException {
    URI address = URI.create(request.url());
    var asked =
        java.net.http.HttpRequest.newBuilder(address)
            .method(
                request.method().name(),
                request.body() == null
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofString(request.body()));
    request
        .headers()
        .forEach(
            (name, values) -> {
              if (!OF_THE_CLIENT.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> asked.header(name, value));
              }
            });
    try {
      HttpResponse<InputStream> response = client.send(asked.build(), BodyHandlers.ofInputStream());
      heard.set(System.nanoTime());
      if (response.statusCode() / 100 != 2) {
        retryAfter = response.headers().firstValue("retry-after").flatMap(this::time);
        try (InputStream body = response.body()) {
          String said = new String(body.readNBytes(ERROR_BYTES), StandardCharsets.UTF_8);
          throw new HttpException(response.statusCode(), said);
        }
      }
      accepted = true;
      return new Watched(response.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /// Seconds, or a date.
  private Optional<Duration> time(String text) {
    if (text.strip().matches("\\d{1,7}")) {
      return Optional.of(Duration.ofSeconds(Long.parseLong(text.strip())));
    }
    try {
      Instant then = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text.strip()));
      Duration wait = Duration.between(clock.instant(), then);
      return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }

  /// The client that LangChain4j makes with this has only this line.
  private record OnlyThis(Line line) implements HttpClientBuilder {
    @Override
    public Duration connectTimeout() {
      return Duration.ZERO;
    }

    @Override
    public HttpClientBuilder connectTimeout(Duration timeout) {
      return this;
    }

    @Override
    public Duration readTimeout() {
      return Duration.ZERO;
    }

    @Override
    public HttpClientBuilder readTimeout(Duration timeout) {
      return this;
    }

    @Override
    public HttpClient build() {
      return line;
    }
  }

  /// What is heard, up to what no answer needs.
  private final class Watched extends FilterInputStream {
    private long bytes;

    Watched(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      int count = super.read(into, from, length);
      heard.set(System.nanoTime());
      bytes += Math.max(0, count);
      if (bytes > MOST_BYTES) {
        throw new TooLong();
      }
      return count;
    }
  }

  /// More was sent than any answer is.
  static final class TooLong extends IOException {
    private static final long serialVersionUID = 1;

    TooLong() {
      super("more than " + (MOST_BYTES >> 20) + " MiB were sent");
    }
  }
}
