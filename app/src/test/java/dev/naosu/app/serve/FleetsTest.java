package dev.naosu.app.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.naosu.app.serve.Fleets.Use;
import dev.naosu.app.serve.ServerConfig.Reading;
import dev.naosu.fleet.Traffic;
import dev.naosu.fleet.Version;
import dev.naosu.prometheus.Asked;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A fleet of this machine, with a server that speaks as Prometheus does.
class FleetsTest {
  @TempDir Path place;
  private HttpServer server;
  private Asked asked;

  @BeforeEach
  void open() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    server.createContext(
        "/api/v1/query",
        exchange -> {
          String form =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          String answer =
              """
              {"status": "success", "data": {"resultType": "vector", "result": [
                {"metric": {"version": "1.0"}, "value": [1764417600, "%s"]}]}}
              """
                  .formatted(form.contains("all") ? "40" : "3");
          byte[] body = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    asked =
        new Asked(
            URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
            Optional.empty(),
            Duration.ofSeconds(30),
            List.of(),
            List.of());
  }

  @AfterEach
  void close() {
    server.stop(0);
  }

  private ServerConfig.Service service(String fleet) throws IOException {
    Path file =
        Files.writeString(
            place.resolve("naosu-server.yml"),
            """
            services:
              - name: shop
                repository: %s
                gateway: {listen: 127.0.0.1:8080}
                fleet: {%s}
            prometheus: {url: "http://127.0.0.1:9090"}
            """
                .formatted(place, fleet));
    if (ServerConfig.read(file, place, Map.of()) instanceof Reading.Good(var config)) {
      return config.services().getFirst();
    }
    throw new IllegalStateException("the file is good");
  }

  private Fleets fleets(ServerConfig.Service service, Optional<Asked> prometheus) {
    return new Fleets(
        place,
        new Gateways(List.of(service), place, List.of("false")),
        prometheus,
        InstantSource.system());
  }

  @Test
  void a_fleet_of_this_machine_may_be_counted_by_prometheus() throws Exception {
    ServerConfig.Service service =
        service(
            "traffic: {from: prometheus, requests: \"all[{window}]\", errors: \"bad[{window}]\"}");
    try (ServiceFleet fleet =
        fleets(service, Optional.of(asked)).open(service, Use.ONCE).orElseThrow()) {
      Traffic traffic = fleet.fleet().traffic();
      assertThat(traffic.of(new Version("1.0")).requests()).isEqualTo(40);
      assertThat(traffic.of(new Version("1.0")).errors()).isEqualTo(3);
    }
  }

  @Test
  void where_both_count_one_alone_is_not_enough() throws Exception {
    ServerConfig.Service service = service("traffic: {errors: \"bad[{window}]\"}");
    try (ServiceFleet fleet =
        fleets(service, Optional.of(asked)).open(service, Use.ONCE).orElseThrow()) {
      assertThatThrownBy(() -> fleet.fleet().traffic()).isInstanceOf(IOException.class);
    }
    assertThatThrownBy(() -> fleets(service, Optional.empty()).open(service, Use.ONCE))
        .hasMessageContaining("say where it is: prometheus: {url: …}");
  }
}
