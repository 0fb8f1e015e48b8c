package dev.naosu.tail;

import dev.naosu.detect.Origin;
import dev.naosu.redaction.Redaction;
import dev.naosu.tail.reading.Format;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Collectors;

/// A program that follows a log, and may be killed at any time; what it takes is in a file at once.
public final class FollowingProcess {
  private static final Pace FAST =
      new Pace(
          Duration.ofMillis(10),
          Duration.ofMillis(20),
          Duration.ofMillis(200),
          Duration.ofSeconds(1),
          Duration.ofSeconds(1));

  private FollowingProcess() {}

  static Process start(Path log, Path positions, Path seen) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-Xmx128m",
            "-cp",
            System.getProperty("java.class.path"),
            FollowingProcess.class.getName(),
            log.toString(),
            positions.toString(),
            seen.toString())
        .redirectErrorStream(true)
        .redirectOutput(seen.resolveSibling("output").toFile())
        .start();
  }

  /// @param words log, positions, and the file of what was taken
  public static void main(String[] words) throws InterruptedException {
    Path seen = Path.of(words[2]);
    LogTail.follow(
        List.of(
            new LogFiles(
                new Origin("shop", "", ""), Path.of(words[0]), Format.AUTO, ZoneId.of("UTC"))),
        Path.of(words[1]),
        (signals, _) -> {
          String text =
              signals.stream()
                  .map(each -> each.id() + " " + each.attributes().get("log.message") + "\n")
                  .collect(Collectors.joining());
          try (FileChannel channel =
              FileChannel.open(seen, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            // at once, so that no kill leaves half a line
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        new Redaction(false),
        InstantSource.system(),
        FAST);
    Thread.sleep(Duration.ofMinutes(3));
  }
}
