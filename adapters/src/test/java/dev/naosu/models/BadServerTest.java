package dev.naosu.models;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.naosu.model.Answer;
import dev.naosu.model.Attempt;
import dev.naosu.model.Budget;
import dev.naosu.model.BudgetedModel;
import dev.naosu.model.BudgetedModel.Temperatures;
import dev.naosu.model.BudgetedModel.Waiting;
import dev.naosu.model.DayBook;
import dev.naosu.model.Message;
import dev.naosu.model.Money;
import dev.naosu.model.Patience;
import dev.naosu.model.Price;
import dev.naosu.model.Prompt;
import dev.naosu.model.Reply;
import dev.naosu.model.Spent;
import dev.naosu.model.Usage;
import dev.naosu.models.ModelServer.Talk;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Servers that behave badly: nothing hangs, budgets hold, and every ending has a type.
@Timeout(30)
class BadServerTest {
  private static final String KEY = "sk-secret-0123456789abcdefghij";
  private static final Duration SILENCE = Duration.ofMillis(400);
  private static final Prompt QUESTION =
      new Prompt(
          List.of(Message.system("Repair Java."), Message.user("return a - b; // should add")),
          0.2,
          100);

  @TempDir private Path data;
  private final List<Duration> waits = new CopyOnWriteArrayList<>();
  private Budget budget =
      new Budget(Budget.Limits.usual(), new Unlimited(), InstantSource.system());

  /// A day without end.
  private static final class Unlimited implements DayBook {
    @Override
    public Optional<String> reserve(Spent most) {
      return Optional.empty();
    }

    @Override
    public void settle(Spent most, Spent real) {
      // nobody asks
    }
  }

  private Budget budget(Budget.Limits limits) {
    return new Budget(
        limits,
        new FileDayBook(data.resolve("day.json"), DayBook.Limits.usual(), InstantSource.system()),
        InstantSource.system());
  }

  private BudgetedModel model(URI url) {
    InstantSource clock = InstantSource.system();
    return new BudgetedModel(
        new ChatProvider(
            new Endpoint("local", ProviderKind.COMPATIBLE, "test", url, KEY, SILENCE), clock),
        Optional.of(Price.of("3", "0.30", "15")),
        new Temperatures(0, 2),
        new Patience(Duration.ofSeconds(3), 3, Duration.ofMillis(10), Duration.ofMillis(40)),
        budget,
        new Waiting(
            clock,
            time -> {
              waits.add(time);
              Thread.sleep(Math.min(time.toMillis(), 50));
            },
            new Random(7)));
  }

  private Reply ask(ModelServer server) throws InterruptedException {
    return model(server.url()).ask(QUESTION);
  }

  private static Answer answer(Reply reply) {
    assertThat(reply).isInstanceOf(Reply.Answered.class);
    return ((Reply.Answered) reply).answer();
  }

  private static Reply.Unavailable unavailable(Reply reply) {
    assertThat(reply).isInstanceOf(Reply.Unavailable.class);
    Reply.Unavailable none = (Reply.Unavailable) reply;
    assertThat(none.remedy()).isNotBlank();
    assertThat(none.toString()).doesNotContain(KEY);
    return none;
  }

  @Test
  void a_good_server_is_asked_once_and_its_count_is_charged() throws Exception {
    try (ModelServer server = new ModelServer((talk, _) -> talk.say("return a + b;", "stop"))) {
      Answer answer = answer(ask(server));
      assertThat(answer)
          .isEqualTo(new Answer("return a + b;", Answer.End.COMPLETE, new Usage(40, 30, 10)));
      assertThat(server.requests()).isOne();
      assertThat(server.keys()).containsExactly("Bearer " + KEY);
      assertThat(server.bodies().getFirst())
          .contains("Repair Java.")
          .contains("max_tokens")
          .contains("\"stream\"");
      assertThat(budget.spent().tokens()).isEqualTo(50);
      // 10 fresh at 3, 30 cached at 0.30 and 10 written at 15, for a million
      assertThat(budget.spent().money()).isEqualTo(new Money(189));
    }
  }

  @Test
  void too_many_requests_are_made_again_when_the_server_says() throws Exception {
    try (ModelServer server =
        new ModelServer(
            (talk, number) -> {
              if (number == 1) {
                talk.header("Retry-After", "2").refuse(429, "{\"error\":\"slow down\"}");
              } else {
                talk.say("yes", "stop");
              }
            })) {
      assertThat(answer(ask(server)).text()).isEqualTo("yes");
      assertThat(waits).containsExactly(Duration.ofSeconds(2));
      assertThat(budget.spent().tokens()).isEqualTo(50);
      assertThat(budget.calls()).isOne();
    }
  }

