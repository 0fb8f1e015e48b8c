package dev.naosu.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;

class SharedSecretTest {
  /// The example of GitHub's documentation, "Validating webhook deliveries".
  private static final SharedSecret SECRET = new SharedSecret("It's a Secret to Everybody");

  private static final byte[] MESSAGE = "Hello, World!".getBytes(UTF_8);
  private static final String SIGNATURE =
      "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

  @Test
  void what_others_sign_with_the_secret_is_believed() {
    assertThat(SECRET.sign(MESSAGE)).isEqualTo(SIGNATURE);
    assertThat(SECRET.hasSigned(MESSAGE, SIGNATURE)).isTrue();
    assertThat(SECRET.hasSigned(MESSAGE, SIGNATURE.toUpperCase(Locale.ROOT))).isTrue();
  }

  @Test
  void another_message_another_secret_and_anything_else_is_not() {
    assertThat(SECRET.hasSigned("Hello, world!".getBytes(UTF_8), SIGNATURE)).isFalse();
    assertThat(new SharedSecret("other").hasSigned(MESSAGE, SIGNATURE)).isFalse();
    assertThat(SECRET.hasSigned(MESSAGE, "")).isFalse();
    assertThat(SECRET.hasSigned(MESSAGE, SIGNATURE.substring(2))).isFalse();
    assertThat(SECRET.hasSigned(MESSAGE, SIGNATURE.replace('7', 'x'))).isFalse();
  }

  @Test
  void the_secret_is_in_no_text() {
    assertThat(SECRET.toString()).doesNotContain("Everybody");
  }
}
