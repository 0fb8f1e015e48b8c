package dev.naosu.twins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.naosu.build.ReplaySection;
import dev.naosu.detect.Body;
import dev.naosu.detect.RecordedRequest;
import dev.naosu.detect.RecordedRequest.Answer;
import dev.naosu.detect.RecordedRequest.Role;
import dev.naosu.machine.CageLimits;
import dev.naosu.machine.ProcessSandbox;
import dev.naosu.machine.TestCage;
import dev.naosu.prove.traffic.TrafficProof;
import dev.naosu.prove.traffic.TrafficProof.Difference;
import dev.naosu.prove.traffic.TrafficProof.Noise;
import dev.naosu.prove.traffic.TrafficProof.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real processes, of which only the command is known.
class ServiceTwinsIT {
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

  /// A service in one file; what it answers stands in the place of `ANSWERS`.
  private static final String SERVICE =
      """
      import module java.base;
      import module jdk.httpserver;

      public class Shop {
        static byte[] body = {};
        static String type = "application/json";

        public static void main(String[] args) throws Exception {
          int port = Integer.parseInt(System.getenv("PORT"));
          HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
          server.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            String method = exchange.getRequestMethod();
            exchange.getRequestBody().readAllBytes();
            type = "application/json";
            int status = 200;
            try {
              String text = answer(exchange, method, path);
              if (text == null) { return; }
              if (!text.isEmpty()) { body = text.getBytes(StandardCharsets.UTF_8); }
            } catch (NoSuchElementException e) {
              status = 404; body = "{}".getBytes();
            } catch (Exception e) {
              status = 500; body = ("{\\"error\\":\\"" + e + "\\"}").getBytes();
            }
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
          });
          server.start();
        }

        static String answer(HttpExchange exchange, String method, String path) throws Exception {
          ANSWERS
        }
      }
      """;

  private static final String SHOP =
      """
      if (path.equals("/health")) { return "up"; }
      if (path.startsWith("/carts/")) {
        int lines = Integer.parseInt(path.substring(7));
        return "{\\"at\\":" + System.nanoTime() + ",\\"id\\":\\"" + UUID.randomUUID() + "\\",\\"average\\":"
            + 100 / lines + ",\\"total\\":12.50}";
      }
      throw new NoSuchElementException();
      """;

  private static final String MENDED =
      SHOP.replace("100 / lines", "(lines == 0 ? 0 : 100 / lines)");

  @TempDir Path place;

  @Test
  void a_mended_build_that_answers_the_rest_as_before_holds_whatever_is_random() throws Exception {
    Path old = project("old", SHOP, "");
    List<String> before = files(old);
    TrafficProof proof = compared(old, project("new", MENDED, ""), carts(12, failing("/carts/0")));
    assertThat(proof.reasons()).as(proof.toString()).isNotEmpty();
    assertThat(proof.verdict()).as(proof.toString()).isEqualTo(Verdict.HOLDS);
    assertThat(proof.failing()).isEqualTo(new TrafficProof.Failing(1, 1, 1));
    assertThat(proof.compared()).isEqualTo(12);
    assertThat(proof.noise())
        .extracting(Noise::line)
        .containsExactly("$.at: 12 of 12 requests (100 %)", "$.id: 12 of 12 requests (100 %)");
    assertThat(files(old)).as("the user's tree").isEqualTo(before);
  }

  @Test
  void a_repair_that_changes_what_was_well_is_told_by_field_and_share() throws Exception {
    String careless =
        MENDED.replace(
            "\"total\\\":12.50", "\"total\\\":\" + (lines % 4 == 0 ? \"12.5\" : \"12.50\") + \"");
    TrafficProof proof =
        compared(
            project("old", SHOP, ""), project("new", careless, ""), carts(12, failing("/carts/0")));
    assertThat(proof.verdict()).as(proof.toString()).isEqualTo(Verdict.DIFFERS);
    assertThat(proof.differences())
        .extracting(Difference::line)
        .containsExactly("$.total: 3 of 12 requests (25 %), 12.50 → 12.5");
    assertThat(proof.doubts()).isNotEmpty();
  }

