package dev.naosu.oidc;

import com.nimbusds.jose.util.Resource;
import com.nimbusds.jose.util.ResourceRetriever;
import com.nimbusds.oauth2.sdk.http.HTTPRequestSender;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPRequest;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Asks a provider, never for long, never for much, and never anybody it points to by a redirect.
final class BoundedHttp implements HTTPRequestSender, ResourceRetriever, AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(3);
  private static final Duration LONGEST = Duration.ofSeconds(8);
  private static final int MOST_BYTES = 512 * 1024;

  private final HttpClient client =
      HttpClient.newBuilder()
          .connectTimeout(CONNECT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  @Override
  public HTTPResponse send(ReadOnlyHTTPRequest request) throws IOException {
    String body = request.getBody();
    BodyPublisher sent = body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
    HttpRequest.Builder asked =
        HttpRequest.newBuilder(request.getURI()).method(request.getMethod().name(), sent);
    request
        .getHeaderMap()
        .forEach((name, values) -> values.forEach(value -> asked.header(name, value)));
    HttpResponse<String> answer = answer(asked.build());
    HTTPResponse told = new HTTPResponse(answer.statusCode());
    answer
        .headers()
        .map()
        .forEach((name, values) -> told.setHeader(name, values.toArray(String[]::new)));
    told.setBody(answer.body());
    return told;
  }

  @Override
  public Resource retrieveResource(URL url) throws IOException {
    URI place = URI.create(url.toString());
    HttpResponse<String> answer = answer(HttpRequest.newBuilder(place).GET().build());
    if (answer.statusCode() != 200) {
      throw new IOException(place + " answers with status " + answer.statusCode());
    }
    return new Resource(answer.body(), answer.headers().firstValue("Content-Type").orElse(null));
  }

  @Override
  public void close() {
    client.shutdownNow();
  }

  /// The time is for all of it: a body that trickles would outlast the timeout of a request.
  private HttpResponse<String> answer(HttpRequest request) throws IOException {
    if (!WebAddress.isSafe(request.uri())) {
      throw new IOException(request.uri() + " is not https, and nothing is sent there");
    }
    CompletableFuture<HttpResponse<String>> coming =
        client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofString(), MOST_BYTES));
    try {
      return coming.get(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      coming.cancel(true);
      throw new IOException(
          request.uri() + " does not answer within " + LONGEST.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw new IOException(request.uri() + " cannot be asked: " + e.getCause(), e);
    } catch (InterruptedException e) {
      coming.cancel(true);
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("naosu ends").initCause(e);
    }
  }
}
