package dev.naosu.models;

import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.naosu.model.Answer;
import dev.naosu.model.Attempt;
import dev.naosu.model.Attempt.Again;
import dev.naosu.model.Attempt.Failed;
import dev.naosu.model.Attempt.Said;
import dev.naosu.model.Prompt;
import dev.naosu.model.Provider;
import dev.naosu.model.Usage;
import java.io.EOFException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A model behind HTTP. Answers are streamed, so that silence is noticed.
public final class ChatProvider implements Provider {
  private static final Duration CONNECTING = Duration.ofSeconds(15);
  private static final Duration LOOK = Duration.ofMillis(100);

  private final Endpoint endpoint;
  private final HttpClient client;
  private final InstantSource clock;

  public ChatProvider(Endpoint endpoint, InstantSource clock) {
    this.endpoint = endpoint;
    this.clock = clock;
    // HTTP/1.1, since servers of one's own know no more; a redirect would carry the key elsewhere
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECTING)
            .build();
  }

  @Override
  public String name() {
    return endpoint.name();
  }

  @Override
  public Attempt attempt(Prompt prompt, Duration limit) throws InterruptedException {
    Line line = new Line(client, clock);
    Answering answering = new Answering();
    Thread asking =
        Thread.ofVirtual()
            .name("asking " + endpoint.name())
            .start(() -> ask(prompt, line, answering));
    try {
      return waited(prompt, line, answering, limit);
    } finally {
      // ends the request, too, where it is under way
      asking.interrupt();
    }
  }

  private void ask(Prompt prompt, Line line, Answering answering) {
    try {
      Chats.open(endpoint, prompt, line.builder())
          .chat(ChatRequest.builder().messages(Chats.messages(prompt)).build(), answering);
      // the line works in this thread: whoever has said nothing until now never will
      answering.onError(new EOFException("the answer has no end"));
    } catch (RuntimeException e) {
      answering.onError(e);
    }
  }

  private Attempt waited(Prompt prompt, Line line, Answering answering, Duration limit)
      throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (true) {
      Duration left = Duration.ofNanos(end - System.nanoTime());
      Duration quiet = endpoint.silence().minus(line.silence());
      if (!left.isPositive()) {
        return tooLate("no whole answer within " + words(limit), prompt, answering, false);
      }
      if (!quiet.isPositive()) {
        return tooLate("not a word for " + words(endpoint.silence()), prompt, answering, true);
      }
      try {
        long wait = Math.min(LOOK.toNanos(), Math.min(left.toNanos(), quiet.toNanos()));
        return told(prompt, answering, answering.whole().get(wait, TimeUnit.NANOSECONDS));
      } catch (TimeoutException _) {
        // looked at again
      } catch (CancellationException e) {
        return trouble(prompt, line, answering, e);
      } catch (ExecutionException e) {
        return trouble(prompt, line, answering, e.getCause() == null ? e : e.getCause());
      }
    }
  }

  private Failed tooLate(String why, Prompt prompt, Answering answering, boolean again) {
    return new Failed(
        endpoint.name() + ": " + why,
        "Raise timeout or silence of " + endpoint.name() + ", or look at the server",
        answering.estimated(prompt),
        again ? new Again.Worthwhile(Duration.ZERO) : new Again.Useless());
  }

  private Failed trouble(Prompt prompt, Line line, Answering answering, Throwable error) {
    return new Troubles(endpoint).of(error, answering.estimated(prompt), line.retryAfter());
  }

  private Attempt told(Prompt prompt, Answering answering, ChatResponse response) {
    Optional<Answer.End> ended = Answering.end(response);
    if (ended.isEmpty()) {
      return new Failed(
          endpoint.name() + ": the answer was cut off",
          "Try again; if it stays so, look at the server",
          answering.estimated(prompt),
          new Again.Worthwhile(Duration.ZERO));
    }
    Optional<Usage> counted = Answering.counted(response);
    return new Said(
        new Answer(
            Answering.text(response),
            ended.get(),
            counted.orElseGet(() -> answering.estimated(prompt))),
        counted.isPresent());
  }

  private static String words(Duration time) {
    return time.toSeconds() > 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
  }
}
