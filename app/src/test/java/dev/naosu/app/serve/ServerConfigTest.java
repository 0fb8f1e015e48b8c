package dev.naosu.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.access.GroupRoles;
import dev.naosu.access.Role;
import dev.naosu.access.SharedSecret;
import dev.naosu.app.housing.Sandboxing;
import dev.naosu.app.publish.ForgeSection;
import dev.naosu.app.publish.TokenPlace;
import dev.naosu.app.serve.ServerConfig.Reading;
import dev.naosu.app.web.Allowance;
import dev.naosu.detect.Origin;
import dev.naosu.gateway.GatewaySettings;
import dev.naosu.oidc.Registration;
import dev.naosu.processes.LocalSettings.WarmUp;
import dev.naosu.prometheus.Asked;
import dev.naosu.prometheus.BesideGateway;
import dev.naosu.prometheus.PrometheusTraffic.Queries;
import dev.naosu.prometheus.ServiceName;
import dev.naosu.prometheus.Watched;
import dev.naosu.repair.scaling.Band;
import dev.naosu.repair.scaling.Measure;
import dev.naosu.repair.scaling.ScalingRules;
import dev.naosu.tail.JournalUnit;
import dev.naosu.tail.LogFiles;
import dev.naosu.tail.reading.Format;
import dev.naosu.telemetry.AlertLabels;
import dev.naosu.telemetry.GithubRuns.Deployed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
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

    assertThat(config)
        .usingRecursiveComparison()
        .ignoringFields("file")
        .isEqualTo(ServerConfig.usual(place.resolve("data")));
    assertThat(config.file()).isPresent();
    assertThat(config.host()).isEqualTo("127.0.0.1");
  }

  @Test
  void changed_code_runs_where_the_file_or_the_command_line_says() throws IOException {
    ServerConfig config = good("sandbox: cage\n");
    assertThat(config.sandboxing()).isEqualTo(Sandboxing.CAGE);
    assertThat(
            config.but(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(Sandboxing.NONE)))
        .isInstanceOfSatisfying(
            ServerConfig.Reading.Good.class,
            good -> assertThat(good.config().sandboxing()).isEqualTo(Sandboxing.NONE));
    assertThat(bad("sandbox: jail\n"))
        .singleElement()
        .asString()
        .contains("sandbox", "is none of auto, cage and none");
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
            otlpGrpc: 0.0.0.0:4317
            policy: {ships: 0.95, review: 0.8, reviewTime: 2h, attempts: 2, searchTime: 90s}
            watch: {enabled: false, learningTime: 30m, errorShare: 0.1, errorCount: 5}
            services:
              - name: shop
                repository: ../shop
                branch: release
                directory: backend
                packages: [com.acme, org.acme.shop]
              - name: billing
                repository: git@example.org:team/billing.git
            """);

    assertThat(config.host()).isEqualTo("0.0.0.0");
    assertThat(config.port()).isEqualTo(9000);
    assertThat(config.data()).isEqualTo(place.resolve("kept"));
    assertThat(config.database()).contains("jdbc:postgresql://db/naosu");
    assertThat(config.retention()).isEqualTo(Duration.ofDays(30));
    assertThat(config.otlpGrpc()).contains(new ServerConfig.Listen("0.0.0.0", 4317));
    assertThat(config.traces()).contains("http://collector:4318");
    assertThat(config.policy().shipsFrom()).isEqualTo(0.95);
    assertThat(config.watch()).isEqualTo(new WatchSection(false, Duration.ofMinutes(30), 0.1, 5));
    assertThat(config.policy().reviewTime()).isEqualTo(Duration.ofHours(2));
    assertThat(config.services())
        .containsExactly(
            new ServerConfig.Service(
                "shop",
                place.resolveSibling("shop").toString(),
                "release",
                "backend",
                List.of("com.acme", "org.acme.shop")),
            new ServerConfig.Service("billing", "git@example.org:team/billing.git", "main", ""));
  }

  @Test
  void a_service_can_have_a_gateway() throws IOException {
    ServerConfig config =
        good(
            """
            services:
              - name: shop
                repository: git@example.org:team/shop.git
                gateway:
                  listen: 0.0.0.0:8080
                  control: 127.0.0.1:8421
                  times: {connect: 500ms, idle: 2m}
                  versionHeader: never
                  sticky: header:X-User
                  health: {path: /health, every: 1s}
                  capture: false
                  tell: {naosu: "http://127.0.0.1:8420", tokenFile: signals}
            """);

    GatewaySettings gateway = config.services().getFirst().gateway().orElseThrow();
    assertThat(gateway.listen()).hasToString("0.0.0.0:8080");
    assertThat(gateway.directory()).isEqualTo(Path.of("gateways/shop"));
    assertThat(gateway.times().connect()).isEqualTo(Duration.ofMillis(500));
    assertThat(gateway.times().idle()).isEqualTo(Duration.ofMinutes(2));
    assertThat(gateway.steering()).isEqualTo(GatewaySettings.Steering.NEVER);
    assertThat(gateway.sticky().header()).isEqualTo("x-user");
    assertThat(gateway.health().orElseThrow().within()).isEqualTo(Duration.ofSeconds(2));
    assertThat(gateway.capture()).isEqualTo(GatewaySettings.Capture.NONE);
    assertThat(gateway.tell().orElseThrow().tokenFile()).isEqualTo(place.resolve("signals"));
    assertThat(
            bad(
                """
                services:
                  - name: shop
                    repository: git@example.org:team/shop.git
                    gateway: {control: nowhere, sticky: glue, times: {idle: 0s}, tls: {key: k}, x: 1}
                """))
        .hasSize(7)
        .anyMatch(line -> line.contains("services[0].gateway.listen is needed"))
        .anyMatch(line -> line.contains("gateway.sticky is none, cookie, address, or a header"))
        .anyMatch(line -> line.contains("gateway.times.idle 0s is no time"))
        .anyMatch(line -> line.contains("gateway.tls.certificate is needed"))
        .anyMatch(line -> line.contains("gateway.x is not known; the keys here are service, "));
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
                  - {name: b, repository: s, packages: "*"}
                """))
        .hasSize(15)
        .anyMatch(line -> line.contains("services[3].packages is a list of packages"))
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
  void a_service_can_say_where_its_repairs_are_reviewed() throws IOException {
    Files.writeString(place.resolve("token"), "not-a-real-token\n");
    environment.put("NAOSU_FORGE_TOKEN_B", "another");
    ServerConfig config =
        good(
            """
            services:
              - name: a
                repository: https://github.com/team/a.git
                forge: {kind: github, repository: team/a, tokenFile: token}
              - name: b
                repository: https://git.example.org/g/sub/b.git
                forge:
                  kind: gitlab
                  url: https://git.example.org/
                  repository: g/sub/b
                  tokenVariable: NAOSU_FORGE_TOKEN_B
                  merge: naosu
                  labels: [healed]
              - {name: c, repository: ../c, forge: {kind: none, push: false}}
            """);

    ForgeSection a = config.services().get(0).forge().orElseThrow();
    assertThat(a.address().orElseThrow().location()).isEqualTo("https://github.com/team/a.git");
    assertThat(a.token()).contains(new TokenPlace.InFile(place.resolve("token")));
    assertThat(a.labels()).containsExactly("auto-fix", "self-healing");
    assertThat(a.merges()).isFalse();
    assertThat(config.toString()).doesNotContain("not-a-real-token", "another");
    ForgeSection b = config.services().get(1).forge().orElseThrow();
    assertThat(b.address().orElseThrow().url()).hasToString("https://git.example.org");
    assertThat(b.labels()).containsExactly("healed");
    assertThat(b.merges()).isTrue();
    ForgeSection c = config.services().get(2).forge().orElseThrow();
    assertThat(c.address()).isEmpty();
    assertThat(c.pushes()).isFalse();
  }

  @Test
  void where_somebody_else_runs_the_publisher_no_token_is_named() throws IOException {
    String service =
        "services: [{name: a, repository: r, forge: {kind: github, repository: t/a%s}}]";
    ServerConfig config = good("publisher: {socket: door}\n" + service.formatted(""));
    assertThat(config.publisher().socket()).contains(place.resolve("door"));
    assertThat(config.services().getFirst().forge().orElseThrow().token()).isEmpty();

    assertThat(bad("publisher: {socket: door}\n" + service.formatted(", tokenFile: token")))
        .anyMatch(
            line ->
                line.contains("services[0].forge names a token")
                    && line.contains("leave tokenFile and tokenVariable out here"));
    assertThat(bad("publisher: {user: naosu}\n" + service.formatted("")))
        .anyMatch(line -> line.contains("publisher.user is not known; the key here is socket"))
        .anyMatch(line -> line.contains("publisher.socket is needed"));
  }

  @Test
  void what_is_wrong_about_a_forge_is_told_at_once() throws IOException {
    environment.put("SHOP_TOKEN", "seen by whatever naosu starts");
    assertThat(
            bad(
                """
                services:
                  - {name: a, repository: r, forge: {kind: svn}}
                  - {name: b, repository: r, forge: {kind: gitea, repository: b, tokenFile: none}}
                  - name: c
                    repository: r
                    forge:
                      kind: github
                      url: http://github.example.org
                      repository: team/c
                      tokenVariable: SHOP_TOKEN
                      merge: always
                      branch: main
                  - {name: d, repository: r, forge: {kind: github, repository: team/d}}
                """))
        .anyMatch(line -> line.contains("services[0].forge.kind is github, gitlab, gitea, or none"))
        .anyMatch(line -> line.contains("services[1].forge.url is needed"))
        .anyMatch(line -> line.contains("services[1].forge.repository is what Gitea calls it"))
        .anyMatch(
            line -> line.contains("services[1].forge.tokenFile") && line.contains("cannot be read"))
        .anyMatch(line -> line.contains("services[2].forge.url is not https"))
        .anyMatch(
            line -> line.contains("services[2].forge.tokenVariable begins with NAOSU_FORGE_TOKEN"))
        .anyMatch(line -> line.contains("services[2].forge.branch is not known"))
        .anyMatch(line -> line.contains("services[3].forge needs one of tokenFile"));
  }

  @Test
  void senders_can_be_named() throws IOException {
    Files.writeString(place.resolve("gateway-secret"), "gateway's own secret\n");
    environment.put("NAOSU_GITHUB_SECRET", "shared with GitHub");
    Senders senders =
        good("""
        services:
          - {name: shop, repository: ../shop, branch: release}
        sentry: {1: shop}
        alertmanager: {service: [app], environment: []}
        github: {services: {team/shop: shop}}
        webhooks: {gateway: {secretFile: gateway-secret}}
        """)
            .senders();

    assertThat(senders.sentry()).isEqualTo(Map.of("1", "shop"));
    assertThat(senders.alerts())
        .isEqualTo(new AlertLabels(List.of("app"), List.of(), List.of("version")));
    assertThat(senders.github().orElseThrow().services())
        .isEqualTo(Map.of("team/shop", new Deployed("shop", "release")));
    byte[] message = {1};
    assertThat(senders.github().orElseThrow().secret().sign(message))
        .isEqualTo(new SharedSecret("shared with GitHub").sign(message));
    assertThat(senders.webhooks().values())
        .extracting(secret -> secret.sign(message))
        .containsExactly(new SharedSecret("gateway's own secret").sign(message));
  }

  @Test
  void all_mistakes_about_senders_are_told_at_once() throws IOException {
    assertThat(
            bad(
                """
                services:
                  - {name: shop, repository: ../shop}
                sentry: {one: shop, 2: other}
                alertmanager: {service: [], environment: env, labels: []}
                github: {token: x, services: {shop: shop}}
                webhooks: {gateway: {secret: short}, other: {}}
                """))
        .anyMatch(line -> line.contains("sentry.one is no number"))
        .anyMatch(line -> line.contains("sentry.2 names no service"))
        .anyMatch(line -> line.contains("alertmanager.service is empty"))
        .anyMatch(line -> line.contains("alertmanager.environment is a list of labels"))
        .anyMatch(line -> line.contains("alertmanager.labels is not known"))
        .anyMatch(line -> line.contains("github.token is not known"))
        .anyMatch(line -> line.contains("github needs the secret of the webhook at GitHub"))
        .anyMatch(line -> line.contains("NAOSU_GITHUB_SECRET"))
        .anyMatch(line -> line.contains("github.services.shop is no repository"))
        .anyMatch(line -> line.contains("webhooks.gateway has a secret of less than"))
        .anyMatch(line -> line.contains("webhooks.other needs the secret"))
        .hasSize(10);
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
  void a_port_for_grpc_that_is_none_or_is_taken_is_a_mistake() throws IOException {
    assertThat(bad("otlpGrpc: everywhere\n"))
        .singleElement()
        .asString()
        .contains("otlpGrpc has no port; write it as 127.0.0.1:4317");
    assertThat(bad("otlpGrpc: 127.0.0.1:70000\n")).singleElement().asString().contains("no port");
    assertThat(bad("otlpGrpc: 127.0.0.1:0\n"))
        .singleElement()
        .asString()
        .contains("otlpGrpc needs a port that senders know");
    assertThat(bad("otlpGrpc: 8420\n"))
        .singleElement()
        .asString()
        .contains("otlpGrpc is at the port of listen; choose another one");
    assertThat(bad("otlpGrpc: [4317]\n"))
        .singleElement()
        .asString()
        .contains("otlpGrpc should be a text");
    assertThat(good("otlpGrpc: 4318\n").otlpGrpc())
        .contains(new ServerConfig.Listen("127.0.0.1", 4318));
  }

  @Test
  void senders_can_be_allowed_more_or_less() throws IOException {
    IntakeSection intake =
        good("""
        intake:
          perSource: {bytesPerSecond: 1_000_000, burst: 1m}
          sources:
            collector: {requestsPerSecond: 2000}
        """)
            .intake();

    assertThat(intake.perSource())
        .isEqualTo(
            new Allowance(1_000_000, Allowance.usual().requestsPerSecond(), Duration.ofMinutes(1)));
    assertThat(intake.sources())
        .containsExactly(
            Map.entry("collector", new Allowance(1_000_000, 2000, Duration.ofMinutes(1))));
    assertThat(
            bad(
                """
                intake:
                  perSource: {bytesPerSecond: 0, requestsPerSecond: many, burst: 0s}
                  sources: [collector]
                  persource: {}
                """))
        .hasSize(5)
        .anyMatch(line -> line.contains("intake.perSource.bytesPerSecond should be a whole"))
        .anyMatch(line -> line.contains("intake.perSource.requestsPerSecond should be a whole"))
        .anyMatch(line -> line.contains("intake.perSource.burst should be a time"))
        .anyMatch(line -> line.contains("intake.sources is written as name of a token"))
        .anyMatch(line -> line.contains("intake.persource is not known"));
  }

  @Test
  void what_the_documentation_says_of_logs_and_metrics_is_understood() throws IOException {
    String document = Files.readString(Path.of("..", "docs", "logs-and-metrics.md"));
    Sources sources = good(document.split("```yaml\n", 2)[1].split("```", 2)[0]).sources();

    assertThat(sources.logs())
        .hasSize(2)
        .contains(
            new LogFiles(
                new Origin("shop", "1f3a9c2", "production"),
                Path.of("/var/log/shop/*.log"),
                Format.AUTO,
                ZoneId.of("Europe/Berlin")));
    assertThat(sources.journal())
        .extracting(JournalUnit::unit)
        .containsExactly("shop.service", "billing.service");
    Asked asked = sources.prometheus().orElseThrow();
    assertThat(asked.every()).isEqualTo(Duration.ofSeconds(30));
    assertThat(asked.rules()).hasSize(2);
    assertThat(asked.rules().getLast().lasting()).isEqualTo(Duration.ofMinutes(1));
    assertThat(asked.rules().getLast().message()).isEqualTo("disk almost full");
    assertThat(asked.watched())
        .singleElement()
        .extracting(Watched::service)
        .isEqualTo(new ServiceName.InLabel("app"));
  }

  @Test
  void all_mistakes_about_logs_and_metrics_are_told_at_once_each_with_its_place()
      throws IOException {
    environment.put("NAOSU_PROMETHEUS_TOKEN", "very secret");
    assertThat(
            bad(
                """
                logs:
                  - {service: shop, files: /var/**/x.log, format: xml, zone: Mars}
                  - {files: a.log, unit: x}
                  - shop
                journal:
                  - {service: shop, unit: "--root=/"}
                  - {service: shop, unit: a.service}
                  - {service: bill, unit: a.service}
                prometheus:
                  url: http://prometheus:9090
                  every: soon
                  rules:
                    - {name: a, query: up == 0}
                    - {name: b, query: up == 0, service: shop, serviceLabel: app, for: 9d}
                    - {name: c, query: up == 0, service: shop}
                    - {name: c, query: up == 0, service: shop}
                  watch: up
                """))
        .hasSize(15)
        .anyMatch(line -> line.contains("logs[0].files ** is not known here"))
        .anyMatch(line -> line.contains("logs[0].format is not known; write auto, text or json"))
        .anyMatch(line -> line.contains("logs[0].zone is no time zone"))
        .anyMatch(line -> line.contains("logs[1].service is needed"))
        .anyMatch(line -> line.contains("logs[1].unit is not known; the keys here are service"))
        .anyMatch(line -> line.contains("logs[2] is a list of keys and values"))
        .anyMatch(line -> line.contains("journal[0].unit is no name of a unit"))
        .anyMatch(line -> line.contains("journal[2].unit a.service is named twice"))
        .anyMatch(line -> line.contains("prometheus.url is not https") && line.contains("a token"))
        .anyMatch(line -> line.contains("prometheus.every soon is no time up to a day"))
        .anyMatch(line -> line.contains("prometheus.rules[0] needs either service:"))
        .anyMatch(line -> line.contains("prometheus.rules[1] needs either service:"))
        .anyMatch(line -> line.contains("prometheus.rules[1].for 9d is no time up to a day"))
        .anyMatch(line -> line.contains("prometheus.rules[3] is a second rule called c"))
        .anyMatch(line -> line.contains("prometheus.watch is a list"))
        .noneMatch(line -> line.contains("very secret"));
    assertThat(bad("prometheus: {url: nowhere}\n"))
        .anyMatch(line -> line.contains("prometheus.url is no"))
        .anyMatch(line -> line.contains("prometheus asks nothing"));
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

  @Test
  void a_service_may_run_on_this_machine_or_in_a_cluster() throws IOException {
    ServerConfig config =
        good(
            """
            services:
              - name: shop
                repository: a
                gateway: {listen: 127.0.0.1:8080}
                fleet: {instances: 3, ports: 22000-22099, drainTime: 5s, environment: {MODE: live}}
              - name: Billing
                repository: b
                fleet:
                  kind: kubernetes
                  image: registry.example/billing:{version}
                  namespace: production
                  traffic:
                    requests: "sum by (v) (increase(all[{window}]))"
                    errors: "sum by (v) (increase(bad[{window}]))"
                    versionLabel: v
            prometheus: {url: "http://prometheus:9090"}
            """);
    assertThat(config.services().getFirst().fleet())
        .hasValueSatisfying(
            fleet ->
                assertThat(fleet)
                    .isInstanceOfSatisfying(
                        FleetSection.Local.class,
                        local -> {
                          assertThat(local.settings().instances()).isEqualTo(3);
                          assertThat(local.settings().firstPort()).isEqualTo(22_000);
                          assertThat(local.settings().drainTime()).hasSeconds(5);
                          assertThat(local.settings().environment()).containsEntry("MODE", "live");
                        }));
    assertThat(config.services().getLast().fleet())
        .hasValueSatisfying(
            fleet ->
                assertThat(fleet)
                    .isInstanceOfSatisfying(
                        FleetSection.Kubernetes.class,
                        cluster -> {
                          assertThat(cluster.settings().deployment()).isEqualTo("billing");
                          assertThat(cluster.settings().route()).isEqualTo("billing");
                          assertThat(cluster.settings().namespace()).contains("production");
                          assertThat(cluster.traffic())
                              .contains(
                                  new Queries(
                                      "sum by (v) (increase(all[{window}]))",
                                      "sum by (v) (increase(bad[{window}]))",
                                      Optional.empty(),
                                      "v"));
                        }));
  }

  @Test
  void a_service_may_be_a_rollout_of_argo() throws IOException {
    ServerConfig config =
        good(
            """
            services:
              - name: shop
                repository: a
                fleet: {kind: kubernetes, rollout: shop, namespace: production, image: "shop:{version}", readyTime: 90s}
            """);
    assertThat(config.services().getFirst().fleet().orElseThrow())
        .isInstanceOfSatisfying(
            FleetSection.Argo.class,
            argo -> {
              assertThat(argo.settings().rollout()).isEqualTo("shop");
              assertThat(argo.settings().namespace()).contains("production");
              assertThat(argo.settings().readyTime()).hasSeconds(90);
              assertThat(argo.traffic()).isEmpty();
            });
    assertThat(
            bad(
                """
                services:
                  - name: shop
                    repository: a
                    fleet: {kind: kubernetes, rollout: shop, deployment: shop, route: shop, image: shop}
                """))
        .anyMatch(each -> each.contains("fleet.deployment does not go with rollout"))
        .anyMatch(each -> each.contains("fleet.route does not go with rollout"))
        .anyMatch(each -> each.contains("fleet.image is needed"));
  }

  @Test
  void what_versions_answer_is_counted_by_the_gateway_by_prometheus_or_by_both()
      throws IOException {
    ServerConfig config =
        good(
            """
            services:
              - name: shop
                repository: a
                gateway: {listen: 127.0.0.1:8080}
                fleet: {traffic: {errors: "sum by (release) (increase(lost[{window}]))", versionLabel: release}}
              - name: till
                repository: b
                gateway: {listen: 127.0.0.1:8081}
                fleet: {traffic: {from: prometheus, requests: "all[{window}]", errors: "bad[{window}]"}}
              - name: lamps
                repository: c
                gateway: {listen: 127.0.0.1:8082}
                fleet: {}
            prometheus: {url: "http://prometheus:9090"}
            """);
    assertThat(config.services())
        .extracting(each -> ((FleetSection.Local) each.fleet().orElseThrow()).traffic())
        .containsExactly(
            Optional.of(
                new TrafficSection.Both(
                    new BesideGateway.Queries(
                        Optional.of("sum by (release) (increase(lost[{window}]))"),
                        Optional.empty(),
                        "release"))),
            Optional.of(
                new TrafficSection.Prometheus(
                    new Queries("all[{window}]", "bad[{window}]", Optional.empty(), "version"))),
            Optional.empty());
    assertThat(
            bad(
                """
                services:
                  - name: shop
                    repository: a
                    gateway: {listen: 127.0.0.1:8080}
                    fleet: {traffic: {requests: "all[{window}]"}}
                  - name: till
                    repository: b
                    gateway: {listen: 127.0.0.1:8081}
                    fleet: {traffic: {from: stars, colour: red}}
                  - name: lamps
                    repository: c
                    gateway: {listen: 127.0.0.1:8082}
                    fleet: {traffic: {from: prometheus, requests: all}}
                  - name: sofa
                    repository: d
                    fleet: {kind: kubernetes, image: "s:{version}", traffic: {from: both}}
                  - name: book
                    repository: e
                    gateway: {listen: 127.0.0.1:8083}
                    fleet: {traffic: {latencies: "slow[{window}]"}}
                """))
        .anyMatch(each -> each.contains("services[0].fleet.traffic.requests are counted by"))
        .anyMatch(each -> each.contains("services[0].fleet.traffic names a query"))
        .anyMatch(each -> each.contains("services[1].fleet.traffic.from is both or prometheus"))
        .anyMatch(each -> each.contains("services[2].fleet.traffic.requests is a query"))
        .anyMatch(each -> each.contains("services[2].fleet.traffic.errors is a query"))
        .anyMatch(each -> each.contains("services[3].fleet.traffic.from is prometheus here"))
        .anyMatch(each -> each.contains("book has queries in fleet.traffic"));
  }

  @Test
  void a_fleet_in_a_cluster_is_scaled_by_what_is_known_there() throws IOException {
    String fleet =
        """
        services:
          - name: shop
            repository: a
            fleet:
              kind: kubernetes
              image: registry.example/shop:{version}
              scaling: {least: 2, most: 6, cores: 0.5%s}
        """;
    assertThat(good(fleet.formatted("")).services().getFirst().fleet().orElseThrow())
        .isInstanceOfSatisfying(
            FleetSection.Kubernetes.class,
            cluster ->
                assertThat(cluster.scaling().orElseThrow().rules().measures())
                    .containsExactly(Measure.cpu(new Band(20, 80))));
    assertThat(bad(fleet.formatted(", underWay: {out: 50, in: 5}, latency: {out: 1s, in: 100ms}")))
        .anyMatch(each -> each.contains("underWay") && each.contains("not known in a cluster"))
        .anyMatch(each -> each.contains("scaling.latency") && each.contains("Prometheus"));
  }

  @Test
  void a_fleet_may_be_warmed_up_and_scaled_by_its_load() throws IOException {
    ServerConfig config =
        good(
            """
            services:
              - name: shop
                repository: a
                gateway: {listen: 127.0.0.1:8080}
                fleet:
                  warmUp: {paths: [/, "/prices?of=book"], requests: 20}
                  scaling: {least: 2, most: 6, cores: 0.5, latency: {out: 500ms, in: 100ms}, cpu: false}
              - name: till
                repository: b
                gateway: {listen: 127.0.0.1:8081}
                fleet: {scaling: {most: 4, underWay: {out: 50, in: 5}, cpu: {out: 70 %, in: 30%}, inRest: 10m}}
            """);
    assertThat(config.services().getFirst().fleet().orElseThrow())
        .isInstanceOfSatisfying(
            FleetSection.Local.class,
            local -> {
              assertThat(local.settings().warmUp())
                  .isEqualTo(new WarmUp(List.of("/", "/prices?of=book"), 20));
              ScalingSection scaling = local.scaling().orElseThrow();
              assertThat(scaling.cores()).isEqualTo(0.5);
              assertThat(scaling.rules().measures())
                  .containsExactly(Measure.latency(new Band(100, 500)));
            });
    assertThat(config.services().getLast().fleet().orElseThrow())
        .isInstanceOfSatisfying(
            FleetSection.Local.class,
            local -> {
              ScalingRules rules = local.scaling().orElseThrow().rules();
              assertThat(rules.least()).isEqualTo(1);
              assertThat(rules.most()).isEqualTo(4);
              assertThat(rules.inRest()).hasMinutes(10);
              assertThat(rules.measures())
                  .containsExactly(
                      Measure.cpu(new Band(30, 70)), Measure.underWay(new Band(5, 50)));
            });
  }

  @Test
  void all_mistakes_about_a_fleet_are_told_together() throws IOException {
    assertThat(
            bad(
                """
                services:
                  - name: shop
                    repository: a
                    fleet: {kind: local, instances: 0, drainTime: soon, colour: red, warmUp: {paths: [x]}, scaling: {most: 3, cpu: {out: 10%, in: 90%}, size: 3, outAfter: soon}}
                  - name: billing
                    repository: b
                    fleet: {kind: kubernetes, namespace: Not_Good, image: "b:{version}", traffic: {requests: x}}
                  - name: lamps
                    repository: c
                    fleet: {kind: boat}
                  - name: sofa
                    repository: d
                    fleet: {kind: kubernetes, image: sofa}
                """))
        .anyMatch(each -> each.contains("services[0].fleet.instances"))
        .anyMatch(each -> each.contains("services[0].fleet.drainTime"))
        .anyMatch(each -> each.contains("services[0].fleet.colour is not known"))
        .anyMatch(each -> each.contains("services[0].fleet.warmUp.paths are paths"))
        .anyMatch(each -> each.contains("services[0].fleet.scaling.cpu says above what"))
        .anyMatch(each -> each.contains("services[0].fleet.scaling.size is not known"))
        .anyMatch(each -> each.contains("services[0].fleet on this machine needs a gateway"))
        .anyMatch(each -> each.contains("services[1].fleet.namespace is no name"))
        .anyMatch(each -> each.contains("services[1].fleet.traffic.requests is a query"))
        .anyMatch(each -> each.contains("services[1].fleet.traffic.errors is a query"))
        .anyMatch(each -> each.contains("services[3].fleet.image is needed"))
        .anyMatch(each -> each.contains("services[2].fleet.kind is local or kubernetes, not boat"));
  }
}
