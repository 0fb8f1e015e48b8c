package dev.naosu.bench.load;

import java.util.List;

/// One batch to be sent.
///
/// @param number from 0, of all kinds
/// @param dueNanos after the beginning
/// @param records in it, those about faults included
/// @param faults that it tells of, each with one record
record Post(int number, long dueNanos, Kind kind, int records, List<Fault> faults) {
  /// What its records are.
  enum Kind {
    LOGS("/v1/logs"),
    SPANS("/v1/traces");

    private final String path;

    Kind(String path) {
      this.path = path;
    }

    String path() {
      return path;
    }
  }

  Post {
    faults = List.copyOf(faults);
  }
}
