package dev.naosu.processes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naosu.fleet.Builder;
import dev.naosu.fleet.Fleet.Started;
import dev.naosu.fleet.Roster;
import dev.naosu.fleet.Roster.Condition;
import dev.naosu.fleet.Roster.Instance;
import dev.naosu.fleet.Routing;
import dev.naosu.fleet.Split;
import dev.naosu.fleet.Version;
import dev.naosu.fleet.Workload;
import dev.naosu.processes.LocalSettings.WarmUp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Real processes behind a gateway that really forwards.
class LocalFleetTest {
  private static final Version OLD = new Version("good-1");
  private static final Version FRESH = new Version("good-2");

  @TempDir private static Path shared;

  @TempDir private Path place;
  private final AtomicInteger builds = new AtomicInteger();
  private final List<LocalFleet> fleets = new ArrayList<>();
  private ForwardingGateway gateway;
  private LocalFleet fleet;

  @BeforeAll
  static void compile() throws IOException {
    SmallService.compile(shared);
  }

  @BeforeEach
  void open() throws IOException {
    gateway = ForwardingGateway.open();
    fleet = fleet();
  }

  @AfterEach
  void end() throws Exception {
    fleet.stop();
    for (LocalFleet each : fleets) {
      each.close();
    }
    gateway.close();
  }

  /// As another naosu would open it.
  private LocalFleet fleet() {
    LocalSettings usual = LocalSettings.usual();
    Builder builder =
        sources -> {
          builds.incrementAndGet();
          return SmallService.built(shared, sources);
        };
    LocalFleet opened =
        new LocalFleet(
            place.resolve("shop"),
            new LocalSettings(
                2,
                usual.firstPort(),
                usual.lastPort(),
                Duration.ofSeconds(20),
                Duration.ofMillis(300),
                Duration.ofSeconds(10),
                Duration.ofSeconds(5),
                Map.of("EXTRA", "1"),
                1,
                new WarmUp(List.of("/warm"), 3)),
            (version, into) -> SmallService.sources(version.name(), into),
            builder,
            gateway,
            text -> text.replace("hunter2hunter2", "…"),
            InstantSource.system());
    fleets.add(opened);
    return opened;
  }

  private String ask(String path) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(
              HttpRequest.newBuilder(gateway.at(path)).build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }

  private Set<String> askOften(int times) throws IOException, InterruptedException {
    Set<String> answers = new HashSet<>();
    for (int i = 0; i < times; i++) {
      answers.add(ask("/"));
    }
    return answers;
  }

