package dev.naosu.app.input;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A file that people write, while it is read: everything that is wrong with it is noted, so that
/// it is told at once.
public final class WrittenFile {
  private final Path file;
  private final List<String> problems = new ArrayList<>();

  public WrittenFile(Path file) {
    this.file = file;
  }

  /// Where it is, whoever asks.
  public Path place() {
    return file.toAbsolutePath().normalize();
  }

  /// So far, each with its place.
  public List<String> problems() {
    return List.copyOf(problems);
  }

  /// @param what in words that follow the place
  public void problem(String where, String what) {
    note(where + " " + what);
  }

  /// @param sentence that tells its place itself
  public void note(String sentence) {
    problems.add(file.getFileName() + ": " + sentence);
  }

  /// A path as it is written: relative to the directory of the file, or to one's own with `~/`.
  public Path path(String written) {
    Path home = Path.of(System.getProperty("user.home"));
    Path path = written.startsWith("~/") ? home.resolve(written.substring(2)) : Path.of(written);
    return file.toAbsolutePath().resolveSibling(path).normalize();
  }

  /// Where a repository is: a URL or `user@host:path` stays; anything else is a path.
  public String location(String written) {
    return written.contains("://") || written.matches("[\\w.-]+@[\\w.-]+:.*")
        ? written
        : path(written).toString();
  }

  /// Notes keys that nobody reads.
  ///
  /// @param prefix of the keys' places
  public void known(String prefix, JsonNode node, List<String> keys) {
    Keys.known(prefix, node, keys, this::problem);
  }

  /// Without spaces around it; empty also where it is no text, which is noted.
  ///
  /// @param prefix of the key's place
  public Optional<String> text(JsonNode node, String prefix, String key) {
    JsonNode value = node.path(key);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isValueNode() || value.asText().isBlank()) {
      problem(prefix + key, "should be a text");
      return Optional.empty();
    }
    return Optional.of(value.asText().strip());
  }
}
