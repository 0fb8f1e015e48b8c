package dev.naosu.twins;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.detect.Body;
import dev.naosu.machine.Loopback;
import dev.naosu.prove.traffic.Content;
import dev.naosu.prove.traffic.Content.Items;
import dev.naosu.prove.traffic.Content.Kind;
import dev.naosu.prove.traffic.Content.Members;
import dev.naosu.prove.traffic.Content.Value;
import dev.naosu.prove.traffic.Reply;
import dev.naosu.redaction.Pseudonyms;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AnswerReadingTest {
  private static final Loopback HERE = new Loopback(4711);
  private static final AnswerReading READING =
      new AnswerReading(new Pseudonyms("0123456789abcdef".getBytes(StandardCharsets.UTF_8)), 60);

  @Test
  void numbers_are_kept_as_they_are_written() {
    assertThat(content("{\"a\": 12.50, \"b\": [1e2, null, true, \"x\"]}"))
        .isEqualTo(
            new Members(
                new TreeMap<>(
                    Map.of(
                        "a",
                        new Value(Kind.NUMBER, "12.50"),
                        "b",
                        new Items(
                            List.of(
                                new Value(Kind.NUMBER, "1e2"),
                                new Value(Kind.NOTHING, "null"),
                                new Value(Kind.TRUTH, "true"),
                                new Value(Kind.TEXT, "x")))))));
  }

  @Test
  void what_is_no_json_or_too_deep_or_says_something_twice_is_text() {
    assertThat(content("{\"a\": 1")).isInstanceOf(Content.Lines.class);
    assertThat(content("{\"a\": 1} more")).isInstanceOf(Content.Lines.class);
    assertThat(content("{\"a\": 1, \"a\": 2}")).isInstanceOf(Content.Lines.class);
    assertThat(content("[".repeat(5_000) + "]".repeat(5_000))).isInstanceOf(Content.Lines.class);
    assertThat(content("[".repeat(90) + "]".repeat(90))).isInstanceOf(Items.class);
  }

  @Test
  void what_has_too_many_parts_or_is_no_text_is_bytes() {
    assertThat(content("[" + "0,".repeat(30_000) + "0]")).isInstanceOf(Content.Bytes.class);
    assertThat(content("\n".repeat(30_000))).isInstanceOf(Content.Bytes.class);
    assertThat(answered("text/plain", new byte[] {(byte) 0xff, 0}).body())
        .isInstanceOf(Content.Bytes.class);
  }

  @Test
  void an_answer_that_names_its_own_port_is_the_same_at_each_start() {
    Reply.Answered answered =
        READING.answered(
            302,
            Map.of(
                "Location",
                List.of("http://127.0.0.1:4711/next"),
                "Date",
                List.of("now"),
                "Set-Cookie",
                List.of("sid=hunter2; Path=/", "theme=dark")),
            body("see http://localhost:4711/next".getBytes(StandardCharsets.UTF_8)),
            HERE);
    assertThat(answered.headers())
        .isEqualTo(Map.of("location", "http://{here}/next", "set-cookie", "sid, theme"));
    assertThat(answered.body()).isEqualTo(new Content.Lines(List.of("see http://{here}/next")));
  }

  @Test
  void whatever_comes_is_read() {
    Random random = new Random(11);
    byte[] seed = "{\"a\":[1,{\"b\":\"c\\u0041\"}],\"d\":-1.5e3}".getBytes(StandardCharsets.UTF_8);
    for (int round = 0; round < 5_000; round++) {
      byte[] bytes = seed.clone();
      for (int i = 0; i < 1 + random.nextInt(4); i++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      assertThat(answered("application/json", bytes).body()).isNotNull();
    }
  }

  private static Content content(String text) {
    return answered("application/json", text.getBytes(StandardCharsets.UTF_8)).body();
  }

  private static Reply.Answered answered(String type, byte[] bytes) {
    return READING.answered(200, Map.of("Content-Type", List.of(type)), body(bytes), HERE);
  }

  private static Arriving.Arrived body(byte[] bytes) {
    return new Arriving.Arrived(Body.of(bytes), bytes.length, "ab".repeat(32), true);
  }
}
