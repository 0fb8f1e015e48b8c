package dev.naosu.jvm;

import static dev.naosu.probe.Attempt.NO_VARIANT;

import dev.naosu.detect.Body;
import dev.naosu.detect.ProbePoint;
import dev.naosu.detect.RecordedRequest;
import dev.naosu.detect.RecordedRequest.Answer;
import dev.naosu.machine.AnswerChannel;
import dev.naosu.machine.Enclosure;
import dev.naosu.machine.Loopback;
import dev.naosu.probe.BeginRequest;
import dev.naosu.probe.Boot;
import dev.naosu.probe.Differences;
import dev.naosu.probe.EndRequest;
import dev.naosu.probe.Message;
import dev.naosu.probe.ProbeTable;
import dev.naosu.probe.RequestSeen;
import dev.naosu.project.Jdk;
import dev.naosu.project.Service;
import dev.naosu.sandbox.Command;
import java.io.File;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// The patient's service, running in a JVM of its own with the probe inside, and the client that
/// asks it, one request at a time.
///
/// Not safe for use by several threads.
final class ServiceJvm implements AutoCloseable {
  /// Longest time until the service is ready.
  private static final Duration BOOT_LIMIT = Duration.ofSeconds(60);

  /// Time in which the probe must have answered; it has nothing to do but to count.
  private static final Duration GRACE = Duration.ofSeconds(20);

  private static final Duration POLL = Duration.ofMillis(5);
  private static final int SERVER_ERROR = 500;

  /// Largest answer that is read.
  private static final int MOST_BYTES = 4 << 20;

  /// How much of what the service printed is told when it does not come up.
  private static final int TOLD_CHARACTERS = 4_000;

  private final PatientJvm jvm;
  private final HttpClient client;
  private final Loopback place;

  /// Ids of the probes hit until the service listened.
  private List<Integer> startHits = List.of();

  private ServiceJvm(PatientJvm jvm, HttpClient client, Loopback place) {
    this.jvm = jvm;
    this.client = client;
    this.place = place;
  }

  /// What a JVM of the service is made of.
  ///
  /// @param own directories of the patient's own classes, changed ones first
  /// @param directory where it runs
  /// @param scratch for the probe's options and what the service prints
  /// @param enclosure where it runs
  record Plan(
      Jdk jdk,
      Service service,
      List<Path> own,
      List<Path> libraries,
      Path directory,
      Path scratch,
      Enclosure enclosure,
      boolean coverage) {
    /// The same with lines and branches noted.
    Plan observed() {
      return new Plan(jdk, service, own, libraries, directory, scratch, enclosure, true);
    }

    /// The same with some classes before the others.
    Plan with(Path changed) {
      List<Path> both = new ArrayList<>(List.of(changed));
      both.addAll(own);
      return new Plan(jdk, service, both, libraries, directory, scratch, enclosure, false);
    }
  }

  /// What came of a request.
  ///
  /// @param answer absent when the connection was closed without one, or nothing came in time
  /// @param givenUp whether nothing came in time
  record Reply(
      Optional<Answer> answer,
      boolean givenUp,
      Duration took,
      RequestSeen seen,
      Optional<Differences> differences) {
    /// Whether the service says that the request is at fault.
    boolean isRefusal() {
      return answer.filter(each -> each.status() / 100 == 4).isPresent();
    }
  }

  /// How a request is to be asked.
  ///
  /// @param variant as `SwitchWeaver` numbered it, or -1 for the original
  /// @param chosen number of the expression to go on with, or -1 when none are compared
  /// @param steps most steps, 0 for no limit
  record Turn(int variant, int chosen, Duration limit, long steps) {
    static Turn original(Duration limit, long steps) {
      return new Turn(NO_VARIANT, NO_VARIANT, limit, steps);
    }
  }

  /// Starts the service and waits until it is ready.
  ///
  /// @throws IOException with what the service printed, when it does not come up
  static ServiceJvm boot(Plan plan) throws IOException, InterruptedException {
    Files.createDirectories(plan.scratch());
    Path log = Files.createTempFile(plan.scratch(), "service", ".log");
    Loopback place = Loopback.free();
    int port = place.port();
    Command command =
        new Command(
            AnswerChannel.open(command(plan, port)),
            plan.directory(),
            filled(plan.service().environment(), port),
            JvmLauncher.UNBOUNDED);
    PatientJvm jvm =
        PatientJvm.start(
            plan.enclosure().enter(command, Optional.of(place)), plan.directory(), log);
    HttpClient client = Loopback.client();
    ServiceJvm booted = new ServiceJvm(jvm, client, place);
    try {
      jvm.ask(
          new Boot(
              plan.service().main(),
              plan.service().arguments().stream().map(each -> filled(each, port)).toList()),
          GRACE,
          _ -> {});
      booted.awaitReady(plan.service().ready());
      return booted;
    } catch (IOException e) {
      booted.close();
      throw new IOException(e.getMessage() + printed(log), e);
    } catch (InterruptedException e) {
      booted.close();
      throw e;
    }
  }

