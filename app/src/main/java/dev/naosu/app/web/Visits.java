package dev.naosu.app.web;

import java.util.function.UnaryOperator;

/// Watches requests being answered.
@FunctionalInterface
public interface Visits {
  /// @param route such as `/api/v1/incidents/{id}`
  /// @param header the value of a header by its name; empty when it is absent
  Visit begin(String method, String route, UnaryOperator<String> header);

  /// One request.
  @FunctionalInterface
  interface Visit {
    /// @param status of the answer
    void end(int status);
  }

  /// Where nobody watches.
  static Visits unseen() {
    return (_, _, _) -> _ -> {};
  }
}
