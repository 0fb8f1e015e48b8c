package shop.recorder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import shop.http.Answer;
import shop.http.Guarded;
import shop.http.Request;
import shop.http.Service;

class RecorderTest {
  private static final Service SHOP =
      new Guarded(
          request -> {
            if (request.query().equals("bad")) {
              throw new IllegalStateException("stuck");
            }
            return Answer.json(200, "fine");
          },
          line -> {});

  private final List<Recorded> told = new ArrayList<>();
  private final Recorder recorder = new Recorder(SHOP, told::add);

  @Test
  void everyFailureIsTold() {
    recorder.answer(get("/carts/c-1", "bad"));
    recorder.answer(get("/carts/c-2", "bad"));
    assertEquals(2, told.size());
    assertTrue(told.get(0).answer().failure().orElseThrow() instanceof IllegalStateException);
    assertEquals(500, told.get(0).answer().status());
  }

  @Test
  void ofManyGoodRequestsOfARouteOneIsTold() {
    for (int i = 0; i < 20; i++) {
      recorder.answer(get("/carts/c-" + i, ""));
      recorder.answer(get("/orders/o-" + i, ""));
    }
    // a slow machine may take longer than the time between two samples
    assertTrue(told.size() >= 2 && told.size() < 40, () -> told.size() + " are told");
    assertEquals("GET /carts/*", told.get(0).route());
    assertEquals("GET /orders/*", told.get(1).route());
  }

  @Test
  void theFirstFailureOfItsKindTakesTheGoodRequestsAlong() {
    for (int i = 0; i < 250; i++) {
      recorder.answer(get("/carts/c-" + i, ""));
    }
    int samples = told.size();
    recorder.answer(get("/carts/c-1", "bad"));
    assertTrue(told.get(samples).isFailed());
    assertEquals(samples + 1 + 100, told.size());
    recorder.answer(get("/carts/c-1", "bad"));
    assertEquals(samples + 1 + 100 + 1, told.size());
  }

  @Test
  void secretsAndWhatBelongsToTheConnectionAreNotKept() {
    Request request =
        new Request(
            "r",
            "GET",
            "/carts/c-1",
            "",
            Map.of(
                "AUTHORIZATION",
                "Bearer s3cret",
                "cookie",
                "id=s3cret",
                "Accept",
                "*/*",
                "Host",
                "x"),
            "");
    recorder.answer(request);
    assertEquals(
        Map.of("AUTHORIZATION", "[redacted]", "cookie", "[redacted]", "Accept", "*/*"),
        told.get(0).request().headers());
  }

  @Test
  void longBodiesAreCut() {
    Request request = new Request("r", "POST", "/carts", "bad", Map.of(), "x".repeat(50_000));
    recorder.answer(request);
    assertEquals(Recorded.BODY_CHARACTERS, told.get(0).request().body().length());
  }

  @Test
  void theAnswerComesWhateverHappensToTheRecording() {
    Answer answer = Answer.json(200, "fine");
    Recorder broken =
        new Recorder(
            request -> answer,
            recorded -> {
              throw new IllegalStateException("no");
            });
    assertSame(answer, broken.answer(get("/", "")));
  }

  private static Request get(String path, String query) {
    return new Request("r", "GET", path, query, Map.of(), "");
  }
}
