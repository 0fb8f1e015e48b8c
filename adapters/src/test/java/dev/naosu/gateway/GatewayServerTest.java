package dev.naosu.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naosu.detect.RecordedRequest.Role;
import dev.naosu.fleet.Answers;
import dev.naosu.fleet.Latencies;
import dev.naosu.fleet.Routing;
import dev.naosu.fleet.Split;
import dev.naosu.fleet.Traffic;
import dev.naosu.fleet.Version;
import dev.naosu.gateway.GatewaySettings.Capture;
import dev.naosu.gateway.GatewaySettings.Health;
import dev.naosu.gateway.GatewaySettings.Listen;
import dev.naosu.gateway.GatewaySettings.Steering;
import dev.naosu.gateway.GatewaySettings.Sticky;
import dev.naosu.gateway.GatewaySettings.Times;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GatewayServerTest {
  private static final Version OLD = new Version("v1");
  private static final Version FRESH = new Version("v2");

  @TempDir Path directory;
  private final List<AutoCloseable> open = new ArrayList<>();
  private HttpClient client;

  @BeforeEach
  void begin() {
    client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    open.add(client);
  }

  @AfterEach
  void end() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  /// A gateway under test and the way to tell it what to do.
  private record Standing(GatewayServer server, RemoteGateway remote) {
    URI uri(String path) {
      return URI.create("http://127.0.0.1:" + server.listen().port() + path);
    }
  }

  private <T extends AutoCloseable> T closing(T each) {
    open.add(each);
    return each;
  }

  private Standing gateway(UnaryOperator<GatewaySettings> with) throws IOException {
    return gateway(with, Witness.NOBODY);
  }

  private Standing gateway(UnaryOperator<GatewaySettings> with, Witness witness)
      throws IOException {
    GatewaySettings settings =
        with.apply(GatewaySettings.usual("shop", new Listen("127.0.0.1", 0), directory));
    GatewayServer server =
        closing(
            GatewayServer.start(
                settings, new SplittableRandom(7), InstantSource.system(), witness));
    RemoteGateway remote =
        closing(RemoteGateway.at(server.control(), directory.resolve(GatewayServer.TOKEN_FILE)));
    return new Standing(server, remote);
  }

  private Standing gatewayTo(Backend backend) throws IOException {
    Standing gateway = gateway(usual -> usual);
    gateway.remote().route(all(backend.uri()));
    return gateway;
  }

  private static Routing all(URI... instances) {
    return new Routing(Split.all(OLD), Map.of(OLD, List.of(instances)));
  }

  private static Routing canary(double share, URI old, URI fresh) {
    return new Routing(
        Split.canary(OLD, FRESH, share), Map.of(OLD, List.of(old), FRESH, List.of(fresh)));
  }

  private HttpResponse<String> get(URI uri, String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> post(URI uri, String body, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(Duration.ofSeconds(20))
            .POST(BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  /// Answers are counted when they are through, which the client may know a moment before.
  private static Traffic traffic(Standing gateway, long requests) throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (true) {
      Traffic traffic = gateway.remote().traffic();
      long seen = traffic.answers().values().stream().mapToLong(Answers::requests).sum();
      if (seen >= requests || System.nanoTime() > end) {
        return traffic;
      }
      Thread.sleep(10);
    }
  }

  private static String lines(String... lines) {
    return String.join("\r\n", lines);
  }

  /// Sends bytes as they are, and reads until the other side closes, or resets because it did not
  /// read all of them.
  private static String raw(int port, String text) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      try {
        socket.getInputStream().transferTo(answer);
      } catch (SocketException _) {
        // what came before it counts
      }
      return answer.toString(StandardCharsets.ISO_8859_1);
    }
  }

  @Test
  void before_a_routing_nobody_serves_and_clients_are_told_to_come_back() throws Exception {
    Standing gateway = gateway(usual -> usual);

    HttpResponse<String> answer = get(gateway.uri("/"));

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
    assertThat(answer.body()).contains("nobody serves shop yet");
    assertThat(gateway.remote().routing()).isEmpty();
  }

  @Test
  void a_share_of_the_requests_goes_to_each_version() throws Exception {
    Backend old = closing(Backend.saying("old"));
    Backend fresh = closing(Backend.saying("fresh"));
    Standing gateway = gateway(usual -> usual);
    gateway.remote().route(canary(0.2, old.uri(), fresh.uri()));

    int toFresh = 0;
    for (int i = 0; i < 1_000; i++) {
      toFresh += get(gateway.uri("/")).body().equals("fresh") ? 1 : 0;
    }

    // four standard deviations of 1,000 throws at 0.2
    assertThat(toFresh).isBetween(150, 250);
    Traffic traffic = traffic(gateway, 1_000);
    assertThat(traffic.of(FRESH).requests()).isEqualTo(toFresh);
    assertThat(traffic.of(OLD).requests()).isEqualTo(1_000 - toFresh);
    assertThat(traffic.of(OLD).latencies().count()).isEqualTo(1_000 - toFresh);
    assertThat(traffic.of(OLD).errors()).isZero();
  }

  @Test
  void errors_are_answers_from_500_on() throws Exception {
    Backend backend =
        closing(
            Backend.of(
                request ->
                    request
                        .response()
                        .setStatusCode(Integer.parseInt(request.uri().substring(1)))
                        .end()));
    Standing gateway = gatewayTo(backend);

    for (int status : List.of(200, 404, 499, 500, 503)) {
      assertThat(get(gateway.uri("/" + status)).statusCode()).isEqualTo(status);
    }

    assertThat(traffic(gateway, 5).of(OLD).requests()).isEqualTo(5);
    assertThat(gateway.remote().traffic().of(OLD).errors()).isEqualTo(2);
  }

  @Test
  void each_instance_is_counted_by_itself_also_where_another_made_it_good() throws Exception {
    Backend good = closing(Backend.saying("good"));
    Backend failing = closing(Backend.of(request -> request.connection().close()));
    Standing gateway = gateway(usual -> usual);
    gateway.remote().route(all(good.uri(), failing.uri()));

    for (int i = 0; i < 6; i++) {
      assertThat(get(gateway.uri("/")).statusCode()).isEqualTo(200);
    }

    assertThat(traffic(gateway, 6).of(OLD).errors()).isZero();
    Map<URI, Answers> answers = gateway.remote().answers();
    assertThat(answers).containsOnlyKeys(good.uri(), failing.uri());
    Answers ofGood = answers.getOrDefault(good.uri(), Answers.NONE);
    Answers ofFailing = answers.getOrDefault(failing.uri(), Answers.NONE);
    assertThat(ofGood.requests()).isEqualTo(6);
    assertThat(ofGood.errors()).isZero();
    assertThat(ofFailing.errors()).isEqualTo(ofFailing.requests()).isBetween(1L, 3L);
  }

  @Test
  void large_bodies_pass_in_chunks_both_ways() throws Exception {
    Backend backend =
        closing(
            Backend.of(
                request -> {
                  request.response().setChunked(true);
                  request.handler(request.response()::write);
                  request.endHandler(_ -> request.response().end());
                }));
    Standing gateway = gatewayTo(backend);
    byte[] large = new byte[12 << 20];
    new Random(3).nextBytes(large);

    HttpResponse<byte[]> answer =
        client.send(
            HttpRequest.newBuilder(gateway.uri("/upload"))
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large)))
                .build(),
            BodyHandlers.ofByteArray());

    assertThat(sha(answer.body())).isEqualTo(sha(large));
  }

  @Test
  void a_body_of_known_length_keeps_its_length() throws Exception {
    List<String> seen = new ArrayList<>();
    Backend backend =
        closing(
            Backend.of(
                request -> {
                  seen.add(request.getHeader("Content-Length"));
                  seen.add(String.valueOf(request.getHeader("Transfer-Encoding")));
                  request.bodyHandler(body -> request.response().end(body));
                }));
    Standing gateway = gatewayTo(backend);

    HttpResponse<String> answer = post(gateway.uri("/"), "x".repeat(300_000));

    assertThat(answer.body()).hasSize(300_000);
    assertThat(answer.headers().firstValue("Content-Length")).hasValue("300000");
    assertThat(seen).containsExactly("300000", "null");
  }

  @Test
  void what_a_stream_says_comes_through_while_it_goes_on() throws Exception {
    LinkedBlockingQueue<HttpServerResponse> streams = new LinkedBlockingQueue<>();
    Backend backend =
        closing(
            Backend.of(
                request -> {
                  request
                      .response()
                      .setChunked(true)
                      .putHeader("Content-Type", "text/event-stream");
                  request.response().write("data: first\n\n");
                  streams.add(request.response());
                }));
    Standing gateway = gatewayTo(backend);

    HttpResponse<InputStream> answer =
        client.send(HttpRequest.newBuilder(gateway.uri("/")).build(), BodyHandlers.ofInputStream());

    try (InputStream body = answer.body()) {
      assertThat(new String(body.readNBytes(13), StandardCharsets.UTF_8))
          .isEqualTo("data: first\n\n");
      assertThat(gateway.remote().underWay(OLD)).isEqualTo(1);
      HttpServerResponse stream = streams.poll(5, TimeUnit.SECONDS);
      stream.write("data: second\n\n");
      assertThat(new String(body.readNBytes(14), StandardCharsets.UTF_8))
          .isEqualTo("data: second\n\n");
      stream.end();
      assertThat(body.readAllBytes()).isEmpty();
    }
    assertThat(traffic(gateway, 1).of(OLD).errors()).isZero();
    assertThat(gateway.remote().underWay(OLD)).isZero();
  }

  @Test
  void web_sockets_pass_both_ways() throws Exception {
    Backend backend = closing(Backend.echoing());
    Standing gateway = gatewayTo(backend);
    LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();

    WebSocket socket =
        client
            .newWebSocketBuilder()
            .buildAsync(
                URI.create("ws://127.0.0.1:" + gateway.server().listen().port() + "/chat"),
                new WebSocket.Listener() {
                  private final StringBuilder text = new StringBuilder();

                  @Override
                  public CompletionStage<?> onText(
                      WebSocket from, CharSequence data, boolean last) {
                    text.append(data);
                    if (last) {
                      heard.add(text.toString());
                      text.setLength(0);
                    }
                    from.request(1);
                    return CompletableFuture.completedStage(null);
                  }
                })
            .get(10, TimeUnit.SECONDS);
    socket.sendText("one", true).get(10, TimeUnit.SECONDS);
    assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("echo one");
    socket.sendText("x".repeat(30_000), true).get(10, TimeUnit.SECONDS);
    assertThat(heard.poll(10, TimeUnit.SECONDS)).hasSize(30_005);
    assertThat(gateway.remote().underWay(OLD)).isEqualTo(1);
    socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(10, TimeUnit.SECONDS);

    assertThat(traffic(gateway, 1).of(OLD).errors()).isZero();
  }

  @Test
  void a_refused_web_socket_gets_the_services_own_answer() throws Exception {
    Backend backend =
        closing(Backend.of(request -> request.response().setStatusCode(403).end("members only")));
    Standing gateway = gatewayTo(backend);

    String answer =
        raw(
            gateway.server().listen().port(),
            lines(
                "GET /chat HTTP/1.1",
                "Host: shop",
                "Connection: keep-alive, Upgrade",
                "Upgrade: websocket",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                "Sec-WebSocket-Version: 13",
                "",
                "GET / HTTP/1.1",
                "Host: shop",
                "Connection: close",
                "",
                ""));

    assertThat(answer).startsWith("HTTP/1.1 403").contains("members only");
  }

  @Test
  void http_2_is_spoken_with_prior_knowledge_and_by_upgrade() throws Exception {
    Backend backend =
        closing(Backend.of(request -> request.bodyHandler(body -> request.response().end(body))));
    Standing gateway = gatewayTo(backend);

    try (HttpClient second = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
      for (String word : List.of("upgraded", "again")) {
        HttpResponse<String> answer =
            second.send(
                HttpRequest.newBuilder(gateway.uri("/"))
                    .POST(BodyPublishers.ofString(word))
                    .build(),
                BodyHandlers.ofString());
        assertThat(answer.body()).isEqualTo(word);
        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
      }
    }
    Vertx vertx = Vertx.vertx();
    closing(
        () -> vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS));
    // held: one that nobody holds may be collected, and closes its connections then
    HttpClientAgent client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false));
    closing(
        () -> client.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS));
    Buffer answer =
        client
            .request(HttpMethod.POST, gateway.server().listen().port(), "127.0.0.1", "/")
            .compose(request -> request.send(Buffer.buffer("known")))
            .compose(response -> response.body())
            .toCompletionStage()
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS);
    assertThat(answer.toString()).isEqualTo("known");
  }

  @Test
  void a_get_of_http_2_has_no_body_behind_the_gateway() throws Exception {
    Backend backend =
        closing(
            Backend.of(
                request ->
                    request
                        .response()
                        .end(
                            request.getHeader("Content-Length")
                                + " "
                                + request.getHeader("Transfer-Encoding"))));
    Standing gateway = gatewayTo(backend);

    try (HttpClient second = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
      for (int i = 0; i < 3; i++) {
        assertThat(
                second
                    .send(HttpRequest.newBuilder(gateway.uri("/")).build(), BodyHandlers.ofString())
                    .body())
            .isEqualTo("null null");
      }
    }
  }

  @Test
  void headers_of_one_connection_stay_there_and_who_asked_is_told() throws Exception {
    Backend backend =
        closing(
            Backend.of(
                request -> {
                  StringBuilder all = new StringBuilder();
                  request
                      .headers()
                      .forEach((name, value) -> all.append(name + ": " + value + "\n"));
                  request
                      .response()
                      .putHeader("Keep-Alive", "timeout=5")
                      .putHeader("X-Shop", "kept")
                      .end(all.toString());
                }));
    Standing gateway = gatewayTo(backend);

    String answer =
        raw(
            gateway.server().listen().port(),
            lines(
                "GET /a?b=%20c HTTP/1.1",
                "Host: shop.example",
                "Connection: close, X-Private",
                "X-Private: mine",
                "TE: gzip",
                "Proxy-Authorization: Basic eA==",
                "X-Naosu-Version: v1",
                "X-Forwarded-For: 10.9.8.7",
                "X-Shop: 1",
                "",
                ""));

    assertThat(answer)
        .contains("X-Shop: 1")
        .contains("Host: shop.example")
        .contains("X-Forwarded-For: 127.0.0.1\n")
        .contains("X-Forwarded-Proto: http\n")
        .contains("X-Forwarded-Host: shop.example\n")
        .contains("Forwarded: for=127.0.0.1;proto=http;host=shop.example\n")
        .contains("X-Shop: kept")
        .doesNotContain("10.9.8.7", "X-Private", "Proxy-Authorization", "TE: ", "X-Naosu-Version")
        .doesNotContain("timeout=5");
  }

  @Test
  void behind_a_trusted_proxy_the_chain_goes_on() throws Exception {
    Backend backend =
        closing(
            Backend.of(
                request ->
                    request
                        .response()
                        .end(
                            request.getHeader("X-Forwarded-For")
                                + "|"
                                + request.getHeader("X-Forwarded-Proto"))));
    Standing gateway = gateway(usual -> with(usual, Steering.LOOPBACK, true));
    gateway.remote().route(all(backend.uri()));

    assertThat(
            get(gateway.uri("/"), "X-Forwarded-For", "10.9.8.7", "X-Forwarded-Proto", "https")
                .body())
        .isEqualTo("10.9.8.7, 127.0.0.1|https");
  }

  @Test
  void smuggled_requests_are_refused_and_nothing_after_them_is_read() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    Backend backend =
        closing(
            Backend.of(
                request -> {
                  asked.incrementAndGet();
                  request.response().end("served");
                }));
    Standing gateway = gatewayTo(backend);
    int port = gateway.server().listen().port();
    String hidden = "GET /admin HTTP/1.1\r\nHost: shop\r\n\r\n";

    for (String framing :
        List.of(
            "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
            "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
            "Transfer-Encoding: xchunked\r\n",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
            "Content-Length: 5\r\nContent-Length: 6\r\n",
            "Content-Length: +5\r\n",
            "Host: other\r\n",
            "Transfer-Encoding : chunked\r\n")) {
      String answer =
          raw(port, "POST / HTTP/1.1\r\nHost: shop\r\n" + framing + "\r\n0\r\n\r\n" + hidden);
      assertThat(answer).as(framing).matches("(?s)HTTP/1\\.[01] (400|501) .*");
      assertThat(answer.split("HTTP/1\\.[01] ", -1)).as(framing).hasSize(2);
    }
    assertThat(asked).hasValue(0);
  }

  @Test
  void headers_that_are_too_large_are_refused() throws Exception {
    Backend backend = closing(Backend.saying("old"));
    Standing gateway = gatewayTo(backend);

    assertThat(
            raw(
                gateway.server().listen().port(),
                "GET / HTTP/1.1\r\nHost: shop\r\nX-Large: " + "x".repeat(40_000) + "\r\n\r\n"))
        .startsWith("HTTP/1.1 431");
  }

  @Test
  void an_instance_that_is_gone_costs_no_request() throws Exception {
    Backend one = closing(Backend.saying("one"));
    Backend two = Backend.saying("two");
    Standing gateway = gateway(usual -> usual);
    gateway.remote().route(all(one.uri(), two.uri()));
    for (int i = 0; i < 20; i++) {
      assertThat(get(gateway.uri("/")).body()).isIn("one", "two");
    }

    two.close();

    for (int i = 0; i < 50; i++) {
      assertThat(get(gateway.uri("/")).body()).isEqualTo("one");
      assertThat(post(gateway.uri("/"), "body").body()).isEqualTo("one");
    }
    assertThat(traffic(gateway, 120).of(OLD).errors()).isZero();
  }

  @Test
  void a_version_that_cannot_be_reached_fails_but_its_requests_go_to_the_other() throws Exception {
    Backend old = closing(Backend.saying("old"));
    Standing gateway = gateway(usual -> usual);
    gateway.remote().route(canary(0.5, old.uri(), URI.create("http://127.0.0.1:" + unusedPort())));

    for (int i = 0; i < 40; i++) {
      assertThat(get(gateway.uri("/")).body()).isEqualTo("old");
    }

    Traffic traffic = traffic(gateway, 41);
    assertThat(traffic.of(OLD).requests()).isEqualTo(40);
    assertThat(traffic.of(OLD).errors()).isZero();
    assertThat(traffic.of(FRESH).requests()).isPositive().isEqualTo(traffic.of(FRESH).errors());
  }

  @Test
  void when_no_instance_is_there_clients_are_told_to_come_back() throws Exception {
    Standing gateway = gateway(usual -> usual);
    gateway.remote().route(all(URI.create("http://127.0.0.1:" + unusedPort())));

    HttpResponse<String> answer = get(gateway.uri("/"));

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    assertThat(traffic(gateway, 1).of(OLD).errors()).isEqualTo(1);
  }

  @Test
  void what_may_have_been_seen_is_sent_again_only_where_that_does_no_harm() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    try (ServerSocket closing = new ServerSocket(0)) {
      Thread.ofVirtual()
          .start(
              () -> {
                while (!closing.isClosed()) {
                  try (Socket socket = closing.accept()) {
                    byte[] _ = socket.getInputStream().readNBytes(20);
                    asked.incrementAndGet();
                  } catch (IOException e) {
                    return;
                  }
                }
              });
      Backend well = closing(Backend.saying("well"));
      Standing gateway = gateway(usual -> usual);
      URI bad = URI.create("http://127.0.0.1:" + closing.getLocalPort());
      gateway.remote().route(all(bad, well.uri()));

      List<Integer> posted = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        assertThat(get(gateway.uri("/")).body()).isEqualTo("well");
        posted.add(post(gateway.uri("/"), "pay").statusCode());
      }

      assertThat(posted).contains(502).containsOnly(200, 502);
      assertThat(traffic(gateway, 12).of(OLD).errors())
          .isEqualTo(posted.stream().filter(each -> each == 502).count());
    }
  }

  @Test
  void an_answer_that_stops_in_the_middle_is_an_error_and_is_not_taken_for_whole()
      throws Exception {
    try (ServerSocket closing = new ServerSocket(0)) {
      Thread.ofVirtual()
          .start(
              () -> {
                try (Socket socket = closing.accept()) {
                  byte[] _ = socket.getInputStream().readNBytes(20);
                  OutputStream out = socket.getOutputStream();
                  out.write(
                      "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf"
                          .getBytes(StandardCharsets.UTF_8));
                  out.flush();
                } catch (IOException e) {
                  // told by the assertions
                }
              });
      Standing gateway = gateway(usual -> usual);
      gateway.remote().route(all(URI.create("http://127.0.0.1:" + closing.getLocalPort())));

      assertThatThrownBy(() -> get(gateway.uri("/"))).isInstanceOf(IOException.class);

      assertThat(traffic(gateway, 1).of(OLD).errors()).isEqualTo(1);
    }
  }

  @Test
  void a_service_that_does_not_answer_in_time_is_not_waited_for() throws Exception {
    Backend backend = closing(Backend.of(_ -> {}));
    Standing gateway =
        gateway(
            usual ->
                with(
                    usual,
                    new Times(
                        Duration.ofSeconds(1),
                        Duration.ofMillis(400),
                        Duration.ofMinutes(1),
                        Duration.ofSeconds(1))));
    gateway.remote().route(all(backend.uri()));

    assertThat(get(gateway.uri("/")).statusCode()).isEqualTo(504);
    assertThat(traffic(gateway, 1).of(OLD).errors()).isEqualTo(1);
  }

  @Test
  void a_client_that_does_not_send_its_body_is_no_fault_of_the_service() throws Exception {
    Backend backend =
        closing(Backend.of(request -> request.bodyHandler(_ -> request.response().end("heard"))));
    Standing gateway =
        gateway(
            usual ->
                with(
                    usual,
                    new Times(
                        Duration.ofSeconds(1),
                        Duration.ofMillis(400),
                        Duration.ofMinutes(1),
                        Duration.ofSeconds(1))));
    gateway.remote().route(all(backend.uri()));

    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), gateway.server().listen().port())) {
      socket
          .getOutputStream()
          .write(
              "POST / HTTP/1.1\r\nHost: shop\r\nContent-Length: 100\r\n\r\nonly this"
                  .getBytes(StandardCharsets.UTF_8));
      assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.UTF_8))
          .isEqualTo("HTTP/1.1 408");
    }
    assertThat(traffic(gateway, 1).of(OLD).errors()).isZero();
  }

  @Test
  void a_client_that_gives_up_counts_with_the_time_that_it_waited() throws Exception {
    Backend backend = closing(Backend.of(_ -> {}));
    Standing gateway = gatewayTo(backend);

    assertThatThrownBy(
            () ->
                client.send(
                    HttpRequest.newBuilder(gateway.uri("/"))
                        .timeout(Duration.ofMillis(300))
                        .build(),
                    BodyHandlers.ofString()))
        .isInstanceOf(IOException.class);

    Answers answers = traffic(gateway, 1).of(OLD);
    assertThat(answers.requests()).isEqualTo(1);
    assertThat(answers.errors()).isZero();
    assertThat(answers.latencies().above(Latencies.bucket(Duration.ofMillis(200)))).isEqualTo(1);
    assertThat(gateway.remote().underWay(OLD)).isZero();
  }

  @Test
  void a_version_without_a_share_is_reached_by_its_name_from_this_machine_only() throws Exception {
    Backend old = closing(Backend.saying("old"));
    Backend fresh = closing(Backend.saying("fresh"));
    Standing gateway = gateway(usual -> usual);
    gateway.remote().route(canary(0, old.uri(), fresh.uri()));

    assertThat(get(gateway.uri("/")).body()).isEqualTo("old");
    assertThat(get(gateway.uri("/"), "X-Naosu-Version", "v2").body()).isEqualTo("fresh");
    assertThat(get(gateway.uri("/"), "X-Naosu-Version", "v9").statusCode()).isEqualTo(404);
    assertThat(get(gateway.uri("/"), "X-Naosu-Version", "v2", "X-Forwarded-For", "10.0.0.1").body())
        .as("asked by a proxy for somebody from outside")
        .isEqualTo("old");
  }

  @Test
  void where_nobody_may_ask_for_a_version_the_header_is_as_if_it_were_not_there() throws Exception {
    Backend old = closing(Backend.saying("old"));
    Backend fresh = closing(Backend.saying("fresh"));
    Standing gateway = gateway(usual -> with(usual, Steering.NEVER, false));
    gateway.remote().route(canary(0, old.uri(), fresh.uri()));

    assertThat(get(gateway.uri("/"), "X-Naosu-Version", "v2").body()).isEqualTo("old");
  }

  @Test
  void a_client_with_a_cookie_stays_and_moves_only_towards_the_new_version() throws Exception {
    Backend old = closing(Backend.saying("old"));
    Backend fresh = closing(Backend.saying("fresh"));
    Standing gateway = gateway(usual -> with(usual, new Sticky(Sticky.Kind.COOKIE, "")));
    gateway.remote().route(canary(0.3, old.uri(), fresh.uri()));
    List<String> cookies = new ArrayList<>();
    List<String> first = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      HttpResponse<String> answer = get(gateway.uri("/"));
      cookies.add(answer.headers().firstValue("Set-Cookie").orElseThrow().split(";", -1)[0]);
      first.add(answer.body());
    }

    for (int i = 0; i < 60; i++) {
      HttpResponse<String> again = get(gateway.uri("/"), "Cookie", cookies.get(i));
      assertThat(again.body()).isEqualTo(first.get(i));
      assertThat(again.headers().firstValue("Set-Cookie")).isEmpty();
    }
    gateway.remote().route(canary(0.7, old.uri(), fresh.uri()));
    for (int i = 0; i < 60; i++) {
      if (first.get(i).equals("fresh")) {
        assertThat(get(gateway.uri("/"), "Cookie", cookies.get(i)).body()).isEqualTo("fresh");
      }
    }
    assertThat(first).contains("old", "fresh");
  }

  @Test
  void nothing_is_lost_while_instances_come_and_go_under_load() throws Exception {
    Standing gateway = gateway(usual -> usual);
    AtomicInteger number = new AtomicInteger();
    Backend first = slowBackend(number);
    gateway.remote().route(all(first.uri()));
    AtomicBoolean goesOn = new AtomicBoolean(true);
    AtomicInteger answered = new AtomicInteger();
    List<String> wrong = Collections.synchronizedList(new ArrayList<>());
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        running.add(
            clients.submit(
                () -> {
                  while (goesOn.get()) {
                    try {
                      HttpResponse<String> answer = post(gateway.uri("/"), "pay");
                      answered.incrementAndGet();
                      if (answer.statusCode() != 200) {
                        wrong.add(answer.statusCode() + " " + answer.body());
                      }
                    } catch (Exception e) {
                      wrong.add(e.toString());
                    }
                  }
                }));
      }
      Backend current = first;
      Version version = OLD;
      for (int i = 0; i < 8; i++) {
        Thread.sleep(150);
        Version next = new Version("w" + i);
        Backend fresh = slowBackend(number);
        gateway
            .remote()
            .route(
                new Routing(
                    Split.all(next),
                    Map.of(next, List.of(fresh.uri()), version, List.of(current.uri()))));
        while (gateway.remote().underWay(version) > 0) {
          Thread.sleep(5);
        }
        current.close();
        gateway.remote().route(new Routing(Split.all(next), Map.of(next, List.of(fresh.uri()))));
        current = fresh;
        version = next;
      }
      goesOn.set(false);
      for (Future<?> each : running) {
        each.get(20, TimeUnit.SECONDS);
      }
      closing(current);
    }

    assertThat(wrong).isEmpty();
    assertThat(answered.get()).isGreaterThan(100);
    Traffic traffic = traffic(gateway, answered.get());
    assertThat(traffic.answers().values().stream().mapToLong(Answers::requests).sum())
        .isEqualTo(answered.get());
    assertThat(traffic.answers().values().stream().mapToLong(Answers::errors).sum()).isZero();
  }

  private static Backend slowBackend(AtomicInteger number) throws Exception {
    Vertx vertx = Vertx.vertx();
    String name = "instance " + number.incrementAndGet();
    Backend backend =
        Backend.of(
            request ->
                request.bodyHandler(_ -> vertx.setTimer(20, _ -> request.response().end(name))));
    return backend;
  }

  @Test
  void what_is_under_way_ends_before_the_gateway_does() throws Exception {
    Vertx vertx = Vertx.vertx();
    closing(
        () -> vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS));
    Backend backend =
        closing(
            Backend.of(request -> vertx.setTimer(700, _ -> request.response().end("in the end"))));
    Standing gateway = gatewayTo(backend);
    CompletableFuture<HttpResponse<String>> asked =
        client.sendAsync(HttpRequest.newBuilder(gateway.uri("/")).build(), BodyHandlers.ofString());
    while (gateway.remote().underWay(OLD) == 0) {
      Thread.sleep(5);
    }

    gateway.server().close();

    assertThat(asked.get(5, TimeUnit.SECONDS).body()).isEqualTo("in the end");
    assertThatThrownBy(() -> get(gateway.uri("/"))).isInstanceOf(IOException.class);
  }

  @Test
  void a_restart_goes_on_with_the_last_routing_and_counts_anew() throws Exception {
    Backend old = closing(Backend.saying("old"));
    Standing before = gateway(usual -> usual);
    before.remote().route(all(old.uri()));
    get(before.uri("/"));
    Traffic earlier = traffic(before, 1);
    before.server().close();

    Standing after = gateway(usual -> usual);

    assertThat(get(after.uri("/")).body()).isEqualTo("old");
    assertThat(after.remote().routing()).hasValue(all(old.uri()));
    Traffic later = traffic(after, 1);
    assertThat(later.from()).isAfter(earlier.from());
    assertThat(later.of(OLD).requests()).isEqualTo(1);
  }

  @Test
  void an_instance_that_says_it_is_ill_gets_no_requests_until_it_is_well() throws Exception {
    AtomicBoolean well = new AtomicBoolean();
    Backend ill =
        closing(
            Backend.of(
                request -> {
                  boolean health = request.uri().equals("/health");
                  request.response().setStatusCode(health && !well.get() ? 503 : 200).end("ill");
                }));
    Backend other = closing(Backend.saying("other"));
    Standing gateway =
        gateway(
            usual ->
                new GatewaySettings(
                    usual.service(),
                    usual.listen(),
                    usual.control(),
                    usual.directory(),
                    usual.tls(),
                    usual.times(),
                    usual.headerBytes(),
                    usual.steering(),
                    usual.sticky(),
                    Optional.of(
                        new Health("/health", Duration.ofMillis(50), Duration.ofSeconds(1))),
                    false,
                    false,
                    Capture.NONE,
                    Optional.empty()));
    gateway.remote().route(all(ill.uri(), other.uri()));
    Thread.sleep(500);

    for (int i = 0; i < 20; i++) {
      assertThat(get(gateway.uri("/")).body()).isEqualTo("other");
    }
    well.set(true);
    Thread.sleep(500);
    List<String> answers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      answers.add(get(gateway.uri("/")).body());
    }
    assertThat(answers).contains("ill", "other");
  }

  @Test
  void when_most_instances_say_that_they_are_ill_the_asking_is_doubted() throws Exception {
    List<URI> all = new ArrayList<>();
    for (String name : List.of("one", "two", "three")) {
      boolean isIll = !name.equals("one");
      all.add(
          closing(
                  Backend.of(
                      request ->
                          request
                              .response()
                              .setStatusCode(isIll && request.uri().equals("/health") ? 503 : 200)
                              .end(name)))
              .uri());
    }
    Standing gateway =
        gateway(
            usual ->
                new GatewaySettings(
                    usual.service(),
                    usual.listen(),
                    usual.control(),
                    usual.directory(),
                    usual.tls(),
                    usual.times(),
                    usual.headerBytes(),
                    usual.steering(),
                    usual.sticky(),
                    Optional.of(
                        new Health("/health", Duration.ofMillis(50), Duration.ofSeconds(1))),
                    false,
                    false,
                    Capture.NONE,
                    Optional.empty()));
    gateway.remote().route(all(all.toArray(URI[]::new)));
    Thread.sleep(500);

    List<String> answers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      answers.add(get(gateway.uri("/")).body());
    }
    assertThat(answers).contains("one", "two", "three");
  }

  @Test
  void what_is_under_way_at_an_instance_is_known_also_after_it_has_left() throws Exception {
    CompletableFuture<HttpServerResponse> held = new CompletableFuture<>();
    Backend slow = closing(Backend.of(request -> held.complete(request.response())));
    Backend other = closing(Backend.saying("other"));
    Standing gateway = gatewayTo(slow);
    CompletableFuture<HttpResponse<String>> answer =
        client.sendAsync(HttpRequest.newBuilder(gateway.uri("/")).build(), BodyHandlers.ofString());
    HttpServerResponse response = held.get(10, TimeUnit.SECONDS);
    assertThat(gateway.remote().underWay(slow.uri())).isEqualTo(1);

    gateway.remote().route(all(other.uri()));
    gateway.remote().route(canary(0.5, other.uri(), other.uri()));
    assertThat(gateway.remote().underWay(slow.uri())).isEqualTo(1);
    assertThat(gateway.remote().underWay(other.uri())).isZero();
    Object _ = response.end("slow");
    assertThat(answer.get(10, TimeUnit.SECONDS).body()).isEqualTo("slow");
    for (int i = 0; i < 500 && gateway.remote().underWay(slow.uri()) > 0; i++) {
      Thread.sleep(10);
    }
    assertThat(gateway.remote().underWay(slow.uri())).isZero();
  }

  @Test
  void an_answer_of_which_the_client_has_got_nothing_is_asked_for_again() throws Exception {
    try (ServerSocket closing = new ServerSocket(0)) {
      AtomicInteger halves = new AtomicInteger();
      Thread.ofVirtual()
          .start(
              () -> {
                while (!closing.isClosed()) {
                  try (Socket socket = closing.accept()) {
                    byte[] _ = socket.getInputStream().readNBytes(20);
                    halves.incrementAndGet();
                    OutputStream out = socket.getOutputStream();
                    out.write(
                        "HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\nX-Half: 1\r\n\r\n"
                            .getBytes(StandardCharsets.UTF_8));
                    out.flush();
                    Thread.sleep(50);
                  } catch (IOException e) {
                    return;
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                  }
                }
              });
      Backend well = closing(Backend.saying("well"));
      Standing gateway = gateway(usual -> usual);
      gateway
          .remote()
          .route(all(URI.create("http://127.0.0.1:" + closing.getLocalPort()), well.uri()));

      List<Integer> posted = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        HttpResponse<String> answer = get(gateway.uri("/"));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("well");
        assertThat(answer.headers().firstValue("X-Half")).isEmpty();
        assertThat(answer.headers().firstValue("Content-Length")).hasValue("4");
      }
      assertThat(halves).hasPositiveValue();
      assertThat(traffic(gateway, 4).of(OLD).errors()).isZero();
      for (int i = 0; i < 4; i++) {
        posted.add(post(gateway.uri("/"), "pay").statusCode());
      }
      assertThat(posted).isSubsetOf(200, 502);
      assertThat(traffic(gateway, 8).of(OLD).errors())
          .isEqualTo(posted.stream().filter(each -> each == 502).count());
    }
  }

  @Test
  void captured_requests_hold_no_secrets_and_no_credentials() throws Exception {
    Backend backend =
        closing(
            Backend.of(
                request ->
                    request.bodyHandler(
                        _ ->
                            request
                                .response()
                                .setStatusCode(request.uri().startsWith("/bad") ? 500 : 200)
                                .putHeader("Content-Type", "application/json")
                                .putHeader("Set-Cookie", "session=s3cr3tcookie")
                                .end("{\"token\":\"tok-abcdefgh12345678\",\"error\":\"r-1\"}"))));
    LinkedBlockingQueue<Captured> seen = new LinkedBlockingQueue<>();
    Standing gateway = gateway(usual -> usual, seen::add);
    gateway.remote().route(all(backend.uri()));

    HttpResponse<String> answer =
        post(
            gateway.uri("/bad?api_key=topsecretvalue&page=2"),
            "{\"cardNumber\":\"4111111111111111\",\"password\":\"hunter2hunter2\",\"item\":\"pot\",\"note\":\"4012 8888 8888 1881\",\"at\":1764412800000}",
            "Content-Type",
            "application/json",
            "Authorization",
            "Bearer abcdefghijklmnopqrstuvwxyz",
            "Cookie",
            "session=s3cr3tcookie");

    assertThat(answer.body()).contains("tok-abcdefgh12345678");
    Captured captured = seen.poll(10, TimeUnit.SECONDS);
    assertThat(captured.request().role()).isEqualTo(Role.FAILING);
    assertThat(captured.version()).isEqualTo(OLD);
    assertThat(captured.request().answer().status()).isEqualTo(500);
    assertThat(captured.requestLeftOut()).isFalse();
    List<Captured> kept = gateway.remote().captured(10);
    assertThat(kept).hasSize(1);
    assertThat(kept.getFirst().request()).isEqualTo(captured.request());
    String all = new String(CapturedJson.bytes(kept), StandardCharsets.UTF_8);
    assertThat(all)
        .contains("pot", "page=2", "r-1", "1764412800000")
        .doesNotContain(
            "4111111111111111",
            "8888",
            "hunter2hunter2",
            "topsecretvalue",
            "abcdefghijklmnopqrstuvwxyz",
            "s3cr3tcookie",
            "tok-abcdefgh12345678");
  }

  @Test
  void of_what_is_too_large_or_no_text_only_a_mark_is_kept() throws Exception {
    Backend backend =
        closing(
            Backend.of(
                request ->
                    request.bodyHandler(
                        _ ->
                            request
                                .response()
                                .setStatusCode(500)
                                .end(Buffer.buffer(new byte[] {0, 1})))));
    LinkedBlockingQueue<Captured> seen = new LinkedBlockingQueue<>();
    Standing gateway =
        gateway(usual -> with(usual, new Capture(3, 1_000, 1 << 20, 0, true)), seen::add);
    gateway.remote().route(all(backend.uri()));

    post(gateway.uri("/"), "x".repeat(5_000));
    Captured captured = seen.poll(10, TimeUnit.SECONDS);

    assertThat(captured.requestLeftOut()).isTrue();
    assertThat(captured.answerLeftOut()).isTrue();
    assertThat(captured.request().body().isEmpty()).isTrue();
    assertThat(captured.request().answer().body()).isEmpty();
    for (int i = 0; i < 6; i++) {
      Thread.sleep(40);
      post(gateway.uri("/" + i), "small");
      assertThat(seen.poll(10, TimeUnit.SECONDS)).isNotNull();
    }
    assertThat(gateway.remote().captured(100))
        .extracting(each -> each.request().path())
        .containsExactly("/5", "/4", "/3");
  }

  @Test
  void whoever_does_not_show_the_token_is_told_nothing() throws Exception {
    Standing gateway = gateway(usual -> usual);

    for (String path : List.of("/v1/routing", "/v1/traffic", "/v1/captured", "/metrics", "/")) {
      HttpResponse<String> answer =
          get(gateway.server().control().resolve(path), "Authorization", "Bearer wrong");
      assertThat(answer.statusCode()).as(path).isEqualTo(401);
    }
    Path token = directory.resolve(GatewayServer.TOKEN_FILE);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(token)))
        .isEqualTo("rw-------");
    Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-r--r--"));
    assertThatThrownBy(() -> RemoteGateway.at(gateway.server().control(), token))
        .hasMessageContaining("chmod 600");
  }

  @Test
  void metrics_are_told_to_prometheus() throws Exception {
    Backend backend = closing(Backend.saying("old"));
    Standing gateway = gatewayTo(backend);
    get(gateway.uri("/"));
    traffic(gateway, 1);
    String token = Files.readString(directory.resolve(GatewayServer.TOKEN_FILE)).strip();

    String metrics =
        get(gateway.server().control().resolve("/metrics"), "Authorization", "Bearer " + token)
            .body();

    assertThat(metrics)
        .contains("naosu_gateway_requests_total{service=\"shop\",version=\"v1\"} 1")
        .contains("naosu_gateway_share{service=\"shop\",version=\"v1\"} 1.0")
        .contains(
            "naosu_gateway_latency_seconds_bucket{service=\"shop\",version=\"v1\",le=\"+Inf\"} 1");
  }

  @Test
  void a_port_that_is_taken_and_a_second_gateway_are_told() throws Exception {
    Standing gateway = gateway(usual -> usual);

    assertThatThrownBy(() -> gateway(usual -> usual))
        .hasMessageContaining("another gateway works in");
    assertThatThrownBy(
            () ->
                GatewayServer.start(
                    GatewaySettings.usual(
                        "other",
                        new Listen("127.0.0.1", gateway.server().listen().port()),
                        directory.resolve("other")),
                    new SplittableRandom(1),
                    InstantSource.system(),
                    Witness.NOBODY))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot listen on 127.0.0.1:");
  }

  @Test
  void a_routing_that_makes_no_sense_is_refused_and_the_old_one_holds() throws Exception {
    Backend backend = closing(Backend.saying("old"));
    Standing gateway = gatewayTo(backend);

    assertThatThrownBy(() -> gateway.remote().route(all(URI.create("ftp://127.0.0.1:1"))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("http://127.0.0.1:9001");
    assertThat(get(gateway.uri("/")).body()).isEqualTo("old");
  }

  private static GatewaySettings with(GatewaySettings usual, Steering steering, boolean trusts) {
    return with(usual, usual.times(), steering, usual.sticky(), trusts, usual.capture());
  }

  private static GatewaySettings with(GatewaySettings usual, Times times) {
    return with(
        usual, times, usual.steering(), usual.sticky(), usual.trustsForwarded(), usual.capture());
  }

  private static GatewaySettings with(GatewaySettings usual, Sticky sticky) {
    return with(
        usual, usual.times(), usual.steering(), sticky, usual.trustsForwarded(), usual.capture());
  }

  private static GatewaySettings with(GatewaySettings usual, Capture capture) {
    return with(
        usual, usual.times(), usual.steering(), usual.sticky(), usual.trustsForwarded(), capture);
  }

  private static GatewaySettings with(
      GatewaySettings usual,
      Times times,
      Steering steering,
      Sticky sticky,
      boolean trusts,
      Capture capture) {
    return new GatewaySettings(
        usual.service(),
        usual.listen(),
        usual.control(),
        usual.directory(),
        usual.tls(),
        times,
        usual.headerBytes(),
        steering,
        sticky,
        usual.health(),
        trusts,
        usual.tellsVersion(),
        capture,
        usual.tell());
  }

  private static int unusedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static String sha(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
