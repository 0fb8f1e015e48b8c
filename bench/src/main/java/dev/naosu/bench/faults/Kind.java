package dev.naosu.bench.faults;

import java.util.stream.Stream;

/// What the metrics of the market measure, as people would tell it; each metric is of one kind.
/// Told from their names alone and not by the ranking that is measured, so that it cannot agree
/// with itself.
public enum Kind {
  CPU("cpu", "process.cpu."),
  MEMORY("memory", "jvm.memory.", "jvm.gc."),
  TIME("own time", "http.server.request.duration.", "http.server.self.duration."),
  ERRORS("errors", "http.server.errors"),
  TRAFFIC("traffic", "http.server.requests"),
  CALLS("calls to another", "http.client.request.duration.", "http.client.errors"),
  CONNECTIONS("connections", "http.client.connections."),
  QUEUE("request threads", "http.server.busy", "http.server.queue"),
  LOCK("blocked threads", "jvm.thread.blocked"),
  THREADS("threads", "jvm.thread.count"),
  FILES("open files", "process.open_file_descriptor."),
  DISK("disk", "disk.");

  private final String words;
  private final String beginnings;

  /// @param beginnings of the names of its metrics
  Kind(String words, String... beginnings) {
    this.words = words;
    this.beginnings = String.join(" ", beginnings);
  }

  /// For people.
  public String words() {
    return words;
  }

  static Kind of(String metric) {
    for (Kind kind : values()) {
      if (Stream.of(kind.beginnings.split(" ", -1)).anyMatch(metric::startsWith)) {
        return kind;
      }
    }
    throw new IllegalArgumentException("the market has no metric " + metric);
  }
}
