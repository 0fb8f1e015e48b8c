package dev.naosu.requests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.detect.Body;
import dev.naosu.detect.Failure;
import dev.naosu.detect.RecordedRequest;
import dev.naosu.detect.RecordedRequest.Answer;
import dev.naosu.detect.RecordedRequest.Role;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RequestFileTest {
  private static final String FAILING =
      "{\"role\": \"failing\", \"path\": \"/a\", \"answer\": {\"status\": 500}}";

  @TempDir private Path directory;

  private RequestFile.Reading read(String... lines) {
    return read(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
  }

  private RequestFile.Reading read(byte[] bytes) {
    try {
      return RequestFile.read(Files.write(directory.resolve("requests.jsonl"), bytes));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private List<RecordedRequest> requests(String... lines) {
    RequestFile.Reading reading = read(lines);
    assertThat(reading).isInstanceOf(RequestFile.Reading.Good.class);
    return ((RequestFile.Reading.Good) reading).requests();
  }

  private List<String> problems(String... lines) {
    RequestFile.Reading reading = read(lines);
    assertThat(reading).isInstanceOf(RequestFile.Reading.Bad.class);
    return ((RequestFile.Reading.Bad) reading).problems();
  }

  @Test
  void a_line_is_a_request_with_its_answer() {
    RecordedRequest request =
        requests(
                """
                {"id": "r7", "role": "failing", "method": "POST", "path": "/orders",\
                 "query": "dry=1", "headers": {"Accept": "application/json"}, "body": "{\\"n\\": 1}",\
                 "answer": {"status": 500, "headers": {"Content-Type": "text/plain"}, "body": "no"},\
                 "expected": {"status": 201},\
                 "trace": "java.lang.NullPointerException: x\\n\\tat shop.Cart.add(Cart.java:7)"}\
                """)
            .getFirst();
    assertThat(request.id()).isEqualTo("r7");
    assertThat(request.role()).isEqualTo(Role.FAILING);
    assertThat(request.line()).isEqualTo("POST /orders?dry=1");
    assertThat(request.headers()).containsEntry("Accept", "application/json");
    assertThat(request.body().text()).isEqualTo("{\"n\": 1}");
    assertThat(request.answer().status()).isEqualTo(500);
    assertThat(request.answer().body()).contains(Body.of("no"));
    assertThat(request.expected().orElseThrow().status()).isEqualTo(201);
    Failure failure = request.failure().orElseThrow();
    assertThat(failure.exceptionClass()).isEqualTo("java.lang.NullPointerException");
    assertThat(failure.frames()).hasSize(1);
    assertThat(request.isSafe()).isFalse();
  }

  @Test
  void what_is_left_out_has_its_usual_value() {
    RecordedRequest request = requests("", FAILING, "  ").getFirst();
    assertThat(request.id()).isEqualTo("2");
    assertThat(request.method()).isEqualTo("GET");
    assertThat(request.body().isEmpty()).isTrue();
    assertThat(request.answer().body()).isEmpty();
    assertThat(request.failure()).isEmpty();
  }

  @Test
  void all_mistakes_are_told_each_with_its_line_and_remedy() {
    assertThat(
            problems(
                "{\"role\": \"bad\", \"path\": \"/a\", \"answer\": {\"status\": 500}}",
                "[]",
                "{",
                "{\"role\": \"good\", \"path\": \"a?b\", \"method\": \"get\", \"pth\": 1}",
                "{\"role\": \"good\", \"path\": \"/a\", \"answer\": {\"status\": \"200\","
                    + " \"bodySha256\": \"x\"}, \"body\": {}, \"headers\": {\"a b\": \"c\"}}"))
        .hasSize(11)
        .anySatisfy(each -> assertThat(each).startsWith("line 1: role: should be failing or good"))
        .anySatisfy(each -> assertThat(each).startsWith("line 2: not an object"))
        .anySatisfy(each -> assertThat(each).startsWith("line 3: not JSON"))
        .anySatisfy(each -> assertThat(each).startsWith("line 4: pth: unknown field"))
        .anySatisfy(each -> assertThat(each).startsWith("line 4: path: should begin with /"))
        .anySatisfy(each -> assertThat(each).startsWith("line 4: method: get is none"))
        .anySatisfy(each -> assertThat(each).startsWith("line 4: answer: missing"))
        .anySatisfy(each -> assertThat(each).startsWith("line 5: answer: status"))
        .anySatisfy(each -> assertThat(each).startsWith("line 5: answer: bodySha256"))
        .anySatisfy(each -> assertThat(each).startsWith("line 5: body: should be a text"))
        .anySatisfy(each -> assertThat(each).startsWith("line 5: headers: a b"));
  }

  @Test
  void two_requests_of_one_id_cannot_be_told_apart() {
    String named = FAILING.replace("{\"role\"", "{\"id\": \"x\", \"role\"");
    assertThat(problems(named, named))
        .singleElement()
        .asString()
        .contains("line 2: id: x is there");
  }

  @Test
  void without_a_failing_request_there_is_nothing_to_heal() {
    assertThat(problems(FAILING.replace("failing", "good")))
        .singleElement()
        .asString()
        .contains("no request has the role failing");
  }

  @Test
  void a_recording_is_bounded() {
    String[] many = new String[RequestFile.MOST_REQUESTS + 1];
    java.util.Arrays.fill(many, FAILING);
    assertThat(problems(many)).singleElement().asString().contains("more than 2000 requests");
    assertThat(problems(FAILING.replace("/a", "/" + "a".repeat(5 << 20))))
        .singleElement()
        .asString()
        .contains("line 1: longer than");
    assertThat(
            problems(
                FAILING.replace(
                    "{\"role\"",
                    "{\"body\": \""
                        + "a".repeat(RequestFile.MOST_BODY_BYTES + 1)
                        + "\", \"role\"")))
        .singleElement()
        .asString()
        .contains("line 1: body: larger than");
  }

  @Test
  void a_file_that_is_no_text_is_refused() {
    assertThat(read(new byte[] {(byte) 0xff, (byte) 0xfe, 1}))
        .isInstanceOfSatisfying(
            RequestFile.Reading.Bad.class,
            bad -> assertThat(bad.problems().getFirst()).contains("not UTF-8"));
  }

  @Test
  void what_is_written_is_read_again_but_secrets_are_not_written() throws IOException {
    RecordedRequest request =
        new RecordedRequest(
            "1",
            Role.FAILING,
            "PUT",
            "/keys",
            "token=abc",
            Map.of("Authorization", "Bearer abc", "cookie", "s=abc", "Accept", "*/*"),
            Body.of(new byte[] {(byte) 0xff, 0, 1}),
            new Answer(
                500, Map.of("Set-Cookie", "s=abc"), Optional.of(Body.of("abc?")), Optional.empty()),
            Optional.of(
                new Answer(200, Map.of(), Optional.empty(), Optional.of(Body.of("fine").hash()))),
            Optional.of(
                new Failure(
                    "java.lang.IllegalStateException",
                    "",
                    dev.naosu.detect.StackTraceText.frames("at a.B.c(B.java:7)"),
                    Optional.empty(),
                    Optional.empty())));
    String written = RequestFile.write(List.of(request), text -> text.replace("abc", "[secret]"));
    assertThat(written).doesNotContain("abc");
    RecordedRequest again = requests(written).getFirst();
    assertThat(again.headers()).isEqualTo(Map.of("Accept", "*/*"));
    assertThat(again.query()).isEqualTo("token=[secret]");
    assertThat(again.body()).isEqualTo(request.body());
    assertThat(again.answer().body()).contains(Body.of("[secret]?"));
    assertThat(again.expected()).isEqualTo(request.expected());
    assertThat(again.failure()).isEqualTo(request.failure());
    assertThat(RequestFile.write(List.of(again), UnaryOperator.identity())).isEqualTo(written);
  }

  @Test
  void secrets_that_somebody_has_written_are_not_replayed() {
    assertThat(
            requests(FAILING.replace("{\"role\"", "{\"headers\": {\"COOKIE\": \"a=b\"}, \"role\""))
                .getFirst()
                .headers())
        .isEmpty();
  }
}
