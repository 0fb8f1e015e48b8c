package dev.naosu.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naosu.access.ApiToken;
import dev.naosu.access.Doorkeeper;
import dev.naosu.access.Doorkeeper.Admission;
import dev.naosu.access.Doorkeeper.Recognised;
import dev.naosu.access.Passwords;
import dev.naosu.access.Person;
import dev.naosu.access.Role;
import dev.naosu.access.Visitor;
import dev.naosu.postgres.EmbeddedPostgres.Use;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JdbcAccountsTest {
  private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");
  private static final Person ADA = new Person("ada", Role.ADMIN, "pbkdf2-sha256$1$AA==$AA==");

  @TempDir static Path place;
  private static EmbeddedPostgres postgres;
  private Database database;
  private JdbcAccounts accounts;

  @BeforeAll
  static void start() {
    postgres = EmbeddedPostgres.open(place, TestDatabase.cache(), Use.SERVER);
  }

  @AfterAll
  static void stop() {
    postgres.close();
  }

  @BeforeEach
  void connect() {
    DatabaseAddress address = postgres.address();
    Jdbi.create(address.url(), address.user(), address.password())
        .useHandle(handle -> handle.execute("DROP SCHEMA IF EXISTS naosu CASCADE"));
    database = Database.open(address, 4);
    accounts = new JdbcAccounts(database);
  }

  @AfterEach
  void disconnect() {
    database.close();
  }

  @Test
  void people_are_kept_and_a_name_is_given_once() {
    assertThat(accounts.add(ADA)).isTrue();
    assertThat(accounts.add(new Person("ada", Role.VIEWER, "other"))).isFalse();
    assertThat(accounts.person("ada")).contains(ADA);
    assertThat(accounts.person("bob")).isEmpty();
    accounts.add(new Person("aaron", Role.VIEWER, "x"));
    assertThat(accounts.people()).extracting(Person::name).containsExactly("aaron", "ada");
  }

  @Test
  void who_is_removed_is_signed_out() {
    accounts.add(ADA);
    accounts.add(token("s1", ApiToken.Kind.SESSION, "ada", NOON, Optional.empty()));
    accounts.add(token("s2", ApiToken.Kind.SESSION, "bob", NOON, Optional.empty()));
    accounts.add(token("t1", ApiToken.Kind.API, "ada", NOON, Optional.empty()));
    assertThat(accounts.remove("ada")).isTrue();
    assertThat(accounts.remove("ada")).isFalse();
    assertThat(accounts.token("s1")).isEmpty();
    assertThat(accounts.token("s2")).isPresent();
    assertThat(accounts.token("t1")).isPresent();
  }

  @Test
  void tokens_are_kept_as_they_are_the_latest_first() {
    ApiToken old = token("t1", ApiToken.Kind.API, "ci", NOON, Optional.empty());
    ApiToken young = token("t2", ApiToken.Kind.API, "ops", NOON.plusMillis(5), Optional.empty());
    accounts.add(old);
    accounts.add(young);
    accounts.add(token("s1", ApiToken.Kind.SESSION, "token:ci", NOON, Optional.of("t1")));
    assertThat(accounts.token("t1")).contains(old);
    assertThat(accounts.tokens(ApiToken.Kind.API)).containsExactly(young, old);
    assertThatThrownBy(() -> accounts.add(old)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_session_ends_with_the_token_that_opened_it() {
    accounts.add(token("t1", ApiToken.Kind.API, "ci", NOON, Optional.empty()));
    accounts.add(token("s1", ApiToken.Kind.SESSION, "token:ci", NOON, Optional.of("t1")));
    assertThat(accounts.revoke("t1")).isTrue();
    assertThat(accounts.token("s1")).isEmpty();
    assertThat(accounts.revoke("t1")).isFalse();
  }

  @Test
  void of_many_who_use_up_a_token_one_succeeds() throws Exception {
    accounts.add(token("t1", ApiToken.Kind.ONE_TIME, "first-start", NOON, Optional.empty()));
    try (ExecutorService many = Executors.newFixedThreadPool(8)) {
      List<Future<Boolean>> tries =
          IntStream.range(0, 8).mapToObj(_ -> many.submit(() -> accounts.revoke("t1"))).toList();
      int succeeded = 0;
      for (Future<Boolean> each : tries) {
        succeeded += each.get() ? 1 : 0;
      }
      assertThat(succeeded).isEqualTo(1);
    }
  }

  @Test
  void what_expired_long_ago_is_forgotten() {
    accounts.add(token("t1", ApiToken.Kind.API, "ci", NOON, Optional.empty()));
    accounts.forget(NOON.plus(Duration.ofHours(1)));
    assertThat(accounts.token("t1")).isPresent();
    accounts.forget(NOON.plus(Duration.ofHours(2)));
    assertThat(accounts.token("t1")).isEmpty();
  }

  @Test
  void after_a_restart_people_sign_in_and_tokens_are_good() {
    Doorkeeper before = doorkeeper();
    String oneTime = before.firstToken().orElseThrow();
    assertThat(before.begin(oneTime, "ada", "correct horse battery", "here"))
        .isInstanceOf(Admission.Admitted.class);
    Visitor ada = new Visitor("ada", Role.ADMIN, "none");
    String secret =
        before.create(ada, "ci", Role.OPERATOR, Duration.ofDays(1))
                instanceof Admission.Admitted(String text, ApiToken _)
            ? text
            : "";
    database.close();
    database = Database.open(postgres.address(), 4);
    accounts = new JdbcAccounts(database);
    Doorkeeper after = doorkeeper();
    assertThat(after.firstToken()).isEmpty();
    assertThat(after.signIn("ada", "correct horse battery", "here"))
        .isInstanceOf(Admission.Admitted.class);
    assertThat(after.signIn("ada", "wrong horse battery", "here"))
        .isInstanceOf(Admission.Refused.class);
    assertThat(after.recognise(secret, ApiToken.Kind.API))
        .isInstanceOfSatisfying(
            Recognised.Known.class,
            known -> assertThat(known.visitor().role()).isEqualTo(Role.OPERATOR));
  }

  @Test
  void a_database_that_is_away_is_told_as_such() {
    database.close();
    assertThatThrownBy(() -> accounts.people()).isInstanceOf(DatabaseUnavailable.class);
    database = Database.open(postgres.address(), 2);
  }

  private Doorkeeper doorkeeper() {
    SecureRandom random = new SecureRandom();
    return new Doorkeeper(
        accounts, new JdbcJournal(database), () -> NOON, random, new Passwords(random, 1_000));
  }

  private static ApiToken token(
      String id, ApiToken.Kind kind, String name, Instant created, Optional<String> openedWith) {
    return new ApiToken(
        id,
        kind,
        name,
        Role.OPERATOR,
        "0".repeat(64),
        created,
        created.plus(Duration.ofMinutes(90)),
        "ada",
        openedWith);
  }
}
