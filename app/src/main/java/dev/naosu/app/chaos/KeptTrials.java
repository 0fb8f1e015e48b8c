package dev.naosu.app.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.naosu.machine.KeptFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What came of the experiments that were made here, a file each.
///
/// @param directory may not be there yet
public record KeptTrials(Path directory) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final DateTimeFormatter WHEN =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);
  private static final String SUFFIX = ".json";
  private static final String ID = "[\\w][\\w-]{0,127}";

  /// What an experiment that begins now is found again by.
  public static String id(Instant began, String name) {
    return WHEN.format(began) + "-" + name;
  }

  public void keep(String id, ObjectNode trial) throws IOException {
    new KeptFile(directory.resolve(id + SUFFIX)).write(JSON.writeValueAsBytes(trial));
  }

  /// Empty when there is none.
  public Optional<JsonNode> find(String id) throws IOException {
    if (!id.matches(ID)) {
      return Optional.empty();
    }
    Optional<byte[]> bytes = new KeptFile(directory.resolve(id + SUFFIX)).read();
    return bytes.isEmpty() ? Optional.empty() : Optional.of(JSON.readTree(bytes.get()));
  }

  /// The latest first.
  public List<JsonNode> latest(int most) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    List<JsonNode> trials = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path each :
          files
              .filter(file -> file.toString().endsWith(SUFFIX))
              .sorted(Comparator.reverseOrder())
              .limit(most)
              .toList()) {
        trials.add(JSON.readTree(Files.readAllBytes(each)));
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return trials;
  }
}
