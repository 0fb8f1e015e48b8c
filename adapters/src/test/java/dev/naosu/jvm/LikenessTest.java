package dev.naosu.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.detect.Body;
import dev.naosu.detect.RecordedRequest.Answer;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LikenessTest {
  private static Answer answer(String body) {
    return new Answer(200, Map.of(), Optional.of(Body.of(body)), Optional.empty());
  }

  private static Set<String> differences(String wanted, String seen) {
    return Likeness.differences(answer(wanted), answer(seen));
  }

  @Test
  void json_is_compared_as_a_tree() {
    assertThat(differences("{\"a\": 1, \"b\": [1.0, 2]}", "{\"b\":[1,2.00],\"a\":1}")).isEmpty();
    assertThat(differences("{\"a\": {\"x\": 1}, \"t\": 5}", "{\"a\": {\"x\": 2}, \"t\": 5}"))
        .containsExactly("body/a/x");
    assertThat(differences("{\"a\": 1}", "{\"a\": 1, \"b\": null}")).containsExactly("body/b");
    assertThat(differences("[1, 2]", "[1, 2, 3]")).containsExactly("body");
    assertThat(differences("[1, {\"a/b\": 2}]", "[1, {\"a/b\": 3}]"))
        .containsExactly("body/1/a~1b");
  }

  @Test
  void other_texts_are_compared_byte_by_byte() {
    assertThat(differences("17", "17 ")).containsExactly("body");
    assertThat(differences("{\"a\": 1", "{\"a\":1")).containsExactly("body");
  }

  @Test
  void status_and_the_headers_that_matter_count() {
    Answer wanted =
        new Answer(
            201,
            Map.of("Location", "/orders/1", "Date", "today"),
            Optional.empty(),
            Optional.empty());
    Answer seen =
        new Answer(
            200,
            Map.of("location", "/orders/2", "date", "tomorrow"),
            Optional.of(Body.of("x")),
            Optional.empty());
    assertThat(Likeness.differences(wanted, seen)).containsExactly("status", "location");
  }

  @Test
  void a_body_may_be_known_by_its_hash_only() {
    Answer wanted = new Answer(200, Map.of(), Optional.empty(), Optional.of(Body.of("abc").hash()));
    assertThat(Likeness.differences(wanted, answer("abc"))).isEmpty();
    assertThat(Likeness.differences(wanted, answer("abd"))).containsExactly("body");
  }

  @Test
  void noise_covers_its_place_and_what_is_within_but_not_what_is_around() {
    Answer wanted = answer("{\"at\": {\"ms\": 1}, \"price\": 3}");
    assertThat(
            Likeness.alike(
                wanted, answer("{\"at\": {\"ms\": 2}, \"price\": 3}"), Set.of("body/at")))
        .isTrue();
    assertThat(Likeness.alike(wanted, answer("{\"at\": 7, \"price\": 3}"), Set.of("body/at/ms")))
        .isFalse();
    assertThat(
            Likeness.alike(
                wanted, answer("{\"at\": {\"ms\": 1}, \"price\": 4}"), Set.of("body/at")))
        .isFalse();
  }

  @Test
  void what_is_told_holds_no_noise_and_is_cut() {
    assertThat(
            Likeness.told(
                answer("{\"at\": 17, \"a\": {\"t\": 1, \"b\": 2}}"),
                Set.of("body/at", "body/a/t", "status"),
                500))
        .isEqualTo("200 {\"a\":{\"b\":2}}");
    assertThat(Likeness.told(answer("one\ntwo"), Set.of(), 9)).isEqualTo("200 one t");
  }
}
