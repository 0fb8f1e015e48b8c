package dev.naosu.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTest {
  private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");

  @Test
  void each_role_may_do_what_the_ones_before_it_may() {
    Role[] roles = Role.values();
    for (int i = 0; i < roles.length; i++) {
      for (int j = 0; j < roles.length; j++) {
        assertThat(roles[i].covers(roles[j])).isEqualTo(i >= j);
      }
    }
    assertThat(roles).containsExactly(Role.VIEWER, Role.OPERATOR, Role.APPROVER, Role.ADMIN);
  }

  @ParameterizedTest
  @EnumSource
  void a_role_is_found_by_its_word(Role role) {
    assertThat(Role.of(role.word())).contains(role);
    assertThat(Role.of(role.name())).isEmpty();
  }

  @Test
  void of_the_roles_that_groups_give_the_highest_counts() {
    GroupRoles roles =
        new GroupRoles(Map.of("leads", Role.APPROVER, "all", Role.VIEWER), Optional.empty());
    assertThat(roles.of(List.of("all", "leads", "other"))).contains(Role.APPROVER);
    assertThat(roles.of(List.of("all"))).contains(Role.VIEWER);
    assertThat(roles.of(List.of("ALL", "other"))).isEmpty();
  }

  @Test
  void a_role_for_everybody_counts_only_where_no_group_gives_one() {
    GroupRoles roles = new GroupRoles(Map.of("all", Role.VIEWER), Optional.of(Role.OPERATOR));
    assertThat(roles.of(List.of())).contains(Role.OPERATOR);
    assertThat(roles.of(List.of("all"))).contains(Role.VIEWER);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Ada", "a b", "-a", "token:ci", "naosu", "a\n", "ä"})
  void a_name_that_could_be_taken_for_something_else_is_none(String name) {
    assertThat(Person.isName(name)).isFalse();
    assertThatThrownBy(() -> new Person(name, Role.VIEWER, ""))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_person_never_shows_its_password() {
    assertThat(new Person("ada", Role.ADMIN, "pbkdf2-sha256$1$x$y").toString())
        .isEqualTo("ada (admin)");
  }

  @Test
  void secrets_have_256_random_bits_and_are_kept_as_a_hash() {
    Secrets secrets = new Secrets(new SecureRandom());
    Set<String> texts = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      Secrets.Secret secret = secrets.make();
      assertThat(secret.text()).matches("naosu_[0-9a-f]{16}_[A-Za-z0-9_-]{43}");
      assertThat(Secrets.id(secret.text())).contains(secret.id());
      assertThat(Secrets.digest(secret.text())).matches("[0-9a-f]{64}").isNotEqualTo(secret.text());
      texts.add(secret.text());
    }
    assertThat(texts).hasSize(1_000);
    assertThat(Secrets.id("naosu_0123456789abcdef_short")).isEmpty();
    assertThat(Secrets.id("")).isEmpty();
  }

  @Test
  void a_password_is_salted_and_only_itself() {
    Passwords passwords = new Passwords(new SecureRandom(), 1_000);
    String hashed = passwords.hash("correct horse battery");
    assertThat(hashed).startsWith("pbkdf2-sha256$1000$").doesNotContain("horse");
    assertThat(passwords.hash("correct horse battery")).isNotEqualTo(hashed);
    assertThat(passwords.matches("correct horse battery", hashed)).isTrue();
    assertThat(passwords.matches("correct horse batterz", hashed)).isFalse();
    assertThat(passwords.matches("", hashed)).isFalse();
    assertThat(passwords.matchesNobody("correct horse battery")).isFalse();
    assertThat(passwords.matches("x", "no hash")).isFalse();
  }

  @Test
  void a_hash_of_other_rounds_is_still_understood() {
    String old = new Passwords(new SecureRandom(), 1_000).hash("correct horse battery");
    assertThat(new Passwords(new SecureRandom(), 2_000).matches("correct horse battery", old))
        .isTrue();
  }

  @Test
  void each_failure_after_some_doubles_the_wait_up_to_a_quarter_of_an_hour() {
    Patience patience = new Patience(3);
    Instant now = NOON;
    patience.failed("eve", now);
    patience.failed("eve", now);
    assertThat(patience.left("eve", now)).isZero();
    Duration before = Duration.ZERO;
    for (int i = 0; i < 12; i++) {
      patience.failed("eve", now);
      Duration wait = patience.left("eve", now);
      assertThat(wait).isGreaterThanOrEqualTo(before).isLessThanOrEqualTo(Duration.ofMinutes(15));
      before = wait;
      now = now.plus(wait);
      assertThat(patience.left("eve", now)).isZero();
    }
    assertThat(before).isEqualTo(Duration.ofMinutes(15));
    assertThat(patience.left("ada", now)).isZero();
  }

  @Test
  void a_success_and_a_long_time_are_forgiven() {
    Patience patience = new Patience(2);
    patience.failed("ada", NOON);
    patience.succeeded("ada");
    patience.failed("ada", NOON);
    assertThat(patience.left("ada", NOON)).isZero();
    patience.failed("ada", NOON.plus(Duration.ofHours(1)));
    assertThat(patience.left("ada", NOON.plus(Duration.ofHours(1)))).isZero();
  }

  @Test
  void very_many_who_guess_do_not_fill_the_memory() {
    Patience patience = new Patience(1);
    patience.failed("first", NOON);
    for (int i = 0; i < 10_000; i++) {
      patience.failed("address " + i, NOON);
    }
    assertThat(patience.left("first", NOON)).isZero();
    assertThat(patience.left("address 9999", NOON)).isPositive();
  }
}
