package dev.naosu.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.access.GroupRoles;
import dev.naosu.access.Role;
import dev.naosu.app.serve.ServerConfig.Reading;
import dev.naosu.oidc.Registration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerConfigTest {
  @TempDir Path place;
  private final Map<String, String> environment = new HashMap<>();

  @Test
  void what_is_not_said_is_as_usual() throws IOException {
    ServerConfig config = good("services: []\n");

    assertThat(config).isEqualTo(ServerConfig.usual(place.resolve("data")));
    assertThat(config.host()).isEqualTo("127.0.0.1");
  }

  @Test
  void everything_can_be_said() throws IOException {
    ServerConfig config =
        good(
            """
            listen: 0.0.0.0:9000
            data: kept
            database: jdbc:postgresql://db/naosu
            retention: 30d
            traces: http://collector:4318/
            policy: {ships: 0.95, review: 0.8, reviewTime: 2h, attempts: 2, searchTime: 90s}
            watch: {enabled: false, learningTime: 30m, errorShare: 0.1, errorCount: 5}
            services:
              - name: shop
                repository: ../shop
                branch: release
                directory: backend
              - name: billing
                repository: git@example.org:team/billing.git
            """);

    assertThat(config.host()).isEqualTo("0.0.0.0");
    assertThat(config.port()).isEqualTo(9000);
    assertThat(config.data()).isEqualTo(place.resolve("kept"));
    assertThat(config.database()).contains("jdbc:postgresql://db/naosu");
    assertThat(config.retention()).isEqualTo(Duration.ofDays(30));
    assertThat(config.traces()).contains("http://collector:4318");
    assertThat(config.policy().shipsFrom()).isEqualTo(0.95);
    assertThat(config.watch()).isEqualTo(new WatchSection(false, Duration.ofMinutes(30), 0.1, 5));
    assertThat(config.policy().reviewTime()).isEqualTo(Duration.ofHours(2));
    assertThat(config.services())
        .containsExactly(
            new ServerConfig.Service(
                "shop", place.resolveSibling("shop").toString(), "release", "backend"),
            new ServerConfig.Service("billing", "git@example.org:team/billing.git", "main", ""));
  }

  @Test
  void all_mistakes_are_told_at_once_each_with_its_place() throws IOException {
    assertThat(
            bad(
                """
                listen: somewhere
                database: mysql://db
                retension: 3d
                traces: collector
                policy: {ships: 2, attempts: 0, reviewTime: soon}
                watch: {enabled: maybe, learningTime: long, errorShare: 0, errorCount: 0, on: true}
                services:
                  - name: shop
                  - {name: a, repository: r}
                  - {name: a, repository: s}
                """))
        .hasSize(14)
        .anyMatch(line -> line.contains("listen has no port; write it as"))
        .anyMatch(line -> line.contains("jdbc:postgresql://host:5432/name"))
        .anyMatch(line -> line.contains("traces is no address of a collector"))
        .anyMatch(line -> line.contains("retension is not known; the keys here are"))
        .anyMatch(line -> line.contains("policy.ships should be a number from 0 to 1"))
        .anyMatch(line -> line.contains("policy.attempts should be a whole number"))
        .anyMatch(line -> line.contains("policy.reviewTime soon is no time"))
        .anyMatch(line -> line.contains("watch.enabled should be true or false"))
        .anyMatch(line -> line.contains("watch.learningTime long is no time"))
        .anyMatch(line -> line.contains("watch.errorShare should be a number above 0"))
        .anyMatch(line -> line.contains("watch.errorCount should be a whole number"))
        .anyMatch(line -> line.contains("watch.on is not known; the keys here are"))
        .anyMatch(line -> line.contains("services[0] needs a name and a repository"))
        .anyMatch(line -> line.contains("services[2] is a second service called a"));
  }

  @Test
  void a_provider_of_identities_can_be_named() throws IOException {
    Files.writeString(place.resolve("oidc-secret"), "very secret\n");
    ServerConfig config =
        good(
            """
            publicAddress: https://naosu.example.org/
            oidc:
              issuer: https://id.example.org/realms/team
              client: naosu
              secretFile: oidc-secret
              scopes: [profile, groups]
              name: email
              label: Sign in with Example
              roles:
                claim: realm_access.roles
                map: {oncall: operator, leads: approver}
                default: viewer
            """);

    OidcSection oidc = config.oidc().orElseThrow();
    assertThat(config.publicAddress()).contains("https://naosu.example.org");
    assertThat(oidc.registration())
        .isEqualTo(
            new Registration(
                "https://id.example.org/realms/team",
                "naosu",
                "very secret",
                "https://naosu.example.org/login/sso/back",
                List.of("profile", "groups"),
                "email",
                "realm_access.roles"));
    assertThat(oidc.roles())
        .isEqualTo(
            new GroupRoles(
                Map.of("oncall", Role.OPERATOR, "leads", Role.APPROVER), Optional.of(Role.VIEWER)));
    assertThat(oidc.label()).isEqualTo("Sign in with Example");
    assertThat(config.toString()).doesNotContain("very secret");
  }

  @Test
  void the_secret_may_come_from_the_environment_and_the_rest_of_a_provider_is_as_usual()
      throws IOException {
    environment.put("NAOSU_OIDC_SECRET", "from outside");
    ServerConfig config =
        good(
            """
            publicAddress: http://localhost:8420
            oidc:
              issuer: http://127.0.0.1:9000
              client: naosu
              roles: {map: {admins: admin}}
            """);

    OidcSection oidc = config.oidc().orElseThrow();
    assertThat(oidc.registration().secret()).isEqualTo("from outside");
    assertThat(oidc.registration().name()).isEqualTo("preferred_username");
    assertThat(oidc.registration().groups()).isEqualTo("groups");
    assertThat(oidc.registration().scopes()).containsExactly("profile", "email");
    assertThat(oidc.roles().otherwise()).isEmpty();
  }

  @Test
  void all_mistakes_about_a_provider_are_told_at_once_each_with_its_place() throws IOException {
    assertThat(
            bad(
                """
                publicAddress: https://naosu.example.org/console
                oidc:
                  issuer: http://id.example.org
                  clientId: naosu
                  secretFile: nowhere
                  scopes: profile
                  name: []
                  roles:
                    map: {leads: boss}
                    default: everybody
                    claims: groups
                """))
        .hasSize(10)
        .anyMatch(line -> line.contains("publicAddress has no path; write it as https://"))
        .anyMatch(line -> line.contains("oidc.issuer is not https; http is only for this machine"))
        .anyMatch(line -> line.contains("oidc.clientId is not known; the keys here are issuer"))
        .anyMatch(line -> line.contains("oidc.client is needed: the id that the provider gave"))
        .anyMatch(line -> line.contains("oidc.secretFile") && line.contains("cannot be read"))
        .anyMatch(line -> line.contains("oidc.scopes is a list of words"))
        .anyMatch(line -> line.contains("oidc.name should be a text"))
        .anyMatch(line -> line.contains("oidc.roles.map.leads is no role; the roles are viewer"))
        .anyMatch(line -> line.contains("oidc.roles.default is no role"))
        .anyMatch(line -> line.contains("oidc.roles.claims is not known; the keys here are claim"));
  }

  @Test
  void a_provider_that_lets_nobody_in_or_has_no_secret_or_no_way_back_is_a_mistake()
      throws IOException {
    assertThat(bad("oidc: {issuer: 'https://id.example.org', client: naosu}\n"))
        .hasSize(3)
        .anyMatch(line -> line.contains("publicAddress is needed for oidc"))
        .anyMatch(line -> line.contains("secretFile, or set NAOSU_OIDC_SECRET"))
        .anyMatch(line -> line.contains("oidc.roles lets nobody in; write map:"));
    assertThat(bad("oidc: yes\n"))
        .singleElement()
        .asString()
        .contains("oidc is a list of keys and values");
    assertThat(bad("oidc: {secret: quite-secret, secretFile: nowhere}\n"))
        .anyMatch(line -> line.contains("oidc.secret is said twice"))
        .noneMatch(line -> line.contains("quite-secret"));
  }

  @Test
  void gates_in_the_wrong_order_are_refused() throws IOException {
    assertThat(bad("policy: {ships: 0.5, review: 0.7}\n"))
        .singleElement()
        .asString()
        .contains("0 <= review <= ships <= 1");
  }

  @Test
  void a_file_that_is_no_yaml_is_told_with_its_line() throws IOException {
    assertThat(bad("services:\n  - [\n")).singleElement().asString().contains("line", "not YAML");
  }

  private ServerConfig good(String text) throws IOException {
    Reading reading = read(text);
    assertThat(reading).isInstanceOf(Reading.Good.class);
    return ((Reading.Good) reading).config();
  }

  private List<String> bad(String text) throws IOException {
    Reading reading = read(text);
    assertThat(reading).isInstanceOf(Reading.Bad.class);
    return ((Reading.Bad) reading).problems();
  }

  private Reading read(String text) throws IOException {
    Path file = Files.writeString(place.resolve("naosu-server.yml"), text);
    return ServerConfig.read(file, place.resolve("data"), environment);
  }
}
