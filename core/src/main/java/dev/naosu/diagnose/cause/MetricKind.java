package dev.naosu.diagnose.cause;

import dev.naosu.detect.metrics.Series;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What a metric measures, told from its name and labels: nobody declares it.
public enum MetricKind {
  /// Work of processors.
  CPU("cpu"),
  /// Memory, and the work of clearing it.
  MEMORY("memory"),
  /// Files and the device they lie on.
  DISK("disk"),
  /// Places that are given to one user at a time, and the queue for them: connections, threads.
  POOL("pool"),
  /// What goes over the wire.
  NETWORK("network"),
  /// How long a service worked itself, without waiting for others.
  SELF_TIME("self time"),
  /// How long its answers took, with the time that it waited for others.
  LATENCY("latency"),
  /// How long it waited for the answers of others.
  WAITING("waiting for others"),
  /// Answers and work that failed.
  ERRORS("errors"),
  /// How much is asked of it.
  TRAFFIC("traffic"),
  OTHER("other");

  private static final List<String> COUNTS = List.of("count", "total", "requests", "calls", "rate");
  private static final String[] TIMES = {
    "duration", "latency", "time", "seconds", "ms", "millis", "elapsed"
  };

  private static final String[] POOLS = {
    "pool",
    "connections",
    "connection",
    "queue",
    "executor",
    "thread",
    "threads",
    "hikari",
    "hikaricp",
    "pending",
    "waiting",
    "busy",
    "active",
    "backlog",
    "lag",
    "semaphore",
    "descriptor",
    "descriptors",
    "fds"
  };

  private final String words;

  MetricKind(String words) {
    this.words = words;
  }

  /// For people.
  public String words() {
    return words;
  }

  /// Whether it is something that a service can run out of.
  public boolean isResource() {
    return switch (this) {
      case CPU, MEMORY, DISK, POOL, NETWORK -> true;
      case SELF_TIME, LATENCY, WAITING, ERRORS, TRAFFIC, OTHER -> false;
    };
  }

  /// Whether a service shows it when another one that it asks is unwell.
  boolean isPassedOn() {
    return switch (this) {
      case LATENCY, WAITING, ERRORS, POOL -> true;
      case CPU, MEMORY, DISK, NETWORK, SELF_TIME, TRAFFIC, OTHER -> false;
    };
  }

  public static MetricKind of(Series series) {
    List<String> parts =
        List.of(series.name().toLowerCase(Locale.ROOT).split("[^a-z0-9]+|(?<=[a-z])(?=[0-9])", -1));
    if (hasAny(parts, "cpu", "load", "throttled")) {
      return CPU;
    }
    if (hasAny(parts, "self", "own")) {
      return SELF_TIME;
    }
    if (hasAny(parts, "error", "errors", "failed", "failures", "failure", "exceptions", "5xx")
        || tellsOfErrors(series.labels())) {
      return ERRORS;
    }
    if (hasAny(parts, "memory", "mem", "heap", "gc", "rss", "swap")) {
      return MEMORY;
    }
    if (hasAny(parts, "disk", "filesystem", "fs", "volume", "fsync", "iops")) {
      return DISK;
    }
    if (hasAny(parts, POOLS)) {
      return POOL;
    }
    if (hasAny(parts, "bucket", "jvm")) {
      // such as how many classes are loaded
      return OTHER;
    }
    boolean isTime = hasAny(parts, TIMES);
    boolean isCount = COUNTS.contains(parts.getLast()) || isCount(series.labels());
    if (hasAny(parts, "client", "db", "dependency", "upstream", "outgoing", "calls")) {
      return isTime && !isCount ? WAITING : isCount ? TRAFFIC : OTHER;
    }
    if (isTime && !isCount) {
      return LATENCY;
    }
    if (hasAny(parts, "network", "socket", "tcp", "packets", "retransmits")) {
      return NETWORK;
    }
    return isCount || hasAny(parts, "requests", "request", "calls", "throughput", "messages")
        ? TRAFFIC
        : OTHER;
  }

  private static boolean hasAny(List<String> parts, String... words) {
    for (String word : words) {
      if (parts.contains(word)) {
        return true;
      }
    }
    return false;
  }

  private static boolean tellsOfErrors(Map<String, String> labels) {
    return labels.containsKey("error.type")
        || labels.containsKey("error_type")
        || labels.containsKey("exception")
        || List.of("http.response.status_code", "http_response_status_code", "status", "code")
            .stream()
            .map(name -> labels.getOrDefault(name, ""))
            .anyMatch(status -> status.matches("5\\d\\d|5xx|error|ERROR"));
  }

  private static boolean isCount(Map<String, String> labels) {
    return "count".equals(labels.get("statistic")) || "count".equals(labels.get("stat"));
  }
}
