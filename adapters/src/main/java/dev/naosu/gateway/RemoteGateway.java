package dev.naosu.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import dev.naosu.fleet.Answers;
import dev.naosu.fleet.Gateway;
import dev.naosu.fleet.Routing;
import dev.naosu.fleet.Traffic;
import dev.naosu.fleet.Version;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A gateway in another process, asked through its control port.
public final class RemoteGateway implements Gateway, AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(2);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int MOST_DETAIL = 300;

  private final URI control;
  private final ControlToken token;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  RemoteGateway(URI control, ControlToken token) {
    this.control = control;
    this.token = token;
  }

  /// @param control where it takes orders, such as `http://127.0.0.1:8421`
  /// @param tokenFile holds its token
  /// @throws IOException with a text for people, when the token cannot be read
  public static RemoteGateway at(URI control, Path tokenFile) throws IOException {
    return new RemoteGateway(control, ControlToken.read(tokenFile));
  }

  @Override
  public void route(Routing routing) throws IOException {
    asked(
        request("/v1/routing")
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofByteArray(ControlJson.bytes(routing)))
            .build());
  }

  @Override
  public Optional<Routing> routing() throws IOException {
    HttpResponse<byte[]> answer = asked(request("/v1/routing").build());
    return answer.statusCode() == 204
        ? Optional.empty()
        : Optional.of(read(() -> ControlJson.routing(answer.body())));
  }

  @Override
  public Traffic traffic() throws IOException {
    byte[] body = asked(request("/v1/traffic").build()).body();
    return read(() -> ControlJson.traffic(body));
  }

  @Override
  public Map<URI, Answers> answers() throws IOException {
    byte[] body = asked(request("/v1/answers").build()).body();
    return read(() -> ControlJson.answers(body));
  }

  @Override
  public long underWay(Version version) throws IOException {
    byte[] body = asked(request("/v1/under-way").build()).body();
    return read(() -> ControlJson.tree(body).path(version.name()).asLong());
  }

  @Override
  public long underWay(URI instance) throws IOException {
    String asked = URLEncoder.encode(instance.toString(), StandardCharsets.UTF_8);
    byte[] body = asked(request("/v1/under-way?instance=" + asked).build()).body();
    JsonNode count = read(() -> ControlJson.tree(body)).path("underWay");
    if (!count.isIntegralNumber()) {
      throw new IOException(
          "the gateway at "
              + control
              + " was started by an earlier naosu; end its process, and it is started anew");
    }
    return count.asLong();
  }

  /// What it has kept of requests that passed.
  ///
  /// @param most of each kind, failing and good
  /// @return failing ones first, of each kind the newest first
  public List<Captured> captured(int most) throws IOException {
    byte[] body = asked(request("/v1/captured?most=" + most).build()).body();
    return read(() -> CapturedJson.captured(body));
  }

  /// Whether it answers, and to this token.
  boolean isThere() {
    try {
      asked(request("/v1/about").build());
      return true;
    } catch (IOException _) {
      // told by the answer
      return false;
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(control.resolve(path))
        .timeout(PATIENCE)
        .header("Authorization", token.authorization());
  }

  private HttpResponse<byte[]> asked(HttpRequest request) throws IOException {
    HttpResponse<byte[]> answer;
    try {
      answer = client.send(request, BodyHandlers.ofByteArray());
    } catch (ConnectException e) {
      throw new IOException("no gateway answers at " + control + "; it has ended", e);
    } catch (IOException e) {
      throw new IOException("the gateway at " + control + " gave no answer: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("naosu ends").initCause(e);
    }
    if (answer.statusCode() == 401) {
      throw new IOException("the gateway at " + control + " has another token");
    }
    if (answer.statusCode() / 100 != 2) {
      String detail = new String(answer.body(), StandardCharsets.UTF_8).strip();
      throw new IOException(
          "the gateway at "
              + control
              + " answered "
              + answer.statusCode()
              + ": "
              + detail.substring(0, Math.min(detail.length(), MOST_DETAIL)));
    }
    return answer;
  }

  private interface Reading<T> {
    T read();
  }

  private <T> T read(Reading<T> reading) throws IOException {
    try {
      return reading.read();
    } catch (IllegalArgumentException e) {
      throw new IOException(
          "the gateway at " + control + " tells what cannot be read: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
