package dev.naosu.gateway;

import dev.naosu.fleet.Routing;
import dev.naosu.gateway.GatewaySettings.Listen;
import dev.naosu.journal.Hash;
import dev.naosu.machine.KeptFile;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import java.util.random.RandomGenerator.SplittableGenerator;
import org.jspecify.annotations.Nullable;

/// A gateway in this process: takes requests until it is closed. What it was told of routing before
/// holds from the beginning.
public final class GatewayServer implements AutoCloseable {
  static final String TOKEN_FILE = "token";
  private static final String ROUTING_FILE = "routing.json";
  private static final String LOCK_FILE = "lock";
  private static final long STARTING_SECONDS = 20;
  private static final long SLACK_SECONDS = 5;

  private final GatewaySettings settings;
  private final Vertx vertx;
  private final Captures captures;
  private final FileChannel lock;
  private final Switchboard board;
  private final List<String> doors = new ArrayList<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private Listen listen;
  private URI control;

  private GatewayServer(
      GatewaySettings settings,
      Vertx vertx,
      Captures captures,
      FileChannel lock,
      Switchboard board) {
    this.settings = settings;
    this.board = board;
    this.vertx = vertx;
    this.captures = captures;
    this.lock = lock;
    this.listen = settings.listen();
    this.control = URI.create("http://127.0.0.1");
  }

  /// Begins to take requests.
  ///
  /// @param random decides which version a request goes to
  /// @throws IOException with a text for people
  public static GatewayServer start(
      GatewaySettings settings, SplittableGenerator random, InstantSource clock, Witness witness)
      throws IOException {
    Path directory = Files.createDirectories(settings.directory());
    FileChannel lock = locked(directory);
    try {
      ControlToken token = ControlToken.kept(directory.resolve(TOKEN_FILE));
      Ledger ledger = new Ledger(clock);
      Switchboard board = new Switchboard(new KeptFile(directory.resolve(ROUTING_FILE)), ledger);
      int loops = Runtime.getRuntime().availableProcessors();
      Vertx vertx =
          Vertx.vertx(
              new VertxOptions()
                  .setPreferNativeTransport(true)
                  // one for orders, so that they come through under any load
                  .setEventLoopPoolSize(loops + 1)
                  .setFileSystemOptions(
                      new FileSystemOptions()
                          .setFileCachingEnabled(false)
                          .setClassPathResolvingEnabled(false)));
      GatewayServer server =
          new GatewayServer(
              settings, vertx, new Captures(settings.capture(), clock, witness), lock, board);
      try {
        server.open(token, ledger, loops, random);
      } catch (IOException | RuntimeException e) {
        server.close();
        throw e;
      }
      return server;
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static FileChannel locked(Path directory) throws IOException {
    FileChannel channel =
        FileChannel.open(
            directory.resolve(LOCK_FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    @Nullable FileLock lock = null;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException _) {
      // by another one in this process
    }
    if (lock == null) {
      channel.close();
      throw new IOException(
          "another gateway works in " + directory + "; end it, or give this one another directory");
    }
    return channel;
  }

  private void open(ControlToken token, Ledger ledger, int loops, SplittableGenerator random)
      throws IOException {
    Refusals refusals = new Refusals();
    List<Doorway> made = new ArrayList<>();
    RandomGenerator[] generators = random.splits(loops).toArray(RandomGenerator[]::new);
    for (RandomGenerator each : generators) {
      made.add(new Doorway(settings, board, refusals, captures, each));
    }
    List<Doorway> left = new ArrayList<>(made);
    Metrics metrics = new Metrics(settings.service(), board, ledger, refusals, captures);
    ControlDoor orders =
        new ControlDoor(
            settings.control(), settings.service(), token, board, ledger, captures, metrics);
    DeploymentOptions onLoop = new DeploymentOptions().setThreadingModel(ThreadingModel.EVENT_LOOP);
    doors.add(
        awaited(
            vertx.deployVerticle(
                left::removeFirst, new DeploymentOptions(onLoop).setInstances(loops)),
            settings.listen()));
    doors.add(awaited(vertx.deployVerticle(orders, onLoop), settings.control()));
    if (settings.health().isPresent()) {
      awaited(
          vertx.deployVerticle(new HealthRounds(settings.health().get(), board), onLoop),
          settings.listen());
    }
    listen = new Listen(settings.listen().host(), made.getFirst().port());
    control = URI.create("http://" + new Listen(settings.control().host(), orders.port()));
    new Running(ProcessHandle.current().pid(), listen, control, fingerprint(settings))
        .write(settings.directory());
  }

  /// Tells settings apart.
  static String fingerprint(GatewaySettings settings) {
    return Hash.of(SettingsJson.bytes(settings)).hex();
  }

  private static <T> T awaited(Future<T> future, Listen where) throws IOException {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(STARTING_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IOException(
          "cannot listen on "
              + where
              + ": "
              + e.getMessage()
              + "; end what listens there, or choose another port",
          e);
    } catch (TimeoutException e) {
      throw new IOException("cannot listen on " + where + " in time", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("naosu ends").initCause(e);
    }
  }

  /// Routes by this from now on, unless it was told of a routing before.
  ///
  /// @throws IOException when it cannot be kept
  public boolean routeFirst(Routing routing) throws IOException {
    if (board.lineup() != null) {
      return false;
    }
    board.route(routing);
    return true;
  }

  /// Where it listens.
  public Listen listen() {
    return listen;
  }

  /// Where it takes orders.
  public URI control() {
    return control;
  }

  /// Takes no new requests, and waits until those under way are over, or their time is.
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    long patience = settings.times().draining().toSeconds() + SLACK_SECONDS;
    try {
      if (!doors.isEmpty()) {
        vertx
            .undeploy(doors.getFirst())
            .toCompletionStage()
            .toCompletableFuture()
            .get(patience, TimeUnit.SECONDS);
      }
      vertx.close().toCompletionStage().toCompletableFuture().get(SLACK_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      System.getLogger(GatewayServer.class.getName())
          .log(System.Logger.Level.WARNING, "the gateway did not end in order: " + e.getMessage());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    captures.close();
    try {
      Files.deleteIfExists(Running.file(settings.directory()).place());
      lock.close();
    } catch (IOException e) {
      System.getLogger(GatewayServer.class.getName())
          .log(System.Logger.Level.WARNING, "a file of the gateway stays: " + e.getMessage());
    }
  }
}
