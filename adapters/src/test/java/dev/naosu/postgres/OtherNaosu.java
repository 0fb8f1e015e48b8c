package dev.naosu.postgres;

import dev.naosu.journal.Entry;
import dev.naosu.postgres.EmbeddedPostgres.Use;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/// A process of its own that works on a data directory, to be killed by a test.
final class OtherNaosu {
  private OtherNaosu() {}

  /// Starts it, and waits until it says that it is at work.
  static Process start(Path directory, Path cache, String... work) throws Exception {
    Path ready = directory.resolve("ready-" + UUID.randomUUID());
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                OtherNaosu.class.getName(),
                directory.toString(),
                cache.toString(),
                ready.toString()));
    command.addAll(List.of(work));
    Process process = new ProcessBuilder(command).inheritIO().start();
    while (!Files.exists(ready)) {
      if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
        throw new IOException("the other naosu ended before it began");
      }
    }
    return process;
  }

  public static void main(String[] arguments) throws Exception {
    Path directory = Path.of(arguments[0]);
    Path cache = Path.of(arguments[1]);
    Path ready = Path.of(arguments[2]);
    switch (arguments[3]) {
      case "serve" -> insert(EmbeddedPostgres.open(directory, cache, Use.SERVER).address(), ready);
      case "journal" ->
          journal(
              EmbeddedPostgres.open(directory, cache, Use.CLIENT).address(), ready, arguments[4]);
      case "hold" -> hold(directory.resolve("tenants").resolve(arguments[4]), ready);
      default -> throw new IllegalArgumentException(arguments[3]);
    }
  }

  /// As a naosu does whose process cannot be seen from here.
  private static void hold(Path file, Path ready) throws Exception {
    try (FileChannel channel =
            FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock _ = channel.lock()) {
      Files.createFile(ready);
      Thread.sleep(Duration.ofMinutes(10));
    }
  }

  private static void insert(DatabaseAddress address, Path ready) throws Exception {
    try (Connection connection =
            DriverManager.getConnection(address.url(), address.user(), address.password());
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE written (number bigint)");
      for (long number = 0; ; number++) {
        statement.execute("INSERT INTO written VALUES (" + number + ")");
        tell(number, ready);
      }
    }
  }

  private static void journal(DatabaseAddress address, Path ready, String actor)
      throws IOException {
    JdbcJournal journal = new JdbcJournal(Database.open(address, 2));
    for (long number = 0; ; number++) {
      journal.append(
          new Entry(
              actor + " " + number,
              Instant.EPOCH.plusSeconds(number),
              actor,
              "works",
              "incident " + number,
              "",
              List.of()));
      tell(number, ready);
    }
  }

  private static void tell(long number, Path ready) throws IOException {
    if (number == 0) {
      Files.createFile(ready);
    }
  }
}
