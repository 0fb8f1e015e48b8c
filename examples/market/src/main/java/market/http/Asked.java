package market.http;

import java.util.HashMap;
import java.util.Map;

/** A request, and how long it waited for other services. */
public final class Asked {
  private final Map<String, String> parameters = new HashMap<>();
  private long waitedNanos;

  Asked(String query) {
    if (query != null) {
      for (String each : query.split("&")) {
        int equals = each.indexOf('=');
        if (equals > 0) {
          parameters.put(each.substring(0, equals), each.substring(equals + 1));
        }
      }
    }
  }

  /** The parameter of the query; 0 when it is missing. */
  public String get(String name) {
    return parameters.getOrDefault(name, "0");
  }

  void waited(long nanos) {
    waitedNanos += nanos;
  }

  long waitedNanos() {
    return waitedNanos;
  }
}
