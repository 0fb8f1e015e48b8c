package dev.naosu.tail;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.naosu.machine.KeptFile;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// Up to where logs have been read and taken, as it is kept.
///
/// @param sources patterns that were looked at before: what is new below them is read from its
///   beginning
record Positions(List<String> sources, List<Position> files) {
  private static final ObjectMapper JSON = new ObjectMapper();

  Positions {
    sources = List.copyOf(sources);
    files = List.copyOf(files);
  }

  /// One file.
  ///
  /// @param source pattern it was found by
  /// @param path where it was then
  /// @param key of the file system, such as an inode; stays with a file that is renamed
  /// @param headLength bytes of its beginning that `head` is the hash of
  /// @param offset of the first byte that was not taken yet
  /// @param generation how often it was emptied meanwhile
  record Position(
      String source,
      String path,
      String key,
      int headLength,
      String head,
      long offset,
      int generation) {

    Head beginning() {
      return new Head(headLength, head);
    }
  }

  /// Empty when none were kept.
  ///
  /// @throws IOException when they cannot be read
  static Optional<Positions> read(KeptFile file) throws IOException {
    Optional<byte[]> kept = file.read();
    return kept.isEmpty()
        ? Optional.empty()
        : Optional.of(JSON.readValue(kept.get(), Positions.class));
  }

  void write(KeptFile file) throws IOException {
    file.write(JSON.writeValueAsBytes(this));
  }
}
