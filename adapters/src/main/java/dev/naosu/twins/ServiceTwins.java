package dev.naosu.twins;

import dev.naosu.detect.RecordedRequest;
import dev.naosu.machine.ProcessSandbox;
import dev.naosu.project.Replayable;
import dev.naosu.project.Replayable.Description;
import dev.naosu.prove.traffic.Asked;
import dev.naosu.prove.traffic.Reply;
import dev.naosu.prove.traffic.SideEffects;
import dev.naosu.prove.traffic.Starts;
import dev.naosu.prove.traffic.TrafficJudge;
import dev.naosu.prove.traffic.TrafficProof;
import dev.naosu.prove.traffic.TrafficProof.LeftOut;
import dev.naosu.prove.traffic.TwinReplay;
import dev.naosu.redaction.Pseudonyms;
import dev.naosu.redaction.Redaction;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/// Starts two builds in the sandbox, in turn: old, new, old. Where that leaves any doubt, the new
/// and the old one are started once more.
public final class ServiceTwins implements TwinReplay {
  /// Longest time until a build is ready.
  private static final Duration BOOT_LIMIT = Duration.ofSeconds(60);

  /// A build that ends is started anew so often for the requests that are left.
  private static final int MOST_STARTS = 4;

  private static final int KEY_BYTES = 32;

  private final Function<Path, Description> descriptions;
  private final Grounds grounds;
  private final Duration answerLimit;
  private final Supplier<byte[]> keys;

  /// Where builds are made and run.
  ///
  /// @param trusted makes the old build, which may fetch what it needs
  /// @param patched makes the new one, and runs both: they are asked under the same conditions
  public record Grounds(ProcessSandbox trusted, ProcessSandbox patched) {
    /// One for everything.
    public static Grounds of(ProcessSandbox sandbox) {
      return new Grounds(sandbox, sandbox);
    }
  }

  /// @param descriptions what the project in a directory says of its service
  /// @param answerLimit longest time for one answer
  public ServiceTwins(
      Function<Path, Description> descriptions, Grounds grounds, Duration answerLimit) {
    this(descriptions, grounds, answerLimit, ServiceTwins::key);
  }

  /// @param keys for pseudonyms, a new one for each comparison
  ServiceTwins(
      Function<Path, Description> descriptions,
      Grounds grounds,
      Duration answerLimit,
      Supplier<byte[]> keys) {
    this.descriptions = descriptions;
    this.grounds = grounds;
    this.answerLimit = answerLimit;
    this.keys = keys;
  }

  private static byte[] key() {
    byte[] key = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(key);
    return key;
  }

  /// The time that was given is over.
  private static final class OutOfTime extends IOException {
    private static final long serialVersionUID = 1L;

    OutOfTime() {
      super("the time that was given is over");
    }
  }

  @Override
  public TrafficProof compare(
      Path old,
      Path fresh,
      List<RecordedRequest> requests,
      Duration limit,
      Consumer<String> progress)
      throws InterruptedException {
    List<String> unknown = new ArrayList<>();
    List<Replayable> services = new ArrayList<>();
    for (Path each : List.of(old, fresh)) {
      switch (descriptions.apply(each)) {
        case Description.Known(Replayable service) -> services.add(service);
        case Description.Unknown(String why, String remedy) -> unknown.add(why + ". " + remedy);
      }
    }
    if (!unknown.isEmpty()) {
      return TrafficProof.couldNotRun(unknown.stream().distinct().toList(), List.of());
    }
    List<RecordedRequest> allowed =
        requests.stream()
            .filter(each -> services.stream().allMatch(one -> SideEffects.of(one).allows(each)))
            .map(ServiceTwins::plain)
            .toList();
    List<LeftOut> leftOut =
        allowed.size() == requests.size()
            ? List.of()
            : List.of(
                new LeftOut(
                    "their methods change something, and naosu.yml neither says that they may be"
                        + " sent again (service.replay) nor names a store for it (service.store)",
                    requests.size() - allowed.size()));
    if (allowed.isEmpty()) {
      return TrafficProof.couldNotRun(List.of("There is no request that may be sent."), leftOut);
    }
    Comparison comparison =
        new Comparison(
            allowed,
            new AnswerReading(new Pseudonyms(keys.get()), allowed.size()),
            leftOut,
            System.nanoTime() + limit.toNanos(),
            progress);
    try {
      return comparison.run(old, services.getFirst(), fresh, services.getLast());
    } catch (CancellationException _) {
      // the sandbox tells of an interrupt in this way, and has noted it on the thread
      Thread.interrupted();
      throw new InterruptedException("ended while builds were compared");
    }
  }

  /// The same, to be answered without compression.
  private static RecordedRequest plain(RecordedRequest request) {
    Map<String, String> headers = new TreeMap<>(request.headers());
    headers.keySet().removeIf(name -> name.toLowerCase(Locale.ROOT).equals("accept-encoding"));
    return new RecordedRequest(
        request.id(),
        request.role(),
        request.method(),
        request.path(),
        request.query(),
        headers,
        request.body(),
        request.answer(),
        request.expected(),
        request.failure());
  }

