package dev.naosu.gateway;

import dev.naosu.fleet.Answers;
import dev.naosu.fleet.Latencies;
import dev.naosu.fleet.Traffic;
import dev.naosu.fleet.Version;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// What a gateway saw, as Prometheus reads it.
///
/// @param service whose
record Metrics(
    String service, Switchboard board, Ledger ledger, Refusals refusals, Captures captures) {
  private static final List<Duration> BOUNDS =
      List.of(
          Duration.ofMillis(1),
          Duration.ofMillis(5),
          Duration.ofMillis(10),
          Duration.ofMillis(25),
          Duration.ofMillis(50),
          Duration.ofMillis(100),
          Duration.ofMillis(250),
          Duration.ofMillis(500),
          Duration.ofSeconds(1),
          Duration.ofMillis(2500),
          Duration.ofSeconds(5),
          Duration.ofSeconds(10));

  String text() {
    StringBuilder text = new StringBuilder();
    Traffic traffic = ledger.traffic();
    Map<Version, Answers> answers = new TreeMap<>(traffic.answers());
    head(text, "requests_total", "counter", "Requests that came to an end.");
    answers.forEach((version, each) -> line(text, "requests_total", of(version), each.requests()));
    head(text, "errors_total", "counter", "Requests answered with 5xx or not at all.");
    answers.forEach((version, each) -> line(text, "errors_total", of(version), each.errors()));
    head(text, "latency_seconds", "histogram", "How long answers took.");
    answers.forEach((version, each) -> latencies(text, version, each.latencies()));
    head(text, "under_way", "gauge", "Requests that are under way.");
    new TreeMap<>(ledger.all())
        .forEach((version, tally) -> line(text, "under_way", of(version), tally.underWay()));
    Lineup lineup = board.lineup();
    if (lineup != null) {
      head(text, "share", "gauge", "Share of the requests that a version gets.");
      lineup
          .routing()
          .split()
          .shares()
          .forEach(
              (version, share) ->
                  text.append(name("share", of(version))).append(share).append('\n'));
      head(text, "instances_up", "gauge", "Instances that are not left alone for a while.");
      long now = System.nanoTime();
      lineup
          .lanes()
          .values()
          .forEach(
              lane ->
                  line(
                      text,
                      "instances_up",
                      of(lane.version()),
                      lane.instances().stream().filter(each -> each.isUp(now)).count()));
    }
    head(text, "refused_total", "counter", "Requests that the gateway refused itself.");
    refusals
        .all()
        .forEach((why, count) -> line(text, "refused_total", ",reason=\"" + why + "\"", count));
    head(text, "captures_left_out_total", "counter", "Failing requests not looked at: too many.");
    line(text, "captures_left_out_total", "", captures.leftOut());
    return text.toString();
  }

  private void latencies(StringBuilder text, Version version, Latencies latencies) {
    long count = latencies.count();
    for (Duration bound : BOUNDS) {
      long within = count - latencies.above(Latencies.bucket(bound) - 1);
      String le = String.format(Locale.ROOT, ",le=\"%s\"", bound.toNanos() / 1e9);
      line(text, "latency_seconds_bucket", of(version) + le, within);
    }
    line(text, "latency_seconds_bucket", of(version) + ",le=\"+Inf\"", count);
    double sum = 0;
    for (Map.Entry<Integer, Long> each : latencies.counts().entrySet()) {
      sum += Latencies.end(each.getKey()).toNanos() / 1e9 * each.getValue();
    }
    text.append(name("latency_seconds_sum", of(version)))
        .append(String.format(Locale.ROOT, "%.6f", sum))
        .append('\n');
    line(text, "latency_seconds_count", of(version), count);
  }

  private static String of(Version version) {
    return ",version=\"" + version.name() + "\"";
  }

  private static void head(StringBuilder text, String name, String type, String help) {
    text.append("# HELP naosu_gateway_").append(name).append(' ').append(help).append('\n');
    text.append("# TYPE naosu_gateway_").append(name).append(' ').append(type).append('\n');
  }

  private void line(StringBuilder text, String name, String labels, long value) {
    text.append(name(name, labels)).append(value).append('\n');
  }

  private String name(String name, String labels) {
    String quoted = service.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", " ");
    return "naosu_gateway_" + name + "{service=\"" + quoted + "\"" + labels + "} ";
  }
}
