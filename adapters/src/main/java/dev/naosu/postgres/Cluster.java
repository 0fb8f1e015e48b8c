package dev.naosu.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// A data directory of PostgreSQL: how it is made, started and stopped.
///
/// @param directory holds `data`, `password` and `log`
/// @param cache where the programs are unpacked
record Cluster(Path directory, Path cache) {
  static final String NAME = "naosu";

  private static final Duration INITDB_LIMIT = Duration.ofMinutes(3);

  /// A server that was killed first reads its log of changes again, which takes as long as it
  /// takes.
  private static final Duration START_LIMIT = Duration.ofMinutes(10);

  private static final Duration STOP_LIMIT = Duration.ofMinutes(2);
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final Duration RETRY_PAUSE = Duration.ofMillis(500);

  /// How often to look for a port that nobody takes meanwhile.
  private static final int PORTS = 20;

  /// Children of a killed server first end what they are writing to the disk.
  private static final int ENDINGS = 240;

  private static final long LOG_BYTES = 4 << 20;
  private static final int TOLD_LINES = 6;
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  /// The living server; started, and made before, when there is none.
  ///
  /// Called by one process at a time.
  ///
  /// @param port for a server that has to be started; 0 for any that is free
  Postmaster running(int port) throws IOException {
    if (Files.exists(data())) {
      requireVersion();
      requirePassword();
      Optional<Postmaster> living = settled();
      if (living.isPresent()) {
        return living.get();
      }
    }
    requireHarmless(directory);
    requireHarmless(cache);
    Binaries binaries = Binaries.in(cache);
    Disguise disguise = Disguise.forOwnerOf(data());
    Programs programs = new Programs(disguise.words());
    requireRunning(binaries, programs, disguise);
    if (!Files.exists(data())) {
      make(binaries, programs, disguise);
    }
    disguise.own(directory);
    Postmaster.removeStale(data());
    return start(binaries, programs, port);
  }

  /// Stops the server, open connections notwithstanding; nothing that was committed is lost.
  void stop() throws IOException {
    if (!isRunning()) {
      return;
    }
    Binaries binaries = Binaries.in(cache);
    Programs.Answer answer =
        new Programs(Disguise.forOwnerOf(data()).words())
            .run(
                directory,
                List.of(
                    binaries.program("pg_ctl"),
                    "stop",
                    "-D",
                    "data",
                    "-m",
                    "fast",
                    "-w",
                    "-t",
                    "60"),
                "",
                STOP_LIMIT);
    if (!answer.succeeded() && isRunning()) {
      throw new IOException("PostgreSQL did not stop: " + answer.output());
    }
  }

  boolean isRunning() throws IOException {
    return Postmaster.living(data()).isPresent();
  }

  String password() throws IOException {
    return Files.readString(directory.resolve("password")).strip();
  }

  private void requirePassword() {
    Path file = directory.resolve("password");
    if (!Files.exists(file)) {
      throw new DatabaseUnavailable(
          file
              + " is missing, and without it nobody gets into the database beside it; bring it back"
              + " from a backup, or start afresh with --data DIR");
    }
  }

  private Path data() {
    return directory.resolve("data");
  }

  private void requireVersion() throws IOException {
    Path file = data().resolve("PG_VERSION");
    String found = Files.exists(file) ? Files.readString(file).strip() : "";
    if (found.equals(Integer.toString(Binaries.MAJOR))) {
      return;
    }
    if (!found.matches("[0-9]{1,4}")) {
      throw new DatabaseUnavailable(
          data()
              + " is no data directory of PostgreSQL (its PG_VERSION is missing or broken); bring"
              + " it back from a backup, or start afresh with --data DIR");
    }
    throw new DatabaseUnavailable(
        Integer.parseInt(found) < Binaries.MAJOR
            ? data()
                + " was written by PostgreSQL "
                + found
                + ", and this naosu brings "
                + Binaries.MAJOR
                + "; move it with pg_upgrade, or start the naosu that wrote it, or start afresh"
                + " with --data DIR"
            : data()
                + " was written by the newer PostgreSQL "
                + found
                + ", and this naosu brings "
                + Binaries.MAJOR
                + "; start the naosu that wrote it, or start afresh with --data DIR");
  }

  /// The living server once it is ready; empty when there is none, or when it has just stopped.
  private Optional<Postmaster> settled() throws IOException {
    Optional<Postmaster> server = Postmaster.living(data());
    long pauses = START_LIMIT.dividedBy(PAUSE);
    for (long i = 0; server.isPresent() && !server.get().isReady() && i < pauses; i++) {
      pause();
      server = Postmaster.living(data());
    }
    return server;
  }

  /// `pg_ctl` builds a command for a shell, with the names in double quotes.
  private static void requireHarmless(Path path) {
    if (path.toString().matches("(?s).*[\"$`\\\\\\n].*")) {
      throw new DatabaseUnavailable(
          "PostgreSQL cannot work in "
              + path
              + " because of the quotes, dollars or backslashes in the name; name another directory"
              + " with --data DIR");
    }
  }

