package dev.naosu.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.naosu.access.Role;
import dev.naosu.app.serve.Decoders;
import dev.naosu.app.serve.Senders;
import dev.naosu.app.web.Halt;
import dev.naosu.app.web.TestHouse;
import dev.naosu.cycle.incident.Note;
import dev.naosu.cycle.incident.State;
import dev.naosu.detect.RecordedRequest;
import dev.naosu.detect.Signal;
import dev.naosu.redaction.Redaction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `heal --server`, against a real server whose cycle is played by the test.
class HealingAwayTest {
  @TempDir private Path directory;
  private final TypedLine typed = new TypedLine();
  private final Map<String, String> environment = typed.environment();
  private TestHouse house;

  @BeforeEach
  void open() throws IOException {
    house = new TestHouse(Decoders.all(new Redaction(false), Senders.usual())).start();
    environment.put("NAOSU_TOKEN", house.token(Role.OPERATOR));
  }

  @AfterEach
  void close() {
    house.close();
  }

  @Test
  void a_failing_test_becomes_an_incident_that_is_followed_to_its_end() throws Exception {
    Thread cycle =
        cycle(1, "built in 1.2 s", State.HEALING, State.PROVEN, State.SHIPPING, State.HEALED);
    assertThat(heal("--test", "shop.CartTest.total()")).isZero();
    cycle.join();
    assertThat(house.incidents.signals(1, 5))
        .singleElement()
        .satisfies(
            signal -> {
              assertThat(signal.kind()).isEqualTo(Signal.Kind.TEST_FAILURE);
              assertThat(signal.failingTests()).containsExactly("shop.CartTest#total");
              assertThat(signal.origin().service()).isEqualTo("shop");
            });
    assertThat(output())
        .containsSubsequence(
            "incident 1 opened: shop.CartTest#total fails",
            "/incidents/1",
            "built in 1.2 s",
            "healed",
            "Incident 1: shop.CartTest#total fails");
    assertThat(errors()).isEmpty();
  }

  @Test
  void an_incident_that_is_given_up_is_1_and_says_so() throws Exception {
    Thread cycle = cycle(1, "not repaired: nothing holds", State.HEALING, State.ESCALATED);
    assertThat(heal("--test", "CartTest#total")).isEqualTo(1);
    cycle.join();
    assertThat(output()).contains("not repaired: nothing holds", "escalated", "naosu close 1");
  }

  @Test
  void a_repair_that_waits_for_a_person_is_the_end_too() throws Exception {
    Thread cycle = cycle(1, "a repair holds", State.HEALING, State.PROVEN, State.APPROVAL);
    assertThat(heal("--test", "CartTest#total", "--json")).isZero();
    cycle.join();
    JsonNode incident = new ObjectMapper().readTree(output());
    assertThat(incident.path("state").asText()).isEqualTo("APPROVAL");
    assertThat(incident.path("id").asLong()).isEqualTo(1);
    assertThat(errors()).isEmpty();
  }

  @Test
  void what_is_reported_again_is_followed_where_it_is() throws Exception {
    Thread first = cycle(1, "on it", State.HEALING, State.PROVEN, State.APPROVAL);
    assertThat(heal("--test", "CartTest#total")).isZero();
    first.join();
    assertThat(heal("--test", "CartTest#total")).isZero();
    assertThat(output()).contains("incident 1, which is known already");
    assertThat(house.incidents.find(1).orElseThrow().signals()).isEqualTo(2);
  }