  @Test
  void a_wait_that_is_longer_than_the_call_may_take_is_not_waited() throws Exception {
    try (ModelServer server =
        new ModelServer((talk, _) -> talk.header("Retry-After", "3600").refuse(429, ""))) {
      assertThat(unavailable(ask(server)).why()).contains("429");
      assertThat(waits).isEmpty();
    }
  }

  @Test
  void too_many_requests_without_a_time_wait_longer_each_time_and_end() throws Exception {
    try (ModelServer server = new ModelServer((talk, _) -> talk.refuse(429, "busy"))) {
      assertThat(unavailable(ask(server)).why()).contains("429", "busy", "asked 3 times");
      assertThat(server.requests()).isEqualTo(3);
      assertThat(waits).hasSize(2);
      assertThat(waits.get(0)).isBetween(Duration.ofMillis(5), Duration.ofMillis(10));
      assertThat(waits.get(1)).isBetween(Duration.ofMillis(10), Duration.ofMillis(20));
      assertThat(budget.spent().tokens()).isZero();
    }
  }

  @Test
  void a_server_that_fails_is_asked_again_and_charged_for_what_it_read() throws Exception {
    try (ModelServer server = new ModelServer((talk, _) -> talk.refuse(500, "oops " + KEY))) {
      assertThat(unavailable(ask(server)).why()).contains("500");
      assertThat(server.requests()).isEqualTo(3);
      assertThat(budget.spent().tokens()).isPositive();
    }
  }

  @Test
  void a_stream_that_is_cut_is_no_answer_and_is_charged() throws Exception {
    try (ModelServer server =
        new ModelServer((talk, _) -> Talk.part(talk.stream(), "return a + b; // but"))) {
      assertThat(unavailable(ask(server)).why()).contains("cut off");
      assertThat(server.requests()).isEqualTo(3);
      assertThat(budget.spent().tokens()).isGreaterThan(3 * 20);
    }
  }

  @Test
  void an_answer_that_is_truncated_says_so_and_is_charged() throws Exception {
    try (ModelServer server = new ModelServer((talk, _) -> talk.say("return a +", "length"))) {
      assertThat(answer(ask(server)).end()).isEqualTo(Answer.End.LENGTH);
      assertThat(server.requests()).isOne();
      assertThat(budget.spent().tokens()).isEqualTo(50);
    }
  }

  @Test
  void what_a_filter_cut_says_so() throws Exception {
    try (ModelServer server = new ModelServer((talk, _) -> talk.say("I ", "content_filter"))) {
      assertThat(answer(ask(server)).end()).isEqualTo(Answer.End.FILTERED);
    }
  }

  @Test
  void no_fence_a_wrong_file_and_calls_of_tools_are_texts_like_others() throws Exception {
    List<String> texts =
        List.of(
            "Just add them.",
            "```java\n// file: ../../etc/passwd\n```",
            "```tool\nread Cart.java\n```\n".repeat(50));
    for (String text : texts) {
      try (ModelServer server = new ModelServer((talk, _) -> talk.say(text, "stop"))) {
        assertThat(answer(ask(server)).text()).isEqualTo(text);
      }
    }
  }

  @Test
  void calls_of_tools_that_nobody_offered_are_an_empty_answer() throws Exception {
    try (ModelServer server =
        new ModelServer(
            (talk, _) -> {
              OutputStream out = talk.stream();
              for (int i = 0; i < 40; i++) {
                Talk.send(out, toolCall(i));
              }
              Talk.end(out, "tool_calls");
              Talk.send(out, "[DONE]");
            })) {
      assertThat(answer(ask(server)).text()).isEmpty();
    }
  }

  private static String toolCall(int number) {
    return """
    {"id":"1","object":"chat.completion.chunk","created":1,"model":"t","choices":[{"index":0,\
    "delta":{"tool_calls":[{"index":%d,"id":"c%d","type":"function","function":\
    {"name":"read","arguments":"{}"}}]}}]}"""
        .formatted(number, number);
  }

  @Test
  void a_long_silence_before_the_first_word_ends_the_attempt() throws Exception {
    try (ModelServer server = new ModelServer((_, _) -> Thread.sleep(60_000))) {
      long start = System.nanoTime();
      assertThat(unavailable(ask(server)).why()).contains("not a word");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
      assertThat(server.requests()).isEqualTo(3);
      assertThat(budget.spent().tokens()).isPositive();
    }
  }

  @Test
  void a_long_silence_between_two_words_ends_the_attempt() throws Exception {
    try (ModelServer server =
        new ModelServer(
            (talk, _) -> {
              Talk.part(talk.stream(), "let me think");
              Thread.sleep(60_000);
            })) {
      assertThat(unavailable(ask(server)).why()).contains("not a word");
    }
  }

