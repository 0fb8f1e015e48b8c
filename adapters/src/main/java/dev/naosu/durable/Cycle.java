package dev.naosu.durable;

/// What the engine knows a cycle by. These names are in the database: they stay.
interface Cycle {
  String CLASS = "naosu";
  String NAME = "cycle";

  /// @param incident id
  void run(long incident);

  static String id(long incident) {
    return "incident-" + incident;
  }
}
