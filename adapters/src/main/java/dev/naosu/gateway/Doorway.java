package dev.naosu.gateway;

import dev.naosu.gateway.GatewaySettings.Times;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// One thread that takes requests, with its own connections to the instances. All doorways of a
/// gateway listen at the same port.
final class Doorway extends VerticleBase {
  private static final int BUFFER = 64 * 1024;
  private static final int MOST_CONNECTIONS = 1024;
  private static final int MOST_WAITING = 4096;
  private static final int MOST_TARGET = 16 * 1024;

  /// Shorter than any service that is known keeps an idle connection: one that it has just closed
  /// would cost a request.
  private static final int KEPT_SECONDS = 4;

  private static final Duration ROUND = Duration.ofMillis(200);
  private static final Duration SLACK = Duration.ofSeconds(15);

  private final GatewaySettings settings;
  private final Switchboard board;
  private final Refusals refusals;
  private final Captures captures;
  private final HeaderRules rules;
  private final Picker picker;
  private final Set<Passage> underWay = new HashSet<>();
  private @Nullable HttpClient client;
  private @Nullable HttpServer server;
  private boolean ending;
  private int turn;

  Doorway(
      GatewaySettings settings,
      Switchboard board,
      Refusals refusals,
      Captures captures,
      RandomGenerator random) {
    this.settings = settings;
    this.board = board;
    this.refusals = refusals;
    this.captures = captures;
    this.rules = new HeaderRules(settings.trustsForwarded());
    this.picker = new Picker(settings.steering(), settings.sticky(), random);
  }

  @Override
  public Future<?> start() {
    client =
        vertx
            .httpClientBuilder()
            .with(clientOptions())
            .with(
                new PoolOptions()
                    .setHttp1MaxSize(MOST_CONNECTIONS)
                    .setMaxWaitQueueSize(MOST_WAITING))
            .build();
    vertx.setPeriodic(ROUND.toMillis(), _ -> lookRound());
    HttpServer fresh = vertx.createHttpServer(serverOptions());
    server = fresh;
    return fresh
        .requestHandler(request -> new Passage(this, request).begin())
        .invalidRequestHandler(this::invalid)
        .listen();
  }

  private HttpClientOptions clientOptions() {
    return new HttpClientOptions()
        .setConnectTimeout(Math.toIntExact(settings.times().connect().toMillis()))
        .setKeepAliveTimeout(KEPT_SECONDS)
        .setMaxHeaderSize(Math.max(settings.headerBytes(), BUFFER))
        .setMaxChunkSize(BUFFER)
        .setPipelining(false)
        .setDecompressionSupported(false);
  }

  private HttpServerOptions serverOptions() {
    int port = settings.listen().port();
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost(settings.listen().host())
            // -1: any port that is free, and the same one for all doorways
            .setPort(port == 0 ? -1 : port)
            .setMaxHeaderSize(settings.headerBytes())
            .setMaxInitialLineLength(MOST_TARGET)
            .setMaxChunkSize(BUFFER)
            .setHandle100ContinueAutomatically(true)
            .setDecompressionSupported(false)
            .setCompressionSupported(false)
            .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
            .setIdleTimeout(Math.toIntExact(settings.times().idle().plus(SLACK).toMillis()));
    settings
        .tls()
        .ifPresent(
            tls ->
                options
                    .setSsl(true)
                    .setUseAlpn(true)
                    .setKeyCertOptions(
                        new PemKeyCertOptions()
                            .setCertPath(tls.certificate().toString())
                            .setKeyPath(tls.key().toString())));
    return options;
  }

  private void invalid(HttpServerRequest request) {
    refusals.count("invalid");
    HttpServerRequest.DEFAULT_INVALID_REQUEST_HANDLER.handle(request);
  }

  private void lookRound() {
    long now = System.nanoTime();
    for (Passage each : new ArrayList<>(underWay)) {
      each.lookAt(now);
    }
  }

  /// Takes no new connections, and ends when what is under way is over, or its time is.
  @Override
  public Future<?> stop() {
    ending = true;
    HttpServer listening = server;
    return listening == null
        ? Future.succeededFuture()
        : listening.shutdown(settings.times().draining().toMillis(), TimeUnit.MILLISECONDS);
  }

  int port() {
    HttpServer listening = server;
    return listening == null ? 0 : listening.actualPort();
  }

  HttpClient client() {
    HttpClient made = client;
    if (made == null) {
      throw new IllegalStateException("not started");
    }
    return made;
  }

  String service() {
    return settings.service();
  }

  Times times() {
    return settings.times();
  }

  boolean tellsVersion() {
    return settings.tellsVersion();
  }

  boolean isEnding() {
    return ending;
  }

  Switchboard board() {
    return board;
  }

  Refusals refusals() {
    return refusals;
  }

  Captures captures() {
    return captures;
  }

  HeaderRules rules() {
    return rules;
  }

  Picker picker() {
    return picker;
  }

  int nextTurn() {
    return turn++;
  }

  void enter(Passage passage) {
    underWay.add(passage);
  }

  void leave(Passage passage) {
    underWay.remove(passage);
  }

  /// Those that wait or move right now.
  List<Passage> passages() {
    return List.copyOf(underWay);
  }
}