  @Test
  void a_server_that_always_says_a_little_more_ends_at_the_limit_of_the_call() throws Exception {
    try (ModelServer server =
        new ModelServer(
            (talk, _) -> {
              OutputStream out = talk.stream();
              while (true) {
                Talk.part(out, "well, ");
                Thread.sleep(50);
              }
            })) {
      long start = System.nanoTime();
      assertThat(unavailable(ask(server)).why()).contains("no whole answer");
      assertThat(Duration.ofNanos(System.nanoTime() - start).toMillis() / 1000.0)
          .isCloseTo(3, within(1.5));
      assertThat(server.requests()).isOne();
    }
  }

  @Test
  void what_is_no_json_is_no_answer() throws Exception {
    try (ModelServer server =
        new ModelServer(
            (talk, _) -> {
              OutputStream out = talk.stream();
              Talk.send(out, "{\"choices\": [{");
              Talk.send(out, "[DONE]");
            })) {
      unavailable(ask(server));
      assertThat(server.requests()).isEqualTo(3);
    }
  }

  @Test
  void a_page_for_people_is_no_answer() throws Exception {
    try (ModelServer server =
        new ModelServer((talk, _) -> talk.refuse(200, "<html>Welcome to nginx!</html>"))) {
      unavailable(ask(server));
    }
  }

  @Test
  void a_huge_body_is_not_read_to_its_end() throws Exception {
    try (ModelServer server =
        new ModelServer(
            (talk, _) -> {
              OutputStream out = talk.stream();
              byte[] much = new byte[1 << 20];
              for (int i = 0; i < 1000; i++) {
                out.write(much);
              }
            })) {
      assertThat(unavailable(ask(server)).why()).contains("too long");
      assertThat(server.requests()).isOne();
    }
  }

  @Test
  void a_huge_error_is_told_in_short() throws Exception {
    try (ModelServer server =
        new ModelServer((talk, _) -> talk.refuse(400, "no ".repeat(1 << 20)))) {
      assertThat(unavailable(ask(server)).why()).hasSizeLessThan(400);
      assertThat(server.requests()).isOne();
    }
  }

  @Test
  void a_redirect_is_not_followed_and_takes_the_key_nowhere() throws Exception {
    try (ModelServer other = new ModelServer((talk, _) -> talk.say("yes", "stop"));
        ModelServer server =
            new ModelServer(
                (talk, _) ->
                    talk.header("Location", other.url() + "/chat/completions").refuse(307, ""))) {
      assertThat(unavailable(ask(server)).why()).contains("elsewhere");
      assertThat(other.requests()).isZero();
      assertThat(server.requests()).isOne();
    }
  }

