package dev.naosu.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.detect.Fingerprint;
import dev.naosu.detect.Signal;
import dev.naosu.redaction.Redaction;
import dev.naosu.telemetry.Decoded;
import dev.naosu.telemetry.Otlp;
import dev.naosu.telemetry.Received;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BodiesTest {
  private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");
  private final Bodies bodies = new Bodies(1, () -> NOON);
  private final Otlp otlp = new Otlp(new Redaction(false));

  @Test
  void a_batch_has_as_many_records_as_it_says_and_no_two_of_one_id() {
    Post logs = new Post(7, 0, Post.Kind.LOGS, 512, List.of(new Fault(3)));
    assertThat(
            bodies.logs(logs).getResourceLogsList().stream()
                .flatMap(resource -> resource.getScopeLogsList().stream())
                .flatMap(scope -> scope.getLogRecordsList().stream())
                .map(record -> record.getSpanId()))
        .hasSize(512)
        .doesNotHaveDuplicates();
    Post spans = new Post(8, 0, Post.Kind.SPANS, 509, List.of(new Fault(4)));
    assertThat(
            bodies.spans(spans).getResourceSpansList().stream()
                .flatMap(resource -> resource.getScopeSpansList().stream())
                .flatMap(scope -> scope.getSpansList().stream())
                .map(span -> span.getSpanId()))
        .hasSize(509)
        .doesNotHaveDuplicates();
  }

  @Test
  void naosu_understands_every_batch_and_finds_each_telling_of_a_fault() throws IOException {
    Traffic traffic =
        new Traffic(1_000, 400, 128, Duration.ofMillis(100), Duration.ofSeconds(6), 0);
    Map<String, Set<String>> fingerprints = new HashMap<>();
    Set<String> ids = new HashSet<>();
    int told = 0;
    for (Post post : traffic.posts()) {
      Received received = Received.of(bodies.packed(post), "application/x-protobuf", "gzip", NOON);
      Decoded decoded = post.kind() == Post.Kind.LOGS ? otlp.logs(received) : otlp.traces(received);
      assertThat(decoded).isInstanceOf(Decoded.Understood.class);
      Decoded.Understood understood = (Decoded.Understood) decoded;
      assertThat(understood.rejected()).isZero();
      List<Signal> troubles = understood.signals().stream().filter(Signal::isTrouble).toList();
      assertThat(troubles).hasSameSizeAs(post.faults());
      told += troubles.size();
      for (Signal each : troubles) {
        ids.add(each.id());
        fingerprints
            .computeIfAbsent(each.origin().service(), _ -> new HashSet<>())
            .add(Fingerprint.of(each).value());
      }
    }
    assertThat(ids).hasSize(told);
    assertThat(fingerprints.keySet()).hasSize(traffic.faults());
    assertThat(fingerprints.values()).allMatch(each -> each.size() == 1);
  }

  @Test
  void faults_differ_in_where_they_are_thrown() {
    Set<String> places = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      places.add(
          new Fault(i).trace(1).lines().skip(1).findFirst().orElse("").replaceAll("\\d", ""));
    }
    assertThat(places).hasSize(1_000);
  }
}
