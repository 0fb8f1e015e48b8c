package dev.naosu.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naosu.detect.vitals.Target;
import dev.naosu.probe.chaos.ChaosAgent;
import dev.naosu.prove.experiment.Fault;
import dev.naosu.prove.experiment.FaultKind;
import dev.naosu.prove.experiment.Injector;
import dev.naosu.prove.experiment.Injector.Ended;
import dev.naosu.prove.experiment.Injector.Held;
import dev.naosu.prove.experiment.Injector.Outlook;
import dev.naosu.prove.experiment.Injector.Start;
import dev.naosu.prove.experiment.Place;
import dev.naosu.repair.runbook.Arguments;
import dev.naosu.repair.runbook.Arguments.Reading;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Faults that are really done to a JVM, a connection and a directory, and everything as before
/// afterwards.
@Timeout(120)
class ProcessInjectorTest {
  private static final Duration LONG = Duration.ofMinutes(5);

  @TempDir private Path place;
  private Patient patient;
  private FaultProxy proxy;
  private ProcessInjector injector;

  @BeforeEach
  void open() throws IOException {
    patient = Patient.start(place);
    proxy =
        FaultProxy.open(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), patient.port()),
            place.resolve("proxy"),
            System::currentTimeMillis);
    Files.createDirectories(place.resolve("data/deep"));
    Files.createDirectories(place.resolve("other"));
    Map<String, Place> places =
        Map.of(
            "app", new Place.Instances("shop"),
            "worker", new Place.Program(Long.toString(patient.pid()), ""),
            "link", new Place.Link(place.resolve("proxy").toString()),
            "data", new Place.Directory(place.resolve("data/deep").toString()),
            "other", new Place.Directory(place.resolve("other").toString()),
            "host", new Place.Machine(),
            "front", new Place.Address(URI.create("http://127.0.0.1:1/")));
    injector =
        new ProcessInjector(
            places,
            _ -> patient.staff(),
            new ProcessInjector.Settings(notes(), agent(), List.of(place.resolve("data"))),
            InstantSource.system(),
            _ -> 0);
  }

  private Path notes() {
    return place.resolve("notes");
  }

  private static Path agent() {
    return Path.of(
        URI.create(
            ChaosAgent.class.getProtectionDomain().getCodeSource().getLocation().toString()));
  }

  @AfterEach
  void close() throws IOException {
    proxy.close();
    patient.close();
  }

  private static Fault fault(FaultKind kind, String at, Duration time, String... arguments) {
    Map<String, String> given = new HashMap<>();
    for (int i = 0; i < arguments.length; i += 2) {
      given.put(arguments[i], arguments[i + 1]);
    }
    Arguments fit = ((Reading.Fit) Arguments.read(kind.parameters(), given)).arguments();
    return new Fault(kind, new Target("shop", at, ""), fit, time);
  }

  private Held begun(FaultKind kind, String at, String... arguments) throws InterruptedException {
    Start start = injector.begin(fault(kind, at, LONG, arguments));
    assertThat(start).isInstanceOf(Start.Acting.class);
    return ((Start.Acting) start).held();
  }

  private static void back(Held held) {
    assertThat(held.end()).isInstanceOf(Ended.Back.class);
    assertThat(held.end()).as("asked twice").isInstanceOf(Ended.Back.class);
  }

  private static void until(Callable<Boolean> isSo) throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!isSo.call()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(end);
      Thread.sleep(20);
    }
  }

  private List<Path> notesLeft() throws IOException {
    try (Stream<Path> all = Files.list(notes())) {
      return all.toList();
    }
  }

  private static void assumesAnAgent() {
    Assumptions.assumeTrue(
        Files.isRegularFile(agent()), "the probe is packaged, as the patient needs it");
  }

  @Test
  void a_killed_process_is_gone() throws Exception {
    Held held = begun(FaultKind.KILL, "app");
    until(() -> !patient.isAlive());
    back(held);
    assertThat(notesLeft()).isEmpty();
  }

  @Test
  void a_paused_process_stands_still_until_it_is_put_back() throws Exception {
    Held held = begun(FaultKind.PAUSE, "app");
    until(() -> patient.state().equals("T"));
    assertThat(notesLeft()).hasSize(1);
    back(held);
    until(() -> !patient.state().equals("T"));
    assertThat(patient.ask("/")).isEqualTo("fine");
    assertThat(notesLeft()).isEmpty();
  }

  @Test
  void a_fault_ends_by_itself_when_its_time_is_over() throws Exception {
    Start start = injector.begin(fault(FaultKind.PAUSE, "app", Duration.ofMillis(300)));
    assertThat(start).isInstanceOf(Start.Acting.class);
    until(() -> !patient.state().equals("T"));
    back(((Start.Acting) start).held());
  }

  @Test
  void a_fault_ends_when_whoever_began_it_is_killed() throws Exception {
    Process naosu =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                KilledExperimenter.class.getName(),
                Long.toString(patient.pid()),
                notes().toString(),
                place.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    until(() -> patient.state().equals("T"));
    naosu.destroyForcibly().waitFor();
    until(() -> !patient.state().equals("T"));
    until(() -> notesLeft().isEmpty());
  }

  @Test
  void what_a_killed_holder_has_left_is_put_back_by_the_next_one() throws Exception {
    Held held = begun(FaultKind.PAUSE, "app");
    Note note = Note.of(Files.readAllBytes(notesLeft().getFirst()));
    assertThat(new Leftovers(notes()).putBack()).as("it is held").isEmpty();
    ProcessHandle holder = ProcessHandle.of(note.number("holder")).orElseThrow();
    holder.destroyForcibly();
    holder.onExit().get(10, TimeUnit.SECONDS);
    assertThat(patient.state()).isEqualTo("T");
    assertThat(held.end()).isInstanceOf(Ended.Back.class);
    until(() -> !patient.state().equals("T"));
    assertThat(notesLeft()).isEmpty();
  }

  @Test
  void only_directories_that_are_allowed_are_filled_and_never_through_a_link() throws Exception {
    assertThat(injector.look(fault(FaultKind.DISK, "other", LONG, "most", "3")))
        .isInstanceOfSatisfying(
            Outlook.Unfit.class, unfit -> assertThat(unfit.why()).contains("--root"));
    Files.delete(place.resolve("data/deep"));
    Files.createSymbolicLink(place.resolve("data/deep"), place.resolve("other"));
    assertThat(injector.look(fault(FaultKind.DISK, "data", LONG, "most", "3")))
        .isInstanceOf(Outlook.Unfit.class);
  }

  @Test
  void a_disk_is_filled_up_to_a_bound_and_free_again_afterwards() throws Exception {
    Held held = begun(FaultKind.DISK, "data", "most", "3");
    try (Stream<Path> files = Files.list(place.resolve("data/deep"))) {
      assertThat(files.toList())
          .singleElement()
          .satisfies(file -> assertThat(Files.size(file)).isEqualTo(3 << 20));
    }
    back(held);
    assertThat(place.resolve("data/deep")).isEmptyDirectory();
  }

  @Test
  void answers_come_late_through_a_proxy() throws Exception {
    assertThat(patient.ask(proxy.port(), "/").body()).isEqualTo("fine");
    Held held = begun(FaultKind.LATENCY, "link", "delay", "400ms");
    long start = System.nanoTime();
    assertThat(patient.ask(proxy.port(), "/").body()).isEqualTo("fine");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(390));
    back(held);
  }

  @Test
  void a_proxy_answers_with_errors_also_on_a_connection_that_was_open_before() throws Exception {
    assertThat(patient.ask(proxy.port(), "/").statusCode()).isEqualTo(200);
    Held held = begun(FaultKind.ERROR, "link", "status", "502");
    assertThat(patient.ask(proxy.port(), "/").statusCode()).isEqualTo(502);
    back(held);
    assertThat(patient.ask(proxy.port(), "/").statusCode()).isEqualTo(200);
  }

  @Test
  void none_of_a_share_of_nothing_is_disturbed() throws Exception {
    Held held = begun(FaultKind.ERROR, "link", "share", "0");
    for (int i = 0; i < 20; i++) {
      assertThat(patient.ask(proxy.port(), "/").statusCode()).isEqualTo(200);
    }
    back(held);
  }

  @Test
  void connections_are_reset_refused_or_left_without_an_answer() throws Exception {
    for (FaultKind kind : List.of(FaultKind.RESET, FaultKind.REFUSE)) {
      Held held = begun(kind, "link");
      assertThatThrownBy(() -> patient.ask(proxy.port(), "/"))
          .as(kind.word())
          .isInstanceOf(IOException.class);
      back(held);
      assertThat(patient.ask(proxy.port(), "/").body()).isEqualTo("fine");
    }
    Held held = begun(FaultKind.SILENCE, "link");
    Thread late =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    patient.ask(proxy.port(), "/");
                  } catch (IOException | InterruptedException _) {
                    Thread.currentThread().interrupt();
                  }
                });
    assertThat(late.join(Duration.ofSeconds(1))).as("it waits").isFalse();
    back(held);
    late.join();
    assertThat(patient.ask(proxy.port(), "/").body()).isEqualTo("fine");
  }

  @Test
  void a_large_answer_trickles() throws Exception {
    Held held = begun(FaultKind.BANDWIDTH, "link", "kilobytes", "200");
    long start = System.nanoTime();
    assertThat(patient.ask(proxy.port(), "/large").body()).hasSize(200_000);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(700));
    back(held);
  }

  @Test
  void a_link_without_a_proxy_is_told_what_is_missing() throws Exception {
    proxy.close();
    assertThat(injector.look(fault(FaultKind.RESET, "link", LONG)))
        .isInstanceOfSatisfying(
            Outlook.Unfit.class, unfit -> assertThat(unfit.why()).contains("naosu chaos proxy"));
  }

  @Test
  void the_machine_is_kept_busy_and_its_memory_held_within_bounds() throws Exception {
    back(begun(FaultKind.CPU, "host", "percent", "20"));
    back(begun(FaultKind.MEMORY, "host", "megabytes", "20"));
    assertThat(injector.look(fault(FaultKind.MEMORY, "host", LONG, "megabytes", "99999999")))
        .isInstanceOfSatisfying(
            Outlook.Unfit.class, unfit -> assertThat(unfit.why()).contains("left to the machine"));
  }

  @Test
  void a_method_throws_until_it_is_put_back() throws Exception {
    assumesAnAgent();
    assertThat(patient.ask("/")).isEqualTo("fine");
    Held held =
        begun(
            FaultKind.EXCEPTION,
            "worker",
            "method",
            "Frail#said",
            "thrown",
            "java.lang.IllegalArgumentException");
    assertThat(patient.ask("/"))
        .isEqualTo("java.lang.IllegalArgumentException: a fault of an experiment");
    back(held);
    assertThat(patient.ask("/")).isEqualTo("fine");
  }

  @Test
  void a_method_is_slow_and_the_clock_wrong_until_they_are_put_back() throws Exception {
    assumesAnAgent();
    Held slow = begun(FaultKind.SLOW, "app", "method", "Frail#said", "delay", "300ms");
    long start = System.nanoTime();
    assertThat(patient.ask("/")).isEqualTo("fine");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(290));
    back(slow);
    Held clock = begun(FaultKind.CLOCK, "app", "by", "2h");
    for (String each : patient.ask("/clock").split(" ")) {
      assertThat(Duration.ofMillis(Long.parseLong(each) - System.currentTimeMillis()))
          .isBetween(Duration.ofMinutes(119), Duration.ofMinutes(121));
    }
    back(clock);
    for (String each : patient.ask("/clock").split(" ")) {
      assertThat(Math.abs(Long.parseLong(each) - System.currentTimeMillis())).isLessThan(60_000);
    }
  }

  @Test
  void threads_and_objects_are_held_and_let_go() throws Exception {
    assumesAnAgent();
    int before = Integer.parseInt(patient.ask("/threads"));
    Held threads = begun(FaultKind.THREADS, "app", "count", "50");
    back(begun(FaultKind.HEAP, "app", "percent", "80"));
    back(begun(FaultKind.GARBAGE, "app", "megabytes", "20"));
    back(begun(FaultKind.DEADLOCK, "app"));
    back(threads);
    assertThat(patient.ask("/")).isEqualTo("fine");
    until(() -> Integer.parseInt(patient.ask("/threads")) < before + 20);
  }

  @Test
  void a_fault_inside_a_jvm_that_cannot_be_done_says_why_and_leaves_nothing() throws Exception {
    assumesAnAgent();
    assertThat(injector.begin(fault(FaultKind.EXCEPTION, "app", LONG, "method", "Frail#nothing")))
        .isInstanceOfSatisfying(
            Start.Failed.class, failed -> assertThat(failed.why()).contains("no class Frail"));
    assertThat(notesLeft()).isEmpty();
    assertThat(patient.ask("/")).isEqualTo("fine");
  }

  @Test
  void what_nobody_starts_anew_is_not_killed_and_what_is_measured_is_not_touched() {
    assertThat(injector.look(fault(FaultKind.KILL, "worker", LONG)))
        .isInstanceOf(Outlook.Unfit.class);
    assertThat(injector.look(fault(FaultKind.KILL, "front", LONG)))
        .isInstanceOf(Outlook.Unfit.class);
    assertThat(injector.look(fault(FaultKind.KILL, "nowhere", LONG)))
        .isInstanceOf(Outlook.Unfit.class);
    assertThat(injector.look(fault(FaultKind.PAUSE, "worker", LONG)))
        .isInstanceOf(Injector.Outlook.Ready.class);
    assertThat(patient.isAlive()).isTrue();
  }
}
