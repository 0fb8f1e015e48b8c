package dev.naosu.gateway;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// A service as it stands behind a gateway, in this process.
final class Backend implements AutoCloseable {
  private final Vertx vertx;
  private final HttpServer server;

  private Backend(Vertx vertx, HttpServer server) {
    this.vertx = vertx;
    this.server = server;
  }

  static Backend of(Consumer<HttpServerRequest> answers) throws Exception {
    Vertx vertx = Vertx.vertx();
    HttpServer server =
        vertx
            .createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(0))
            .requestHandler(answers::accept);
    server.listen().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    return new Backend(vertx, server);
  }

  /// One that says its name.
  static Backend saying(String name) throws Exception {
    return of(request -> request.response().end(name));
  }

  /// One that also takes WebSockets, and says back what they say.
  static Backend echoing() throws Exception {
    Vertx vertx = Vertx.vertx();
    HttpServer server =
        vertx
            .createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(0))
            .webSocketHandler(
                socket -> {
                  socket.textMessageHandler(text -> socket.writeTextMessage("echo " + text));
                  socket.binaryMessageHandler(socket::writeBinaryMessage);
                })
            .requestHandler(request -> request.response().setStatusCode(404).end());
    server.listen().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    return new Backend(vertx, server);
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.actualPort());
  }

  int port() {
    return server.actualPort();
  }

  @Override
  public void close() {
    Object _ = vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