  @Test
  void what_does_not_fail_in_the_old_build_proves_nothing_and_what_goes_on_failing_is_told()
      throws Exception {
    Path old = project("old", SHOP, "");
    assertThat(compared(old, old, carts(2, failing("/carts/7"))).verdict())
        .isEqualTo(Verdict.NOT_REPRODUCED);
    assertThat(compared(old, old, carts(2, failing("/carts/0"))).verdict())
        .isEqualTo(Verdict.STILL_FAILS);
  }

  @Test
  void a_build_that_ends_in_the_middle_is_a_difference_and_is_started_again_for_the_rest()
      throws Exception {
    String ending =
        MENDED.replace(
            "int lines =",
            "if (path.endsWith(\"/2\")) { Runtime.getRuntime().halt(7); } int lines =");
    TrafficProof proof = compared(project("old", SHOP, ""), project("new", ending, ""), carts(4));
    assertThat(proof.verdict()).isEqualTo(Verdict.DIFFERS);
    assertThat(proof.reasons())
        .contains(
            "The new build ended while it was asked GET /carts/2: the process ended with exit code"
                + " 7.");
    assertThat(proof.differences())
        .extracting(Difference::line)
        .containsExactly(
            "status: 1 of 4 requests (25 %), 200 → the process ended with exit code 7");
  }

  @Test
  void hostile_answers_are_borne() throws Exception {
    String hostile =
        """
        switch (path) {
          case "/large": body = new byte[10 << 20]; return "";
          case "/endless":
            exchange.sendResponseHeaders(200, 0);
            try { while (true) { exchange.getResponseBody().write(new byte[1000]); exchange.getResponseBody().flush(); Thread.sleep(50); } }
            catch (java.io.IOException e) { exchange.close(); return null; }
          case "/broken": return "{\\"a\\": [1, 2";
          case "/deep": return "[".repeat(50_000);
          case "/binary": body = new byte[] {0, (byte) 0xff, 1}; return "";
          case "/many": return "[" + "0,".repeat(200_000) + "0]";
          default: return "ok";
        }
        """;
    List<RecordedRequest> requests =
        Stream.of("/large", "/endless", "/broken", "/deep", "/binary", "/many", "/plain")
            .map(path -> request(Role.GOOD, "GET", path, 200))
            .toList();
    Path old = project("old", hostile, "");
    ServiceTwins impatient = twins(Duration.ofSeconds(3));
    TrafficProof same = impatient.compare(old, old, requests, Duration.ofMinutes(3), _ -> {});
    assertThat(same.verdict()).as(same.toString()).isEqualTo(Verdict.HOLDS);
    assertThat(same.compared()).isEqualTo(7);
    String other =
        hostile.replace("10 << 20", "11 << 20").replace("\"ok\"", "\"OK\"").replace("1, 2", "1, 3");
    TrafficProof proof =
        impatient.compare(old, project("new", other, ""), requests, Duration.ofMinutes(3), _ -> {});
    assertThat(proof.differences())
        .extracting(each -> each.field() + " of " + each.example())
        .containsExactlyInAnyOrder("body of GET /large", "line 1 of GET /broken");
    assertThat(proof.differences()).extracting(Difference::requests).contains(2);
  }

  @Test
  void what_changes_something_is_sent_only_where_the_service_says_how() throws Exception {
    String counting =
        """
        String directory = System.getenv("DATA");
        if (directory == null) { return path.equals("/health") ? "{}" : "{\\"n\\":0}"; }
        Path file = Path.of(directory, "n");
        int n = Files.exists(file) ? Integer.parseInt(Files.readString(file).strip()) : 0;
        if (method.equals("POST")) { n++; Files.writeString(file, "" + n); }
        return "{\\"n\\":" + n + "}";
        """;
    List<RecordedRequest> requests =
        List.of(
            request(Role.GOOD, "POST", "/orders", 200),
            request(Role.GOOD, "GET", "/orders", 200),
            request(Role.GOOD, "POST", "/orders", 200),
            request(Role.GOOD, "GET", "/orders", 200));
    Path careful = project("careful", counting, "");
    TrafficProof left = compared(careful, careful, requests);
    assertThat(left.compared()).isEqualTo(2);
    assertThat(left.leftOut())
        .singleElement()
        .satisfies(
            each -> {
              assertThat(each.requests()).isEqualTo(2);
              assertThat(each.why()).contains("service.replay");
            });
    Path safe = project("safe", counting, "  replay: [/orders]\n");
    assertThat(compared(safe, safe, requests).compared()).isEqualTo(4);
    String store =
        "  store:\n    environment: {DATA: \"{store}\"}\n    reset: echo 40 > {store}/n\n";
    Path stored = project("stored", counting, store);
    TrafficProof proof = compared(stored, stored, requests);
    assertThat(proof.verdict()).as(proof.toString()).isEqualTo(Verdict.HOLDS);
    assertThat(proof.compared()).isEqualTo(4);
    assertThat(proof.noise()).as("each start begins anew").isEmpty();
    Path twice = project("twice", counting.replace("n++", "n += 2"), store);
    assertThat(compared(stored, twice, requests).differences())
        .extracting(Difference::line)
        .containsExactly("$.n: 4 of 4 requests (100 %), 41 → 42");
  }

