package dev.naosu.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.detect.Body;
import dev.naosu.detect.Failure;
import dev.naosu.detect.Frame;
import dev.naosu.detect.RecordedRequest;
import dev.naosu.jvm.ForkedObserver;
import dev.naosu.jvm.ReplayedRequests;
import dev.naosu.jvm.SmallPatient;
import dev.naosu.project.Module;
import dev.naosu.project.Patient;
import dev.naosu.project.Service;
import dev.naosu.prove.RegressionTest;
import dev.naosu.prove.RegressionTests.Repaired;
import dev.naosu.redaction.Redaction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A real service fails a request, and what failed is written as a test.
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class RecordedTestsIT {
  private static final String SHOP =
      """
      import com.sun.net.httpserver.HttpServer;
      import java.net.InetAddress;
      import java.net.InetSocketAddress;
      import java.util.Arrays;
      public class Shop {
        public static void main(String[] arguments) throws Exception {
          HttpServer server =
              HttpServer.create(
                  new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0])), 0);
          server.createContext("/", exchange -> {
            int status = 200;
            byte[] body = {};
            try {
              body = answer(exchange.getRequestURI().getPath()).getBytes();
            } catch (RuntimeException e) {
              status = 500;
            }
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
          });
          server.start();
        }
        private static String answer(String path) {
          String[] words = path.substring(1).split("/");
          Till till = new Till(words[0], Arrays.asList(new Line("tea", 3), new Line("salt", 1)));
          return "" + till.share(words.length > 1 ? Integer.parseInt(words[1]) : 1, Till.Round.DOWN);
        }
      }
      """;
  private static final String LINE =
      """
      record Line(String article, int pieces) {}
      """;
  private static final String TILL =
      """
      import java.util.ArrayList;
      import java.util.List;
      import java.util.Objects;
      class Till {
        enum Round { UP, DOWN }
        private final String name;
        private final List<Line> lines;
        private int used;
        Till(String name, List<Line> lines) {
          this.name = Objects.requireNonNull(name);
          this.lines = new ArrayList<>(lines);
        }
        int share(int people, Round round) {
          int all = 0;
          for (Line line : lines) {
            all += line.pieces();
          }
          return all / people;
        }
      }
      """;
  private static final String REPAIRED =
      TILL.replace("all / people", "people == 0 ? 0 : all / people");

  @TempDir private Path directory;
  private SmallPatient small;

  @BeforeEach
  void a_shop() {
    small = new SmallPatient(directory).main("Line", LINE).main("Till", TILL).main("Shop", SHOP);
  }

  private List<Optional<RegressionTest>> written(String path, String... repairs) throws Exception {
    Patient patient = small.patient();
    Module module = patient.modules().getFirst();
    Path tests = Files.createDirectories(directory.resolve("src/test/java"));
    Module tested =
        new Module(
            module.name(),
            module.directory(),
            module.sourceRoots(),
            List.of(tests),
            module.outputs(),
            module.testOutputs(),
            module.libraries(),
            module.level(),
            module.jvmArguments(),
            module.systemProperties(),
            module.testPatterns());
    Service service =
        new Service("Shop", List.of(Service.PORT), Map.of(), Map.of(), "/ready", Optional.empty());
    Path scratch = directory.resolve("scratch");
    return new RecordedTests(
            new ForkedObserver(small.launcher()),
            change ->
                new ReplayedRequests(
                    _ -> new Service.Description.Known(change.apply(service)), scratch),
            scratch,
            Redaction::of)
        .write(
            new Patient("small", "memory", directory, List.of(tested), patient.jdk()),
            List.of(failing(path)),
            List.of(
                new Failure(
                    "java.lang.ArithmeticException",
                    "/ by zero",
                    List.of(
                        new Frame("Till", "share", "Till.java", 15),
                        new Frame("Shop", "answer", "Shop.java", 26)),
                    Optional.empty(),
                    Optional.empty())),
            List.of(repairs).stream()
                .map(repair -> new Repaired(Map.of("Till.java", TILL), Map.of("Till.java", repair)))
                .toList());
  }

  private static RecordedRequest failing(String path) {
    return new RecordedRequest(
        "r1",
        RecordedRequest.Role.FAILING,
        "GET",
        path,
        "",
        Map.of(),
        Body.EMPTY,
        new RecordedRequest.Answer(500, Map.of(), Optional.empty(), Optional.empty()),
        Optional.empty(),
        Optional.empty());
  }

  @Test
  void the_failing_call_is_written_with_its_receiver_and_arguments() throws Exception {
    assertThat(written("/main/0", REPAIRED))
        .singleElement()
        .satisfies(
            test -> {
              assertThat(test).isPresent();
              assertThat(test.get().path()).isEqualTo("src/test/java/TillRegressionTest.java");
              assertThat(test.get().name())
                  .isEqualTo("TillRegressionTest#shareDoesNotThrowArithmeticException");
              assertThat(test.get().text())
                  .isEqualTo(
                      """
                      import java.util.ArrayList;
                      import java.util.List;
                      import org.junit.Test;

                      /** Calls that failed in production. */
                      public class TillRegressionTest {
                        @Test
                        public void shareDoesNotThrowArithmeticException() {
                          Till till = new Till("main", new ArrayList<>(List.of(new Line("tea", 3), new Line("salt", 1))));

                          till.share(0, Till.Round.DOWN);
                        }
                      }
                      """);
            });
    assertThat(directory.resolve("src/test/java")).as("the copy is left alone").isEmptyDirectory();
  }

  @Test
  void a_repair_that_does_not_mend_the_call_gets_no_test() throws Exception {
    assertThat(written("/main/0", TILL.replace("all = 0", "all = 1"), REPAIRED))
        .satisfiesExactly(test -> assertThat(test).isEmpty(), test -> assertThat(test).isPresent());
  }

  @Test
  void class_files_of_a_candidate_that_lie_in_the_copy_do_not_matter() throws Exception {
    small.main("Till", REPAIRED);
    assertThat(written("/main/0", REPAIRED)).singleElement().matches(Optional::isPresent);
  }

  @Test
  void what_looks_like_a_secret_is_not_written() throws Exception {
    assertThat(written("/ghp_0123456789abcdefghij0123456789abcdef/0", REPAIRED))
        .singleElement()
        .matches(Optional::isEmpty);
  }
}
