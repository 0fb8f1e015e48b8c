package shop.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class HttpFrontTest {
  private final List<String> log = new CopyOnWriteArrayList<>();

  @Test
  void hearsWhatIsAskedAndSaysWhatIsAnswered() throws Exception {
    Service echo =
        request ->
            Answer.json(
                201,
                List.of(
                    request.method(),
                    request.path(),
                    request.query(),
                    request.header("x-test").orElse("none"),
                    request.body()));
    HttpResponse<String> response = post(echo, "/a%20b?c=d", "öl");
    assertEquals(201, response.statusCode());
    assertEquals("[\"POST\",\"/a%20b\",\"c=d\",\"yes\",\"öl\"]", response.body());
    assertEquals("application/json", response.headers().firstValue("content-type").orElse(""));
  }

  @Test
  void answersAndLogsWhatIsThrown() throws Exception {
    Service broken =
        request -> {
          throw new IllegalStateException("the till is stuck");
        };
    HttpResponse<String> response = post(broken, "/", "");
    assertEquals(500, response.statusCode());
    assertTrue(response.body().matches("\\{\"error\":\"internal error r-[a-z0-9]+-1\"}"));
    assertTrue(log.get(0).contains("-1 POST / failed: java.lang.IllegalStateException: the till"));
    assertTrue(log.get(0).contains("\n\tat shop.http.HttpFrontTest"));
    assertTrue(log.get(1).contains("-1 POST / 500"));
  }

  @Test
  void refusesBodiesThatAreTooLong() throws Exception {
    assertEquals(413, post(request -> Answer.json(200, ""), "/", "x".repeat(70_000)).statusCode());
  }

  @Test
  void decodesTheQuery() {
    Request request = new Request("r", "GET", "/", "a=1&b=x%20y+z&a=2", Map.of(), "");
    assertEquals("1", request.parameter("a").orElse(""));
    assertEquals("x y z", request.parameter("b").orElse(""));
    assertTrue(request.parameter("c").isEmpty());
  }

  private HttpResponse<String> post(Service service, String path, String body) throws Exception {
    try (HttpFront front = new HttpFront(0, new Guarded(service, log::add))) {
      return HttpClient.newHttpClient()
          .send(
              HttpRequest.newBuilder(URI.create("http://localhost:" + front.port() + path))
                  .header("X-Test", "yes")
                  .POST(BodyPublishers.ofString(body))
                  .build(),
              BodyHandlers.ofString());
    }
  }
}
