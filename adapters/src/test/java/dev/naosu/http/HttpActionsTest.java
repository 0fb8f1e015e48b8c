package dev.naosu.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.naosu.machine.circuit.Ordered;
import dev.naosu.machine.circuit.Untouched;
import dev.naosu.machine.web.Address;
import dev.naosu.machine.web.Call;
import dev.naosu.machine.web.Caller;
import dev.naosu.repair.runbook.Action.Applied;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpActionsTest {
  private final Caller caller = new Caller();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String path = exchange.getRequestURI().toString();
          asked.add(
              exchange.getRequestMethod()
                  + " "
                  + path
                  + " "
                  + exchange.getRequestHeaders().getFirst("Authorization")
                  + " "
                  + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          if (path.equals("/moved")) {
            exchange.getResponseHeaders().add("Location", "/elsewhere");
            exchange.sendResponseHeaders(302, -1);
          } else {
            exchange.sendResponseHeaders(path.equals("/broken") ? 500 : 204, -1);
          }
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    caller.close();
  }

  private URI at(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  private Call call(String path) {
    return new Call(
        "POST", new Address(at(path)), Map.of("Authorization", "Bearer hidden"), "{\"a\":1}");
  }

  private Ordered order(String name, Call call) {
    return Ordered.of(new HttpCall(Map.of(name, call), caller), "shop/web", Map.of("call", name));
  }

  @Test
  void a_request_of_the_configuration_is_sent_once_when_it_is_done_and_not_before()
      throws Exception {
    Ordered order = order("warm-up", call("/warm-up"));
    assertThat(order.plan().words()).doesNotContain("hidden").contains("warm-up");
    assertThat(asked).isEmpty();

    assertThat(order.done()).endsWith("answered 204");
    assertThat(asked).containsExactly("POST /warm-up Bearer hidden {\"a\":1}");
  }

  @Test
  void it_is_not_led_elsewhere_and_an_error_is_no_success() throws Exception {
    for (String path : List.of("/moved", "/broken")) {
      Ordered order = order("it", call(path));
      assertThat(order.apply(order.plan())).as(path).isInstanceOf(Applied.Failed.class);
    }
    assertThat(asked).hasSize(2).noneMatch(each -> each.contains("elsewhere"));
  }

  @Test
  void what_the_configuration_does_not_name_is_not_called() throws Exception {
    Ordered order =
        Ordered.of(
            new HttpCall(Map.of("warm-up", call("/warm-up")), caller),
            "shop/web",
            Map.of("call", "http://127.0.0.1/other"));
    assertThat(order.unfit()).contains("names no request");
  }

  @Test
  void where_clouds_keep_their_credentials_nothing_is_called() {
    for (String url :
        List.of(
            "http://169.254.169.254/latest/meta-data", "http://[fe80::1]/", "http://0.0.0.0/")) {
      Ordered order = order("it", Call.get(new Address(URI.create(url))));
      assertThatThrownBy(order::look).as(url).isInstanceOf(Untouched.class);
    }
    for (String url : List.of("file:///etc/passwd", "ftp://a/b", "http://user:pw@a/", "/a")) {
      assertThatThrownBy(() -> new Address(URI.create(url)))
          .as(url)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void a_reload_is_a_request_too() throws Exception {
    assertThat(Ordered.of(new HttpReload(call("/-/reload"), caller), "shop/web", Map.of()).done())
        .endsWith("answered 204");
    server.stop(0);
    assertThatThrownBy(
            () ->
                Ordered.of(new HttpReload(call("/-/reload"), caller), "shop/web", Map.of()).look())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("nobody listens");
  }
}
