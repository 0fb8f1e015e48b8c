package dev.naosu.forge;

import dev.naosu.ship.pull.ForgeTrouble;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Asks a forge: never for long, never for much, never anybody it points to by a redirect, and
/// never more often than it allows. What is read is asked for again when the forge is unwell; what
/// writes is not, for nobody knows whether it was done: whoever wants it looks first, and asks
/// anew.
final class ForgeHttp {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final int MOST_BYTES = 16 << 20;
  private static final int TRIES = 4;
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

  /// Longest wait for an allowance; beyond it, the work is done later.
  private static final Duration MOST_WAIT = Duration.ofMinutes(2);

  /// What a forge wants of who was too fast and says nothing else.
  private static final Duration USUAL_WAIT = Duration.ofSeconds(60);

  private static final int MOST_KEPT = 64;
  private static final int MOST_KEPT_LETTERS = 1 << 20;

  private final String name;
  private final InstantSource clock;
  private final Pause pause;
  private final Map<URI, Answered> kept = new LinkedHashMap<>();
  private final HttpClient client =
      HttpClient.newBuilder()
          .connectTimeout(CONNECT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  /// @param name of the forge, for people
  ForgeHttp(String name, InstantSource clock, Pause pause) {
    this.name = name;
    this.clock = clock;
    this.pause = pause;
  }

  /// Waits.
  @FunctionalInterface
  interface Pause {
    void of(Duration time) throws InterruptedException;
  }

  /// @param body empty for none
  record Asked(String method, URI uri, Map<String, List<String>> headers, String body) {
    boolean reads() {
      return method.equals("GET") || method.equals("HEAD");
    }
  }

  /// @param headers by name in small letters
  record Answered(int status, Map<String, List<String>> headers, String body) {
    Optional<String> header(String key) {
      return headers.getOrDefault(key, List.of()).stream().findFirst();
    }
  }

  /// The answer, whatever its status, unless that says that asking later may help.
  ///
  /// @throws ForgeTrouble a passing one
  Answered send(Asked asked) throws ForgeTrouble, InterruptedException {
    Duration next = FIRST_PAUSE;
    for (int attempt = 1; ; attempt++) {
      Optional<Answered> kept = asked.reads() ? keptOf(asked.uri()) : Optional.empty();
      String trouble;
      try {
        Answered answer = once(asked, kept.flatMap(each -> each.header("etag")));
        if (answer.status() == 304 && kept.isPresent()) {
          return kept.get();
        }
        Optional<Duration> wait = wait(answer);
        if (wait.isPresent()) {
          // it was not done: whatever it was may be asked again
          hold(wait.get(), attempt);
          continue;
        }
        if (answer.status() < 500) {
          keep(asked, answer);
          return answer;
        }
        trouble = "answers with status " + answer.status();
      } catch (IOException e) {
        trouble = "cannot be asked: " + e.getMessage();
      }
      if (!asked.reads() || attempt == TRIES) {
        throw ForgeTrouble.passing(name + " " + trouble);
      }
      pause.of(next);
      next = next.multipliedBy(2);
    }
  }

  private Answered once(Asked asked, Optional<String> etag)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(asked.uri())
            .method(
                asked.method(),
                asked.body().isEmpty()
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofString(asked.body()));
    asked
        .headers()
        .forEach((key, values) -> values.forEach(value -> request.setHeader(key, value)));
    etag.ifPresent(value -> request.setHeader("If-None-Match", value));
    CompletableFuture<HttpResponse<byte[]>> coming =
        client.sendAsync(
            request.build(), BodyHandlers.limiting(BodyHandlers.ofByteArray(), MOST_BYTES));
    try {
      // for all of it: a body that trickles would outlast the timeout of a request
      HttpResponse<byte[]> answer = coming.get(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
      Map<String, List<String>> headers = new LinkedHashMap<>();
      answer
          .headers()
          .map()
          .forEach((key, values) -> headers.put(key.toLowerCase(Locale.ROOT), values));
      return new Answered(
          answer.statusCode(), headers, new String(answer.body(), StandardCharsets.UTF_8));
    } catch (TimeoutException e) {
      throw new IOException("no answer within " + LONGEST.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw new IOException(String.valueOf(e.getCause()), e);
    } finally {
      coming.cancel(true);
    }
  }

  private void hold(Duration wait, int attempt) throws ForgeTrouble, InterruptedException {
    if (wait.compareTo(MOST_WAIT) > 0 || attempt == TRIES) {
      throw ForgeTrouble.passing(
          name + " lets this token ask nothing more until " + clock.instant().plus(wait));
    }
    pause.of(wait);
  }

  /// How long a forge wants to be left alone; empty when it does not.
  private Optional<Duration> wait(Answered answer) {
    int status = answer.status();
    boolean isUsedUp =
        status == 403
            && (answer.header("x-ratelimit-remaining").filter("0"::equals).isPresent()
                || answer.header("retry-after").isPresent()
                || answer.body().contains("secondary rate limit"));
    return status == 429 || isUsedUp ? Optional.of(limitOf(answer.headers())) : Optional.empty();
  }

  private Duration limitOf(Map<String, List<String>> headers) {
    return limit(headers, clock.instant());
  }

  /// @param headers by name in small letters
  static Duration limit(Map<String, List<String>> headers, Instant now) {
    Optional<Long> after = number(headers, "retry-after");
    if (after.isPresent()) {
      return Duration.ofSeconds(Math.max(1, after.get()));
    }
    Optional<Long> reset =
        number(headers, "x-ratelimit-reset").or(() -> number(headers, "ratelimit-reset"));
    return reset
        .map(second -> Duration.between(now, Instant.ofEpochSecond(second)))
        .map(time -> time.compareTo(FIRST_PAUSE) < 0 ? FIRST_PAUSE : time)
        .orElse(USUAL_WAIT);
  }

  private static Optional<Long> number(Map<String, List<String>> headers, String key) {
    return headers.getOrDefault(key, List.of()).stream()
        .findFirst()
        .filter(text -> text.matches("\\d{1,11}"))
        .map(Long::valueOf);
  }

  private synchronized Optional<Answered> keptOf(URI uri) {
    return Optional.ofNullable(kept.get(uri));
  }

  /// What has not changed is not sent again, and does not count at GitHub.
  private synchronized void keep(Asked asked, Answered answer) {
    if (!asked.reads()
        || answer.status() != 200
        || answer.header("etag").isEmpty()
        || answer.body().length() > MOST_KEPT_LETTERS) {
      return;
    }
    kept.remove(asked.uri());
    kept.put(asked.uri(), answer);
    if (kept.size() > MOST_KEPT) {
      kept.remove(kept.keySet().iterator().next());
    }
  }
}
