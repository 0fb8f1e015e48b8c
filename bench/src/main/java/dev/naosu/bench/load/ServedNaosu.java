package dev.naosu.bench.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.naosu.sandbox.Command;
import dev.naosu.sandbox.Exit;
import dev.naosu.sandbox.Sandbox;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// `naosu serve` in a JVM of its own, with a PostgreSQL of its own, as it is after installing it.
/// It ends with its sandbox at the latest.
public final class ServedNaosu implements AutoCloseable {
  private static final String CONFIG = "naosu-server.yml";
  private static final String DATA = "data";
  private static final Duration LIMIT = Duration.ofHours(12);
  private static final Duration STARTING = Duration.ofMinutes(2);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Pattern FIRST_START =
      Pattern.compile("open (http://\\S+)/login[^\\n]*\\n\\s+(\\S+)");
  private static final Pattern RESIDENT = Pattern.compile("(?m)^VmHWM:\\s+(\\d+) kB");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path place;
  private final Thread thread;
  private final AtomicReference<String> ending;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI url;
  private final String token;

  private ServedNaosu(
      Path place, Thread thread, AtomicReference<String> ending, URI url, String token) {
    this.place = place;
    this.thread = thread;
    this.ending = ending;
    this.url = url;
    this.token = token;
  }

  /// Starts it and waits until it has made a token.
  ///
  /// @param home where naosu is installed and built
  /// @param options of its JVM
  /// @param place for everything that it keeps; an empty directory
  static ServedNaosu start(Path home, List<String> options, Path place, Sandbox sandbox)
      throws IOException, InterruptedException {
    return start(home, options, "", place, sandbox);
  }

  /// Starts it and waits until it has made a token.
  ///
  /// @param home where naosu is installed and built
  /// @param options of its JVM
  /// @param configuration lines besides those that say where it listens and keeps everything
  /// @param place for everything that it keeps; an empty directory
  public static ServedNaosu start(
      Path home, List<String> options, String configuration, Path place, Sandbox sandbox)
      throws IOException, InterruptedException {
    Path jar = home.resolve("app/target/naosu.jar");
    if (!Files.exists(jar)) {
      throw new IOException(jar + " is missing; build naosu first, with ./check");
    }
    Path config = place.resolve(CONFIG);
    Files.writeString(config, "listen: 127.0.0.1:0\ndata: " + DATA + "\n" + configuration);
    Path told = place.resolve("told");
    List<String> words =
        new ArrayList<>(
            List.of(
                "sh",
                "-c",
                "echo $$ > \"$0.pid\"; exec \"$@\" > \"$0\" 2> \"$0.log\"",
                told.toString(),
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:disable",
                "-Xlog:gc:file=" + place.resolve("gc.log")));
    words.addAll(options);
    words.addAll(
        List.of(
            "-Dnaosu.home=" + home,
            "-cp",
            jar.toString(),
            "dev.naosu.app.Main",
            "serve",
            "--config",
            config.toString()));
    Command command = new Command(words, place, Map.of("TMPDIR", place.toString()), LIMIT);
    AtomicReference<String> ending = new AtomicReference<>("");
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .name("naosu-serve")
            .start(() -> ending.set(run(command, sandbox)));
    try {
      Matcher said = firstWords(told, thread);
      URI url = URI.create(said.group(1));
      return new ServedNaosu(place, thread, ending, url, exchanged(url, said.group(2)));
    } catch (IOException | InterruptedException | RuntimeException e) {
      thread.interrupt();
      thread.join();
      throw e;
    }
  }

  private static String run(Command command, Sandbox sandbox) {
    try {
      return switch (sandbox.run(command)) {
        case Exit.Finished done -> "it ended with code " + done.code();
        case Exit.TimedOut over -> "it was ended after " + over.limit();
        case Exit.NeverStarted never -> never.why();
      };
    } catch (CancellationException _) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  private static Matcher firstWords(Path told, Thread thread)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + STARTING.toNanos();
    while (true) {
      String text = Files.exists(told) ? Files.readString(told) : "";
      Matcher said = FIRST_START.matcher(text);
      if (said.find() && text.endsWith("\n")) {
        return said;
      }
      if (!thread.isAlive() || System.nanoTime() > deadline) {
        Path log = Path.of(told + ".log");
        throw new IOException(
            "the server does not begin: "
                + text
                + (Files.exists(log) ? Files.readString(log) : ""));
      }
      Thread.sleep(Duration.ofMillis(50));
    }
  }

