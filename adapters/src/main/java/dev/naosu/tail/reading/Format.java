package dev.naosu.tail.reading;

/// How a log is written.
public enum Format {
  /// Lines of JSON and of text, each told by how it looks.
  AUTO,
  /// Text; a line of JSON is a message like any other.
  TEXT,
  /// One record of JSON in each line.
  JSON
}
