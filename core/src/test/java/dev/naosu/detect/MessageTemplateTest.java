package dev.naosu.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageTemplateTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          mail to ada.l+x@mail.example.org       | mail to <email>
          GET https://shop.example.org/a?b=1 failed | GET <url> failed
          jdbc:postgresql://db:5432/shop is away | <url> is away
          host db-1.shop.internal is away        | host <host> is away
          localhost:8080 refused                 | <host>:<int> refused
          from 10.2.0.17:443 and ::1             | from <ip> and ::<int>
          2001:0db8:0000:0000:0000:8a2e:0370:7334 | <ip>
          00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01 | <traceparent>
          id 9b2d1c00-aaaa-4bbb-8ccc-1234567890ab | id <uuid>
          da39a3ee5e6b4b0d3255bfef95601890afd80709 | <hex>
          d41d8cd98f00b204e9800998ecf8427e       | <hex>
          at 2026-11-28T20:14:07.113Z            | at <date>
          at 2026-11-28 20:14:07,113 it ended    | at <date> it ended
          on Sat, 28 Nov 2026 20:14:07 GMT       | on <date>
          after 1250 ms, 31.5s or 2 minutes      | after <duration>, <duration> or <duration>
          after PT1M30.5S                        | after <duration>
          object@1b6d3586 at 0x7ffee3a1          | object@<hex> at <hex>
          commit 3fad4dd                         | commit <hex>
          ratio 0.25 of -3.5e7                   | ratio <float> of <float>
          order 4711, -12 left, HikariPool-1     | order <int>, <int> left, HikariPool-<int>
          utf8 and h2 stay, node_17 does not     | utf8 and h2 stay, node_<int> does not
          user 'ada' has "blue eyes"             | user <quoted> has <quoted>
          no bean 'com.shop.Color'               | no bean 'com.shop.Color'
          it's Ada's                             | it's Ada's
          stale=true                             | stale=<bool>
          deadbeef is no word, cabbage is one    | deadbeef is no word, cabbage is one
          """)
  void values_are_taken_out_and_words_stay(String message, String template) {
    assertThat(MessageTemplate.of(message)).isEqualTo(template);
  }

  @Test
  void only_the_first_line_counts() {
    assertThat(MessageTemplate.of("first 1\nsecond")).isEqualTo("first <int>");
    assertThat(MessageTemplate.of("")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "a.",
        "a@",
        "1",
        "1.",
        "-",
        "0x",
        "'",
        "\"",
        "a-",
        "1:",
        "ab1",
        "https://",
        "00-",
        "P1D",
        "a.b@c.",
        "1-",
        "{",
        "=",
        "é",
        "localhost.",
        "Mon 1 Jan "
      })
  @Timeout(value = 20, unit = TimeUnit.SECONDS)
  void a_hostile_message_takes_time_in_proportion_to_its_length(String part) {
    String message = part.repeat(100_000 / part.length());
    assertThat(MessageTemplate.of(message)).hasSizeLessThan(10 * message.length());
    assertThat(MessageTemplate.of("x " + message + "!")).isNotEmpty();
  }
}
