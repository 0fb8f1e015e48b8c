package dev.naosu.forge;

import dev.naosu.forge.ForgeHttp.Answered;
import dev.naosu.forge.ForgeHttp.Asked;
import dev.naosu.ship.pull.ForgeTrouble;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.kohsuke.github.GHIOException;
import org.kohsuke.github.connector.GitHubConnector;
import org.kohsuke.github.connector.GitHubConnectorRequest;
import org.kohsuke.github.connector.GitHubConnectorResponse;

/// Lets the client for GitHub ask in our own manners: bounded, patient, and with what has not
/// changed kept.
///
/// @param http how it is asked
/// @param refusals what answers mean
record GithubConnector(ForgeHttp http, Refusals refusals) implements GitHubConnector {
  /// Trouble on its way through the client, which knows only its own.
  static final class Carried extends GHIOException {
    private static final long serialVersionUID = 1L;

    private final ForgeTrouble trouble;

    Carried(ForgeTrouble trouble) {
      super(trouble.why(), trouble);
      this.trouble = trouble;
    }

    ForgeTrouble trouble() {
      return trouble;
    }
  }

  @Override
  public GitHubConnectorResponse send(GitHubConnectorRequest request) throws IOException {
    Map<String, List<String>> headers = new LinkedHashMap<>(request.allHeaders());
    // a body is kept as it came: packed, it would have to be unpacked within bounds
    headers.keySet().removeIf(key -> key.equalsIgnoreCase("Accept-Encoding"));
    String type = request.contentType();
    if (type != null) {
      headers.put("Content-Type", List.of(type));
    }
    try {
      Answered answer =
          http.send(
              new Asked(
                  request.method(), URI.create(request.url().toString()), headers, body(request)));
      if (answer.status() >= 300 && answer.status() < 400) {
        // the client would go there
        throw new Carried(refusals.of(answer.status(), "read or write", ""));
      }
      return new Response(request, answer);
    } catch (ForgeTrouble trouble) {
      throw new Carried(trouble);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("naosu ends").initCause(e);
    }
  }

  private static String body(GitHubConnectorRequest request) throws IOException {
    if (!request.hasBody()) {
      return "";
    }
    try (InputStream body = request.body()) {
      return body == null ? "" : new String(body.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static final class Response extends GitHubConnectorResponse.ByteArrayResponse {
    private final String body;

    Response(GitHubConnectorRequest request, Answered answer) {
      super(request, answer.status(), named(answer.headers()));
      this.body = answer.body();
    }

    @Override
    protected InputStream rawBodyStream() {
      return new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8));
    }

    private static Map<String, List<String>> named(Map<String, List<String>> headers) {
      Map<String, List<String>> named = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      named.putAll(headers);
      return named;
    }
  }
}
