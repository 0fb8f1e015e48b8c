package dev.naosu.bench.detect;

import dev.naosu.detect.logs.LogTemplate;
import dev.naosu.detect.logs.LogTemplates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVRecord;

/// The logs of Loghub-2k, 2,000 messages of each of 14 systems, with templates that people gave
/// them and others corrected.
public final class Loghub {
  private static final String TRUTH = "_2k.log_structured_corrected.csv";

  private Loghub() {}

  /// One system.
  ///
  /// @param found templates
  /// @param real templates
  public record Row(
      String system,
      double ga,
      double fga,
      double pa,
      int found,
      int real,
      int messages,
      Duration took) {}

  /// The systems that are there, by name.
  ///
  /// @param data that holds a directory for each system, or `2k_dataset` that does
  public static List<Path> systems(Path data) throws IOException {
    Path inner = data.resolve("2k_dataset");
    Path directory = Files.isDirectory(inner) ? inner : data;
    try (Stream<Path> all = Files.list(directory)) {
      return all.filter(system -> Files.isRegularFile(truth(system))).sorted().toList();
    }
  }

  /// Learns all of it, then asks for the template of each message: as the published figures do.
  public static Row measure(Path system) throws IOException {
    List<CSVRecord> rows = Csv.read(truth(system), "Content", "EventTemplate");
    LogTemplates templates = new LogTemplates(LogTemplates.Limits.USUAL);
    long start = System.nanoTime();
    List<Long> ids =
        rows.stream().map(row -> templates.add(row.get("Content")).template().id()).toList();
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    Grouping grouping =
        Grouping.of(
            rows.stream().map(row -> row.get("EventTemplate")).toList(),
            ids.stream()
                .map(id -> templates.template(id).map(LogTemplate::text).orElse(""))
                .toList());
    return new Row(
        name(system),
        grouping.ga(),
        grouping.fga(),
        grouping.pa(),
        grouping.found(),
        grouping.real(),
        rows.size(),
        took);
  }

  private static Path truth(Path system) {
    return system.resolve(name(system) + TRUTH);
  }

  private static String name(Path system) {
    return String.valueOf(system.getFileName());
  }
}
