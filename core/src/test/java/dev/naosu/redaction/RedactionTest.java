package dev.naosu.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {
  private static final Redaction SECRETS = new Redaction(false);

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
        "com.shop.InvalidTokenException: expired yesterday",
        "\tat com.shop.Token.check(Token.java:7)",
      })
  void other_text_stays_as_it_is(String text) {
    assertThat(Redaction.of(text)).isEqualTo(text);
  }

  @Test
  void json_in_json_is_redacted_and_stays_json() {
    String body = "{\"log\": \"sent {\\\"password\\\":\\\"hunter2\\\",\\\"a\\\":1}\"}";
    assertThat(SECRETS.body("application/json", body))
        .isEqualTo("{\"log\": \"sent {\\\"password\\\":\\\"[secret]\\\",\\\"a\\\":1}\"}");
  }

  @Test
  void values_in_json_keep_their_type_and_all_else_keeps_its_letters() {
    String body =
        """
        { "user":"anna",  "password" : "a\\"b", "pin": 1234, "cvv":-0.50e3, "otp": null,
          "credentials": {"user": "x", "deep": [ "y", 7, true, {"z": ""} ]}, "max_tokens": 100,
          "token": ["abc", "def"], "quantity": 2, "note": "Bearer abcdefghijklmnop ok" }
        """;
    assertThat(SECRETS.body("application/json; charset=utf-8", body))
        .isEqualTo(
            """
            { "user":"anna",  "password" : "[secret]", "pin": 1111, "cvv":-1.11e1, "otp": null,
              "credentials": {"user": "[secret]", "deep": [ "[secret]", 1, true, {"z": ""} ]}, "max_tokens": 100,
              "token": ["[secret]", "[secret]"], "quantity": 2, "note": "Bearer [secret] ok" }
            """);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"password\": \"hunter2",
        "[{\"token\":\"hunter2\",,}",
        "}]{\"pwd\":\"hunter2\""
      })
  void broken_json_is_redacted_as_far_as_it_goes_and_stays_broken(String body) {
    String redacted = SECRETS.body("application/json", body);
    assertThat(redacted).doesNotContain("hunter2").startsWith(body.substring(0, 3));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[2026-11-28 12:00] login with Bearer hunter2hunter2",
        "{\"a\":1}\npassword=hunter2",
        "[error] password=\"hunter2\" was wrong",
        "{password: 'hunter2'}",
        "{'token': 'hunter2', a: 1}"
      })
  void what_only_begins_like_json_is_redacted_as_text_too(String body) {
    assertThat(SECRETS.body("", body)).doesNotContain("hunter2").contains("[secret]");
  }

  @Test
  void forms_and_queries_keep_their_fields_and_stay_encoded() {
    assertThat(SECRETS.form("user=anna&password=hunter%202&next=%2Fx&flag&empty=&api_key=k"))
        .isEqualTo("user=anna&password=%5Bsecret%5D&next=%2Fx&flag&empty=&api_key=%5Bsecret%5D");
    assertThat(SECRETS.form("q=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln"))
        .isEqualTo("q=%5Bsecret%5D");
  }

  @Test
  void of_credentials_in_headers_the_scheme_stays_and_of_cookies_the_names() {
    assertThat(SECRETS.header("Authorization", "Bearer hunter2")).isEqualTo("Bearer [secret]");
    assertThat(SECRETS.header("Proxy-Authorization", "hunter2")).isEqualTo("[secret]");
    assertThat(SECRETS.header("cookie", "sid=hunter2; theme=dark"))
        .isEqualTo("sid=[secret]; theme=[secret]");
    assertThat(SECRETS.header("Set-Cookie", "sid=hunter2; Path=/; HttpOnly"))
        .isEqualTo("sid=[secret]; Path=/; HttpOnly");
    assertThat(SECRETS.header("X-Api-Key", "hunter2")).isEqualTo("[secret]");
    assertThat(SECRETS.header("Accept", "*/*")).isEqualTo("*/*");
  }

  @Test
  void addresses_are_hidden_only_when_asked_and_still_look_like_addresses() {
    Redaction careful = new Redaction(true);
    assertThat(SECRETS.text("mail to anna.b+x@example.org")).contains("anna");
    assertThat(careful.text("mail to anna.b+x@example.org, now"))
        .isEqualTo("mail to hidden@example.invalid, now");
    assertThat(careful.form("to=anna%40example.org&n=1"))
        .isEqualTo("to=hidden%40example.invalid&n=1");
    assertThat(careful.body("application/json", "{\"to\":\"anna@example.org\"}"))
        .isEqualTo("{\"to\":\"hidden@example.invalid\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password=x y",
        "Authorization: Bearer abcdefghijklmnopq",
        "{\"secret\": \"x\", \"pin\": 99}",
        "https://joe:pw@h/x?token=1&user=joe@h.example",
        "password: \"",
        "token = 'it''s'",
      })
  void redacting_twice_is_redacting_once(String text) {
    for (Redaction redaction : List.of(SECRETS, new Redaction(true))) {
      String once = redaction.text(text);
      assertThat(redaction.text(once)).isEqualTo(once);
      String body = redaction.body("application/json", text);
      assertThat(redaction.body("application/json", body)).isEqualTo(body);
      String form = redaction.form(text);
      assertThat(redaction.form(form)).isEqualTo(form);
    }
  }

  /// With a pattern that takes quadratic time this test would run for hours.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "password",
        "token ",
        "eyJ-",
        "eyJaaaaaaaa.",
        "://a:",
        "bearer ",
        "-----BEGIN PRIVATE KEY-----",
        "\"token\":\"",
        "\\\"",
        "a@",
        "a.b@c.",
        "secret='",
        "authorization:",
        "<token>",
        "{\"a\":"
      })
  void hostile_text_is_done_with_soon(String part) {
    String text = part.repeat(400_000 / part.length());
    assertThat(new Redaction(true).text(text)).isNotNull();
    assertThat(new Redaction(true).body("application/json", text)).isNotNull();
    assertThat(new Redaction(true).form(text)).isNotNull();
  }

  /// Pieces of which secrets are made, and of what only looks like them.
  private static final List<String> PIECES =
      List.of(
          "password",
          "PassWd",
          "passphrase",
          "pwd",
          "Secret",
          "token",
          "api_key",
          "Access-Key",
          "accesskey",
          "private_key",
          "Authorization",
          "bearer ",
          "Basic ",
          "://",
          "@",
          ":",
          "=",
          "<",
          "\"",
          "'",
          "\\",
          " ",
          ",",
          "&",
          "hunter2hunter2hunter2",
          "AKIAABCDABCDABCDABCD",
          "ghp_",
          "a1a1a1a1a1a1a1a1a1a1a1a1",
          "github_pat_",
          "glpat-",
          "xoxb-",
          "sk-",
          "eyJ",
          "abcdefghi.",
          "joe@shop.example",
          "https://joe:x@shop.example/",
          "Exception",
          "order 7 took 3 ms",
          "\n");

  /// Gives rise to every suspicion, and ends whatever the text before it began.
  private static final String SUSPECT =
      " end\n<\nAKIA ASIA eyJ gh xox sk- glpat- bearer @ authorization token =\n";

  @Test
  void what_is_let_pass_at_first_sight_holds_nothing_that_the_rules_find() {
    Random random = new Random(7);
    Redaction all = new Redaction(true);
    int passed = 0;
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int piece = random.nextInt(6); piece >= 0; piece--) {
        text.append(PIECES.get(random.nextInt(PIECES.size())));
      }
      String ended = text + " end";
      passed += all.text(ended).equals(ended) ? 1 : 0;
      assertThat(all.text(ended + SUSPECT.substring(4)))
          .as(ended)
          .startsWith(all.text(ended) + "\n");
    }
    assertThat(passed).isBetween(2_000, 18_000);
  }
}
