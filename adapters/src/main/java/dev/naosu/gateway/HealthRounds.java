package dev.naosu.gateway;

import dev.naosu.gateway.GatewaySettings.Health;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import org.jspecify.annotations.Nullable;

/// Asks all instances again and again whether they are well.
final class HealthRounds extends VerticleBase {
  private static final int FIRST_BAD = 400;

  private final Health health;
  private final Switchboard board;
  private @Nullable HttpClient client;

  HealthRounds(Health health, Switchboard board) {
    this.health = health;
    this.board = board;
  }

  @Override
  public Future<?> start() {
    client = vertx.createHttpClient();
    vertx.setPeriodic(health.every().toMillis(), _ -> round());
    return Future.succeededFuture();
  }

  private void round() {
    Lineup lineup = board.lineup();
    if (lineup != null) {
      lineup.instances().forEach(this::ask);
    }
  }

  private void ask(Instance instance) {
    HttpClient asking = client;
    if (asking == null) {
      return;
    }
    RequestOptions options =
        new RequestOptions()
            .setServer(instance.address())
            .setSsl(instance.isTls())
            .setMethod(HttpMethod.GET)
            .setURI(health.path())
            .setTimeout(health.within().toMillis());
    asking
        .request(options)
        .compose(request -> request.send())
        .compose(response -> response.end().map(_ -> response.statusCode()))
        .onComplete(status -> instance.checked(status.succeeded() && status.result() < FIRST_BAD));
  }
}
