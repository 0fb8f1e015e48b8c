package shop.http;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;

/** Answers whatever is thrown, and tells the log about every request. */
public final class Guarded implements Service {
  private final Service inner;
  private final Consumer<String> log;

  /**
   * @param log takes a line, or an exception with its stack trace, at a time
   */
  public Guarded(Service inner, Consumer<String> log) {
    this.inner = inner;
    this.log = log;
  }

  @Override
  public Answer answer(Request request) {
    long start = System.nanoTime();
    Answer answer = guarded(request);
    long micros = (System.nanoTime() - start) / 1_000;
    answer.failure().ifPresent(thrown -> log.accept(told(request, thrown)));
    log.accept(line(request) + " " + answer.status() + " " + micros + " us");
    return answer;
  }

  private Answer guarded(Request request) {
    try {
      return inner.answer(request);
    } catch (Refusal e) {
      return Answer.json(e.status(), Map.of("error", e.getMessage()));
    } catch (RuntimeException | Error e) {
      return Answer.json(500, Map.of("error", "internal error " + request.id())).because(e);
    }
  }

  private static String told(Request request, Throwable thrown) {
    StringWriter trace = new StringWriter();
    thrown.printStackTrace(new PrintWriter(trace, true));
    return line(request) + " failed: " + trace.toString().stripTrailing();
  }

  private static String line(Request request) {
    String query = request.query().isEmpty() ? "" : "?" + request.query();
    return Instant.now()
        + " "
        + request.id()
        + " "
        + request.method()
        + " "
        + request.path()
        + query;
  }
}