  /// One comparison under way; it ends by the clock of the machine, in nanoseconds.
  private final class Comparison {
    private final List<RecordedRequest> requests;
    private final AnswerReading reading;
    private final List<LeftOut> leftOut;
    private final long end;
    private final Consumer<String> progress;

    Comparison(
        List<RecordedRequest> requests,
        AnswerReading reading,
        List<LeftOut> leftOut,
        long end,
        Consumer<String> progress) {
      this.requests = requests;
      this.reading = reading;
      this.leftOut = leftOut;
      this.end = end;
      this.progress = progress;
    }

    TrafficProof run(Path old, Replayable oldService, Path fresh, Replayable freshService)
        throws InterruptedException {
      try (Prepared before = Prepared.of(old, oldService, grounds.trusted(), left())) {
        List<Reply> first = replies(before, "old");
        List<List<Reply>> olds = new ArrayList<>(List.of(first));
        List<List<Reply>> news = new ArrayList<>();
        try (Prepared after = freshly(fresh, freshService)) {
          news.add(freshReplies(after));
          olds.add(replies(before, "old, again"));
          TrafficJudge judge = judge(olds, news);
          TrafficProof proof = judge.judge();
          return judge.isInDoubt() ? again(before, after, olds, news, proof) : proof;
        }
      } catch (NewBuildFails e) {
        return TrafficProof.newBuildFails(redacted(e), leftOut);
      } catch (IOException e) {
        return TrafficProof.couldNotRun(
            List.of(
                e instanceof OutOfTime
                    ? "The time that was given was over before each build was asked everything."
                    : "The old build " + redacted(e)),
            leftOut);
      }
    }

    /// Two more starts, to tell what differs by chance from what differs.
    private TrafficProof again(
        Prepared before,
        Prepared after,
        List<List<Reply>> olds,
        List<List<Reply>> news,
        TrafficProof proof)
        throws IOException, InterruptedException {
      try {
        List<Reply> fresh = freshReplies(after);
        olds.add(replies(before, "old, once more"));
        news.add(fresh);
        return judge(olds, news).judge();
      } catch (OutOfTime _) {
        return proof.with(
            "There was no time to start both builds again and to see whether it stays like this.");
      }
    }

    private TrafficJudge judge(List<List<Reply>> olds, List<List<Reply>> news) {
      List<Asked> asked =
          requests.stream()
              .map(
                  each ->
                      new Asked(
                          each,
                          reading.recorded(each.answer()),
                          each.expected().map(reading::recorded)))
              .toList();
      return new TrafficJudge(asked, new Starts(olds, news), leftOut);
    }

    private Prepared freshly(Path fresh, Replayable service) throws IOException {
      Duration left = left();
      try {
        return Prepared.of(fresh, service, grounds.patched(), left);
      } catch (IOException e) {
        throw new NewBuildFails(e);
      }
    }

    private List<Reply> freshReplies(Prepared after) throws IOException, InterruptedException {
      try {
        return replies(after, "new");
      } catch (OutOfTime e) {
        throw e;
      } catch (IOException e) {
        throw new NewBuildFails(e);
      }
    }

    /// All requests in their order, on a fresh start.
    private List<Reply> replies(Prepared prepared, String which)
        throws IOException, InterruptedException {
      long began = System.nanoTime();
      List<Reply> replies = new ArrayList<>();
      int starts = 0;
      while (replies.size() < requests.size()) {
        if (starts == MOST_STARTS) {
          replies.add(new Reply.NotAsked("it had ended " + MOST_STARTS + " times"));
          continue;
        }
        starts++;
        try (RunningBuild build =
            RunningBuild.start(prepared, grounds.patched(), reading, bootLimit())) {
          while (replies.size() < requests.size() && build.isAlive()) {
            Duration left = left();
            replies.add(
                build.ask(
                    requests.get(replies.size()),
                    left.compareTo(answerLimit) < 0 ? left : answerLimit));
          }
        }
      }
      progress.accept(
          "asked the build ("
              + which
              + ") "
              + requests.size()
              + (requests.size() == 1 ? " request" : " requests")
              + " in "
              + String.format(Locale.ROOT, "%.1f s", (System.nanoTime() - began) / 1e9));
      return replies;
    }

    private Duration bootLimit() throws OutOfTime {
      Duration left = left();
      return left.compareTo(BOOT_LIMIT) < 0 ? left : BOOT_LIMIT;
    }

    private Duration left() throws OutOfTime {
      Duration left = Duration.ofNanos(end - System.nanoTime());
      if (left.toMillis() <= 0) {
        throw new OutOfTime();
      }
      return left;
    }
  }

  private static String redacted(IOException e) {
    return Redaction.of(String.valueOf(e.getMessage()));
  }

  /// The old build runs, and the new one does not.
  private static final class NewBuildFails extends IOException {
    private static final long serialVersionUID = 1L;

    NewBuildFails(IOException why) {
      super(why.getMessage(), why);
    }
  }
}
