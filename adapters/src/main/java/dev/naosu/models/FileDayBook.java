package dev.naosu.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.naosu.model.DayBook;
import dev.naosu.model.Money;
import dev.naosu.model.Spent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;

/// The day's spending in a file that processes of one user share. Days are those of UTC. A process
/// that is killed during a call leaves its worst case spent: rather too much than too little.
public final class FileDayBook implements DayBook {
  private static final int MOST_BYTES = 4096;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private final Limits limits;
  private final InstantSource clock;

  public FileDayBook(Path file, Limits limits, InstantSource clock) {
    this.file = file;
    this.limits = limits;
    this.clock = clock;
  }

  /// @param spent on that day
  private record Page(LocalDate day, Spent spent) {}

  @Override
  public synchronized Optional<String> reserve(Spent most) {
    try (FileChannel channel = open();
        FileLock _ = channel.lock()) {
      Page page = read(channel);
      Spent then = page.spent().plus(most);
      Optional<String> passed = limits.passedBy(then);
      if (passed.isEmpty()) {
        write(channel, new Page(page.day(), then));
      }
      return passed;
    } catch (IOException e) {
      // a limit that cannot be kept is kept by doing nothing
      return Optional.of("what the day took is not known: " + file + ": " + e.getMessage());
    }
  }

  @Override
  public synchronized void settle(Spent most, Spent real) {
    try (FileChannel channel = open();
        FileLock _ = channel.lock()) {
      Page page = read(channel);
      write(channel, new Page(page.day(), page.spent().settled(most, real)));
    } catch (IOException _) {
      // the worst case stays spent
    }
  }

  private FileChannel open() throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    return FileChannel.open(
        file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  private Page read(FileChannel channel) throws IOException {
    LocalDate today = clock.instant().atZone(ZoneOffset.UTC).toLocalDate();
    channel.position(0);
    byte[] bytes = Channels.newInputStream(channel).readNBytes(MOST_BYTES);
    if (bytes.length == 0) {
      return new Page(today, Spent.NOTHING);
    }
    JsonNode page = JSON.readTree(bytes);
    if (!page.path("tokens").canConvertToLong() || !page.path("micros").canConvertToLong()) {
      throw new IOException("it is damaged; delete it to begin the day anew");
    }
    return page.path("day").asText().equals(today.toString())
        ? new Page(
            today,
            new Spent(
                Math.max(0, page.path("tokens").asLong()),
                new Money(Math.max(0, page.path("micros").asLong()))))
        : new Page(today, Spent.NOTHING);
  }

  /// In one go, and over what was there: a shorter text ends in spaces.
  private static void write(FileChannel channel, Page page) throws IOException {
    String text =
        JSON.createObjectNode()
            .put("day", page.day().toString())
            .put("tokens", page.spent().tokens())
            .put("micros", page.spent().money().micros())
            .toString();
    long before = channel.size();
    ByteBuffer bytes =
        ByteBuffer.wrap(
            (text + " ".repeat((int) Math.max(0, before - text.length())))
                .getBytes(StandardCharsets.UTF_8));
    channel.position(0);
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