  @Test
  void a_recording_is_sent_whole_and_in_the_order_that_helps() throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("requests.jsonl"),
            """
            {"role":"failing","path":"/prices/x","answer":{"status":500},"trace":"java.lang.NullPointerException: no\\n\\tat shop.Prices.of(Prices.java:24)"}
            {"role":"good","path":"/prices/y","answer":{"status":200,"body":"3"}}
            {"role":"failing","method":"POST","path":"/carts","answer":{"status":200,"body":"1"},"expected":{"status":200,"body":"2"}}
            {"role":"good","path":"/busy","answer":{"status":503}}
            """);
    Thread first = cycle(1, "built", State.HEALING, State.ESCALATED);
    Thread second = cycle(2, "built too", State.HEALING, State.PROVEN, State.APPROVAL);
    assertThat(heal("--requests", file.toString())).isEqualTo(1);
    first.join();
    second.join();
    assertThat(output())
        .contains(
            "1 good request left out",
            "incident 1 opened: NullPointerException in Prices.of",
            "incident 2 opened: POST /carts answered 200",
            "1  built",
            "2  built too");
    assertThat(house.incidents.goodRequests("shop", 9)).hasSize(1);
    RecordedRequest wrong = house.incidents.signals(2, 1).getFirst().request().orElseThrow();
    assertThat(wrong.role()).isEqualTo(RecordedRequest.Role.FAILING);
    assertThat(wrong.expected().orElseThrow().body().orElseThrow().text()).isEqualTo("2");
  }

  @Test
  void a_server_that_is_stopped_is_told_while_it_is_waited_for() throws Exception {
    house.halt.stop(new Halt.Stopped("ada", TestHouse.NOON, "strange"));
    Thread cycle =
        Thread.ofVirtual()
            .start(
                () -> {
                  await("is stopped");
                  house.halt.resume();
                  await("goes on");
                  play(1, "built", State.HEALING, State.ESCALATED);
                });
    assertThat(heal("--test", "CartTest#total")).isEqualTo(1);
    cycle.join();
    assertThat(output()).contains("the server is stopped", "the server goes on");
  }

  @Test
  void an_interrupt_is_130_and_leaves_the_server_at_work() throws Exception {
    Thread here = Thread.currentThread();
    Thread.ofVirtual()
        .start(
            () -> {
              await("incident 1 opened: ");
              here.interrupt();
            });
    assertThat(heal("--test", "CartTest#total")).isEqualTo(130);
    assertThat(house.incidents.find(1).orElseThrow().state()).isEqualTo(State.OPEN);
    assertThat(house.sent).containsExactly("start 1");
  }

  @Test
  void what_makes_no_sense_there_is_refused_all_at_once() {
    assertThat(heal("--apply", "--report", "r.html", "--budget", "9s", directory.toString()))
        .isEqualTo(2);
    assertThat(errors())
        .contains(
            "5 mistakes",
            "what fails is missing",
            "PROJECT does not go with --server",
            "--apply does not go with --server",
            "--report does not go with --server",
            "--budget does not go with --server");
    assertThat(run("heal", "--server", "ftp://x", "--test", "a b")).isEqualTo(2);
    assertThat(errors())
        .contains("3 mistakes", "ftp://x", "--service is missing", "a b names no test");
    assertThat(run("heal", "--service", "shop")).isEqualTo(2);
    assertThat(errors()).contains("give --server too");
  }

  @Test
  void a_server_of_the_environment_is_asked_only_when_a_server_is_wanted() {
    environment.put("NAOSU_SERVER", "http://localhost:1");
    assertThat(run("heal", directory.toString())).isEqualTo(3);
    assertThat(errors()).contains("no project is healed here");
    assertThat(run("heal", "--server", "--service", "shop", "--test", "A#b")).isEqualTo(3);
    assertThat(errors()).contains("No naosu answers at http://localhost:1");
  }

  @Test
  void a_right_that_is_missing_is_3() {
    environment.put("NAOSU_TOKEN", house.token(Role.VIEWER));
    assertThat(heal("--test", "CartTest#total")).isEqualTo(3);
    assertThat(errors()).contains("needs the role operator");
  }

  @Test
  void what_a_server_says_cannot_command_the_terminal() throws Exception {
    Thread cycle = cycle(1, "\u001b[2Jgone\u202e", State.HEALING, State.ESCALATED);
    assertThat(heal("--test", "CartTest#total")).isEqualTo(1);
    cycle.join();
    assertThat(output()).doesNotContain("\u001b", "\u202e");
  }

  @Test
  void help_tells_of_it() {
    assertThat(run("heal", "--help")).isZero();
    assertThat(output()).contains("--server", "--service", "NAOSU_SERVER");
  }

  /// Waits until the incident is opened, and does what a cycle would.
  private Thread cycle(long id, String said, State... states) {
    return Thread.ofVirtual()
        .start(
            () -> {
              await("incident " + id + (states.length == 0 ? "" : " opened"));
              play(id, said, states);
            });
  }

  private void play(long id, String said, State... states) {
    State from = State.OPEN;
    for (State to : states) {
      house.incidents.move(id, from, to, "", new Note(TestHouse.NOON, Note.NAOSU, to.words()));
      if (from == State.OPEN) {
        house.incidents.note(id, new Note(TestHouse.NOON, Note.NAOSU, said));
      }
      from = to;
    }
  }

  /// Until it is opened, or was told.
  private void await(String words) {
    try {
      for (int i = 0; i < 500 && !output().contains(words); i++) {
        if (words.matches("incident \\d+ opened")
            && house.incidents.find(Long.parseLong(words.replaceAll("\\D", ""))).isPresent()) {
          return;
        }
        Thread.sleep(Duration.ofMillis(20));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private int heal(String... words) {
    String[] all = new String[words.length + 5];
    List<String> first = List.of("heal", "--server", house.at("").toString(), "--service", "shop");
    first.toArray(all);
    System.arraycopy(words, 0, all, 5, words.length);
    return run(all);
  }

  private int run(String... words) {
    return typed.run(words);
  }

  private String output() {
    return typed.output();
  }

  private String errors() {
    return typed.errors();
  }
}
