package dev.naosu.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.naosu.access.Role;
import dev.naosu.app.web.TestHouse;
import dev.naosu.cycle.incident.ApprovalRules;
import dev.naosu.cycle.incident.Desk;
import dev.naosu.cycle.incident.Quorum;
import dev.naosu.cycle.incident.State;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The commands that talk to a server, against a real one.
class ServerVerbsTest {
  private static final String SEEN = Desk.seen(TestHouse.remedy());

  private final TypedLine typed = new TypedLine();
  private final Map<String, String> environment = typed.environment();
  private TestHouse house;

  @BeforeEach
  void open() throws IOException {
    house = new TestHouse().start();
    environment.put("NAOSU_SERVER", house.at("").toString());
    environment.put("NAOSU_TOKEN", house.token(Role.ADMIN));
  }

  @AfterEach
  void close() {
    house.close();
  }

  @Test
  void incidents_are_listed_with_what_to_do_next() {
    house.asking(7);
    house.incident(6, State.HEALED, Optional.of(TestHouse.remedy()), "Invoice.total");
    assertThat(run("incidents")).isZero();
    assertThat(output())
        .contains("7  needs approval  NullPointerException in PriceTable.lookup")
        .contains("shop in production · 14 errors · last 20 s ago · confidence 0.62")
        .contains("6  healed          NullPointerException in Invoice.total")
        .contains("naosu show 7");
    assertThat(run("incidents", "--state", "healed", "--limit", "1")).isZero();
    assertThat(output()).contains("Invoice.total").doesNotContain("PriceTable");
  }

  @Test
  void no_incident_is_good_news() {
    assertThat(run("incidents")).isZero();
    assertThat(output()).contains("No incident");
    assertThat(run("incidents", "--state", "BROKEN")).isEqualTo(1);
    assertThat(errors()).contains("There is no state BROKEN", "The states are");
  }

  @Test
  void an_incident_is_shown_in_the_order_a_reader_asks() {
    house.asking(7);
    assertThat(run("show", "7")).isZero();
    assertThat(output())
        .containsSubsequence(
            "Incident 7: NullPointerException in PriceTable.lookup",
            "needs approval · shop in production, version b41c · 14 errors, first 10 min ago",
            "Seen 2.0 s after it began",
            "Cause",
            "Fix       return 0 when price == null (PriceTable.java:58)",
            "+    if (price == null) {",
            "Proof",
            "Doubt",
            "Timeline",
            "naosu approve 7 --seen " + house.desk.card(7).orElseThrow().seen());
  }

  @Test
  void why_an_incident_came_about_is_shown() {
    house.incident(7, State.ESCALATED, Optional.empty(), "PriceTable.lookup");
    house.incidents.explained(7, TestHouse.toldReport("\u001b[31m"));
    assertThat(run("show", "7")).isZero();
    assertThat(output())
        .containsSubsequence(
            "Cause     code fault: PriceTable.java:58",
            "Why       9 of 9 were thrown there",
            "Doubt     1 of 9 elsewhere",
            "Or else   deploy: b41b → b41c",
            "Changed   shop went to b41c",
            "Usual     cpu of shop was as usual",
            "Told      All of it was thrown there",
            "(a model's words)",
            "Hit       shop",
            "0.18 of requests",
            "Then      repair the code")
        .doesNotContain("\u001b[31m");
  }

  @Test
  void a_repair_is_approved_as_it_was_seen() {
    house.asking(7);
    assertThat(run("approve", "7", "--seen", "0123456789abcdef")).isEqualTo(1);
    assertThat(errors()).contains("another repair is proposed by now");
    assertThat(run("approve", "7", "--seen", Desk.seen(TestHouse.remedy()))).isZero();
    assertThat(output()).contains("approved: return 0 when price == null (PriceTable.java:58)");
    assertThat(house.sent).containsExactly("decision 7 APPROVE " + SEEN + " token:admin");
  }

  @Test
  void an_approval_that_is_not_enough_says_so() throws IOException {
    Quorum two = new Quorum(2, Role.APPROVER);
    try (TestHouse strict =
        new TestHouse(
                new ApprovalRules(two, Map.of(), 0, two, Duration.ofHours(24), Set.of()),
                _ -> List.of())
            .start()) {
      environment.put("NAOSU_SERVER", strict.at("").toString());
      environment.put("NAOSU_TOKEN", strict.token(Role.APPROVER));
      strict.asking(7);
      assertThat(run("approve", "7")).isZero();
      assertThat(output()).contains("1 of 2 have approved").doesNotContain("approved: return");
      assertThat(strict.sent).isEmpty();
    }
  }

  @Test
  void a_no_needs_a_reason() {
    house.asking(7);
    assertThat(run("deny", "7")).isEqualTo(2);
    assertThat(errors()).contains("a reason is missing");
    assertThat(run("deny", "7", "--reason", "0 is a price", "--again")).isZero();
    assertThat(run("deny", "7", "--reason", "no")).isZero();
    assertThat(house.sent)
        .containsExactly(
            "decision 7 SEND_BACK " + SEEN + " token:admin",
            "decision 7 DENY " + SEEN + " token:admin");
    assertThat(house.journal.after(0, 100))
        .extracting(record -> record.entry().detail())
        .anyMatch(each -> each.startsWith("0 is a price (saw card "))
        .anyMatch(each -> each.startsWith("no (saw card "));
  }