  private void requireRunning(Binaries binaries, Programs programs, Disguise disguise)
      throws IOException {
    disguise.own(directory);
    Programs.Answer answer =
        programs.run(
            directory, List.of(binaries.program("postgres"), "--version"), "", INITDB_LIMIT);
    if (answer.succeeded()) {
      return;
    }
    String whose =
        disguise.owner().isPresent()
            ? "; root runs PostgreSQL as user "
                + disguise.owner().getAsInt()
                + ", who must be able to enter "
                + directory
                + " and "
                + binaries.directory()
            : "; naosu's PostgreSQL needs a Linux with glibc; should the cache be damaged, delete "
                + binaries.directory();
    throw new DatabaseUnavailable(
        "PostgreSQL does not run here ("
            + answer.output()
            + ")"
            + whose
            + ", or give naosu a PostgreSQL with --database URL");
  }

  private void make(Binaries binaries, Programs programs, Disguise disguise) throws IOException {
    // whatever is half made was never used: the last step is the rename
    Path half = directory.resolve("data.new");
    delete(half);
    String password = random();
    Path initial = directory.resolve("password.initial");
    // of the role that may do everything; nobody keeps it, and nobody logs in as that role
    write(initial, random());
    disguise.own(initial);
    Programs.Answer made =
        programs.run(
            directory,
            List.of(
                binaries.program("initdb"),
                "--pgdata=data.new",
                "--username=postgres",
                "--pwfile=password.initial",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                // independent of the system's libraries: an index outlives their updates
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--no-instructions"),
            "",
            INITDB_LIMIT);
    Files.deleteIfExists(initial);
    if (!made.succeeded()) {
      throw new DatabaseUnavailable(
          "PostgreSQL could not make its data directory "
              + data()
              + ": "
              + lastLines(made.output())
              + "; mend that (is the disk full?), or give naosu a PostgreSQL with --database URL");
    }
    Programs.Answer roles =
        programs.run(
            directory,
            List.of(binaries.program("postgres"), "--single", "-D", "data.new", "postgres"),
            "CREATE ROLE %1$s LOGIN PASSWORD '%2$s';%nCREATE DATABASE %1$s OWNER %1$s;%n"
                .formatted(NAME, password),
            INITDB_LIMIT);
    if (!roles.succeeded() || roles.output().contains("ERROR:")) {
      throw new DatabaseUnavailable(
          "PostgreSQL could not make naosu's database: " + lastLines(roles.output()));
    }
    write(directory.resolve("password"), password);
    Files.move(half, data(), StandardCopyOption.ATOMIC_MOVE);
  }

  private Postmaster start(Binaries binaries, Programs programs, int port) throws IOException {
    Path log = directory.resolve("log");
    if (Files.exists(log) && Files.size(log) > LOG_BYTES) {
      Files.move(log, directory.resolve("log.1"), StandardCopyOption.REPLACE_EXISTING);
    }
    String said = "";
    int attempts = PORTS;
    for (int attempt = 0; attempt < attempts; attempt++) {
      long before = Files.exists(log) ? Files.size(log) : 0;
      Programs.Answer answer =
          programs.run(
              directory, startCommand(binaries, port == 0 ? freePort() : port), "", START_LIMIT);
      Optional<Postmaster> server = settled();
      if (answer.succeeded() && server.isPresent()) {
        return server.get();
      }
      said = Files.exists(log) ? tail(log, before) : "";
      said = said.isBlank() ? answer.output() : said;
      if (said.contains("still in use")) {
        attempts = ENDINGS;
      } else if (!said.contains("could not bind")) {
        break;
      }
      pause(RETRY_PAUSE);
    }
    throw new DatabaseUnavailable(
        "PostgreSQL does not start in "
            + data()
            + ": "
            + lastLines(said)
            + "; its log is "
            + log
            + ". Mend that, or give naosu a PostgreSQL with --database URL");
  }

  private static List<String> startCommand(Binaries binaries, int port) {
    return List.of(
        binaries.program("pg_ctl"),
        "start",
        "-D",
        "data",
        "-l",
        "log",
        "-w",
        "-t",
        Long.toString(START_LIMIT.toSeconds() - 10),
        "-o",
        String.join(
            " ",
            "-c port=" + port,
            "-c listen_addresses=127.0.0.1",
            "-c unix_socket_directories=",
            "-c fsync=on",
            "-c synchronous_commit=on",
            "-c full_page_writes=on",
            "-c timezone=UTC",
            "-c log_timezone=UTC",
            "-c log_checkpoints=off",
            "-c max_wal_size=256MB"));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static String random() {
    byte[] bytes = new byte[24];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static void write(Path file, String secret) throws IOException {
    Files.deleteIfExists(file);
    // nobody else may read it, not even for a moment
    Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    Files.writeString(file, secret + "\n");
  }

  private static String tail(Path log, long from) throws IOException {
    byte[] all = Files.readAllBytes(log);
    int start = (int) Math.min(from, all.length);
    return new String(all, start, all.length - start, StandardCharsets.UTF_8);
  }

  private static String lastLines(String text) {
    List<String> lines = text.lines().filter(line -> !line.isBlank()).toList();
    return String.join(" / ", lines.subList(Math.max(0, lines.size() - TOLD_LINES), lines.size()));
  }

  private static void pause() {
    pause(PAUSE);
  }

  private static void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DatabaseUnavailable("interrupted while waiting for PostgreSQL", e);
    }
  }

  private static void delete(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