  @Test
  void a_build_that_does_not_come_up_is_told_with_what_it_said() throws Exception {
    Path old = project("old", SHOP, "");
    Path broken = Files.createDirectory(place.resolve("new"));
    Files.writeString(broken.resolve("Shop.java"), "this is no Java");
    describe(broken, "Shop.java", "");
    TrafficProof proof = compared(old, broken, carts(1));
    assertThat(proof.verdict()).isEqualTo(Verdict.DIFFERS);
    assertThat(proof.reasons().getFirst())
        .startsWith("The old build comes up and the new one does not: it ended before it was ready")
        .contains("error");
    TrafficProof none = compared(broken, old, carts(1));
    assertThat(none.verdict()).isEqualTo(Verdict.COULD_NOT_RUN);
    assertThat(none.reasons().getFirst()).startsWith("The old build ended before it was ready");
    Path unsaid = Files.createDirectory(place.resolve("unsaid"));
    assertThat(compared(unsaid, unsaid, carts(1)).reasons().getFirst())
        .contains("there is no naosu.yml")
        .contains("command:");
  }

  @Test
  void what_is_built_is_built_in_a_copy() throws Exception {
    Path old = project("old", SHOP, "");
    Files.delete(old.resolve("Shop.class"));
    describe(old, "out/Built.java", "  build: mkdir out && cp Shop.java out/Built.java\n");
    assertThat(compared(old, old, carts(2)).verdict()).isEqualTo(Verdict.HOLDS);
    assertThat(old.resolve("out")).doesNotExist();
    Path broken = project("new", SHOP, "  build: echo no compiler; exit 4\n");
    assertThat(compared(old, broken, carts(2)).reasons().getFirst())
        .contains("does not build with `echo no compiler; exit 4`: exit code 4")
        .contains("no compiler");
  }

  @Test
  void personal_data_in_a_difference_is_never_shown() throws Exception {
    String one =
        "return \"{\\\"to\\\":\\\"anna.berg@example.org\\\",\\\"password\\\":\\\"hunter2\\\"}\";";
    String other = one.replace("anna", "carl").replace("hunter2", "hunter3");
    TrafficProof proof =
        compared(
            project("old", one, ""),
            project("new", other, ""),
            List.of(request(Role.GOOD, "GET", "/me", 200)));
    assertThat(proof.differences()).extracting(Difference::field).contains("$.to", "$.password");
    assertThat(proof.toString()).doesNotContain("berg").doesNotContain("hunter");
  }

  @Test
  void time_that_is_over_is_no_verdict() throws Exception {
    Path old = project("old", SHOP, "");
    TrafficProof proof =
        twins(Duration.ofSeconds(1)).compare(old, old, carts(1), Duration.ofMillis(100), _ -> {});
    assertThat(proof.verdict()).isEqualTo(Verdict.COULD_NOT_RUN);
  }

  @Test
  void a_service_that_is_not_written_in_java_is_compared_in_the_same_way() throws Exception {
    assumeThat(runs("python3", "--version")).as("python3 is on this machine").isTrue();
    TrafficProof proof =
        compared(
            python("old", "1 / n"),
            python("new", "1 / max(n, 1)"),
            List.of(
                request(Role.GOOD, "GET", "/1", 200),
                request(Role.GOOD, "GET", "/2", 200),
                failing("/0")));
    assertThat(proof.verdict()).as(proof.toString()).isEqualTo(Verdict.HOLDS);
    assertThat(proof.failing()).isEqualTo(new TrafficProof.Failing(1, 1, 1));
  }

