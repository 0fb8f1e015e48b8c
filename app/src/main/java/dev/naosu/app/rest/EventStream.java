package dev.naosu.app.rest;

import dev.naosu.access.Doorkeeper;
import dev.naosu.access.Visitor;
import dev.naosu.app.web.Call;
import dev.naosu.app.web.Changes;
import dev.naosu.app.web.Changes.Change;
import dev.naosu.app.web.Changes.Change.IncidentChanged;
import dev.naosu.app.web.Changes.Change.StopChanged;
import dev.naosu.app.web.Problem;
import dev.naosu.app.web.Refusal;
import dev.naosu.postgres.DatabaseUnavailable;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Tells browsers and programs what changes, as server-sent events.
///
/// Events are named `incident` and `stop`. Whoever does not keep up misses some: an event says that
/// it is time to look, not what there is to see.
final class EventStream {
  private static final System.Logger LOG = System.getLogger(EventStream.class.getName());
  private static final int MOST_STREAMS = 200;
  private static final int MOST_WAITING = 256;

  /// A line at least so often keeps proxies from closing the stream, and notices who went.
  private static final int TURNS_OF_SILENCE = 15;

  /// How often it is asked whether who listens may still do so.
  private static final long LOOK_NANOS = Duration.ofSeconds(2).toNanos();

  private final Changes changes;
  private final Doorkeeper doorkeeper;
  private final Semaphore room = new Semaphore(MOST_STREAMS);
  private volatile boolean ended;

  EventStream(Changes changes, Doorkeeper doorkeeper) {
    this.changes = changes;
    this.doorkeeper = doorkeeper;
  }

  /// Writes events until the other side goes, is no longer let in, or naosu ends.
  void send(Call call) throws InterruptedException {
    Optional<Long> only =
        call.query("incident").isEmpty()
            ? Optional.empty()
            : Optional.of(call.number("incident", 0, 1, Long.MAX_VALUE / 10));
    if (!room.tryAcquire()) {
      throw new Refusal(
          Problem.unavailable(
              MOST_STREAMS + " others are listening already.", "Ask again and again instead."));
    }
    BlockingQueue<Change> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    try (Changes.Listening _ = changes.listen(change -> offer(waiting, change, only))) {
      // past Javalin, which keeps back what is small in the hope of packing it
      HttpServletResponse answer = call.context().res();
      answer.setStatus(200);
      answer.setContentType("text/event-stream");
      answer.setHeader("X-Accel-Buffering", "no");
      write(waiting, call.visitor(), answer.getOutputStream());
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "who listened went", e);
    } finally {
      room.release();
    }
  }

  /// Ends all streams within a second.
  void end() {
    ended = true;
  }

  private static void offer(BlockingQueue<Change> waiting, Change change, Optional<Long> only) {
    boolean wanted =
        switch (change) {
          case IncidentChanged(long id, var _) -> only.isEmpty() || only.get() == id;
          case StopChanged _ -> true;
        };
    if (wanted && !waiting.offer(change)) {
      // a listener that is this far behind sees what there is when it looks
      waiting.poll();
    }
  }

  private void write(BlockingQueue<Change> waiting, Visitor visitor, OutputStream out)
      throws IOException, InterruptedException {
    line(out, "retry: 2000\n: listening\n\n");
    int silent = 0;
    long looked = System.nanoTime();
    while (!ended) {
      if (System.nanoTime() - looked >= LOOK_NANOS) {
        if (!isWelcome(visitor)) {
          line(out, ": ended, because the token or the session has\n\n");
          return;
        }
        looked = System.nanoTime();
      }
      Change change = waiting.poll(1, TimeUnit.SECONDS);
      if (change != null) {
        line(out, event(change));
        silent = 0;
      } else if (++silent >= TURNS_OF_SILENCE) {
        line(out, ": still here\n\n");
        silent = 0;
      }
    }
  }

  /// A store that cannot be asked lets nobody in: who is cut off asks again, and is told why.
  private boolean isWelcome(Visitor visitor) {
    try {
      return doorkeeper.stillKnows(visitor);
    } catch (DatabaseUnavailable e) {
      LOG.log(System.Logger.Level.DEBUG, "a stream ends: the database is away", e);
      return false;
    }
  }

  private static void line(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private static String event(Change change) {
    return switch (change) {
      case IncidentChanged(long id, var state) ->
          "event: incident\ndata: {\"id\":" + id + ",\"state\":\"" + state.name() + "\"}\n\n";
      case StopChanged(boolean on) -> "event: stop\ndata: {\"stopped\":" + on + "}\n\n";
    };
  }
}
