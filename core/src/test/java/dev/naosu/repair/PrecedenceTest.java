package dev.naosu.repair;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrecedenceTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "a; 13",
        "f(a + b); 13",
        "\"a + b\"; 13",
        "-a; 12",
        "(int) a; 12",
        "i++; 12",
        "a * b; 11",
        "a * -b; 11",
        "a - b * c; 10",
        "1 + a; 10",
        "a << 1; 9",
        "a >= b + 1; 8",
        "a instanceof B; 8",
        "a == b; 7",
        "a && b < c; 3",
        "a || b && c; 2",
        "a < b ? c : d; 1",
        "a = b + c; 0",
        "a += b; 0",
        "x -> x + 1; 0"
      })
  void an_expression_binds_as_its_loosest_operator(String text, int level) {
    assertThat(Precedence.of(text)).isEqualTo(level);
  }

  @Test
  void an_operator_in_quotes_is_no_operator() {
    assertThat(Precedence.of("\"\\\"=\" + '='")).isEqualTo(10);
  }
}
