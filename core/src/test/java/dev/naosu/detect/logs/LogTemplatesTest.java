package dev.naosu.detect.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naosu.detect.logs.LogTemplates.Limits;
import dev.naosu.detect.logs.LogTemplates.Match;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogTemplatesTest {
  private final LogTemplates templates = new LogTemplates(Limits.USUAL);

  @Test
  void messages_of_one_statement_have_one_template() {
    Match first = templates.add("Order 4711 of customer 17 took 35 ms");
    Match second = templates.add("Order 4712 of customer 9 took 1250 ms");

    assertThat(first.isNew()).isTrue();
    assertThat(second.isNew()).isFalse();
    assertThat(second.template().id()).isEqualTo(first.template().id());
    assertThat(second.template().seen()).isEqualTo(2);
    assertThat(second.template().text()).isEqualTo("Order <*> of customer <*> took <*> ms");
  }

  @Test
  void one_other_word_is_another_template() {
    assertThat(ids("cache started", "cache stopped", "cache started")).containsExactly(1L, 2L, 1L);
  }

  @Test
  void where_many_words_stood_a_value_stands() {
    List<Long> ids =
        ids(
            "greeting for anna was sent",
            "greeting for bert was sent",
            "greeting for carla was sent",
            "greeting for dora was sent",
            "greeting for emil was sent",
            "greeting for fritz was sent");

    assertThat(ids).containsExactly(1L, 2L, 3L, 4L, 1L, 1L);
    assertThat(ids).extracting(templates::current).containsOnly(1L);
    assertThat(templates.templates())
        .containsExactly(new LogTemplate(1, "greeting for <*> was sent", 6));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "connected to 10.0.3.17:5432 | connected to <*>:<*>",
        "connected to db-7.shop.internal:5432 | connected to <*>:<*>",
        "link 00:1b:44:11:3a:b7 is up | link <*> is up",
        "peer fe80::21b:44ff:fe11:3ab7 left | peer <*> left",
        "read /var/lib/shop/orders.db | read <*>",
        "token 9f86d081884c7d65 expired | token <*> expired",
        "session 123e4567-e89b-12d3-a456-426614174000 closed | session <*> closed",
        "flag 0x1F set, retry=true | flag <*> set, retry=<*>",
        "mail to anna@example.org | mail to <*>",
        "since Sun Jul 17 23:21:25 2026 | since <*> <*> <*> <*>:<*>:<*> <*>",
        "node-12 lost block blk_-98765 | node-<*> lost block <*>",
        "free 3.5 MB of 2 GB | free <*> of <*>",
        "he said \"hello\" (17 times) [here] | he said \"hello\" (<*> times) [here]",
        "balance is -5 | balance is <*>",
        "GET /cart?id=7&sort=name done | GET <*> done",
      })
  void values_are_masked(String message, String template) {
    assertThat(templates.add(message).template().text()).isEqualTo(template);
  }

  @Test
  void lists_of_different_lengths_are_alike() {
    assertThat(ids("moved [3, 4, 5] away", "moved [17] away", "moved [] away")).containsOnly(1L);
  }

  @Test
  void other_punctuation_is_another_template() {
    assertThat(ids("user: gone", "user gone")).containsExactly(1L, 2L);
  }

  @Test
  void what_is_assigned_is_a_value_at_the_second_one() {
    assertThat(ids("login failed, user=anna", "login failed, user=bert")).containsOnly(1L);
  }

  @Test
  void a_known_statement_needs_no_guess() {
    LogSource source = new LogSource("order {} took {} ms", "Shop.java:12");
    assertThat(templates.add(source).isNew()).isTrue();
    assertThat(templates.add(source).isNew()).isFalse();
    assertThat(templates.add(source).template().text()).isEqualTo("order {} took {} ms");
    assertThat(templates.add(new LogSource("order {} took {} ms", "Shop.java:40")).isNew())
        .isTrue();
  }

  @Test
  void what_was_not_seen_for_long_is_forgotten() {
    LogTemplates few = new LogTemplates(new Limits(2, 100, 0.4, 4));
    few.add("alpha");
    few.add("beta");
    few.add("alpha");
    few.add("gamma");

    assertThat(few.templates()).extracting(LogTemplate::text).containsExactly("alpha", "gamma");
    assertThat(few.template(2)).isEmpty();
    assertThat(few.add("beta").isNew()).isTrue();
  }

  @Test
  void known_statements_are_forgotten_too() {
    LogTemplates few = new LogTemplates(new Limits(2, 100, 0.4, 4));
    for (int i = 0; i < 100; i++) {
      few.add(new LogSource("statement " + i, ""));
    }
    assertThat(few.templates()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "\n\t",
        "(",
        "()",
        "<*>",
        "=====",
        "\0\0\0",
        "((((((((",
        ":::::::::",
        "💥💥",
        "1 1 1 1 1"
      })
  void nothing_is_too_strange(String message) {
    Match first = templates.add(message);
    assertThat(templates.add(message)).isEqualTo(new Match(seenTwice(first), false));
  }

  @Test
  @Timeout(60)
  void hostile_messages_cost_no_more_than_their_length() {
    List<String> hostile =
        List.of(
            "1 ".repeat(50_000),
            "a:".repeat(50_000),
            "/?".repeat(50_000),
            "f".repeat(100_000),
            "-_".repeat(50_000),
            "()".repeat(50_000),
            "Sun Jul 1 ".repeat(10_000));
    for (int i = 0; i < 1_000; i++) {
      hostile.forEach(templates::add);
    }
    assertThat(templates.templates()).hasSizeBetween(1, hostile.size());
  }

  @Test
  void a_flood_of_new_templates_is_bounded() {
    LogTemplates bounded = new LogTemplates(new Limits(500, 20, 0.4, 4));
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder message = new StringBuilder();
      for (int word = 0; word < 8; word++) {
        for (int letter = 0; letter < 4; letter++) {
          message.append((char) ('a' + random.nextInt(26)));
        }
        message.append(random.nextBoolean() ? " " : ": ");
      }
      bounded.add(message.toString());
    }
    assertThat(bounded.templates()).hasSizeLessThanOrEqualTo(500);
  }

  @Test
  void limits_that_make_no_sense_are_refused() {
    assertThatThrownBy(() -> new Limits(0, 100, 0.4, 4)).hasMessageContaining("0 templates");
    assertThatThrownBy(() -> new Limits(10, 100, 1.4, 4)).hasMessageContaining("1.4");
  }

  private List<Long> ids(String... messages) {
    return List.of(messages).stream().map(each -> templates.add(each).template().id()).toList();
  }

  private static LogTemplate seenTwice(Match first) {
    return new LogTemplate(first.template().id(), first.template().text(), 2);
  }
}
