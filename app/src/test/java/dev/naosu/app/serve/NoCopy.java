package dev.naosu.app.serve;

import dev.naosu.project.WorkingCopy;
import java.nio.file.Path;
import java.util.List;

/// For where no project is copied.
record NoCopy() implements WorkingCopy {
  @Override
  public Path root() {
    return Path.of("/");
  }

  @Override
  public List<String> javaFiles(String directory) {
    return List.of();
  }

  @Override
  public String read(String path) {
    throw new IllegalArgumentException("there is no " + path);
  }

  @Override
  public void write(String path, String text) {
    throw new UnsupportedOperationException("nothing is written here");
  }

  @Override
  public void close() {
    // there is none
  }
}
