package dev.naosu.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "fetching https://joe:hunter2hunter2@repo.example/x",
        "db.password=hunter2hunter2",
        "{\"api_key\": \"hunter2hunter2\"}",
        "-Dtoken=hunter2hunter2 next",
        "Authorization: Bearer hunter2hunter2",
        "<password>hunter2hunter2</password>",
        "-----BEGIN RSA PRIVATE KEY-----\nhunter2hunter2\n-----END RSA PRIVATE KEY-----"
      })
  void secrets_are_hidden(String text) {
    assertThat(Redaction.of(text)).contains("[secret]").doesNotContain("hunter2");
  }

  @Test
  void known_shapes_of_keys_are_hidden_wherever_they_stand() {
    String gitHub = "ghp_" + "a1".repeat(18);
    String amazon = "AKIA" + "ABCD".repeat(4);
    assertThat(Redaction.of("x " + gitHub + " y " + amazon + " z"))
        .isEqualTo("x [secret] y [secret] z");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[ERROR] /a/TokenTest.java:[12,3] cannot find symbol",
        "see https://repo.example/path@v1",
        "java.lang.IllegalStateException: unexpected token",
      })
  void other_text_stays_as_it_is(String text) {
    assertThat(Redaction.of(text)).isEqualTo(text);
  }
}
