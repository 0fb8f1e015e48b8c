package dev.naosu.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.naosu.fleet.Routing;
import dev.naosu.gateway.GatewaySettings.Listen;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Where naosu tells a gateway what to do, and asks what it saw. Whoever comes has to show its
/// token.
final class ControlDoor extends VerticleBase {
  private static final int MOST_BYTES = 1 << 20;
  private static final int MOST_CAPTURED = 1_000;
  private static final String JSON = "application/json";

  private final Listen listen;
  private final String service;
  private final ControlToken token;
  private final Switchboard board;
  private final Ledger ledger;
  private final Captures captures;
  private final Metrics metrics;
  private @Nullable HttpServer server;

  ControlDoor(
      Listen listen,
      String service,
      ControlToken token,
      Switchboard board,
      Ledger ledger,
      Captures captures,
      Metrics metrics) {
    this.listen = listen;
    this.service = service;
    this.token = token;
    this.board = board;
    this.ledger = ledger;
    this.captures = captures;
    this.metrics = metrics;
  }

  @Override
  public Future<?> start() {
    HttpServer fresh =
        vertx.createHttpServer(
            new HttpServerOptions().setHost(listen.host()).setPort(listen.port()));
    server = fresh;
    return fresh.requestHandler(this::handle).listen();
  }

  int port() {
    HttpServer listening = server;
    return listening == null ? 0 : listening.actualPort();
  }

  private void handle(HttpServerRequest request) {
    if (!token.isIn(request.headers().get(HttpHeaders.AUTHORIZATION))) {
      problem(request, 401, "show the token of this gateway as Authorization: Bearer …");
      return;
    }
    boolean reads = request.method() == HttpMethod.GET;
    switch (request.path() == null ? "" : request.path()) {
      case "/v1/about" -> {
        if (reads) {
          ObjectNode about = ControlJson.object();
          about.put("service", service);
          about.put("started", ledger.started().toString());
          json(request, ControlJson.bytes(about));
        } else {
          wrongMethod(request);
        }
      }
      case "/v1/routing" -> {
        if (reads) {
          routing(request);
        } else if (request.method() == HttpMethod.PUT) {
          route(request);
        } else {
          wrongMethod(request);
        }
      }
      case "/v1/traffic" -> json(request, ControlJson.bytes(ledger.traffic()));
      case "/v1/answers" -> json(request, ControlJson.bytes(board.answers()));
      case "/v1/under-way" -> underWay(request);
      case "/v1/captured" -> captured(request);
      case "/metrics" ->
          request
              .response()
              .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")
              .end(metrics.text());
      default ->
          problem(
              request,
              404,
              "there are /v1/routing, /v1/traffic, /v1/answers, /v1/under-way, /v1/captured and"
                  + " /metrics");
    }
  }

  private void underWay(HttpServerRequest request) {
    ObjectNode counts = ControlJson.object();
    String instance = request.getParam("instance");
    if (instance == null) {
      new TreeMap<>(ledger.all())
          .forEach((version, tally) -> counts.put(version.name(), tally.underWay()));
      json(request, ControlJson.bytes(counts));
      return;
    }
    try {
      counts.put("underWay", board.underWay(URI.create(instance)));
      json(request, ControlJson.bytes(counts));
    } catch (IllegalArgumentException _) {
      problem(request, 400, "instance is an address such as http://127.0.0.1:9001");
    }
  }

  private void routing(HttpServerRequest request) {
    Lineup lineup = board.lineup();
    if (lineup == null) {
      request.response().setStatusCode(204).end();
    } else {
      json(request, ControlJson.bytes(lineup.routing()));
    }
  }

  private void route(HttpServerRequest request) {
    Buffer all = Buffer.buffer();
    request.handler(
        buffer -> {
          if (all.length() + buffer.length() <= MOST_BYTES) {
            all.appendBuffer(buffer);
          } else {
            request.connection().close();
          }
        });
    request.endHandler(_ -> route(request, all.getBytes()));
  }

  private void route(HttpServerRequest request, byte[] body) {
    Routing routing;
    try {
      routing = ControlJson.routing(body);
    } catch (IllegalArgumentException e) {
      problem(request, 400, e.getMessage());
      return;
    }
    // it waits for the disk
    vertx
        .executeBlocking(
            () -> {
              board.route(routing);
              return true;
            })
        .onComplete(
            done -> {
              if (done.succeeded()) {
                request.response().setStatusCode(204).end();
              } else {
                problem(request, 500, "the routing cannot be kept: " + done.cause().getMessage());
              }
            });
  }

  private void captured(HttpServerRequest request) {
    String most = request.getParam("most");
    if (most != null && !most.matches("[0-9]{1,4}")) {
      problem(request, 400, "most is a number of at most " + MOST_CAPTURED);
      return;
    }
    int limit = most == null ? MOST_CAPTURED : Math.min(MOST_CAPTURED, Integer.parseInt(most));
    vertx
        .executeBlocking(() -> CapturedJson.bytes(captures.kept(limit)), false)
        .onComplete(
            done -> {
              if (done.succeeded()) {
                json(request, done.result());
              } else {
                problem(request, 500, "what was captured cannot be written");
              }
            });
  }

  private static void wrongMethod(HttpServerRequest request) {
    problem(request, 405, request.method() + " is not known here");
  }

  private static void json(HttpServerRequest request, byte[] body) {
    request
        .response()
        .putHeader(HttpHeaders.CONTENT_TYPE, JSON)
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .end(Buffer.buffer(body));
  }

  private static void problem(HttpServerRequest request, int status, @Nullable String detail) {
    ObjectNode problem = ControlJson.object();
    problem.put("status", status);
    problem.put("detail", String.valueOf(detail));
    request
        .response()
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json")
        .end(Buffer.buffer(ControlJson.bytes(problem)));
  }
}
