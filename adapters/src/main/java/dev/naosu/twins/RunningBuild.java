package dev.naosu.twins;

import dev.naosu.detect.RecordedRequest;
import dev.naosu.machine.Loopback;
import dev.naosu.machine.OutputTail;
import dev.naosu.machine.ProcessSandbox;
import dev.naosu.project.Replayable;
import dev.naosu.project.Replayable.Store;
import dev.naosu.project.Service;
import dev.naosu.prove.traffic.Reply;
import dev.naosu.sandbox.Command;
import dev.naosu.sandbox.Exit;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A build that runs, and the client that asks it, one request at a time.
///
/// Not safe for use by several threads.
final class RunningBuild implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(20);
  private static final Duration RESET_LIMIT = Duration.ofMinutes(2);

  /// A process that closes its connections because it ends is given so long to end.
  private static final Duration DYING = Duration.ofMillis(500);

  private static final Duration READY_ANSWER = Duration.ofSeconds(2);
  private static final int OUTPUT_BYTES = 16 << 10;
  private static final int SIGNALS = 128;

  /// An answer beyond this is taken for one without end.
  private static final long MOST_READ = 64L << 20;

  private final ProcessSandbox.Followed process;
  private final OutputTail output;
  private final Loopback loopback;
  private final Prepared.Place place;
  private final HttpClient client;
  private final AnswerReading reading;

  private RunningBuild(
      ProcessSandbox.Followed process,
      OutputTail output,
      Loopback loopback,
      Prepared.Place place,
      AnswerReading reading) {
    this.process = process;
    this.output = output;
    this.loopback = loopback;
    this.place = place;
    this.client = Loopback.client();
    this.reading = reading;
  }

  /// Starts a build in a directory of its own and waits until it is ready.
  ///
  /// @throws IOException with a text for people, and what the build said
  static RunningBuild start(
      Prepared prepared, ProcessSandbox sandbox, AnswerReading reading, Duration limit)
      throws IOException, InterruptedException {
    Replayable service = prepared.service();
    Prepared.Place place = prepared.place();
    try {
      Loopback loopback = Loopback.free();
      Map<String, String> environment = environment(service, place, loopback);
      ProcessSandbox own = sandbox.writing(List.of(place.root(), place.store()));
      reset(service, place, environment, loopback, own);
      ProcessSandbox.Followed process =
          own.follow(
              new Command(
                  service.program().command().stream()
                      .map(word -> filled(word, place, loopback))
                      .toList(),
                  place.root(),
                  environment,
                  limit),
              loopback);
      OutputTail output = new OutputTail(OUTPUT_BYTES);
      Thread.ofVirtual().start(() -> output.drain(process.output()));
      RunningBuild build = new RunningBuild(process, output, loopback, place, reading);
      try {
        build.awaitReady(service.program().ready(), limit);
        return build;
      } catch (IOException | InterruptedException e) {
        build.close();
        throw e;
      }
    } catch (IOException | InterruptedException e) {
      place.close();
      throw e;
    }
  }

  private static Map<String, String> environment(
      Replayable service, Prepared.Place place, Loopback loopback) {
    Map<String, String> environment = new HashMap<>();
    environment.put("PORT", Integer.toString(loopback.port()));
    service
        .program()
        .environment()
        .forEach((name, value) -> environment.put(name, filled(value, place, loopback)));
    service
        .store()
        .ifPresent(
            store ->
                store
                    .environment()
                    .forEach(
                        (name, value) -> environment.put(name, filled(value, place, loopback))));
    return environment;
  }

  private static void reset(
      Replayable service,
      Prepared.Place place,
      Map<String, String> environment,
      Loopback loopback,
      ProcessSandbox sandbox)
      throws IOException {
    String line = service.store().flatMap(Store::reset).orElse("");
    if (line.isEmpty()) {
      return;
    }
    Exit exit =
        sandbox.run(
            new Command(
                List.of("sh", "-c", filled(line, place, loopback)),
                place.root(),
                environment,
                RESET_LIMIT));
    if (!(exit instanceof Exit.Finished done && done.succeeded())) {
      throw new IOException(
          "its store cannot be reset with `"
              + line
              + "`"
              + switch (exit) {
                case Exit.Finished done ->
                    ": exit code " + done.code() + Prepared.told(done.output());
                case Exit.TimedOut late -> ": not done after " + late.limit().toSeconds() + " s";
                case Exit.NeverStarted never -> ": " + never.why();
              });
    }
  }

  private static String filled(String text, Prepared.Place place, Loopback loopback) {
    return text.replace(Service.PORT, Integer.toString(loopback.port()))
        .replace(Replayable.STORE, place.store().toString());
  }

  private void awaitReady(String path, Duration limit) throws IOException, InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (!(loopback.isListenedTo() && isReady(path))) {
      OptionalInt code = process.exitCode();
      if (code.isPresent()) {
        throw new IOException(
            "ended before it was ready, " + ending(code.getAsInt()) + Prepared.told(output.text()));
      }
      if (System.nanoTime() > end) {
        throw new IOException(
            "was not ready after "
                + limit.toSeconds()
                + " s: nothing below 500 came from "
                + path
                + " on the port that {port} and PORT told it"
                + Prepared.told(output.text()));
      }
      Thread.sleep(POLL);
    }
  }

  private boolean isReady(String path) throws InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(loopback.uri(path)).timeout(READY_ANSWER).build();
    Arriving arriving = new Arriving(0, MOST_READ);
    CompletableFuture<HttpResponse<Arriving.Arrived>> coming = client.sendAsync(request, arriving);
    try {
      HttpResponse<Arriving.Arrived> answer =
          coming.get(READY_ANSWER.toMillis(), TimeUnit.MILLISECONDS);
      return answer.statusCode() < Reply.SERVER_ERROR;
    } catch (ExecutionException _) {
      return false;
    } catch (TimeoutException _) {
      coming.cancel(true);
      // a page that never ends, such as a stream of events, answers all the same
      return arriving.head().filter(head -> head.statusCode() < Reply.SERVER_ERROR).isPresent();
    }
  }

  /// Sends a request, and says what came of it.
  ///
  /// @param limit for all of the answer
  Reply ask(RecordedRequest request, Duration limit) throws InterruptedException {
    Arriving arriving = new Arriving(reading.mostKept(), MOST_READ);
    HttpRequest http;
    try {
      http = loopback.http(request, limit);
    } catch (IllegalArgumentException e) {
      // what a recording holds need not be HTTP
      return new Reply.Silent("the request cannot be sent: " + e.getMessage());
    }
    CompletableFuture<HttpResponse<Arriving.Arrived>> coming = client.sendAsync(http, arriving);
    try {
      HttpResponse<Arriving.Arrived> answer = coming.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      return reading.answered(answer.statusCode(), answer.headers().map(), answer.body(), loopback);
    } catch (TimeoutException _) {
      coming.cancel(true);
      return late(arriving, limit);
    } catch (ExecutionException e) {
      return e.getCause() instanceof HttpTimeoutException
          ? late(arriving, limit)
          : broken(arriving);
    }
  }

  private Reply late(Arriving arriving, Duration limit) {
    return arriving
        .head()
        .<Reply>map(
            head ->
                reading.unended(
                    head.statusCode(),
                    head.headers().map(),
                    "still coming after " + limit.toSeconds() + " s",
                    loopback))
        .orElseGet(() -> new Reply.Silent("no answer within " + limit.toSeconds() + " s"));
  }

  /// The connection ended before the answer did.
  private Reply broken(Arriving arriving) throws InterruptedException {
    long end = System.nanoTime() + DYING.toNanos();
    while (process.exitCode().isEmpty() && System.nanoTime() < end) {
      Thread.sleep(POLL);
    }
    OptionalInt code = process.exitCode();
    if (code.isPresent()) {
      return new Reply.Died("the process ended with " + ending(code.getAsInt()));
    }
    return arriving
        .head()
        .<Reply>map(
            head ->
                reading.unended(
                    head.statusCode(),
                    head.headers().map(),
                    "the connection was closed in the middle",
                    loopback))
        .orElseGet(() -> new Reply.Silent("the connection was closed without an answer"));
  }

  private static String ending(int code) {
    return code > SIGNALS ? "signal " + (code - SIGNALS) : "exit code " + code;
  }

  boolean isAlive() {
    return process.exitCode().isEmpty();
  }

  @Override
  public void close() {
    client.shutdownNow();
    process.close();
    place.close();
  }
}
