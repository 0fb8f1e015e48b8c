package dev.naosu.project;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A working copy in memory.
public final class MemoryCopy implements WorkingCopy {
  private final Map<String, String> texts;

  public MemoryCopy(Map<String, String> texts) {
    this.texts = new TreeMap<>(texts);
  }

  /// All texts by path, as they are now.
  public Map<String, String> texts() {
    return Map.copyOf(texts);
  }

  @Override
  public Path root() {
    return Path.of("/nowhere");
  }

  @Override
  public List<String> javaFiles(String directory) {
    return texts.keySet().stream().filter(path -> path.startsWith(directory)).toList();
  }

  @Override
  public String read(String path) {
    String text = texts.get(path);
    if (text == null) {
      throw new IllegalArgumentException("no such file: " + path);
    }
    return text;
  }

  @Override
  public void write(String path, String text) {
    texts.put(path, text);
  }

  @Override
  public void close() {
    // holds nothing
  }
}
