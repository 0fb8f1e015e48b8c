package dev.naosu.diagnose.cause;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// What an exception says is wrong, besides the code that threw it.
enum Spoken {
  MEMORY(
      MetricKind.MEMORY,
      "OutOfMemoryError|Java heap space|GC overhead limit|Metaspace|Cannot reserve \\d+ bytes"),
  DISK(MetricKind.DISK, "No space left on device|Disk quota exceeded|Read-only file system"),
  POOL(
      MetricKind.POOL,
      "Connection is not available|ConnectionPoolTimeout|Timeout waiting for (?:connection|idle)"
          + "|PoolExhausted|Cannot get a connection|RejectedExecutionException|Too many open files"
          + "|unable to create (?:new )?native thread|too many clients|remaining connection slots"),
  OTHERS(
      MetricKind.WAITING,
      "ConnectException|Connection refused|Connection reset|SocketTimeoutException"
          + "|HttpTimeoutException|HttpConnectTimeoutException|UnknownHostException"
          + "|NoRouteToHostException|SSLHandshakeException|ResourceAccessException"
          + "|WebClientRequestException|StatusRuntimeException: UNAVAILABLE|DEADLINE_EXCEEDED"
          + "|Read timed out|connect timed out|answered 50[0234]|5\\d\\d Server Error");

  private static final int MOST_LETTERS = 20_000;

  private final MetricKind kind;
  private final Pattern pattern;

  Spoken(MetricKind kind, String words) {
    this.kind = kind;
    pattern = Pattern.compile(words);
  }

  /// The kind of metric that shows it.
  MetricKind kind() {
    return kind;
  }

  /// @param text message and trace
  /// @return empty where it speaks of nothing but code
  static Optional<Spoken> in(String text) {
    String looked = text.length() <= MOST_LETTERS ? text : text.substring(0, MOST_LETTERS);
    return List.of(values()).stream()
        .filter(each -> each.pattern.matcher(looked).find())
        .findFirst();
  }
}
