package dev.naosu.bench.judge;

import java.nio.file.Path;
import java.util.List;

/// Classes of changed sources, to be put before the patient's own.
///
/// @param problems of the compiler; empty when it compiled
record Overlay(Path directory, List<String> problems) {
  Overlay {
    problems = List.copyOf(problems);
  }
}