  @Test
  void a_server_without_tls_is_not_spoken_to_by_https() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual()
          .start(
              () -> {
                try (Socket talk = server.accept()) {
                  talk.getOutputStream().write("HTTP/1.1 400 No\r\n\r\n".getBytes(UTF_8));
                } catch (IOException _) {
                  // the test ends
                }
              });
      URI secure = URI.create("https://127.0.0.1:" + server.getLocalPort() + "/v1");
      assertThat(unavailable(model(secure).ask(QUESTION)).why()).contains("secure connection");
    }
  }

  @Test
  void a_bad_key_an_unknown_model_and_a_host_that_is_not_there_are_told_apart() throws Exception {
    try (ModelServer bad =
            new ModelServer((talk, _) -> talk.refuse(401, "Incorrect API key: " + KEY));
        ModelServer unknown = new ModelServer((talk, _) -> talk.refuse(404, "no such model"))) {
      assertThat(unavailable(ask(bad)).remedy()).contains("key of local");
      assertThat(unavailable(ask(unknown)).why()).contains("no model test");
      assertThat(bad.requests() + unknown.requests()).isEqualTo(2);
    }
    assertThat(unavailable(model(URI.create("http://nowhere.invalid/v1")).ask(QUESTION)).why())
        .contains("no host nowhere.invalid");
    ModelServer gone = new ModelServer((talk, _) -> talk.say("yes", "stop"));
    gone.close();
    assertThat(unavailable(ask(gone)).why()).contains("nobody answers");
  }

  @Test
  void a_count_that_is_missing_is_estimated() throws Exception {
    try (ModelServer server =
        new ModelServer(
            (talk, _) -> {
              OutputStream out = talk.stream();
              Talk.part(out, "return a + b;");
              Talk.send(
                  out, "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}");
              Talk.send(out, "[DONE]");
            })) {
      assertThat(answer(ask(server)).usage().input()).isPositive();
      assertThat(budget.spent().tokens()).isEqualTo(answer(ask(server)).usage().tokens());
    }
  }

  @Test
  void what_the_budget_does_not_allow_is_not_asked() throws Exception {
    try (ModelServer server = new ModelServer((talk, _) -> talk.say("yes", "stop"))) {
      budget = budget(new Budget.Limits(2, 250_000, new Money(1_000_000), Duration.ofMinutes(1)));
      ask(server);
      ask(server);
      assertThat(ask(server)).isEqualTo(new Reply.OverBudget("2 calls for an incident"));
      budget = budget(new Budget.Limits(9, 120, new Money(1_000_000), Duration.ofMinutes(1)));
      assertThat(ask(server)).isEqualTo(new Reply.OverBudget("120 tokens for an incident"));
      budget = budget(new Budget.Limits(9, 9000, new Money(1000), Duration.ofMinutes(1)));
      assertThat(ask(server)).isEqualTo(new Reply.OverBudget("0.001 USD for an incident"));
      assertThat(server.requests()).isEqualTo(2);
    }
  }

  @Test
  void failures_cannot_spend_more_than_the_budget() throws Exception {
    try (ModelServer server =
        new ModelServer(
            (talk, _) -> {
              OutputStream out = talk.stream();
              Talk.part(out, "x".repeat(300));
            })) {
      budget = budget(new Budget.Limits(9, 300, new Money(1_000_000), Duration.ofMinutes(1)));
      assertThat(ask(server)).isInstanceOf(Reply.OverBudget.class);
      assertThat(budget.spent().tokens()).isBetween(100L, 300L);
      assertThat(server.requests()).isEqualTo(2);
    }
  }

  @Test
  void an_interrupt_ends_a_call_at_once() throws Exception {
    try (ModelServer server = new ModelServer((_, _) -> Thread.sleep(60_000))) {
      AtomicBoolean ended = new AtomicBoolean();
      BudgetedModel model = model(server.url());
      Thread asking =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      model.ask(QUESTION);
                    } catch (InterruptedException _) {
                      ended.set(true);
                    }
                  });
      Thread.sleep(200);
      asking.interrupt();
      assertThat(asking.join(Duration.ofMillis(500))).isTrue();
      assertThat(ended).isTrue();
      // what was under way is paid in full: nobody knows how far it came
      assertThat(budget.spent().tokens()).isGreaterThan(100);
    }
  }

  @Test
  void what_was_recorded_is_said_again_in_turn_and_nothing_else() throws Exception {
    String secret = "ghp_0123456789abcdefghij0123";
    Prompt asked =
        new Prompt(List.of(Message.user("token: " + secret + " mark 0123456789abcdef")), 1, 100);
    try (ModelServer server =
        new ModelServer((talk, number) -> talk.say("answer " + number, "stop"))) {
      RecordingModel recording =
          new RecordingModel(
              model(server.url()),
              data,
              InstantSource.system(),
              problem -> assertThat(problem).isEmpty());
      recording.ask(asked);
      recording.ask(asked);
    }
    assertThat(Recording.in(data)).content().doesNotContain(secret).contains("answer 2");
    ReplayProvider replay = ReplayProvider.open("local", data);
    Prompt again =
        new Prompt(List.of(Message.user("token: " + secret + " mark fedcba9876543210")), 1, 100);
    assertThat(said(replay, again)).isEqualTo("answer 1");
    assertThat(said(replay, again)).isEqualTo("answer 2");
    assertThat(said(replay, again)).contains("all answers");
    assertThat(said(replay, QUESTION)).contains("never recorded");
  }

  private static String said(ReplayProvider replay, Prompt prompt) {
    return switch (replay.attempt(prompt, Duration.ofSeconds(1))) {
      case Attempt.Said said -> said.answer().text();
      case Attempt.Failed failed -> failed.why();
    };
  }

  @Test
  void the_day_is_shared_by_all_who_use_its_file() throws IOException {
    Path file = data.resolve("shared.json");
    DayBook.Limits limits = new DayBook.Limits(100, new Money(100));
    FileDayBook one = new FileDayBook(file, limits, InstantSource.system());
    FileDayBook other = new FileDayBook(file, limits, InstantSource.system());
    Spent most = new Spent(60, new Money(10));
    assertThat(one.reserve(most)).isEmpty();
    assertThat(other.reserve(most)).contains("100 tokens for a day");
    one.settle(most, new Spent(20, new Money(2)));
    assertThat(other.reserve(most)).isEmpty();
    FileDayBook tomorrow =
        new FileDayBook(
            file, limits, () -> InstantSource.system().instant().plus(Duration.ofDays(1)));
    assertThat(tomorrow.reserve(most)).isEmpty();
  }
}
