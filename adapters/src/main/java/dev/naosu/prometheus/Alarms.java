package dev.naosu.prometheus;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.naosu.machine.KeptFile;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Which rules are active for which services, and since when; kept, so that a restart tells nothing
/// twice.
final class Alarms {
  private static final ObjectMapper JSON = new ObjectMapper();

  /// One rule in one service.
  ///
  /// @param seen when it was last seen to be active
  /// @param told whether it was told since it became active
  private record Alarm(long since, long seen, boolean told) {}

  private final KeptFile kept;
  private final Map<String, Alarm> alarms = new TreeMap<>();

  private Alarms(KeptFile kept) {
    this.kept = kept;
  }

  static Alarms of(KeptFile kept) throws IOException {
    Alarms alarms = new Alarms(kept);
    Optional<byte[]> before = kept.read();
    if (before.isPresent()) {
      alarms.alarms.putAll(
          JSON.readValue(before.get(), new TypeReference<Map<String, Alarm>>() {}));
    }
    return alarms;
  }

  /// It is active; says since when if that is to be told now.
  ///
  /// @param longestGap after not having been seen for longer, nobody knows what was in between
  Optional<Instant> seen(Rule rule, String service, Instant now, Duration longestGap) {
    String key = key(rule, service);
    Alarm before = alarms.get(key);
    long time = now.toEpochMilli();
    boolean isOne = before != null && time - before.seen() <= longestGap.toMillis();
    Alarm alarm =
        before == null
            ? new Alarm(time, time, false)
            : new Alarm(isOne ? before.since() : time, time, before.told());
    alarms.put(key, alarm);
    return !alarm.told() && time - alarm.since() >= rule.lasting().toMillis()
        ? Optional.of(Instant.ofEpochMilli(alarm.since()))
        : Optional.empty();
  }

  void told(Rule rule, String service) {
    alarms.computeIfPresent(
        key(rule, service), (_, alarm) -> new Alarm(alarm.since(), alarm.seen(), true));
  }

  /// The rule gave an answer, and these services were all it was active for.
  void onlyFor(Rule rule, Set<String> services) {
    alarms
        .keySet()
        .removeIf(
            key ->
                key.startsWith(rule.name() + "\n")
                    && !services.contains(key.substring(rule.name().length() + 1)));
  }

  void keep() throws IOException {
    kept.write(JSON.writeValueAsBytes(alarms));
  }

  private static String key(Rule rule, String service) {
    return rule.name() + "\n" + service;
  }
}
