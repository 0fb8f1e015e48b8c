package dev.naosu.project;

import java.nio.file.Path;

/// A Java development kit on this machine.
///
/// @param feature its feature release, such as 8, 17 or 25
/// @param version as it calls itself, such as 17.0.15
public record Jdk(Path home, int feature, String version) {
  public Path java() {
    return home.resolve("bin").resolve("java");
  }

  public Path javac() {
    return home.resolve("bin").resolve("javac");
  }
}