  private static List<String> command(Plan plan, int port) throws IOException {
    Path options = Files.createTempFile(plan.scratch(), "probe", ".options");
    Files.writeString(
        options,
        "coverage=" + plan.coverage() + "\nthrown=true\nmain=" + joined(plan.own()) + "\n");
    List<Path> classPath = new ArrayList<>(plan.own());
    classPath.addAll(plan.libraries());
    classPath.add(JvmLauncher.probeJar());
    List<String> command = new ArrayList<>(List.of(plan.jdk().java().toString()));
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData"));
    command.add("-Djava.awt.headless=true");
    // the JDK's own server waits 40 ms for an acknowledgement otherwise, each time
    command.add("-Dsun.net.httpserver.nodelay=true");
    filled(plan.service().properties(), port)
        .forEach((name, value) -> command.add("-D" + name + "=" + value));
    command.add("-javaagent:" + JvmLauncher.probeJar() + "=" + options);
    command.addAll(List.of("-cp", joined(classPath), "dev.naosu.probe.ServiceChild"));
    command.add(AnswerChannel.PATH);
    return command;
  }

  private static String joined(List<Path> paths) {
    return paths.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
  }

  private static String filled(String text, int port) {
    return text.replace(Service.PORT, Integer.toString(port));
  }

  private static Map<String, String> filled(Map<String, String> texts, int port) {
    Map<String, String> filled = new HashMap<>();
    texts.forEach((name, value) -> filled.put(name, filled(value, port)));
    return filled;
  }

  private static String printed(Path log) throws IOException {
    String text = Files.readString(log).strip();
    return text.isEmpty()
        ? ""
        : "\n" + text.substring(Math.max(0, text.length() - TOLD_CHARACTERS));
  }

  private void awaitReady(String path) throws IOException, InterruptedException {
    long end = System.nanoTime() + BOOT_LIMIT.toNanos();
    while (!place.isListenedTo()) {
      requireTime(end);
    }
    // a first end of a request that never began: what was run so far belongs to the start
    RequestSeen started = end(false, _ -> {}).orElseThrow();
    startHits = Arrays.stream(started.covered()).boxed().toList();
    while (true) {
      Optional<Answer> answer = get(path);
      if (answer.isPresent() && answer.get().status() < SERVER_ERROR) {
        return;
      }
      requireTime(end);
    }
  }

  private void requireTime(long end) throws IOException, InterruptedException {
    if (!jvm.isAlive()) {
      throw new IOException("the service ended before it was ready");
    }
    if (System.nanoTime() > end) {
      throw new IOException(
          "the service was not ready after "
              + BOOT_LIMIT.toSeconds()
              + " s: nothing below 500 came on port "
              + place.port());
    }
    Thread.sleep(POLL);
  }

  private Optional<Answer> get(String path) throws InterruptedException {
    try {
      return Optional.of(
          answer(
              client.send(
                  HttpRequest.newBuilder(place.uri(path)).timeout(Duration.ofSeconds(2)).build(),
                  bounded())));
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  /// Ids of the probes that were hit until the service listened; empty without coverage.
  List<Integer> startHits() {
    return startHits;
  }

  /// Sends a request and says what came of it, and what the service did meanwhile.
  ///
  /// @throws IOException when the JVM is gone
  Reply ask(RecordedRequest request, Turn turn) throws IOException, InterruptedException {
    jvm.ask(new BeginRequest(turn.variant(), turn.chosen(), turn.steps()), GRACE, _ -> {});
    long began = System.nanoTime();
    Optional<Answer> answer = Optional.empty();
    boolean givenUp = false;
    try {
      answer = Optional.of(answer(client.send(place.http(request, turn.limit()), bounded())));
    } catch (HttpTimeoutException _) {
      givenUp = true;
    } catch (IOException _) {
      // the service closed the connection: that is how it answered
      answer = Optional.empty();
    }
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    List<Differences> differences = new ArrayList<>();
    RequestSeen seen =
        end(
                givenUp,
                message -> {
                  if (message instanceof Differences found) {
                    differences.add(found);
                  }
                })
            .orElseThrow(() -> new IOException("the probe did not say what it saw"));
    return new Reply(answer, givenUp, took, seen, differences.stream().findFirst());
  }

  /// What all probe ids stand for.
  List<ProbePoint> table() throws IOException {
    List<ProbePoint> points = new ArrayList<>();
    jvm.ask(
        new EndRequest(false, true),
        GRACE,
        message -> {
          if (message instanceof ProbeTable table) {
            table.points().forEach(point -> points.add(Answers.point(point)));
          }
        });
    return points;
  }

  private Optional<RequestSeen> end(boolean givenUp, Consumer<Message> others) throws IOException {
    List<RequestSeen> seen = new ArrayList<>();
    jvm.ask(
        new EndRequest(givenUp, false),
        GRACE,
        message -> {
          if (message instanceof RequestSeen each) {
            seen.add(each);
          } else {
            others.accept(message);
          }
        });
    return seen.stream().findFirst();
  }

  private static HttpResponse.BodyHandler<byte[]> bounded() {
    return HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), MOST_BYTES);
  }

  private static Answer answer(HttpResponse<byte[]> response) {
    Map<String, String> headers = new HashMap<>();
    response.headers().map().forEach((name, values) -> headers.put(name, values.getFirst()));
    return new Answer(
        response.statusCode(), headers, Optional.of(Body.of(response.body())), Optional.empty());
  }

  @Override
  public void close() {
    jvm.close();
    client.shutdownNow();
  }
}
