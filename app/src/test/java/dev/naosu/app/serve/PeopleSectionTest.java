package dev.naosu.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.access.Role;
import dev.naosu.app.serve.ServerConfig.Reading;
import dev.naosu.app.web.Colleague;
import dev.naosu.cycle.incident.Quorum;
import dev.naosu.cycle.people.Occasion;
import dev.naosu.messages.MailChannel.Recipient;
import dev.naosu.messages.MailChannel.Server;
import dev.naosu.messages.MailChannel.Tls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeopleSectionTest {
  @TempDir private Path place;

  @Test
  void the_example_of_the_documentation_is_read() throws IOException {
    Files.writeString(place.resolve("slack-token"), "xoxb-1\n");
    Files.writeString(place.resolve("slack-signing-secret"), "8f742231b10e8888\n");
    Files.writeString(place.resolve("mail-password"), "hunter22\n");
    Files.writeString(place.resolve("pagerduty-key"), "R0123\n");
    Files.writeString(place.resolve("audit-secret"), "0123456789abcdef\n");
    String page = Files.readString(Path.of("..", "docs", "people.md"));
    String example = page.substring(page.indexOf("```yaml\n") + 8);
    PeopleSection people =
        good(
            example.substring(0, example.indexOf("```"))
                + "services: [{name: payments, repository: /tmp/payments}]\n");
    assertThat(people.address()).isEqualTo("https://naosu.example.org");
    assertThat(people.colleagues())
        .contains(
            new Colleague(
                "ada", Role.APPROVER, Optional.of("U012AB3CD"), Optional.of("ada@example.org")));
    assertThat(people.rules().quorum("shop", 0.6)).isEqualTo(new Quorum(1, Role.APPROVER));
    assertThat(people.rules().quorum("payments", 0.6)).isEqualTo(new Quorum(2, Role.APPROVER));
    assertThat(people.rules().quorum("shop", 0.4)).isEqualTo(new Quorum(2, Role.APPROVER));
    assertThat(people.rules().expiry()).isEqualTo(Duration.ofHours(24));
    assertThat(people.rules().bots()).containsExactly("ci");
    assertThat(people.slack().orElseThrow().settings().channel()).isEqualTo("C0123456789");
    assertThat(people.mail().orElseThrow().server())
        .isEqualTo(new Server("smtp.example.org", 587, Tls.STARTTLS, "naosu", "hunter22"));
    assertThat(people.mail().orElseThrow().recipients())
        .contains(new Recipient("bob", Role.ADMIN, "bob@example.org"));
    assertThat(people.pagerDuty().orElseThrow().tells()).isEqualTo(Occasion.alarming());
    assertThat(people.webhooks()).hasSize(1);
  }

  @Test
  void without_the_section_one_approver_is_enough_and_nobody_is_told() throws IOException {
    PeopleSection people = good("listen: 127.0.0.1:0\n");
    assertThat(people.hasChannels()).isFalse();
    assertThat(people.rules().quorum("shop", 0)).isEqualTo(new Quorum(1, Role.APPROVER));
  }

  @Test
  void everything_that_is_wrong_is_told_at_once_and_no_secret_with_it() throws IOException {
    List<String> problems =
        bad(
            """
            people:
              users:
                Ada: {role: approver}
                bob: {role: boss, slack: bob, mail: nowhere}
              approvals:
                people: 0
                role: viewer
                expiry: soon
                services: {nothing: {people: 2}}
                below: {confidence: 3}
              slack: {channel: general, token: xoxb-secret, tells: [everything]}
              mail: {server: smtp, tls: maybe, from: me}
              pagerduty: {}
              webhooks: {audit: {url: "ftp://x"}}
              telegram: {}
            """);
    assertThat(String.join("\n", problems))
        .contains(
            "people.users.Ada is no name",
            "people.users.bob.role is no role",
            "people.users.bob.slack is no id",
            "people.users.bob.mail is no address",
            "people.approvals.people is how many",
            "people.approvals.role is approver or admin",
            "people.approvals.expiry is a time",
            "people.approvals.services.nothing names no service",
            "people.approvals.below.confidence should be a number",
            "people.slack.channel is the id of a channel",
            "people.slack.token is not known",
            "people.slack needs the bot token (xoxb-…): write it into a file and name that as"
                + " tokenFile, or set NAOSU_SLACK_TOKEN",
            "people.slack.tells everything is none of opened",
            "people.mail.server is a host and a port",
            "people.mail.tls is starttls",
            "people.pagerduty needs",
            "people.webhooks.audit",
            "people.telegram is not known",
            "publicAddress is needed for people")
        .doesNotContain("xoxb-secret");
  }

  @Test
  void a_user_who_has_the_id_of_another_one_is_a_mistake() throws IOException {
    assertThat(
            bad(
                """
                people:
                  users:
                    ada: {role: approver, slack: U012AB3CD}
                    bob: {role: approver, slack: U012AB3CD}
                """))
        .anyMatch(each -> each.contains("which is somebody else's too"));
  }

  @Test
  void secrets_may_be_in_the_environment() throws IOException {
    PeopleSection people =
        good(
            """
            publicAddress: https://naosu.example.org
            people:
              slack: {channel: C0123456789}
            """,
            Map.of(
                "NAOSU_SLACK_TOKEN", "xoxb-1", "NAOSU_SLACK_SIGNING_SECRET", "8f742231b10e8888"));
    assertThat(people.slack().orElseThrow().settings().token()).isEqualTo("xoxb-1");
    assertThat(people.slack().orElseThrow().settings().toString()).doesNotContain("xoxb");
  }

  private PeopleSection good(String text) throws IOException {
    return good(text, Map.of());
  }

  private PeopleSection good(String text, Map<String, String> environment) throws IOException {
    Reading reading = read(text, environment);
    assertThat(reading).isInstanceOf(Reading.Good.class);
    return ((Reading.Good) reading).config().people();
  }

  private List<String> bad(String text) throws IOException {
    Reading reading = read(text, Map.of());
    assertThat(reading).isInstanceOf(Reading.Bad.class);
    return ((Reading.Bad) reading).problems();
  }

  private Reading read(String text, Map<String, String> environment) throws IOException {
    Path file = Files.writeString(place.resolve("naosu-server.yml"), text);
    return ServerConfig.read(file, place.resolve("data"), environment);
  }
}
