package dev.naosu.ship;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommitTextTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "boom [skip ci] now; boom (skip ci) now",
        "[CI-Skip]; (CI-Skip)",
        "***NO_CI***; NO_CI",
        "skip-checks: true; skip-checks  true",
        "fixes #12; fixes # 12",
        "Closes: team/shop#12, #13; Closes: team/shop# 12, #13",
        "resolved https://forge.example/team/shop/issues/1; resolved https:// forge.example/team/shop/issues/1",
        "ask @ada; ask @ ada",
        "(@Override); (@ Override)"
      })
  void what_a_forge_or_a_build_would_obey_is_written_so_that_it_does_not(
      String hostile, String plain) {
    assertThat(CommitText.isObeyed(hostile)).isTrue();
    assertThat(CommitText.plain(hostile)).isEqualTo(plain);
    assertThat(CommitText.isObeyed(plain)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a[i] is read before i is checked",
        "Prices of antiques (#123)",
        "fix: return 0 when lines is empty",
        "mail ada@example.org",
        "see https://example.org/a"
      })
  void everything_else_stays_as_it_is(String text) {
    assertThat(CommitText.isObeyed(text)).isFalse();
    assertThat(CommitText.plain(text)).isEqualTo(text);
  }
}