  private static String exchanged(URI url, String oneTime)
      throws IOException, InterruptedException {
    String body = JSON.createObjectNode().put("oneTimeToken", oneTime).put("name", "load") + "";
    HttpRequest request =
        HttpRequest.newBuilder(url.resolve("/api/v1/first"))
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      String secret = JSON.readTree(answer.body()).path("secret").asText();
      if (secret.isEmpty()) {
        throw new IOException("the server gives no token: " + answer.body());
      }
      return secret;
    }
  }

  /// The file of its configuration.
  public Path config() {
    return place.resolve(CONFIG);
  }

  /// Where it keeps everything.
  public Path data() {
    return place.resolve(DATA);
  }

  URI url() {
    return url;
  }

  String token() {
    return token;
  }

  /// Asks for something.
  String get(String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(url.resolve(path))
            .timeout(PATIENCE)
            .header("Authorization", "Bearer " + token)
            .build();
    HttpResponse<String> answer;
    try {
      answer = client.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IOException("the server does not answer; " + ending.get(), e);
    }
    if (answer.statusCode() != 200) {
      throw new IOException(path + " answered " + answer.statusCode() + ": " + answer.body());
    }
    return answer.body();
  }

  /// The same as JSON.
  public JsonNode json(String path) throws IOException, InterruptedException {
    return JSON.readTree(get(path));
  }

  /// What a meter of `/metrics` says now.
  ///
  /// @param meter with its labels
  /// @return 0 when there is none yet
  double meter(String meter) throws IOException, InterruptedException {
    return get("/metrics")
        .lines()
        .filter(line -> line.startsWith(meter + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(meter.length() + 1).strip()))
        .findFirst()
        .orElse(0);
  }

  /// CPU time of its JVM so far.
  Duration cpu() throws IOException {
    long pid = Long.parseLong(Files.readString(Path.of(place.resolve("told") + ".pid")).strip());
    return cpu(Stream.of(pid).flatMap(each -> ProcessHandle.of(each).stream()));
  }

  /// CPU time of the processes of its database that run now; empty where that cannot be told.
  Optional<Duration> databaseCpu() throws IOException {
    Path file;
    try (Stream<Path> files =
        Files.find(place.resolve(DATA), 4, (path, _) -> path.endsWith("postmaster.pid"))) {
      file = files.findFirst().orElse(place);
    }
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    long pid = Long.parseLong(Files.readAllLines(file).getFirst().strip());
    return ProcessHandle.of(pid)
        .map(master -> cpu(Stream.concat(Stream.of(master), master.descendants())));
  }

  private static Duration cpu(Stream<ProcessHandle> processes) {
    return processes
        .flatMap(each -> each.info().totalCpuDuration().stream())
        .reduce(Duration.ZERO, Duration::plus);
  }

  /// Largest resident size of its JVM so far, in MB; empty where that cannot be told.
  Optional<Long> residentMegabytes() {
    try {
      String pid = Files.readString(Path.of(place.resolve("told") + ".pid")).strip();
      Matcher matcher = RESIDENT.matcher(Files.readString(Path.of("/proc", pid, "status")));
      return matcher.find()
          ? Optional.of(Long.parseLong(matcher.group(1)) >> 10)
          : Optional.empty();
    } catch (IOException _) {
      // only Linux tells
      return Optional.empty();
    }
  }

  GcLog collections() throws IOException {
    return GcLog.of(Files.readAllLines(place.resolve("gc.log")));
  }

  /// Ends it with its database, without asking.
  @Override
  public void close() {
    client.close();
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException _) {
      // its children end with this JVM at the latest
      Thread.currentThread().interrupt();
    }
  }
}