  private Path python(String name, String expression) throws IOException {
    Path project = Files.createDirectory(place.resolve(name));
    Files.writeString(
        project.resolve("app.py"),
        """
        import http.server, json, sys
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                n = int(self.path[1:] or 5)
                body = json.dumps({"value": %s}).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(body)
        http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
        """
            .formatted(expression));
    Files.writeString(
        project.resolve("naosu.yml"), "service:\n  command: [python3, app.py, \"{port}\"]\n");
    return project;
  }

  private static boolean runs(String... words) throws InterruptedException {
    try {
      return new ProcessBuilder(words).redirectErrorStream(true).start().waitFor() == 0;
    } catch (IOException _) {
      return false;
    }
  }

  @Test
  void in_the_cage_builds_are_asked_as_outside_and_see_nothing_of_it(@TempDir Path own)
      throws Exception {
    Path secret = Files.writeString(place.resolve("secret"), "canary");
    String look =
        "if (new File(\"" + secret + "\").exists()) { throw new IllegalStateException(); }\n";
    ServiceTwins twins =
        new ServiceTwins(
            ReplaySection::read,
            new ServiceTwins.Grounds(
                ProcessSandbox.create(),
                ProcessSandbox.within(TestCage.found(own, CageLimits.USUAL))),
            Duration.ofSeconds(20));
    TrafficProof proof =
        twins.compare(
            project("old", look + SHOP, ""),
            project("new", look + MENDED, ""),
            carts(4, failing("/carts/0")),
            Duration.ofMinutes(2),
            _ -> {});
    assertThat(proof.verdict()).as(proof.toString()).isEqualTo(Verdict.HOLDS);
    assertThat(proof.compared()).isEqualTo(4);
  }

  private Path project(String name, String answers, String more) throws IOException {
    Path project = Files.createDirectory(place.resolve(name));
    Path source = project.resolve("Shop.java");
    Files.writeString(source, SERVICE.replace("ANSWERS", answers));
    int code =
        ToolProvider.getSystemJavaCompiler().run(null, null, null, "-nowarn", source.toString());
    assertThat(code).as("the service compiles").isZero();
    describe(project, "-cp\", \".\", \"Shop", more);
    return project;
  }

  private static void describe(Path project, String what, String more) throws IOException {
    Files.writeString(
        project.resolve("naosu.yml"),
        "service:\n  command: [\""
            + JAVA
            + "\", \"-XX:TieredStopAtLevel=1\", \"-XX:+UseSerialGC\", \""
            + what
            + "\"]\n  ready: /health\n"
            + more);
  }

  private static List<String> files(Path root) throws IOException {
    List<String> files = new ArrayList<>();
    try (Stream<Path> all = Files.walk(root)) {
      for (Path each : all.sorted().toList()) {
        files.add(
            each
                + (Files.isRegularFile(each)
                    ? " " + Arrays.hashCode(Files.readAllBytes(each))
                    : ""));
      }
    }
    return files;
  }

  private static ServiceTwins twins(Duration answerLimit) {
    return new ServiceTwins(
        ReplaySection::read,
        ServiceTwins.Grounds.of(ProcessSandbox.create()),
        answerLimit,
        () -> "a key for the tests".getBytes(StandardCharsets.UTF_8));
  }

  private static TrafficProof compared(Path old, Path fresh, List<RecordedRequest> requests)
      throws InterruptedException {
    return twins(Duration.ofSeconds(20))
        .compare(old, fresh, requests, Duration.ofMinutes(5), _ -> {});
  }

  private static List<RecordedRequest> carts(int good, RecordedRequest... more) {
    List<RecordedRequest> requests = new ArrayList<>();
    for (int i = 1; i <= good; i++) {
      requests.add(request(Role.GOOD, "GET", "/carts/" + i, 200));
    }
    requests.addAll(List.of(more));
    return requests;
  }

  private static RecordedRequest failing(String path) {
    return request(Role.FAILING, "GET", path, 500);
  }

  private static RecordedRequest request(Role role, String method, String path, int status) {
    return new RecordedRequest(
        method + path,
        role,
        method,
        path,
        "",
        Map.of("Accept-Encoding", "gzip"),
        Body.EMPTY,
        new Answer(status, Map.of(), Optional.empty(), Optional.empty()),
        Optional.empty(),
        Optional.empty());
  }
}
