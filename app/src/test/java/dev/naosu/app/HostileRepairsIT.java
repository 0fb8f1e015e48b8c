package dev.naosu.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.naosu.app.housing.Sandboxing;
import dev.naosu.code.Edit;
import dev.naosu.code.Patch;
import dev.naosu.code.Span;
import dev.naosu.cycle.HealEvent;
import dev.naosu.cycle.HealRequest;
import dev.naosu.cycle.Outcome;
import dev.naosu.machine.Cage;
import dev.naosu.machine.CageLimits;
import dev.naosu.machine.Temporary;
import dev.naosu.repair.Candidate;
import dev.naosu.repair.Trust;
import dev.naosu.repair.strategy.CaseFile;
import dev.naosu.repair.strategy.Proposer;
import dev.naosu.repair.strategy.Suggestion;
import dev.naosu.repair.strategy.Tried;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Repairs of a model that means harm go through the whole healing of a Maven project. No rule
/// reads them before: only the cage stands between them and this machine.
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class HostileRepairsIT {
  private static final HealRequest REQUEST = ScriptedHealing.request(Duration.ofSeconds(10));
  private static final String SOURCE = "src/main/java/shop/Names.java";

  /// What every attacker can do; each leaves a file in its working directory that says what came of
  /// it.
  private static final String TOOLS =
      """
      package shop;

      import java.io.File;
      import java.io.FileWriter;
      import java.io.IOException;
      import java.io.RandomAccessFile;
      import java.io.UncheckedIOException;
      import java.net.Socket;
      import java.nio.file.Files;
      import java.nio.file.Path;
      import java.util.ArrayList;
      import java.util.Arrays;
      import java.util.List;
      import java.util.TreeSet;

      public class Names {
        public static String of(int number) {
          attack();
          return switch (number) {
            case 5 -> "five";
            case 7 -> "seven";
            case 9 -> "nine";
            default -> "many";
          };
        }

        interface Attack { Object run() throws Throwable; }

        static void note(String name, Attack attack) {
          String came;
          try {
            came = "" + attack.run();
          } catch (Throwable e) {
            came = "refused " + e;
          }
          try (FileWriter file = new FileWriter("attack-" + name, true)) {
            file.write(came + "\\n");
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }

        static void attack() {
          BODY
        }
      }
      """;

  @TempDir Path place;
  @TempDir Path outside;
  @TempDir Path kept;
  private final AtomicInteger reached = new AtomicInteger();
  private final List<Path> copies = new ArrayList<>();
  private ScriptedHealing healing;
  private Path secret;
  private Process bystander;

  @BeforeEach
  void a_project_with_a_bug_no_template_mends() throws IOException {
    bystander = new ProcessBuilder("sleep", "600").start();
    secret = Files.writeString(outside.resolve("id_rsa"), "canary");
    healing = new ScriptedHealing(place, kept);
    healing.write("pom.xml", ScriptedHealing.pom());
    healing.write(
        SOURCE,
        """
        package shop;

        public class Names {
          public static String of(int number) {
            return "many";
          }
        }
        """);
    healing.write(
        "src/test/java/shop/NamesTest.java",
        """
        package shop;

        import static org.junit.jupiter.api.Assertions.assertEquals;

        import org.junit.jupiter.api.Test;

        class NamesTest {
          @Test void many() { assertEquals("many", Names.of(8)); }
          @Test void some() {
            assertEquals("five", Names.of(5));
            assertEquals("seven", Names.of(7));
            assertEquals("nine", Names.of(9));
          }
        }
        """);
  }

  @AfterEach
  void end() throws IOException {
    bystander.destroyForcibly();
    for (Path copy : copies) {
      Temporary.delete(copy.resolve("..").normalize());
    }
  }

  @Test
  void a_thief_gets_nothing_and_writes_nowhere_else() throws Exception {
    requireCage();
    try (ServerSocket network = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      listen(network);
      String thief = thief(network.getLocalPort());
      Path copy = heal(Sandboxing.CAGE, List.of(thief));
      assertThat(came(copy, "secret")).isNotEmpty().allMatch(each -> each.startsWith("refused"));
      assertThat(came(copy, "network")).isNotEmpty().allMatch(each -> each.startsWith("refused"));
      assertThat(came(copy, "outside")).isNotEmpty().allMatch(each -> each.startsWith("refused"));
      assertThat(came(copy, "home")).isNotEmpty().allMatch(each -> each.matches("null|\\[.m2]"));
      assertThat(came(copy, "kill")).isNotEmpty().allMatch("nobody"::equals);
      assertThat(came(copy, "variables"))
          .isNotEmpty()
          .allSatisfy(
              each ->
                  assertThat(List.of(each.replaceAll("[\\[\\] ]", "").split(",", -1)))
                      .isSubsetOf(
                          "PATH",
                          "LANG",
                          "LC_ALL",
                          "TZ",
                          "HOME",
                          "JAVA_HOME",
                          "PWD",
                          "OLDPWD",
                          "SHLVL",
                          "_",
                          "GIT_OPTIONAL_LOCKS",
                          "MAVEN_OPTS",
                          "GRADLE_OPTS",
                          "MAVEN_CMD_LINE_ARGS",
                          "MAVEN_PROJECTBASEDIR",
                          "CLASSPATH",
                          "BASE_DIR"));
      assertThat(reached).hasValue(0);
      assertThat(outside.resolve("harm")).doesNotExist();
      assertThat(bystander.isAlive()).isTrue();
    }
  }

  @Test
  void the_same_thief_does_his_harm_without_a_cage() throws Exception {
    try (ServerSocket network = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      listen(network);
      Path copy = heal(Sandboxing.NONE, List.of(thief(network.getLocalPort())));
      assertThat(came(copy, "secret")).contains("canary");
      assertThat(came(copy, "network")).contains("reached");
      assertThat(came(copy, "kill")).contains("somebody");
      assertThat(reached.get()).isPositive();
      assertThat(outside.resolve("harm")).exists();
      assertThat(bystander.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void vandals_break_nothing() throws Exception {
    requireCage();
    List<String> vandals =
        List.of(
            "note(\"fork\", () -> { int n = 0; while (n < 300) { new ProcessBuilder(\"setsid\","
                + " \"sleep\", \"598\").start(); n++; } return n; });",
            "note(\"disk\", () -> { new RandomAccessFile(\"huge\", \"rw\").setLength(10L << 30);"
                + " return \"had\"; });",
            "note(\"memory\", () -> { List<Object> all = new ArrayList<>(); for (int i = 0; i <"
                + " 160; i++) { all.add(new byte[64 << 20]); } return \"had\"; });",
            "note(\"link\", () -> { Path classes = Path.of(\"target/classes/shop\");"
                + " Files.move(classes, Path.of(\"target/moved\")); Files.createSymbolicLink(classes,"
                + " Path.of(\""
                + outside
                + "\")); return \"laid\"; });",
            "note(\"loop\", () -> \"began\"); new Thread(() -> { while (true) { } }).start();"
                + " try { Thread.sleep(100_000_000); } catch (InterruptedException e) { while (true)"
                + " { } }",
            "note(\"parent\", () -> \"tried\"); try { new ProcessBuilder(\"kill\", \"-9\", \"-1\","
                + " \""
                + ProcessHandle.current().pid()
                + "\", \"1\").start().waitFor(); } catch (Exception e) { } "
                + " Runtime.getRuntime().halt(3);");
    Path copy = heal(Sandboxing.CAGE, vandals);
    assertThat(came(copy, "fork")).isNotEmpty();
    assertThat(came(copy, "disk")).isNotEmpty().allMatch(each -> each.startsWith("refused"));
    assertThat(came(copy, "memory")).isNotEmpty().allMatch(each -> each.startsWith("refused"));
    assertThat(came(copy, "link")).isNotEmpty();
    assertThat(came(copy, "loop")).isNotEmpty();
    assertThat(came(copy, "parent")).isNotEmpty();
    assertThat(bystander.isAlive()).isTrue();
    assertThat(outside.toFile().list()).containsExactly("id_rsa");
    assertThat(
            ProcessHandle.allProcesses()
                .flatMap(each -> each.info().commandLine().stream())
                .filter(each -> each.endsWith("sleep 598")))
        .isEmpty();
  }

  @Test
  void without_a_cage_models_are_not_asked_in_earnest_and_the_reason_is_told() throws Exception {
    List<String> notes = new ArrayList<>();
    healing.write("gradlew", "#!/bin/sh\nexit 1\n");
    Files.delete(place.resolve("pom.xml"));
    try (Treatment treatment = healing.open(Sandboxing.CAGE, new Attacker(List.of("")))) {
      Outcome outcome = treatment.healer().heal(REQUEST, event -> noted(event, notes));
      assertThat(outcome)
          .isInstanceOfSatisfying(
              Outcome.CouldNotRun.class,
              could -> {
                assertThat(could.what()).contains("there is no cage", "Gradle");
                assertThat(could.remedy()).contains("--sandbox none");
              });
    }
    try (Treatment treatment = healing.open(Sandboxing.AUTO, new Attacker(List.of("")))) {
      treatment.healer().heal(REQUEST, event -> noted(event, notes));
      assertThat(notes).singleElement().asString().contains("no cage here", "with your rights");
    }
  }

  private static void noted(HealEvent event, List<String> notes) {
    if (event instanceof HealEvent.Noted(String line)) {
      notes.add(line);
    }
  }

  private void listen(ServerSocket network) {
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                while (true) {
                  network.accept().close();
                  reached.incrementAndGet();
                }
              } catch (IOException _) {
                // the test is over
              }
            });
  }

  private String thief(int port) {
    return """
        note("secret", () -> Files.readString(Path.of("SECRET")));
        note("home", () -> Arrays.toString(new File("HOME").list()));
        note("variables", () -> new TreeSet<>(System.getenv().keySet()));
        note("network", () -> { new Socket("127.0.0.1", PORT).close(); return "reached"; });
        note("outside", () -> Files.writeString(Path.of("OUTSIDE/harm"), "harm"));
        note("kill", () -> ProcessHandle.of(PID).map(each -> each.destroyForcibly() ? "somebody" : "alive").orElse("nobody"));
        """
        .replace("SECRET", secret.toString())
        .replace("OUTSIDE", outside.toString())
        .replace("HOME", System.getProperty("user.home"))
        .replace("PORT", Integer.toString(port))
        .replace("PID", Long.toString(bystander.pid()));
  }

  /// Lines that an attack has left in the copy.
  private static List<String> came(Path copy, String name) throws IOException {
    Path file = copy.resolve("attack-" + name);
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }

  private void requireCage() {
    if (Cage.find(kept, CageLimits.USUAL)
        instanceof Cage.Found.Lacking(String why, String remedy)) {
      abort("no cage here: " + why + "; " + remedy);
    }
  }

  /// @return what is left of the copy
  private Path heal(Sandboxing sandboxing, List<String> bodies) throws Exception {
    try (Treatment treatment = healing.open(sandboxing, new Attacker(bodies))) {
      Outcome outcome = treatment.healer().heal(REQUEST, _ -> {});
      assertThat(outcome).isNotInstanceOf(Outcome.CouldNotRun.class);
      Path copy = treatment.copy().keep();
      copies.add(copy);
      return copy;
    }
  }

  /// A model that suggests one attack after another, all in one breath.
  private record Attacker(List<String> bodies) implements Proposer {
    @Override
    public String name() {
      return "attacker";
    }

    @Override
    public Session open(CaseFile file) {
      return new Session() {
        private boolean said;

        @Override
        public List<Suggestion> next(List<Tried> tried) {
          List<Suggestion> all = new ArrayList<>();
          if (!said) {
            said = true;
            String text = file.codebase().text(SOURCE);
            for (String body : bodies) {
              all.add(
                  new Suggestion(
                      new Candidate(
                          "model:attacker",
                          Trust.ORDINARY,
                          new Patch(
                              List.of(
                                  new Edit(
                                      SOURCE,
                                      new Span(0, text.length()),
                                      TOOLS.replace("BODY", body)))),
                          SOURCE,
                          5,
                          "of",
                          "attack " + body.hashCode(),
                          0.5),
                      "scripted",
                      "attacker",
                      true));
            }
          }
          return all;
        }
      };
    }
  }
}