  private void eventually(BooleanSupplier condition) throws InterruptedException {
    for (int i = 0; i < 300 && !condition.getAsBoolean(); i++) {
      Thread.sleep(100);
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }

  private long alive() {
    return ProcessHandle.allProcesses()
        .filter(ProcessHandle::isAlive)
        .filter(
            each ->
                each.info()
                    .arguments()
                    .filter(words -> List.of(words).contains(shared.toString()))
                    .isPresent())
        .count();
  }

  private static long pid(Instance instance) {
    return Long.parseLong(instance.where().replaceAll(".*process ", ""));
  }

  @Test
  void two_versions_serve_beside_each_other_and_the_old_one_leaves() throws Exception {
    assertThat(fleet.start(OLD)).isEqualTo(new Started.Well());
    fleet.share(Split.all(OLD));
    assertThat(fleet.start(FRESH)).isEqualTo(new Started.Well());
    assertThat(askOften(10)).hasSize(2).allMatch(each -> each.startsWith("good-1@"));

    fleet.share(Split.canary(OLD, FRESH, 0.5));
    assertThat(askOften(20)).hasSize(4);
    assertThat(fleet.standing().running()).containsExactlyInAnyOrder(OLD, FRESH);
    assertThat(fleet.standing().split()).contains(Split.canary(OLD, FRESH, 0.5));

    assertThatThrownBy(() -> fleet.retire(OLD)).hasMessageContaining("still gets requests");
    fleet.share(Split.all(FRESH));
    fleet.retire(OLD);
    assertThat(askOften(10)).hasSize(2).allMatch(each -> each.startsWith("good-2@"));
    assertThat(fleet.standing().running()).containsExactly(FRESH);
    assertThat(alive()).isEqualTo(2);
  }

  @Test
  void what_is_asked_for_again_is_not_done_again() throws Exception {
    fleet.start(OLD);
    List<String> before = fleet.instances().stream().map(Instance::where).toList();
    assertThat(fleet.start(OLD)).isEqualTo(new Started.Well());
    assertThat(fleet.instances()).extracting(Instance::where).isEqualTo(before);
    assertThat(builds).hasValue(1);
    fleet.retire(OLD);
    fleet.retire(OLD);
    assertThat(fleet.start(OLD)).isEqualTo(new Started.Well());
    assertThat(builds).as("the build was kept").hasValue(1);
  }

  @Test
  void what_does_not_come_up_is_unwell_and_nothing_of_it_runs() throws Exception {
    assertThat(fleet.start(new Version("broken")))
        .isInstanceOfSatisfying(
            Started.Unwell.class,
            unwell -> {
              assertThat(unwell.why()).contains("ended before it was ready");
              assertThat(unwell.output())
                  .contains("no table called prices", "password=…")
                  .doesNotContain("hunter2");
            });
    assertThat(fleet.start(new Version("fleeting")))
        .isInstanceOfSatisfying(
            Started.Unwell.class,
            unwell ->
                assertThat(unwell.why())
                    .matches("instance [12] ended (soon after|before) it was ready"));
    assertThat(fleet.standing().running()).isEmpty();
    assertThat(alive()).isZero();
    assertThatThrownBy(() -> fleet.share(Split.all(new Version("broken"))))
        .hasMessageContaining("does not run; start it first");
  }

  private List<URI> routed() {
    return gateway.routing().orElseThrow().instances().getOrDefault(OLD, List.of());
  }

  private void kill(Instance victim) throws InterruptedException {
    ProcessHandle.of(pid(victim)).orElseThrow().destroyForcibly();
    eventually(() -> ProcessHandle.of(pid(victim)).filter(ProcessHandle::isAlive).isEmpty());
  }

  private static URI address(Instance instance) {
    return URI.create("http://" + instance.where().replaceAll(",.*", ""));
  }

  /// Makes an instance say that it is ill, or well again.
  private void ill(Instance instance, boolean isIll) throws IOException {
    Path mark = place.resolve("shop/builds/good-1/sources/ill-" + address(instance).getPort());
    if (isIll) {
      Files.writeString(mark, "");
    } else {
      Files.delete(mark);
    }
  }

  private List<String> happened() throws IOException {
    return fleet.happened().stream().map(Roster.Happening::what).toList();
  }

  /// What serves one version, so that single instances can be changed.
  private List<Instance> serving(int instances) throws Exception {
    fleet.start(OLD);
    fleet.share(Split.all(OLD));
    assertThat(fleet.scale(OLD, instances)).isEqualTo(new Started.Well());
    return fleet.instances();
  }

  @Test
  void a_killed_instance_is_left_out_at_once_and_replaced() throws Exception {
    Instance victim = serving(2).getFirst();
    kill(victim);

    fleet.watch();
    assertThat(routed()).hasSize(1).doesNotContain(address(victim));
    assertThat(askOften(4)).hasSize(1);
    assertThat(fleet.instances().getFirst().condition()).isIn(Condition.STARTING, Condition.WELL);
    try (Upkeep _ = Upkeep.of(fleet, Duration.ofMillis(100))) {
      eventually(() -> routed().size() == 2);
    }
    assertThat(askOften(4)).hasSize(2);
    assertThat(fleet.instances().getFirst().note()).contains("ended by itself once");
    assertThat(happened())
        .containsSubsequence(
            "instance 1 of good-1 has ended by itself, and is started anew",
            "instance 1 of good-1 is warm and gets requests");
  }

  @Test
  void one_that_ends_again_and_again_gets_a_pause_and_no_requests() throws Exception {
    serving(2);
    Files.writeString(place.resolve("shop/builds/good-1/sources/mood"), "broken");
    kill(fleet.instances().getFirst());
    fleet.tend();
    eventually(() -> happenedOften("for the 2. time"));
    assertThat(routed()).hasSize(1);
    assertThat(fleet.instances().getFirst().note()).contains("2 times", "is started anew soon");
  }

  private boolean happenedOften(String words) {
    try {
      fleet.watch();
      return happened().stream().anyMatch(each -> each.contains(words));
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void one_that_looks_ill_is_left_out_after_three_looks_and_back_when_it_is_well()
      throws Exception {
    Instance patient = serving(2).getFirst();
    ill(patient, true);
    fleet.tend();
    fleet.tend();
    assertThat(routed()).hasSize(2);
    fleet.tend();
    assertThat(routed()).doesNotContain(address(patient)).hasSize(1);
    ill(patient, false);
    fleet.tend();
    assertThat(routed()).hasSize(2);
  }

  @Test
  void when_most_look_ill_at_once_the_looking_is_doubted_and_the_route_stays() throws Exception {
    List<Instance> all = serving(3);
    ill(all.get(0), true);
    ill(all.get(1), true);
    for (int i = 0; i < 5; i++) {
      fleet.tend();
    }
    assertThat(routed()).hasSize(3);
    assertThat(happened())
        .contains(
            "2 of 3 instances of good-1 look ill at once: the looking is doubted, and the route"
                + " stays as it is");
    ill(all.get(1), false);
    fleet.tend();
    assertThat(routed()).as("one alone is believed").hasSize(2);
  }

  @Test
  void several_naosus_and_one_that_was_started_anew_agree_on_the_route() throws Exception {
    Instance patient = serving(2).getFirst();
    LocalFleet other = fleet();
    ill(patient, true);
    fleet.tend();
    int orders = gateway.orders();
    other.tend();
    fleet().tend();
    assertThat(gateway.orders()).as("one missed look changes nothing").isEqualTo(orders);
    fleet.tend();
    fleet.tend();
    assertThat(routed()).hasSize(1);
    orders = gateway.orders();
    for (int i = 0; i < 4; i++) {
      other.tend();
      fleet.tend();
      fleet().tend();
    }
    assertThat(gateway.orders()).isEqualTo(orders);
    assertThat(routed()).hasSize(1);
  }

  @Test
  void more_instances_get_requests_once_they_are_warm_and_fewer_end_what_is_under_way()
      throws Exception {
    fleet.start(OLD);
    fleet.share(Split.all(OLD));
    assertThat(fleet.scale(OLD, 3)).isEqualTo(new Started.Well());
    assertThat(fleet.wanted(OLD)).isEqualTo(3);
    assertThat(askOften(9)).hasSize(3);
    int port = address(fleet.instances().getLast()).getPort();
    assertThat(place.resolve("shop/builds/good-1/sources/warmed-" + port)).hasContent("xxx");

    List<CompletableFuture<String>> slow = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      CompletableFuture<String> answer = new CompletableFuture<>();
      slow.add(answer);
      Thread.startVirtualThread(
          () -> {
            try {
              answer.complete(ask("/slow"));
            } catch (IOException | InterruptedException e) {
              answer.completeExceptionally(e);
            }
          });
    }
    eventually(() -> gateway.underWay(OLD) == 6);
    assertThat(fleet.scale(OLD, 1)).isEqualTo(new Started.Well());
    assertThat(slow).allSatisfy(each -> assertThat(each.join()).startsWith("good-1@"));
    assertThat(fleet.instances()).extracting(Instance::name).containsExactly("1");
    assertThat(alive()).isEqualTo(1);
    assertThat(happened()).contains("good-1: 1 instances instead of 3");
    fleet.tend();
    assertThat(alive()).isEqualTo(1);
  }

  @Test
  void one_that_does_not_get_well_is_not_added() throws Exception {
    serving(2);
    Files.writeString(place.resolve("shop/builds/good-1/sources/mood"), "broken");
    assertThat(fleet.scale(OLD, 4))
        .isInstanceOfSatisfying(
            Started.Unwell.class,
            unwell -> {
              assertThat(unwell.why()).endsWith("ended before it was ready");
              assertThat(unwell.output()).contains("no table called prices");
            });
    assertThat(fleet.wanted(OLD)).isEqualTo(2);
    assertThat(fleet.instances()).hasSize(2);
    assertThat(askOften(4)).hasSize(2);
  }

  @Test
  void what_a_killed_naosu_began_to_add_is_added_by_the_next() throws Exception {
    serving(2);
    Path crew = place.resolve("shop/crew.json");
    Files.writeString(crew, Files.readString(crew).replace("\"wanted\":2", "\"wanted\":3"));
    try (LocalFleet other = fleet();
        Upkeep _ = Upkeep.of(other, Duration.ofMillis(100))) {
      eventually(() -> routed().size() == 3);
    }
    assertThat(askOften(6)).hasSize(3);
  }

  @Test
  void a_restarted_instance_loses_no_request_and_keeps_its_number() throws Exception {
    List<Instance> before = serving(2);
    AtomicBoolean goOn = new AtomicBoolean(true);
    ConcurrentLinkedQueue<Integer> answers = new ConcurrentLinkedQueue<>();
    CompletableFuture<Void> customer = new CompletableFuture<>();
    Thread.startVirtualThread(
        () -> {
          try (HttpClient client = HttpClient.newHttpClient()) {
            while (goOn.get()) {
              answers.add(
                  client
                      .send(
                          HttpRequest.newBuilder(gateway.at("/slow")).build(),
                          HttpResponse.BodyHandlers.discarding())
                      .statusCode());
            }
            customer.complete(null);
          } catch (IOException | InterruptedException e) {
            customer.completeExceptionally(e);
          }
        });
    assertThat(fleet.restart(OLD, "1")).isEqualTo(new Started.Well());
    goOn.set(false);
    customer.join();
    List<Instance> after = fleet.instances();
    assertThat(answers).isNotEmpty().containsOnly(200);
    assertThat(after).extracting(Instance::name).containsExactly("1", "2");
    assertThat(pid(after.get(0))).isNotEqualTo(pid(before.get(0)));
    assertThat(pid(after.get(1))).isEqualTo(pid(before.get(1)));
    assertThat(askOften(4)).hasSize(2);
    assertThatThrownBy(() -> fleet.restart(OLD, "7")).hasMessageContaining("no instance called 7");
  }

  @Test
  void one_that_hangs_is_replaced_although_what_is_under_way_there_never_ends() throws Exception {
    List<Instance> before = serving(2);
    long hanging = pid(before.getFirst());
    assertThat(new ProcessBuilder("kill", "-STOP", Long.toString(hanging)).start().waitFor())
        .isZero();
    CompletableFuture<?> waits =
        CompletableFuture.allOf(
            Stream.generate(() -> CompletableFuture.runAsync(() -> asked("/")))
                .limit(2)
                .toArray(CompletableFuture[]::new));
    eventually(() -> gateway.underWay(address(before.getFirst())) > 0);

    assertThat(fleet.restart(OLD, "1")).isEqualTo(new Started.Well());
    waits.join();
    assertThat(ProcessHandle.of(hanging).filter(ProcessHandle::isAlive)).isEmpty();
    assertThat(fleet.instances()).extracting(Instance::condition).containsOnly(Condition.WELL);
    assertThat(fleet.addresses())
        .containsKeys(before.getFirst().id(), before.getLast().id())
        .containsEntry(before.getLast().id(), address(before.getLast()).resolve("/ready"));
  }

  private void asked(String path) {
    try {
      ask(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void one_that_was_taken_out_of_the_route_stays_out_until_it_is_put_back() throws Exception {
    Instance aside = serving(2).getFirst();
    fleet.setAside(OLD, "1", true);
    fleet.setAside(OLD, "1", true);
    fleet().tend();
    assertThat(routed()).hasSize(1);
    assertThat(fleet.instances().getFirst().condition()).isEqualTo(Condition.ASIDE);
    kill(aside);
    fleet.watch();
    assertThat(fleet.instances().getFirst().condition())
        .as("also when it is started anew")
        .isEqualTo(Condition.ASIDE);
    fleet.setAside(OLD, "1", false);
    try (Upkeep _ = Upkeep.of(fleet, Duration.ofMillis(100))) {
      eventually(() -> routed().size() == 2);
    }
  }

  @Test
  void what_an_earlier_naosu_has_kept_is_understood() throws Exception {
    serving(2);
    Path crew = place.resolve("shop/crew.json");
    Files.writeString(
        crew,
        Files.readString(crew)
            .replaceAll(",\"served\":\\[.*", "}")
            .replaceAll(",\"wanted\":\\d+", "")
            .replaceAll(",\"duty\":\"ON\"", ""));
    assertThat(Files.readString(crew)).doesNotContain("duty", "wanted", "happened");
    fleet.tend();
    assertThat(routed()).hasSize(2);
    assertThat(fleet.wanted(OLD)).isEqualTo(2);
  }

  @Test
  void versions_that_got_all_requests_are_remembered() throws Exception {
    fleet.start(OLD);
    fleet.share(Split.all(OLD));
    fleet.start(FRESH);
    fleet.share(Split.canary(OLD, FRESH, 0.5));
    fleet.share(Split.all(OLD));
    fleet.share(Split.all(FRESH));
    assertThat(fleet.served()).extracting(Roster.Served::version).containsExactly(OLD, FRESH);
  }

  @Test
  void its_work_is_measured() throws Exception {
    serving(2);
    LoadMeter meter = new LoadMeter(fleet, gateway, 1, Duration.ZERO, InstantSource.system());
    assertThat(meter.measure().cpu()).as("one look alone says nothing").isEmpty();
    askOften(20);
    Workload load = meter.measure();
    assertThat(load.version()).isEqualTo(OLD);
    assertThat(load.wanted()).isEqualTo(2);
    assertThat(load.serving()).isEqualTo(2);
    assertThat(load.cpu().orElseThrow()).isBetween(0.0, 1_000.0);
    assertThat(load.underWay()).hasValue(0);
    fleet.setAside(OLD, "1", true);
    assertThat(meter.measure().serving()).isEqualTo(1);
  }

  @Test
  void another_naosu_finds_what_runs() throws Exception {
    fleet.start(OLD);
    fleet.share(Split.all(OLD));
    fleet.close();

    LocalFleet other = fleet();
    assertThat(other.standing().running()).containsExactly(OLD);
    assertThat(other.start(OLD)).isEqualTo(new Started.Well());
    assertThat(askOften(4)).hasSize(2);
    assertThat(alive()).isEqualTo(2);
    fleet = other;
  }

  @Test
  void a_number_that_another_process_got_is_left_alone() throws Exception {
    fleet.start(OLD);
    Path crew = place.resolve("shop/crew.json");
    String kept = Files.readString(crew);
    long victim = pid(fleet.instances().getFirst());
    Process stranger = new ProcessBuilder("setsid", "sleep", "60").start();
    try {
      Files.writeString(
          crew, kept.replace("\"pid\":" + victim + ",", "\"pid\":" + stranger.pid() + ","));
      assertThat(fleet.instances().getFirst().condition()).isEqualTo(Condition.UNWELL);
      fleet.tend();
      fleet.stop();
      assertThat(stranger.isAlive()).isTrue();
    } finally {
      stranger.destroyForcibly();
      ProcessHandle.of(victim).ifPresent(ProcessHandle::destroyForcibly);
    }
  }

  @Test
  void no_request_is_lost_while_versions_change() throws Exception {
    fleet.start(OLD);
    fleet.share(Split.all(OLD));
    AtomicBoolean goOn = new AtomicBoolean(true);
    ConcurrentLinkedQueue<Integer> answers = new ConcurrentLinkedQueue<>();
    List<CompletableFuture<Void>> customers = new ArrayList<>();
    for (String path : List.of("/", "/slow", "/slow")) {
      CompletableFuture<Void> done = new CompletableFuture<>();
      customers.add(done);
      Thread.startVirtualThread(
          () -> {
            try (HttpClient client = HttpClient.newHttpClient()) {
              while (goOn.get()) {
                answers.add(
                    client
                        .send(
                            HttpRequest.newBuilder(gateway.at(path)).build(),
                            HttpResponse.BodyHandlers.discarding())
                        .statusCode());
              }
              done.complete(null);
            } catch (IOException | InterruptedException e) {
              done.completeExceptionally(e);
            }
          });
    }
    fleet.start(FRESH);
    fleet.share(Split.canary(OLD, FRESH, 0.5));
    Thread.sleep(300);
    fleet.share(Split.all(FRESH));
    fleet.retire(OLD);
    Thread.sleep(300);
    goOn.set(false);
    customers.forEach(CompletableFuture::join);
    assertThat(answers).hasSizeGreaterThan(10).containsOnly(200);
  }

  @Test
  void services_are_told_their_version_and_not_naosus_secrets() throws Exception {
    fleet.start(OLD);
    fleet.share(Split.all(OLD));
    assertThat(ask("/")).endsWith(" good-1 null");
  }

  @Test
  void old_builds_go_and_those_that_run_stay() throws Exception {
    fleet.start(OLD);
    fleet.share(Split.all(OLD));
    for (String name : List.of("good-2", "good-3", "good-4")) {
      fleet.start(new Version(name));
      fleet.retire(new Version(name));
    }
    try (var all = Files.list(place.resolve("shop/builds"))) {
      assertThat(all.map(each -> each.getFileName().toString()))
          .containsExactlyInAnyOrder("good-1", "good-4");
    }
  }

  @Test
  void what_nobody_answers_for_keeps_its_place_in_the_routing() throws Exception {
    fleet.start(OLD);
    fleet.share(Split.all(OLD));
    for (Instance each : fleet.instances()) {
      ProcessHandle.of(pid(each)).orElseThrow().destroyForcibly();
    }
    fleet.tend();
    Routing routing = gateway.routing().orElseThrow();
    assertThat(routing.split()).isEqualTo(Split.all(OLD));
    assertThat(routing.instances().get(OLD)).hasSize(2);
  }

  /// Whatever the moment: before the first process, between two, or while they get ready.
  @ParameterizedTest
  @ValueSource(longs = {100, 300, 700, 1500})
  void a_naosu_that_is_killed_while_it_starts_a_version_leaves_nothing_half_done(long moment)
      throws Exception {
    Path began = place.resolve("began");
    Process naosu =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                KilledNaosu.class.getName(),
                place.resolve("shop").toString(),
                shared.toString(),
                OLD.name(),
                began.toString())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      eventually(() -> Files.exists(began));
      Thread.sleep(moment);
    } finally {
      naosu.destroyForcibly().waitFor();
    }
    // what was at the gate has ended; what was let through is known
    Set<Long> known =
        fleet.instances().stream()
            .filter(each -> !each.where().isEmpty())
            .map(LocalFleetTest::pid)
            .collect(Collectors.toSet());
    eventually(() -> alive() <= known.size());

    assertThat(fleet.start(OLD)).isEqualTo(new Started.Well());
    fleet.share(Split.all(OLD));
    assertThat(askOften(6)).hasSize(2);
    assertThat(alive()).isEqualTo(2);
  }

  @Test
  void what_a_killed_naosu_began_and_nobody_goes_on_with_is_ended() throws Exception {
    fleet.start(OLD);
    Path crew = place.resolve("shop/crew.json");
    Files.writeString(
        crew,
        Files.readString(crew)
            .replace("\"UP\"", "\"STARTING\"")
            .replaceFirst("\"since\":\\d+", "\"since\":1000"));
    assertThat(fleet.standing().running()).isEmpty();
    fleet.tend();
    fleet.tend();
    fleet.tend();
    eventually(() -> alive() == 0);
    assertThat(fleet.instances()).isEmpty();
  }
}
