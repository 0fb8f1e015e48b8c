package dev.naosu.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naosu.code.Edit;
import dev.naosu.code.JavaModel;
import dev.naosu.code.JavaSource;
import dev.naosu.code.Span;
import dev.naosu.detect.Body;
import dev.naosu.detect.Failure;
import dev.naosu.detect.RecordedRequest;
import dev.naosu.detect.RecordedRequest.Answer;
import dev.naosu.detect.RecordedRequest.Role;
import dev.naosu.detect.TestId;
import dev.naosu.detect.TestObserver.ObservationFailed;
import dev.naosu.detect.TestRun;
import dev.naosu.detect.TestRun.Status;
import dev.naosu.machine.CageLimits;
import dev.naosu.machine.Enclosure;
import dev.naosu.machine.TestCage;
import dev.naosu.project.Service;
import dev.naosu.prove.Compiled;
import dev.naosu.prove.MemoryCompiler;
import dev.naosu.prove.RequestReplay;
import dev.naosu.prove.SchemataCompiler;
import dev.naosu.prove.Variants;
import dev.naosu.prove.Worker;
import dev.naosu.prove.Worker.Attempt;
import dev.naosu.prove.Worker.Limits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A real service in a real JVM: its requests are tests.
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class ReplayedRequestsIT {
  private static final Limits LIMITS = new Limits(true, Duration.ofSeconds(5), 200_000);
  private static final String STOCK =
      """
      public class Stock {
        static int table = limit(7);

        static int limit(int most) {
          return most;
        }

        static int of(String article) {
          Integer known = article.equals("milk") ? Integer.valueOf(3) : null;
          return /*here*/known.intValue();
        }
      }
      """;
  private static final String SHOP =
      """
      import com.sun.net.httpserver.HttpExchange;
      import com.sun.net.httpserver.HttpServer;
      import java.net.InetAddress;
      import java.net.InetSocketAddress;
      import java.util.concurrent.Executors;
      public class Shop {
        static int sold;
        public static void main(String[] arguments) throws Exception {
          int port = Integer.parseInt(arguments[0]);
          if (System.getenv("SHOP_BROKEN") != null) {
            throw new IllegalStateException("no shelf to stand on");
          }
          HttpServer server =
              HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
          server.createContext("/", Shop::handle);
          server.setExecutor(Executors.newFixedThreadPool(2));
          server.start();
        }
        static void handle(HttpExchange exchange) throws java.io.IOException {
          String path = exchange.getRequestURI().getPath();
          int status = 200;
          String body;
          try {
            body = answer(path);
          } catch (IllegalArgumentException e) {
            status = 404;
            body = "{}";
          } catch (RuntimeException e) {
            status = 500;
            body = "{}";
          }
          byte[] bytes = body.getBytes();
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        }
        static String answer(String path) {
          if (path.startsWith("/stock/")) {
            int stock = Stock.of(path.substring(7));
            return "{\\"stock\\": " + stock + ", \\"at\\": " + System.nanoTime() + "}";
          }
          if (path.equals("/buy")) {
            return "{\\"sold\\": " + ++sold + "}";
          }
          if (path.equals("/health")) {
            return "{}";
          }
          throw new IllegalArgumentException(path);
        }
      }
      """;

  @TempDir private Path directory;
  private SmallPatient patient;
  private Map<String, String> environment = Map.of();
  private Enclosure enclosure = Enclosure.NONE;

  @BeforeEach
  void a_shop() {
    patient = new SmallPatient(directory).main("Stock", STOCK).main("Shop", SHOP);
  }

  private static RecordedRequest request(
      Role role, String method, String path, int status, String body) {
    return new RecordedRequest(
        method + path + status,
        role,
        method,
        path,
        "",
        Map.of(),
        Body.EMPTY,
        new Answer(status, Map.of(), Optional.of(Body.of(body)), Optional.empty()),
        Optional.empty(),
        Optional.empty());
  }

  private static final RecordedRequest CAVIAR =
      request(Role.FAILING, "GET", "/stock/caviar", 500, "{}");
  private static final RecordedRequest MILK =
      request(Role.GOOD, "GET", "/stock/milk", 200, "{\"at\": 1, \"stock\": 3}");
  private static final RecordedRequest NOWHERE = request(Role.GOOD, "GET", "/nowhere", 404, "{}");
  private static final RecordedRequest FIRST_SALE =
      request(Role.GOOD, "POST", "/buy", 200, "{\"sold\": 1}");

  private RequestReplay.Session open(RecordedRequest... requests)
      throws ObservationFailed, InterruptedException {
    Service service =
        new Service("Shop", List.of("{port}"), Map.of(), environment, "/health", Optional.empty());
    return new ReplayedRequests(
            _ -> new Service.Description.Known(service), directory.resolve("scratch"), enclosure)
        .open(patient.patient(), List.of(requests));
  }

  @Test
  void in_the_cage_requests_are_answered_as_outside(@TempDir Path own) throws Exception {
    enclosure =
        TestCage.found(own, CageLimits.USUAL).with(List.of(JvmLauncher.probeJar()), List.of());
    try (RequestReplay.Session session = open(CAVIAR, MILK, NOWHERE)) {
      assertThat(session.suite().failing())
          .extracting(run -> run.test().shortName())
          .containsExactly("GET /stock/caviar");
      assertThat(session.suite().passing())
          .extracting(run -> run.test().shortName())
          .containsExactly("GET /stock/milk", "GET /nowhere");
      assertThat(session.leftOut()).isEmpty();
      assertThat(session.afresh()).hasSize(3);
    }
  }

  @Test
  void a_request_fails_passes_or_tells_nothing() throws Exception {
    RecordedRequest healthy = request(Role.FAILING, "GET", "/health", 500, "{}");
    RecordedRequest otherwise =
        request(Role.GOOD, "GET", "/stock/milk", 200, "{\"at\": 1, \"stock\": 4}");
    try (RequestReplay.Session session =
        open(CAVIAR, healthy, MILK, NOWHERE, FIRST_SALE, new Renamed("again", otherwise).get())) {
      assertThat(session.suite().failing())
          .singleElement()
          .satisfies(
              run -> {
                assertThat(run.test().shortName()).isEqualTo("GET /stock/caviar");
                assertThat(run.status()).isEqualTo(Status.ERROR);
                Failure failure = run.failure().orElseThrow();
                assertThat(failure.exceptionClass()).isEqualTo("java.lang.NullPointerException");
                assertThat(failure.frames().getFirst().methodName()).isEqualTo("of");
                assertThat(run.said()).isEqualTo("500 {}");
              });
      assertThat(session.suite().passing())
          .extracting(run -> run.test().shortName())
          .containsExactly("GET /stock/milk", "GET /nowhere", "POST /buy");
      assertThat(session.leftOut())
          .extracting(TestId::shortName)
          .containsExactlyInAnyOrder("GET /health", "GET /stock/milk");
      assertThat(session.refusals()).containsExactly("java.lang.IllegalArgumentException");
    }
  }

  /// The same request under another id.
  private record Renamed(String id, RecordedRequest request) {
    RecordedRequest get() {
      return new RecordedRequest(
          id,
          request.role(),
          request.method(),
          request.path(),
          request.query(),
          request.headers(),
          request.body(),
          request.answer(),
          request.expected(),
          request.failure());
    }
  }

  @Test
  void each_request_has_its_own_lines_whichever_thread_ran_them() throws Exception {
    try (RequestReplay.Session session = open(CAVIAR, MILK, NOWHERE)) {
      assertThat(session.suite().runs())
          .allSatisfy(
              run ->
                  assertThat(
                          run.covered().stream()
                              .mapToObj(id -> session.suite().points().get(id))
                              .anyMatch(point -> point.method().startsWith("of(")))
                      .isEqualTo(run.test().methodName().contains("/stock/")));
    }
  }

  private List<Compiled> compiled(String... expressions) {
    JavaSource source = new JavaModel(List.of(), List.of(), 17).parse("Stock.java", STOCK);
    List<List<Edit>> edits = new ArrayList<>();
    for (String expression : expressions) {
      String old = expression.startsWith("most") ? "most;" : "/*here*/known.intValue();";
      Span here = new Span(STOCK.lastIndexOf(old), old.length());
      edits.add(List.of(new Edit(source.path(), here, expression + ";")));
    }
    return new SchemataCompiler(new MemoryCompiler(List.of(), SmallPatient.OWN, 17))
        .compile(source, edits);
  }

  private static Status status(Attempt attempt) {
    assertThat(attempt).isInstanceOf(Attempt.Ran.class);
    return ((Attempt.Ran) attempt).runs().getLast().status();
  }

  @Test
  void candidates_are_switched_between_in_a_service_that_started_once() throws Exception {
    try (RequestReplay.Session session = open(CAVIAR, MILK)) {
      List<Compiled> candidates =
          compiled(
              "known == null ? 0 : known.intValue()",
              "known.hashCode()",
              "known == null ? 0 : 4",
              "endless()",
              "known == null ? Integer.parseInt(\"0\") : known");
      Variants variants = ((Compiled.Variant) candidates.getFirst()).of();
      List<TestId> failing = List.of(RequestReplay.test(CAVIAR));
      List<TestId> both = List.of(RequestReplay.test(CAVIAR), RequestReplay.test(MILK));
      try (Worker worker = session.worker()) {
        worker.expect(List.of(variants));
        List<Integer> numbers =
            candidates.stream()
                .filter(Compiled.Variant.class::isInstance)
                .map(each -> ((Compiled.Variant) each).number())
                .toList();
        assertThat(numbers).containsExactly(0, 1, 2, 4);
        for (int round = 0; round < 2; round++) {
          assertThat(worker.attempt(variants, numbers, failing, LIMITS))
              .extracting(ReplayedRequestsIT::status)
              .containsExactly(Status.PASSED, Status.ERROR, Status.PASSED, Status.PASSED);
        }
        assertThat(worker.attempt(variants, numbers, both, LIMITS))
            .extracting(ReplayedRequestsIT::status)
            .containsExactly(Status.PASSED, Status.ERROR, Status.FAILED, Status.PASSED);
        assertThat(status(worker.attempt(Map.of(), both, LIMITS))).isEqualTo(Status.ERROR);
        // in a service of its own
        assertThat(status(worker.attempt(variants.classes(0), both, LIMITS)))
            .isEqualTo(Status.PASSED);
        assertThat(status(worker.attempt(variants.classes(2), both, LIMITS)))
            .isEqualTo(Status.FAILED);
      }
    }
    long starts;
    try (var files = java.nio.file.Files.walk(directory.resolve("scratch"))) {
      starts = files.filter(file -> file.toString().endsWith(".log")).count();
    }
    assertThat(starts).as("two to observe, one to switch in, two alone").isEqualTo(5);
  }

  @Test
  void a_candidate_that_changes_what_runs_at_the_start_gets_a_start_of_its_own() throws Exception {
    try (RequestReplay.Session session = open(CAVIAR, MILK)) {
      List<Compiled> candidates = compiled("most / 0", "most + 1");
      Variants variants = ((Compiled.Variant) candidates.getFirst()).of();
      Worker worker = session.worker();
      worker.expect(List.of(variants));
      List<Attempt> attempts =
          worker.attempt(variants, List.of(0, 1), List.of(RequestReplay.test(MILK)), LIMITS);
      // the class is initialised by the first request here, so the fault shows in its answer
      assertThat(status(attempts.getFirst())).isNotEqualTo(Status.PASSED);
      assertThat(status(attempts.getLast())).isEqualTo(Status.PASSED);
    }
  }

  @Test
  void what_is_compiled_now_is_started_afresh() throws Exception {
    try (RequestReplay.Session session = open(CAVIAR, MILK)) {
      assertThat(session.afresh()).extracting(TestRun::failed).containsExactly(false, true);
      patient.main("Stock", STOCK.replace("/*here*/known", "known == null ? 0 : known"));
      assertThat(session.afresh()).extracting(TestRun::failed).containsExactly(false, false);
      // what is tried meanwhile is still tried on the patient as it was
      assertThat(
              status(
                  session.worker().attempt(Map.of(), List.of(RequestReplay.test(CAVIAR)), LIMITS)))
          .isEqualTo(Status.ERROR);
    }
  }

  @Test
  void a_service_that_does_not_come_up_says_why() {
    environment = Map.of("SHOP_BROKEN", "yes");
    assertThatThrownBy(() -> open(CAVIAR))
        .isInstanceOf(ObservationFailed.class)
        .hasMessageContaining("the service ended before it was ready")
        .hasMessageContaining("no shelf to stand on");
  }

  @Test
  void a_main_class_that_nobody_has_is_told() {
    Service service =
        new Service("Absent", List.of("{port}"), Map.of(), Map.of(), "/", Optional.empty());
    assertThatThrownBy(
            () ->
                new ReplayedRequests(
                        _ -> new Service.Description.Known(service), directory.resolve("scratch"))
                    .open(patient.patient(), List.of(CAVIAR)))
        .isInstanceOf(ObservationFailed.class)
        .hasMessageContaining("no module has the class Absent");
  }
}
