package dev.naosu.prometheus;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The HTTP API of Prometheus; asked never for long, never for much, and never anybody it points to
/// by a redirect.
final class QueryApi implements AutoCloseable {
  static final int MOST_SERIES = 1_000;
  private static final Duration CONNECT = Duration.ofSeconds(3);
  private static final Duration LONGEST = Duration.ofSeconds(10);
  private static final int MOST_BYTES = 8 << 20;
  private static final int MOST_LABELS = 32;
  private static final int MOST_TOLD = 300;
  private static final ObjectMapper JSON =
      new ObjectMapper(
          JsonFactory.builder()
              .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(16).build())
              .build());

  private final HttpClient client =
      HttpClient.newBuilder()
          .connectTimeout(CONNECT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();
  private final URI place;
  private final Optional<String> token;

  QueryApi(URI url, Optional<String> token) {
    this.place = URI.create(url + "/api/v1/query");
    this.token = token;
  }

  Answer ask(String query) throws InterruptedException {
    String form = "timeout=8s&query=" + URLEncoder.encode(query, StandardCharsets.UTF_8);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(place)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Accept", "application/json")
            .POST(BodyPublishers.ofString(form));
    token.ifPresent(each -> request.header("Authorization", "Bearer " + each));
    CompletableFuture<HttpResponse<byte[]>> coming =
        client.sendAsync(
            request.build(), BodyHandlers.limiting(BodyHandlers.ofByteArray(), MOST_BYTES));
    try {
      // for all of it: a body that trickles would outlast the timeout of a request
      HttpResponse<byte[]> answer = coming.get(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
      return answer(answer.statusCode(), answer.body());
    } catch (TimeoutException _) {
      return new Answer.Away("does not answer within " + LONGEST.toSeconds() + " s");
    } catch (ExecutionException e) {
      return new Answer.Away("cannot be asked: " + e.getCause());
    } finally {
      coming.cancel(true);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }

  static Answer answer(int status, byte[] body) {
    JsonNode node;
    try {
      node = JSON.readTree(body);
    } catch (JsonProcessingException _) {
      return new Answer.Away("answers with status " + status + " and no JSON");
    } catch (IOException e) {
      throw new IllegalStateException("bytes in memory can be read", e);
    }
    if (node == null || !node.path("status").isTextual()) {
      return new Answer.Away("answers with status " + status + " and not as Prometheus does");
    }
    if (!node.path("status").asText().equals("success")) {
      String why = node.path("errorType").asText() + ": " + node.path("error").asText();
      String told = why.substring(0, Math.min(why.length(), MOST_TOLD));
      return status == 503 || status == 401 || status == 403
          ? new Answer.Away("refuses: " + told)
          : new Answer.Refused(told);
    }
    JsonNode data = node.path("data");
    if (!data.path("resultType").asText().equals("vector")) {
      return new Answer.Refused(
          "gives a "
              + data.path("resultType").asText()
              + "; write a query that gives series at one time, such as up == 0");
    }
    return vector(data.path("result"));
  }

  private static Answer vector(JsonNode result) {
    if (result.size() > MOST_SERIES) {
      return new Answer.Refused(
          "gives "
              + result.size()
              + " series, more than "
              + MOST_SERIES
              + "; aggregate them, such as by sum by (service)");
    }
    List<Answer.Value> values = new ArrayList<>();
    for (JsonNode each : result) {
      Optional<Answer.Value> value = value(each);
      if (value.isEmpty()) {
        return new Answer.Refused("gives series without numbers; histograms are not read");
      }
      values.add(value.get());
    }
    return new Answer.Vector(values);
  }

  private static Optional<Answer.Value> value(JsonNode series) {
    JsonNode pair = series.path("value");
    if (!pair.isArray() || pair.size() != 2) {
      return Optional.empty();
    }
    SortedMap<String, String> labels = new TreeMap<>();
    for (Map.Entry<String, JsonNode> label : series.path("metric").properties()) {
      if (labels.size() < MOST_LABELS && !label.getKey().equals("__name__")) {
        labels.put(label.getKey(), label.getValue().asText());
      }
    }
    double seconds = pair.get(0).asDouble();
    return number(pair.get(1).asText())
        .map(
            number ->
                new Answer.Value(
                    labels, Instant.ofEpochMilli(Math.round(seconds * 1_000)), number));
  }

  private static Optional<Double> number(String text) {
    try {
      return Optional.of(
          switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
          });
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }
}
