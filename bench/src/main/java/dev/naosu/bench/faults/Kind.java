package dev.naosu.bench.faults;

import java.util.List;

/// What the metrics of the market measure, as people would tell it; each metric is of one kind.
/// Told from their names alone and not by the ranking that is measured, so that it cannot agree
/// with itself.
public enum Kind {
  CPU("cpu", List.of("process.cpu.")),
  MEMORY("memory", List.of("jvm.memory.", "jvm.gc.")),
  TIME("own time", List.of("http.server.request.duration.", "http.server.self.duration.")),
  ERRORS("errors", List.of("http.server.errors")),
  TRAFFIC("traffic", List.of("http.server.requests")),
  CALLS("calls to another", List.of("http.client.request.duration.", "http.client.errors")),
  CONNECTIONS("connections", List.of("http.client.connections.")),
  QUEUE("request threads", List.of("http.server.busy", "http.server.queue")),
  LOCK("blocked threads", List.of("jvm.thread.blocked")),
  THREADS("threads", List.of("jvm.thread.count")),
  FILES("open files", List.of("process.open_file_descriptor.")),
  DISK("disk", List.of("disk."));

  private final String words;
  private final List<String> beginnings;

  Kind(String words, List<String> beginnings) {
    this.words = words;
    this.beginnings = beginnings;
  }

  /// For people.
  public String words() {
    return words;
  }

  static Kind of(String metric) {
    for (Kind kind : values()) {
      if (kind.beginnings.stream().anyMatch(metric::startsWith)) {
        return kind;
      }
    }
    throw new IllegalArgumentException("the market has no metric " + metric);
  }
}
