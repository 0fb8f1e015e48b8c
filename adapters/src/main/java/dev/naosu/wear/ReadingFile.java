package dev.naosu.wear;

import dev.naosu.detect.forecast.Reading;
import dev.naosu.detect.forecast.Readings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What was measured on this machine before, a line for each value: time, value, series, with tabs
/// between. Lines that are none are passed over; when the file gets large, what is old is left out.
public final class ReadingFile implements Readings {
  private static final long LARGE = 16 << 20;
  private static final Duration KEPT = Duration.ofDays(180);

  private final Path file;

  /// @param file made with its directory when something is added
  public ReadingFile(Path file) {
    this.file = file;
  }

  @Override
  public void add(Instant at, Map<String, Double> values) {
    if (values.isEmpty()) {
      return;
    }
    StringBuilder lines = new StringBuilder();
    new TreeMap<>(values)
        .forEach(
            (series, value) ->
                lines
                    .append(at.toEpochMilli())
                    .append('\t')
                    .append(value)
                    .append('\t')
                    .append(series.replaceAll("\\p{Cntrl}", " "))
                    .append('\n'));
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(
          file,
          lines,
          StandardCharsets.UTF_8,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
      if (Files.size(file) > LARGE) {
        shorten(at.minus(KEPT));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("what was measured cannot be kept in " + file, e);
    }
  }

  @Override
  public List<Reading> of(String series, Instant since) {
    List<Reading> readings = new ArrayList<>();
    if (!Files.exists(file)) {
      return readings;
    }
    try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        String[] parts = line.split("\t", 3);
        if (parts.length == 3 && parts[2].equals(series) && isNumber(parts)) {
          Instant at = Instant.ofEpochMilli(Long.parseLong(parts[0]));
          if (!at.isBefore(since)) {
            readings.add(new Reading(at, Double.parseDouble(parts[1])));
          }
        }
      }
      return readings;
    } catch (IOException e) {
      throw new UncheckedIOException("what was measured cannot be read from " + file, e);
    }
  }

  private void shorten(Instant before) throws IOException {
    List<String> kept = new ArrayList<>();
    for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
      String[] parts = line.split("\t", 3);
      if (parts.length == 3
          && isNumber(parts)
          && !Instant.ofEpochMilli(Long.parseLong(parts[0])).isBefore(before)) {
        kept.add(line);
      }
    }
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.write(fresh, kept, StandardCharsets.UTF_8);
    Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  private static boolean isNumber(String[] parts) {
    return parts[0].matches("\\d{1,15}")
        && parts[1].matches("-?\\d{1,19}(\\.\\d{1,20})?(E-?\\d{1,3})?");
  }
}
