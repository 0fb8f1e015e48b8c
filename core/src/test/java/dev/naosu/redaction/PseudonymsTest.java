package dev.naosu.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PseudonymsTest {
  private static final Pseudonyms ONE =
      new Pseudonyms("0123456789abcdef".getBytes(StandardCharsets.UTF_8));
  private static final Pseudonyms OTHER =
      new Pseudonyms("fedcba9876543210".getBytes(StandardCharsets.UTF_8));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4111111111111111",
        "4111 1111 1111 1111",
        "5500-0000-0000-0004",
        "378282246310005",
        "3782 822463 10005",
        "DE89370400440532013000",
        "DE89 3704 0044 0532 0130 00",
        "GB29 NWBK 6016 1331 9268 19",
        "NL91ABNA0417164300",
        "NO9386011117947",
        "anna.berg+shop@example.org",
        "+49 30 12345678",
        "+1 (212) 555-0199",
        "+4915112345678"
      })
  void personal_data_becomes_other_data_of_the_same_form(String text) {
    String masked = ONE.text("for " + text + ", please");
    assertThat(masked).startsWith("for ").endsWith(", please").doesNotContain(text);
    String value = masked.substring(4, masked.length() - 8);
    assertThat(ONE.text("and " + text)).as("always the same").isEqualTo("and " + value);
    assertThat(OTHER.text("and " + text)).as("another key").isNotEqualTo("and " + value);
    if (!text.contains("@")) {
      assertThat(value.replaceAll("\\d", "0").replaceAll("[A-Z]", "A"))
          .isEqualTo(text.replaceAll("\\d", "0").replaceAll("[A-Z]", "A"));
    }
  }

  @Test
  void check_digits_fit_afterwards() {
    for (int i = 0; i < 200; i++) {
      Pseudonyms pseudonyms = new Pseudonyms(key(i));
      assertThat(PersonalData.isOnlyCard(pseudonyms.text("4111 1111 1111 1111"))).isTrue();
      assertThat(PersonalData.isOnlyAccount(pseudonyms.text("DE89 3704 0044 0532 0130 00")))
          .isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "order 2026112900417",
        "order 1234567890123456",
        "at 1764376869123 ms, then 1764376869123456789 ns",
        "2026-11-29 00:41:09.123456789 GET /carts/7",
        "sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "id 4111111111111111a9",
        "trace 41111111-1111-1111-8111-111111111111",
        "4111111111111112 does not fit Luhn",
        "DE88370400440532013000 does not fit either",
        "EAN 4006381333931, ISBN 978-3-16-148410-0",
        "x = 4111111111111111.5",
        "1 + 2 = 3, +5 % and +49",
        "AB12 is a gate",
        "10.0.0.1:8080, v1.2.3, 3.14159265358979"
      })
  void numbers_that_only_look_like_it_stay(String text) {
    assertThat(ONE.text(text)).isEqualTo(text);
    assertThat(Redaction.of(text)).isEqualTo(text);
  }

  @Test
  void cards_and_accounts_are_hidden_by_redaction_as_well() {
    assertThat(Redaction.of("paid by 4111 1111 1111 1111 or NL91ABNA0417164300"))
        .isEqualTo("paid by [secret] or [secret]");
    assertThat(
            new Redaction(false).body("application/json", "{\"note\":\"DE89370400440532013000\"}"))
        .isEqualTo("{\"note\":\"[secret]\"}");
  }

  @Test
  void json_keeps_its_form_and_equal_values_stay_equal() {
    String masked =
        ONE.body(
            "application/json",
            "{\"password\":\"hun\\\"ter2\", \"phone\":\"030 12345\", \"nationalId\":\"X-123\","
                + " \"pin\":1234, \"total\":12.50, \"id\":\"A-7\", \"to\":\"a.b@example.org\","
                + " \"cc\":[\"a.b@example.org\"]}");
    assertThat(masked)
        .matches(
            "\\{\"password\":\"[a-z]{3}\\\\\"[a-z]{3}\\d\", \"phone\":\"\\d{3} \\d{5}\","
                + " \"nationalId\":\"[A-Z]-\\d{3}\", \"pin\":1111, \"total\":12.50, \"id\":\"A-7\","
                + " \"to\":\"([a-z]+@example.invalid)\", \"cc\":\\[\"\\1\"\\]\\}")
        .doesNotContain("hun")
        .doesNotContain("12345");
  }

  @Test
  void tokens_stay_tokens() {
    String token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbm5hIn0.c2lnbmF0dXJl";
    String masked = ONE.header("Authorization", "Bearer " + token);
    assertThat(masked)
        .startsWith("Bearer eyJhbGciOiJIUzI1NiJ9.")
        .doesNotContain("eyJzdWIiOiJhbm5hIn0");
    String payload = masked.split("\\.", -1)[1];
    assertThat(new String(Base64.getUrlDecoder().decode(payload), StandardCharsets.UTF_8))
        .matches("\\{\"sub\":\"[a-z]+-[a-z]+\"\\}");
    assertThat(ONE.text("token=" + token)).contains(payload);
    assertThat(ONE.header("Authorization", "Basic YW5uYTpwdw==")).matches("Basic [A-Za-z\\d]+==");
    assertThat(ONE.header("Cookie", "sid=hunter2; theme=dark"))
        .matches("sid=[a-z]{6}\\d; theme=[a-z]{4}")
        .doesNotContain("hunter");
    assertThat(ONE.header("Set-Cookie", "sid=hunter2; Path=/; HttpOnly"))
        .matches("sid=[a-z]{6}\\d; Path=/; HttpOnly");
  }

  @Test
  void forms_stay_encoded() {
    assertThat(ONE.form("mail=a.b%40example.org&password=a%20b&n=2&flag"))
        .matches("mail=[a-z]+%40example.invalid&password=[a-z]%20[a-z]&n=2&flag");
  }

  @Test
  void what_was_hidden_before_stays_hidden() {
    assertThat(ONE.text("password=[secret] and hidden@example.invalid"))
        .isEqualTo("password=[secret] and hidden@example.invalid");
    assertThat(ONE.value("token", "[secret]")).isEqualTo("[secret]");
    assertThat(ONE.value("email", "hidden@example.invalid")).isEqualTo("hidden@example.invalid");
    assertThat(ONE.value("password", "[secret] hunter2"))
        .startsWith("[secret] ")
        .doesNotContain("hunter2");
  }

  @Test
  void hostile_text_takes_little_time() {
    Random random = new Random(7);
    String alphabet = "0123456789 -+@.:/=\"\\eyJ{}[]AZaz%";
    for (int round = 0; round < 300; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < 400; i++) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      assertThat(ONE.text(text.toString())).isNotNull();
      assertThat(ONE.body("application/json", text.toString())).isNotNull();
      assertThat(ONE.form(text.toString())).isNotNull();
    }
    long began = System.nanoTime();
    for (String each :
        new String[] {"4 ", "1", "+1 ", "a@", "AB12", "AB12 ", "eyJ", "://a:", "a.", "\\"}) {
      assertThat(ONE.text(each.repeat(100_000))).isNotNull();
      assertThat(Redaction.of(each.repeat(100_000))).isNotNull();
    }
    assertThat(System.nanoTime() - began).isLessThan(20_000_000_000L);
  }

  private static byte[] key(int number) {
    return ("0123456789abcdef" + number).getBytes(StandardCharsets.UTF_8);
  }
}
