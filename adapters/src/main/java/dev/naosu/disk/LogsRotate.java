package dev.naosu.disk;

import dev.naosu.machine.circuit.Deed;
import dev.naosu.machine.circuit.Untouched;
import dev.naosu.repair.runbook.Action.Applied;
import dev.naosu.repair.runbook.Action.Outlook;
import dev.naosu.repair.runbook.Order;
import dev.naosu.repair.runbook.Parameter;
import dev.naosu.repair.runbook.Plan;
import dev.naosu.repair.runbook.Traits;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;

/// Begins logs anew: what is in them is compressed beside them, the oldest goes.
public final class LogsRotate implements Deed {
  private static final Traits TRAITS =
      new Traits(
          "logs.rotate",
          "begin logs anew",
          List.of(
              new Parameter(
                  "at-least",
                  Parameter.Type.COUNT,
                  "how many MiB a log must hold",
                  Optional.of("10"))),
          Traits.Undo.NEVER,
          false,
          Duration.ofMinutes(10));
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration REOPENING = Duration.ofSeconds(5);
  private static final int MOST_DIGITS = 9;
  private static final int HEXADECIMAL = 16;
  private static final int USR1_BIT = 9;

  private final LogFiles logs;

  public LogsRotate(LogFiles logs) {
    this.logs = logs;
  }

  @Override
  public Traits traits() {
    return TRAITS;
  }

  @Override
  public Outlook look(Order order) throws IOException {
    List<Path> large = large(order);
    if (large.isEmpty()) {
      return new Outlook.Unfit(
          "no log holds " + order.arguments().count("at-least") + " MiB: " + logs.files());
    }
    if (logs.pidFile().isPresent()) {
      program(logs.pidFile().get());
    }
    long bytes = 0;
    List<String> losses = new ArrayList<>();
    for (Path each : large) {
      bytes += Files.size(each);
      Path oldest = each.resolveSibling(old(each, logs.keep()));
      if (Files.exists(oldest, LinkOption.NOFOLLOW_LINKS)) {
        losses.add(oldest + " is deleted");
      }
    }
    return new Outlook.Ready(
        new Plan(
            "begin " + large + " anew, and compress " + DiskClean.size(bytes),
            large.stream().map(each -> "log:" + each).toList(),
            0,
            Duration.ZERO,
            losses,
            ""));
  }

  private List<Path> large(Order order) throws IOException {
    long least = (long) order.arguments().count("at-least") << 20;
    List<Path> large = new ArrayList<>();
    for (Path each : logs.files()) {
      if (Files.isRegularFile(each, LinkOption.NOFOLLOW_LINKS)
          && Files.size(each) >= Math.max(1, least)) {
        large.add(each);
      }
    }
    return large;
  }

  private static Path old(Path log, int number) {
    return Path.of(log.getFileName() + "." + number + ".gz");
  }

  @Override
  public Applied apply(Order order, Plan plan) throws IOException, InterruptedException {
    long saved = 0;
    List<Path> large = large(order);
    for (Path each : large) {
      try (SecureDirectoryStream<Path> directory = new Root(each.getParent()).open()) {
        saved += rotate(directory, each);
      }
    }
    return new Applied.Done(
        DiskClean.size(saved) + " freed; " + large + " begin anew, " + logs.keep() + " are kept");
  }

  /// @return bytes saved
  private long rotate(SecureDirectoryStream<Path> directory, Path log)
      throws IOException, InterruptedException {
    Path name = log.getFileName();
    BasicFileAttributes before = Walk.attributes(directory, name);
    if (!before.isRegularFile()) {
      throw new IOException(log + " is no file any more");
    }
    Path fresh = Path.of(name + ".gz.part");
    Path source = name;
    if (logs.pidFile().isPresent()) {
      source = Path.of(name + ".0");
      Squeezed.requireAbsent(directory, source);
      long pid = program(logs.pidFile().get());
      directory.move(name, directory, source);
      signal(pid);
      awaitReopened(directory, name);
    }
    try {
      try (SeekableByteChannel channel =
          directory.newByteChannel(
              source,
              Set.of(
                  StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS))) {
        copy(directory, channel, fresh);
        shift(directory, name);
        directory.move(fresh, directory, old(name, 1));
        if (logs.pidFile().isEmpty()) {
          channel.truncate(0);
        }
      }
      if (logs.pidFile().isPresent()) {
        directory.deleteFile(source);
      }
    } catch (IOException e) {
      throw new IOException(log + " could not be begun anew: " + e.getMessage(), e);
    }
    return Math.max(0, before.size() - Walk.attributes(directory, old(name, 1)).size());
  }

  private static void copy(
      SecureDirectoryStream<Path> directory, SeekableByteChannel from, Path fresh)
      throws IOException {
    try (SeekableByteChannel out =
            directory.newByteChannel(
                fresh,
                Set.of(
                    StandardOpenOption.WRITE,
                    StandardOpenOption.CREATE_NEW,
                    LinkOption.NOFOLLOW_LINKS),
                PosixFilePermissions.asFileAttribute(
                    PosixFilePermissions.fromString("rw-r-----")));
        OutputStream to = new GZIPOutputStream(Channels.newOutputStream(out), 1 << 16)) {
      // not closed: it is cut short through the same channel
      InputStream in = Channels.newInputStream(from);
      in.transferTo(to);
      ((GZIPOutputStream) to).finish();
      if (out instanceof FileChannel file) {
        file.force(true);
      }
    }
  }

  /// Makes room for a new number 1.
  private void shift(SecureDirectoryStream<Path> directory, Path name) throws IOException {
    for (int number = logs.keep(); number >= 1; number--) {
      try {
        if (number == logs.keep()) {
          directory.deleteFile(old(name, number));
        } else {
          directory.move(old(name, number), directory, old(name, number + 1));
        }
      } catch (NoSuchFileException _) {
        // there are not so many yet
        continue;
      }
    }
  }

  private static void awaitReopened(SecureDirectoryStream<Path> directory, Path name)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + REOPENING.toNanos();
    while (System.nanoTime() < end) {
      try {
        Walk.attributes(directory, name);
        return;
      } catch (NoSuchFileException _) {
        Thread.sleep(100);
      }
    }
    // it writes to the old one still: that stays complete under its old name
    directory.move(Path.of(name + ".0"), directory, name);
    throw new IOException(
        "the program did not open " + name + " again after it was signalled; all is as before");
  }

  private long program(Path pidFile) throws IOException {
    String text = Files.readString(pidFile, StandardCharsets.ISO_8859_1).strip();
    if (!text.matches("[1-9][0-9]{0," + (MOST_DIGITS - 1) + "}")) {
      throw new Untouched(pidFile + " holds no number of a process");
    }
    int bit = logs.signal().equals("HUP") ? 0 : USR1_BIT;
    for (String line :
        Files.readAllLines(Path.of("/proc", text, "status"), StandardCharsets.ISO_8859_1)) {
      if (line.startsWith("SigCgt:")) {
        boolean listens =
            new BigInteger(line.substring("SigCgt:".length()).strip(), HEXADECIMAL).testBit(bit);
        if (listens) {
          return Long.parseLong(text);
        }
      }
    }
    throw new Untouched(
        "process " + text + " does not listen for SIG" + logs.signal() + ", and would end by it");
  }

  private void signal(long pid) throws IOException, InterruptedException {
    Process kill =
        new ProcessBuilder("sh", "-c", "kill -s \"$1\" -- \"$0\"", "" + pid, logs.signal())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!kill.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS) || kill.exitValue() != 0) {
      throw new IOException("process " + pid + " could not be sent a signal");
    }
  }
}
