package dev.naosu.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.app.housing.Sandboxing;
import dev.naosu.code.Edit;
import dev.naosu.code.Patch;
import dev.naosu.code.Span;
import dev.naosu.cycle.Outcome;
import dev.naosu.repair.Candidate;
import dev.naosu.repair.Trust;
import dev.naosu.repair.strategy.CaseFile;
import dev.naosu.repair.strategy.Proposer;
import dev.naosu.repair.strategy.Suggestion;
import dev.naosu.repair.strategy.Tried;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Repairs that other files have to be compiled with go through the whole healing of a Maven
/// project of two modules: what is at fault lies in the first, its callers and its tests in the
/// second.
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class RepairsAcrossFilesIT {
  private static final String VERSIONS = "base/src/main/java/shop/Versions.java";
  private static final String PAGE = "web/src/main/java/shop/Page.java";
  private static final String RETURNED = "float number(String version)";
  private static final String MOST = "MOST = 3";

  @TempDir Path place;
  @TempDir Path kept;
  private ScriptedHealing healing;
  private final List<Tried> heard = new ArrayList<>();

  @BeforeEach
  void a_project_of_two_modules() throws IOException {
    healing = new ScriptedHealing(place, kept);
    String pom = ScriptedHealing.pom();
    healing.write(
        "pom.xml",
        """
        <project xmlns="http://maven.apache.org/POM/4.0.0">
          <modelVersion>4.0.0</modelVersion>
          <groupId>shop</groupId>
          <artifactId>shop</artifactId>
          <version>1</version>
          <packaging>pom</packaging>
          <modules>
            <module>base</module>
            <module>web</module>
          </modules>
        </project>
        """);
    healing.write("base/pom.xml", pom.replace("<artifactId>orders</", "<artifactId>base</"));
    healing.write(
        "web/pom.xml",
        pom.replace("<artifactId>orders</", "<artifactId>web</")
            .replace(
                "<dependencies>",
                """
                <dependencies>
                  <dependency>
                    <groupId>dev.naosu.examples</groupId>
                    <artifactId>base</artifactId>
                    <version>1</version>
                  </dependency>
                """));
    healing.write(
        VERSIONS,
        """
        package shop;

        public class Versions {
          public static final int MOST = 3;

          public static float number(String version) {
            return Short.parseShort(version);
          }
        }
        """);
    healing.write(
        PAGE,
        """
        package shop;

        public class Page {
          public static String title(String version) {
            return "v" + Versions.number(version);
          }

          public static boolean fits(int versions) {
            return versions <= Versions.MOST;
          }
        }
        """);
  }

  private void test(String body) throws IOException {
    healing.write(
        "web/src/test/java/shop/PageTest.java",
        """
        package shop;

        import org.junit.jupiter.api.Assertions;
        import org.junit.jupiter.api.Test;

        class PageTest extends Assertions {
          @Test void of_page() { BODY }
          @Test void other() { assertTrue(Page.fits(1)); }
        }
        """
            .replace("BODY", body));
  }

  @Test
  void what_calls_a_method_that_returns_something_else_is_compiled_again() throws Exception {
    test(
        """
        Object number = Versions.number("7");
        assertEquals(7, number);
        assertEquals("v7", Page.title("7"));
        """);
    Outcome outcome =
        heal(
            new Change(VERSIONS, RETURNED, "void number(String version)")
                .and(VERSIONS, "return Short", "Short"),
            new Change(VERSIONS, RETURNED, RETURNED.replace("float", "int")));
    assertThat(repaired(outcome)).contains("+  public static int number(String version)");
    assertThat(heard.getFirst())
        .isInstanceOfSatisfying(
            Tried.DoesNotCompile.class,
            refused ->
                assertThat(refused.problems().getFirst()).matches("web/src/.+\\.java:\\d+: .+"));
  }

  @Test
  void files_of_one_repair_may_need_each_other() throws Exception {
    test("assertEquals(\"v7\", Page.title(\"7\"));");
    Outcome outcome =
        heal(
            new Change(
                    VERSIONS,
                    "  public static float",
                    "  static String plain(String version) { return version.strip(); }\n\n"
                        + "  public static float")
                .and(PAGE, "Versions.number(version)", "Versions.plain(version)"));
    assertThat(repaired(outcome)).contains("+++ b/" + VERSIONS, "+++ b/" + PAGE);
  }

  @Test
  void what_reads_another_constant_is_compiled_again() throws Exception {
    test("assertTrue(Page.fits(4)); assertFalse(Page.fits(5)); assertEquals(4, Versions.MOST);");
    assertThat(repaired(heal(new Change(VERSIONS, MOST, MOST.replace('3', '4')))))
        .contains("+  public static final int " + MOST.replace('3', '4'));
  }

  private static String repaired(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Healed.class);
    return ((Outcome.Healed) outcome).repairs().getFirst().diff();
  }

  private Outcome heal(Change... changes) throws Exception {
    try (Treatment treatment = healing.open(Sandboxing.NONE, new Scripted(List.of(changes)))) {
      return treatment.healer().heal(ScriptedHealing.request(Duration.ofSeconds(2)), _ -> {});
    }
  }

  /// Texts that take the place of others.
  private record Change(List<Replacement> replacements) {
    private record Replacement(String path, String from, String to) {}

    Change(String path, String from, String to) {
      this(List.of(new Replacement(path, from, to)));
    }

    Change and(String path, String from, String to) {
      List<Replacement> all = new ArrayList<>(replacements);
      all.add(new Replacement(path, from, to));
      return new Change(all);
    }

    Suggestion suggested(CaseFile file) {
      List<Edit> edits = new ArrayList<>();
      for (Replacement each : replacements) {
        int start = file.codebase().text(each.path()).indexOf(each.from());
        edits.add(new Edit(each.path(), new Span(start, each.from().length()), each.to()));
      }
      return new Suggestion(
          new Candidate(
              "model:scripted",
              Trust.ORDINARY,
              new Patch(edits),
              VERSIONS,
              6,
              "Versions.number",
              "as a model suggests",
              0.5),
          "test/scripted",
          "scripted",
          true);
    }
  }

  /// Suggests changes one after the other, and keeps what came of them.
  private final class Scripted implements Proposer {
    private final List<Change> changes;

    Scripted(List<Change> changes) {
      this.changes = changes;
    }

    @Override
    public String name() {
      return "scripted";
    }

    @Override
    public Session open(CaseFile file) {
      return new Session() {
        private int said;

        @Override
        public List<Suggestion> next(List<Tried> tried) {
          heard.addAll(tried);
          return said == changes.size() ? List.of() : List.of(changes.get(said++).suggested(file));
        }
      };
    }
  }
}
