package dev.naosu.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.naosu.app.Doctor.Check;
import dev.naosu.app.housing.Sandboxing;
import dev.naosu.app.input.Durations;
import dev.naosu.app.tell.Stories;
import dev.naosu.build.Builds.JavaNeed;
import dev.naosu.code.SourceTree;
import dev.naosu.cycle.HealEvent;
import dev.naosu.cycle.HealRequest;
import dev.naosu.cycle.Healer;
import dev.naosu.cycle.Outcome;
import dev.naosu.machine.Cage;
import dev.naosu.machine.CageLimits;
import dev.naosu.machine.JdkCatalogue;
import dev.naosu.project.Jdk;
import dev.naosu.sandbox.Exit;
import dev.naosu.ship.Change;
import dev.naosu.ship.CommitMessage;
import dev.naosu.ship.Delivery;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
  @TempDir Path project;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final List<HealRequest> requests = new ArrayList<>();
  private final List<String> deliveries = new ArrayList<>();
  private int removed;

  @BeforeEach
  void makeProject() throws IOException {
    Files.writeString(project.resolve("pom.xml"), "<project/>");
  }

  @Test
  void healed_is_0_not_healed_is_1_and_could_not_run_is_3() {
    assertThat(heal(Stories.healed())).isZero();
    assertThat(heal(Stories.nothing())).isZero();
    assertThat(heal(Stories.notHealed())).isEqualTo(1);
    assertThat(heal(Stories.couldNotRun())).isEqualTo(3);
    assertThat(errors()).contains("does not build before any change");
    assertThat(removed).isEqualTo(4);
  }

  @Test
  void an_interrupt_is_130_and_the_copy_is_removed() {
    Healer interrupted =
        (_, _) -> {
          throw new InterruptedException();
        };
    assertThat(run(interrupted, "heal", project.toString())).isEqualTo(130);
    assertThat(removed).isEqualTo(1);
    assertThat(output()).isEmpty();
  }

  @Test
  void a_cancelled_child_process_is_an_interrupt_too() {
    Healer cancelled =
        (_, _) -> {
          throw new CancellationException();
        };
    assertThat(run(cancelled, "heal", project.toString())).isEqualTo(130);
    assertThat(removed).isEqualTo(1);
    assertThat(errors()).isEmpty();
  }

  @Test
  void a_fault_of_naosu_is_3_and_no_verdict() {
    Healer faulty =
        (_, _) -> {
          throw new IllegalStateException("broken \u001b[31m");
        };
    assertThat(run(faulty, "heal", project.toString())).isEqualTo(3);
    assertThat(errors()).contains("a fault of naosu itself", "broken ␛[31m");
    assertThat(removed).isEqualTo(1);
  }

  @Test
  void recorded_requests_are_handed_on_and_their_mistakes_told() throws IOException {
    Path file = project.resolve("requests.jsonl");
    Files.writeString(
        file, "{\"role\": \"failing\", \"path\": \"/a\", \"answer\": {\"status\": 500}}\n");
    Healer healer =
        (request, _) -> {
          requests.add(request);
          return Stories.healed();
        };
    assertThat(run(healer, "heal", project.toString(), "--requests", file.toString())).isZero();
    assertThat(requests.getFirst().requests())
        .singleElement()
        .satisfies(request -> assertThat(request.line()).isEqualTo("GET /a"));
    Files.writeString(file, "{\"role\": \"good\", \"path\": \"a\"}\n");
    assertThat(
            run(
                healer,
                "heal",
                project.toString(),
                "--command",
                "false",
                "--requests",
                file.toString()))
        .isEqualTo(2);
    assertThat(errors())
        .contains("--requests takes the place of --test and --command")
        .contains("line 1: path: should begin with /", "line 1: answer: missing");
    assertThat(requests).hasSize(1);
  }

  @Test
  void a_word_about_the_cage_reaches_who_opens_the_treatment() {
    List<Sandboxing> said = new ArrayList<>();
    Treatment.Source source =
        new Treatment.Source() {
          @Override
          public Treatment open(Path root, Treatment.BuildCommands commands) {
            return new Treatment(
                (_, watcher) -> {
                  watcher.accept(new HealEvent.Noted("no cage here"));
                  return Stories.nothing();
                },
                originals(),
                delivery(),
                copy());
          }

          @Override
          public Treatment.Source sandboxed(Sandboxing sandboxing) {
            said.add(sandboxing);
            return this;
          }
        };
    assertThat(main(source).run("heal", project.toString(), "--sandbox", "cage", "--quiet"))
        .isZero();
    assertThat(said).containsExactly(Sandboxing.CAGE);
    assertThat(errors()).contains("naosu: no cage here");
    assertThat(main(source).run("heal", project.toString(), "--sandbox", "jail")).isEqualTo(2);
    assertThat(errors()).contains("--sandbox jail is none of auto, cage and none");
  }

  @Test
  void every_mistake_in_the_arguments_is_told_with_its_remedy() {
    assertThat(
            run(
                (_, _) -> Stories.healed(),
                "heal",
                "no/such/directory",
                "--budget",
                "soon",
                "--workers",
                "0",
                "--apply",
                "--branch",
                "--test",
                "a b",
                "--repotr",
                "x.html"))
        .isEqualTo(2);
    assertThat(errors())
        .contains(
            "naosu: 6 mistakes",
            "no/such/directory does not exist; name the directory",
            "--budget soon is no time; write it as 90s, 2m or 1h",
            "--workers 0 is no number",
            "choose one",
            "write it as CartTest#totalOfEmptyCart",
            "--repotr",
            "--report?",
            "Help: naosu heal --help");
    assertThat(requests).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"heal --budget", "nonsense", "doctor no/such/place", "--unknown"})
  void usage_errors_are_2(String words) {
    assertThat(run((_, _) -> Stories.healed(), words.split(" "))).isEqualTo(2);
    assertThat(errors()).startsWith("naosu: ");
    assertThat(output()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"90s,90", "2m,120", "1m30s,90", "45,45", "1h,3600"})
  void durations_are_read_as_people_write_them(String text, long seconds) {
    assertThat(Durations.parse(text)).contains(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "0s", "-5s", "s", "2 minutes", "99999999999s", "1s2m"})
  void other_durations_are_refused(String text) {
    assertThat(Durations.parse(text)).isEmpty();
  }

  @Test
  void help_teaches_by_examples_and_names_the_exit_codes() {
    assertThat(run((_, _) -> Stories.healed(), "heal", "--help")).isZero();
    assertThat(output())
        .contains("Examples", "--trace error.log", "Exit codes", "130  interrupted");
    out.reset();
    assertThat(run((_, _) -> Stories.healed())).isZero();
    assertThat(output()).contains("doctor", "Exit codes");
    out.reset();
    assertThat(run((_, _) -> Stories.healed(), "--version")).isZero();
    assertThat(output()).startsWith("naosu ");
  }

  @Test
  void the_request_says_what_the_user_said() throws IOException {
    Path trace = Files.writeString(project.resolve("trace.txt"), "at shop.Cart.total(Cart.java:4)");
    heal(
        Stories.healed(),
        "--test",
        "CartTest#a",
        "--test",
        "CartTest#b",
        "--budget",
        "2m",
        "--workers",
        "3",
        "--trace",
        trace.toString(),
        "--command",
        "./it.sh");
    HealRequest request = requests.getFirst();
    assertThat(request.tests()).containsExactly("CartTest#a", "CartTest#b");
    assertThat(request.budget()).isEqualTo(Duration.ofMinutes(2));
    assertThat(request.workers()).isEqualTo(3);
    assertThat(request.trace())
        .hasValueSatisfying(text -> assertThat(text).contains("Cart.java:4"));
    assertThat(request.command()).contains("./it.sh");
  }

  @ParameterizedTest
  @CsvSource({
    "CartTest#a, CartTest#a",
    "CartTest#a(), CartTest#a",
    "CartTest#a(int), CartTest#a",
    "shop.CartTest.a, shop.CartTest#a",
    "shop.CartTest, shop.CartTest",
    "CartTest, CartTest",
    "a, a"
  })
  void a_test_may_be_named_as_logs_name_it(String written, String understood) {
    heal(Stories.healed(), "--test", written);
    assertThat(requests.getFirst().tests()).containsExactly(understood);
  }

  @Test
  void of_a_long_log_the_end_is_read() throws IOException {
    Path log = project.resolve("log.txt");
    Files.writeString(log, "x".repeat(3_000_000) + "at shop.Cart.total(Cart.java:4)");
    heal(Stories.healed(), "--trace", log.toString());
    assertThat(requests.getFirst().trace())
        .hasValueSatisfying(
            text -> assertThat(text).endsWith("Cart.java:4)").hasSizeLessThan(2_000_000));
  }

  @Test
  void what_a_build_said_does_not_name_the_copy_which_is_gone() throws Exception {
    Path copy = Path.of("/tmp/naosu-1/orders");
    Path logs = Path.of("/tmp/naosu-1/scratch/log");
    Healer told =
        new Retold(
            (_, _) ->
                new Outcome.CouldNotRun(
                    "it does not build", copy + "/Foo.java:12\nfull output: " + logs + "/a", ""),
            copy,
            logs);
    assertThat(run(told, "heal", project.toString())).isEqualTo(3);
    assertThat(errors()).contains("  Foo.java:12", "--keep").doesNotContain("/tmp/naosu-1");
  }

  @Test
  void a_named_test_that_passes_is_not_taken_for_all_tests() {
    heal(Stories.nothing(), "--test", "CartTest#a");
    assertThat(output()).contains("Nothing to heal: no test that was named fails");
  }

  @Test
  void a_trace_can_come_from_standard_input() {
    heal(Stories.healed(), "--trace", "-");
    assertThat(requests.getFirst().trace()).contains("from standard input");
  }

  @Test
  void with_json_there_is_only_one_object_on_standard_output() throws IOException {
    assertThat(heal(Stories.healed(), "--json")).isZero();
    assertThat(new ObjectMapper().readTree(output()).at("/verdict").asText()).isEqualTo("healed");
    assertThat(errors()).isEmpty();
    out.reset();
    assertThat(heal(Stories.couldNotRun(), "--json")).isEqualTo(3);
    assertThat(new ObjectMapper().readTree(output()).at("/exitCode").asInt()).isEqualTo(3);
  }

  @Test
  void nothing_is_delivered_unless_it_is_asked_for() {
    heal(Stories.healed());
    assertThat(deliveries).isEmpty();
    heal(Stories.healed(), "--apply");
    heal(Stories.healed(), "--branch");
    heal(Stories.notHealed(), "--apply");
    assertThat(deliveries).hasSize(2);
    assertThat(deliveries.getFirst()).contains("if (lines.isEmpty()) return 0;");
    assertThat(deliveries.getLast()).matches("auto-fix/cart-[0-9a-f]{6} fix: .*");
  }

  @Test
  void a_report_is_written_only_where_it_was_asked_for() throws IOException {
    heal(Stories.healed());
    assertThat(files()).containsExactly("pom.xml");
    Path report = project.resolve("report.html");
    heal(Stories.healed(), "--report", report.toString());
    assertThat(report).content().startsWith("<!doctype html>");
    assertThat(output()).contains("Report    " + report);
  }

  @Test
  void a_project_that_cannot_be_copied_is_told_and_is_3() {
    Main main =
        main(
            (_, _) -> {
              throw new IOException("the disk is full");
            });
    assertThat(main.run("heal", project.toString())).isEqualTo(3);
    assertThat(errors()).contains("the disk is full");
  }

  @Test
  void the_doctor_is_content_with_a_machine_that_has_what_a_project_needs() {
    JdkCatalogue jdks = new JdkCatalogue(List.of(new Jdk(Path.of("/jdk"), 17, "17.0.15")));
    List<Check> checks =
        new MachineDoctor(
                project,
                jdks,
                Optional.of(new JavaNeed(11, jdks.bestFor(11))),
                _ -> new Exit.Finished(0, "\u001b[1mtool 3.9\u001b[m\nmore", Duration.ZERO),
                project,
                MainTest::noCage)
            .examine();
    assertThat(checks).allMatch(check -> check.good() || !check.needed());
    assertThat(checks.getFirst().found()).isEqualTo("17 in /jdk");
    assertThat(checks)
        .extracting(Check::found)
        .contains("Java 11, with 17 in /jdk", "tool 3.9", "made in " + project);
  }

  @Test
  void the_doctor_names_the_remedy_for_what_is_missing() {
    List<Check> checks =
        new MachineDoctor(
                project,
                new JdkCatalogue(List.of()),
                Optional.of(new JavaNeed(21, Optional.empty())),
                _ -> new Exit.NeverStarted("mvn was not found"),
                project,
                MainTest::noCage)
            .examine();
    assertThat(checks.stream().filter(check -> !check.good() && check.needed()))
        .extracting(Check::name)
        .containsExactly("JDK", "Maven", "Java");
    assertThat(checks.stream().filter(check -> !check.good()))
        .allMatch(check -> !check.remedy().isEmpty());
  }

  @Test
  void the_doctor_says_what_makes_the_cage(@TempDir Path own) {
    Cage.Found found = Cage.find(own, CageLimits.USUAL);
    assumeTrue(found instanceof Cage.Found.Here, "no cage here");
    assertThat(saidOfCage(found))
        .matches(Check::good)
        .extracting(Check::found)
        .asString()
        .startsWith(((Cage.Found.Here) found).cage().isolator().title() + ": changed code runs");
  }

  private Check saidOfCage(Cage.Found cage) {
    return said("Cage", project, cage);
  }

  /// What the doctor says of one thing on a machine that has nothing else.
  private Check said(String name, Path copies, Cage.Found cage) {
    List<Check> checks =
        new MachineDoctor(
                project,
                new JdkCatalogue(List.of()),
                Optional.empty(),
                _ -> new Exit.NeverStarted("mvn was not found"),
                copies,
                () -> cage)
            .examine().stream().filter(check -> check.name().equals(name)).toList();
    assertThat(checks).hasSize(1);
    return checks.getFirst();
  }

  private static Cage.Found noCage() {
    return new Cage.Found.Lacking("bubblewrap is not installed", "install bubblewrap");
  }

  @Test
  void the_doctor_says_that_there_is_no_cage_and_how_to_get_one() {
    assertThat(saidOfCage(noCage()))
        .matches(check -> !check.good() && !check.needed())
        .extracting(Check::found, Check::remedy)
        .containsExactly(
            "none: bubblewrap is not installed, so that models are not asked",
            "Install bubblewrap");
  }

  @Test
  void the_doctor_sees_that_no_copy_can_be_made() {
    assertThat(said("Copies", project.resolve("none"), noCage()))
        .matches(check -> !check.good() && check.remedy().contains("TMPDIR"));
  }

  @Test
  void the_doctors_exit_code_is_0_or_3() throws IOException {
    assertThat(run((_, _) -> Stories.healed(), "doctor", project.toString())).isEqualTo(3);
    assertThat(output()).contains("✗  JDK", "→ Install a JDK", "cannot heal here yet");
    out.reset();
    assertThat(run((_, _) -> Stories.healed(), "doctor", "--json", project.toString()))
        .isEqualTo(3);
    assertThat(new ObjectMapper().readTree(output()).at("/fit").asBoolean(true)).isFalse();
  }

  private int heal(Outcome outcome, String... options) {
    return run(
        (request, _) -> {
          requests.add(request);
          return outcome;
        },
        Stream.concat(Stream.of("heal", project.toString()), Stream.of(options))
            .toArray(String[]::new));
  }

  private int run(Healer healer, String... words) {
    return main((_, _) -> new Treatment(healer, originals(), delivery(), copy())).run(words);
  }

  private Main main(Treatment.Source treatments) {
    Io io =
        new Io(
            new ByteArrayInputStream("from standard input".getBytes(StandardCharsets.UTF_8)),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false,
            false,
            true,
            100);
    Doctor.Source doctors =
        _ ->
            () ->
                List.of(Check.needed("JDK", "none found", "Install a JDK"), Check.good("git", "2"));
    return new Main(io, treatments, doctors, InstantSource.system(), Map.of());
  }

  private static SourceTree originals() {
    return new SourceTree() {
      @Override
      public List<String> javaFiles(String directory) {
        return List.of();
      }

      @Override
      public String read(String path) {
        return Stories.ORIGINAL;
      }
    };
  }

  private Delivery delivery() {
    return new Delivery() {
      @Override
      public Delivered apply(Change change) {
        deliveries.add(String.join("", change.after().values()));
        return new Delivered.Applied(List.copyOf(change.after().keySet()));
      }

      @Override
      public Delivered commit(Change change, CommitMessage message, String branch) {
        deliveries.add(branch + " " + message.subject());
        return new Delivered.Committed(branch, "abc");
      }
    };
  }

  private Treatment.Copy copy() {
    return new Treatment.Copy() {
      @Override
      public Path keep() {
        return project;
      }

      @Override
      public void remove() {
        removed++;
      }
    };
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(project)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private String output() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String errors() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
