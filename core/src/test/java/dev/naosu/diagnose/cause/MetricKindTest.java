package dev.naosu.diagnose.cause;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.detect.Origin;
import dev.naosu.detect.metrics.Series;
import dev.naosu.detect.metrics.Series.Shape;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricKindTest {
  @ParameterizedTest
  @CsvSource({
    "process.cpu.time, CPU",
    "jvm.cpu.recent_utilization, CPU",
    "system_load_average_1m, CPU",
    "jvm.memory.used, MEMORY",
    "jvm.gc.duration, MEMORY",
    "process_resident_memory_bytes, MEMORY",
    "disk.used, DISK",
    "system.filesystem.utilization, DISK",
    "hikaricp.connections.pending, POOL",
    "db.client.connections.usage, POOL",
    "jvm.thread.count, POOL",
    "http.server.queue, POOL",
    "http.server.busy, POOL",
    "http.server.active_requests, POOL",
    "process.open_file_descriptor.count, POOL",
    "system.network.io, NETWORK",
    "naosu.self_time, SELF_TIME",
    "http.server.self.duration.p95, SELF_TIME",
    "http.server.request.duration, LATENCY",
    "http_server_requests_seconds_max, LATENCY",
    "naosu.requests.duration.p95, LATENCY",
    "http.client.request.duration, WAITING",
    "naosu.calls.duration.median, WAITING",
    "db.client.operation.duration, WAITING",
    "http.server.errors, ERRORS",
    "naosu.requests.failed, ERRORS",
    "naosu.log.errors, ERRORS",
    "http.server.requests, TRAFFIC",
    "http_server_requests_seconds_count, TRAFFIC",
    "http.server.request.duration.count, TRAFFIC",
    "naosu.requests, TRAFFIC",
    "http_server_requests_seconds_bucket, OTHER",
    "jvm.class.count, OTHER",
    "temperature, OTHER"
  })
  void a_name_tells_what_is_measured(String name, MetricKind kind) {
    assertThat(kind(name, Map.of())).isEqualTo(kind);
  }

  @Test
  void a_label_tells_answers_that_failed() {
    String name = "http.server.request.duration.count";
    assertThat(kind(name, Map.of("http.response.status_code", "503"))).isEqualTo(MetricKind.ERRORS);
    assertThat(kind(name, Map.of("error.type", "500"))).isEqualTo(MetricKind.ERRORS);
    assertThat(kind(name, Map.of("http.response.status_code", "200")))
        .isEqualTo(MetricKind.TRAFFIC);
  }

  private static MetricKind kind(String name, Map<String, String> labels) {
    return MetricKind.of(
        new Series(new Origin("shop", "", ""), name, new TreeMap<>(labels), Shape.GAUGE));
  }
}
