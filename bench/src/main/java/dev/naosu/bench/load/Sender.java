package dev.naosu.bench.load;

import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// Sends batches when they are due, over several connections, whether or not the ones before were
/// answered: a server that is slow does not get less to do. What is refused for now is sent again
/// when the server says so.
final class Sender {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /// How long after the last batch was due it may still be delivered.
  private static final Duration GRACE = Duration.ofSeconds(60);

  private final URI server;
  private final String token;
  private final Bodies bodies;
  private final int connections;

  private final Map<Integer, Long> firstSent = new ConcurrentHashMap<>();
  private final Map<Integer, AtomicInteger> told = new ConcurrentHashMap<>();

  Sender(URI server, String token, Bodies bodies, int connections) {
    this.server = server;
    this.token = token;
    this.bodies = bodies;
    this.connections = connections;
  }

  /// What came of it.
  ///
  /// @param accepted records for which the server took responsibility, by kind
  /// @param rejected records that it left out, as it said
  /// @param undelivered records that it never took
  /// @param refused answers that asked to come again, by status
  /// @param broken requests that got no answer and were sent again
  /// @param millis from sending until the answer, of batches that were accepted
  /// @param lateMillis how long after its time each batch was first sent
  /// @param bytes packed, accepted
  /// @param took from the time the first batch was due until the last answer
  record Sent(
      Map<Post.Kind, Long> accepted,
      long rejected,
      long undelivered,
      Map<Integer, Integer> refused,
      int broken,
      List<Double> millis,
      List<Double> lateMillis,
      long bytes,
      Duration took) {}

  /// When each fault was first told of, by `System.nanoTime()`.
  Map<Integer, Long> firstSent() {
    return firstSent;
  }

  /// How often each fault was told of and accepted.
  Map<Integer, AtomicInteger> told() {
    return told;
  }

  Sent send(List<Post> posts) throws IOException, InterruptedException {
    Round round = new Round(posts, System.nanoTime());
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        threads.add(
            Thread.ofPlatform().name("sender-" + i).daemon().start(() -> round.work(client)));
      }
      for (Thread thread : threads) {
        thread.join();
      }
    }
    return round.sent();
  }

  private final class Round {
    private final List<Post> posts;
    private final long start;
    private final AtomicInteger next = new AtomicInteger();
    private final Map<Post.Kind, AtomicLong> accepted = new EnumMap<>(Post.Kind.class);
    private final AtomicLong rejected = new AtomicLong();
    private final AtomicLong undelivered = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicInteger broken = new AtomicInteger();
    private final AtomicLong last;
    private final Map<Integer, AtomicInteger> refused = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Double> millis = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Double> late = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<IOException> failures = new ConcurrentLinkedQueue<>();

    Round(List<Post> posts, long start) {
      this.posts = posts;
      this.start = start;
      this.last = new AtomicLong(start);
      for (Post.Kind kind : Post.Kind.values()) {
        accepted.put(kind, new AtomicLong());
      }
    }

    Sent sent() throws IOException {
      IOException failure = failures.poll();
      if (failure != null) {
        throw failure;
      }
      Map<Post.Kind, Long> taken = new EnumMap<>(Post.Kind.class);
      accepted.forEach((kind, count) -> taken.put(kind, count.get()));
      Map<Integer, Integer> statuses = new ConcurrentHashMap<>();
      refused.forEach((status, count) -> statuses.put(status, count.get()));
      return new Sent(
          taken,
          rejected.get(),
          undelivered.get(),
          statuses,
          broken.get(),
          List.copyOf(millis),
          List.copyOf(late),
          bytes.get(),
          Duration.ofNanos(last.get() - start));
    }

    void work(HttpClient client) {
      try {
        for (int i = next.getAndIncrement(); i < posts.size(); i = next.getAndIncrement()) {
          if (failures.isEmpty()) {
            deliver(posts.get(i), client);
          }
        }
      } catch (IOException e) {
        failures.add(e);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }

    private void deliver(Post post, HttpClient client) throws IOException, InterruptedException {
      byte[] body = bodies.packed(post);
      long due = start + post.dueNanos();
      for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
        LockSupport.parkNanos(wait);
      }
      late.add((System.nanoTime() - due) / 1e6);
      HttpRequest request = request(post, body);
      long deadline = start + posts.getLast().dueNanos() + GRACE.toNanos();
      while (System.nanoTime() < deadline) {
        long begun = System.nanoTime();
        post.faults().forEach(fault -> firstSent.putIfAbsent(fault.number(), begun));
        try {
          HttpResponse<byte[]> answer =
              client.send(request, HttpResponse.BodyHandlers.ofByteArray());
          if (isTaken(answer, post)) {
            millis.add((System.nanoTime() - begun) / 1e6);
            last.accumulateAndGet(System.nanoTime(), Math::max);
            bytes.addAndGet(body.length);
            return;
          }
          Thread.sleep(
              Duration.ofSeconds(answer.headers().firstValueAsLong("Retry-After").orElse(1)));
        } catch (InvalidProtocolBufferException e) {
          throw new IOException("the answer is no OTLP", e);
        } catch (Refused e) {
          throw e;
        } catch (IOException _) {
          broken.incrementAndGet();
          Thread.sleep(Duration.ofSeconds(1));
        }
      }
      undelivered.addAndGet(post.records());
    }

    private boolean isTaken(HttpResponse<byte[]> answer, Post post) throws IOException {
      int status = answer.statusCode();
      if (status == 429 || status == 503) {
        refused.computeIfAbsent(status, _ -> new AtomicInteger()).incrementAndGet();
        return false;
      }
      if (status != 200) {
        throw new Refused(
            post.kind().path()
                + " answered "
                + status
                + ": "
                + new String(answer.body(), StandardCharsets.UTF_8));
      }
      long without = left(answer.body(), post.kind());
      rejected.addAndGet(without);
      accepted.get(post.kind()).addAndGet(post.records() - without);
      post.faults()
          .forEach(
              fault ->
                  told.computeIfAbsent(fault.number(), _ -> new AtomicInteger()).incrementAndGet());
      return true;
    }
  }

  /// Records that were left out.
  private static long left(byte[] answer, Post.Kind kind) throws InvalidProtocolBufferException {
    return switch (kind) {
      case LOGS ->
          ExportLogsServiceResponse.parseFrom(answer).getPartialSuccess().getRejectedLogRecords();
      case SPANS ->
          ExportTraceServiceResponse.parseFrom(answer).getPartialSuccess().getRejectedSpans();
    };
  }

  private HttpRequest request(Post post, byte[] body) {
    return HttpRequest.newBuilder(server.resolve(post.kind().path()))
        .timeout(PATIENCE)
        .header("Authorization", "Bearer " + token)
        .header("Content-Type", "application/x-protobuf")
        .header("Content-Encoding", "gzip")
        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
        .build();
  }

  /// For good: sending it again would not help.
  private static final class Refused extends IOException {
    private static final long serialVersionUID = 1;

    Refused(String message) {
      super(message);
    }
  }
}