  @Test
  void people_say_what_becomes_of_a_rollout() {
    house.rollingOut(7, State.HELD);
    assertThat(run("show", "7")).isZero();
    assertThat(output())
        .contains("held: f1x0000 beside b41c000", "f1x0000 failed 1 of 10", "naosu continue 7");
    assertThat(run("promote", "7", "--seen", "other")).isEqualTo(1);
    assertThat(errors()).contains("another version is rolled out by now");
    assertThat(run("continue", "7")).isZero();
    assertThat(run("promote", "7")).isZero();
    assertThat(run("rollback", "7", "--reason", "too slow")).isZero();
    assertThat(house.journal.after(0, 100))
        .extracting(record -> record.entry().action())
        .contains("wants: GO_ON", "wants: PROMOTE", "wants: ROLL_BACK");
  }

  @Test
  void an_incident_is_closed() {
    house.incident(4, State.ESCALATED, Optional.empty(), "Stock.reserve");
    assertThat(run("close", "4", "--reason", "done by hand")).isZero();
    assertThat(run("close", "4")).isEqualTo(1);
    assertThat(errors()).contains("cannot be closed");
    assertThat(run("close", "99")).isEqualTo(1);
    assertThat(errors()).contains("There is no incident 99");
  }

  @Test
  void stop_and_resume_say_how_it_stands() {
    assertThat(run("stop", "--reason", "strange")).isZero();
    assertThat(output()).contains("naosu is stopped", "token:admin", "strange", "naosu resume");
    assertThat(house.halt.isOn()).isTrue();
    assertThat(run("resume")).isZero();
    assertThat(output()).contains("naosu goes on");
    assertThat(house.halt.isOn()).isFalse();
  }

  @Test
  void a_journal_that_was_changed_is_1() {
    assertThat(run("audit", "verify")).isZero();
    assertThat(output()).contains("4 records", "--head");
    String head = house.journal.head().toString();
    assertThat(run("audit", "verify", "--head", head)).isZero();
    assertThat(run("audit", "verify", "--head", "9:" + "a".repeat(64))).isEqualTo(1);
    house.journal.change(2, "nothing happened");
    assertThat(run("audit", "verify")).isEqualTo(1);
    assertThat(output()).contains("not what was written", "record 2 was changed");
  }

  @Test
  void with_json_only_the_object_is_on_standard_output() throws IOException {
    house.asking(7);
    assertThat(run("show", "7", "--json")).isZero();
    JsonNode incident = new ObjectMapper().readTree(output());
    assertThat(incident.path("remedy").path("place").asText()).isEqualTo("PriceTable.java:58");
    assertThat(run("show", "8", "--json")).isEqualTo(1);
    assertThat(new ObjectMapper().readTree(output()).path("status").asInt()).isEqualTo(404);
    assertThat(errors()).isEmpty();
  }

  @Test
  void a_server_that_is_away_is_3_and_told_with_what_to_do() throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      environment.put("NAOSU_SERVER", "http://localhost:" + free.getLocalPort() + "/");
    }
    assertThat(run("incidents")).isEqualTo(3);
    assertThat(errors()).contains("No naosu answers at http://localhost:", "naosu serve");
  }

  @Test
  void a_missing_a_wrong_and_an_expired_token_are_told_apart() {
    assertThat(run("incidents", "--token", "")).isEqualTo(3);
    assertThat(errors()).contains("there is no token", "NAOSU_TOKEN");
    assertThat(run("incidents", "--token", "naosu_x")).isEqualTo(3);
    assertThat(errors()).contains("does not know this token");
    house.passes(Duration.ofDays(3));
    assertThat(run("incidents")).isEqualTo(3);
    assertThat(errors()).contains("The token has expired", "Ask an admin");
  }

  @Test
  void a_right_that_is_missing_is_3() {
    house.asking(7);
    environment.put("NAOSU_TOKEN", house.token(Role.VIEWER));
    assertThat(run("approve", "7")).isEqualTo(3);
    assertThat(errors()).contains("needs the role approver, and you have viewer");
  }

  @Test
  void what_is_no_naosu_is_told() throws IOException {
    environment.put("NAOSU_SERVER", house.at("/login").toString());
    assertThat(run("incidents")).isIn(1, 3);
    assertThat(errors()).isNotBlank();
  }

  @Test
  void all_mistakes_in_the_words_are_told_at_once() {
    assertThat(run("deny", "seven", "--server", "ftp://x")).isEqualTo(2);
    assertThat(errors()).contains("3 mistakes", "ftp://x", "seven is no number", "reason");
    assertThat(run("audit")).isEqualTo(2);
    assertThat(errors()).contains("verify is the command");
  }

  @Test
  void what_a_server_says_cannot_command_the_terminal() {
    house.incident(
        1,
        State.APPROVAL,
        Optional.of(TestHouse.remedy("\u001b[2Jgone\u202e", "+\u001b]0;evil\u0007\n")),
        "\u001b[31mShop");
    assertThat(run("show", "1")).isZero();
    assertThat(run("incidents")).isZero();
    assertThat(output()).doesNotContain("\u001b", "\u0007", "\u202e");
  }

  @Test
  void help_lists_the_commands_and_each_has_its_own() {
    assertThat(run("--help")).isZero();
    assertThat(output()).contains("incidents", "approve", "audit");
    assertThat(run("deny", "--help")).isZero();
    assertThat(output()).contains("--reason", "--again", "NAOSU_SERVER");
    assertThat(run("audit", "verify", "--help")).isZero();
    assertThat(output()).contains("--head");
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
