package dev.naosu.flags;

import java.io.IOException;
import java.util.Optional;

/// Where flags are kept.
public interface Flags {
  /// Empty when there is no such flag.
  Optional<Boolean> read(String flag) throws IOException, InterruptedException;

  void write(String flag, boolean on) throws IOException, InterruptedException;
}
