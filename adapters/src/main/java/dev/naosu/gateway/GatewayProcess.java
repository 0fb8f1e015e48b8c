package dev.naosu.gateway;

import dev.naosu.gateway.GatewaySettings.Listen;
import dev.naosu.machine.KeptFile;
import dev.naosu.machine.OwnSecrets;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A gateway in a process of its own. It goes on when naosu ends, and is found again when naosu
/// comes back.
///
/// @param gateway to tell it what to do
/// @param listen where it takes requests
/// @param pid of its process
/// @param hasOtherSettings whether it was started with other settings than those asked for: they
///   hold from its next start
public record GatewayProcess(
    RemoteGateway gateway, Listen listen, long pid, boolean hasOtherSettings)
    implements AutoCloseable {
  private static final String SETTINGS_FILE = "gateway.json";
  private static final String LOG_FILE = "gateway.log";
  private static final Duration STARTING = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final int MOST_OUTPUT = 2_000;

  /// Starts it where none runs, and finds the one that does otherwise.
  ///
  /// @param command that starts a gateway with a file of settings, which is added as its last word;
  ///   such as `naosu gateway --config`
  /// @throws IOException with a text for people
  public static GatewayProcess ensure(GatewaySettings settings, List<String> command)
      throws IOException {
    Path directory =
        Files.createDirectories(
            settings.directory(),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    ControlToken token = ControlToken.kept(directory.resolve(GatewayServer.TOKEN_FILE));
    Optional<GatewayProcess> living = living(settings, token);
    if (living.isPresent()) {
      return living.get();
    }
    Files.deleteIfExists(Running.file(directory).place());
    Path file = directory.resolve(SETTINGS_FILE);
    new KeptFile(file).write(SettingsJson.bytes(settings));
    return awaited(started(command, file, directory), settings, token);
  }

  /// The one that runs with these files; empty when none does.
  ///
  /// @throws IOException with a text for people
  public static Optional<GatewayProcess> find(GatewaySettings settings) throws IOException {
    Path token = settings.directory().resolve(GatewayServer.TOKEN_FILE);
    return Files.exists(token) ? living(settings, ControlToken.read(token)) : Optional.empty();
  }

  private static Optional<GatewayProcess> living(GatewaySettings settings, ControlToken token)
      throws IOException {
    Optional<Running> running = Running.read(settings.directory());
    if (running.isEmpty()) {
      return Optional.empty();
    }
    RemoteGateway gateway = new RemoteGateway(running.get().control(), token);
    // a number of a process may be somebody else's by now: it has to know the token
    if (!isAlive(running.get().pid()) || !gateway.isThere()) {
      gateway.close();
      return Optional.empty();
    }
    return Optional.of(
        new GatewayProcess(
            gateway,
            running.get().listen(),
            running.get().pid(),
            !running.get().settings().equals(GatewayServer.fingerprint(settings))));
  }

  private static boolean isAlive(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }

  private static Process started(List<String> command, Path file, Path directory)
      throws IOException {
    List<String> words = new ArrayList<>();
    Path setsid = Path.of("/usr/bin/setsid");
    if (Files.isExecutable(setsid)) {
      // Ctrl-C at the terminal of naosu is not meant for it
      words.add(setsid.toString());
    }
    words.addAll(command);
    words.add(file.toString());
    Path log = directory.resolve(LOG_FILE);
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .directory(directory.toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    OwnSecrets.keepFrom(builder.environment());
    return builder.start();
  }

  private static GatewayProcess awaited(
      Process process, GatewaySettings settings, ControlToken token) throws IOException {
    long end = System.nanoTime() + STARTING.toNanos();
    while (System.nanoTime() < end) {
      Optional<GatewayProcess> living = living(settings, token);
      if (living.isPresent()) {
        return living.get();
      }
      if (!process.isAlive()) {
        break;
      }
      pause();
    }
    boolean ended = !process.isAlive();
    process.destroy();
    throw new IOException(
        "the gateway of "
            + settings.service()
            + (ended ? " ended as it started: " : " does not begin: ")
            + lastWords(settings.directory().resolve(LOG_FILE)));
  }

  private static String lastWords(Path log) throws IOException {
    if (!Files.exists(log)) {
      return "it said nothing";
    }
    String all = new String(Files.readAllBytes(log), StandardCharsets.UTF_8).strip();
    return all.substring(Math.max(0, all.length() - MOST_OUTPUT));
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("naosu ends").initCause(e);
    }
  }

  /// Whether it runs and answers.
  public boolean isThere() {
    return isAlive(pid) && gateway.isThere();
  }

  /// Tells it to end after what is under way, and waits for that.
  ///
  /// @param patience after which it is ended at once
  public void stop(Duration patience) throws InterruptedException {
    Optional<ProcessHandle> process = ProcessHandle.of(pid);
    if (process.isEmpty()) {
      return;
    }
    process.get().destroy();
    try {
      process.get().onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException _) {
      process.get().destroyForcibly();
    }
  }

  /// Lets go of it; it goes on.
  @Override
  public void close() {
    gateway.close();
  }
}
