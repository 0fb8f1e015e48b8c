package dev.naosu.bench.faults;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// A market that runs: six services and its customers, each a JVM of its own.
///
/// They are not started through the sandbox, which looks at all processes of the machine ten times
/// a second for each child: with forty children, that alone would keep the machine busy. They end
/// when their standard input does, and so however this JVM ends.
final class Market implements AutoCloseable {
  /// Whoever is asked comes before those who ask.
  static final List<String> SERVICES =
      List.of("store", "catalogue", "stock", "cart", "payment", "front");

  static final int REQUESTS_A_SECOND = 10;

  private static final String TRAFFIC = "traffic";
  private static final Duration START_LIMIT = Duration.ofMinutes(1);
  private static final Duration ORDER_LIMIT = Duration.ofSeconds(10);

  /// Small, and without what a JVM does for speed in the long run.
  private static final List<String> JVM =
      List.of(
          "-Xmx48m",
          "-Xss512k",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:ActiveProcessorCount=2",
          "-XX:-UsePerfData");

  private final MarketProgram program;
  private final Path place;
  private final String tellTo;
  private final long seed;
  private final HttpClient client;
  private final Map<String, Running> running = new LinkedHashMap<>();

  private record Running(Process process, int port, int control) {}

  /// @param place a directory for its files
  /// @param tellTo where it tells its metrics
  Market(MarketProgram program, Path place, String tellTo, long seed, HttpClient client) {
    this.program = program;
    this.place = place;
    this.tellTo = tellTo;
    this.seed = seed;
    this.client = client;
  }

  static List<String> callees(String service) {
    return switch (service) {
      case "front" -> List.of("catalogue", "cart", "payment");
      case "cart" -> List.of("store", "catalogue");
      case "catalogue", "stock" -> List.of("store");
      case "payment" -> List.of("stock");
      case "store" -> List.of();
      default -> throw new IllegalArgumentException("the market has no service " + service);
    };
  }

  void start() throws IOException, InterruptedException {
    for (String service : SERVICES) {
      startService(service, 0, "v1", List.of());
    }
    List<String> words = new ArrayList<>(List.of("market.traffic.Main"));
    words.addAll(List.of("--rate", Integer.toString(REQUESTS_A_SECOND)));
    SERVICES.forEach(service -> words.addAll(link(service)));
    start(TRAFFIC, words);
  }

  /// Makes the fault of a scene happen; it stays.
  void strike(Scene scene) throws IOException, InterruptedException {
    if (scene.fault().isDeploy()) {
      Running old = known(scene.service());
      old.process().destroyForcibly().waitFor();
      startService(scene.service(), old.port(), "v2", List.of("--fault", scene.order()));
    } else if (scene.fault() == Fault.SURGE) {
      order(TRAFFIC, "/surge", scene.service() + " " + scene.order());
    } else {
      order(scene.service(), "/faults", scene.order());
    }
  }

  private void order(String whom, String path, String text)
      throws IOException, InterruptedException {
    HttpResponse<Void> answer =
        client.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + known(whom).control() + path))
                .timeout(ORDER_LIMIT)
                .POST(HttpRequest.BodyPublishers.ofString(text))
                .build(),
            BodyHandlers.discarding());
    if (answer.statusCode() != 204) {
      throw new IOException(whom + " refused " + text + " with " + answer.statusCode());
    }
  }

  private void startService(String name, int port, String version, List<String> more)
      throws IOException, InterruptedException {
    Path data = Files.createDirectories(place.resolve(name));
    List<String> words =
        new ArrayList<>(
            List.of("market.Main", name, "--port", Integer.toString(port), "--version", version));
    words.addAll(List.of("--data", data.toString(), "--tell", tellTo));
    callees(name).forEach(callee -> words.addAll(link(callee)));
    words.addAll(more);
    start(name, words);
  }

  private List<String> link(String service) {
    return List.of("--link", service + "=http://127.0.0.1:" + known(service).port());
  }

  private void start(String name, List<String> words) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(JVM);
    line.addAll(List.of("-cp", program.classes().toString()));
    line.addAll(words);
    line.addAll(List.of("--seed", Long.toString(seed + name.hashCode() % 1_000)));
    line.addAll(List.of("--with-parent", "yes"));
    Path log = place.resolve(name + ".log");
    ProcessBuilder builder = new ProcessBuilder(line).redirectError(log.toFile());
    builder.environment().clear();
    Process process = builder.start();
    // before it is known to listen, so that it is ended with the others whatever happens
    running.put(name, new Running(process, 0, 0));
    String said = firstLine(process);
    String[] parts = said == null ? new String[0] : said.split(" ", -1);
    if (parts.length != 3) {
      throw new IOException("the service " + name + " did not start: " + Files.readString(log));
    }
    running.put(name, new Running(process, Integer.parseInt(parts[1]), Integer.parseInt(parts[2])));
  }

  /// Null when there is none.
  private static @Nullable String firstLine(Process process)
      throws IOException, InterruptedException {
    CompletableFuture<@Nullable String> line = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                line.complete(process.inputReader().readLine());
              } catch (IOException e) {
                line.completeExceptionally(e);
              }
            });
    try {
      return line.get(START_LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IOException("a service of the market said nothing", e);
    } catch (TimeoutException e) {
      throw new IOException("a service of the market did not start within a minute", e);
    }
  }

  private Running known(String name) {
    Running found = running.get(name);
    if (found == null) {
      throw new IllegalStateException(name + " has not been started");
    }
    return found;
  }

  @Override
  public void close() {
    running.values().forEach(each -> each.process().destroyForcibly());
    running.values().forEach(each -> each.process().onExit().join());
  }
}
