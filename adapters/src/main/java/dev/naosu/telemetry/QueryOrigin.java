package dev.naosu.telemetry;

import dev.naosu.detect.Origin;
import dev.naosu.telemetry.Received.Unreadable;

/// The origin of a report that does not know it, as whoever uploads it says in the query.
final class QueryOrigin {
  private QueryOrigin() {}

  /// @param service like the others, empty when it is absent
  static Origin of(String service, String version, String environment) throws Unreadable {
    try {
      return new Origin(service, version, environment);
    } catch (IllegalArgumentException e) {
      throw new Unreadable(
          400,
          String.valueOf(e.getMessage()),
          "send them as query parameters: ?service=shop&version=1f3a&environment=ci");
    }
  }
}
